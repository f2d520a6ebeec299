"""Where a passphrase comes from. It is never an argument of a command: those every user of the machine can list.

    env:NAME     the variable NAME, which is taken out of the environment so that no child inherits it
    fd:3         a file descriptor, to its end
    file:/path   a file readable by its owner alone
    prompt       the terminal, without echo

What can be read once only is remembered for the life of the process. The line end that ends a text is not part of it.
"""

import getpass
import os
from pathlib import Path

from signing.errors import PassphraseRefused
from signing.files import read_private

_LONGEST = 4096
_remembered: dict[str, bytes] = {}


def read_passphrase(source: str) -> bytes:
    """Raises PassphraseRefused when there is none to be had, KeyExposed for a file others can read."""
    kind, _, place = source.partition(":")
    if kind == "file":
        return _whole(source, read_private(Path(place)))
    if source not in _remembered:
        _remembered[source] = _whole(source, _read_once(kind, place))
    return _remembered[source]


def _read_once(kind: str, place: str) -> bytes:
    try:
        if kind == "env" and place:
            return os.environ.pop(place).encode()
        if kind == "fd" and place.isdecimal():
            with os.fdopen(int(place), "rb") as stream:
                return stream.read(_LONGEST + 1)
        if kind == "prompt" and not place:
            return getpass.getpass("Парольная фраза / passphrase: ").encode()
    except KeyError:
        raise _refused(f"переменной {place} нет", f"there is no variable {place}") from None
    except (OSError, EOFError) as absent:
        raise _refused(f"{kind}:{place}: {absent}", f"{kind}:{place}: {absent}") from absent
    raise _refused("источник не env:ИМЯ, fd:НОМЕР, file:ПУТЬ или prompt", "it is no env:NAME, fd:N, file:PATH, prompt")


def _whole(source: str, read: bytes) -> bytes:
    passphrase = read.removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase or len(passphrase) > _LONGEST:
        kind = source.partition(":")[0]
        raise _refused(f"{kind}: пусто или слишком длинно", f"{kind}: empty or too long")
    return passphrase


def _refused(ru: str, en: str) -> PassphraseRefused:
    return PassphraseRefused(
        ru=f"Парольная фраза не получена: {ru}. Проверьте, откуда она берётся.",
        en=f"The passphrase cannot be had: {en}. Check where it is to come from.",
    )
