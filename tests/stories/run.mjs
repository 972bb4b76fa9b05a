// Runs the stories beside it: what users do, in plain sentences, done in a browser without
// JavaScript against a demonstration service, or a new one if its first step says so. A story is a file
// of steps, one a line; what each sentence does is in steps.mjs. A failing step names its file and line.
//
//   node run.mjs [story…]
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { launch } from '../browser/browser.mjs';
import { Service } from '../browser/service.mjs';
import { People, perform } from './steps.mjs';

const folder = import.meta.dirname;
const asked = process.argv.slice(2);
const stories = readdirSync(folder)
  .filter((name) => name.endsWith('.story'))
  .filter((name) => asked.length === 0 || asked.includes(basename(name, '.story')))
  .sort();

// Lines of a story: its title first; a "#" begins a remark.
function stepsOf(name) {
  return readFileSync(join(folder, name), 'utf8').split('\n')
    .map((text, at) => ({ text: text.trim(), line: at + 1 }))
    .filter(({ text, line }) => line > 1 && text !== '' && !text.startsWith('#'));
}

// The first step of a story that does not begin with the demonstration.
const newService = /^a new service is made for "(.+)" and (\S+@\S+): <(.+)>$/;

function begins(steps) {
  const [, trust, email] = steps[0].text.match(newService) ?? [];
  if (!trust) return Service.start('sqlite');
  return Service.start('sqlite', ['init', '--trust', trust, '--email', email, '--name', 'Ada Owner']);
}

async function tell(name, browser, service) {
  const people = new People(browser, service);
  for (const { text, line } of stepsOf(name)) {
    try {
      await perform(people, text);
    } catch (error) {
      throw new Error(`${name}:${line}: ${text}\n${error.message}\n\nThe page:\n${await people.seen()}`);
    }
  }
  await people.leave();
}

if (stories.length === 0) throw new Error(`there is no such story in ${folder}`);
const browser = await launch();
try {
  for (const name of stories) {
    // Each has a service of its own, so that no story leans on what another left behind.
    const service = await begins(stepsOf(name));
    try {
      await tell(name, browser, service);
      console.log(`${name}: told to the end`);
    } finally {
      await service.stop();
    }
  }
} finally {
  await browser.close();
}
