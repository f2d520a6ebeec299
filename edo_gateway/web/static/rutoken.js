// Рутокен Плагин: works with the token itself, so the PIN is asked by the page and goes to the plug-in alone.
import { askPin } from "./pin.js";
import { Refusal, told } from "./refusal.js";

const NAME = "Рутокен Плагин";

export async function rutoken() {
  const door = window.rutoken;
  if (!door) return null;
  await door.ready;
  if (door.isExtensionInstalled && !(await door.isExtensionInstalled())) {
    throw new Refusal("Расширение «Адаптер Рутокен Плагин» не установлено или выключено. Включите его и обновите страницу.", { stops: true });
  }
  if (!(await door.isPluginInstalled())) {
    throw new Refusal("Рутокен Плагин не установлен на этом компьютере.", { stops: true });
  }
  const plugin = await door.loadPlugin();
  const ready = new Set(); // tokens that know the PIN
  return {
    name: NAME,
    has: async (task) => Boolean(await find(plugin, task)),
    sign: (task) => signed(plugin, ready, task).catch((error) => Promise.reject(meant(plugin, error))),
    close: () => Promise.allSettled([...ready].map((device) => plugin.logout(device))),
  };
}

// The token and the certificate on it; certificates are compared whole.
async function find(plugin, task) {
  for (const device of await plugin.enumerateDevices()) {
    for (const certificate of await plugin.enumerateCertificates(device, plugin.CERT_CATEGORY_USER)) {
      const pem = await plugin.getCertificate(device, certificate);
      if (pem.replace(/-----[^-]+-----|\s+/g, "") === task.certificate) return { device, certificate };
    }
  }
  return null;
}

async function signed(plugin, ready, task) {
  const { device, certificate } = await find(plugin, task);
  if (!ready.has(device)) {
    await plugin.login(device, await askPin(task.holder));
    ready.add(device);
  }
  const options = { detached: true, addUserCertificate: true, addSignTime: true, addEssCert: true };
  const signature =
    task.content === null
      ? await plugin.sign(device, certificate, task.digest.match(/../g).join(":"), plugin.DATA_FORMAT_HASH, options)
      : await plugin.sign(device, certificate, task.content, plugin.DATA_FORMAT_BASE64, options);
  return signature.replace(/-----[^-]+-----|\s+/g, "");
}

function meant(plugin, error) {
  const code = Number(error?.message ?? error);
  const codes = plugin.errorCodes ?? {};
  const sentences = new Map([
    [codes.PIN_INCORRECT, "Неверный ПИН-код. Попробуйте ещё раз; после нескольких ошибок токен заблокируется."],
    [codes.PIN_LOCKED, "ПИН-код заблокирован. Разблокируйте токен в «Панели управления Рутокен»."],
    [codes.DEVICE_NOT_FOUND, "Токен вынут. Вставьте его и повторите."],
  ]);
  const sentence = Number.isNaN(code) ? undefined : sentences.get(code);
  return sentence ? new Refusal(sentence, { stops: true }) : told(error, NAME);
}
