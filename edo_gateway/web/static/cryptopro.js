// КриптоПро ЭЦП Browser plug-in: objects of CAdESCOM, each property a promise.
import { scriptAt } from "./loading.js";
import { Refusal, told } from "./refusal.js";

const NAME = "Плагин КриптоПро ЭЦП";
const PATIENCE = 3000; // milliseconds for the extension to answer
const EXTENSION = "chrome-extension://iifchhfnnmpdbibifmljnfjhpififfog/nmcades_plugin_api.js";
const CURRENT_USER = 2;
const AS_FEW_AS_NEEDED = 2; // CAPICOM_STORE_OPEN_MAXIMUM_ALLOWED
const BY_SHA1 = 0;
const CHAIN_WITHOUT_ROOT = 0;
const BASE64 = 1;
const CADES_BES = 1;
const SIGNING_TIME = 0;
const DIGESTS = { STREEBOG256: 101, STREEBOG512: 102, SHA256: 4, SHA384: 5, SHA512: 6 };

// The plug-in is a thenable: it must never be what an async function returns, or it would be unwrapped.
export async function cryptopro() {
  const found = window.cadesplugin ? await loaded(window.cadesplugin) : await fromExtension();
  return found ? { name: NAME, has, sign } : null;
}

async function loaded(plugin) {
  try {
    await plugin;
    return true;
  } catch (error) {
    throw new Refusal(`${NAME} установлен, но не работает: ${error?.message ?? error}. Проверьте, что расширение браузера включено.`, { stops: true });
  }
}

// Without the vendor's loader on the page: the extension answers to a message, and brings its own objects.
async function fromExtension() {
  const address = await echoed();
  if (!address) return false;
  window.cadesplugin = { LOG_LEVEL_DEBUG: 4, LOG_LEVEL_INFO: 2, LOG_LEVEL_ERROR: 1, current_log_level: 1 };
  await scriptAt(address);
  const api = window.cpcsp_chrome_nmcades;
  if (!api) throw new Refusal(`${NAME}: расширение не загрузилось. Перезапустите браузер.`, { stops: true });
  await new Promise((done, failed) => api.check_chrome_plugin(done, failed)).catch(() => {
    throw new Refusal("Расширение КриптоПро включено, а сам плагин на компьютере не установлен. Установите КриптоПро ЭЦП Browser plug-in.", { stops: true });
  });
  const maker = await api.CreatePluginObject();
  window.cadesplugin.CreateObjectAsync = (name) => maker.CreateObjectAsync(name);
  return true;
}

function echoed() {
  return new Promise((done) => {
    const timer = setTimeout(() => finish(null), PATIENCE);
    const finish = (address) => {
      clearTimeout(timer);
      window.removeEventListener("message", heard);
      done(address);
    };
    const heard = ({ source, data }) => {
      if (source !== window || typeof data !== "string" || !data.startsWith("cadesplugin_loaded")) return;
      const address = data.split("url:")[1];
      finish(address && /^(chrome|moz)-extension:\/\//.test(address) ? address : EXTENSION);
    };
    window.addEventListener("message", heard);
    window.postMessage("cadesplugin_echo_request", window.location.origin);
  });
}

const make = (name) => window.cadesplugin.CreateObjectAsync(`CAdESCOM.${name}`);

// The certificate with that thumbprint, or null; the store stays open until it has been used.
async function find(thumbprint, use) {
  const store = await make("Store");
  await store.Open(CURRENT_USER, "My", AS_FEW_AS_NEEDED);
  try {
    const all = await store.Certificates;
    const found = await all.Find(BY_SHA1, thumbprint.toUpperCase());
    return (await found.Count) ? await use(await found.Item(1)) : null;
  } finally {
    await store.Close();
  }
}

async function has(task) {
  try {
    return Boolean(await find(task.thumbprint, async () => true));
  } catch (error) {
    throw told(error, NAME);
  }
}

async function sign(task) {
  try {
    const signature = await find(task.thumbprint, (certificate) => signed(task, certificate));
    return signature.replace(/\s+/g, "");
  } catch (error) {
    throw told(error, NAME);
  }
}

async function signed(task, certificate) {
  const signer = await signerWith(certificate);
  const data = await make("CadesSignedData");
  if (task.content === null) {
    const hashed = await make("HashedData");
    await hashed.propset_Algorithm(DIGESTS[task.algorithm]);
    await hashed.SetHashValue(task.digest.toUpperCase());
    return data.SignHash(hashed, signer, CADES_BES);
  }
  await data.propset_ContentEncoding(BASE64); // before the content, or it is read as text
  await data.propset_Content(task.content);
  return data.SignCades(signer, CADES_BES, true);
}

async function signerWith(certificate) {
  const signer = await make("CPSigner");
  await signer.propset_Certificate(certificate);
  await signer.propset_CheckCertificate(true);
  await signer.propset_Options(CHAIN_WITHOUT_ROOT);
  const moment = await make("CPAttribute");
  await moment.propset_Name(SIGNING_TIME);
  await moment.propset_Value(new Date());
  const attributes = await signer.AuthenticatedAttributes2;
  await attributes.Add(moment);
  return signer;
}
