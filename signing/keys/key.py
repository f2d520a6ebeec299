"""Private keys: where they are (`scheme:location`), how they are read, and the raw signatures they make."""

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from signing import der, oids
from signing.errors import AlgorithmUnsupported, KeyUnavailable, PassphraseRefused, UnknownKeyScheme
from signing.gost import Curve, PrivateKey, curve_by_oid, gost_provider
from signing.keys import pkcs8, pkcs12

CRYPTOPRO_XCHA = "1.2.643.2.2.36.0"
"""The parameter set of most 256-bit keys in circulation."""


class Key(Protocol):
    """A private key that signs messages with the digest of its algorithm."""

    @property
    def public_key(self) -> bytes:
        """SubjectPublicKeyInfo, DER."""

    def sign(self, message: bytes) -> bytes: ...


class GostKey:
    def __init__(self, key: PrivateKey) -> None:
        self._private, self._bits = key, key.curve.size * 8
        self._key = gost_provider().signing_key(key)
        self.public_key = self._key.public.encode()

    @classmethod
    def generate(cls, curve: Curve | None = None) -> "GostKey":
        return cls(PrivateKey.generate(curve or curve_by_oid(CRYPTOPRO_XCHA)))

    @classmethod
    def decode(cls, encoded: bytes) -> "GostKey":
        return cls(PrivateKey.decode(encoded))

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(gost_provider().digest(message, bits=self._bits))

    def encode(self) -> bytes:
        """PKCS#8, DER, not encrypted."""
        return self._private.encode()


KeyOpener = Callable[[str, bytes | None], Key]
"""(location, passphrase) → key; raises SigningError."""


def open_key(address: str, *, passphrase: bytes | None = None) -> Key:
    """The key at `scheme:location`: `file:` (key_files.py), `helper:` (keeper/client.py), `pkcs11:`
    (pkcs11/token_key.py), or one that was registered.

    Raises SigningError.
    """
    scheme, colon, location = address.partition(":")
    opener = _SCHEMES.get(scheme) if colon else None
    if opener is None:
        known = ", ".join(f"{name}:" for name in sorted(_SCHEMES))
        raise UnknownKeyScheme(
            ru=f"Адрес ключа «{address}» не начинается с известной схемы. Известны: {known}",
            en=f"Key address “{address}” starts with no known scheme. Known: {known}",
        )
    return opener(location, passphrase)


def register_scheme(scheme: str, opener: KeyOpener) -> None:
    """Adds a place for keys: a helper process, a token, a remote service."""
    _SCHEMES[scheme] = opener


def load_key(encoded: bytes, *, passphrase: bytes | None = None) -> Key:
    """A key from PKCS#8 bytes, PEM or DER, or from PKCS#12. Raises KeyUnavailable, AlgorithmUnsupported."""
    try:
        unwrapped = pkcs8.from_pem(encoded)
        if pkcs12.is_container(unwrapped):
            return _decode(pkcs12.read_container(unwrapped, passphrase).key)
        return _decode(pkcs8.decrypt(unwrapped, passphrase))
    except pkcs8.WrongPassphrase as wrong:
        raise PassphraseRefused(
            ru=f"Ключ зашифрован, и парольная фраза не подошла: {wrong}.",
            en=f"The key is encrypted and the passphrase does not fit: {wrong}.",
        ) from None
    except (ValueError, TypeError, IndexError) as broken:
        raise KeyUnavailable(
            ru=f"Ключ не читается: {broken}. Нужен PKCS#8 в PEM или DER либо PKCS#12.",
            en=f"The key cannot be read: {broken}. PKCS#8 in PEM or DER, or PKCS#12, is needed.",
        ) from broken


def _decode(plain: bytes) -> Key:
    algorithm = der.read(plain).expect(der.SEQUENCE).children()[1].children()[0].as_oid()
    if algorithm in (oids.GOST_KEY_256, oids.GOST_KEY_512):
        return GostKey.decode(plain)
    if algorithm in (oids.EC_PUBLIC_KEY, oids.RSA_ENCRYPTION):
        from signing.keys.pyca_key import PycaKey

        return PycaKey.decode(plain)
    raise AlgorithmUnsupported(
        ru=f"Алгоритм ключа {algorithm} не поддерживается. Нужен ГОСТ Р 34.10-2012, ECDSA или RSA.",
        en=f"Key algorithm {algorithm} is not supported: GOST R 34.10-2012, ECDSA or RSA is.",
    )


def _later(module: str, function: str) -> KeyOpener:
    """The place is imported when a key there is asked for."""

    def open_there(location: str, passphrase: bytes | None) -> Key:
        opener: KeyOpener = getattr(import_module(f"signing.{module}"), function)
        return opener(location, passphrase)

    return open_there


_SCHEMES: dict[str, KeyOpener] = {
    "file": _later("keys.key_files", "open_file_key"),
    "helper": _later("keeper.client", "open_helper_key"),
    "pkcs11": _later("pkcs11.token_key", "open_token_key"),
}
