// Trays of work: the sum of what is ticked, and the result of a verb in its own row.
const NARROW = "\u202f";

const money = (kopecks) => {
  const [whole, rest] = (Number(kopecks) / 100).toFixed(2).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, NARROW)},${rest}\u00a0₽`;
};

// Sums are added in whole kopecks, so that no binary fraction creeps in.
const kopecks = (text) => {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(2, "0").slice(0, 2));
};

const ticked = (tray) => [...tray.querySelectorAll(".row:not(.row-done) .row-pick input:checked")];

function count(tray) {
  const boxes = ticked(tray);
  const rows = boxes.map((box) => box.closest(".row"));
  const sum = rows.reduce((total, row) => total + (row.dataset.sum ? kopecks(row.dataset.sum) : 0n), 0n);
  for (const row of tray.querySelectorAll(".row")) {
    row.classList.toggle("row-picked", Boolean(row.querySelector(".row-pick input:checked")));
  }
  const words = tray.querySelector("[data-bulk-sum]");
  if (!words) return;
  words.textContent = boxes.length ? `Выбрано ${boxes.length} на ${money(sum)}` : "Выбранные документы";
  const verb = tray.querySelector("[data-bulk-verb]");
  verb.textContent = boxes.length ? `${tray.dataset.verb} ${boxes.length}` : tray.dataset.verb;
}

function show(tray, result) {
  const row = tray.querySelector(`[data-row="${CSS.escape(result.id)}"]`);
  if (!row) return;
  row.querySelector(".row-result")?.remove();
  const words = document.createElement("span");
  words.className = `row-result row-result-${result.done ? "done" : "failed"}`;
  words.setAttribute("role", "status");
  words.textContent = result.sentence;
  if (result.done) {
    row.classList.add("row-done");
    row.querySelector(".row-verb").replaceChildren(words);
    const box = row.querySelector(".row-pick input");
    if (box) Object.assign(box, { checked: false, disabled: true });
  } else {
    row.append(words);
  }
}

export function recount(waiting) {
  for (const badge of document.querySelectorAll('[data-count="pages.inbox"]')) {
    badge.textContent = waiting;
    badge.hidden = waiting === 0;
  }
}

async function act(tray, button) {
  const form = new FormData(tray);
  form.append(button.name, button.value);
  if (button.name === "only") form.delete("document");
  tray.classList.add("tray-busy");
  try {
    const answer = await fetch(tray.action, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { Accept: "application/json" },
    });
    if (answer.redirected || !answer.ok) return resort(tray, button, answer);
    const { results, waiting } = await answer.json();
    results.forEach((result) => show(tray, result));
    recount(waiting);
    const comment = tray.querySelector("textarea");
    if (comment && results.every((result) => result.done)) comment.value = "";
    for (const menu of tray.querySelectorAll("details[open]")) menu.open = false;
    count(tray);
  } catch {
    complain(tray, "Нет связи с сервером. Ничего не сделано или исход неизвестен: обновите страницу и проверьте.");
  } finally {
    tray.classList.remove("tray-busy");
  }
}

// Signing many, or with a password, is confirmed on a page of its own.
function resort(tray, button, answer) {
  if (answer.redirected) return void location.assign(answer.url);
  complain(tray, "Не получилось. Обновите страницу и повторите.");
}

function complain(tray, sentence) {
  tray.querySelector(".notice")?.remove();
  const notice = document.createElement("p");
  notice.className = "notice notice-danger";
  notice.setAttribute("role", "alert");
  notice.textContent = sentence;
  tray.querySelector(".tray-head").after(notice);
}

export function trays() {
  for (const tray of document.querySelectorAll("[data-tray]")) {
    tray.addEventListener("change", () => count(tray));
    tray.addEventListener("submit", (event) => {
      event.preventDefault();
      if (event.submitter) act(tray, event.submitter);
    });
    const all = tray.querySelector("[data-all]");
    if (all) {
      all.hidden = false;
      all.firstElementChild.addEventListener("change", (event) => {
        for (const box of tray.querySelectorAll(".row-pick input:not(:disabled)")) box.checked = event.target.checked;
        count(tray);
      });
    }
    count(tray);
  }
}
