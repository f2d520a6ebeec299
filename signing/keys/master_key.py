"""The master key: what the keys this installation makes are encrypted with at rest.

It is a text of 256 random bits, kept apart from the keys, so that a copy of the keys alone opens nothing. Each key is
ordinary encrypted PKCS#8 whose passphrase is that text: openssl opens it without this program.

More than one line means that keys are being moved to a new master key: the first line is the present one, those after
it are read only. The order of writes makes a crash harmless: a new line first, then the keys, then the old lines go.
"""

import base64
import logging
import os
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from signing.errors import KeyUnavailable, PassphraseRefused
from signing.files import make_private_directory, replace_file
from signing.keys.key import Key, open_key
from signing.keys.key_files import is_plain, protect_key, write_key
from signing.keys.passphrases import read_passphrase
from signing.keys.pyca_key import PycaKey

_SHORTEST = 32
_warned: set[Path] = set()
_log = logging.getLogger(__name__)


class MasterKey:
    """`source` is as for passphrases; a file is made on first use, and only a file can be replaced by `renew`."""

    def __init__(self, source: str) -> None:
        kind, _, place = source.partition(":")
        self._source, self._path = source, Path(place) if kind == "file" else None

    @property
    def current(self) -> bytes:
        """What new keys are encrypted with. Raises SigningError."""
        return self._secrets()[0]

    def open(self, address: str) -> Key:
        """The key at the address, under the present master key or one before it, or plain. Raises SigningError."""
        for secret in self._secrets():
            with suppress(PassphraseRefused):
                return self._opened(address, secret)
        raise PassphraseRefused(
            ru=f"Ключ {address} зашифрован не мастер-ключом. Назовите, откуда взять парольную фразу: "
            f"{address}?passphrase=file:ПУТЬ.",
            en=f"The key {address} is not encrypted under the master key. Name where its passphrase comes from: "
            f"{address}?passphrase=file:PATH.",
        )

    def protect(self, paths: Iterable[Path]) -> list[Path]:
        """Encrypts what is plain or under an earlier master key; those that were not so are left out. Run it again
        after a failure: what is done stays done."""
        current, *old = self._secrets()
        changed = []
        for path in paths:
            if is_plain(path) or not _opens(path, current):
                protect_key(path, (*old, current), current)
                changed.append(path)
        return changed

    def renew(self, paths: Sequence[Path]) -> list[Path]:
        """A new master key, every key of `paths` under it, the old one gone. Raises SigningError."""
        if self._path is None:
            raise PassphraseRefused(
                ru="Мастер-ключ не в файле, и заменить его сами мы не можем. Поставьте новый первой строкой, прежний "
                "второй, и выполните edo-gateway key protect.",
                en="The master key is not in a file, so it cannot be replaced here. Put the new one on the first line, "
                "the old one on the second, and run edo-gateway key protect.",
            )
        _write(self._path, (_made(), *self._secrets()))
        changed = self.protect(paths)
        _write(self._path, (self.current,))
        return changed

    def _opened(self, address: str, secret: bytes) -> Key:
        key = open_key(address, passphrase=secret)
        scheme, _, place = address.partition(":")
        path = Path(place)
        if scheme == "file" and path not in _warned and path.exists() and is_plain(path):
            _warned.add(path)
            _log.warning("the key %s is not encrypted; run: edo-gateway key protect %s", path, path)
        return key

    def _secrets(self) -> tuple[bytes, ...]:
        if self._path is not None and not self._path.exists():
            make_private_directory(self._path.parent)
            with suppress(FileExistsError):  # another process was first
                _create(self._path, _made())
        lines = tuple(read_passphrase(self._source).split())
        if not lines or min(map(len, lines)) < _SHORTEST:
            raise PassphraseRefused(
                ru=f"Мастер-ключ короче {_SHORTEST} знаков. Создайте его: openssl rand -base64 32.",
                en=f"The master key is shorter than {_SHORTEST} characters. Make one: openssl rand -base64 32.",
            )
        return lines


@dataclass(frozen=True)
class KeyPlace:
    """Where a key of the installation's own is: a file, under the master key if there is one, or an address."""

    file: Path
    master: MasterKey | None = None
    address: str = ""

    def open(self) -> Key:
        """Raises SigningError."""
        address = self.address or f"file:{self.file}"
        return self.master.open(address) if self.master else open_key(address)

    def make(self, folder: Path) -> Key:
        """A new ECDSA key written into `folder` under the file's name; what is at an address is there already."""
        if self.address:
            return self.open()
        key = PycaKey.generate()
        write_key(folder / self.file.name, key.encode(), passphrase=self.master.current if self.master else None)
        return key


def _opens(path: Path, secret: bytes) -> bool:
    try:
        open_key(f"file:{path}", passphrase=secret)
    except KeyUnavailable:
        return False
    return True


def _made() -> bytes:
    return base64.b64encode(secrets.token_bytes(32))


def _create(path: Path, secret: bytes) -> None:
    """Whole or absent: a reader never finds an empty file."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    _write(draft, (secret,))
    try:
        os.link(draft, path)
    finally:
        draft.unlink()


def _write(path: Path, lines: Sequence[bytes]) -> None:
    replace_file(path, b"\n".join(lines) + b"\n", mode=0o600)
