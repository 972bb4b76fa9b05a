// Chromium as the tests drive it, signing in, and the checks that every page has to pass.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export function launch() {
  return chromium.launch({
    executablePath: process.env.REFOCUS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

// A window of a browser of its own: cookies are not shared. What the page logs as an error, and what
// its policy refuses, fails the test at the next check.
export async function open(browser, address, options = {}) {
  const context = await browser.newContext({
    baseURL: address, locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) page.complaints.push(message.text());
  });
  return page;
}

export async function signIn(page, email) {
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('demonstration');
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

// WCAG 2.2 AA as far as a program can tell.
export async function checkAccessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  const violations = found.violations.map((one) =>
    `${one.id}: ${one.help} (${one.nodes.map((node) => node.target.join(' ')).join('; ')})`);
  assert.deepEqual(violations, [], `${what} (${page.url()})`);
  assert.deepEqual(page.complaints, [], `${what} (${page.url()})`);
}

// At 320 px, and at 1280 px with text of twice the size, nothing has to be scrolled sideways.
export async function checkFits(page, what) {
  const tooWide = () => page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 800 });
  assert.equal(await tooWide(), 0, `${what} is wider than 320 px (${page.url()})`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.equal(await tooWide(), 0, `${what} is too wide at 200 % text (${page.url()})`);
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.setViewportSize(size);
}
