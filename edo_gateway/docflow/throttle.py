"""A gentle brake on guessing passwords: each failure beyond a few makes the next attempt wait longer."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from edo_gateway.domain.clock import Clock
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text

_FREE_FAILURES = 5
_LONGEST = timedelta(minutes=5)
_FORGET_AFTER = timedelta(minutes=30)
_MOST_KEYS = 10_000


class TooManyAttempts(GatewayError):
    code = "too_many_attempts"
    text = Text(
        "Слишком много неудачных попыток. Попробуйте через {seconds} с.",
        "Too many failed attempts. Try again in {seconds} s.",
    )


@dataclass(slots=True)
class _Record:
    failures: int
    last: datetime


@dataclass
class Throttle:
    """Counts failures by a key in the memory of one process. Keys are of the log-in *and* the address, so that a
    stranger cannot lock a person out."""

    clock: Clock
    _records: OrderedDict[str, _Record] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def check(self, key: str) -> None:
        """Raise :class:`TooManyAttempts` while the pause after the last failure is not over."""
        with self._lock:
            record = self._records.get(key)
            left = self._left(record) if record else timedelta()
        if left > timedelta():
            raise TooManyAttempts(seconds=int(left.total_seconds()) + 1)

    def failed(self, key: str) -> None:
        now = self.clock()
        with self._lock:
            record = self._records.pop(key, None)
            is_stale = record is None or now - record.last > _FORGET_AFTER
            failures = 1 if record is None or is_stale else record.failures + 1
            self._records[key] = _Record(failures, now)
            if len(self._records) > _MOST_KEYS:
                self._records.popitem(last=False)

    def succeeded(self, key: str) -> None:
        with self._lock:
            self._records.pop(key, None)

    def _left(self, record: _Record) -> timedelta:
        excess = record.failures - _FREE_FAILURES
        if excess < 0:
            return timedelta()
        pause = min(_LONGEST, timedelta(seconds=2 ** min(excess + 1, 12)))
        return record.last + pause - self.clock()
