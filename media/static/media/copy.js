/**
 * Buttons that copy the text beside them. Without script, or where the clipboard is closed to us, the
 * text stands there to be selected.
 */

async function copy(event) {
  const button = event.currentTarget;
  const text = document.getElementById(button.dataset.copies);
  const status = button.closest("[data-copying]").querySelector("[role=status]");
  // Said twice in a row, the same words would not be read out again.
  status.textContent = "";
  try {
    await navigator.clipboard.writeText(text.textContent);
    status.textContent = button.dataset.said;
  } catch {
    getSelection().selectAllChildren(text);
    status.textContent = "Your browser did not let us copy. The text is selected: copy it yourself.";
  }
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    button.addEventListener("click", copy);
    button.hidden = false;
  }
}
