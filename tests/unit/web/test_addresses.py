"""Whatever stands in an address is a filter or nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from edo_gateway.web.pages.addresses import document_filter, journal_filter


@pytest.mark.parametrize("day", ["", "x", "2026-02-29", "0001-01-01", "0001-01-02", "9999-12-30", "9999-12-31"])
def test_a_day_that_cannot_be_a_moment_does_not_narrow(day: str) -> None:
    journal, documents = journal_filter({"from": day, "to": day}), document_filter({"from": day, "to": day})
    assert (journal.since, journal.until, documents.date_from, documents.date_to) == (None, None, None, None)


@pytest.mark.parametrize("day", ["0001-01-04", "2026-11-21", "9999-12-28"])
def test_a_day_is_a_moment_in_any_zone(day: str) -> None:
    narrowed = journal_filter({"from": day, "to": day})
    assert narrowed.since is not None
    assert narrowed.until is not None
    assert narrowed.since.astimezone(UTC) < narrowed.until.astimezone(UTC)


def test_both_days_are_included_in_moscow_time() -> None:
    narrowed = journal_filter({"from": "2026-11-21", "to": "2026-11-21"})
    assert narrowed.since == datetime(2026, 11, 20, 21, tzinfo=UTC)
    assert narrowed.until == datetime(2026, 11, 21, 21, tzinfo=UTC)
