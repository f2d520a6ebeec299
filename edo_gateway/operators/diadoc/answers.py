"""What an HTTP answer of Diadoc means: a table from their statuses to our errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from edo_gateway.operators.contract import (
    InProgress,
    NotAuthorized,
    NotFoundThere,
    OperatorError,
    QuotaExceeded,
    Refused,
    SubscriptionEnded,
    Unavailable,
    UnknownOutcome,
)

_MEANING: dict[int, type[OperatorError]] = {
    401: NotAuthorized,
    402: SubscriptionEnded,
    404: NotFoundThere,
    410: NotFoundThere,  # removed as malicious
    429: QuotaExceeded,
}
_REQUEST_TIMEOUT = 408
_CLIENT_ERRORS = range(400, 500)
_MAY_BE_UNFINISHED = frozenset({204, 409})
_LONGEST_WAIT = 86_400.0
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read to its end. ``headers`` are looked up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def trace(self) -> str:
        return self.headers.get("X-Kontur-Trace-Id", "")


def failure(answer: Answer, *, acts: bool, now: datetime) -> OperatorError | None:
    """The error an answer stands for, None for success. ``acts`` tells a call that changes something from a reading."""
    if answer.status == 200:
        return None
    wait = answer.headers.get("Retry-After")
    kind = _kind(answer.status, is_unfinished=wait is not None, acts=acts)
    return kind(reason=_reason(answer), retry_after=seconds_until(wait, now), trace=answer.trace)


def lost(*, acts: bool, reason: str, trace: str = "") -> OperatorError:
    """The error of a call whose answer did not come or makes no sense."""
    kind = UnknownOutcome if acts else Unavailable
    return kind(reason=reason, trace=trace)


def seconds_until(header: str | None, now: datetime) -> float | None:
    """Seconds of a ``Retry-After`` (RFC 9110, 10.2.3: a number or a date), at most a day; None when it says nothing."""
    if header is None:
        return None
    value = header.strip()
    if re.fullmatch(r"[0-9]{1,18}(\.[0-9]{1,9})?", value):
        return min(float(value), _LONGEST_WAIT)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT)


def _kind(status: int, *, is_unfinished: bool, acts: bool) -> type[OperatorError]:
    # Retry-After, and not the status alone, says that the same operation is still running.
    if is_unfinished and status in _MAY_BE_UNFINISHED:
        return InProgress
    if status in _CLIENT_ERRORS and status != _REQUEST_TIMEOUT:
        return _MEANING.get(status, Refused)
    return UnknownOutcome if acts else Unavailable


def _reason(answer: Answer) -> str:
    """Diadoc explains itself in a plain sentence; a page of HTML comes from a proxy and says nothing to a person."""
    code = answer.headers.get("X-Diadoc-ErrorCode", "")
    name = f"HTTP {answer.status} {code}".strip()
    said = " ".join(answer.body[: 4 * _LONGEST_REASON].decode(errors="replace").replace("\0", "").split())
    if not said or said.startswith("<") or "html" in answer.headers.get("Content-Type", "").lower():
        return f"{name}."
    return f"{name}: {said[:_LONGEST_REASON].rstrip('.')}."
