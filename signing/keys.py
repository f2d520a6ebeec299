"""Private keys: where they are (`scheme:location`), how they are read, and the raw signatures they make."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from signing import der, oids, pkcs8
from signing.errors import AlgorithmUnsupported, KeyExposed, KeyUnavailable, UnknownKeyScheme
from signing.gost import Curve, PrivateKey, curve_by_oid, gost_provider

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
    """The key at `scheme:location`. `file:/path/key.pem` is PKCS#8, PEM or DER, plain or under a passphrase."""
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
    """A key from PKCS#8 bytes, PEM or DER."""
    try:
        plain = pkcs8.decrypt(pkcs8.from_pem(encoded), passphrase)
        return _decode(plain)
    except (ValueError, TypeError, IndexError) as broken:
        raise KeyUnavailable(
            ru=f"Ключ не читается: {broken}. Нужен PKCS#8 в PEM или DER и верная парольная фраза.",
            en=f"The key cannot be read: {broken}. PKCS#8 in PEM or DER and the right passphrase are needed.",
        ) from broken


def write_key(path: Path, encoded: bytes) -> None:
    """Creates the file with 0600 from the first byte; FileExistsError rather than overwriting a key."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pkcs8.to_pem(encoded))


def _decode(plain: bytes) -> Key:
    algorithm = der.read(plain).expect(der.SEQUENCE).children()[1].children()[0].as_oid()
    if algorithm in (oids.GOST_KEY_256, oids.GOST_KEY_512):
        return GostKey.decode(plain)
    if algorithm in (oids.EC_PUBLIC_KEY, oids.RSA_ENCRYPTION):
        from signing.pyca import PycaKey

        return PycaKey.decode(plain)
    raise AlgorithmUnsupported(
        ru=f"Алгоритм ключа {algorithm} не поддерживается. Нужен ГОСТ Р 34.10-2012, ECDSA или RSA.",
        en=f"Key algorithm {algorithm} is not supported: GOST R 34.10-2012, ECDSA or RSA is.",
    )


def _open_file(location: str, passphrase: bytes | None) -> Key:
    path = Path(location)
    try:
        _require_private(path)
        encoded = path.read_bytes()
    except OSError as absent:
        raise KeyUnavailable(
            ru=f"Файл ключа {path} не открывается: {absent.strerror}.",
            en=f"Key file {path} cannot be opened: {absent.strerror}.",
        ) from absent
    return load_key(encoded, passphrase=passphrase)


def _require_private(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o177:
        raise KeyExposed(
            ru=f"Файл ключа {path} доступен не только владельцу (права {mode:04o}). Выполните chmod 600 {path}.",
            en=f"Key file {path} is open to others than its owner (mode {mode:04o}). Run chmod 600 {path}.",
        )


_SCHEMES: dict[str, KeyOpener] = {"file": _open_file}
