// One of the proxies of docs/proxy in front of a service: the file as it is documented, but for what
// a site puts in its own place (ports, certificate, the user that it runs as), with a certificate made
// for the occasion. Everything is gone when it is stopped.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export const host = 'refocus.example.nhs.uk';
const documented = (name) => readFileSync(join(import.meta.dirname, '../../docs/proxy', name), 'utf8');

// Below the ports that the system gives to clients, so that none of them is in the way.
export async function freePort() {
  for (let port = 20_000 + Math.floor(Math.random() * 12_000); ; port += 1) {
    const isFree = await new Promise((resolve) => {
      const probe = createServer().once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

// Replaces each text of the file; one that is not there has been changed in the documentation.
function replaced(text, pairs) {
  return pairs.reduce((all, [from, to]) => {
    if (!all.includes(from)) throw new Error(`docs/proxy has no longer: ${from}`);
    return all.replaceAll(from, to);
  }, text);
}

function makeCertificate(folder) {
  const key = join(folder, 'privkey.pem');
  const certificate = join(folder, 'fullchain.pem');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256',
    '-nodes', '-days', '2', '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`,
    '-keyout', key, '-out', certificate], { stdio: ['ignore', 'ignore', 'pipe'] });
  const both = join(folder, 'fullchain-and-key.pem');
  writeFileSync(both, readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  return { key, certificate, both };
}

// Only root can give its rights away; anybody else runs it as themselves.
const isRoot = process.getuid() === 0;

const proxies = {
  nginx(front) {
    const site = replaced(documented('nginx.conf'), [
      ['    listen [::]:80;\n', ''], ['    listen [::]:443 ssl http2;\n', ''],
      ['listen 80;', `listen 127.0.0.1:${front.plainPort};`],
      ['listen 443 ', `listen 127.0.0.1:${front.port} `],
      ['/etc/ssl/refocus/fullchain.pem', front.files.certificate],
      ['/etc/ssl/refocus/privkey.pem', front.files.key],
      ['/var/log/nginx/refocus.log', front.logFile],
      ['http://127.0.0.1:8080', `http://127.0.0.1:${front.behind}`]]);
    const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    writeFileSync(join(front.folder, 'nginx.conf'), [
      ...(isRoot ? ['user root;'] : []), 'daemon off;', `pid ${front.folder}/pid;`,
      'error_log stderr error;', 'events {}', 'http {', 'access_log off;',
      ...kinds.map((kind) => `${kind}_temp_path ${front.folder}/${kind};`), site, '}'].join('\n'));
    return ['/usr/sbin/nginx', ['-c', join(front.folder, 'nginx.conf'), '-e', 'stderr']];
  },
  haproxy(front) {
    const file = join(front.folder, 'haproxy.cfg');
    writeFileSync(file, replaced(documented('haproxy.cfg'), [
      ['    log /dev/log local0\n', ''],
      ...(isRoot ? [] : [['    user haproxy\n', ''], ['    group haproxy\n', '']]),
      ['bind :80\n', `bind 127.0.0.1:${front.plainPort}\n`],
      ['bind :443 ', `bind 127.0.0.1:${front.port} `],
      ['/etc/ssl/refocus/fullchain-and-key.pem', front.files.both],
      ['127.0.0.1:8080', `127.0.0.1:${front.behind}`]]));
    return ['/usr/sbin/haproxy', ['-db', '-f', file]];
  },
};

export class Front {
  // `behind`: the port of the service.
  static async start(name, behind) {
    const front = new Front();
    front.folder = mkdtempSync(join(tmpdir(), 'refocus-proxy-'));
    front.behind = behind;
    front.port = await freePort();
    do front.plainPort = await freePort(); while (front.plainPort === front.port);
    front.files = makeCertificate(front.folder);
    const [program, words] = proxies[name](front);
    front.process = spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
    front.ended = new Promise((resolve) => front.process.once('exit', resolve));
    await front.listens();
    return front;
  }

  async listens() {
    for (let tries = 0; tries < 600; tries += 1) {
      if (this.process.exitCode !== null) throw new Error('the proxy ended before it listened');
      const answers = await new Promise((resolve) => {
        const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); resolve(true); });
        socket.once('error', () => resolve(false));
      });
      if (answers) return;
      await pause(50);
    }
    throw new Error('the proxy does not listen');
  }

  // What nginx has logged; haproxy logs to the system.
  get log() { return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : undefined; }

  get logFile() { return join(this.folder, 'access.log'); }

  get authority() { return readFileSync(this.files.certificate); }

  async stop() {
    this.process.kill('SIGTERM');
    await this.ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
