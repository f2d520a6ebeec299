"""Laws of verdicts: a later one stands beside the first, and what they rely on is kept once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.signature import Judgement, KeptEvidence
from edo_gateway.storage.contract import Units
from tests.contract.storage_samples import company, in_threads, keep, later, signature, title_file

LIST = KeptEvidence(kind="crl", sha256="ab" * 32, content=b"\x30\x00")


def test_a_later_verdict_is_a_line_and_the_earlier_ones_stay(units: Units) -> None:
    document = keep(units, company(units).document())
    file = title_file(units, document.id)
    first, second = signature(file, None), signature(file, None, b"other")
    lines = [Judgement(at=later(10 + n), indication=f"N{n}", verdict=f'{{"n":{n}}}') for n in range(2)]
    with units.begin() as unit:
        unit.documents.add_signature(document.id, first)
        unit.documents.add_signature(document.id, second)
    for line in lines:
        with units.begin() as unit:
            unit.documents.add_judgement(document.id, unit.documents.signatures(document.id)[0], line)
    with units.look() as unit:
        judged, untouched = unit.documents.signatures(document.id)
        told = [one for one in unit.journal.of_document(document.id) if one.kind is Happening.VERIFIED]
    assert judged.judgements == (first.judgements[0], *lines)
    assert (judged.indication, judged.judged_at) == ("N1", later(11))
    assert untouched == second
    assert replace(judged, indication=first.indication, verdict="{}", judged_at=later(6), earlier=()) == first
    assert [(one.details["previous"], one.details["indication"]) for one in told] == [
        (first.indication, "N0"),
        ("N0", "N1"),
    ]


def test_evidence_is_kept_once_for_each_organisation(units: Units) -> None:
    ours, theirs = company(units), company(units, "7702000002")
    documents = [keep(units, owner.document(str(number))) for owner in (ours, theirs) for number in (1, 2)]

    def kept(index: int) -> None:
        with units.begin() as unit:
            unit.documents.keep_evidence(documents[index].id, [LIST], later(1))

    in_threads(*(lambda index=index: kept(index) for index in range(4)))  # type: ignore[misc]
    with units.look() as unit:
        assert unit.documents.evidence(ours.id, LIST.sha256) == LIST
        assert unit.documents.evidence(theirs.id, LIST.sha256) == LIST
        for owner, sha256 in ((OrganizationId(uuid4()), LIST.sha256), (ours.id, "cd" * 32)):
            with pytest.raises(NotFound):
                unit.documents.evidence(owner, sha256)


def test_a_verification_is_due_beside_the_delivery(units: Units) -> None:
    """It has an order of its own: a stopped sending does not hold it back."""
    document = keep(units, company(units).document())
    with units.begin() as unit:
        unit.jobs.put_verification(document.organization_id, document.id, run_at=later(1))
    with units.look() as unit:
        (job,) = unit.jobs.of_document(document.id)
    assert (job.kind, job.run_at, job.document_id) == (JobKind.VERIFY, later(1), document.id)
