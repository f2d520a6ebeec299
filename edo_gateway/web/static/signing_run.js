// Many documents in a row: a result for each, progress in sight, a stop between documents.
import { enable, post, signDocument } from "./browser_signing.js";
import { openPlugins } from "./plugins.js";
import { Refusal } from "./refusal.js";
import { recount } from "./trays.js";

const AT_ONCE = 5; // documents of one request to the server

export function signingRun() {
  const form = document.querySelector("form[data-signing-run]");
  if (!form) return;
  enable(form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form, event.submitter);
  });
}

async function run(form, button) {
  const view = viewOf(form);
  const rows = view.waiting();
  const ready = rows.filter((row) => !row.dataset.browserSigning);
  let plugins;
  view.begin(rows.length);
  try {
    const here = rows.filter((row) => row.dataset.browserSigning);
    if (here.length) plugins = await openPlugins();
    for (const row of here) {
      if (view.isStopped()) break;
      if (await signRow(row, form, button, plugins, view)) ready.push(row);
    }
  } catch (error) {
    view.complain(error instanceof Refusal ? error.message : String(error));
  } finally {
    await plugins?.close();
  }
  for (const batch of batches(form, ready)) {
    // What the plug-in has signed is finished even after a stop; the rest is not begun.
    const done = await finish(form, button, view.isStopped() ? batch.filter((row) => row.dataset.half) : batch, view);
    if (!done && form.elements.password) break; // a proof that was refused would be refused for all
  }
  view.end();
}

// True when the plug-in's part is done and the server has more to do. A refusal that would meet every document ends
// the run.
async function signRow(row, form, button, plugins, view) {
  view.working(row);
  try {
    const { left, sentence } = await signDocument(row.dataset.browserSigning, form.elements.csrf.value, plugins);
    delete row.dataset.browserSigning;
    view.half(row);
    const hasMore = left.length > 0 || button.value !== "sign";
    if (!hasMore) view.show(row, { done: true, sentence });
    return hasMore;
  } catch (error) {
    view.show(row, { done: false, sentence: error instanceof Refusal ? error.message : String(error) });
    if (!(error instanceof Refusal) || error.stops) throw error;
    return false;
  }
}

// A password serves any number of requests, so that progress is seen; a code or a passkey proves one request only.
function batches(form, rows) {
  const proofs = ["code", "passkey"].map((name) => form.elements[name]);
  if (proofs.some((field) => field?.value)) return [rows];
  return rows.flatMap((_, index) => (index % AT_ONCE ? [] : [rows.slice(index, index + AT_ONCE)]));
}

// What the server does itself: signatures it holds keys for, the simple one, sending. Whether any was done.
async function finish(form, button, rows, view) {
  if (!rows.length) return true;
  rows.forEach((row) => view.working(row));
  const fields = new FormData(form);
  fields.delete("document");
  fields.append(button.name, button.value);
  rows.forEach((row) => fields.append("document", row.dataset.row));
  try {
    const { results, waiting } = await post(form.action, fields);
    recount(waiting);
    for (const result of results) view.show(view.row(result.id), result);
    return results.some((result) => result.done);
  } catch (error) {
    rows.forEach((row) => view.show(row, { done: false, sentence: error.message }));
    return false;
  }
}

function viewOf(form) {
  const find = (name) => form.querySelector(`[data-run-${name}]`);
  const [bar, words, stop, problem] = ["bar", "words", "stop", "problem"].map(find);
  const verbs = [...form.querySelectorAll(".verbs button:not([data-run-stop])")];
  let total = 0;
  let seen = 0;
  let stopped = false;
  stop.addEventListener("click", () => {
    stopped = true;
    stop.disabled = true;
    words.textContent = "Останавливаемся после этого документа…";
  });
  const count = () => {
    bar.value = seen;
    if (!stopped) words.textContent = `${seen} из ${total}`;
  };
  const write = (row, text, tone) => {
    const cell = row.querySelector("[data-result]");
    cell.textContent = text;
    cell.className = `run-result run-${tone}`;
  };
  return {
    row: (id) => form.querySelector(`[data-row="${CSS.escape(id)}"]`),
    waiting: () => [...form.querySelectorAll("[data-row]:not([data-done])")],
    isStopped: () => stopped,
    begin: (many) => {
      [total, seen, stopped] = [many, 0, false];
      form.querySelectorAll("[data-half]").forEach((row) => delete row.dataset.half);
      form.classList.add("is-running");
      Object.assign(bar, { max: many, value: 0 });
      problem.hidden = true;
      Object.assign(stop, { disabled: false, hidden: false });
      verbs.forEach((verb) => (verb.disabled = true));
      count();
    },
    working: (row) => {
      write(row, "подписывается…", "working");
      row.scrollIntoView({ block: "center" }); // the progress stands at the foot
    },
    half: (row) => {
      write(row, "подпись принята", "working");
      row.dataset.half = "yes";
      seen += 1;
      count();
    },
    show: (row, result) => {
      if (!row) return;
      write(row, result.sentence, result.done ? "done" : "failed");
      if (result.done) row.dataset.done = "yes";
      if (!row.dataset.half) seen += 1;
      count();
    },
    complain: (sentence) => Object.assign(problem, { hidden: false, textContent: sentence }),
    end: () => {
      const all = form.querySelectorAll("[data-row]").length;
      const done = form.querySelectorAll("[data-row][data-done]").length;
      bar.max = all;
      bar.value = done;
      words.textContent = done === all ? `Готово: ${done} из ${all}` : `Подписано ${done} из ${all}`;
      form.classList.remove("is-running");
      form.querySelector("[data-row]:has(.run-failed)")?.scrollIntoView({ block: "center" });
      stop.hidden = true;
      verbs.forEach((verb) => {
        verb.disabled = false;
        verb.hidden = done === all;
        verb.textContent = `${form.dataset.verb} оставшиеся (${all - done})`;
      });
    },
  };
}
