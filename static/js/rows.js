// Lists by the keyboard: j and k go from row to row, o opens (Enter does by itself: the focus stands on the row's link), x picks.
// And one box that picks every row of the page. Without this file the lists are read and picked by Tab and the mouse.

const rows = () => [...document.querySelectorAll("table.rows > tbody > tr")].filter((row) => linkOf(row)?.offsetParent);
const linkOf = (row) => row.querySelector(".title a[href], a[href]");
const boxOf = (row) => row.querySelector("input[type=checkbox][name=picked]");
const isBusy = (element) => element.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isBusy(event.target)) return;
  if (!["j", "k", "o", "x"].includes(event.key) || document.querySelector("dialog[open]")) return;
  const known = rows();
  const now = known.indexOf(document.activeElement.closest("tr"));
  if (event.key === "j" || event.key === "k") step(event, known[now < 0 ? 0 : now + (event.key === "j" ? 1 : -1)]);
  else if (now >= 0) (event.key === "o" ? linkOf : boxOf)(known[now])?.click();
});

function step(event, row) {
  if (!row) return;
  event.preventDefault();
  linkOf(row).focus();
  row.scrollIntoView({ block: "nearest" });
}

for (const all of document.querySelectorAll("[data-pick-all]")) {
  const boxes = [...all.closest("table").querySelectorAll("input[name=picked]")];
  all.hidden = false;
  all.addEventListener("change", () => boxes.forEach((box) => (box.checked = all.checked)));
  all.closest("table").addEventListener("change", () => (all.checked = boxes.every((box) => box.checked)));
}
