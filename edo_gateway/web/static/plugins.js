// Whichever plug-in of this browser holds the wanted certificate.
import { cryptopro } from "./cryptopro.js";
import { scriptAt } from "./loading.js";
import { Refusal } from "./refusal.js";
import { rutoken } from "./rutoken.js";

const NOBODY =
  "Плагин подписи не отвечает: он не установлен или расширение браузера выключено. Нужен КриптоПро ЭЦП Browser plug-in " +
  "или Рутокен Плагин. Включите расширение, обновите страницу и повторите.";

// Opened once a run; what one plug-in complains about matters only if no other can help.
export async function openPlugins() {
  await loadLoaders();
  const opened = await Promise.allSettled([rutoken(), cryptopro()]);
  const plugins = opened.filter((one) => one.value).map((one) => one.value);
  const complaint = opened.find((one) => one.reason)?.reason;
  if (!plugins.length) throw complaint instanceof Refusal ? complaint : new Refusal(NOBODY, { stops: true });
  return {
    sign: (task) => signWith(plugins, task),
    close: () => Promise.allSettled(plugins.map((plugin) => plugin.close?.())),
  };
}

// Makers' loaders, where the administrator has put them; each defines one global name and runs once a page.
async function loadLoaders() {
  const addresses = (document.body.dataset.pluginLoaders ?? "").split(" ").filter(Boolean);
  delete document.body.dataset.pluginLoaders;
  await Promise.all(addresses.map(scriptAt));
}

async function signWith(plugins, task) {
  for (const plugin of plugins) {
    if (await plugin.has(task)) return plugin.sign(task);
  }
  throw new Refusal(`Сертификат «${task.holder}» не найден: вставьте токен или установите сертификат в личное хранилище.`, { stops: true });
}
