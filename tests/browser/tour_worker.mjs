// A worker's pages: the caseload, a person's own page, a conversation about strengths from its first
// page to the plan, changing what was recorded, and opening a record from outside.
import assert from 'node:assert/strict';
import { open } from './browser.mjs';

const tooLong = 'x'.repeat(4000);
const long = 'Pneumonoultramicroscopic'.repeat(41).slice(0, 950);
const nowhere = '019aa3b5-0000-7000-8000-000000000000';

// Somebody of the caseload by their place on its first page, so that visits do not meet.
async function personAt(visitor, index) {
  await visitor.page.goto('/caseload');
  const links = visitor.page.locator('tbody tr td:first-child a');
  return links.nth(index).getAttribute('href');
}

export async function caseloadAndEntry(tour) {
  const worker = await tour.visitor('worker@example.org');
  await worker.sees('/', 'a worker’s first page');
  await worker.sees('/caseload?q=nobody+has+this+name', 'a search that finds nobody');
  await worker.sees('/caseload?q=a', 'a search that finds some');
  const person = await personAt(worker, 1);
  await worker.sees(person, 'a person’s page');
  await worker.sees(`${person}/entry`, 'a person’s entry');
  await worker.types({ 'NHS number': '999 123 4567', Day: '31', Month: '2', Year: '1980',
    'Family name': tooLong });
  await worker.isTold('Save', 'an entry with a wrong number, day and name');

  // Somebody else saves the same entry first.
  const other = await worker.page.context().newPage();
  await other.goto(`${person}/entry`);
  await worker.page.goto(`${person}/entry`);
  await other.getByLabel('Pronouns').fill('they/them');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.waitForURL(`**${person}`);
  await worker.types({ Pronouns: 'she/her' });
  const { status } = await worker.press(worker.button('Save'));
  assert.equal(status, 409);
  await worker.looks('two changed one entry');
  await worker.sends('Save', 'the entry that two agreed on');
  await worker.sees(`${person}/history`, 'the versions of an entry');
  await other.goto(`${person}/entry`);
  await other.getByLabel('Pronouns').fill('they/them');
  await other.getByRole('button', { name: 'Save' }).click();
  await other.waitForURL(`**${person}`);
  const late = await worker.press(worker.button('Put version 1 back'));
  assert.equal(late.status, 409);
  await worker.looks('an earlier version of an entry that somebody else changed meanwhile');
  await worker.sends('Put version 1 back', 'an entry that was put back');
  await notFound(tour, worker, person);
}

async function notFound(tour, worker, person) {
  await worker.sees(`/people/${nowhere}`, 'nobody is there', 404);
  await worker.sees(`${person}/strengths/areas/no-such`, 'no such area', 404);
  for (const route of tour.routes) {
    if (route.method !== 'GET' || !/^\/people\/\{person\}.+\{/.test(route.path)) continue;
    const path = route.path.replace('/people/{person}', person).replace(/\{\w+\}/g, nowhere);
    assert.equal(await worker.statusOf(path), 404, path);
  }
}

export async function conversation(tour) {
  const worker = await tour.visitor('worker@example.org');
  const person = await personAt(worker, 2);
  const { page } = worker;
  await worker.sees(`${person}/strengths`, 'a conversation');
  await page.getByText('If someone tells you about a risk').click();
  await page.getByText('Little time?').click();
  await worker.looks('a conversation with all of it opened');
  await worker.isTold('Save', 'the short form with nothing in it');
  await page.locator('textarea[name=words]').fill('I can bake bread');
  await page.locator('select[name=area]').selectOption({ index: 1 });
  await worker.sends('Save', 'a conversation that has begun');

  await worker.sees(`${person}/strengths/guess`, 'no guess yet');
  await page.getByRole('textbox').first().fill(tooLong);
  await worker.isTold('Save my guess', 'a guess that is too long');
  await page.getByRole('textbox').first().fill('She will say that she bakes');
  await worker.sends('Save my guess', 'a guess and what was said');

  await worker.sees(`${person}/strengths/areas/leisure`, 'an area with nothing in it');
  await worker.isTold('Save', 'an area sent with nothing in it');
  await page.getByRole('textbox').first().fill('I grow tomatoes');
  await worker.sends('Save', 'an area that was talked about');
  await worker.sees(`${person}/strengths/areas/leisure`, 'an area with something in it');
  await page.getByText('They do not want to talk about this').click();
  await page.getByText('Not sure what counts?').click();
  await worker.looks('an area with all of it opened');
  await page.locator('textarea[name=reason]').fill(tooLong);
  await worker.isTold('Not for them', 'a reason that is too long');
  await page.goto(`${person}/strengths/areas/money`);
  await page.getByText('They do not want to talk about this').click();
  await worker.sends('Leave it for later', 'an area left for later');

  await worker.sees(`${person}/strengths/nothing`, 'nothing comes to mind');
  await worker.isTooLate(/Save and go back/, 'nothing comes to mind, on an old page');
  await page.goto(`${person}/strengths/nothing`);
  await page.getByRole('checkbox').first().check();
  await worker.sends('Save and go back to the areas', 'what was tried');

  await worker.sees(`${person}/strengths/finish`, 'the end of a conversation');
  await page.locator('#happened-day').fill('31');
  await page.locator('#happened-month').fill('2');
  await worker.isTold('Finish', 'a conversation on a day that there is none of');
  await page.goto(`${person}/strengths/finish`);
  await worker.types({ 'Or in their own words': 'Meet at the allotment' });
  await worker.sends('Finish', 'the plan after a conversation');
  await pastConversation(worker, person);
}

async function pastConversation(worker, person) {
  const { page } = worker;
  await page.goto(`${person}/strengths`);
  const past = await page.locator('a[href*="/conversation/"]').first().getAttribute('href');
  await worker.sees(past, 'a conversation of before');
  await worker.isTooLate('Open this conversation again', 'opening again, on an old page');
  await page.goto(past);
  await worker.sends('Open this conversation again', 'a conversation opened again');
  await worker.sees(`${past}/move?q=nobody+has+this+name`, 'nobody to move it to');
  await worker.sees(`${past}/move?q=a`, 'moving a conversation');
  await worker.isTold('Move it', 'moving it nowhere for no reason');
  await page.getByRole('radio').first().check();
  await worker.types({ 'Why is it moved?': 'It was written in the wrong record' });
  await worker.sends('Move it', 'a conversation that was moved');
}

export async function changing(tour) {
  const worker = await tour.visitor('worker@example.org');
  const person = await personAt(worker, 0);
  const { page } = worker;
  await page.goto(`${person}/strengths/areas/leisure`);
  await page.getByRole('textbox').first().fill('I sing');
  await worker.press(worker.button('Save'));
  await page.goto(`${person}/strengths/areas/leisure`);
  await worker.sends(page.getByRole('button', { name: /^Still true/ }).first(), 'still true');
  await page.goto(`${person}/strengths/areas/leisure`);
  const strength = await page.locator('.app-strength a').first().getAttribute('href');
  await worker.sees(strength, 'a strength');
  await worker.isTooLate('Turn into an action', 'turned into an action, on an old page');
  await page.goto(strength);
  await worker.types({ 'The person’s words': '' });
  await worker.isTold('Save', 'a strength without words');
  await changedByTwo(worker, strength, 'The person’s words', 'Save', 'a strength');
  await worker.sees(`${strength}/history`, 'every version of a strength');
  await page.goto(strength);
  await worker.sends('Turn into an action', 'an action from a strength');
  const action = new URL(page.url()).pathname;
  await worker.types({ 'What will be done?': '', Day: '31', Month: '2' });
  await worker.isTold('Save and see the plan', 'an action without words on no day');
  await changedByTwo(worker, action, 'What will be done?', 'Save and see the plan', 'an action');
  await worker.sees(`${action}/history`, 'every version of an action');
  await worker.sees(`${person}/actions/new`, 'a new action');
  await worker.isTold('Save and see the plan', 'a new action with nothing in it');
  await page.getByLabel('Someone else').check();
  await worker.isTold('Save and see the plan', 'a new action by someone without a name');
  await worker.types({ 'What is it about?': 'Home', 'What will be done?': 'Ring the plumber',
    'Who?': 'A sister' });
  await worker.sends('Save and see the plan', 'a plan with actions');
  await worker.sees(`${person}/plan?size=large`, 'a plan in large print');
  await worker.sees(`${person}/plan/text`, 'a plan as plain text');
}

// Two people have one thing open: who saves last sees both texts, and what they wrote is kept.
async function changedByTwo(worker, address, label, save, what) {
  const other = await open(worker.tour.browser, worker.tour.service.address,
    { storageState: await worker.page.context().storageState() });
  await other.goto(address);
  await worker.page.goto(address);
  await other.getByLabel(label).fill('Words of the one');
  await other.getByRole('button', { name: save, exact: true }).click();
  await other.waitForURL((url) => url.pathname !== address);
  await other.context().close();
  await worker.types({ [label]: 'Words of the other' });
  const { status } = await worker.press(worker.button(save));
  assert.equal(status, 409, what);
  await worker.looks(`two changed ${what}`);
  assert.equal(await worker.page.getByLabel(label).inputValue(), 'Words of the other');
  await worker.page.goto(address);
  await worker.looks(`${what} with words that were never joined`);
  await worker.types({ [label]: 'Words of both' });
  await worker.sends(save, `${what} that two agreed on`);
}

// Words of a length that no column was made for.
export async function longWords(tour) {
  const worker = await tour.visitor('worker@example.org');
  const person = await personAt(worker, 3);
  const { page } = worker;
  await page.goto(`${person}/entry`);
  await worker.types({ 'Preferred name': long.slice(0, 200), Email: `${long.slice(0, 180)}@x.org` });
  await worker.sends('Save', 'a person with a long name');
  await worker.sees('/caseload', 'a caseload with a long name');
  await page.goto(`${person}/strengths/areas/health`);
  await page.getByRole('textbox').first().fill(tooLong);
  await worker.isTold('Save', 'a strength that is too long');
  await page.getByRole('textbox').first().fill(long);
  await worker.sends('Save', 'a conversation with long words');
  for (const [path, what] of [['strengths/areas/health', 'an area'], ['strengths/finish', 'the end'],
    ['history', 'an entry’s versions'], ['strengths/guess', 'a guess']]) {
    await worker.sees(`${person}/${path}`, `${what} with long words`);
  }
  await page.getByRole('textbox').nth(5).fill(long);
  await worker.sends('Save my guess', 'a long guess');
  await page.goto(`${person}/strengths/areas/health`);
  const strength = await page.locator('.app-strength a').last().getAttribute('href');
  await worker.sees(strength, 'a strength of long words');
  await worker.sees(`${strength}/history`, 'the versions of long words');
  await page.goto(strength);
  await worker.sends('Turn into an action', 'an action of long words');
  await page.getByLabel('Someone else').check();
  await worker.types({ 'What is it about?': long.slice(0, 100), 'Who?': long.slice(0, 100) });
  await worker.sends('Save and see the plan', 'a plan of long words');
  await worker.sees(`${person}/plan?size=large`, 'a plan of long words in large print');
  await worker.sees(`${person}/plan/text`, 'a plan of long words as plain text');
  await page.goto(`${person}/strengths/finish`);
  await worker.types({ 'Or in their own words': long.slice(0, 500) });
  await worker.sends('Finish', 'a long next step');
  await page.goto(`${person}/strengths`);
  await worker.sees(await page.locator('a[href*="/conversation/"]').first().getAttribute('href'),
    'a conversation of long words');
}

// A record of another team: opened with a reason, which the team's leader sees.
export async function breakGlass(tour, outsider) {
  const leader = await tour.visitor('leader@example.org');
  const person = await personAt(leader, 4);
  await leader.sees(await leader.leadsTo('Records opened from outside'), 'nobody opened a record');
  const worker = await tour.visitor(outsider.email, outsider.password);
  await worker.sees('/', 'a caseload with nobody on it');
  await worker.sees(person, 'a record of another team', 403);
  await worker.sees(`${person}/break-glass`, 'asked for a reason');
  await worker.isTold(/Open the record/, 'no reason');
  await worker.types({ 'Why do you need to open this record?': tooLong });
  await worker.isTold(/Open the record/, 'a reason that is too long');
  await worker.types({ 'Why do you need to open this record?': long });
  await worker.sends(/Open the record/, 'a record opened from outside');
  await worker.sees(`${person}/strengths`, 'nothing talked about from outside');
  await worker.sees(`${person}/plan`, 'a plan from outside');
  await leader.page.goto('/caseload');
  const opened = await leader.leadsTo('Records opened from outside');
  await leader.sees(opened, 'who opened a record');
  await leader.sees(`${opened}?q=nobody+has+this+name`, 'no such opening of a record');
}
