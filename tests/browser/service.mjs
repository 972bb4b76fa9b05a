// A service of its own for one test, the demonstration unless told otherwise: a private folder, a private database of either
// engine, a free port. Everything is gone when it is stopped.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = process.env.REFOCUS_PROGRAM;
if (!program) throw new Error('REFOCUS_PROGRAM must name the program: run these tests with script/test');

function makeDatabase(engine, folder) {
  if (engine === 'sqlite') return { target: join(folder, 'refocus.db'), drop() {} };
  const server = process.env.REFOCUS_TEST_POSTGRESQL;
  if (!server) throw new Error('REFOCUS_TEST_POSTGRESQL is not set: run these tests with script/test');
  const name = `walk_${process.pid}`;
  const tell = (sql) => execFileSync('psql', ['-q', '-d', server, '-c', sql]);
  tell(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const target = new URL(server.replace(/^postgres(ql)?:/, 'http:'));
  target.pathname = `/${name}`;
  return {
    target: target.href.replace(/^http:/, 'postgresql:'),
    drop: () => tell(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

export class Service {
  // `making`: the command that makes what it holds, by its words; what it said is in `made`.
  static async start(engine, making = ['demo']) {
    const service = new Service();
    service.folder = mkdtempSync(join(tmpdir(), 'refocus-browser-'));
    service.database = makeDatabase(engine, service.folder);
    service.environment = {
      ...process.env,
      REFOCUS_STORAGE_DATABASE: service.database.target,
      REFOCUS_KEYS_FILE: join(service.folder, 'keys/refocus.keys'),
      REFOCUS_KEYS_ANCHORS: join(service.folder, 'keys/anchors'),
      REFOCUS_STORAGE_BACKUPS: join(service.folder, 'backups'),
      REFOCUS_LOG_LEVEL: 'warning',
      // Several browsers at once are no people, and a busy machine is no attack.
      REFOCUS_SERVER_REQUESTS_BY_ACCOUNT: '10000000',
      REFOCUS_SERVER_LONGEST_WAIT: '60000',
    };
    service.made = service.run(...making);
    await service.serve();
    return service;
  }

  // Runs a command of the program and answers what it printed; throws when it fails.
  run(...words) {
    return execFileSync(program, words, { env: this.environment, encoding: 'utf8' });
  }

  async serve() {
    this.process = spawn(program, ['serve', '--port', '0'], {
      env: this.environment, stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: this.process.stdout })) {
      const found = line.match(/http:\/\/\S+:\d+/);
      if (!found) continue;
      this.address = found[0];
      return;
    }
    throw new Error('the program ended before it served');
  }

  async stop() {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGTERM');
    const status = await ended;
    this.database.drop();
    rmSync(this.folder, { recursive: true });
    if (status !== 0) throw new Error(`the program ended with status ${status}`);
  }
}
