"""Headers every answer carries, and the brake on guessing keys."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Response

from edo_gateway.web.errors import TooManyFailures

NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The content security policy of data: an answer that is not a page runs and loads nothing."""

PAGES = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""The content security policy of our pages: everything comes from our own server, nothing is inline."""

_HSTS = "max-age=31536000; includeSubDomains"


def page_with_style(style: str) -> str:
    """The policy of a self-contained page: nothing but the given inline style sheet (CSP 3, section 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


def protect(response: Response, *, policy: str, is_secure: bool) -> Response:
    """Add the protective headers; a content security policy set by the view stays."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if is_secure:
        headers.setdefault("Strict-Transport-Security", _HSTS)
    return response


@dataclass(frozen=True, kw_only=True)
class FailureLimit:
    """Wrong keys per address: more than ``most`` within ``window`` seconds and the address waits.

    Counted in the memory of one process: several web processes each count for themselves, a restart forgets,
    and callers behind one address share its allowance. It slows guessing and noise; that a key cannot be
    guessed follows from its 256 random bits. Addresses beyond ``capacity`` push the oldest out.
    """

    most: int = 20
    window: float = 60.0
    capacity: int = 10_000
    monotonic: Callable[[], float] = time.monotonic
    _failures: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def check(self, address: str) -> None:
        """Raises :class:`TooManyFailures` while the address has to wait."""
        now = self.monotonic()
        with self._lock:
            failures = self._recent(address, now)
            if len(failures) >= self.most:
                raise TooManyFailures(int(failures[0] + self.window - now) + 1)

    def note(self, address: str) -> None:
        """Count one failure."""
        now = self.monotonic()
        with self._lock:
            failures = self._recent(address, now)
            failures.append(now)
            self._failures[address] = failures
            self._failures.move_to_end(address)
            if len(self._failures) > self.capacity:
                self._failures.popitem(last=False)

    def _recent(self, address: str, now: float) -> deque[float]:
        failures = self._failures.get(address, deque(maxlen=self.most))
        while failures and failures[0] <= now - self.window:
            failures.popleft()
        return failures
