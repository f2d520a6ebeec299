"""Whatever fails between two lines of ours, nothing is lost, nothing is sent twice, and what stops is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from edo_gateway import bootstrap
from edo_gateway.docflow.deliver import pause
from edo_gateway.docflow.sign import Consent, SignDocument
from edo_gateway.domain.document import DocumentStatus, TransitionNotAllowed
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel
from edo_gateway.worker import Worker
from signing import Certificate, SignatureKind, Signer
from tests.house import House, house

FILES_OF_THE_OTHER_SIDE = {FileRole.OPERATOR_RECEIVED, FileRole.RECEIPT_NOTICE, FileRole.BUYER_TITLE}


@pytest.fixture
def home(tmp_path: Path, database: str) -> Iterator[House]:
    with house(tmp_path / "house", database) as made:
        yield made


def kept_roles(home: House, document_id: DocumentId) -> list[FileRole]:
    with home.docflow.units.look() as unit:
        return [file.role for file in unit.documents.files(document_id)]


def jobs_of(home: House, document_id: DocumentId) -> list[Job]:
    with home.docflow.units.look() as unit:
        return unit.jobs.of_document(document_id)


def given_up(home: House) -> list[Job]:
    with home.docflow.units.look() as unit:
        return unit.jobs.buried(home.organization.id)


@pytest.mark.parametrize("fault", ["subscription_ended", "token_expired", "down"])
def test_a_file_the_operator_does_not_give_now_is_fetched_later(home: House, fault: str) -> None:
    home.arm(fault, path="GetEntityContent", times=4)
    document_id = home.sent()
    home.work(document_id)
    assert set(kept_roles(home, document_id)) >= FILES_OF_THE_OTHER_SIDE


def test_a_refused_log_in_does_not_make_an_unknown_outcome_known(home: House) -> None:
    home.arm("commit_then_drop")
    document_id = home.sent()
    worker = home.worker()
    while home.document(document_id).status is DocumentStatus.SENDING:
        worker.step()
    home.arm("subscription_ended", path="GetDocument", times=1)
    while not given_up(home):
        home.clock.skip(seconds=30)
        worker.step()
    [job] = given_up(home)
    with home.docflow.units.look() as unit:
        assert unit.attempts.is_outcome_unknown(job.operation_key)
    home.docflow.retry(job.id, actor=home.actor("accountant"))
    home.work(document_id)
    assert home.messages_of_ours() == 1


@pytest.fixture
def unconnected(home: House) -> Iterator[Worker]:
    """A worker of the same database whose installation names no operator."""
    config = replace(home.config, operator_url="")
    docflow = bootstrap.docflow(config, home.clock)
    yield bootstrap.worker(docflow, config)
    docflow.units.close()


def test_without_an_operator_no_call_has_begun(home: House, unconnected: Worker) -> None:
    document_id = home.sent()
    [job] = jobs_of(home, document_id)
    unconnected.step()
    with home.docflow.units.look() as unit:
        assert not unit.attempts.is_outcome_unknown(job.operation_key)


def test_work_that_keeps_failing_by_our_own_defect_is_given_up_where_a_person_sees_it(
    home: House, unconnected: Worker
) -> None:
    document_id = home.sent()
    for _ in range(60):
        unconnected.step()
        home.clock.skip(hours=1)
    [job] = given_up(home)
    assert (job.kind, job.document_id) == (JobKind.SEND, document_id), "the feed is never given up"
    home.docflow.retry(job.id, actor=home.actor("accountant"))
    home.work(document_id)
    assert home.messages_of_ours() == 1


def test_a_job_that_kills_its_workers_comes_to_an_end(home: House) -> None:
    document_id = home.sent()
    for number in range(60):
        with home.docflow.units.begin() as unit:
            unit.jobs.claim(owner=f"killed {number}", now=home.clock(), lease=timedelta(seconds=1))
        home.clock.skip(seconds=2)
    worker = home.worker()
    while not given_up(home):
        assert worker.step()
    assert [job.document_id for job in given_up(home)] == [document_id]
    assert home.messages_of_ours() == 0


def test_the_pause_grows_to_a_limit_however_often_it_failed() -> None:
    assert pause(0, None) < pause(3, None) < pause(12, None) <= timedelta(minutes=30)
    assert pause(10_000, None) <= timedelta(minutes=30)


def test_a_document_whose_outcome_is_asked_for_is_not_sent_a_second_time(home: House) -> None:
    home.arm("commit_then_drop")
    document_id = home.sent()
    worker = home.worker()
    while home.document(document_id).status is DocumentStatus.SENDING:
        worker.step()
    with pytest.raises(TransitionNotAllowed):
        home.docflow.send(document_id, actor=home.actor("accountant"))
    assert len(jobs_of(home, document_id)) == 1


class _Interrupted(Signer):
    """Signs while something else is done in the gateway."""

    def __init__(self, signer: Signer, meanwhile: Callable[[], object]) -> None:
        self._signer, self._meanwhile = signer, meanwhile

    @property
    def kind(self) -> SignatureKind:
        return self._signer.kind

    @property
    def certificate(self) -> Certificate:
        return self._signer.certificate

    def _sign(self, message: bytes) -> bytes:
        self._meanwhile()
        return self._signer._sign(message)


def interrupted(home: House, meanwhile: Callable[[], object]) -> SignDocument:
    sign = home.docflow.sign
    return replace(sign, open_key=lambda key: _Interrupted(sign.open_key(key), meanwhile))


def test_others_work_on_while_a_key_signs(home: House) -> None:
    document_id = home.approved()
    sign = interrupted(home, home.create)
    sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("director"))
    assert home.document(document_id).signatures == {SignatureLevel.QUALIFIED}


def test_of_two_signatures_made_at_once_one_is_kept(home: House) -> None:
    document_id, director = home.approved(), home.actor("director")

    def first() -> None:
        home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=director)

    with pytest.raises(AlreadySigned):
        interrupted(home, first)(document_id, SignatureLevel.QUALIFIED, Consent(), actor=director)
    with home.docflow.units.look() as unit:
        assert len(unit.documents.signatures(document_id)) == 1
