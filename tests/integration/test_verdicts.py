"""Verdicts on kept signatures: what is missing is asked for again, nothing is overwritten, everything can be shown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from edo_gateway import bootstrap
from edo_gateway.cli.demo_company import DIRECTOR_CERTIFICATE
from edo_gateway.config import RevocationFetch
from edo_gateway.docflow.confirm import Consent
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.signature import Signature, SignatureLevel
from signing import SamplePki, TrustStore, verify
from signing.trust.evidence import Evidence, EvidenceKind
from tests.acceptance.test_command_line_trust import stamping_service
from tests.house import House, house
from tests.unit.signing import publisher
from tests.unit.signing.publisher import Server


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "house", f"sqlite:///{tmp_path}/gateway.db") as made:
        yield made


@pytest.fixture
def server() -> Iterator[Server]:
    with publisher.served() as running:
        yield running


def hidden_lists(home: House) -> dict[Path, bytes]:
    """Takes the revocation lists out of the trust folder."""
    lists = {path: path.read_bytes() for path in home.config.trust.glob("*.crl")}
    assert lists
    for path in lists:
        path.unlink()
    return lists


def qualified(home: House, document_id: DocumentId) -> Signature:
    with home.docflow.units.look() as unit:
        return next(one for one in unit.documents.signatures(document_id) if one.level is SignatureLevel.QUALIFIED)


def verification(home: House, document_id: DocumentId) -> Job | None:
    with home.docflow.units.look() as unit:
        return next((job for job in unit.jobs.of_document(document_id) if job.kind is JobKind.VERIFY), None)


def verdict_of(signature: Signature) -> dict[str, Any]:
    (one,) = json.loads(signature.verdict)["signatures"]
    return dict(one)


def work_off(home: House) -> None:
    worker = home.worker()
    while worker.step():
        pass


def test_a_verdict_without_revocation_data_is_decided_when_there_is_some(home: House) -> None:
    lists = hidden_lists(home)
    document_id = home.signed()
    signature = qualified(home, document_id)
    assert (signature.indication, verdict_of(signature)["sub_indication"]) == ("INDETERMINATE", "TRY_LATER")
    job = verification(home, document_id)
    assert job is not None

    pauses = []
    for _ in range(3):
        work_off(home)
        waiting = verification(home, document_id)
        assert waiting is not None
        pauses.append(waiting.run_at - home.clock())
        home.clock.skip(minutes=20)
    assert qualified(home, document_id) == signature, "without news there is no new line"
    assert pauses == sorted(pauses)
    assert pauses[0] > timedelta(minutes=4)

    for path, content in lists.items():
        path.write_bytes(content)
    home.clock.skip(days=1)
    work_off(home)
    judged = qualified(home, document_id)
    assert judged.indication == "TOTAL_PASSED"
    assert judged.earlier == signature.judgements
    assert verdict_of(judged)["time"] == verdict_of(signature)["time"], "the moment judged by does not move"
    assert verification(home, document_id) is None
    with home.docflow.units.look() as unit:
        told = [one.details for one in unit.journal.of_document(document_id) if one.kind is Happening.VERIFIED]
    assert [(one["previous"], one["indication"]) for one in told] == [("INDETERMINATE", "TOTAL_PASSED")]


def test_the_evidence_kept_with_a_verdict_gives_it_again(home: House) -> None:
    signature = qualified(home, document_id := home.signed())
    hidden_lists(home)
    with home.docflow.units.look() as unit:
        names = verdict_of(signature)["evidence"]
        kept = [unit.documents.evidence(home.organization.id, one["sha256"]) for one in names]
        _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
    trust = TrustStore.from_directory(home.config.trust)
    at = datetime.fromisoformat(verdict_of(signature)["time"])
    (bare,) = verify(file.content, signature.content, trust, at=at)
    assert not bare.passed
    again = trust.with_evidence(Evidence(EvidenceKind(one.kind), one.content) for one in kept)
    (verdict,) = verify(file.content, signature.content, again, at=at)
    assert verdict.passed
    assert {one.sha256 for one in verdict.evidence} == {one["sha256"] for one in names}


def test_the_protocol_is_written_from_what_is_kept(home: House) -> None:
    document_id = home.signed()
    hidden_lists(home)
    page = home.docflow.protocol(home.organization.id, document_id, qualified(home, document_id))
    assert "Подпись верна" in page
    assert all(one["sha256"] in page for one in verdict_of(qualified(home, document_id))["evidence"])


def test_what_stays_undecided_is_left_alone_after_ninety_days(home: House) -> None:
    hidden_lists(home)
    document_id = home.signed()
    home.clock.skip(days=91)
    work_off(home)
    assert verification(home, document_id) is None
    assert qualified(home, document_id).indication == "INDETERMINATE"


def reopened(home: House, **changes: Any) -> Docflow:
    """The same house with other settings."""
    home.config = replace(home.config, **changes)
    home.docflow = bootstrap.docflow(home.config, home.clock)
    return home.docflow


class TestServices:
    def test_nobody_is_asked_about_revocation_by_default(self, home: House) -> None:
        assert home.config.revocation_fetch is RevocationFetch.NO
        assert bootstrap._evidence(home.config) is None

    def test_our_signatures_are_stamped_when_a_service_is_named(self, home: House, server: Server) -> None:

        pki = SamplePki(home.config.data / "pki")
        reopened(home, timestamp_url=stamping_service(pki, server))
        verdict = verdict_of(qualified(home, home.signed()))
        assert (verdict["form"], verdict["time_source"]) == ("CAdES-T", "time-stamp")
        assert verdict["stamped_by"] is not None

    def test_a_signature_made_elsewhere_is_stamped_as_well(self, home: House, server: Server) -> None:
        pki = SamplePki(home.config.data / "pki")
        reopened(home, timestamp_url=stamping_service(pki, server))
        document_id = home.approved()
        with home.docflow.units.look() as unit:
            _, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
        signature = pki.signer(DIRECTOR_CERTIFICATE.file).sign(file.content, at=home.clock())
        home.docflow.bring(document_id, signature, actor=home.actor("director"))
        kept = qualified(home, document_id)
        assert verdict_of(kept)["form"] == "CAdES-T"
        assert verify(file.content, kept.content, TrustStore.from_directory(home.config.trust))[0].stamped_by

    def test_a_service_that_is_down_leaves_the_document_unsigned(self, home: House) -> None:
        reopened(home, timestamp_url="http://127.0.0.1:1/")
        document_id = home.approved()
        with pytest.raises(SignatureFailed, match=r"127\.0\.0\.1"):
            home.docflow.sign(document_id, SignatureLevel.QUALIFIED, Consent(), actor=home.actor("director"))
        assert home.document(document_id).status is DocumentStatus.SIGNING
        assert home.document(document_id).signatures == frozenset()
