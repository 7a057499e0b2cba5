// What was typed survives a reload: form[data-draft=key] keeps the fields that the user has touched in this browser, for 24 hours
// and for this user only. A page with <meta name="draft-saved" content="key"> (after saving) or body[data-logged-out] clears them,
// and so does sending form[data-clear-drafts] (logging out). Back to such a page clears nothing: by then the draft is a newer one.
// Never kept: hidden fields (but those with data-draft-keep), passwords, files, and whatever stands within [data-no-draft].
// A visible field with data-draft-keep is kept with any other, touched or not: what the page filled in (today) is another value tomorrow.

const DAY = 24 * 60 * 60 * 1000;
const PREFIX = `draft:${document.body.dataset.user}:`;
const SAVED = !history.state?.swept && document.querySelector("meta[name=draft-saved]")?.content;

const hidden = (field) => field.type === "hidden" && !("draftKeep" in field.dataset);
const skipped = (field) => !field.name || hidden(field) || ["password", "file", "submit", "button"].includes(field.type) || field.closest("[data-no-draft]");
const box = (field) => field.type === "checkbox" || field.type === "radio";
// A group of boxes shares its name, so a box is kept under name and value.
const keyOf = (field) => (box(field) ? `${field.name}=${field.value}` : field.name);
const valueOf = (field) => (box(field) ? field.checked : field.value);

function sweep() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) {
    const old = Date.now() - (JSON.parse(localStorage.getItem(key))?.at ?? 0) > DAY;
    if (old || "loggedOut" in document.body.dataset || (SAVED && key === PREFIX + SAVED)) localStorage.removeItem(key);
  }
  if (SAVED) history.replaceState({ ...history.state, swept: true }, "");
}

function rowsOf(form) {
  return Object.fromEntries(
    [...form.querySelectorAll("[data-formset]")].map((set) => [set.dataset.formset, Number(set.querySelector("[name$=-TOTAL_FORMS]").value)]),
  );
}

function watch(form) {
  const key = PREFIX + form.dataset.draft;
  const fields = {};
  if (document.querySelector(".error-summary")) Object.assign(fields, JSON.parse(localStorage.getItem(key))?.fields);
  else restore(form, key, fields);
  const keep = (event) => {
    if (skipped(event.target)) return;
    const group = event.target.type === "radio" ? [...form.elements].filter((field) => field.name === event.target.name) : [event.target];
    const along = [...form.elements].filter((field) => "draftKeep" in field.dataset && field.type !== "hidden");
    for (const field of [...group, ...along]) fields[keyOf(field)] = valueOf(field);
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields, rows: rowsOf(form) }));
  };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
}

function restore(form, key, fields) {
  const draft = JSON.parse(localStorage.getItem(key));
  if (!draft) return;
  for (const set of form.querySelectorAll("[data-formset]")) {
    set.dispatchEvent(new CustomEvent("formset:want", { bubbles: true, detail: draft.rows[set.dataset.formset] ?? 0 }));
  }
  let changed = false;
  for (const field of form.elements) {
    const value = draft.fields[keyOf(field)];
    if (skipped(field) || value === undefined) continue;
    fields[keyOf(field)] = value;
    if (valueOf(field) === value) continue;
    if (box(field)) field.checked = value;
    else field.value = value;
    if (field.name.endsWith("-DELETE") && value) field.closest("[data-formset-row]").hidden = true;
    const folded = field.closest("details");
    if (folded) folded.open = true; // what was restored is seen
    changed = true;
  }
  if (!changed) return;
  form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  say(form, key);
}

function say(form, key) {
  const note = document.createElement("div");
  note.className = "draft-note no-print";
  note.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn-text";
  button.textContent = "清除";
  button.addEventListener("click", () => {
    localStorage.removeItem(key);
    window.location.reload();
  });
  note.append("已恢复您上次未保存的内容。", button);
  form.prepend(note);
}

function clear() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith("draft:"))) localStorage.removeItem(key);
}

try {
  sweep();
  document.querySelectorAll("form[data-draft]").forEach(watch);
  document.querySelectorAll("form[data-clear-drafts]").forEach((form) => form.addEventListener("submit", clear));
} catch {
  // Storage forbidden or full: the form works without drafts.
}
