// Signing where the key is: the server asks, a plug-in signs, the server judges. One document, or many in a row.
import { openPlugins } from "./plugins.js";
import { Refusal } from "./refusal.js";

const NO_ANSWER = "Нет связи с сервером. Обновите страницу и проверьте, подписан ли документ.";
const LOGGED_OUT = "Сеанс закончился. Войдите снова и повторите.";

export async function post(address, fields) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "application/json" } });
  } catch {
    throw new Refusal(NO_ANSWER, { stops: true });
  }
  if (answer.redirected) throw new Refusal(LOGGED_OUT, { stops: true });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(said.error ?? NO_ANSWER, { stops: answer.status >= 500 });
  return said;
}

// Every signature of one document whose key is here; what is still wanted of this person, and what came of it.
export async function signDocument(address, csrf, plugins) {
  const { tasks } = await post(address, { csrf });
  let last = { left: [], sentence: "" };
  for (const { challenge, ...task } of tasks) {
    const signature = await plugins.sign(task);
    last = await post(`${address}/answer`, { csrf, challenge, signature });
  }
  return last;
}

async function one(form, button) {
  const status = form.querySelector("[data-signing-status]");
  const say = (words, tone) => Object.assign(status, { hidden: false, textContent: words, className: `notice notice-${tone}` });
  const buttons = [...form.querySelectorAll("button")];
  let plugins;
  try {
    buttons.forEach((each) => (each.disabled = true));
    say("Подтвердите подпись в окне плагина…", "info");
    plugins = await openPlugins();
    const { left } = await signDocument(form.dataset.browserSigning, form.elements.csrf.value, plugins);
    say("Подпись принята.", "success");
    if (!left.length && button.value === "sign") return void location.assign(form.dataset.signed);
    buttons.forEach((each) => (each.disabled = false));
    form.dataset.browserDone = "yes";
    form.requestSubmit(button);
  } catch (error) {
    say(error instanceof Refusal ? error.message : String(error), "danger");
    buttons.forEach((each) => (each.disabled = false));
  } finally {
    await plugins?.close();
  }
}

// Buttons that only a script can answer wait for it.
export const enable = (form) => form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));

export function browserSigning() {
  document.querySelectorAll("form[data-browser-signing]").forEach(enable);
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-browser-signing]");
    if (!form || form.dataset.browserDone) return;
    event.preventDefault();
    one(form, event.submitter);
  });
}
