// The sentences of which stories are made, and what each does. Things are named by what a user
// sees: a link's words, a field's label.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { open, signIn } from '../browser/browser.mjs';
import { codeOf } from '../browser/totp.mjs';

// Who acts in a story: each with a browser of their own; one at a time has the word.
export class People {
  constructor(browser, service) {
    this.browser = browser;
    this.service = service;
    this.pages = new Map();
    this.kept = new Map([['today', new Intl.DateTimeFormat('en-GB',
      { dateStyle: 'long', timeZone: 'Europe/London' }).format()]]);
  }

  async become(who) {
    if (!this.pages.has(who)) {
      this.pages.set(who, await open(this.browser, this.service.address, { javaScriptEnabled: false }));
    }
    this.page = this.pages.get(who);
    this.page.setDefaultTimeout(15000);
  }

  // What was kept under a name stands for it in later steps: <the link>. <today> is London's day.
  filled(text) {
    return text.replace(/<([^>]+)>/g, (whole, name) => this.kept.get(name) ?? whole);
  }

  async seen() {
    if (!this.page) return '(none)';
    return `${this.page.url()}\n${await this.page.locator('body').innerText()}`;
  }

  async leave() {
    for (const page of this.pages.values()) await page.context().close();
  }
}

const main = (people) => people.page.getByRole('main');

async function sees(people, words) {
  const text = (await people.page.locator('body').innerText()).replace(/\s+/g, ' ');
  return text.includes(words);
}

// The first field with the label: a box, a choice, a tick.
function field(people, label) {
  return people.page.getByLabel(label).and(people.page.locator('input, textarea, select')).first();
}

// Without JavaScript each press and each link leads to a page: the step ends when it is there.
async function leadsOn(people, target) {
  await Promise.all([people.page.waitForNavigation(), target.first().click()]);
}

// The path of the one-time link in a text.
function linkIn(text) {
  const link = text.match(/https?:\/\/\S+\/link\/\S+/);
  assert.ok(link, `there is no link in: ${text}`);
  return new URL(link[0]).pathname;
}

const sentences = [
  [/^(\S+@\S+) signs in(?: with "(.+)")?$/, async (people, email, password) => {
    await people.become(email);
    await signIn(people.page, email, password);
  }],
  [/^(\S+@\S+) signs in elsewhere$/, async (people, email) => {
    await people.become(`${email}, elsewhere`);
    await signIn(people.page, email);
  }],
  [/^a new service is made for .+: <(.+)>$/, (people, name) => {
    people.kept.set(name, linkIn(people.service.made));
  }],
  [/^the command makes a one-time link for (\S+@\S+): <(.+)>$/, (people, email, name) => {
    people.kept.set(name, linkIn(people.service.run('user', 'reset', email)));
  }],
  [/^the example caseload is imported$/, (people) => people.service.run('import', 'caseload',
    join(import.meta.dirname, '../../examples/caseload.csv'),
    '--trust', 'Aldermere and Wyke Mental Health Trust',
    '--team', 'Aldermere North Support and Recovery')],
  [/^(\S+@\S+) goes on$/, (people, email) => people.become(email)],
  [/^somebody who is not signed in comes$/, (people) => people.become('somebody')],
  [/^opens "(.+)"$/, (people, path) => people.page.goto(path)],
  [/^follows "(.+)" for "(.+)"$/, (people, link, row) => leadsOn(people,
    main(people).getByRole('row', { name: row }).getByRole('link', { name: link }))],
  [/^follows "(.+)"$/, (people, link) => leadsOn(people,
    people.page.getByRole('link', { name: link }))],
  [/^unfolds "(.+)"$/, (people, summary) => main(people)
    .locator('summary', { hasText: summary }).first().click()],
  [/^writes "(.*)" in "(.+)"$/, (people, text, label) =>
    field(people, label).fill(text.replaceAll('\\n', '\n'))],
  [/^chooses "(.+)" in "(.+)"$/, (people, choice, label) =>
    field(people, label).selectOption({ label: choice })],
  [/^ticks "(.+)"$/, (people, label) => field(people, label).check()],
  [/^gives in "(.+)" a file of "(.+)"$/, async (people, label, content) => {
    const file = join(people.service.folder, 'given.csv');
    writeFileSync(file, content.replaceAll('\\n', '\n'));
    await field(people, label).setInputFiles(file);
  }],
  [/^presses "(.+)" below "(.+)"$/, (people, button, label) => leadsOn(people,
    main(people).locator('form').filter({ has: people.page.getByLabel(label) })
      .getByRole('button', { name: button, exact: true }))],
  [/^presses "(.+)"$/, (people, button) => leadsOn(people,
    main(people).getByRole('button', { name: button, exact: true }))],
  [/^goes back$/, (people) => people.page.goBack()],
  [/^signs out$/, (people) => leadsOn(people,
    people.page.getByRole('button', { name: 'Sign out', exact: true }))],
  [/^sees "(.+)"$/, async (people, words) => {
    assert.ok(await sees(people, words), `the page does not say "${words}"`);
  }],
  [/^does not see "(.+)"$/, async (people, words) => {
    assert.ok(!await sees(people, words), `the page says "${words}"`);
  }],
  [/^still finds "(.+)" in "(.+)"$/, async (people, text, label) => {
    assert.equal(await field(people, label).inputValue(), text.replaceAll('\\n', '\n'));
  }],
  [/^keeps the address of the page as <(.+)>$/, (people, name) => {
    people.kept.set(name, new URL(people.page.url()).pathname);
  }],
  [/^keeps the link that is shown as <(.+)>$/, async (people, name) => {
    people.kept.set(name, linkIn(await main(people).innerText()));
  }],
  [/^keeps the secret for the app as <(.+)>$/, async (people, name) => {
    const text = await main(people).innerText();
    const secret = text.match(/(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}/);
    assert.ok(secret, 'no secret is shown');
    people.kept.set(name, secret[0]);
  }],
  [/^keeps the first code of the list as <(.+)>$/, async (people, name) => {
    people.kept.set(name, await main(people).locator('li code').first().innerText());
  }],
  [/^writes the code of an app with the key "(.+)" in "(.+)"$/, (people, key, label) =>
    field(people, label).fill(codeOf(key))],
  [/^the command "refocus (.+)" says "(.+)"$/, (people, words, says) => {
    const said = people.service.run(...words.split(' '));
    assert.ok(said.includes(says), `it said: ${said}`);
  }],
];

export async function perform(people, step) {
  for (const [sentence, act] of sentences) {
    const found = people.filled(step).match(sentence);
    if (!found) continue;
    await act(people, ...found.slice(1));
    return;
  }
  throw new Error('no sentence in steps.mjs is like this one');
}
