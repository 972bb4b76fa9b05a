// A tour of the whole site map: visitors look at pages in a state, each page is held against every
// check, and at the end the tour knows which routes nobody has seen.
//
// A GET route is seen when a visitor has looked at its page. A POST route is seen when a form was
// sent to it both rightly (and done) and wrongly (and refused).
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { open, signIn } from './browser.mjs';
import { checkErrors, checkPage, whatIsTyped } from './page_checks.mjs';

// How the page looks on a telephone and on a desk, for people to look through.
async function takePictures(page, folder, what) {
  const size = page.viewportSize();
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const path = join(folder, `${what.replace(/[^\p{L}\d]+/gu, '-')}-${width}.png`);
    await page.screenshot({ path, fullPage: true });
  }
  await page.setViewportSize(size);
}

const patternOf = (path) => new RegExp(
  `^${path.replace(/\{\w+\.\.\.\}/g, '.+').replace(/\{\w+\}/g, '[^/]+')}$`);
const namesIn = (path) => path.match(/\{\w+/g)?.length ?? 0;

export class Tour {
  constructor(service, browser) {
    this.service = service;
    this.browser = browser;
    this.routes = JSON.parse(service.run('site-map', '--json')).map((route) => ({
      ...route, pattern: patternOf(route.path), seen: new Set(),
    }));
    this.shapes = new Set();
    this.pages = 0;
  }

  // Of several that fit, the one that says most, as the program's router has it.
  routeOf(method, address) {
    const path = decodeURIComponent(new URL(address, this.service.address).pathname);
    return this.routes
      .filter((route) => route.method === method && route.pattern.test(path))
      .sort((a, b) => namesIn(a.path) - namesIn(b.path))[0];
  }

  note(method, address, how) { this.routeOf(method, address)?.seen.add(how); }

  unseen() {
    return this.routes.flatMap((route) => {
      const wanted = route.method === 'GET' ? ['looked at'] : ['done', 'refused'];
      const lacking = wanted.filter((how) => !route.seen.has(how));
      return lacking.length ? [`${route.method} ${route.path}: never ${lacking.join(', never ')}`] : [];
    });
  }

  async visitor(email, password) {
    const page = await open(this.browser, this.service.address);
    if (email) {
      await signIn(page, email, password);
      this.note('POST', new URL('/sign-in', this.service.address), 'done');
    }
    return new Visitor(this, page);
  }
}

export class Visitor {
  constructor(tour, page) {
    this.tour = tour;
    this.page = page;
  }

  // Goes to an address and looks at the page there.
  async sees(path, what, status = 200) {
    const answer = await this.page.goto(path);
    assert.equal(answer.status(), status, `${what} (${path})`);
    await this.looks(what);
  }

  // Looks at the page where it is. Pages of the very same shape are checked once.
  async looks(what) {
    const shape = await this.page.evaluate(() => {
      const parts = [...document.body.querySelectorAll('*')].map((one) => {
        const text = [...one.childNodes].map((node) => (node.nodeType === 3 ? node.data : '')).join('');
        const longest = Math.max(...text.split(/\s/).map((word) => word.length));
        return `${one.tagName}.${one.className}.${longest > 15 ? longest : ''}`;
      });
      return `${document.title} ${parts.join(' ')}`;
    });
    if (!this.tour.shapes.has(shape)) {
      this.tour.shapes.add(shape);
      this.tour.pages += 1;
      await checkPage(this.page, what);
      if (process.env.REFOCUS_PICTURES) {
        await takePictures(this.page, process.env.REFOCUS_PICTURES, what);
      }
    }
    this.tour.note('GET', this.page.url(), 'looked at');
  }

  // Presses a button that sends a form, and answers the first answer's status.
  async press(button) {
    const [answer] = await Promise.all([this.page.waitForNavigation(), button.click()]);
    let request = answer.request();
    while (request.redirectedFrom()) request = request.redirectedFrom();
    assert.equal(request.method(), 'POST', `pressed at ${request.url()}`);
    const status = (await request.response()).status();
    const hasErrors = await this.page.locator('.nhsuk-error-summary').count() > 0;
    const isDone = status < 400 && !hasErrors;
    this.tour.note('POST', request.url(), isDone ? 'done' : 'refused');
    return { status, isDone };
  }

  // Sends a form that is right.
  async sends(name, what) {
    const { isDone, status } = await this.press(this.button(name));
    assert.ok(isDone, `${what} is refused with ${status} (${this.page.url()})`);
    await this.looks(what);
  }

  // Sends a form with something wrong in it: the page says what, and keeps what was typed.
  async isTold(name, what) {
    const typed = await whatIsTyped(this.page);
    const { isDone, status } = await this.press(this.button(name));
    assert.ok(!isDone && status === 422, `${what}: ${status} (${this.page.url()})`);
    await checkErrors(this.page, typed, what);
    await this.looks(what);
    await this.forgets();
  }

  // What was refused would come back when the page is opened again: this visitor is done with it.
  async forgets() {
    await this.page.evaluate(() => {
      sessionStorage.clear();
      localStorage.clear();
      Storage.prototype.setItem = () => {};
    });
  }

  // Presses what asks anew who somebody is, says it wrongly, then rightly: the deed is done. Where an
  // app is set up, `code` comes with the password.
  async confirms(name, what, code, password = 'demonstration') {
    const ready = this.page.locator('main form').getByRole('button').last();
    await this.sends(name, `asking who it is before ${what}`);
    await this.types({ 'Your password now': 'not the password' });
    await this.isTold(ready, `a wrong password before ${what}`);
    await this.types({ 'Your password now': password, ...(code && { Code: code }) });
    await this.sends(ready, what);
  }

  // Presses a button on a page whose session has changed since: the form's token is not right.
  async isTooLate(name, what) {
    await this.page.locator('form input[name=csrf]').evaluateAll((all) => {
      for (const one of all) one.value = 'of-an-earlier-session';
    });
    const { status } = await this.press(this.button(name));
    assert.equal(status, 403, `${what} (${this.page.url()})`);
    await this.looks(what);
  }

  button(name) {
    const isName = typeof name === 'string' || name instanceof RegExp;
    return isName ? this.page.getByRole('main').getByRole('button', { name, exact: true }).first() : name;
  }

  // Fills fields by their labels.
  async types(fields) {
    for (const [label, value] of Object.entries(fields)) {
      await this.page.getByRole('main').getByLabel(label, { exact: true }).first().fill(value);
    }
  }

  // The address that a link on this page leads to.
  async leadsTo(name) {
    return this.page.getByRole('main').getByRole('link', { name }).first().getAttribute('href');
  }

  // Asks for pages without looking: a route that this visitor may not see, or that leads nowhere.
  async statusOf(path) {
    const answer = await this.page.request.get(path, { maxRedirects: 0 });
    return answer.status();
  }
}
