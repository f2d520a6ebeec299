"""Facts are collected once and the outcome is derived: the order of arrival cannot change it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from edo_gateway.domain.delivery import (
    Expectation,
    Fact,
    FactKind,
    Outcome,
    Thread,
    ThreadState,
    settle,
)

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
BOTH = Expectation(receipt=True, answer=True)


def fact(kind: FactKind, minute: int = 0, source: str = "") -> Fact:
    at = START + timedelta(minutes=minute)
    return Fact(kind=kind, source=source or kind, at=at, received_at=at)


facts = st.lists(
    st.builds(
        fact,
        kind=st.sampled_from(list(FactKind)),
        minute=st.integers(0, 500),
        source=st.sampled_from(["a", "b", "c"]),
    ),
    max_size=8,
)
whole_way = [
    fact(FactKind.OPERATOR_RECEIVED, 1),
    fact(FactKind.DELIVERED, 2),
    fact(FactKind.RECEIPT_NOTICE, 3),
    fact(FactKind.ACCEPTED, 4),
]


@given(facts, st.randoms())
def test_the_order_of_arrival_does_not_change_the_outcome(known: list[Fact], chance: object) -> None:
    shuffled = list(known)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled, BOTH) == settle(known, BOTH)


@given(facts)
def test_a_fact_reported_twice_counts_once(known: list[Fact]) -> None:
    assert settle([*known, *known], BOTH) == settle(known, BOTH)


def test_a_document_is_finished_when_every_expected_thread_is_done() -> None:
    assert settle(whole_way, BOTH).outcome is Outcome.FINISHED
    for missing in range(len(whole_way)):
        rest = whole_way[:missing] + whole_way[missing + 1 :]
        assert settle(rest, BOTH).outcome is Outcome.IN_PROGRESS


def test_an_invoice_does_not_wait_for_a_buyer_title() -> None:
    settlement = settle(whole_way[:3], Expectation(receipt=True, answer=False))
    assert settlement.outcome is Outcome.FINISHED
    assert settlement.threads[Thread.ANSWER].state is ThreadState.NOT_EXPECTED


def test_a_rejection_after_acceptance_is_not_hidden() -> None:
    late = [*whole_way, fact(FactKind.REJECTED, 9)]
    assert settle(late, BOTH).outcome is Outcome.REJECTED
    assert settle(late, BOTH).threads[Thread.ANSWER].state is ThreadState.FAILED


def test_a_word_we_do_not_know_changes_nothing() -> None:
    assert settle([*whole_way, fact(FactKind.UNRECOGNISED)], BOTH) == settle(whole_way, BOTH)
