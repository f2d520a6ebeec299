"""The scheme `helper:/path/socket#name`: a key in the process that holds the keys."""

import os
import socket
import threading
from contextlib import suppress

from signing.errors import KeeperUnavailable, KeyUnavailable
from signing.keeper.frames import LONGEST_NAME, Hangup, Operation, Request, answer_of, be_patient, receive, send

_PATIENCE = 30.0  # seconds for one answer: behind the helper may be a token
_IDLE_LINES = 8


class HelperKey:
    """A key that is signed with over the socket. Shared by threads, survives a fork and restarts of the helper."""

    def __init__(self, path: str, name: str) -> None:
        self._lines, self._name = _Lines(path), name
        self.public_key = self._lines.ask(Request(Operation.PUBLIC_KEY, name))

    def sign(self, message: bytes) -> bytes:
        return self._lines.ask(Request(Operation.SIGN, self._name, message))


def open_helper_key(location: str, _passphrase: bytes | None) -> HelperKey:
    """Raises KeyUnavailable for an address that is none, KeeperUnavailable when nobody answers there."""
    path, hash_sign, name = location.rpartition("#")
    if not (path and hash_sign and name) or len(name.encode()) > LONGEST_NAME:
        raise KeyUnavailable(
            ru=f"Адрес «helper:{location}» неполон. Нужен helper:/путь/к/сокету#имя-ключа.",
            en=f"The address “helper:{location}” is not whole: helper:/path/of/socket#name-of-key is needed.",
        )
    return HelperKey(path, name)


class _Line:
    """One connection, closed with the object that holds it."""

    def __init__(self, path: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        be_patient(self._socket, _PATIENCE)
        self._socket.connect(path)

    def ask(self, request: bytes) -> bytes:
        """Raises OSError, Hangup."""
        with suppress(BrokenPipeError):  # whoever hung up may have said why
            send(self._socket, request)
        answer = receive(self._socket, patience=_PATIENCE)
        if answer is None:
            raise Hangup("the helper hung up")
        return answer

    def __del__(self) -> None:
        self._socket.close()


class _Lines:
    """Connections that are open and idle. After a fork the child opens its own."""

    def __init__(self, path: str) -> None:
        self._path, self._lock = path, threading.Lock()
        self._idle: list[_Line] = []
        self._owner = os.getpid()

    def ask(self, request: Request) -> bytes:
        """A connection that was open may have died with a helper that was started anew: then a new one is tried.

        Asking twice is safe: a signature nobody received is no signature.
        """
        encoded = request.encode()
        try:
            return answer_of(self._answered(encoded))
        except BlockingIOError as late:
            raise self._silent(f"{_PATIENCE:.0f} с") from late
        except (OSError, Hangup) as gone:
            raise self._silent(gone.strerror or str(gone) if isinstance(gone, OSError) else str(gone)) from gone

    def _answered(self, encoded: bytes) -> bytes:
        while line := self._take():
            try:
                return self._asked(line, encoded)
            except BlockingIOError:
                raise
            except (OSError, Hangup):
                continue
        return self._asked(_Line(self._path), encoded)

    def _asked(self, line: _Line, encoded: bytes) -> bytes:
        answer = line.ask(encoded)
        with self._lock:
            if len(self._idle) < _IDLE_LINES:
                self._idle.append(line)
        return answer

    def _take(self) -> _Line | None:
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._idle = os.getpid(), []
            return self._idle.pop() if self._idle else None

    def _silent(self, reason: str) -> KeeperUnavailable:
        return KeeperUnavailable(
            ru=f"Служба подписи не отвечает ({self._path}: {reason}). Проверьте, что edo-gateway signer запущен.",
            en=f"The signing helper does not answer ({self._path}: {reason}). Check that edo-gateway signer runs.",
        )
