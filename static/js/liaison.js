// What every page has: keys, menus, printing, the large-text switch. Everything here is a convenience; no page needs it.

const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return closeMenus(null, true);
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]")) return;
  const target = event.key === "/" ? searchBox() : document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  if (event.key === "/") target.focus();
  else target.click();
});

// The page's own search stands nearer than the bar's.
function searchBox() {
  return [...document.querySelectorAll("main input[name=q], [data-search]")].find((input) => input.offsetParent !== null);
}

// Menus close on Escape, on a click elsewhere and when the focus leaves them.
function closeMenus(except, focusSummary = false) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu === except) continue;
    if (focusSummary && menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details.menu")));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-print], [data-close], [data-text-toggle], [data-copy]");
  if (!button) return;
  if ("print" in button.dataset) window.print();
  else if ("copy" in button.dataset) copy(button);
  else if ("close" in button.dataset) button.parentElement.remove();
  else setText(document.documentElement.dataset.text === "large" ? "normal" : "large");
});

// The old way, because WeChat's browser and pages without HTTPS have no other. What cannot be copied is left marked, for a long press.
function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  field.focus();
  field.setSelectionRange(0, field.value.length);
  const done = document.execCommand("copy");
  button.querySelector("[data-copy-word]").textContent = done ? "已复制" : "请长按上面的地址复制";
}

// Kept twice: the browser's storage for this page, a cookie so that the server paints the next one right.
function setText(text) {
  document.documentElement.dataset.text = text;
  document.cookie = `text=${text}; path=/; max-age=31536000; samesite=lax`;
  try {
    localStorage.setItem("text", text);
  } catch {
    // The cookie is enough.
  }
  sayText();
}

function sayText() {
  const large = document.documentElement.dataset.text === "large";
  for (const button of document.querySelectorAll("[data-text-toggle]")) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(large));
    button.querySelector("[data-text-word]").textContent = large ? "恢复标准字号" : "大字显示";
  }
}

sayText();
for (const button of document.querySelectorAll("[data-close], [data-copy]")) button.hidden = false;
document.querySelector(".nouns [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector(".error-summary")?.focus();
