"""HTTP to Diadoc: one call out, one whole answer back, and an honest word when the answer does not come."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import DefaultCookiePolicy
from weakref import WeakSet

import requests
from requests.auth import AuthBase
from urllib3.exceptions import ConnectTimeoutError, HTTPError

from edo_gateway.operators.contract import OperatorError, Unavailable
from edo_gateway.operators.diadoc.answers import Answer, lost
from edo_gateway.operators.diadoc.settings import DiadocSettings

_log = logging.getLogger(__name__)

_CHUNK = 65_536
_LARGEST_ANSWER = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the API. ``acts`` marks those that change something there, so that a lost answer is not a refusal."""

    method: str
    path: str
    acts: bool
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = ""
    accept: str = "application/json"

    @property
    def headers(self) -> dict[str, str]:
        given = {"Accept": self.accept}
        return {**given, "Content-Type": self.content_type} if self.content_type else given


class Transport:
    """Carries calls over ``requests``, with one session for each thread. It never follows a redirect."""

    def __init__(self, settings: DiadocSettings) -> None:
        self._settings = settings
        self._local = threading.local()
        self._sessions: WeakSet[requests.Session] = WeakSet()
        self._lock = threading.Lock()

    def send(self, call: Call, authorization: str) -> Answer:
        """Raises :class:`Unavailable` when nothing was done, :class:`UnknownOutcome` when something may have been."""
        began = time.monotonic()
        try:
            answer = self._exchange(call, authorization)
        except (requests.RequestException, HTTPError) as error:
            _log.warning("%s %s failed: %s", call.method, call.path, type(error).__name__)
            raise _network_failure(error, acts=call.acts) from error
        spent = time.monotonic() - began
        _log.debug("%s %s: %d in %.3f s, trace %s", call.method, call.path, answer.status, spent, answer.trace)
        return answer

    def close(self) -> None:
        with self._lock:
            sessions = list(self._sessions)
        for session in sessions:
            session.close()

    def _exchange(self, call: Call, authorization: str) -> Answer:
        with self._session().request(
            call.method,
            self._settings.base_url + call.path,
            params=call.query,
            data=call.body,
            headers=call.headers,
            auth=_Authorization(authorization),
            timeout=(self._settings.connect_timeout, self._settings.read_timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            return Answer(response.status_code, response.headers, self._body(response))

    def _body(self, response: requests.Response) -> bytes:
        """The whole body. The timeout of a socket does not bound a server that sends a byte a minute; this does."""
        deadline = time.monotonic() + self._settings.read_timeout
        body = bytearray()
        # Not iter_content: it waits for a full chunk, byte by byte if need be, and the deadline would pass unseen.
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > _LARGEST_ANSWER or time.monotonic() > deadline:
                raise requests.ReadTimeout("the answer is too long or too slow")
        return bytes(body)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.headers["User-Agent"] = "edo-gateway"
            session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
            with self._lock:
                self._sessions.add(session)
        return session


class _Authorization(AuthBase):
    """Sets the header itself, so that a ``.netrc`` on the machine cannot replace it."""

    def __init__(self, value: str) -> None:
        self._value = value

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request


def _network_failure(error: Exception, *, acts: bool) -> OperatorError:
    reason = f"{type(error).__name__}."
    return Unavailable(reason=reason) if _is_before_sending(error) else lost(acts=acts, reason=reason)


def _is_before_sending(error: BaseException) -> bool:
    """Whether the connection itself failed: refused, no such name, no route, a certificate not trusted."""
    cause: object = error
    while isinstance(cause, BaseException):
        if isinstance(cause, ConnectTimeoutError | requests.ConnectTimeout | ssl.SSLCertVerificationError):
            return True
        cause = _inner(cause)
    return False


def _inner(error: BaseException) -> object:
    for name in ("reason", "original_error"):
        if isinstance(inner := getattr(error, name, None), BaseException):
            return inner
    return error.args[0] if error.args else None
