// Keeps what is typed into <form data-keep="key" data-keep-seal="secret"> until the server has it, so
// that a lost connection, a session that ended, a closed lid or a closed tab loses nothing.
//
// - In this tab as it is (sessionStorage), and for a tab that is closed as a copy in the browser
//   (localStorage) that is sealed with a secret which only the account's own pages hold: whoever
//   else uses the computer reads nothing of it. Copies are dropped after two weeks. Where the
//   browser cannot seal (no https), there is none.
// - The key names the account, the record and the form, so that words never come back elsewhere, and
//   a page of one account leaves another's alone.
// - Kept words are put back into the form when it is opened again, and an element in it marked
//   data-keep-notice (hidden until then) says so. What the server wrote into a field wins over
//   kept words that were typed before it.
// - They are forgotten when the page that answers the form is there. A page after which they are
//   not stored says so on its body: data-keep-hold="carried" where it carries the form on (signing
//   in again), "unsaved" for an error. Whoever comes to a page in another way than from the form,
//   as after a lost connection, finds them again. Signing out forgets all, in every tab.
// - Leaving a form with such words asks first, but not by a link or a button of the site, after
//   which they are still there.

import { seal, unseal } from "./seal.js";

const prefix = "refocus-keep:";
const signedOut = "refocus-signed-out:";
const keptFor = 14 * 24 * 60 * 60 * 1000;

const account = document.body.dataset.keepAccount ?? "";

// Once somebody signs out nothing is kept, also not while the page is leaving.
let signingOut = false;

// Where there is no storage, or no room left, pages work as they do without this script.
const attempt = (work) => {
  try {
    return work();
  } catch {
    return undefined;
  }
};

const read = (key) => attempt(() => JSON.parse(sessionStorage.getItem(prefix + key)) ?? undefined);

// What was typed last is what is sealed last, however long the sealing before it takes.
let sealing = Promise.resolve();

function keepCopy(key, secret, changes) {
  const at = Date.now();
  sealing = sealing
    .then(() => seal(secret, key, changes))
    .then((sealed) => {
      if (sealed && read(key)) localStorage.setItem(prefix + key, JSON.stringify({ at, sealed }));
    })
    .catch(() => {});
}

async function readCopy(key, secret) {
  const copy = attempt(() => JSON.parse(localStorage.getItem(prefix + key)));
  const changes = copy && (await unseal(secret, key, copy.sealed));
  return changes && { changes, sent: false };
}

const write = (key, entry) => {
  if (signingOut) return;
  attempt(() => sessionStorage.setItem(prefix + key, JSON.stringify(entry)));
};

const forget = (key) => {
  attempt(() => sessionStorage.removeItem(prefix + key));
  attempt(() => localStorage.removeItem(prefix + key));
};

const keysIn = (storage) =>
  attempt(() =>
    Object.keys(storage())
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length)),
  ) ?? [];

// On a page of nobody, all; else those of the account whose page it is.
const isOwn = (key) => account === "" || key.startsWith(`${account} `);

const keptKeys = () => keysIn(() => sessionStorage);

function forgetAll() {
  [...keptKeys(), ...keysIn(() => localStorage)].filter(isOwn).forEach(forget);
}

function dropOldCopies() {
  for (const key of keysIn(() => localStorage)) {
    const copy = attempt(() => JSON.parse(localStorage.getItem(prefix + key)));
    const isNew = copy && copy.at > Date.now() - keptFor;
    if (!isNew) attempt(() => localStorage.removeItem(prefix + key));
  }
}

const isKept = (field) =>
  field.name && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type);

const isTicked = (field) => field.type === "checkbox" || field.type === "radio";

// A field's name alone is not enough: radios and checkboxes share theirs.
const nameOf = (field) => (isTicked(field) ? `${field.name}=${field.value}` : field.name);

const valueOf = (field) => (isTicked(field) ? field.checked : field.value);

const standardOf = (field) => {
  if (isTicked(field)) return field.defaultChecked;
  if (field instanceof HTMLSelectElement) {
    const standard = [...field.options].find((option) => option.defaultSelected);
    return (standard ?? field.options[0])?.value;
  }
  return field.defaultValue;
};

/**
 * What the server had written into a field before anything was typed. A page that says what was
 * wrong shows what was typed as if the server had written it: `refused` are the changes it shows.
 */
const baseOf = (field, refused) => {
  const change = refused[nameOf(field)];
  return change && change.typed === standardOf(field) ? change.over : standardOf(field);
};

/** What is in the form and not as the server wrote it, with what the server had written. */
function changesIn(form, refused) {
  const changes = {};
  for (const field of form.elements) {
    if (isKept(field) && valueOf(field) !== baseOf(field, refused)) {
      changes[nameOf(field)] = { typed: valueOf(field), over: baseOf(field, refused) };
    }
  }
  return changes;
}

function restore(form, changes) {
  let restored = false;
  for (const field of form.elements) {
    const change = isKept(field) && changes[nameOf(field)];
    if (!change || change.over !== standardOf(field) || change.typed === valueOf(field)) continue;
    if (isTicked(field)) field.checked = change.typed;
    else field.value = change.typed;
    // Conditional fields and character counts listen for these.
    field.dispatchEvent(new Event(isTicked(field) ? "change" : "input", { bubbles: true }));
    restored = true;
  }
  if (!restored) return;
  for (const notice of form.querySelectorAll("[data-keep-notice]")) notice.hidden = false;
}

// Set while the page is left by a link or a button of the site itself.
let following = false;

function follow() {
  following = true;
  setTimeout(() => {
    following = false;
  }, 500);
}

function keep(form) {
  const { keep: key, keepSeal: secret } = form.dataset;
  let kept = read(key);
  if (kept) restore(form, kept.changes);
  const refusal = () => (document.body.dataset.keepHold === "unsaved" && kept?.changes) || {};
  const changes = () => changesIn(form, refusal());

  let pending;
  const save = () => {
    clearTimeout(pending);
    const now = changes();
    if (Object.keys(now).length === 0) return forget(key);
    write(key, { changes: now, sent: false });
    if (!signingOut) keepCopy(key, secret, now);
  };
  const saveSoon = () => {
    signingOut = false; // they stayed after all
    clearTimeout(pending);
    pending = setTimeout(save, 300);
  };
  form.addEventListener("input", saveSoon);
  form.addEventListener("change", saveSoon);
  if (!kept) {
    readCopy(key, secret).then((copy) => {
      if (!copy || read(key) || Object.keys(changes()).length > 0) return;
      kept = copy;
      write(key, copy);
      restore(form, copy.changes);
    });
  }

  let leaving = false;
  form.addEventListener("submit", () => {
    save();
    leaving = true;
    const entry = read(key);
    if (entry) write(key, { ...entry, sent: true, from: location.pathname });
  });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || following || Object.keys(changes()).length === 0) return;
    save();
    event.preventDefault();
  });
  window.addEventListener("pagehide", () => {
    if (!leaving) save();
  });
  // Back on the same page without an answer: it was not sent after all.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    leaving = false;
    signingOut = false;
    save();
  });
}

/** The page of this site that led here; nothing where none did. */
const cameFrom = () => (document.referrer ? new URL(document.referrer).pathname : undefined);

/** Forgets what this page shows to be stored. */
function settle() {
  const hold = document.body.dataset.keepHold;
  const arrival = performance.getEntriesByType("navigation")[0];
  const isNew = arrival?.type === "navigate";
  // What is saved leads on; a page may lead to itself, and then shows its form anew.
  const wasLedOn = arrival?.redirectCount > 0;
  for (const key of keptKeys()) {
    const entry = read(key);
    if (!entry?.sent) continue;
    const answers = isNew && entry.from === cameFrom();
    const again = document.querySelector(`form[data-keep="${CSS.escape(key)}"]`);
    // Somebody else has signed in on the way: they do not have the form.
    if (!isOwn(key)) write(key, { ...entry, sent: false });
    else if (hold === "carried") write(key, { ...entry, from: location.pathname });
    else if (hold === undefined && answers && (wasLedOn || !again)) forget(key);
    else write(key, { ...entry, sent: false });
  }
}

const isSignOut = (form) => /\/sign-out(-everywhere)?$/.test(form.getAttribute("action") ?? "");

// Words are forgotten as the page leaves, and not before: whoever is asked may stay.
function forgetWhenSigningOut() {
  document.addEventListener("submit", (event) => {
    if (isSignOut(event.target)) signingOut = true;
    else follow();
  });
  window.addEventListener("pagehide", () => {
    if (!signingOut) return;
    forgetAll();
    // The other tabs of the account hear of it by this.
    attempt(() => localStorage.setItem(signedOut + account, String(Date.now())));
  });
  window.addEventListener("storage", (event) => {
    if (event.key !== signedOut + account) return;
    signingOut = true;
    forgetAll();
  });
}

export function keepWords() {
  settle();
  dropOldCopies();
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (link?.origin === location.origin && !event.defaultPrevented) follow();
  });
  forgetWhenSigningOut();
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
}
