// An administrator's pages: teams, workers, posts, places on a caseload, accounts, the import of a
// caseload, the audit trail.
import assert from 'node:assert/strict';

const tooLong = 'x'.repeat(4000);
const longName = 'Aberhosan-and-Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Forensic';
const nowhere = '019aa3b5-0000-7000-8000-000000000000';

// A worker in a team where nobody is on the caseload: `breakGlass` of the worker's tour is done by
// them. Answers how they sign in.
export async function newTeam(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const { page } = administrator;
  await administrator.sees('/', 'an administrator’s first page');
  await administrator.sees('/admin', 'administration');
  await administrator.sees('/admin/teams', 'the teams');
  await administrator.sees('/admin/teams?q=nobody+has+this+name', 'no such team');
  await administrator.sees('/admin/teams/new', 'a new team');
  await administrator.types({ 'Name of the team': tooLong });
  await administrator.isTold('Save', 'a team whose name is too long');
  await administrator.types({ 'Name of the team': longName });
  await page.getByLabel('Kind of team').selectOption({ label: 'Forensic' });
  await administrator.sends('Save', 'a team that was added, without posts');
  const team = new URL(page.url()).pathname;
  await administrator.sees('/admin/teams', 'the teams with a long name');
  await administrator.sees(`${team}/caseload`, 'a team without a caseload');
  await administrator.sees(`${team}/change`, 'a team to change');
  await administrator.types({ 'Name of the team': '' });
  await administrator.isTold('Save', 'a team without a name');
  await administrator.types({ 'Name of the team': longName });
  await administrator.sends('Save', 'a changed team');

  await administrator.sees('/admin/workers?q=nobody+has+this+name', 'no such worker');
  await administrator.sees('/admin/workers?page=2', 'the second page of workers');
  await administrator.sees('/admin/workers/new', 'a new worker');
  await administrator.isTold('Save', 'a worker without a name');
  await administrator.types({ Name: 'Zofia Quist' });
  await page.getByLabel('Profession').selectOption({ label: 'Nurse' });
  await administrator.sends('Save', 'a worker who was added, without a post');
  const worker = new URL(page.url()).pathname;
  await administrator.sees('/admin/workers', 'the workers');
  await page.goto(worker);
  const account = await administrator.leadsTo('Make an account for this worker');
  await administrator.sees(`${worker}/change`, 'a worker to change');
  await administrator.types({ Name: '' });
  await administrator.isTold('Save', 'a worker who has lost their name');
  await administrator.types({ Name: longName });
  await administrator.sends('Save', 'a changed worker');

  await administrator.sees(`${team}/posts/new`, 'a new post');
  await administrator.isTold('Save', 'a post from no day');
  await page.getByLabel('Worker', { exact: true }).selectOption({ value: worker.split('/').pop() });
  await page.locator('#from-day').fill('1');
  await page.locator('#from-month').fill('3');
  await page.locator('#from-year').fill('2024');
  await administrator.confirms('Save', 'a team with a post');
  await administrator.sees(worker, 'a worker in post');

  await administrator.sees(account, 'an account for a worker');
  await administrator.types({ 'Email address': 'zofia.quist@example.org' });
  await page.getByLabel('Not required').check();
  await administrator.confirms('Make the account', 'the account of a worker');
  const link = new URL(await page.locator('#one-time-link').innerText()).pathname;
  await administrator.sees(account, 'an account for a worker who has one');
  const outsider = { email: 'zofia.quist@example.org', password: 'marsh-otter-copper-wheel' };
  const { page: theirs } = await tour.visitor();
  await theirs.goto(link);
  await theirs.getByLabel('New password').fill(outsider.password);
  await theirs.getByRole('button', { name: 'Set the password' }).click();
  await theirs.getByText('Your password is set').first().waitFor();
  return outsider;
}

export async function postsAndPlaces(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const { page } = administrator;
  await page.goto('/admin/teams');
  const team = await administrator.leadsTo('Aldermere Assertive Outreach');
  await administrator.sees(team, 'a team with posts');
  const post = await administrator.leadsTo(/^Last day/);
  await administrator.sees(post, 'the last day of a post');
  await administrator.isTold('Save', 'no last day');
  await administrator.types({ Day: '1', Month: '1', Year: '1990' });
  await administrator.isTold('Save', 'a last day before the first');
  await administrator.types({ Day: '1', Month: '1', Year: '2030' });
  await administrator.sends('Save', 'a team with a post that ends');
  await administrator.sees(`${team}/caseload`, 'dates on a caseload');
  await administrator.sees(`${team}/caseload?q=999+000+0387`, 'nobody of a caseload is found');
  await page.goto(`${team}/caseload`);
  await administrator.sees(await administrator.leadsTo(/^Change/), 'a place on a caseload');
  await administrator.types({ Day: '31', Month: '2', Year: '2030' });
  await administrator.isTold('Save', 'a last day that there is none of');
  await administrator.types({ Day: '28' });
  await administrator.sends('Save', 'dates on a caseload that were changed');

  const refused = tour.routes.filter((route) => route.method === 'GET' &&
    ['read-caseload', 'read-record', 'write-record', 'read-own-record', 'break-glass']
      .includes(route.permission));
  for (const route of refused) {
    const path = route.path.replace(/\{\w+\}/g, nowhere);
    assert.equal(await administrator.statusOf(path), 403, path);
  }
  for (const route of tour.routes) {
    if (route.method !== 'GET' || !/^\/admin\/.*\{/.test(route.path)) continue;
    const path = route.path.replace(/\{\w+\}/g, nowhere);
    assert.equal(await administrator.statusOf(path), 404, path);
  }
}

export async function accounts(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const { page } = administrator;
  await administrator.sees('/admin/accounts', 'the accounts');
  await administrator.sees('/admin/accounts?page=2', 'the second page of accounts');
  await administrator.sees('/admin/accounts?q=nobody+has+this+name', 'no such account');
  await page.goto('/admin/accounts?q=researcher');
  const account = await page.locator('tbody a').first().getAttribute('href');
  await administrator.sees(account, 'an account');
  const elsewhere = await tour.visitor('researcher@example.org');
  for (const [name, what] of [['Sign out on all devices', 'an account that is signed out'],
    ['Make a one-time link for a new password', 'a one-time link'],
    ['Require a second factor', 'a second factor that is required'],
    ['Disable the account', 'a disabled account'], ['Give the role', 'a role that was given'],
    [/^Take away the role/, 'a role that was taken away']]) {
    await page.goto(account);
    await administrator.isTooLate(name, `${what}, on an old page`);
    await page.goto(account);
    if (name === 'Give the role') {
      await administrator.isTold(name, 'no role chosen');
      await page.getByLabel('Role to give').selectOption({ label: 'Trainer' });
    }
    await administrator.confirms(name, what);
  }
  await elsewhere.sees('/account', 'signed out by an administrator', 401);
}

// A person added by hand, found by NHS number, and erased.
export async function people(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const { page } = administrator;
  await administrator.sees('/admin/people?q=999+000+0387', 'nobody with this number');
  await administrator.sees('/admin/people/new', 'a new person');
  await administrator.types({ 'NHS number': '999 123 4567', 'Given names': tooLong });
  await administrator.isTold('Add the person', 'a person with a wrong number');
  await administrator.types({ 'NHS number': '999 000 0387', 'Given names': 'Odile',
    'Family name': 'Marchbanks' });
  await page.locator('#team').selectOption({ index: 1 });
  await administrator.sends('Add the person', 'a person who was added');
  await administrator.sees('/admin/people?q=999+000+0387', 'the person with this number');
  await administrator.sees(await administrator.leadsTo(/^Erase everything/), 'erasing a record');
  await administrator.isTold('Erase the record', 'erasing for no reason');
  await administrator.types({ 'Why is the record erased?': 'They asked for it' });
  await page.getByLabel('I understand that this cannot be undone').check();
  await administrator.sends('Erase the record', 'an erased record');
}

// A caseload of hundreds, with bad rows among them.
function manyPeople() {
  const rows = Array.from({ length: 300 }, (_, i) =>
    `,Tour,T${i},Family${i},Given,1970-01-01${i % 50 === 0 ? ',not a date' : ',2024-01-01'}`);
  rows.push(`,Tour,Long,${'Featherstonehaugh'.repeat(11)},Given,1970-01-01,2024-01-01`);
  return ['nhs_number,source_system,local_id,family_name,given_names,date_of_birth,from', ...rows,
    'one field too many,,,,,,,', ''].join('\n');
}

export async function importing(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  const { page } = administrator;
  await administrator.sees('/admin/import', 'an import');
  await administrator.isTold('Show what it would do', 'an import without a file');
  await administrator.sees(`/admin/import/${nowhere}`, 'an import that is no longer kept', 404);
  const choose = async (name, text) => {
    await page.goto('/admin/import');
    await page.locator('#files').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByLabel('Team for rows that name none')
      .selectOption({ label: 'Aldermere Community Forensic' });
    await administrator.sends('Show what it would do', `what the import of ${name} would do`);
  };
  await choose('nobody.csv', 'nhs_number,family_name,given_names\n');
  await choose('unreadable.csv', 'a heading that is none\nof these\n');
  await choose('many.csv', manyPeople());
  const address = page.url();
  await administrator.sees(`${address}?page=7`, 'the last page of an import');
  await administrator.sees(await administrator.leadsTo(/rows? to check$/),
    'the rows of an import to look at');
  await administrator.isTooLate('Import now', 'an import on an old page');
  await page.goto(address);
  await administrator.sends('Import now', 'what the import did');
  await choose('others.csv', 'source_system,local_id,family_name,given_names,date_of_birth\n'
    + 'Tour,T1,Elsewhere,Other,1999-01-01\n');
  await page.getByLabel('Leave it out').check();
  await administrator.sends('Import now', 'what an import left to decide');
  const team = await administrator.page.goto('/admin/teams')
    .then(() => administrator.leadsTo('Aldermere Community Forensic'));
  await administrator.sees(`${team}/caseload`, 'the dates of hundreds');
  await administrator.sees(await administrator.leadsTo('More'), 'the dates of more');
}

export async function auditTrail(tour) {
  const administrator = await tour.visitor('administrator@example.org');
  await administrator.sees('/admin/audit', 'the audit trail');
  await administrator.sees(await administrator.leadsTo('Older entries'), 'older entries');
  await administrator.sees(`/admin/audit?record=${nowhere}`, 'no entries');
  await administrator.sees('/admin/audit?record=nobody&who=nobody+has+this+name', 'a search of the trail for what is not there', 422);
  await administrator.page.getByLabel('Whose record').fill('nobody');
  assert.ok(!(await administrator.press(administrator.button('Show'))).isDone);
  await administrator.page.getByLabel('Whose record').fill('');
  await administrator.page.getByLabel('Who did it').fill('worker@example.org');
  await administrator.sends('Show', 'what one account did');
  assert.doesNotMatch(administrator.page.url(), /worker/);
  const file = await administrator.page.request.get('/admin/audit.csv');
  assert.match(await file.text(), /^\uFEFF?number,at,account,/);
  tour.note('GET', new URL('/admin/audit.csv', tour.service.address), 'looked at');
}
