"""Laws of the journal: gap-free, in order, written with what it tells about."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.delivery import Fact, FactKind
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.storage.contract import JournalFilter, Units
from tests.contract.storage_samples import (
    INTAKE,
    NOON,
    Company,
    company,
    in_threads,
    keep,
    later,
    move,
    signature,
    title_file,
)

EVERYTHING = JournalFilter()


@pytest.fixture
def ours(units: Units) -> Company:
    return company(units)


def timeline(units: Units, id: DocumentId) -> list[Entry]:
    with units.look() as unit:
        return unit.journal.of_document(id)


def entry(owner: OrganizationId, document: DocumentId, note: str = "", at: datetime = NOON) -> Entry:
    return Entry(
        organization_id=owner,
        document_id=document,
        kind=Happening.LEARNED,
        at=at,
        actor="operator",
        details={"note": note},
    )


def test_every_step_of_a_document_is_told_once_with_its_details(units: Units, ours: Company) -> None:
    document = ours.document()
    move(document, DocumentStatus.APPROVAL, at=later(1))
    keep(units, document)
    document.route = document.route.decided(ours.approver.id, Verdict.RETURNED, "Исправьте сумму", later(2))
    document.move(DocumentStatus.RETURNED, at=later(2), actor="Сидоров С. С.", reason="Исправьте сумму")
    with units.begin() as unit:
        unit.documents.save(document)
        unit.documents.save(document)
    fact = Fact(kind=FactKind.DELIVERED, source="s", at=later(3), received_at=later(4), note="получено")
    document.facts.append(fact)
    with units.begin() as unit:
        unit.documents.save(document)
    told = timeline(units, document.id)
    assert [(e.number, e.kind, e.at, e.actor, e.details) for e in told] == [
        (1, Happening.CREATED, NOON, "Петров П. П.", {}),
        (2, Happening.MOVED, later(1), "Петров П. П.", {"source": "draft", "target": "approval", "reason": ""}),
        (
            3,
            Happening.DECIDED,
            later(2),
            "Сидоров С. С.",
            {"stage": "Директор", "verdict": "returned", "comment": "Исправьте сумму"},
        ),
        (
            4,
            Happening.MOVED,
            later(2),
            "Сидоров С. С.",
            {"source": "approval", "target": "returned", "reason": "Исправьте сумму"},
        ),
        (
            5,
            Happening.LEARNED,
            later(4),
            "operator",
            {"fact": "delivered", "note": "получено", "operator_time": "2026-03-02T12:03:00.123456+00:00"},
        ),
    ]


def test_our_signature_is_told_with_its_signer(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    file = title_file(units, document.id)
    with units.begin() as unit:
        unit.documents.add_signature(document.id, signature(file, ours.signer))
    [_, signed] = timeline(units, document.id)
    assert (signed.kind, signed.actor, signed.at) == (Happening.SIGNED, "Иванова А. А.", later(5))
    assert signed.details == {
        "level": "qualified",
        "signer": "Иванова Анна",
        "serial": "01",
        "indication": "TOTAL-PASSED",
    }


def received(units: Units, document: DocumentId, *contents: bytes) -> list[Entry]:
    """A buyer's title and signatures of the other side on it, added in one unit."""
    with units.begin() as unit:
        file = unit.documents.add_file(document, FileRole.BUYER_TITLE, ExchangeFile("a.xml", b"a"), NOON)
        for content in contents:
            unit.documents.add_signature(document, signature(file, None, content))
    return timeline(units, document)[1:]


def test_a_received_file_is_told_with_the_verdict_on_its_signature(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    [told] = received(units, document.id, b"cms", b"cms")
    assert (told.kind, told.at, told.actor) == (Happening.RECEIVED, NOON, "operator")
    assert told.details == {
        "role": "buyer_title",
        "name": "a.xml",
        "sha256": ExchangeFile("a.xml", b"a").sha256,
        "indication": "TOTAL-PASSED",
        "signer": "Иванова Анна",
    }


def test_a_received_file_without_a_signature_is_told_too(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    [told] = received(units, document.id)
    assert (told.details["indication"], told.details["signer"]) == ("", "")


def test_each_further_signature_of_the_other_side_is_told(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    assert len(received(units, document.id, b"one", b"two")) == 2


def test_our_own_signed_notice_is_not_told_as_received(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    with units.begin() as unit:
        file = unit.documents.add_file(document.id, FileRole.RECEIPT_NOTICE, ExchangeFile("a.xml", b"a"), NOON)
        unit.documents.add_signature(document.id, signature(file, ours.signer))
    assert [told.kind for told in timeline(units, document.id)] == [Happening.CREATED, Happening.SIGNED]


def test_a_unit_reads_its_own_entries_already_numbered(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    with units.begin() as unit:
        unit.journal.write(entry(ours.id, document.id, "one"))
        assert [told.number for told in unit.journal.after(ours.id, 0, 10)] == [1, 2]
        unit.journal.write(entry(ours.id, document.id, "two"))
    assert [told.number for told in timeline(units, document.id)] == [1, 2, 3]


def test_an_entry_for_an_unknown_organisation_is_refused(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())

    def write() -> None:
        with units.begin() as unit:
            unit.journal.write(entry(OrganizationId(uuid4()), document.id))

    with pytest.raises(NotFound):
        write()


def test_numbers_have_no_gaps_under_concurrent_writers_and_failures(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())

    def write(name: str) -> None:
        for number in range(8):
            try:
                with units.begin() as unit:
                    unit.journal.write(entry(ours.id, document.id, f"{name}-{number}"))
                    unit.journal.after(ours.id, 0, 1)  # takes the number before the unit may fail
                    if number % 4 == 3:
                        raise InterruptedError
            except InterruptedError:
                pass

    in_threads(*(lambda name=f"w{index}": write(name) for index in range(4)))
    told = timeline(units, document.id)
    assert [one.number for one in told] == list(range(1, 4 * 6 + 2))
    for index in range(4):
        own = [one.details["note"] for one in told if one.details.get("note", "").startswith(f"w{index}")]
        assert own == [f"w{index}-{number}" for number in (0, 1, 2, 4, 5, 6)]


def test_a_reader_of_the_feed_never_passes_over_a_late_commit(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())

    def write() -> None:
        for _ in range(10):
            with units.begin() as unit:
                unit.journal.write(entry(ours.id, document.id))

    seen, cursor = [], 1
    with ThreadPoolExecutor(4) as pool:
        writers = [pool.submit(write) for _ in range(4)]
        is_last_round = False
        while not is_last_round:
            is_last_round = all(writer.done() for writer in writers)
            with units.look() as unit:
                seen += [one.number for one in unit.journal.after(ours.id, cursor, 7)]
            is_last_round = is_last_round and seen[-1:] == [cursor]
            cursor = seen[-1] if seen else cursor
        for writer in writers:
            writer.result()
    assert seen == list(range(2, 42))


def test_organisations_count_and_read_apart(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    mine, foreign = keep(units, ours.document()), keep(units, theirs.document())
    with units.begin() as unit:
        for owner, document in ((ours, mine), (theirs, foreign), (ours, mine)):
            unit.journal.write(entry(owner.id, document.id))
    with units.look() as unit:
        assert [told.number for told in unit.journal.after(ours.id, 0, 10)] == [1, 2, 3]
        assert [told.number for told in unit.journal.after(theirs.id, 0, 10)] == [1, 2]
        assert {told.document_id for told in unit.journal.after(ours.id, 0, 10)} == {mine.id}
        assert unit.journal.page(ours.id, replace(EVERYTHING, document_id=foreign.id)) == []


def test_the_log_runs_from_the_newest_page_by_page_with_its_document(units: Units, ours: Company) -> None:
    documents = [keep(units, ours.document(f"№{number}")) for number in range(5)]
    with units.look() as unit:
        first = unit.journal.page(ours.id, EVERYTHING, limit=3)
        second = unit.journal.page(ours.id, EVERYTHING, before=first[-1].entry.number, limit=3)
    assert [line.entry.number for line in first + second] == [5, 4, 3, 2, 1]
    assert first[0].entry.document_id == documents[-1].id
    line = first[0]
    assert (line.document_number, line.document_title, line.counterparty_name) == ("№4", "УПД №4", "АО «Ёлка»")


def test_each_part_of_a_filter_narrows_the_log(units: Units, ours: Company) -> None:
    one, two = ours.document("1"), ours.document("2", counterparty_name="Сосна")
    for document in (one, two):
        keep(units, document)
    with units.begin() as unit:
        unit.journal.write(entry(ours.id, two.id, at=later(10)))

    def numbers(**wanted: object) -> list[int]:
        with units.look() as unit:
            found = unit.journal.page(ours.id, JournalFilter(**wanted))  # type: ignore[arg-type]
        return [line.entry.number for line in found]

    assert numbers() == [3, 2, 1]
    assert numbers(kinds=frozenset({Happening.LEARNED})) == [3]
    assert numbers(document_id=one.id) == [1]
    assert numbers(text="СОСНА") == [3, 2]
    assert numbers(text="елка") == [1]
    assert numbers(since=later(10)) == [3]
    assert numbers(until=later(9)) == [2, 1]


def test_what_was_not_kept_is_not_told(units: Units, ours: Company) -> None:
    document = ours.document()

    def stumble() -> None:
        with units.begin() as unit:
            unit.documents.add(document, INTAKE)
            unit.journal.after(ours.id, 0, 10)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        stumble()
    keep(units, document)
    assert [told.number for told in timeline(units, document.id)] == [1]
