"""Files that must be whole or absent, and private."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signing.errors import KeyExposed, KeyUnavailable

_LARGEST_SECRET = 2**20


def make_private_directory(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def read_private(path: Path) -> bytes:
    """A file that belongs to this user and that nobody else can read, checked on the very file that is read.

    Raises KeyExposed when it is not private, KeyUnavailable when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            _require_private(path, os.fstat(file.fileno()))
            return file.read(_LARGEST_SECRET)
    except OSError as absent:
        raise KeyUnavailable(
            ru=f"Файл ключа {path} не открывается: {absent.strerror}.",
            en=f"Key file {path} cannot be opened: {absent.strerror}.",
        ) from absent


def _require_private(path: Path, state: os.stat_result) -> None:
    mode = stat.S_IMODE(state.st_mode)
    if mode & 0o177:
        raise KeyExposed(
            ru=f"Файл ключа {path} доступен не только владельцу (права {mode:04o}). Выполните chmod 600 {path}.",
            en=f"Key file {path} is open to others than its owner (mode {mode:04o}). Run chmod 600 {path}.",
        )
    if state.st_uid != os.geteuid():
        raise KeyExposed(
            ru=f"Файл ключа {path} принадлежит пользователю с номером {state.st_uid}, а программа работает под "
            f"{os.geteuid()}. Выполните chown {os.geteuid()} {path}.",
            en=f"Key file {path} belongs to user id {state.st_uid}, and this program runs as {os.geteuid()}. "
            f"Run chown {os.geteuid()} {path}.",
        )


def replace_file(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Readers see the old content or the new one, never a part; the bytes are on disk before the name moves."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """One process and one thread at a time; others wait. The lock goes with the process that held it."""
    with (directory / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
