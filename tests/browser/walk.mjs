// The main job from end to end, as its users do it: an administrator imports a caseload; a worker
// records a strengths conversation with someone who first says "none", turns a strength into an
// action, opens the plan and prints it; the administrator looks at the audit trail, and the chain
// holds.
//
//   node walk.mjs sqlite|postgresql with-scripts|without-scripts
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { launch, open, signIn } from './browser.mjs';
import { checkAccessible } from './page_checks.mjs';
import { Service } from './service.mjs';

const [engine, scripts] = process.argv.slice(2);
const withScripts = scripts === 'with-scripts';
const example = (name) => join(import.meta.dirname, '../../examples', name);
const team = 'Aldermere North Support and Recovery';

async function check(page, what) {
  if (withScripts) await checkAccessible(page, what);
}

async function importCaseload(page, service) {
  await signIn(page, 'administrator@example.org');
  await page.goto('/admin/import');
  await page.getByLabel('Files').setInputFiles(example('caseload.csv'));
  await page.getByLabel('Team for rows that name none').selectOption({ label: team });
  await page.getByRole('button', { name: 'Show what it would do' }).click();
  await page.getByRole('heading', { name: 'What the import would do' }).waitFor();
  await check(page, 'what the import would do');
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByText('Derek Ashworth').first().waitFor();
  // From the command line while serving: the same file again changes nothing, and says so.
  const again = service.run('import', 'caseload', example('caseload.csv'), '--trust',
    'Aldermere and Wyke Mental Health Trust', '--team', team);
  assert.match(again, /Done: 0 added, 0 changed/);
}

async function saysNone(page) {
  await page.goto('/caseload');
  await page.getByLabel('Find a person').fill('derek ash');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('link', { name: 'Talk about strengths' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await check(page, 'the conversation');
  await page.getByRole('link', { name: 'Nothing comes to mind' }).click();
  await check(page, 'nothing comes to mind');
  await page.getByRole('checkbox').first().check();
  await page.getByRole('button', { name: /Save and go back/ }).click();
}

async function recordStrengths(page) {
  await page.getByRole('link', { name: 'Leisure' }).click();
  await check(page, 'an area');
  await page.getByRole('textbox').first().fill('I grow tomatoes\nI know every bird on the marsh');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('2 recorded').waitFor();
  await page.getByRole('link', { name: 'Money' }).click();
  if (withScripts) await page.getByText('They do not want to talk about this').click();
  else await page.locator('details', { hasText: 'They do not want' }).locator('summary').click();
  await page.getByRole('button', { name: 'Leave it for later' }).click();
  await page.getByText('Later', { exact: true }).waitFor();
}

async function makeAction(page) {
  await page.getByRole('link', { name: 'Leisure' }).click();
  await page.getByRole('button', { name: /Turn into an action I grow tomatoes/ }).click();
  await page.getByRole('heading', { name: 'An action' }).waitFor();
  await check(page, 'an action');
  // A date that cannot be is refused, and what was typed is still there.
  await page.getByLabel('Day').fill('31');
  await page.getByLabel('Month').fill('2');
  await page.getByLabel('Year').fill('2027');
  await page.getByLabel('What will be done?').fill('Plant tomatoes at the allotment with Jo');
  await page.getByRole('button', { name: 'Save and see the plan' }).click();
  await page.getByText('There is a problem').waitFor();
  await check(page, 'an action with an error');
  assert.equal(await page.getByLabel('What will be done?').inputValue(),
    'Plant tomatoes at the allotment with Jo');
  await page.getByLabel('Day').fill('27');
  await page.getByLabel('Month').fill('3');
  await page.getByRole('button', { name: 'Save and see the plan' }).click();
  await page.getByRole('heading', { name: /^Plan for/ }).waitFor();
}

async function finish(page) {
  await page.getByRole('link', { name: 'Talk about strengths' }).click();
  await page.getByRole('button', { name: /Finish and agree/ }).click();
  await check(page, 'the end of a conversation');
  await page.getByLabel('Matters most now').first().check();
  await page.getByLabel('Or in their own words').fill('Meet at the allotment');
  await page.getByRole('button', { name: 'Finish', exact: true }).click();
  await page.getByRole('heading', { name: /^Plan for/ }).waitFor();
}

async function printPlan(page) {
  await page.getByText('Plant tomatoes at the allotment with Jo').waitFor();
  await page.getByText('27 March 2027').waitFor();
  await page.getByText('I know every bird on the marsh').waitFor();
  await check(page, 'the plan');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('banner').isVisible(), false, 'the header is printed');
  assert.equal(await page.getByText('Plant tomatoes').isVisible(), true, 'the action is not printed');
  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'Large print' }).or(
    page.getByRole('button', { name: 'Large print' })).click();
  await page.locator('body.app-large-print').waitFor();
  await page.getByRole('button', { name: 'Plain text, to copy' }).click();
  const text = await page.getByLabel('For the main care record').inputValue();
  assert.match(text, /Plant tomatoes at the allotment with Jo/);
}

async function lookAtTheTrail(page, service) {
  await page.goto('/admin/audit');
  await check(page, 'the audit trail');
  await page.getByText('Finished a conversation about strengths').first().waitFor();
  assert.match(service.run('verify'), /audit entries, the chain holds/);
}

const service = await Service.start(engine);
const browser = await launch();
try {
  const options = { javaScriptEnabled: withScripts };
  const administrator = await open(browser, service.address, options);
  await importCaseload(administrator, service);
  const worker = await open(browser, service.address, options);
  await signIn(worker, 'worker@example.org');
  await saysNone(worker);
  await recordStrengths(worker);
  await makeAction(worker);
  await finish(worker);
  await printPlan(worker);
  await lookAtTheTrail(administrator, service);
} finally {
  await browser.close();
  await service.stop();
}
console.log(`the main job works on ${engine} ${scripts}`);
