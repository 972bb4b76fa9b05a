// Chromium as the tests drive it, and signing in. The shell without windows takes a third less of the
// processor than the whole browser, and lays out, paints and scripts with the same code.
import { chromium } from 'playwright-core';

export function launch() {
  return chromium.launch({
    executablePath: process.env.REFOCUS_CHROMIUM ?? '/usr/bin/chromium-headless-shell',
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
  page.setDefaultTimeout(60_000); // a busy machine is no fault of the page
  page.complaints = [];
  page.on('pageerror', (error) => page.complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) page.complaints.push(message.text());
  });
  return page;
}

export async function signIn(page, email, password = 'demonstration') {
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
}
