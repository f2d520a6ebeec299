"""The protocol's measure of time: 100 ns since 0001-01-01 UTC, as an integer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
_TICKS_PER_SECOND: Final = 10_000_000


def to_ticks(moment: datetime) -> int:
    """Ticks of an aware moment, exact to the microsecond."""
    return (moment - _EPOCH) // timedelta(microseconds=1) * 10


def from_ticks(ticks: int) -> datetime:
    return _EPOCH + timedelta(microseconds=ticks // 10)


def instant_of(ticks: int) -> str:
    """ISO 8601 in UTC with all seven digits of a tick: ``2026-11-23T09:00:00.0000000Z``."""
    moment = _EPOCH + timedelta(microseconds=ticks // 10)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ticks % _TICKS_PER_SECOND:07d}Z"


def ticks_of(span: timedelta) -> int:
    """The length of a span in ticks."""
    return round(span.total_seconds() * _TICKS_PER_SECOND)
