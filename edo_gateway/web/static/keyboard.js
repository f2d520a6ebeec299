// j/k move, Enter opens, a acts, r returns, x selects, / and ⌘K search, ? tells.
const rows = () => [...document.querySelectorAll("[data-row]:not(.row-done)")];
const current = () => document.querySelector("[data-row].row-current");

function go(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  current()?.classList.remove("row-current");
  next.classList.add("row-current");
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  current()?.querySelector("[data-open]")?.click();
}

function act() {
  const row = current();
  const button = row ? row.querySelector("[data-verb-button]") : document.querySelector("[data-main]");
  if (!button) return;
  const proofs = [...(button.form?.querySelectorAll("[data-proof]") ?? [])];
  if (proofs.length && !button.form.elements.passkey?.value && !proofs.some((proof) => proof.value)) return void proofs[0].focus();
  button.click();
  if (row) setTimeout(() => go(1), 0);
}

function giveBack() {
  const row = current();
  if (row) {
    const box = row.querySelector(".row-pick input");
    if (!box) return;
    if (!box.checked) box.click();
  }
  const details = (row?.closest("[data-tray]") ?? document).querySelector("details[data-return]");
  if (details) details.open = true;
}

function pick() {
  current()?.querySelector(".row-pick input")?.click();
}

function search() {
  const field = document.querySelector("[data-search]");
  field?.focus();
  field?.select();
}

function tell() {
  document.querySelector("[data-keys]")?.showModal();
}

// By the place of the key, too, so that a Russian layout works the same.
const ACTS = {
  j: () => go(1), о: () => go(1),
  k: () => go(-1), л: () => go(-1),
  a: act, ф: act,
  r: giveBack, к: giveBack,
  x: pick, ч: pick,
  "/": search,
  "?": tell,
};

export function keyboard() {
  const hint = document.querySelector("[data-search-key]");
  const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
  if (hint) Object.assign(hint, { hidden: false, textContent: isApple ? "⌘K" : "Ctrl K" });
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && event.code === "KeyK") {
      event.preventDefault();
      return search();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && target.matches("[data-row]")) return open();
    const does = ACTS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
}
