"""A route is decided stage by stage; a return opens a new round and forgets nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from edo_gateway.domain.approval import (
    CommentRequired,
    NothingToDecide,
    OutOfTurn,
    Route,
    Stage,
    Verdict,
)
from edo_gateway.domain.identity import PersonId

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
FIRST, SECOND = PersonId(uuid4()), PersonId(uuid4())
ROUTE = Route(stages=(Stage(name="Главный бухгалтер", approvers=(FIRST,)), Stage(name="Директор", approvers=(SECOND,))))


def test_stages_open_one_after_another() -> None:
    assert ROUTE.waits_for(FIRST)
    assert not ROUTE.waits_for(SECOND)
    after_first = ROUTE.decided(FIRST, Verdict.APPROVED, "", NOW)
    assert after_first.waits_for(SECOND)
    assert not after_first.waits_for(FIRST)
    done = after_first.decided(SECOND, Verdict.APPROVED, "", NOW)
    assert done.is_complete


def test_a_decision_out_of_turn_is_refused_and_names_the_stage() -> None:
    with pytest.raises(OutOfTurn, match="Главный бухгалтер"):
        ROUTE.decided(SECOND, Verdict.APPROVED, "", NOW)


def test_nothing_is_decided_twice() -> None:
    done = ROUTE.decided(FIRST, Verdict.APPROVED, "", NOW).decided(SECOND, Verdict.APPROVED, "", NOW)
    with pytest.raises(NothingToDecide):
        done.decided(SECOND, Verdict.APPROVED, "", NOW)


@pytest.mark.parametrize("comment", ["", "   ", "\n"])
def test_a_return_needs_a_comment(comment: str) -> None:
    with pytest.raises(CommentRequired):
        ROUTE.decided(FIRST, Verdict.RETURNED, comment, NOW)


def test_after_a_return_the_route_begins_anew_and_keeps_its_past() -> None:
    returned = ROUTE.decided(FIRST, Verdict.APPROVED, "", NOW).decided(SECOND, Verdict.RETURNED, "цена", NOW)
    again = returned.resubmitted()
    assert again.waits_for(FIRST)
    assert [decision.comment for decision in again.decisions] == ["", "цена"]
