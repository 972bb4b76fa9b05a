// The one script of every page. Pages do their whole work without it; it only makes them easier.
import {
  initButtons,
  initCharacterCounts,
  initCheckboxes,
  initErrorSummary,
  initHeader,
  initNotificationBanners,
  initPasswordInputs,
  initRadios,
  initScroll,
  initSkipLinks,
  initTables,
} from "nhsuk-frontend";

import { copyButtons } from "./copy.js";
import { keepWords } from "./keep.js";
import { printButtons } from "./print.js";
import { plainRadios } from "./radios.js";

// nhsuk-frontend sets these by an inline script, which our content security policy refuses.
document.body.classList.add("js-enabled", "nhsuk-frontend-supported");

for (const init of [
  initButtons,
  initCharacterCounts,
  initCheckboxes,
  initErrorSummary,
  initHeader,
  initNotificationBanners,
  initPasswordInputs,
  initRadios,
  initScroll,
  initSkipLinks,
  initTables,
]) {
  init();
}

plainRadios();
keepWords();
copyButtons();
printButtons();
