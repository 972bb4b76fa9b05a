// Takes the README's pictures of a demonstration service: a conversation and the plan it leads to.
//   node screenshots.mjs FOLDER
import { join } from 'node:path';
import { launch, open, signIn } from './browser.mjs';
import { Service } from './service.mjs';

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
  await page.getByRole('link', { name: 'See the plan' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.screenshot({ path: join(folder, 'plan.png') });
} finally {
  await browser.close();
  await service.stop();
}
