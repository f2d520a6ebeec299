"""Stand-ins for the two signing plug-ins of other makers: their objects in the page, a real GOST key in the test.

They speak as КриптоПро ЭЦП Browser plug-in (CAdESCOM) and Рутокен Плагин are described to speak; neither plug-in
itself has been at hand.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from playwright.sync_api import BrowserContext

from signing import Certificate, Signer
from signing.signers.cades import CadesTemplate

CANCELLED = "0x8010006E"

_MAKERS = """
  const bag = (values) => new Proxy({}, { get: (kept, name) => {
    if (name === "then") return undefined;
    if (name in values) return typeof values[name] === "function" ? values[name] : Promise.resolve(values[name]);
    const set = /^propset_(.+)$/.exec(String(name));
    if (set) return async (value) => { kept[set[1]] = value; };
    return Promise.resolve(kept[name]);
  } });
  const certificate = (thumbprint) => bag({ Thumbprint: thumbprint });
  const makers = {
    "CAdESCOM.Store": () => bag({
      Open: async () => {}, Close: async () => {},
      Certificates: bag({ Find: async (by, wanted) => {
        const has = (await window.__thumbprints()).includes(wanted.toLowerCase());
        return bag({ Count: has ? 1 : 0, Item: async () => certificate(wanted) });
      } }),
    }),
    "CAdESCOM.CPSigner": () => bag({ AuthenticatedAttributes2: bag({ Add: async () => {} }) }),
    "CAdESCOM.CPAttribute": () => bag({}),
    "CAdESCOM.HashedData": () => {
      const hashed = bag({ SetHashValue: async (hex) => { hashed.value = [await hashed.Algorithm, hex]; } });
      return hashed;
    },
    "CAdESCOM.CadesSignedData": () => {
      const data = bag({});
      return new Proxy(data, { get: (target, name) => {
        if (name === "then") return undefined;
        if (name === "SignHash") return async (hashed, signer, type) => {
          const [algorithm, hex] = await hashed.value;
          if (type !== 1 || algorithm !== 101 || !/^[0-9A-F]{64}$/.test(hex)) throw new Error("wrong use");
          const answer = await window.__signDigest(hex);
          if (answer.error) throw new Error(answer.error);
          return answer.signature;
        };
        if (name !== "SignCades") return target[name];
        return async (signer, type, detached) => {
          if (type !== 1 || !detached || (await target.ContentEncoding) !== 1) throw new Error("wrong use");
          const answer = await window.__sign(await target.Content);
          if (answer.error) throw new Error(answer.error);
          return answer.signature;
        };
      } });
    },
  };
"""

CRYPTOPRO = (
    "(() => {"
    + _MAKERS
    + """
  const plugin = Promise.resolve();
  plugin.CreateObjectAsync = async (name) => makers[name]();
  window.cadesplugin = plugin;
})();
"""
)

EXTENSION = {
    "manifest.json": """{
  "manifest_version": 3, "name": "stand-in", "version": "1.0",
  "content_scripts": [{"matches": ["<all_urls>"], "js": ["content.js"], "run_at": "document_start"}],
  "web_accessible_resources": [{"resources": ["nmcades_plugin_api.js"], "matches": ["<all_urls>"]}]
}""",
    "content.js": """
window.addEventListener("message", ({ data }) => {
  if (data !== "cadesplugin_echo_request") return;
  window.postMessage("cadesplugin_loaded url:" + chrome.runtime.getURL("nmcades_plugin_api.js"), "*");
});
""",
    "nmcades_plugin_api.js": "(() => {"
    + _MAKERS
    + """
  window.cpcsp_chrome_nmcades = {
    check_chrome_plugin: (done) => done(),
    CreatePluginObject: async () => ({ CreateObjectAsync: async (name) => makers[name]() }),
  };
})();
""",
}
"""The files of a browser extension that answers as КриптоПро's does, for a page without its maker's loader."""

RUTOKEN = """
window.rutoken = {
  ready: Promise.resolve(),
  isExtensionInstalled: async () => true,
  isPluginInstalled: async () => true,
  loadPlugin: async () => ({
    CERT_CATEGORY_USER: 1, DATA_FORMAT_BASE64: 2, DATA_FORMAT_HASH: 3,
    errorCodes: { PIN_INCORRECT: 17, PIN_LOCKED: 18, DEVICE_NOT_FOUND: 2 },
    enumerateDevices: async () => [0],
    enumerateCertificates: async () => ["one"],
    getCertificate: async () => window.__pem(),
    login: async (device, pin) => { if (pin !== "12345678") throw new Error("17"); },
    logout: async () => {},
    sign: async (device, certificate, data, format, options) => {
      if (![2, 3].includes(format) || !options.detached || !options.addEssCert) throw new Error("wrong use");
      if (format === 3 && !/^([0-9a-f]{2}:){31}[0-9a-f]{2}$/.test(data)) throw new Error("wrong use");
      const answer = await (format === 3 ? window.__signDigest(data.replaceAll(":", "")) : window.__sign(data));
      return answer.signature;
    },
  }),
};
"""


@dataclass
class Plugin:
    """What the person and their token do; ``asked`` counts the files that came to be signed."""

    signer: Signer
    now: Callable[[], object]
    answer: Callable[[int, bytes], bytes | str] = field(default=lambda _number, content: content)
    """The content to sign for the n-th file, or the text of an error."""
    certificate: Certificate | None = None
    asked: int = 0
    digests: list[bytes] = field(default_factory=list)
    """What came to be signed by its digest alone."""

    def stand_in(self, context: BrowserContext, script: str) -> None:
        self.answer_in(context)
        context.add_init_script(script)

    def answer_in(self, context: BrowserContext) -> None:
        context.expose_function("__sign", self._sign)
        context.expose_function("__signDigest", self._sign_digest)
        shown = self.certificate or self.signer.certificate
        context.expose_function("__thumbprints", lambda: [shown.thumbprint_sha1])
        context.expose_function("__pem", lambda: shown.to_pem().decode())

    def _sign(self, content: str) -> dict[str, str]:
        self.asked += 1
        answer = self.answer(self.asked, base64.b64decode(content))
        if isinstance(answer, str):
            return {"error": answer}
        signature = self.signer.sign(answer, at=self.now())  # type: ignore[arg-type]
        return {"signature": base64.encodebytes(signature).decode()}

    def _sign_digest(self, given: str) -> dict[str, str]:
        """A signature of a file this side never sees."""
        digest = bytes.fromhex(given)
        self.digests.append(digest)
        template = replace(CadesTemplate.of(self.signer.certificate), digest=_Given(digest))  # type: ignore[arg-type]
        attributes = template.attributes(b"", self.now())  # type: ignore[arg-type]
        signature = template.message(attributes, self.signer._sign(attributes))
        return {"signature": base64.encodebytes(signature).decode()}


@dataclass(frozen=True)
class _Given:
    """In the place of a digest algorithm: a digest reached elsewhere."""

    value: bytes

    def of(self, _content: bytes) -> bytes:
        return self.value
