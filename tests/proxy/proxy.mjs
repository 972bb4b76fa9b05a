// What docs/proxy.md says of the program behind a proxy, tried with the files that it shows: pages over
// TLS, cookies that are secure, the client's own address where the proxy is trusted and only there, the
// largest import, and clients that are slow or send what is not taken.
//
//   node proxy.mjs nginx|haproxy
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'node:tls';
import { Service } from '../browser/service.mjs';
import { Front, host } from './front.mjs';
import { Visitor } from './visitor.mjs';

const name = process.argv[2];
const mebibyte = 1024 * 1024;
const guesses = 3;

async function behindAProxy(trusted, work) {
  process.env.REFOCUS_SERVER_TRUSTED_PROXIES = trusted;
  process.env.REFOCUS_SERVER_PUBLIC_ADDRESS = `https://${host}`;
  process.env.REFOCUS_SIGN_IN_FAILURES_BY_ADDRESS = String(guesses);
  const service = await Service.start('sqlite');
  try {
    const front = await Front.start(name, new URL(service.address).port);
    try {
      await work(front, service);
    } finally {
      await front.stop();
    }
  } finally {
    await service.stop();
  }
}

async function plainHttpLeadsToHttps(front) {
  const answer = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: front.plainPort, path: '/caseload?q=x',
      headers: { Host: host } }, resolve).once('error', reject).end();
  });
  answer.resume();
  assert.equal(answer.statusCode, 301);
  assert.equal(answer.headers.location, `https://${host}/caseload?q=x`);
}

async function pagesAndCookiesAreSecure(front, service) {
  const visitor = new Visitor(front, '127.0.0.10');
  const page = await visitor.asks('GET', '/sign-in');
  assert.equal(page.status, 200);
  assert.match(page.headers['strict-transport-security'], /^max-age=\d+; includeSubDomains$/);
  assert.match(page.headers['cache-control'], /no-store/);
  const entered = await visitor.signsIn('administrator@example.org');
  assert.equal(entered.status, 303, entered.body);
  const cookie = entered.headers['set-cookie'].find((one) => one.startsWith('__Host-session='));
  assert.match(cookie, /; Secure/);
  assert.match(cookie, /; HttpOnly/);
  assert.equal((await visitor.asks('GET', '/admin')).status, 200);
  assert.match(service.run('user', 'reset', 'worker@example.org'), new RegExp(`https://${host}/link/`));
}

// Whoever reads the log must not be able to use it.
async function aOneTimeLinkIsNotLogged(front) {
  const visitor = new Visitor(front, '127.0.0.11');
  assert.equal((await visitor.asks('GET', '/link/a-secret')).status, 404);
  assert.equal((await visitor.asks('GET', '/sign-in')).status, 200);
  if (front.log === undefined) return;
  assert.match(front.log, /GET \/sign-in /);
  assert.doesNotMatch(front.log, /a-secret/);
}

async function guessFrom(front, address, headers) {
  const visitor = new Visitor(front, address);
  const { status } = await visitor.signsIn('nobody@example.org', 'not the password', headers);
  return status;
}

// The client's address is that of the connection, whatever the client says of itself.
async function guessesCountByTheClientsAddress(front) {
  for (let i = 0; i < guesses; i += 1) assert.equal(await guessFrom(front, '127.0.0.20'), 422);
  assert.equal(await guessFrom(front, '127.0.0.20'), 429);
  for (const header of ['X-Forwarded-For', 'Forwarded']) {
    const said = header === 'Forwarded' ? 'for=203.0.113.9' : '203.0.113.9';
    assert.equal(await guessFrom(front, '127.0.0.20', { [header]: said }), 429, header);
  }
  const other = new Visitor(front, '127.0.0.21');
  assert.equal((await other.signsIn('worker@example.org')).status, 303);
}

// Without `trusted_proxies` all seem to come from the proxy, over plain HTTP.
async function anUntrustedProxyIsNotBelieved(front) {
  const visitor = new Visitor(front, '127.0.0.30');
  const entered = await visitor.signsIn('worker@example.org');
  assert.equal(entered.headers['strict-transport-security'], undefined);
  assert.doesNotMatch(entered.headers['set-cookie'].join(), /__Host-|Secure/);
  for (let i = 0; i < guesses; i += 1) assert.equal(await guessFrom(front, '127.0.0.31'), 422);
  assert.equal(await guessFrom(front, '127.0.0.32'), 429);
}

// A body that is sent as it is made: `megabytes` of a file that no import can read.
function upload(fields, megabytes) {
  const head = Object.entries(fields).map(([field, value]) =>
    `--edge\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`).join('')
    + '--edge\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n';
  const end = '\r\n--edge--\r\n';
  const line = Buffer.from(`${'x'.repeat(1023)}\n`.repeat(1024));
  return {
    headers: { 'Content-Type': 'multipart/form-data; boundary=edge', Origin: `https://${host}`,
      'Content-Length': head.length + megabytes * mebibyte + end.length },
    body: Readable.from((function* parts() {
      yield Buffer.from(head);
      for (let i = 0; i < megabytes; i += 1) yield line;
      yield Buffer.from(end);
    })()),
  };
}

async function theLargestImportPassesAndNoLarger(front) {
  const visitor = new Visitor(front, '127.0.0.40');
  await visitor.signsIn('administrator@example.org');
  const fields = await visitor.fieldsOf('/admin/import');
  const largest = await visitor.asks('POST', '/admin/import', upload(fields, 64));
  assert.equal(largest.status, 303, largest.body.slice(0, 400));
  const plan = await visitor.asks('GET', largest.headers.location);
  assert.match(plan.body, /a\.csv, line 1/);
  // Whoever refuses it first may close the connection while the rest is still being sent.
  const tooLarge = await visitor.asks('POST', '/admin/import', upload(fields, 80))
    .catch((error) => ({ status: /EPIPE|ECONNRESET/.test(error.code) ? 413 : error }));
  assert.equal(tooLarge.status, 413);
}

function connection(front, from) {
  return connect({ host: '127.0.0.1', port: front.port, localAddress: from, servername: host,
    ca: front.authority });
}

// Answers what came until the other side closed, and after how many seconds that was.
async function untilClosed(socket) {
  const began = Date.now();
  let said = '';
  socket.on('error', () => {});
  socket.on('data', (part) => { said += part; });
  await new Promise((resolve) => { socket.once('close', resolve); });
  return { said, seconds: (Date.now() - began) / 1000 };
}

// The same of the beginning of an answer.
async function untilAnswered(socket) {
  const began = Date.now();
  let said = '';
  socket.on('error', () => {});
  await new Promise((resolve) => {
    socket.once('data', (part) => { said = String(part); resolve(); });
    socket.once('close', resolve);
  });
  return { said, seconds: (Date.now() - began) / 1000 };
}

async function slowClientsHoldNobodyUp(front) {
  const slow = Array.from({ length: 200 }, (_, i) => connection(front, `127.0.1.${1 + (i % 250)}`));
  const closed = slow.map(untilClosed);
  for (const socket of slow) socket.write(`GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nX-Slow: `);
  const page = await new Visitor(front, '127.0.0.50').asks('GET', '/sign-in');
  assert.equal(page.status, 200);
  for (const { seconds } of await Promise.all(closed)) {
    assert.ok(seconds > 5 && seconds < 30, `a slow client was closed after ${seconds} s`);
  }
}

// Sends the head of a request and some of its body, and then nothing; answers the beginning of what
// came back, and after how many seconds that was.
async function sendsAndStalls(front, from, head, bytes) {
  const socket = connection(front, from);
  const answered = untilAnswered(socket);
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (let sent = 0; sent < bytes && !socket.destroyed; sent += mebibyte) {
    socket.write(Buffer.alloc(mebibyte, 'x'), () => {});
    await pause(5);
  }
  const { said, seconds } = await answered;
  socket.destroy();
  return { said, seconds };
}

// Four connections with nearly all of an import, and then silence, stopped every form. A stranger's is
// refused by its head, so most of what they send is never taken.
async function stalledImportsOfStrangersStopNoForm(front) {
  const head = ['POST /admin/import HTTP/1.1', `Host: ${host}`, `Content-Length: ${64 * mebibyte}`,
    'Content-Type: multipart/form-data; boundary=edge'];
  const stalled = Array.from({ length: 4 }, (_, i) =>
    sendsAndStalls(front, `127.0.0.${60 + i}`, head, 8 * mebibyte));
  for (let i = 0; i < 10; i += 1) {
    const visitor = new Visitor(front, '127.0.0.70');
    assert.equal((await visitor.signsIn('worker@example.org')).status, 303);
  }
  for (const { said, seconds } of await Promise.all(stalled)) {
    assert.match(said, /^HTTP\/1\.1 401 |^$/);
    assert.ok(seconds < 30, `a stranger was refused after ${seconds} s`);
  }
}

// What is refused carries what Refocus says on every page, whoever of the two refuses it: nginx does this.
async function refusalsCarryTheHeaders(front) {
  const { said } = await sendsAndStalls(front, '127.0.0.71',
    ['GET /without-a-host HTTP/1.1', 'Connection: close'], 0);
  assert.match(said, /^HTTP\/1\.[01] 400 /);
  for (const header of ['content-security-policy: default-src', 'x-content-type-options: nosniff',
    'strict-transport-security: max-age=63072000; includesubdomains']) {
    assert.ok(said.toLowerCase().includes(header), `${header}\n${said}`);
  }
}

// Slower than the program itself would wait for, but the proxy takes the whole form first.
async function aSlowFormArrives(front) {
  const visitor = new Visitor(front, '127.0.0.51');
  const fields = await visitor.fieldsOf('/sign-in');
  const body = new URLSearchParams({ ...fields, email: 'worker@example.org',
    password: 'demonstration' }).toString();
  const sent = visitor.asks('POST', '/sign-in', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: `https://${host}`,
      'Content-Length': body.length },
    body: Readable.from((async function* parts() {
      for (let at = 0; at < body.length; at += 32) {
        yield body.slice(at, at + 32);
        await pause(200);
      }
    })()),
  });
  assert.equal((await sent).status, 303);
}

await behindAProxy('127.0.0.1', async (front, service) => {
  await plainHttpLeadsToHttps(front);
  await pagesAndCookiesAreSecure(front, service);
  await aOneTimeLinkIsNotLogged(front);
  await guessesCountByTheClientsAddress(front);
  await theLargestImportPassesAndNoLarger(front);
  await stalledImportsOfStrangersStopNoForm(front);
  await refusalsCarryTheHeaders(front);
  await Promise.all([slowClientsHoldNobodyUp(front), aSlowFormArrives(front)]);
});
await behindAProxy('', anUntrustedProxyIsNotBelieved);
console.log(`behind ${name}: as docs/proxy.md says`);
