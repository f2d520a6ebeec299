"""Troubles on demand, real on the wire: how a client proves that it survives them.

A fault is armed for a number of requests, optionally only for paths that contain a word. Some stand before the
application (the request does nothing), some after it (the request is carried out and the answer is lost), some act
within it. Arming is forgotten when the sandbox stops.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from waitress.channel import ClientDisconnected

from edo_gateway.sandbox.errors import UnknownFault

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Fault(StrEnum):
    """What can go wrong."""

    DOWN = "down"  # 503, nothing done
    BAD_GATEWAY = "bad_gateway"  # 502 with an HTML body, nothing done
    TOO_MANY_REQUESTS = "too_many_requests"  # 429 with an HTML body of the front proxy
    IN_PROGRESS = "in_progress"  # 409 with Retry-After
    NOT_READY = "not_ready"  # 204 with Retry-After
    SUBSCRIPTION_ENDED = "subscription_ended"  # 402
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - every token dies, the request then meets 401
    SLOW = "slow"  # the answer comes after some seconds
    DROP_BEFORE = "drop_before"  # the connection closes, nothing done
    COMMIT_THEN_DROP = "commit_then_drop"  # carried out, then the connection closes without an answer
    COMMIT_THEN_SILENCE = "commit_then_silence"  # carried out, then silence for some seconds, then closed
    COMMIT_THEN_ERROR = "commit_then_error"  # carried out, then 500
    LATE_SIGNATURE_FAILURE = "late_signature_failure"  # a good signature is reported as bad
    DELAYED_DELIVERY = "delayed_delivery"  # the next message reaches its recipient some seconds later
    ROAMING_ERROR = "roaming_error"  # the next message is refused by the recipient's operator
    DUPLICATE_EVENT = "duplicate_event"  # the last event of a page comes twice
    EQUAL_INDEX_KEYS = "equal_index_keys"  # the last event of a page has the cursor of the next one, which is skipped
    UNKNOWN_ENUM = "unknown_enum"  # an entity of a type nobody has heard of


_BEFORE: Final = {
    Fault.DOWN: (
        "503 Service Unavailable",
        "text/plain; charset=utf-8",
        "Service is unavailable. Сервис недоступен.\n",
    ),
    Fault.BAD_GATEWAY: ("502 Bad Gateway", "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>\n"),
    Fault.TOO_MANY_REQUESTS: (
        "429 Too Many Requests",
        "text/html",
        "<html><head><title>429 Too Many Requests</title></head><body><h1>429 Too Many Requests</h1></body></html>\n",
    ),
    Fault.IN_PROGRESS: (
        "409 Conflict",
        "text/plain; charset=utf-8",
        "Request processing is in progress. Please, retry later.\n",
    ),
    Fault.NOT_READY: ("204 No Content", "", ""),
    Fault.SUBSCRIPTION_ENDED: ("402 Payment Required", "text/plain; charset=utf-8", "API subscription has ended.\n"),
}
_RETRY_LATER: Final = frozenset({Fault.DOWN, Fault.TOO_MANY_REQUESTS, Fault.IN_PROGRESS, Fault.NOT_READY})
_AFTER: Final = (Fault.COMMIT_THEN_DROP, Fault.COMMIT_THEN_SILENCE, Fault.COMMIT_THEN_ERROR)
_PATHLESS: Final = frozenset({Fault.LATE_SIGNATURE_FAILURE, Fault.DELAYED_DELIVERY, Fault.ROAMING_ERROR})
_CONTROL_PATH: Final = "/_sandbox"


class ConnectionDropped(ClientDisconnected, ConnectionError):
    """Makes the server close the connection without a byte of answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Armed:
    """``times`` requests whose path contains ``path`` are hit; ``seconds`` is a delay or Retry-After."""

    fault: Fault
    path: str = ""
    times: int = 1
    seconds: float = 1.0


class Faults:
    """What is armed now. Shared by all threads."""

    def __init__(self) -> None:
        self._armed: list[Armed] = []
        self._lock = threading.Lock()
        self._stopped = threading.Event()

    def arm(self, fault: Fault, *, path: str = "", times: int = 1, seconds: float = 1.0) -> None:
        with self._lock:
            word = "" if fault in _PATHLESS else path.lower()
            self._armed.append(Armed(fault=fault, path=word, times=times, seconds=seconds))

    def clear(self) -> None:
        with self._lock:
            self._armed.clear()

    def stop(self) -> None:
        """Let nobody sleep any longer."""
        self._stopped.set()

    def armed(self) -> tuple[Armed, ...]:
        with self._lock:
            return tuple(self._armed)

    def take(self, fault: Fault, path: str = "") -> Armed | None:
        """Use a fault up once if it is armed for this path."""
        with self._lock:
            for index, armed in enumerate(self._armed):
                if armed.fault is fault and armed.path in path.lower():
                    self._armed[index : index + 1] = [replace(armed, times=armed.times - 1)] if armed.times > 1 else []
                    return armed
        return None

    def sleep(self, seconds: float) -> None:
        self._stopped.wait(seconds)


def fault_named(word: str) -> Fault:
    """Raises :class:`UnknownFault`."""
    try:
        return Fault(word)
    except ValueError:
        raise UnknownFault(given=word) from None


class FaultyWire:
    """Stands between the server and the application."""

    def __init__(self, application: WSGIApplication, faults: Faults, expire_tokens: Callable[[], None]) -> None:
        self._application = application
        self._faults = faults
        self._expire_tokens = expire_tokens

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if path.startswith(_CONTROL_PATH) or path == "/":
            return self._application(environ, start_response)
        self._delay(path)
        for fault, answer in _BEFORE.items():
            if armed := self._faults.take(fault, path):
                return _answer(start_response, fault, answer, armed.seconds)
        for fault in _AFTER:
            if armed := self._faults.take(fault, path):
                return self._carry_out_then_fail(environ, start_response, armed)
        return self._application(environ, start_response)

    def _delay(self, path: str) -> None:
        if self._faults.take(Fault.TOKEN_EXPIRED, path):
            self._expire_tokens()
        if armed := self._faults.take(Fault.SLOW, path):
            self._faults.sleep(armed.seconds)
        if self._faults.take(Fault.DROP_BEFORE, path):
            raise ConnectionDropped

    def _carry_out_then_fail(
        self, environ: WSGIEnvironment, start_response: StartResponse, armed: Armed
    ) -> Iterable[bytes]:
        _discard(self._application(environ, _ignore_start))
        if armed.fault is Fault.COMMIT_THEN_ERROR:
            answer = ("500 Internal Server Error", "text/plain; charset=utf-8", "Internal error. Внутренняя ошибка.\n")
            return _answer(start_response, armed.fault, answer, 0)
        if armed.fault is Fault.COMMIT_THEN_SILENCE:
            self._faults.sleep(armed.seconds)
        raise ConnectionDropped


def _answer(
    start_response: StartResponse, fault: Fault, answer: tuple[str, str, str], seconds: float
) -> Iterable[bytes]:
    status, content_type, text = answer
    body = text.encode()
    headers = [("Content-Type", content_type)] if content_type else []
    if body:
        headers.append(("Content-Length", str(len(body))))
    if fault in _RETRY_LATER:
        headers.append(("Retry-After", str(max(1, round(seconds)))))
    start_response(status, headers)
    return [body] if body else []


def _ignore_start(*_: object) -> Callable[[bytes], object]:
    return lambda _: None


def _discard(body: Iterable[bytes]) -> None:
    chunks: Iterator[bytes] = iter(body)
    for _ in chunks:
        pass
    close = getattr(body, "close", None)
    if close:
        close()
