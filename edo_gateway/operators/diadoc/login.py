"""Who we are to Diadoc: the ``Authorization`` header and how it is renewed.

The log-in by password stands here. A certificate or OpenID Connect would be another :class:`Login`, given to
:class:`~edo_gateway.operators.diadoc.client.DiadocClient` in its place.
"""

from __future__ import annotations

import json
import re
import threading
from abc import ABC, abstractmethod

from edo_gateway.domain.clock import Clock
from edo_gateway.operators.contract import NotAuthorized, Unavailable
from edo_gateway.operators.diadoc.answers import Answer, failure
from edo_gateway.operators.diadoc.settings import DiadocSettings
from edo_gateway.operators.diadoc.transport import Call, Transport

_REFUSALS = frozenset({400, 401, 403})
_TOKEN = re.compile(r"[A-Za-z0-9+/=._~-]+")


class Login(ABC):
    """Gives the ``Authorization`` header. Used from many threads at once; raises only errors of the front door."""

    @abstractmethod
    def header(self) -> str:
        """The header to use now, logging in if that has not been done yet."""

    @abstractmethod
    def renew(self, refused: str) -> str:
        """A header other than the one just refused. Threads refused together share one log-in."""


class PasswordLogin(Login):
    """``/V3/Authenticate?type=password``: a token that lives a day and is kept in memory only."""

    def __init__(self, settings: DiadocSettings, transport: Transport, clock: Clock) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._lock = threading.Lock()
        self._header = ""

    def header(self) -> str:
        return self.renew("")

    def renew(self, refused: str) -> str:
        with self._lock:
            if self._header == refused:
                self._header = ""
                self._header = f"{self._client},ddauth_token={self._token()}"
            return self._header

    @property
    def _client(self) -> str:
        return f"DiadocAuth ddauth_api_client_id={self._settings.client_id}"

    def _token(self) -> str:
        answer = self._transport.send(self._call(), self._client)
        if answer.status in _REFUSALS:
            raise NotAuthorized(reason=f"HTTP {answer.status}.", trace=answer.trace)
        if error := failure(answer, acts=False, now=self._clock()):
            raise error
        return _token_of(answer)

    def _call(self) -> Call:
        secret = {"login": self._settings.login, "password": self._settings.password}
        return Call(
            method="POST",
            path="/V3/Authenticate",
            acts=False,
            query={"type": "password"},
            body=json.dumps(secret).encode(),
            content_type="application/json; charset=utf-8",
            accept="*/*",
        )


def _token_of(answer: Answer) -> str:
    """The token is the body as text; a page put in its place by a proxy must not become a header."""
    token = answer.body.decode("ascii", errors="replace").strip().strip('"')
    if not _TOKEN.fullmatch(token):
        raise Unavailable(reason="the log-in gave no token.", trace=answer.trace)
    return token
