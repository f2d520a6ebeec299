"""What became of a document after it left: facts are collected once, the outcome is derived from them.

Operators report late, twice and out of order. Each fact is kept in our words beside its raw form, and
:func:`settle` is a pure function of the facts, so that the order of arrival cannot change the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """A fact of delivery in our words. A word of the operator's that we do not know becomes ``UNRECOGNISED``."""

    OPERATOR_RECEIVED = "operator_received"  # ПДП: the date of receipt by the operator, the date of issue
    OPERATOR_FORWARDED = "operator_forwarded"  # ПДО: the operator sent the file on
    DELIVERED = "delivered"  # the file lies in the counterparty's box
    RECEIPT_NOTICE = "receipt_notice"  # ИоП
    ACCEPTED = "accepted"  # buyer title, КодИтога 1
    ACCEPTED_WITH_DISCREPANCIES = "accepted_with_discrepancies"  # КодИтога 2
    NOT_ACCEPTED = "not_accepted"  # КодИтога 3
    REPLY_CONFIRMED = "reply_confirmed"  # ПДП or ПДО about a notice or a title of the other side
    ANSWERED = "answered"  # an answer whose content has not been read yet
    COUNTERSIGNED = "countersigned"  # an answer or a signature under our file that says neither yes nor no
    REJECTED = "rejected"  # отказ в подписи
    CORRECTION_REQUESTED = "correction_requested"  # УоУ
    SIGNATURE_REFUSED = "signature_refused"  # the operator found our signature invalid
    DELIVERY_FAILED = "delivery_failed"
    UNRECOGNISED = "unrecognised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact of delivery.

    ``source`` is the operator's id of the entity or event and makes the fact unique with its kind within a
    document; ``at`` is the operator's time, ``received_at`` ours; ``note`` is what the other side wrote.
    """

    kind: FactKind
    source: str
    at: datetime
    received_at: datetime
    note: str = ""


class Thread(StrEnum):
    """Independent threads that run after sending, side by side."""

    OPERATOR = "operator"  # operator's confirmations
    DELIVERY = "delivery"
    RECEIPT = "receipt"  # receipt notice
    ANSWER = "answer"  # buyer title, signature or rejection
    CORRECTION = "correction"


class ThreadState(StrEnum):
    NOT_EXPECTED = "not_expected"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Outcome(StrEnum):
    """Where the whole delivery stands."""

    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    DISCREPANCIES = "discrepancies"
    CORRECTION_REQUESTED = "correction_requested"
    REJECTED = "rejected"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What the exchange order demands of the others: pinned to the document when it is made (Минфин 14н).

    ``confirmation`` is the operator's: there is none of a free-form file.
    """

    receipt: bool
    answer: bool
    confirmation: bool = True


@dataclass(frozen=True, slots=True)
class ThreadStatus:
    state: ThreadState
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """The derived state: one status a thread and the outcome of the whole."""

    threads: dict[Thread, ThreadStatus]
    outcome: Outcome


_DONE: dict[FactKind, Thread] = {
    FactKind.OPERATOR_RECEIVED: Thread.OPERATOR,
    FactKind.DELIVERED: Thread.DELIVERY,
    FactKind.RECEIPT_NOTICE: Thread.RECEIPT,
    FactKind.ACCEPTED: Thread.ANSWER,
    FactKind.ACCEPTED_WITH_DISCREPANCIES: Thread.ANSWER,
    FactKind.COUNTERSIGNED: Thread.ANSWER,
    FactKind.CORRECTION_REQUESTED: Thread.CORRECTION,
}
_FAILED: dict[FactKind, Thread] = {
    FactKind.SIGNATURE_REFUSED: Thread.DELIVERY,
    FactKind.DELIVERY_FAILED: Thread.DELIVERY,
    FactKind.REJECTED: Thread.ANSWER,
    FactKind.NOT_ACCEPTED: Thread.ANSWER,
}
# An outcome higher in this list hides the ones below it.
_DECISIVE: tuple[tuple[frozenset[FactKind], Outcome], ...] = (
    (frozenset({FactKind.SIGNATURE_REFUSED, FactKind.DELIVERY_FAILED}), Outcome.FAILED),
    (frozenset({FactKind.REJECTED, FactKind.NOT_ACCEPTED}), Outcome.REJECTED),
    (frozenset({FactKind.CORRECTION_REQUESTED}), Outcome.CORRECTION_REQUESTED),
    (frozenset({FactKind.ACCEPTED_WITH_DISCREPANCIES}), Outcome.DISCREPANCIES),
)


def settle(facts: Iterable[Fact], expectation: Expectation) -> Settlement:
    """Derive threads and outcome; any permutation or repetition of the facts gives the same result."""
    known = sorted(facts, key=lambda fact: (fact.at, fact.kind, fact.source))
    threads = _expected(expectation)
    for fact in known:
        if thread := _DONE.get(fact.kind):
            threads[thread] = ThreadStatus(ThreadState.DONE, fact.at, fact.note)
    for fact in known:
        if thread := _FAILED.get(fact.kind):
            threads[thread] = ThreadStatus(ThreadState.FAILED, fact.at, fact.note)
    return Settlement(threads, _outcome({fact.kind for fact in known}, threads))


def _expected(expectation: Expectation) -> dict[Thread, ThreadStatus]:
    waiting, idle = ThreadStatus(ThreadState.WAITING), ThreadStatus(ThreadState.NOT_EXPECTED)
    return {
        Thread.OPERATOR: waiting if expectation.confirmation else idle,
        Thread.DELIVERY: waiting,
        Thread.RECEIPT: waiting if expectation.receipt else idle,
        Thread.ANSWER: waiting if expectation.answer else idle,
        Thread.CORRECTION: idle,
    }


def _outcome(kinds: set[FactKind], threads: dict[Thread, ThreadStatus]) -> Outcome:
    for decisive, outcome in _DECISIVE:
        if kinds & decisive:
            return outcome
    if any(thread.state is ThreadState.WAITING for thread in threads.values()):
        return Outcome.IN_PROGRESS
    return Outcome.FINISHED
