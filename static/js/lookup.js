// An input that suggests: <input data-lookup="/url" data-lookup-target="#id_of_hidden_field">. What is typed goes by POST (never into an
// address or a log) as q; the server answers with <li role="option" data-value="7" data-label="王*" data-fill='{"id_village": "3"}'>…</li>.
// Arrow keys move, Enter chooses, Escape closes; typing on after a choice takes it back. Listens: "lookup:chosen" on the input.

const SHORTEST = 1;
let serial = 0;

function set(input) {
  if (input.dataset.lookupReady || !window.htmx) return;
  input.dataset.lookupReady = "yes";
  const list = document.createElement("ul");
  list.id = `lookup-${++serial}`;
  list.className = "lookup-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "以前登记过的");
  const holder = document.createElement("div");
  holder.className = "lookup";
  const focused = document.activeElement === input; // moving an input takes its focus away
  input.before(holder);
  holder.append(input, list);
  if (focused || (input.autofocus && document.activeElement === document.body)) input.focus();
  const attributes = {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off",
    "hx-post": input.dataset.lookup, "hx-trigger": "input changed delay:200ms", "hx-target": `#${list.id}`, "hx-swap": "innerHTML",
    "hx-params": "csrfmiddlewaretoken", "hx-sync": "this:replace",
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.addEventListener("htmx:configRequest", (event) => {
    if (input.value.trim().length < SHORTEST) {
      event.preventDefault();
      close(input, list);
    }
    event.detail.parameters.q = input.value.trim();
  });
  input.addEventListener("input", () => choose(input, ""));
  input.addEventListener("keydown", (event) => key(event, input, list));
  input.addEventListener("blur", () => close(input, list));
  list.addEventListener("htmx:afterSwap", () => open(input, list));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => take(event.target.closest("[role=option]"), input, list));
  window.htmx.process(input);
}

const options = (list) => [...list.querySelectorAll("[role=option]")];
const current = (list) => list.querySelector("[aria-selected=true]");

function open(input, list) {
  if (document.activeElement !== input) return close(input, list);
  options(list).forEach((option, index) => (option.id = `${list.id}-${index}`));
  input.setAttribute("aria-expanded", String(options(list).length > 0));
}

function close(input, list) {
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function key(event, input, list) {
  const all = options(list);
  if (event.isComposing || !all.length) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    close(input, list);
  } else if (event.key === "Enter" && current(list)) {
    event.preventDefault();
    take(current(list), input, list);
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const from = all.indexOf(current(list));
    mark(all[(from === -1 && step === -1 ? all.length - 1 : from + step + all.length) % all.length], input, list);
  }
}

function mark(option, input, list) {
  current(list)?.removeAttribute("aria-selected");
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function choose(input, value) {
  const target = input.dataset.lookupTarget && document.querySelector(input.dataset.lookupTarget);
  if (target && target.value !== value) change(target, value);
}

// Said aloud, so that a draft keeps what was filled in for the user.
function change(field, value) {
  field.value = value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

function take(option, input, list) {
  if (!option) return;
  change(input, option.dataset.label ?? option.textContent.trim());
  choose(input, option.dataset.value ?? "");
  for (const [id, value] of Object.entries(JSON.parse(option.dataset.fill ?? "{}"))) {
    const field = document.getElementById(id);
    if (field) change(field, value);
  }
  close(input, list);
  input.dispatchEvent(new CustomEvent("lookup:chosen", { bubbles: true, detail: option.dataset }));
}

const find = (root) => root.querySelectorAll("[data-lookup]").forEach(set);
find(document);
document.addEventListener("formset:added", (event) => find(event.target));
