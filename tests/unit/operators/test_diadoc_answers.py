from __future__ import annotations

from datetime import UTC, datetime

import pytest

from edo_gateway.domain.text import Language
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
from edo_gateway.operators.diadoc.answers import Answer, failure, seconds_until

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WAIT = {"Retry-After": "7"}


def failed(status: int, headers: dict[str, str] | None = None, body: bytes = b"", *, acts: bool) -> OperatorError:
    error = failure(Answer(status, headers or {}, body), acts=acts, now=NOW)
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("status", "headers", "reading", "acting"),
    [
        (400, {}, Refused, Refused),
        (401, {}, NotAuthorized, NotAuthorized),
        (402, {}, SubscriptionEnded, SubscriptionEnded),
        (403, {}, Refused, Refused),
        (404, {}, NotFoundThere, NotFoundThere),
        (405, {}, Refused, Refused),
        (409, {}, Refused, Refused),
        (409, WAIT, InProgress, InProgress),
        (204, WAIT, InProgress, InProgress),
        (429, WAIT, QuotaExceeded, QuotaExceeded),
        (204, {}, Unavailable, UnknownOutcome),
        (302, {}, Unavailable, UnknownOutcome),
        (408, {}, Unavailable, UnknownOutcome),
        (500, {}, Unavailable, UnknownOutcome),
        (502, {}, Unavailable, UnknownOutcome),
        (503, WAIT, Unavailable, UnknownOutcome),
        (504, {}, Unavailable, UnknownOutcome),
    ],
)
def test_a_status_has_one_meaning_for_reading_and_one_for_acting(
    status: int, headers: dict[str, str], reading: type[OperatorError], acting: type[OperatorError]
) -> None:
    assert type(failed(status, headers, acts=False)) is reading
    assert type(failed(status, headers, acts=True)) is acting


@pytest.mark.parametrize("status", [code for code in range(100, 600) if code != 200])
def test_a_lost_posting_is_never_taken_for_a_reading_that_changed_nothing(status: int) -> None:
    assert not isinstance(failed(status, acts=True), Unavailable)
    assert not isinstance(failed(status, acts=False), UnknownOutcome)


def test_success_is_no_failure() -> None:
    assert failure(Answer(200, {}, b"{}"), acts=True, now=NOW) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 09:01:30 GMT", 90.0),
        ("Mon, 02 Mar 2026 08:00:00 GMT", 0.0),
        ("999999999999", 86_400.0),
        ("Mon, 02 Mar 9999 08:00:00 GMT", 86_400.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_a_wait_is_read_as_seconds_or_as_a_date(header: str | None, seconds: float | None) -> None:
    assert seconds_until(header, NOW) == seconds


def test_a_wait_that_cannot_be_read_still_means_unfinished() -> None:
    error = failed(409, {"Retry-After": "soon"}, acts=True)
    assert isinstance(error, InProgress)
    assert error.retry_after is None


def test_an_error_carries_the_sentence_the_code_the_trace_and_the_wait() -> None:
    headers = {"X-Kontur-Trace-Id": "abc", "X-Diadoc-ErrorCode": "DiadocApi.Conflict", "Retry-After": "3"}
    error = failed(429, headers, "Слишком  много\nзапросов.".encode(), acts=True)
    assert (error.trace, error.retry_after) == ("abc", 3.0)
    assert error.reason == "HTTP 429 DiadocApi.Conflict: Слишком много запросов."


@pytest.mark.parametrize("body", [b"<html><b>429</b></html>", b"  <!DOCTYPE html>"])
def test_a_page_of_a_proxy_is_not_shown_to_a_person(body: bytes) -> None:
    assert failed(429, {"Content-Type": "text/plain"}, body, acts=False).reason == "HTTP 429."


def test_an_endless_sentence_is_cut() -> None:
    assert len(failed(400, {}, "я".encode() * 100_000, acts=True).reason) < 400


def test_an_ended_subscription_says_what_to_do_in_both_languages() -> None:
    error = failed(402, acts=True)
    assert isinstance(error, NotAuthorized)
    assert "подписка" in error.said_in(Language.RUSSIAN)
    assert "subscription" in error.said_in(Language.ENGLISH)
