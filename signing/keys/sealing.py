"""Small secrets at rest that are no keys: sealed under a key of ours, which the master key protects like any other.

AES-256-GCM with a key derived (HKDF, RFC 5869) from a private key that is used for nothing else. So a renewed master
key needs nothing to be sealed again.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from signing.errors import KeyUnavailable
from signing.files import make_private_directory
from signing.keys.master_key import KeyPlace
from signing.keys.pyca_key import PycaKey

_NONCE = 12  # bytes


@dataclass(frozen=True)
class Sealer:
    """The key is made on first use; of several processes the first one wins."""

    place: KeyPlace

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """`about` is what the secret belongs to: moved elsewhere it does not open. Raises SigningError."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, *, about: str) -> bytes:
        """Raises KeyUnavailable for what was sealed under another key, about something else, or changed since."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError) as foreign:
            raise _unavailable() from foreign

    @cached_property
    def _cipher(self) -> AESGCM:
        if not self.place.file.exists():
            _make(self.place)
        key = self.place.open()
        if not isinstance(key, PycaKey):
            raise _unavailable()
        return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"sealing").derive(key.encode()))


def _make(place: KeyPlace) -> None:
    folder = place.file.parent
    make_private_directory(folder)
    draft = replace(place, file=Path(f".{place.file.name}.{secrets.token_hex(8)}"))
    draft.make(folder)
    try:
        with suppress(FileExistsError):
            os.link(folder / draft.file, place.file)
    finally:
        (folder / draft.file).unlink()


def _unavailable() -> KeyUnavailable:
    return KeyUnavailable(
        ru="Сохранённый секрет не открыть: ключ, под которым он лежит, другой. Верните папку ключей и мастер-ключ из "
        "резервной копии.",
        en="A kept secret cannot be opened: the key it lies under is another one. Bring the folder of keys and the "
        "master key back from the backup.",
    )
