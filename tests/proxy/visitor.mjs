// A browser as the proxy sees it: from an address of its own (each of 127.0.0.0/8 is one), with cookies
// and forms.
import { request } from 'node:https';
import { host } from './front.mjs';

export class Visitor {
  constructor(front, from) {
    this.front = front;
    this.from = from;
    this.cookies = new Map();
  }

  // Sends it and answers { status, headers, body }. `body` is text, or a stream.
  async asks(method, path, { headers = {}, body = '' } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await new Promise((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1', port: this.front.port, localAddress: this.from, servername: host,
        ca: this.front.authority, method, path, agent: false,
        headers: { Host: host, ...(cookie && { Cookie: cookie }), ...headers },
      }, resolve);
      sent.once('error', reject);
      if (typeof body === 'string') sent.end(body);
      else body.pipe(sent);
    });
    this.keep(answer.headers['set-cookie'] ?? []);
    const parts = [];
    for await (const part of answer) parts.push(part);
    return { status: answer.statusCode, headers: answer.headers,
      body: Buffer.concat(parts).toString('utf8') };
  }

  keep(setCookies) {
    for (const one of setCookies) {
      const [, name, value] = one.match(/^([^=]+)=([^;]*)/);
      this.cookies.set(name, value);
    }
  }

  async sends(path, fields, headers = {}) {
    const body = new URLSearchParams(fields).toString();
    return this.asks('POST', path, {
      body, headers: { 'Content-Type': 'application/x-www-form-urlencoded',
        'Content-Length': Buffer.byteLength(body), Origin: `https://${host}`, ...headers },
    });
  }

  // The hidden fields of the forms on a page.
  async fieldsOf(path) {
    const { body } = await this.asks('GET', path);
    return Object.fromEntries([...body.matchAll(
      /<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(([, name, value]) => [name, value]));
  }

  async signsIn(email, password = 'demonstration', headers = {}) {
    const fields = await this.fieldsOf('/sign-in');
    return this.sends('/sign-in', { ...fields, email, password }, headers);
  }
}
