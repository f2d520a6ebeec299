"""The process that holds the keys: who may ask, what is signed, and a line in the log for each request."""

import hashlib
import logging
import os
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signing.errors import CallerRefused, KeeperBusy, KeyUnavailable, SignerFailed, SigningError
from signing.keeper.frames import Hangup, Operation, Request, be_patient, done, receive, refused, send
from signing.keeper.statement import TOLERANCE, Purpose, read_statement
from signing.keys.key import Key

_log = logging.getLogger(__name__)
_CREDENTIALS = struct.Struct("3i")  # struct ucred of socket(7): pid, uid, gid
_MOST_LINES = 64
_IDLE = 300.0  # seconds a connection may say nothing
_FRAME = 5.0  # seconds for the whole of a request, once begun
_TICK = 0.5  # seconds between looks whether to stop


@dataclass(frozen=True)
class KeptKey:
    key: Key
    purpose: Purpose = Purpose.DOCUMENTS


@dataclass(frozen=True)
class Caller:
    """Who is at the other end, by the kernel's word."""

    pid: int
    uid: int

    @classmethod
    def of(cls, line: socket.socket) -> "Caller":
        pid, uid, _gid = _CREDENTIALS.unpack(line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size))
        return cls(pid, uid)


class Keeper:
    """Answers on a listening socket, one thread a connection.

    `allowed` are the user ids that may ask; `tolerance` is how far the moment a signature claims may be from now.
    """

    def __init__(
        self,
        keys: Mapping[str, KeptKey],
        *,
        allowed: frozenset[int],
        tolerance: timedelta = TOLERANCE,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keys, self._allowed = dict(keys), allowed
        self._tolerance, self._clock = tolerance, clock
        self._free = threading.BoundedSemaphore(_MOST_LINES)

    def serve(self, listener: socket.socket, stop: threading.Event) -> None:
        """Until told to stop; requests in hand are then finished or given up with the process."""
        listener.settimeout(_TICK)
        while not stop.is_set():
            try:
                line, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError as trouble:  # too many open files: those who hold them will go
                _log.warning("a connection was not taken: %s", trouble)
                stop.wait(_TICK)
                continue
            self._take(line)

    def _take(self, line: socket.socket) -> None:
        """An empty place for the connection, or a refusal."""
        caller = Caller.of(line)
        be_patient(line, _IDLE)
        if caller.uid not in self._allowed:
            _log.warning("uid %d pid %d was refused: not among those who may ask", caller.uid, caller.pid)
            _refuse(line, _stranger(caller))
        elif not self._free.acquire(blocking=False):
            _log.warning("uid %d pid %d was refused: %d connections are open", caller.uid, caller.pid, _MOST_LINES)
            _refuse(line, _busy())
        else:
            threading.Thread(target=self._converse, args=(line, caller), name="line", daemon=True).start()

    def _converse(self, line: socket.socket, caller: Caller) -> None:
        try:
            with line:
                while (encoded := receive(line, patience=_FRAME)) is not None:
                    send(line, self._answer(Request.decode(encoded), caller))
        except (OSError, Hangup) as ended:
            _log.info("uid %d pid %d: the connection was closed: %s", caller.uid, caller.pid, ended)
        finally:
            self._free.release()

    def _answer(self, request: Request, caller: Caller) -> bytes:
        try:
            return done(self._done(request, caller))
        except SigningError as error:
            _log.warning(
                "uid %d pid %d: refused with “%s”: %s, sha256 %s",
                caller.uid, caller.pid, request.name, error.code, hashlib.sha256(request.message).hexdigest(),
            )  # fmt: skip
            return refused(error)

    def _done(self, request: Request, caller: Caller) -> bytes:
        kept = self._keys.get(request.name)
        if kept is None:
            raise _unknown(request.name)
        if request.operation is Operation.PUBLIC_KEY:
            return kept.key.public_key
        statement = read_statement(request.message, kept.purpose, now=self._clock(), tolerance=self._tolerance)
        signature = _signed(kept.key, request.message)
        _log.info(
            "uid %d pid %d: signed with “%s”: %s %s, sha256 %s",
            caller.uid, caller.pid, request.name, statement.what, statement.document,
            hashlib.sha256(request.message).hexdigest(),
        )  # fmt: skip
        return signature


def listen(path: Path, *, owner: int | None = None) -> socket.socket:
    """A socket with 0600 from the first moment, in the place of one whose process has died.

    `owner` is the user who may connect when it is another than ours; only root can give the socket away. Raises
    KeeperBusy when somebody answers there already, OSError.
    """
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    umask = os.umask(0o177)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        raise
    finally:
        os.umask(umask)
    if owner is not None and owner != os.geteuid():
        os.chown(path, owner, -1)
    listener.listen(_MOST_LINES)
    return listener


def _clear(path: Path) -> None:
    if not path.is_socket():
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_TICK)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
    raise KeeperBusy(
        ru=f"На {path} уже отвечает другая служба подписи. Остановите её или назовите другой сокет.",
        en=f"Another signing helper answers on {path}. Stop it or name another socket.",
    )


def _signed(key: Key, message: bytes) -> bytes:
    try:
        return key.sign(message)
    except SigningError:
        raise
    except Exception as failure:
        _log.exception("a key failed")
        raise SignerFailed(
            ru="Ключ в службе подписи отказал; подробности в её журнале.",
            en="The key in the signing helper failed; its log says more.",
        ) from failure


def _refuse(line: socket.socket, error: SigningError) -> None:
    with line:
        try:
            send(line, refused(error))
        except OSError:
            return


def _unknown(name: str) -> KeyUnavailable:
    return KeyUnavailable(
        ru=f"Служба подписи не держит ключа «{name}». Назовите его при её запуске: --key {name}=АДРЕС.",
        en=f"The signing helper holds no key “{name}”. Name it at its start: --key {name}=ADDRESS.",
    )


def _stranger(caller: Caller) -> CallerRefused:
    return CallerRefused(
        ru=f"Служба подписи не отвечает пользователю с номером {caller.uid}. Назовите его при запуске: --client.",
        en=f"The signing helper does not answer user id {caller.uid}. Name it at the start: --client.",
    )


def _busy() -> KeeperBusy:
    return KeeperBusy(
        ru="У службы подписи слишком много соединений. Повторите позже.",
        en="The signing helper has too many connections. Try again later.",
    )
