"""Laws of due work, of what operators report and of the calls to them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentStatus, OperatorReference
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, JobId, OrganizationId
from edo_gateway.domain.job import Job, JobKind, LeaseLost
from edo_gateway.domain.journal import Happening
from edo_gateway.storage.contract import KeptFact, Units
from tests.contract.storage_samples import NOON, Company, company, in_threads, keep, later, move, sent

LEASE = timedelta(minutes=2)


@pytest.fixture
def ours(units: Units) -> Company:
    return company(units)


def put(
    units: Units, owner: OrganizationId, order_key: str = "a", at: int = 0, document: DocumentId | None = None
) -> None:
    with units.begin() as unit:
        unit.jobs.put(
            JobKind.SEND,
            organization=owner,
            document=document,
            order_key=order_key,
            operation_key=uuid4(),
            run_at=later(at),
        )


def claim(units: Units, at: int = 0, owner: str = "w1") -> Job | None:
    with units.begin() as unit:
        return unit.jobs.claim(owner=owner, now=later(at), lease=LEASE)


def claimed(units: Units, at: int = 0, owner: str = "w1") -> Job:
    job = claim(units, at, owner)
    assert job is not None
    return job


def finish(units: Units, job: Job) -> None:
    with units.begin() as unit:
        unit.jobs.finish(job)


def postpone(units: Units, job: Job, at: int, error: str = "") -> None:
    with units.begin() as unit:
        unit.jobs.postpone(job, run_at=later(at), error=error)


def bury(units: Units, job: Job) -> None:
    with units.begin() as unit:
        unit.jobs.bury(job, error="refused")


def test_a_claimed_job_is_what_was_put(units: Units, ours: Company) -> None:
    document, key = keep(units, ours.document()), uuid4()
    with units.begin() as unit:
        unit.jobs.put(
            JobKind.SEND, organization=ours.id, document=document.id, order_key="a", operation_key=key, run_at=NOON
        )
    job = claimed(units)
    assert job == Job(
        id=job.id,
        kind=JobKind.SEND,
        organization_id=ours.id,
        document_id=document.id,
        order_key="a",
        operation_key=key,
        run_at=NOON,
        attempts=0,
        owner="w1",
    )
    with units.look() as unit:
        assert unit.jobs.of_document(document.id) == [job]


def test_work_is_not_done_before_it_is_due(units: Units, ours: Company) -> None:
    put(units, ours.id, at=5)
    assert claim(units, at=4) is None
    claimed(units, at=5)


def test_a_job_put_in_a_failed_unit_is_never_done(units: Units, ours: Company) -> None:
    def stumble() -> None:
        with units.begin() as unit:
            unit.jobs.put(
                JobKind.SEND, organization=ours.id, document=None, order_key="a", operation_key=uuid4(), run_at=NOON
            )
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stumble()
    assert claim(units) is None


def test_threads_never_take_the_same_job(units: Units, ours: Company) -> None:
    for number in range(12):
        put(units, ours.id, order_key=f"key-{number}")
    taken: list[JobId] = []

    def work(name: str) -> None:
        while job := claim(units, owner=name):
            taken.append(job.id)

    in_threads(*(lambda name=f"w{number}": work(name) for number in range(4)))
    assert len(taken) == len(set(taken)) == 12


def test_of_many_claims_of_one_order_key_one_succeeds(units: Units, ours: Company) -> None:
    for _ in range(4):
        put(units, ours.id)
    taken: list[Job | None] = []
    in_threads(*(lambda name=f"w{number}": taken.append(claim(units, owner=name)) for number in range(4)))
    assert sum(job is not None for job in taken) == 1


def test_jobs_of_one_order_key_are_done_in_order(units: Units, ours: Company) -> None:
    put(units, ours.id, at=0)
    put(units, ours.id, at=-10)  # due earlier, put later
    first = claimed(units)
    assert claim(units) is None
    postpone(units, first, at=30, error="unavailable")
    assert claim(units, at=10) is None
    finish(units, claimed(units, at=30))
    second = claimed(units, at=30)
    assert second.id > first.id


def test_order_keys_and_organisations_do_not_hold_each_other_back(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    put(units, ours.id, "a")
    put(units, ours.id, "b")
    put(units, theirs.id, "a")
    taken = [claimed(units) for _ in range(3)]
    assert [(job.organization_id, job.order_key) for job in taken] == [(ours.id, "a"), (ours.id, "b"), (theirs.id, "a")]


def test_a_buried_job_holds_back_those_behind_it_until_it_is_revived(units: Units, ours: Company) -> None:
    put(units, ours.id)
    put(units, ours.id)
    bury(units, first := claimed(units))
    assert claim(units, at=1000) is None
    with units.look() as unit:
        [buried] = unit.jobs.buried(ours.id)
    assert buried == replace(first, owner="", is_dead=True, attempts=1, last_error="refused")
    with units.begin() as unit:
        unit.jobs.revive(ours.id, buried.id, run_at=later(5))
    revived = claimed(units, at=5)
    assert (revived.id, revived.attempts, revived.is_dead, revived.last_error) == (first.id, 0, False, "")


def test_only_a_buried_job_can_be_revived(units: Units, ours: Company) -> None:
    put(units, ours.id)
    job = claimed(units)
    with units.begin() as unit, pytest.raises(NotFound):
        unit.jobs.revive(ours.id, job.id, run_at=NOON)


def test_failures_are_counted_and_success_begins_anew(units: Units, ours: Company) -> None:
    put(units, ours.id)
    postpone(units, claimed(units), at=1, error="unavailable")
    again = claimed(units, at=1)
    assert (again.attempts, again.last_error) == (1, "unavailable")
    postpone(units, again, at=2, error="unavailable")
    third = claimed(units, at=2)
    assert third.attempts == 2
    postpone(units, third, at=3)
    fourth = claimed(units, at=3)
    assert (fourth.attempts, fourth.last_error) == (0, "")


def test_a_lease_that_ran_out_counts_as_a_failed_attempt(units: Units, ours: Company) -> None:
    put(units, ours.id)
    claimed(units, owner="dies")
    assert claim(units, at=1) is None
    assert claimed(units, at=2, owner="w2").attempts == 1


@pytest.mark.parametrize("end", [finish, bury, lambda units, job: postpone(units, job, at=9)])
@pytest.mark.parametrize("successor", ["w1", "w2"])
def test_a_lost_lease_writes_nothing(
    units: Units, ours: Company, end: Callable[[Units, Job], None], successor: str
) -> None:
    put(units, ours.id)
    slow = claimed(units, owner="w1")
    current = claimed(units, at=5, owner=successor)
    with pytest.raises(LeaseLost):
        end(units, slow)
    end(units, current)
    with pytest.raises(LeaseLost):
        end(units, current)


def test_losing_the_lease_undoes_the_whole_unit(units: Units, ours: Company) -> None:
    document = keep(units, ours.document())
    put(units, ours.id, document=document.id)
    slow = claimed(units)
    claimed(units, at=5, owner="w2")

    def record_outcome() -> None:
        with units.begin() as unit:
            taken = unit.documents.take(ours.id, document.id)
            move(taken, DocumentStatus.APPROVAL)
            unit.documents.save(taken)
            unit.jobs.finish(slow)

    with pytest.raises(LeaseLost):
        record_outcome()
    with units.look() as unit:
        assert unit.documents.get(ours.id, document.id) == document


def test_a_finished_job_is_never_done_again(units: Units, ours: Company) -> None:
    put(units, ours.id)
    finish(units, claimed(units))
    assert claim(units, at=1000) is None


def test_tracking_is_known_by_organisation(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    with units.begin() as unit:
        unit.jobs.put(
            JobKind.TRACK, organization=ours.id, document=None, order_key="feed", operation_key=uuid4(), run_at=NOON
        )
        tracking = unit.jobs.tracking(ours.id)
        assert tracking
        assert (tracking.kind, tracking.last_error) == (JobKind.TRACK, "")
        assert unit.jobs.tracking(theirs.id) is None


def fact(source: str = "s-1", message_id: str = "m-1", entity_id: str = "e-1") -> KeptFact:
    return KeptFact(
        id=0,
        kind=FactKind.DELIVERED,
        reference=OperatorReference(message_id=message_id, entity_id=entity_id),
        source=source,
        at=later(1),
        received_at=later(2),
        note="получено",
        file='{"name": "x"}',
    )


def test_an_event_and_a_fact_are_kept_once(units: Units, ours: Company) -> None:
    document = sent(units, ours)
    with units.begin() as unit:
        assert unit.inbox.keep_event(ours.id, "ev-1", at=NOON, received_at=NOON, raw="{}")
        unit.inbox.keep_fact(ours.id, fact())
    with units.begin() as unit:
        assert not unit.inbox.keep_event(ours.id, "ev-1", at=NOON, received_at=NOON, raw="{}")
        unit.inbox.keep_fact(ours.id, fact())
        [(about, kept)] = unit.inbox.applicable(ours.id)
    assert about == document.id
    assert kept == replace(fact(), id=kept.id)


def test_a_fact_waits_until_its_document_is_known_and_is_applied_once(units: Units, ours: Company) -> None:
    with units.begin() as unit:
        unit.inbox.keep_fact(ours.id, fact("s-2"))
        unit.inbox.keep_fact(ours.id, fact("s-1"))
        unit.inbox.keep_fact(ours.id, fact("other entity", entity_id="e-2"))
        unit.inbox.keep_fact(ours.id, fact("whole message", entity_id=""))
        assert unit.inbox.applicable(ours.id) == []
    document = sent(units, ours)
    with units.begin() as unit:
        applicable = unit.inbox.applicable(ours.id)
        assert [kept.source for _, kept in applicable] == ["s-2", "s-1", "whole message"]
        unit.inbox.mark_applied(applicable[0][1].id, document.id)
        assert [kept.source for _, kept in unit.inbox.applicable(ours.id)] == ["s-1", "whole message"]
    with pytest.raises(NotFound), units.begin() as unit:
        unit.inbox.mark_applied(applicable[0][1].id, document.id)


def test_a_fact_of_one_organisation_is_not_applied_to_anothers_document(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    foreign, document = sent(units, theirs), sent(units, ours)
    with units.begin() as unit:
        unit.inbox.keep_fact(ours.id, fact())
        [(about, kept)] = unit.inbox.applicable(ours.id)
        assert about == document.id
        assert unit.inbox.applicable(theirs.id) == []
        with pytest.raises(NotFound):
            unit.inbox.mark_applied(kept.id, foreign.id)


def test_the_cursor_is_empty_until_it_is_set(units: Units, ours: Company) -> None:
    for cursor in ("", "page-1", "page-2"):
        with units.begin() as unit:
            if cursor:
                unit.inbox.set_cursor(ours.id, cursor)
            assert unit.inbox.cursor(ours.id) == cursor


def attempted(units: Units, job: Job, *outcomes: str | None) -> None:
    for outcome in outcomes:
        with units.begin() as unit:
            attempt = unit.attempts.start(job, at=NOON)
        if outcome:
            with units.begin() as unit:
                unit.attempts.end(attempt, at=later(1), outcome=outcome)


@pytest.mark.parametrize(
    ("outcomes", "is_unknown"),
    [
        ((), False),
        (("done",), False),
        (("refused",), False),
        (("unavailable",), False),
        (("in_progress",), False),
        (("unknown",), True),
        ((None,), True),
        ((None, "done"), False),
        (("unknown", "refused"), False),
        (("unknown", "unavailable"), True),
        (("unknown", "in_progress"), True),
        (("done", None), True),
        (("unavailable", "unknown", "unavailable", "done"), False),
    ],
)
def test_a_call_without_an_answer_leaves_the_outcome_unknown(
    units: Units, ours: Company, outcomes: tuple[str | None, ...], is_unknown: bool
) -> None:
    put(units, ours.id)
    job = claimed(units)
    attempted(units, job, *outcomes)
    with units.look() as unit:
        assert unit.attempts.is_outcome_unknown(job.operation_key) is is_unknown
        assert not unit.attempts.is_outcome_unknown(UUID(int=0))


def test_an_ended_call_is_journalled_with_its_duration(units: Units, ours: Company) -> None:
    document = keep(units, ours.document())
    put(units, ours.id, document=document.id)
    job = claimed(units)
    with units.begin() as unit:
        attempt = unit.attempts.start(job, at=NOON)
    with units.begin() as unit:
        unit.attempts.end(
            attempt, at=NOON + timedelta(milliseconds=250), outcome="unavailable", error="timeout", trace="t-1"
        )
        with pytest.raises(NotFound):
            unit.attempts.end(attempt, at=NOON, outcome="done")
    with units.look() as unit:
        entry = unit.journal.of_document(document.id)[-1]
    assert (entry.kind, entry.actor) == (Happening.ATTEMPTED, "gateway")
    assert entry.details == {
        "action": "send",
        "outcome": "unavailable",
        "error": "timeout",
        "trace": "t-1",
        "milliseconds": "250",
    }
