"""The main job with everything real: JSON to countersigned, on each database, through an operator over HTTP."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from edo_gateway.docflow.interpret import Fetched, Interpret, Interpreted
from edo_gateway.docflow.sign import Consent
from edo_gateway.docflow.track import TrackOrganization
from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.delivery import FactKind, Thread, ThreadState
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel
from edo_gateway.formats import printing
from edo_gateway.sandbox.config import Behaviour
from edo_gateway.storage.contract import KeptFact
from tests.house import House, house

KINDS = (
    "счёт-фактура", "УПД", "накладная", "акт", "УКД", "КС-2", "акт сверки", "акт о расхождениях", "договор",
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, database: str) -> Iterator[House]:
    with house(tmp_path / "house", database) as made:
        yield made


def test_every_kind_of_document_goes_the_whole_way(home: House) -> None:
    ids = [home.sent(kind) for kind in KINDS]
    home.work(*ids)
    for document_id, kind in zip(ids, KINDS, strict=True):
        document = home.document(document_id)
        assert document.status is DocumentStatus.FINISHED, (kind, document.facts)
        states = {status.state for status in document.settlement.threads.values()}
        assert states <= {ThreadState.DONE, ThreadState.NOT_EXPECTED}
    assert home.messages_of_ours() == len(KINDS)


def test_what_the_other_side_sent_is_kept_with_verified_signatures(home: House) -> None:
    document_id = home.sent("УПД")
    home.work(document_id)
    with home.docflow.units.look() as unit:
        roles = {file.role for file in unit.documents.files(document_id)}
        signatures = unit.documents.signatures(document_id)
    assert {
        FileRole.SELLER_TITLE,
        FileRole.OPERATOR_RECEIVED,
        FileRole.RECEIPT_NOTICE,
        FileRole.BUYER_TITLE,
    } <= roles
    assert {signature.indication for signature in signatures} == {"TOTAL_PASSED"}


def test_what_is_read_late_is_judged_by_the_time_the_operator_had_it(home: House) -> None:
    """A gateway that was away while a certificate ran out must not doubt what was signed before."""
    document_id = home.sent("УПД")
    home.work(document_id, until=lambda document: document.status is DocumentStatus.SENT)
    home.clock.skip(days=3)  # the operator's clock does not skip: to us its word is three days old
    home.work(document_id)
    with home.docflow.units.look() as unit:
        roles = {file.id: file.role for file in unit.documents.files(document_id)}
        answers = [one for one in unit.documents.signatures(document_id) if roles[one.file_id] is FileRole.BUYER_TITLE]
    (verdict,) = json.loads(answers[0].verdict)["signatures"]
    assert verdict["time_source"] == "operator"
    assert datetime.fromisoformat(verdict["time"]) < home.clock() - timedelta(days=2)


def test_the_operators_confirmation_of_an_answer_is_filed_and_says_nothing_of_the_document(home: House) -> None:
    document_id = home.sent("УПД")

    def is_confirmed(document: Document) -> bool:
        return any(fact.kind is FactKind.REPLY_CONFIRMED for fact in document.facts)

    home.work(document_id, until=is_confirmed)
    with home.docflow.units.look() as unit:
        roles = [file.role for file in unit.documents.files(document_id)]
    assert FileRole.OPERATOR_FORWARDED in roles
    assert home.document(document_id).status is DocumentStatus.FINISHED


def test_the_journal_tells_the_whole_way_in_order_without_gaps(home: House) -> None:
    document_id = home.sent("акт")
    home.work(document_id)
    with home.docflow.units.look() as unit:
        feed = unit.journal.after(home.organization.id, 0, 1000)
    assert [entry.number for entry in feed] == list(range(1, len(feed) + 1))
    targets = [entry.details["target"] for entry in feed if entry.kind == "document.moved"]
    assert targets == ["approval", "signing", "signed", "sending", "sent", "finished"]


@pytest.mark.parametrize(
    ("behaviour", "status", "thread"),
    [
        (Behaviour.ACCEPT_WITH_DISCREPANCIES, DocumentStatus.DISCREPANCIES, Thread.ANSWER),
        (Behaviour.REFUSE, DocumentStatus.REJECTED, Thread.ANSWER),
        (Behaviour.REQUEST_CORRECTION, DocumentStatus.CORRECTION_REQUESTED, Thread.CORRECTION),
    ],
)
def test_the_answer_of_the_other_side_decides_the_outcome(
    tmp_path: Path, database: str, behaviour: Behaviour, status: DocumentStatus, thread: Thread
) -> None:
    with house(tmp_path / "house", database, behaviour=behaviour) as home:
        document_id = home.sent("УПД")
        home.work(document_id)
        document = home.document(document_id)
        assert document.status is status
        assert document.settlement.threads[thread].note


@pytest.mark.parametrize(
    "fault",
    [
        "down", "bad_gateway", "too_many_requests", "in_progress", "not_ready", "token_expired",
        "drop_before", "commit_then_drop", "commit_then_silence", "commit_then_error",
    ],
)  # fmt: skip
def test_a_trouble_while_sending_neither_loses_nor_repeats(home: House, fault: str) -> None:
    home.arm(fault, times=1 if fault == "token_expired" else 2)  # a second 401 in a row is no passing trouble
    document_id = home.sent("УПД")
    home.work(document_id)
    assert home.document(document_id).status is DocumentStatus.FINISHED
    assert home.messages_of_ours() == 1


def test_what_was_given_up_is_revived_by_a_person_with_the_same_key(home: House) -> None:
    home.arm("token_expired", times=2)
    document_id = home.sent("УПД")
    worker = home.worker()
    while not (given_up := _given_up(home)):
        worker.step()
    assert home.document(document_id).status is DocumentStatus.SENDING
    home.docflow.retry(given_up[0].id, actor=home.actor("accountant"))
    home.work(document_id)
    assert home.messages_of_ours() == 1


def _given_up(home: House) -> list[Job]:
    with home.docflow.units.look() as unit:
        return unit.jobs.buried(home.organization.id)


def test_a_lost_answer_leaves_the_outcome_unknown_until_the_operator_is_asked(home: House) -> None:
    home.arm("commit_then_drop")
    document_id = home.sent("УПД")
    worker = home.worker()
    while home.document(document_id).status is DocumentStatus.SENDING:
        worker.step()
    assert home.document(document_id).status is DocumentStatus.UNKNOWN
    home.work(document_id)
    assert home.messages_of_ours() == 1


@pytest.mark.parametrize("fault", ["duplicate_event", "unknown_enum", "down", "too_many_requests", "token_expired"])
def test_a_trouble_in_the_feed_loses_no_event(home: House, fault: str) -> None:
    home.arm(fault, path="GetNewEvents", times=3)
    document_id = home.sent("УПД")
    home.work(document_id)
    assert home.document(document_id).status is DocumentStatus.FINISHED


def test_a_fact_we_cannot_take_in_does_not_hold_back_the_rest(home: House) -> None:
    """A defect of ours in reading one kind of file is simulated; once mended, the fact is applied."""
    document_id = home.sent("УПД")
    track = home.docflow.handlers[JobKind.TRACK]
    assert isinstance(track, TrackOrganization)
    defective = replace(track, interpret=_StumblesOverReceipts(verify=track.interpret.verify))
    home.docflow = replace(home.docflow, handlers={**home.docflow.handlers, JobKind.TRACK: defective})
    home.work(document_id, until=lambda document: FactKind.ACCEPTED in {fact.kind for fact in document.facts})
    assert home.document(document_id).status is DocumentStatus.SENT
    home.docflow = replace(home.docflow, handlers={**home.docflow.handlers, JobKind.TRACK: track})
    home.work(document_id)
    assert home.document(document_id).status is DocumentStatus.FINISHED


class _StumblesOverReceipts(Interpret):
    def __call__(self, kept: KeptFact, fetched: Fetched | None, title: ExchangeFile) -> Interpreted:
        if kept.kind is FactKind.RECEIPT_NOTICE:
            raise ZeroDivisionError
        return super().__call__(kept, fetched, title)


def test_a_signature_the_operator_refuses_later_fails_the_delivery(home: House) -> None:
    home.arm("late_signature_failure", path="")
    document_id = home.sent("УПД")
    home.work(document_id)
    document = home.document(document_id)
    assert document.status is DocumentStatus.FAILED
    assert {fact.kind for fact in document.facts} & {FactKind.SIGNATURE_REFUSED, FactKind.DELIVERY_FAILED}


def test_a_document_sent_back_carries_the_comment_and_can_be_submitted_again(home: House) -> None:
    document_id = home.create()
    accountant, chief = home.actor("accountant"), home.actor("chief")
    home.docflow.submit(document_id, actor=accountant)
    home.docflow.decide(document_id, Verdict.RETURNED, "Цена не по договору", actor=chief)
    document = home.document(document_id)
    assert document.status is DocumentStatus.RETURNED
    assert document.transitions[-1].reason == "Цена не по договору"
    home.docflow.submit(document_id, actor=accountant)
    assert home.document(document_id).route.waits_for(chief.person.id)


def test_a_simple_signature_records_what_was_confirmed_by_whom_and_how(home: House) -> None:
    document_id = home.signed("акт")
    with home.docflow.units.look() as unit:
        kept = {signature.level: signature for signature in unit.documents.signatures(document_id)}
        _, title = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    (verdict,) = json.loads(kept[SignatureLevel.SIMPLE].verdict)["signatures"]
    shown = printing.to_html(printing.paper_of_file(title))
    assert verdict["confirmation"]["text_shown_sha256"] == hashlib.sha256(shown.encode()).hexdigest()
    assert (verdict["confirmation"]["name"], verdict["confirmation"]["method"]) == ("Вера Орлова", "password")


def test_a_second_signature_of_the_same_kind_is_refused(home: House) -> None:
    document_id = home.signed("УПД")
    with pytest.raises(AlreadySigned):
        home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("director"))
