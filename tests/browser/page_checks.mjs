// What every page has to be, whoever reads it and however: checked in the browser, on the page as it
// stands. Each check names the state (`what`) and the address when it fails.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const place = (page, what) => `${what} (${page.url()})`;

// WCAG 2.2 AA as far as a program can tell.
export async function checkAccessible(page, what) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }));
  const violations = found.violations.map((one) =>
    `${one.id}: ${one.help} (${one.nodes.map((node) => node.target.join(' ')).join('; ')})`);
  assert.deepEqual(violations, [], place(page, what));
  assert.deepEqual(page.complaints, [], place(page, what));
}

// Every page says what it is, once, in a language, and lets the keyboard past the menu.
export async function checkFrame(page, what) {
  const frame = await page.evaluate(() => ({
    title: document.title,
    error: Boolean(document.querySelector('.nhsuk-error-summary')),
    headings: [...document.querySelectorAll('h1')].map((one) => one.innerText.trim()),
    language: document.documentElement.lang,
    skip: document.querySelector('.nhsuk-skip-link')?.hash,
    main: document.querySelector('main')?.id,
    twice: [...document.querySelectorAll('[id]')].map((one) => one.id)
      .filter((id, at, all) => all.indexOf(id) !== at),
    below: Math.round(innerHeight -
      (document.querySelector('.nhsuk-footer')?.getBoundingClientRect().bottom ?? innerHeight)),
  }));
  assert.match(frame.title, /\S – \S/, place(page, `the title of ${what}`));
  assert.equal(frame.title.startsWith('Error: '), frame.error, place(page, `the title of ${what}`));
  assert.equal(frame.headings.filter(Boolean).length, 1, place(page, `the main heading of ${what}`));
  assert.match(frame.language, /^[a-z]{2}/, place(page, `the language of ${what}`));
  assert.equal(frame.skip, `#${frame.main}`, place(page, `the way past the menu of ${what}`));
  assert.ok(frame.below <= 0, place(page, `${frame.below} px of nothing below the footer of ${what}`));
  assert.deepEqual(frame.twice, [], place(page, `ids that are there twice in ${what}`));
}

// At 320 px, and at 1280 px with text of twice the size, nothing has to be scrolled sideways and no
// words are cut off.
export async function checkFits(page, what) {
  const tooWide = () => page.evaluate(() => {
    const isCut = (one) => {
      const style = getComputedStyle(one);
      return ['hidden', 'clip'].includes(style.overflowX) && one.clientWidth > 2 &&
        one.scrollWidth > one.clientWidth + 1 && one.innerText.trim() !== '' &&
        !one.matches('input, select, textarea');
    };
    const root = document.documentElement;
    const cut = [...document.body.querySelectorAll('*')]
      .filter((one) => one instanceof HTMLElement && isCut(one));
    return [
      ...(root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} px wide`] : []),
      ...cut.map((one) => `cut off: ${one.tagName} ${one.className} ${one.innerText}`.slice(0, 120)),
    ];
  });
  // A window that is resized lays its page out in its own time: what counts is where that ends.
  const staysTooWide = async () => {
    let found = await tooWide();
    for (let tries = 0; found.length > 0 && tries < 20; tries += 1) {
      await page.waitForTimeout(100);
      found = await tooWide();
    }
    return found;
  };
  const size = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 800 });
  assert.deepEqual(await staysTooWide(), [], place(page, `${what} at 320 px`));
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  assert.deepEqual(await staysTooWide(), [], place(page, `${what} at 200 % text`));
  await page.evaluate(() => { document.documentElement.style.fontSize = ''; });
  await page.setViewportSize(size);
}

// What the keyboard can get to, in the order of the page, and whether one sees where it is. Runs in
// the page; answers what is wrong.
function lostOnTheKeyboard(inForcedColours) {
  const lasting = ['outlineStyle', 'outlineWidth', 'borderTopWidth', 'borderBottomWidth'];
  const coloured = ['outlineColor', 'boxShadow', 'backgroundColor', 'borderTopColor', 'color'];
  const looks = inForcedColours ? lasting : [...lasting, ...coloured];
  // A check box or radio is drawn by its label; details show focus at the words of their summary.
  const drawnBy = (one) => [[one, null], ...(one.matches('summary') ? [[one.firstElementChild, null]] : []),
    ...[...(one.labels ?? [])].flatMap((label) => [[label, '::before'], [label, '::after']])];
  const look = (one) => drawnBy(one).map(([part, pseudo]) => {
    const style = getComputedStyle(part, pseudo);
    return looks.map((name) => style[name]).join(' ');
  }).join('|');
  const name = (one) => `${one.tagName} ${one.id || one.name || ''} ${one.innerText ?? ''}`.trim();
  const wrong = [];
  const all = document.querySelectorAll('a, button, input, select, textarea, summary, [tabindex]');
  for (const one of all) {
    if (one.type === 'hidden' || one.disabled || !one.checkVisibility()) continue;
    if (one.tabIndex > 0) wrong.push(`out of the page's order: ${name(one)}`);
    const isForScript = one.matches('[tabindex="-1"]:not(a, button, input, select, textarea)');
    if (isForScript) continue;
    if (one.tabIndex < 0) wrong.push(`not reachable: ${name(one)}`);
    document.activeElement?.blur();
    const before = look(one);
    one.focus({ preventScroll: true });
    if (document.activeElement !== one) wrong.push(`takes no focus: ${name(one)}`);
    else if (look(one) === before) wrong.push(`focus is not seen: ${name(one)}`);
  }
  document.activeElement?.blur();
  return wrong;
}

export async function checkKeyboard(page, what) {
  await page.keyboard.press('Tab'); // from now on the browser shows focus as to the keyboard
  assert.deepEqual(await page.evaluate(lostOnTheKeyboard, false), [], place(page, what));
}

// Where people have chosen their own colours, backgrounds and shadows are gone: focus is still seen,
// and what says something by its background alone has a border.
export async function checkForcedColours(page, what) {
  await page.emulateMedia({ forcedColors: 'active' });
  const name = place(page, `${what} in forced colours`);
  assert.deepEqual(await page.evaluate(lostOnTheKeyboard, true), [], name);
  const bare = await page.evaluate(() => [...document.querySelectorAll(
    '.nhsuk-tag, .nhsuk-button, .nhsuk-panel, .nhsuk-inset-text, .nhsuk-card, .nhsuk-input, ' +
    '.nhsuk-textarea, .nhsuk-select, .nhsuk-error-summary, .nhsuk-warning-callout, ' +
    '.nhsuk-notification-banner')]
    .filter((one) => one.checkVisibility() &&
      !['Top', 'Right', 'Bottom', 'Left'].some((side) =>
        parseFloat(getComputedStyle(one)[`border${side}Width`]) > 0))
    .map((one) => one.className));
  assert.deepEqual(bare, [], `${name} without a border`);
  await page.emulateMedia({ forcedColors: 'none' });
}

// What stands in the fields that can be seen, by name; passwords, codes and files never come back.
export function whatIsTyped(page) {
  return page.evaluate(() => Object.fromEntries([...document.querySelectorAll('main form [name]')]
    .filter((one) => !['hidden', 'password', 'file', 'submit'].includes(one.type) &&
      !/code$/.test(one.name))
    .map((one) => (['checkbox', 'radio'].includes(one.type)
      ? [`${one.name}=${one.value}`, one.checked] : [one.name, one.value]))));
}

// The errors of a form as the NHS shows them: a summary that has the focus and links to each field,
// the message at the field too, and everything that was typed still there.
export async function checkErrors(page, typed, what) {
  const found = await page.evaluate(() => {
    const summary = document.querySelector('.nhsuk-error-summary');
    const links = [...(summary?.querySelectorAll('a') ?? [])];
    const lost = links.filter((link) => {
      const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return !field?.matches('input, select, textarea') || !field.checkVisibility();
    });
    const messages = [...document.querySelectorAll('.nhsuk-error-message')]
      .map((one) => one.innerText);
    return {
      links: links.length,
      lost: lost.map((link) => link.outerHTML),
      unsaid: links.filter((link) => !messages.some((one) => one.includes(link.innerText)))
        .map((link) => link.innerText),
      focused: document.activeElement === summary,
    };
  });
  assert.ok(found.links > 0, place(page, `${what}: there is no summary of errors`));
  assert.deepEqual(found.lost, [], place(page, `${what}: links that lead to no field`));
  assert.deepEqual(found.unsaid, [], place(page, `${what}: errors not said at their field`));
  assert.ok(found.focused, place(page, `${what}: the summary has not the focus`));
  const now = await whatIsTyped(page);
  for (const [name, value] of Object.entries(typed)) {
    assert.equal(now[name], value, place(page, `${what}: what was typed in ${name} is gone`));
  }
}

// Letters are drawn with the fonts that we send, on the screen and on paper, and with none that the
// reader's machine happens to have; but for text to be copied elsewhere, and for what our fonts lack.
const places = 'header a, main :is(h1, h2, h3, p, li, td, th, label, button, dt, dd, legend, summary), footer p';
export async function checkFonts(page, what) {
  const monospaced = await page.locator('.app-plain-text, code, pre').count() > 0;
  for (const media of ['screen', 'print']) {
    await page.emulateMedia({ media });
    const name = `${place(page, what)} in ${media}`;
    const fonts = await fontsOf(page);
    assert.ok(fonts.some((font) => /Atkinson Hyperlegible Next/.test(font.familyName)), name);
    const others = fonts.filter((font) => !font.isCustomFont).map((font) => font.familyName);
    if (!monospaced) assert.deepEqual(others, [], name);
  }
  await page.emulateMedia({ media: null });
}

// With which fonts the browser drew the first of these places, once it has drawn them.
async function fontsOf(page) {
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((drawn) => {
    requestAnimationFrame(() => requestAnimationFrame(drawn));
  }));
  const browser = await page.context().newCDPSession(page);
  await browser.send('DOM.enable');
  await browser.send('CSS.enable');
  const { root } = await browser.send('DOM.getDocument');
  const { nodeIds } = await browser.send('DOM.querySelectorAll', { nodeId: root.nodeId, selector: places });
  const asked = nodeIds.slice(0, 60).map((nodeId) => browser.send('CSS.getPlatformFontsForNode', { nodeId }));
  const fonts = (await Promise.all(asked)).flatMap((answer) => answer.fonts);
  await browser.detach();
  return fonts;
}

export async function checkPage(page, what) {
  await checkFrame(page, what);
  await checkFonts(page, what);
  await checkAccessible(page, what);
  await checkKeyboard(page, what);
  await checkForcedColours(page, what);
  await checkFits(page, what);
}
