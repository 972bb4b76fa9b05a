// What happens to people at work, one scene after the other: no mouse at hand, two at once, a session
// that ended, a connection that was lost, a record of another team, a wrong record, a disclosure.
//
//   node scenes.mjs [SCENE…]     all scenes, or only these
import assert from 'node:assert/strict';
import { launch, open, signIn } from './browser.mjs';
import { Service } from './service.mjs';

const service = await Service.start('sqlite');
const browser = await launch();

async function as(email, options = {}) {
  const page = await open(browser, service.address, options);
  await signIn(page, email);
  return page;
}

// The address of somebody on the worker's caseload; each scene has its own person.
async function personAt(page, index) {
  await page.goto('/caseload');
  return page.locator('tbody tr td:first-child a').nth(index).getAttribute('href');
}

const typedIn = (page, label) => page.getByLabel(label, { exact: true }).inputValue();
const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });

// Presses Tab until the focus is on what is wanted, as somebody without a mouse has to.
async function tabTo(page, wanted) {
  for (let presses = 0; presses < 150; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
  }
  throw new Error(`the keyboard does not come to ${wanted} (${page.url()})`);
}

async function pressByKey(page, wanted, key = 'Enter') {
  await tabTo(page, wanted);
  await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
}

const scenes = {
  async 'the main job is done by the keyboard alone'() {
    const page = await open(browser, service.address);
    await page.goto('/sign-in');
    await tabTo(page, page.getByLabel('Email address'));
    await page.keyboard.type('worker@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('demonstration');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    await pressByKey(page, page.getByRole('link', { name: /Talk about|Go on with/ }).first());
    await tabTo(page, page.locator('summary', { hasText: 'If someone tells you about a risk' }));
    await page.keyboard.press('Space');
    await page.getByText('number not filled in yet').first().waitFor();
    await pressByKey(page, page.getByRole('link', { name: 'Leisure' }));
    await tabTo(page, page.getByRole('textbox').first());
    await page.keyboard.type('I mend bicycles');
    await pressByKey(page, button(page, 'Save'));
    await pressByKey(page, page.getByRole('link', { name: 'Leisure' }));
    await pressByKey(page,
      page.getByRole('button', { name: 'Turn into an action I mend bicycles' }));
    await tabTo(page, page.getByLabel('What will be done?'));
    await page.keyboard.press('End');
    await page.keyboard.type(' with Jo on Saturdays');
    await tabTo(page, page.getByLabel('Planned'));
    await page.keyboard.press('ArrowDown');
    assert.ok(await page.getByLabel('Done', { exact: true }).isChecked());
    await page.keyboard.press('ArrowUp');
    await pressByKey(page, button(page, 'Save and see the plan'));
    await page.getByText('with Jo on Saturdays').waitFor();
  },

  async 'what is printed is set in the fonts that we send'() {
    const page = await as('worker@example.org');
    await page.goto(`${await personAt(page, 0)}/plan`);
    const paper = (await page.pdf()).toString('latin1');
    const fonts = [...paper.matchAll(/\/BaseFont \/(?:[A-Z]+\+)?([^\s/]+)/g)].map((found) => found[1]);
    assert.ok(fonts.length > 0);
    assert.deepEqual(fonts.filter((font) => !/^(AtkinsonHyperlegibleNext|SourceSans3)/.test(font)), []);
  },

  async 'two people change one action: both texts are shown and none is lost'() {
    const one = await as('worker@example.org');
    const other = await as('leader@example.org');
    const person = await personAt(one, 1);
    await one.goto(`${person}/actions/new`);
    await one.getByLabel('What is it about?').fill('Home');
    await one.getByLabel('What will be done?').fill('Paint the kitchen');
    await button(one, 'Save and see the plan').click();
    const action = await one.getByRole('link', { name: 'Home', exact: true }).first()
      .getAttribute('href');
    await one.goto(action);
    await other.goto(action);
    await one.getByLabel('What will be done?').fill('Paint the kitchen yellow');
    await button(one, 'Save and see the plan').click();
    await one.getByRole('heading', { name: /^Plan for/ }).waitFor();
    await other.getByLabel('What will be done?').fill('Paint the kitchen with a neighbour');
    await button(other, 'Save and see the plan').click();
    await other.getByText('Someone else changed this while you were writing').waitFor();
    assert.ok(await other.getByText('Paint the kitchen yellow').isVisible());
    assert.equal(await typedIn(other, 'What will be done?'), 'Paint the kitchen with a neighbour');
    // They leave without joining the texts: their own is still kept for them.
    await other.goto(action);
    await other.getByText('You wrote this earlier').waitFor();
    await other.getByText('Paint the kitchen with a neighbour').waitFor();
    await other.getByLabel('What will be done?').fill('Paint the kitchen yellow with a neighbour');
    await button(other, 'Save and see the plan').click();
    await other.getByText('Paint the kitchen yellow with a neighbour').waitFor();
    await other.goto(`${action}/history`);
    for (const text of ['Paint the kitchen', 'Paint the kitchen yellow']) {
      await other.getByText(text, { exact: true }).waitFor();
    }
  },

  async 'a form that was sent after the session ended is there after signing in again'() {
    const page = await as('worker@example.org');
    const person = await personAt(page, 2);
    await page.goto(`${person}/strengths/areas/health`);
    await page.getByRole('textbox').first().fill('I swim when I can');
    await page.context().clearCookies();
    await button(page, 'Save').click();
    await page.getByText('You were signed out before your form was saved').waitFor();
    await page.getByLabel('Email address').fill('worker@example.org');
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await button(page, 'Sign in').click();
    await page.getByText('There is a problem').waitFor();
    await page.getByLabel('Password', { exact: true }).fill('demonstration');
    await button(page, 'Sign in').click();
    await page.getByText('I swim when I can').waitFor();
    await button(page, 'Save it now').click();
    await page.getByRole('heading', { name: 'Talk about any of these, in any order' }).waitFor();
    await page.goto(`${person}/strengths/areas/health`);
    await page.locator('.app-strength', { hasText: 'I swim when I can' }).waitFor();
    assert.equal(await page.getByRole('textbox').first().inputValue(), '', 'offered once more');
  },

  async 'words of one worker are not shown to another who signs in on that page'() {
    const page = await as('worker@example.org');
    const area = `${await personAt(page, 2)}/strengths/areas/money`;
    await page.goto(area);
    await page.getByRole('textbox').first().fill('I owe my brother');
    await page.context().clearCookies();
    await button(page, 'Save').click();
    await page.getByText('kept for you alone').waitFor();
    await page.getByLabel('Email address').fill('leader@example.org');
    await page.getByLabel('Password', { exact: true }).fill('demonstration');
    await button(page, 'Sign in').click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/caseload', 'led to what was not theirs');
    assert.ok(!(await page.content()).includes('my brother'));
    await page.goto(area);
    assert.equal(await page.getByRole('textbox').first().inputValue(), '');
    // Whose words they are finds them again in the same tab, though somebody else was there.
    await page.context().clearCookies();
    await signIn(page, 'worker@example.org');
    await page.goto(area);
    assert.equal(await page.getByRole('textbox').first().inputValue(), 'I owe my brother');
  },

  async 'a tab that closes with unsaved words asks first, and they come back in another'() {
    const words = 'I feed the birds by the canal';
    const page = await as('worker@example.org');
    const context = page.context();
    const area = `${await personAt(page, 6)}/strengths/areas/daily-living`;
    const box = (tab) => tab.getByRole('textbox').first();
    const kept = (tab) => tab.evaluate(() => Object.entries(localStorage).join(' '));
    await page.goto(area);
    await box(page).pressSequentially(words);
    const stay = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await stay;
    assert.equal(question.type(), 'beforeunload');
    await question.dismiss();
    assert.equal(await box(page).inputValue(), words, 'who stays has lost nothing');
    page.once('dialog', (asked) => asked.accept());
    await Promise.all([page.waitForEvent('close'), page.close({ runBeforeUnload: true })]);

    const other = await context.newPage();
    await other.goto(area);
    await other.getByText('What you wrote here before is back').waitFor();
    assert.equal(await box(other).inputValue(), words);
    const stored = await kept(other);
    assert.match(stored, /daily-living/);
    assert.ok(!stored.includes('birds'), 'readable by whoever uses the computer');
    // Another account, in the same browser.
    const third = await context.newPage();
    await context.clearCookies();
    await signIn(third, 'leader@example.org');
    await third.goto(area);
    await third.waitForTimeout(300);
    assert.equal(await box(third).inputValue(), '', 'one worker’s words in another’s form');
    await context.clearCookies();
    await signIn(third, 'worker@example.org');
    await third.goto(area);
    await third.getByText('What you wrote here before is back').waitFor();
    // A link of the site asks nothing, signing out does, and then forgets them in every tab.
    third.on('dialog', () => assert.fail('it asked'));
    await third.getByRole('link', { name: 'Back', exact: true }).click();
    await third.getByRole('heading', { name: 'Talk about any of these, in any order' }).waitFor();
    third.removeAllListeners('dialog');
    await third.goto(area);
    await third.getByText('What you wrote here before is back').waitFor();
    const asked = third.waitForEvent('dialog');
    const leaving = third.getByRole('button', { name: 'Sign out', exact: true }).click();
    const sure = await asked;
    assert.equal(sure.type(), 'beforeunload');
    await Promise.all([sure.accept(), leaving]);
    await third.getByLabel('Email address').waitFor();
    assert.ok(!(await kept(third)).includes('daily-living'));
    await other.waitForFunction(() => !Object.keys(sessionStorage).some((key) => key.includes('daily-living')));
    await signIn(third, 'worker@example.org');
    await third.goto(area);
    await third.waitForTimeout(300);
    assert.equal(await box(third).inputValue(), '', 'they signed out');
  },

  async 'going back and saving once more records the same words once'() {
    const page = await as('worker@example.org');
    const area = `${await personAt(page, 9)}/strengths/areas/leisure`;
    await page.goto(area);
    await page.getByRole('textbox').first().fill('I carve spoons');
    await button(page, 'Save').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.goBack();
    await page.getByRole('textbox').first().fill('I carve spoons');
    await button(page, 'Save').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.goto(area);
    assert.equal(await page.locator('.app-strength', { hasText: 'I carve spoons' }).count(), 1);
  },

  async 'words that were refused are kept when somebody leaves before they are mended'() {
    const page = await as('worker@example.org');
    const area = `${await personAt(page, 4)}/strengths/areas/leisure`;
    const box = () => page.getByRole('textbox').first();
    await page.goto(area);
    await box().fill('w'.repeat(1001));
    await button(page, 'Save').click();
    await page.getByText('There is a problem').waitFor();
    await page.goto('/caseload');
    await page.goto(area);
    assert.equal(await box().inputValue(), 'w'.repeat(1001));
    await box().fill('Walking');
    await button(page, 'Save').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.goto(area);
    assert.equal(await box().inputValue(), '', 'offered once more');
  },

  async 'a form whose answer shows it again is empty once it is saved'() {
    const page = await as('worker@example.org');
    await page.goto(`${await personAt(page, 5)}/strengths`);
    const box = () => page.locator('textarea[name=words]');
    await page.getByText('Little time?').click();
    await box().fill('My dog gets me out');
    await button(page, 'Save').click();
    await page.getByText('There is a problem').waitFor();
    assert.equal(await box().inputValue(), 'My dog gets me out');
    await page.locator('select[name=area]').selectOption({ index: 1 });
    await button(page, 'Save').click();
    await page.getByText('Saved', { exact: true }).waitFor();
    assert.equal(await box().inputValue(), '', 'offered once more');
  },

  async 'words typed on a lost connection are back, and gone once they are saved'() {
    const page = await as('worker@example.org');
    const person = await personAt(page, 3);
    const area = `${person}/strengths/areas/money`;
    const box = () => page.getByRole('textbox').first();
    await page.goto(area);
    await box().fill('I keep a jar for the gas');
    await page.context().setOffline(true);
    await button(page, 'Save').click();
    await page.waitForURL((url) => url.protocol === 'chrome-error:');
    await page.context().setOffline(false);
    await page.goto('/caseload');
    await page.goto(area);
    assert.equal(await box().inputValue(), 'I keep a jar for the gas');
    await page.getByText('What you wrote here before is back').waitFor();
    await page.goto(`${await personAt(page, 4)}/strengths/areas/money`);
    assert.equal(await box().inputValue(), '', 'one person’s words in another’s form');
    await page.goto(area);
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Talk about any of these, in any order' }).waitFor();
    await page.goto(area);
    assert.equal(await box().inputValue(), '', 'saved and offered again');
    // A closed window in the middle of a sentence; then somebody else signs in at this desk.
    await box().fill('Half a sen');
    await page.goto('/caseload');
    await page.goto(area);
    assert.equal(await box().inputValue(), 'Half a sen');
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await signIn(page, 'leader@example.org');
    await page.goto(area);
    assert.equal(await box().inputValue(), '', 'one worker’s words in another’s form');
  },

  async 'a record of another team opens with a reason, which leader and audit show'() {
    const leader = await as('leader@example.org');
    const person = await personAt(leader, 5);
    const administrator = await as('administrator@example.org');
    await administrator.goto('/admin/teams');
    await administrator.getByRole('link', { name: 'Aldermere Psychosis East' }).click();
    const name = await administrator.locator('tbody a').first().innerText();
    await administrator.goto(`/admin/accounts?q=${encodeURIComponent(name)}`);
    await administrator.locator('tbody a').first().click();
    const email = await administrator.locator('dd').first().innerText();
    await administrator.getByRole('button', { name: /one-time link/ }).click();
    await administrator.getByLabel('Your password now').fill('demonstration');
    await administrator.getByRole('button', { name: /one-time link/ }).click();
    const link = await administrator.locator('#one-time-link').innerText();
    const page = await open(browser, service.address);
    await page.goto(new URL(link).pathname);
    await page.getByLabel('New password').fill('lantern-harbour-quilt-nine');
    await button(page, 'Set the password').click();
    await page.getByText('Your password is set').first().waitFor();
    await signIn(page, email, 'lantern-harbour-quilt-nine');
    const refused = await page.goto(`${person}/plan`);
    assert.equal(refused.status(), 403);
    await page.getByLabel('Why do you need to open this record?')
      .fill('They came to our reception in distress');
    await page.getByRole('button', { name: /^Open the record/ }).click();
    await page.getByRole('heading', { name: /^Plan for/ }).waitFor();

    await leader.goto('/caseload');
    await leader.getByRole('link', { name: 'Records opened from outside the team' }).click();
    await leader.getByText('They came to our reception in distress').waitFor();
    await leader.getByText(name).waitFor();
    await administrator.goto(`/admin/audit?record=${person.split('/').pop()}`);
    await administrator.getByText('They came to our reception in distress').first().waitFor();
  },

  async 'what was written in the wrong person’s record is moved, and both know it'() {
    const page = await as('worker@example.org');
    const wrong = await personAt(page, 6);
    const right = await personAt(page, 7);
    await page.goto(right);
    const name = await page.getByRole('heading', { level: 1 }).innerText();
    await page.goto(`${wrong}/strengths/areas/leisure`);
    await page.getByRole('textbox').first().fill('I play the accordion');
    await button(page, 'Save').click();
    await page.getByRole('heading', { name: 'Talk about any of these, in any order' }).waitFor();
    await page.goto(`${wrong}/strengths/finish`);
    await page.getByLabel('Or in their own words').fill('Play at the hall');
    await button(page, 'Finish').click();
    await page.getByRole('heading', { name: /^Plan for/ }).waitFor();
    await page.getByText('I play the accordion').waitFor();
    await page.goto(`${wrong}/strengths`);
    await page.locator('a[href*="/conversation/"]').first().click();
    await page.getByRole('link', { name: /belongs in another person/ }).click();
    await page.getByLabel('Whose record does it belong in?').fill(name);
    await button(page, 'Search').click();
    await page.getByLabel(name).check();
    await page.getByLabel('Why is it moved?').fill('Written in the wrong record');
    await button(page, 'Move it').click();
    await page.getByText('I play the accordion').waitFor();
    assert.ok(page.url().includes(right));
    await page.goto(`${wrong}/plan`);
    assert.equal(await page.getByText('I play the accordion').count(), 0);
    assert.match(service.run('verify'), /the chain holds/);
  },

  async 'what to do about a risk is one press away on every page of a conversation'() {
    const page = await as('worker@example.org');
    const person = await personAt(page, 8);
    for (const path of ['', '/areas/health', '/nothing', '/finish', '/guess']) {
      await page.goto(`${person}/strengths${path}`);
      const text = page.getByText('number not filled in yet').first();
      assert.ok(!await text.isVisible(), path);
      await page.getByText('If someone tells you about a risk').click();
      assert.ok(await text.isVisible(), path);
    }
  },
};

let faults = 0;
try {
  const only = process.argv.slice(2);
  for (const [name, play] of Object.entries(scenes)) {
    if (only.length > 0 && !only.some((part) => name.includes(part))) continue;
    await play().catch((error) => {
      faults += 1;
      console.error(`${name}\n${error.stack}\n`);
    });
  }
} finally {
  await browser.close();
  await service.stop();
}
process.exitCode = faults > 0 ? 1 : 0;
