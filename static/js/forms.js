// Sending a form: Ctrl+Enter, a question where data-confirm asks for one, and never twice.

const sent = new WeakSet();
const confirmed = new WeakSet();

// The server says in Chinese what is missing; the browser's own bubbles may speak another language.
const quieten = (root) => root.querySelectorAll("form[method=post]").forEach((form) => (form.noValidate = true));
quieten(document);
document.addEventListener("htmx:load", (event) => quieten(event.target.parentElement ?? document));

const submitButtons = (form) => [...form.elements].filter((element) => element.type === "submit" && !element.disabled);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  const form = event.target.closest("form");
  if (!form) return;
  event.preventDefault();
  const buttons = submitButtons(form);
  form.requestSubmit(buttons.find((button) => button.classList.contains("btn-primary")) ?? buttons[0]);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  const asked = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
  if (asked && !confirmed.delete(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(asked.dataset, button?.textContent.trim() || button?.value || "继续").then((yes) => {
      if (!yes) return;
      confirmed.add(form);
      form.requestSubmit(button);
    });
  }
}, true);

// The guard runs last, so that a question answered with "not now" leaves the form as it was. The button is only marked, never
// disabled: a disabled button would not send its own name and value. data-again: the form may be sent again (downloads).
window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
  if (sent.has(form)) return event.preventDefault();
  sent.add(form);
  submitButtons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Back from the next page: the form may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) {
    sent.delete(form);
    submitButtons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  }
});

function ask({ confirm, confirmTitle, confirmVerb }, words) {
  const dialog = document.getElementById("question").content.querySelector("dialog").cloneNode(true);
  dialog.querySelector("#question-words").textContent = confirm;
  if (confirmTitle) dialog.querySelector("h2").textContent = confirmTitle;
  dialog.querySelector("[data-yes]").textContent = confirmVerb || words;
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-yes]").focus();
  return new Promise((resolve) => {
    dialog.querySelector("[data-yes]").addEventListener("click", () => dialog.close("yes"));
    dialog.querySelector("[data-no]").addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes");
      dialog.remove();
    });
  });
}

// A tap on a choice with data-then="id" goes on to that field while it is empty: whoever speaks need not tap it first. Keys stay where they are.
document.addEventListener("click", (event) => {
  const next = event.detail > 0 && event.target.dataset?.then ? document.getElementById(event.target.dataset.then) : null;
  if (next && !next.value) next.focus();
});

// A suggestion's button chooses its value in the select it speaks of; without this file the words alone remain.
for (const button of document.querySelectorAll("[data-choose]")) {
  const select = document.getElementById(button.dataset.choose);
  if (!select) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    select.value = button.dataset.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  });
}
