// Keeps what is typed into <form data-keep="key"> in this tab until the server has it, so that a
// lost connection, a session that ended or a closed lid loses nothing.
//
// - The key names the account, the record and the form, so that words never come back elsewhere.
// - Kept words are put back into the form when it is opened again, and an element in it marked
//   data-keep-notice (hidden until then) says so. What the server wrote into a field wins over
//   kept words that were typed before it.
// - They are forgotten when the page that answers the form is there. A page after which they are
//   not stored says so on its body: data-keep-hold="carried" where it carries the form on (signing
//   in again), "unsaved" for an error. Whoever comes to a page in another way than from the form,
//   as after a lost connection, finds them again. Signing out forgets all.

const prefix = "refocus-keep:";

// Once somebody signs out nothing is kept, also not while the page is leaving.
let signingOut = false;

const read = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + key)) ?? undefined;
  } catch {
    return undefined;
  }
};

const write = (key, entry) => {
  if (signingOut) return;
  try {
    sessionStorage.setItem(prefix + key, JSON.stringify(entry));
  } catch {
    // No storage or no room left: the page works as it does without this script.
  }
};

const forget = (key) => {
  try {
    sessionStorage.removeItem(prefix + key);
  } catch {
    // As above.
  }
};

const keptKeys = () => {
  try {
    return Object.keys(sessionStorage)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length));
  } catch {
    return [];
  }
};

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

function keep(form) {
  const key = form.dataset.keep;
  const kept = read(key);
  if (kept) restore(form, kept.changes);
  const refused = (document.body.dataset.keepHold === "unsaved" && kept?.changes) || {};

  let pending;
  const save = () => {
    clearTimeout(pending);
    const changes = changesIn(form, refused);
    if (Object.keys(changes).length > 0) write(key, { changes, sent: false });
    else forget(key);
  };
  const saveSoon = () => {
    clearTimeout(pending);
    pending = setTimeout(save, 300);
  };
  form.addEventListener("input", saveSoon);
  form.addEventListener("change", saveSoon);

  let leaving = false;
  form.addEventListener("submit", () => {
    save();
    leaving = true;
    const entry = read(key);
    if (entry) write(key, { ...entry, sent: true, from: location.pathname });
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
    if (hold === "carried") write(key, { ...entry, from: location.pathname });
    else if (hold === undefined && answers && (wasLedOn || !again)) forget(key);
    else write(key, { ...entry, sent: false });
  }
}

export function keepWords() {
  settle();
  for (const form of document.querySelectorAll("form[data-keep]")) keep(form);
  for (const form of document.querySelectorAll(".nhsuk-header__account-form")) {
    form.addEventListener("submit", () => {
      signingOut = true;
      keptKeys().forEach(forget);
    });
  }
}
