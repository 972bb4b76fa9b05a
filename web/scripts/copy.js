// <button data-copy="#id" data-copied="Copied" hidden>: copies the text of an element or field.
// The words in data-copied are shown beside the button and read out.

async function copy(source) {
  const text = "value" in source ? source.value : source.innerText;
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Without TLS there is no clipboard; a selection can still be copied.
  const selection = window.getSelection();
  selection.selectAllChildren(source);
  if (!document.execCommand("copy")) throw new Error("copying was refused");
  selection.removeAllRanges();
}

export function copyButtons() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.querySelector(button.dataset.copy);
    if (!source) continue;
    const status = document.createElement("span");
    status.className = "nhsuk-body-s";
    status.setAttribute("role", "status");
    button.after(" ", status);
    button.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      try {
        await copy(source);
        status.textContent = button.dataset.copied;
      } catch {
        // Left selected, so that the keyboard can copy it.
        window.getSelection().selectAllChildren(source);
      }
    });
  }
}
