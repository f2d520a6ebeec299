"""The time, as something that is given rather than taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

MOSCOW = timezone(timedelta(hours=3), "MSK")
"""Documents carry Moscow time; it has had no daylight saving since 2014."""


def system_clock() -> datetime:
    return datetime.now(UTC)
