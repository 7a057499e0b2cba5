// <textarea data-repeats="/url" data-repeats-person="#id_person">: a while after the last letter the words go by POST (never into an
// address or a log) and what may be the same is listed under the field. Without this file nothing is listed.

const PAUSE = 900; // milliseconds

const waiting = new WeakMap();

document.addEventListener("input", (event) => {
  const field = event.target.closest("textarea[data-repeats]");
  if (!field) return;
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(() => ask(field), PAUSE));
});

async function ask(field) {
  const words = field.value;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", field.form.elements.csrfmiddlewaretoken.value);
  body.set("words", words);
  body.set("person", document.querySelector(field.dataset.repeatsPerson)?.value ?? "");
  let answer;
  try {
    answer = await fetch(field.dataset.repeats, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    return; // only a hint
  }
  if (!answer.ok || answer.redirected || field.value !== words) return;
  list(field).innerHTML = await answer.text();
}

function list(field) {
  const known = field.parentElement.querySelector(".repeats");
  if (known) return known;
  const made = document.createElement("div");
  made.className = "repeats";
  made.setAttribute("aria-live", "polite");
  field.after(made);
  return made;
}
