"""The scheme `file:`: keys in files, PKCS#8 or PKCS#12, plain or under a passphrase.

`file:/path/key.pem` or `file:/path/key.p12?passphrase=SOURCE`, SOURCE as in `passphrases.py`.
"""

import os
from pathlib import Path

from signing.errors import KeyUnavailable
from signing.files import read_private, replace_file
from signing.keys import pkcs8, pkcs12
from signing.keys.key import Key, load_key
from signing.keys.passphrases import read_passphrase

_SOURCE = "?passphrase="


def open_file_key(location: str, passphrase: bytes | None) -> Key:
    """A source named in the address is asked before the `passphrase` given. Raises SigningError."""
    path, named, source = location.partition(_SOURCE)
    content = read_private(Path(path))
    return load_key(content, passphrase=read_passphrase(source) if named else passphrase)


def certificate_in_file(location: str, passphrase: bytes | None) -> bytes | None:
    """The certificate in the PKCS#12 the key is in, DER; None for other files. Raises SigningError."""
    path, named, source = location.partition(_SOURCE)
    encoded = read_private(Path(path))
    try:
        if b"-----BEGIN" in encoded or not pkcs12.is_container(encoded):
            return None
        return pkcs12.read_container(encoded, read_passphrase(source) if named else passphrase).certificate
    except ValueError as broken:
        raise _unreadable(Path(path), broken) from broken


def write_key(path: Path, encoded: bytes, *, passphrase: bytes | None = None) -> None:
    """Creates the file with 0600 from the first byte; FileExistsError rather than overwriting a key.

    `encoded` is PKCS#8, DER. With a passphrase it is encrypted (PBES2: PBKDF2 with HMAC-SHA-256, AES-256-CBC), as
    `openssl pkcs8 -topk8` does, so that no program of ours is needed to have the key back.
    """
    wrapped = pkcs8.encrypt(encoded, passphrase) if passphrase else encoded
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(pkcs8.to_pem(wrapped))
        file.flush()
        os.fsync(file.fileno())


def is_plain(path: Path) -> bool:
    """Whether whoever has the file has the key. Raises KeyUnavailable, KeyExposed."""
    try:
        return pkcs8.is_plain(pkcs8.from_pem(read_private(path)))
    except ValueError as broken:
        raise _unreadable(path, broken) from broken


def protect_key(path: Path, old: tuple[bytes, ...], new: bytes) -> None:
    """Encrypts the key of a file anew: plain, or under one of the `old` passphrases, before; under `new` after.

    A crash leaves the one or the other, whole. Raises KeyUnavailable when nothing opens it.
    """
    encoded = pkcs8.from_pem(read_private(path))
    for passphrase in old:
        try:
            plain = pkcs8.decrypt(encoded, passphrase)
            load_key(plain)
        except (ValueError, KeyUnavailable):
            continue
        replace_file(path, pkcs8.to_pem(pkcs8.encrypt(plain, new)), mode=0o600)
        return
    raise _unreadable(path, ValueError("no passphrase opens it"))


def _unreadable(path: Path, reason: ValueError) -> KeyUnavailable:
    return KeyUnavailable(
        ru=f"Ключ {path} не читается: {reason}. Нужен PKCS#8 и прежняя парольная фраза.",
        en=f"The key {path} cannot be read: {reason}. PKCS#8 and the passphrase it had are needed.",
    )
