// What is there before and around the work: signing in, the second factor, one-time links, one's own
// account, being refused, and pages that are not there.
import assert from 'node:assert/strict';
import { checkAccessible, checkFits, checkForcedColours, checkKeyboard } from './page_checks.mjs';
import { codeOf } from './totp.mjs';

const passphrase = 'heron-kettle-marsh-lantern';

// An administrator makes an account; its owner gets the link.
async function newAccount(administrator, email) {
  await administrator.sees('/admin/accounts/new', 'a new account');
  await administrator.isTold('Make the account', 'a new account without a name');
  await administrator.types({ Name: 'Ines Calder', 'Email address': email });
  await administrator.confirms('Make the account', 'an account and its link');
  return new URL(await administrator.page.locator('#one-time-link').innerText()).pathname;
}

export async function nobody(tour) {
  const visitor = await tour.visitor();
  const { page } = visitor;
  await visitor.sees('/sign-in', 'signing in');
  await visitor.isTold('Sign in', 'signing in with nothing');
  await visitor.types({ 'Email address': 'nobody@example.org', Password: 'not the password' });
  await visitor.isTold('Sign in', 'signing in with a wrong password');
  await page.getByText('I have forgotten my password').click();
  await visitor.looks('what to do about a forgotten password');
  await visitor.sees('/link/never-made', 'a link that is none', 404);
  await visitor.sees('/nothing-here', 'a page that is not there', 404);
  await gallery(tour, page);
  for (const path of ['/health', await page.locator('link[rel=stylesheet]').getAttribute('href')]) {
    assert.equal(await visitor.statusOf(path), 200, path);
    tour.note('GET', new URL(path, tour.service.address), 'looked at');
  }
  assert.equal(await visitor.statusOf('/assets/none.css'), 404);
  await visitor.sees('/caseload', 'asked to sign in first', 401);
  for (const route of tour.routes) {
    if (route.method !== 'GET' || route.permission === 'anyone') continue;
    assert.equal(await visitor.statusOf(route.path.replace(/\{\w+\}/g, 'x')), 401, route.path);
  }
}

// Every component in its states on one page: it has the errors of all of them, so it is held against
// all checks but that of its frame.
async function gallery(tour, page) {
  await page.goto('/gallery');
  for (const check of [checkAccessible, checkKeyboard, checkForcedColours, checkFits]) {
    await check(page, 'the gallery of components');
  }
  tour.note('GET', page.url(), 'looked at');
}

export async function secondFactor(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const link = await newAccount(administrator, 'ines.calder@example.org');
  const owner = await tour.visitor();
  const { page } = owner;
  await owner.sees(link, 'a one-time link');
  await owner.types({ 'New password': 'short' });
  await owner.isTold('Set the password', 'a password that is too short');
  await owner.types({ 'New password': passphrase });
  await owner.sends('Set the password', 'a password that is set');
  await owner.sees(link, 'a link that was used', 404);

  const enters = async () => {
    await page.goto('/sign-in');
    await owner.types({ 'Email address': 'ines.calder@example.org', Password: passphrase });
    await owner.press(owner.button('Sign in'));
  };
  await enters();
  await owner.looks('setting up a second factor');
  const secret = await page.locator('#secret').innerText();
  await owner.types({ Code: '000000' });
  await owner.isTold('Continue', 'a code that is not right');
  await owner.types({ Code: codeOf(secret) });
  await owner.sends('Continue', 'recovery codes after the first sign-in');
  const recoveryCodes = await page.locator('#recovery-codes code').allInnerTexts();
  assert.equal(recoveryCodes.length, 10);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await owner.looks('the account after the first sign-in');
  const leave = page.getByRole('button', { name: 'Sign out', exact: true });
  await owner.isTooLate(leave, 'signing out from an old page');
  await page.goto('/account');
  await owner.press(leave);
  await enters();
  await owner.sees('/sign-in/code', 'asked for a code');
  await owner.types({ Code: codeOf(secret, 1) });
  await owner.sends('Continue', 'the account after a code');
  await owner.press(leave);
  await enters();
  await withoutTheApp(owner, recoveryCodes[0]);
  await ownAccount(owner, recoveryCodes.slice(1));
}

// The phone is elsewhere: a recovery code lets its owner in.
async function withoutTheApp(owner, recoveryCode) {
  const { page } = owner;
  await owner.sees('/sign-in/recovery-code', 'asked for a code, or another way');
  await page.getByText('I cannot get a code').click();
  await owner.looks('what to do without a code');
  const send = page.locator('form[action="/sign-in/recovery-code"]').getByRole('button');
  await owner.types({ 'Recovery code': 'k7f3q-9xw2m' });
  await owner.isTold(send, 'a recovery code that is not right');
  await owner.types({ 'Recovery code': recoveryCode.toUpperCase() });
  await owner.sends(send, 'the account after a recovery code');
}

// Another browser of the owner's, in the list of their sessions.
async function signsAnotherDeviceOut(owner, recoveryCode) {
  const { page } = owner;
  const other = await owner.tour.visitor();
  await other.page.goto('/sign-in');
  await other.types({ 'Email address': 'ines.calder@example.org', Password: passphrase });
  await other.press(other.button('Sign in'));
  await other.page.getByText('I cannot get a code').click();
  await other.types({ 'Recovery code': recoveryCode });
  await other.press(other.page.locator('form[action="/sign-in/recovery-code"]').getByRole('button'));
  await owner.sees('/account', 'two sessions of one’s own');
  await owner.isTooLate(/^Sign out Chrome/, 'signing a device out from an old page');
  await page.goto('/account');
  await owner.sends(/^Sign out Chrome/, 'a device that was signed out');
  await other.sees('/account', 'signed out from elsewhere', 401);
}

// Recovery codes stand in for the app's, which all work once.
async function ownAccount(owner, [first, second, third]) {
  const { page } = owner;
  await owner.sees('/account', 'one’s own account');
  await signsAnotherDeviceOut(owner, third);
  await owner.sees('/account/details', 'name and language');
  await owner.types({ Name: '' });
  await owner.isTold('Save', 'no name');
  await owner.types({ Name: `Ines ${'Wolfeschlegelsteinhausen'.repeat(4)}` });
  await owner.sends('Save', 'an account with a long name');
  await owner.sees('/account/password', 'changing the password');
  await owner.isTold('Change the password', 'no new password');
  await owner.types({ 'Your password now': passphrase, Code: '000000', 'New password': `${passphrase}-two` });
  await owner.isTold('Change the password', 'a new password with a wrong code');
  await owner.types({ 'Your password now': passphrase, Code: first, 'New password': `${passphrase}-two` });
  await owner.sends('Change the password', 'a changed password');
  await owner.sees('/account/second-factor', 'the second factor');
  await owner.isTold('Set up another app', 'no password for a new second factor');
  await owner.types({ 'Your password now': `${passphrase}-two`, Code: second });
  await owner.sends('Set up another app', 'a new second factor');
  await owner.types({ Code: '000000' });
  await owner.isTold('Continue', 'a new code that is not right');
  const secret = await page.locator('#secret').innerText();
  await owner.types({ Code: codeOf(secret) });
  await owner.sends('Continue', 'a changed second factor, with recovery codes');
  await owner.sees('/account/recovery-codes', 'new recovery codes');
  await owner.types({ 'Your password now': `${passphrase}-two`, Code: '000000' });
  await owner.isTold('Make new codes', 'new recovery codes for a wrong code');
  await owner.types({ 'Your password now': `${passphrase}-two`, Code: codeOf(secret, 1) });
  await owner.sends('Make new codes', 'new recovery codes that were made');
  await page.goto('/account');
  await owner.isTooLate('Sign out on all devices', 'signing out everywhere from an old page');
  await page.goto('/account');
  await owner.sends('Sign out on all devices', 'signed out on all devices');
}

// One address with an account in each of two trusts, both opened by one password.
export async function severalTrusts(tour) {
  const setPassword = async (visitor, link) => {
    await visitor.page.goto(link);
    await visitor.types({ 'New password': passphrase });
    await visitor.press(visitor.button('Set the password'));
  };
  const linkFrom = (said) => new URL(said.match(/http\S+\/link\/\S+/)[0]).pathname;
  const visitor = await tour.visitor();
  const { page } = visitor;
  await setPassword(visitor, linkFrom(tour.service.run('user', 'reset', 'administrator.two@example.org')));
  const email = 'works.twice@example.org';
  const makers = [['administrator@example.org', undefined], ['administrator.two@example.org', passphrase]];
  for (const [maker, password] of makers) {
    const administrator = await tour.visitor(maker, password);
    await administrator.page.goto('/admin/accounts/new');
    await administrator.types({ Name: 'Wren Twice', 'Email address': email });
    await administrator.page.getByLabel('Not required').check();
    await administrator.confirms('Make the account', 'an account of somebody who has another',
      undefined, password);
    await setPassword(visitor,
      new URL(await administrator.page.locator('#one-time-link').innerText()).pathname);
  }
  await visitor.sees('/sign-in/trust', 'a choice of trusts that nobody asked for');
  await visitor.types({ 'Email address': email, Password: passphrase });
  await visitor.press(visitor.button('Sign in'));
  await visitor.looks('a choice of trusts');
  await visitor.isTold('Continue', 'no trust chosen');
  await page.getByRole('radio').last().check();
  await visitor.sends('Continue', 'the first page after a choice of trusts');
}

// A person sees their own plan, and nothing of anybody else's.
export async function person(tour) {
  const visitor = await tour.visitor('person@example.org');
  await visitor.sees('/', 'a person’s first page');
  tour.note('GET', new URL('/', tour.service.address), 'looked at');
  await visitor.sees('/my/plan?size=large', 'one’s own plan in large print');
  await visitor.sees('/my/plan/text', 'one’s own plan as plain text');
  await visitor.sees('/caseload', 'refused', 403);
  const own = ['anyone', 'signed-in', 'read-own-record'];
  for (const route of tour.routes) {
    if (route.method !== 'GET' || own.includes(route.permission)) continue;
    const path = route.path.replace(/\{\w+\}/g, '019aa3b5-ec00-739f-b112-c3a1612fbb22');
    assert.equal(await visitor.statusOf(path), 403, path);
  }
}

export async function othersWithoutACaseload(tour) {
  for (const role of ['trainer', 'researcher']) {
    const visitor = await tour.visitor(`${role}@example.org`);
    await visitor.sees('/', `the first page of a ${role}`);
    await visitor.sees('/my/plan', `a ${role} has no plan`, 403);
  }
}
