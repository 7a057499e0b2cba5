// Repeated rows of a Django formset.
//   <div data-formset="prefix"> management form, <div data-formset-rows>rows</div>,
//   <template>one row with __prefix__</template>, <button type="button" data-formset-add hidden> </div>
// A row is [data-formset-row]; its [data-formset-remove] button ticks the row's DELETE box and hides it. So removing needs can_delete.

const total = (set) => set.querySelector(`[name="${set.dataset.formset}-TOTAL_FORMS"]`);

function addRow(set) {
  const count = total(set);
  const maximum = Number(set.querySelector(`[name="${set.dataset.formset}-MAX_NUM_FORMS"]`)?.value ?? 1000);
  if (Number(count.value) >= maximum) return null;
  const fragment = set.querySelector("template").content.cloneNode(true);
  const holder = document.createElement("div");
  holder.append(fragment);
  holder.innerHTML = holder.innerHTML.replaceAll("__prefix__", count.value);
  const row = holder.firstElementChild;
  set.querySelector("[data-formset-rows]").append(row);
  count.value = Number(count.value) + 1;
  prepare(set);
  window.htmx?.process(row);
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true }));
  return row;
}

function removeRow(row) {
  const box = row.querySelector('input[name$="-DELETE"]');
  box.checked = true;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  row.hidden = true;
}

function prepare(set) {
  for (const button of set.querySelectorAll("[data-formset-add]")) button.hidden = false;
  for (const row of set.querySelectorAll("[data-formset-row]")) {
    const box = row.querySelector('input[name$="-DELETE"]');
    const button = row.querySelector("[data-formset-remove]");
    if (button) button.hidden = !box;
    if (box) {
      box.closest("[data-formset-delete], .form-check, label, .field")?.setAttribute("hidden", "");
      if (box.checked) row.hidden = true;
    }
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-formset-add], [data-formset-remove]");
  const set = button?.closest("[data-formset]");
  if (!set) return;
  if ("formsetAdd" in button.dataset) {
    addRow(set)?.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  } else {
    removeRow(button.closest("[data-formset-row]"));
    set.querySelector("[data-formset-add]")?.focus();
  }
});

// A draft with more rows than the page asks for them by this event (draft.js).
document.addEventListener("formset:want", (event) => {
  while (Number(total(event.target).value) < event.detail && addRow(event.target)) {
    // addRow counts on.
  }
});

document.querySelectorAll("[data-formset]").forEach(prepare);
