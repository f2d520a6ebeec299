"""Laws of documents, their files and signatures, and of lists of them."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import event

from edo_gateway.domain.approval import Route, Stage, Verdict
from edo_gateway.domain.delivery import Fact, FactKind
from edo_gateway.domain.document import Document, DocumentFunction, DocumentStatus, OperatorReference
from edo_gateway.domain.errors import ConcurrentChange, NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId, FileId
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.person import Role
from edo_gateway.domain.power import PartyKind, PowerParty
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel
from edo_gateway.storage.contract import DocumentFilter, Units
from edo_gateway.storage.units import DatabaseUnits
from tests.contract.storage_samples import (
    INTAKE,
    NOON,
    QUALIFIED,
    Company,
    company,
    in_threads,
    keep,
    later,
    move,
    person,
    sent,
    signature,
    signing_key,
    title_file,
)

EVERYTHING = DocumentFilter()
TWO = tuple(PowerParty(kind=PartyKind.PERSON, name=name, inn=inn) for name, inn in (("А", "1"), ("Б", "2")))


@pytest.fixture
def ours(units: Units) -> Company:
    return company(units)


def got(units: Units, document: Document) -> Document:
    with units.look() as unit:
        return unit.documents.get(document.organization_id, document.id)


def save(units: Units, document: Document) -> None:
    with units.begin() as unit:
        unit.documents.save(document)


def listed(units: Units, ours: Company, **wanted: object) -> list[str]:
    with units.look() as unit:
        found = unit.documents.page(ours.id, DocumentFilter(**wanted))  # type: ignore[arg-type]
        assert unit.documents.count(ours.id, DocumentFilter(**wanted)) == len(found)  # type: ignore[arg-type]
    return [document.heading.number for _, document in found]


def fact(source: str) -> Fact:
    return Fact(kind=FactKind.DELIVERED, source=source, at=later(1), received_at=later(2), note="получено")


def full(ours: Company) -> Document:
    """A document that has been everywhere: sent back once, approved, signed, sent and reported about."""
    document = ours.document()
    move(document, DocumentStatus.APPROVAL)
    returned = document.route.decided(ours.approver.id, Verdict.RETURNED, "Исправьте сумму", later(1))
    document.route = returned.resubmitted().decided(ours.approver.id, Verdict.APPROVED, "", later(2))
    move(document, DocumentStatus.RETURNED, DocumentStatus.APPROVAL, DocumentStatus.SIGNING)
    move(document, DocumentStatus.SIGNED, DocumentStatus.SENDING, DocumentStatus.SENT, at=later(3))
    document.reference = OperatorReference(message_id="m-1", entity_id="e-1")
    document.learn([fact("s-2"), fact("s-1")], at=later(4))
    return document


def test_a_document_comes_back_as_it_was_kept(units: Units, ours: Company) -> None:
    document = keep(units, full(ours))
    assert got(units, document) == document
    with units.look() as unit:
        assert unit.documents.find_by_message(ours.id, "m-1") == document
        assert unit.documents.find_by_message(ours.id, "m-2") is None
        assert unit.documents.intake(document.id) == INTAKE


def test_a_document_without_tax_or_sum_comes_back_so(units: Units, ours: Company) -> None:
    document = keep(units, ours.document(vat=None, total=None, function=DocumentFunction.TRANSFER))
    assert got(units, document).heading == document.heading


def test_saving_step_by_step_gives_the_same_document(units: Units, ours: Company) -> None:
    document, target = ours.document(), full(ours)
    keep(units, document)
    for number in range(1, len(target.transitions) + 1):
        taken = got(units, document)
        taken.transitions = target.transitions[:number]
        taken.status = taken.transitions[-1].target
        save(units, taken)
    finished = replace(target, id=document.id, transitions=list(target.transitions))
    save(units, finished)
    save(units, finished)
    assert got(units, document) == finished
    with units.look() as unit:
        assert len(unit.journal.of_document(document.id)) == len(target.transitions) + 2 + 2


def advance(document: Document, _: Company) -> None:
    move(document, DocumentStatus.APPROVAL, at=later(1))


def learn(document: Document, _: Company) -> None:
    document.facts.append(fact("first"))


def decide(document: Document, ours: Company) -> None:
    document.route = document.route.decided(ours.approver.id, Verdict.APPROVED, "", NOON)


@pytest.mark.parametrize("change", [advance, learn, decide])
def test_whoever_saves_second_is_told_and_changes_nothing(
    units: Units, ours: Company, change: Callable[[Document, Company], None]
) -> None:
    keep(units, document := ours.document())
    first, second = got(units, document), got(units, document)
    change(first, ours)
    save(units, first)
    move(second, DocumentStatus.APPROVAL, at=later(2))
    with pytest.raises(ConcurrentChange):
        save(units, second)
    assert got(units, document) == first


def test_writers_that_take_a_document_wait_for_each_other(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    together = threading.Barrier(4, timeout=20)

    def step() -> None:
        for _ in range(3):
            together.wait()
            with units.begin() as unit:
                taken = unit.documents.take(ours.id, document.id)
                is_open = taken.status is DocumentStatus.APPROVAL
                taken.facts.append(fact(f"s-{uuid4()}"))
                move(taken, DocumentStatus.RETURNED if is_open else DocumentStatus.APPROVAL)
                unit.documents.save(taken)

    in_threads(*[step] * 4)
    kept = got(units, document)
    assert len(kept.transitions) == 1 + 4 * 3
    assert len(kept.facts) == 4 * 3


def test_of_writers_that_only_got_a_document_one_wins(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    together = threading.Barrier(4, timeout=20)
    outcomes: list[str] = []
    copies = [got(units, document) for _ in range(4)]

    def step(minute: int) -> None:
        copy = copies[minute]
        move(copy, DocumentStatus.APPROVAL, at=later(minute))
        together.wait()
        try:
            save(units, copy)
            outcomes.append("saved")
        except ConcurrentChange:
            outcomes.append("told")

    in_threads(*(lambda minute=minute: step(minute) for minute in range(4)))
    assert sorted(outcomes) == ["saved", "told", "told", "told"]
    assert len(got(units, document).transitions) == 2
    with units.look() as unit:
        assert len(unit.journal.of_document(document.id)) == 2


def test_a_document_that_is_not_there_is_not_found(units: Units, ours: Company) -> None:
    nobody = DocumentId(uuid4())
    with units.begin() as unit:
        for look_up in (
            lambda: unit.documents.get(ours.id, nobody),
            lambda: unit.documents.take(ours.id, nobody),
            lambda: unit.documents.intake(nobody),
            lambda: unit.documents.save(ours.document()),
            lambda: unit.documents.file(nobody, FileId(uuid4())),
            lambda: unit.documents.title(nobody, FileRole.SELLER_TITLE),
            lambda: unit.documents.add_file(nobody, FileRole.SELLER_TITLE, ExchangeFile("a.xml", b""), NOON),
            lambda: unit.documents.add_signature(nobody, signature(FileId(uuid4()), None)),
        ):
            with pytest.raises(NotFound):
                look_up()


def test_pages_run_from_the_newest_without_gap_or_repetition(units: Units, ours: Company) -> None:
    for number in range(7):
        keep(units, ours.document(str(number)))
    seen, before = [], None
    with units.look() as unit:
        while page := unit.documents.page(ours.id, EVERYTHING, before=before, limit=3):
            seen += [document.heading.number for _, document in page]
            before = page[-1][0]
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_a_page_of_many_documents_takes_as_many_queries_as_a_page_of_one(units: DatabaseUnits, ours: Company) -> None:
    def queries() -> int:
        seen: list[str] = []

        def count(connection: object, cursor: object, statement: str, *rest: object) -> None:
            seen.append(statement)

        with units.look() as unit:
            event.listen(units._writing, "before_cursor_execute", count)
            unit.documents.page(ours.id, EVERYTHING)
            event.remove(units._writing, "before_cursor_execute", count)
        return len(seen)

    keep(units, full(ours))
    of_one = queries()
    for _ in range(20):
        document = full(ours)
        keep(units, document)
        with units.begin() as unit:
            file = unit.documents.add_file(document.id, FileRole.SELLER_TITLE, ExchangeFile("a.xml", b"a"), NOON)
            unit.documents.add_signature(document.id, signature(file, ours.signer))
    assert 0 < of_one < 10
    assert queries() == of_one


@pytest.mark.parametrize("text", ["ЕЛКА", "ёлка", "№-7", "в№-7А"])
def test_text_is_found_in_number_and_name_whatever_its_case(units: Units, ours: Company, text: str) -> None:
    keep(units, ours.document("В№-7а", counterparty_name="АО «Ёлка»"))
    keep(units, ours.document("8", counterparty_name="Сосна"))
    assert listed(units, ours, text=text) == ["В№-7а"]


def test_signs_of_a_search_pattern_mean_themselves(units: Units, ours: Company) -> None:
    keep(units, ours.document("100%"))
    keep(units, ours.document("100_1"))
    keep(units, ours.document("1001"))
    assert listed(units, ours, text="0%") == ["100%"]
    assert listed(units, ours, text="_1") == ["100_1"]


def test_each_part_of_a_filter_narrows(units: Units, ours: Company) -> None:
    draft = ours.document("draft", date=date(2026, 1, 31))
    waiting = ours.document("waiting", function=DocumentFunction.TRANSFER, counterparty_inn="500100732259")
    move(waiting, DocumentStatus.APPROVAL)
    keep(units, draft)
    keep(units, waiting)
    assert listed(units, ours) == ["waiting", "draft"]
    assert listed(units, ours, statuses=frozenset({DocumentStatus.APPROVAL})) == ["waiting"]
    assert listed(units, ours, statuses=frozenset(DocumentStatus)) == ["waiting", "draft"]
    assert listed(units, ours, function="ДОП") == ["waiting"]
    assert listed(units, ours, function="нет такой") == []
    assert listed(units, ours, counterparty_inn="500100732259") == ["waiting"]
    assert listed(units, ours, date_to=date(2026, 1, 31)) == ["draft"]
    assert listed(units, ours, date_from=date(2026, 1, 31)) == ["waiting", "draft"]
    assert listed(units, ours, date_from=date(2026, 2, 1)) == ["waiting"]
    assert listed(units, ours, text="waiting", function="СЧФДОП") == []


def test_amounts_keep_their_kopecks(units: Units, ours: Company) -> None:
    document = keep(units, ours.document(total=Decimal("99999999999999.99"), vat=Decimal("0.01")))
    heading = got(units, document).heading
    assert (heading.total, heading.vat) == (Decimal("99999999999999.99"), Decimal("0.01"))


def test_a_document_waits_for_the_approvers_of_its_open_stage_alone(units: Units, ours: Company) -> None:
    second = person(ours.id, Role.APPROVER)
    with units.begin() as unit:
        unit.people.add(second, "hash")
    stages = (
        Stage(name="Бухгалтер", approvers=(ours.approver.id, ours.approver.id)),
        Stage(name="Директор", approvers=(second.id,)),
    )
    document = ours.document("1")
    document.route = Route(stages=stages)
    keep(units, document)
    assert listed(units, ours, waits_for=ours.approver.id) == []
    move(document, DocumentStatus.APPROVAL)
    save(units, document)
    assert listed(units, ours, waits_for=ours.approver.id) == ["1"]
    assert listed(units, ours, waits_for=second.id) == []
    document.route = document.route.decided(ours.approver.id, Verdict.APPROVED, "", NOON)
    save(units, document)
    assert listed(units, ours, waits_for=ours.approver.id) == []
    assert listed(units, ours, waits_for=second.id) == ["1"]
    document.route = document.route.decided(second.id, Verdict.RETURNED, "нет", NOON)
    move(document, DocumentStatus.RETURNED)
    save(units, document)
    assert listed(units, ours, waits_for=second.id) == []


def test_a_document_waits_for_signers_who_can_put_what_is_missing(units: Units, ours: Company) -> None:
    document = ours.document("1")
    document.required_signatures = QUALIFIED | {SignatureLevel.UNQUALIFIED}
    move(document, DocumentStatus.APPROVAL, DocumentStatus.SIGNING)
    keep(units, document)
    file = title_file(units, document.id)
    assert listed(units, ours, waits_for=ours.signer.id) == []
    with units.begin() as unit:
        unit.people.put_signing_key(signing_key(ours, ours.signer))
        unit.people.put_signing_key(signing_key(ours, ours.approver))  # has a key, may not sign
    assert listed(units, ours, waits_for=ours.signer.id) == ["1"]
    assert listed(units, ours, waits_for=ours.approver.id) == []
    with units.begin() as unit:
        unit.documents.add_signature(document.id, signature(file, ours.signer))
    assert listed(units, ours, waits_for=ours.signer.id) == []


def test_one_signed_document_hides_no_other_that_waits_for_the_same_kind(units: Units, ours: Company) -> None:
    with units.begin() as unit:
        unit.people.put_signing_key(signing_key(ours, ours.signer))
    for number in ("1", "2"):
        document = ours.document(number)
        move(document, DocumentStatus.APPROVAL, DocumentStatus.SIGNING)
        keep(units, document)
        file = title_file(units, document.id)
    with units.begin() as unit:
        unit.documents.add_signature(document.id, signature(file, ours.signer))
    assert listed(units, ours, waits_for=ours.signer.id) == ["1"]


def test_a_key_for_another_organisation_makes_nothing_wait(units: Units, ours: Company) -> None:
    theirs = company(units, "7802000002", name="АО «Василёк»")
    keep(units, theirs.document("1"))
    document = ours.document("1")
    move(document, DocumentStatus.APPROVAL, DocumentStatus.SIGNING)
    keep(units, document)
    with units.begin() as unit:
        unit.people.put_signing_key(signing_key(theirs, ours.signer))
    assert listed(units, ours, waits_for=ours.signer.id) == []


def test_a_simple_signature_is_waited_for_from_every_signer(units: Units, ours: Company) -> None:
    document = ours.document("1")
    document.required_signatures = frozenset({SignatureLevel.SIMPLE})
    move(document, DocumentStatus.APPROVAL, DocumentStatus.SIGNING)
    keep(units, document)
    assert listed(units, ours, waits_for=ours.signer.id) == ["1"]
    assert listed(units, ours, waits_for=ours.approver.id) == []


def test_files_come_back_to_the_byte_and_the_newest_title_is_the_title(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    old, new = ExchangeFile("Файл.xml", bytes(range(256))), ExchangeFile("Файл 2.xml", b"")
    with units.begin() as unit:
        first = unit.documents.add_file(document.id, FileRole.SELLER_TITLE, old, NOON)
        second = unit.documents.add_file(document.id, FileRole.SELLER_TITLE, new, NOON)
    with units.look() as unit:
        assert unit.documents.file(document.id, first) == old
        assert unit.documents.title(document.id, FileRole.SELLER_TITLE) == (second, new)
        with pytest.raises(NotFound):
            unit.documents.title(document.id, FileRole.BUYER_TITLE)
        kept = unit.documents.files(document.id)
    assert [(row.id, row.name, row.size, row.sha256, row.added_at) for row in kept] == [
        (first, "Файл.xml", 256, old.sha256, NOON),
        (second, "Файл 2.xml", 0, new.sha256, NOON),
    ]


def test_a_file_is_found_through_its_own_document_alone(units: Units, ours: Company) -> None:
    one, other = keep(units, ours.document("1")), keep(units, ours.document("2"))
    file = title_file(units, one.id)
    with units.look() as unit, pytest.raises(NotFound):
        unit.documents.file(other.id, file)

    def sign_across() -> None:
        with units.begin() as unit:
            unit.documents.add_signature(other.id, signature(file, ours.signer))

    with pytest.raises(NotFound):
        sign_across()


def test_our_signature_of_one_level_is_put_once(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    file = title_file(units, document.id)
    own = signature(file, ours.signer)
    with units.begin() as unit:
        unit.documents.add_signature(document.id, own)
    assert got(units, document).is_fully_signed

    def sign_again() -> None:
        with units.begin() as unit:
            unit.documents.add_signature(document.id, signature(file, ours.approver, b"other"))

    with pytest.raises(AlreadySigned):
        sign_again()
    with units.look() as unit:
        assert unit.documents.signatures(document.id) == [own]


def test_of_those_who_sign_jointly_each_fills_a_place_once_and_the_last_makes_it_whole(
    units: Units, ours: Company
) -> None:
    document = ours.document()
    document.joint = joint = JointSigning(power_number="p1", parties=TWO, asked=(ours.approver.id,))
    for target in (DocumentStatus.APPROVAL, DocumentStatus.SIGNING):
        document.move(target, at=NOON, actor="")
    keep(units, document)
    file = title_file(units, document.id)

    def put(place: int, content: bytes) -> Document:
        made = replace(signature(file, ours.signer, content), place=joint.place(place))
        with units.begin() as unit:
            unit.documents.add_signature(document.id, made)
        return got(units, document)

    first = put(0, b"one")
    assert (first.signatures, first.awaited) == (frozenset(), TWO[1:])
    assert first.joint == joint.with_signed(0, ours.signer.id)
    with units.look() as unit:
        asked = [
            unit.documents.count(ours.id, DocumentFilter(waits_for=one.id)) for one in (ours.approver, ours.signer)
        ]
    assert asked == [1, 0]
    with pytest.raises(AlreadySigned):
        put(0, b"again")
    assert put(1, b"two").is_fully_signed


def test_the_other_side_may_sign_often_and_does_not_sign_for_us(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    file = title_file(units, document.id)
    theirs = [signature(file, None, content) for content in (b"one", b"two", b"one")]
    with units.begin() as unit:
        for each in theirs:
            unit.documents.add_signature(document.id, each)
    with units.look() as unit:
        assert unit.documents.signatures(document.id) == theirs[:2]
    assert got(units, document).signatures == frozenset()


def test_our_signature_on_a_notice_does_not_sign_the_document(units: Units, ours: Company) -> None:
    keep(units, document := ours.document())
    notice = title_file(units, document.id, FileRole.RECEIPT_NOTICE)
    with units.begin() as unit:
        unit.documents.add_signature(document.id, signature(notice, ours.signer))
    assert got(units, document).signatures == frozenset()


def test_an_idempotency_key_is_bound_once_within_an_organisation(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    mine, foreign = keep(units, ours.document()), keep(units, theirs.document())
    with units.begin() as unit:
        unit.documents.remember(ours.id, "key", "hash", mine.id)
        unit.documents.remember(theirs.id, "key", "other hash", foreign.id)
        assert unit.documents.recall(ours.id, "key") == ("hash", mine.id)
        assert unit.documents.recall(theirs.id, "key") == ("other hash", foreign.id)
        assert unit.documents.recall(ours.id, "none") is None


def test_of_concurrent_creations_with_one_key_one_document_is_made(units: Units, ours: Company) -> None:
    together = threading.Barrier(4, timeout=20)
    outcomes: list[DocumentId | None] = []

    def create() -> None:
        document = ours.document()
        together.wait()
        try:
            with units.begin() as unit:
                unit.documents.add(document, INTAKE)
                unit.documents.remember(ours.id, "key", "hash", document.id)
            outcomes.append(document.id)
        except ConcurrentChange:
            outcomes.append(None)

    in_threads(*[create] * 4)
    [made] = [outcome for outcome in outcomes if outcome]
    assert len(outcomes) == 4
    with units.look() as unit:
        assert unit.documents.recall(ours.id, "key") == ("hash", made)
        assert unit.documents.count(ours.id, EVERYTHING) == 1


def test_an_organisation_never_sees_what_belongs_to_another(units: Units, ours: Company) -> None:
    theirs = company(units, "7702000002")
    foreign = sent(units, theirs)
    with units.begin() as unit:
        documents, people, parties = unit.documents, unit.people, unit.organizations
        for look_up in (
            lambda: documents.get(ours.id, foreign.id),
            lambda: documents.take(ours.id, foreign.id),
            lambda: documents.save(replace(foreign, organization_id=ours.id)),
            lambda: parties.counterparty(ours.id, theirs.counterparty.id),
            lambda: people.signing_key(ours.id, theirs.signer.id, SignatureLevel.QUALIFIED),
        ):
            with pytest.raises(NotFound):
                look_up()
        assert documents.find_by_message(ours.id, "m-1") is None
        assert documents.page(ours.id, EVERYTHING) == []
        assert documents.page(ours.id, DocumentFilter(waits_for=theirs.approver.id)) == []
        assert documents.count(ours.id, EVERYTHING) == 0
        assert parties.counterparties(ours.id) == [ours.counterparty]
        found = parties.find_counterparty(ours.id, theirs.counterparty.tax)
        assert found == ours.counterparty
        assert {member.id for member in people.of_organization(ours.id)} == {ours.approver.id, ours.signer.id}
