// Takes the README's pictures of a demonstration service: a conversation and the plan it leads to.
//   node screenshots.mjs FOLDER
import { join } from 'node:path';
import { launch, open, signIn } from './browser.mjs';
import { Service } from './service.mjs';

// The first plan that shows all there may be on one: strengths, the next step, actions.
async function openPlanWithActions(page) {
  await page.goto('/caseload');
  const plans = await page.locator('a[href$="/plan"]').evaluateAll((all) => all.map((one) => one.href));
  for (const plan of plans) {
    await page.goto(plan);
    const shown = await page.locator('main').innerText();
    if (/^Next step$/m.test(shown) && /^Actions$/m.test(shown)) return;
  }
  throw new Error('no plan on this caseload has a next step and actions');
}

const folder = process.argv[2];
const service = await Service.start('sqlite');
const browser = await launch();
try {
  const page = await open(browser, service.address, { viewport: { width: 960, height: 900 } });
  await signIn(page, 'worker@example.org');
  await page.goto('/caseload');
  await page.getByRole('link', { name: 'Go on with strengths' }).first().click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.screenshot({ path: join(folder, 'conversation.png') });
  await openPlanWithActions(page);
  await page.screenshot({ path: join(folder, 'plan.png'), fullPage: true });
} finally {
  await browser.close();
  await service.stop();
}
