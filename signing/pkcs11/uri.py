"""The address of a key on a token (RFC 7512)."""

from dataclasses import dataclass
from urllib.parse import unquote, unquote_to_bytes

from signing.errors import KeyUnavailable

_PATH = {"token", "serial", "model", "manufacturer", "object", "id", "type"}
_QUERY = {"module-path", "pin-source"}


@dataclass(frozen=True)
class TokenAddress:
    """What is empty does not matter. `pin_source` is as for passphrases; `identifier` is CKA_ID."""

    module: str
    pin_source: str
    token: str = ""
    serial: str = ""
    model: str = ""
    manufacturer: str = ""
    object: str = ""
    identifier: bytes = b""

    @classmethod
    def parse(cls, location: str) -> "TokenAddress":
        """Of what follows `pkcs11:`. Raises KeyUnavailable."""
        path, _, query = location.partition("?")
        named, asked = _pairs(path, ";", _PATH), _pairs(query, "&", _QUERY)
        module = unquote(asked.get("module-path", ""))
        if not module.startswith("/"):
            raise _bad("module-path is not the whole path of a library")
        if not (named.get("object") or named.get("id")):
            raise _bad("neither object nor id names the key")
        if named.get("type", "private") != "private":
            raise _bad("type is not private")
        texts = {name: unquote(named.get(name, "")) for name in ("token", "serial", "model", "manufacturer", "object")}
        identifier = unquote_to_bytes(named.get("id", ""))
        return cls(module=module, pin_source=unquote(asked.get("pin-source", "")), identifier=identifier, **texts)


def _pairs(text: str, separator: str, known: set[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for part in text.split(separator) if text else ():
        name, equals, value = part.partition("=")
        if name == "pin-value":
            raise _bad("a PIN does not belong into an address; name its pin-source")
        if not equals or name not in known or name in pairs:
            raise _bad(f"“{name}” is unknown, empty or repeated")
        pairs[name] = value
    return pairs


def _bad(reason: str) -> KeyUnavailable:
    form = "pkcs11:token=TOKEN;object=NAME?module-path=/path/library.so&pin-source=file:/path/pin"
    return KeyUnavailable(
        ru=f"Адрес ключа на токене неверен: {reason}. Нужен {form}.",
        en=f"The address of a key on a token is wrong: {reason}. It must be {form}.",
    )
