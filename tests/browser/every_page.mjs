// Every page of the site map, as those whom it is for, in each of its states: empty, full, wrong,
// too long, changed by somebody else, refused, not there, signed out. Each is held against every
// check of page_checks.mjs. A route that nobody has seen fails the test.
//
//   node every_page.mjs [WAY…]     all ways, or only these, to look into a failure
//
// With REFOCUS_PICTURES=FOLDER it also leaves a picture of each at 360 and at 1280 px there.
import { launch } from './browser.mjs';
import { Service } from './service.mjs';
import { Tour } from './tour.mjs';
import * as administrator from './tour_administrator.mjs';
import * as frontDoor from './tour_front_door.mjs';
import * as worker from './tour_worker.mjs';

const only = process.argv.slice(2);
process.env.REFOCUS_SERVICE_DEVELOPMENT = 'true'; // with the gallery of components
const service = await Service.start('sqlite');
const browser = await launch();
let faults = 0;
const say = (fault) => {
  faults += 1;
  console.error(`${fault}\n`);
};
try {
  const tour = new Tour(service, browser);
  // Each goes its way beside the others, and says what is wrong without stopping them.
  const ways = Object.entries({
    outside: () => administrator.newTeam(tour).then((outsider) => worker.breakGlass(tour, outsider)),
    conversation: () => worker.conversation(tour),
    changing: () => worker.changing(tour),
    longWords: () => worker.longWords(tour),
    entry: () => worker.caseloadAndEntry(tour),
    secondFactor: () => frontDoor.secondFactor(tour),
    severalTrusts: () => frontDoor.severalTrusts(tour),
    nobody: () => frontDoor.nobody(tour),
    person: () => frontDoor.person(tour),
    others: () => frontDoor.othersWithoutACaseload(tour),
    people: () => administrator.people(tour),
    importing: () => administrator.importing(tour),
    posts: () => administrator.postsAndPlaces(tour),
    accounts: () => administrator.accounts(tour),
    audit: () => administrator.auditTrail(tour),
  }).filter(([name]) => only.length === 0 || only.includes(name));
  const walkers = Array.from({ length: 3 }, async () => {
    for (let way = ways.shift(); way; way = ways.shift()) {
      const [name, go] = way;
      await go().catch((error) => say(`${name}: ${error.stack}`));
    }
  });
  await Promise.all(walkers);
  console.log(`${tour.pages} pages in their states`);
  for (const route of only.length ? [] : tour.unseen()) say(`nobody has seen ${route}`);
} finally {
  await browser.close();
  await service.stop();
}
process.exitCode = faults > 0 ? 1 : 0;
