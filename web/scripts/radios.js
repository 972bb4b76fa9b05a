// nhsuk-frontend marks a radio that reveals a field with aria-expanded, which ARIA does not allow
// on radios. The field stands right after its radio, so nothing is lost without the mark.

const unmark = (group) => {
  for (const radio of group.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
};

/** To be called after initRadios, so that these listeners come after its own. */
export function plainRadios() {
  const groups = document.querySelectorAll('[data-module="nhsuk-radios"]');
  const unmarkAll = () => groups.forEach(unmark);
  unmarkAll();
  for (const group of groups) group.addEventListener("click", unmarkAll);
  window.addEventListener("pageshow", unmarkAll);
}
