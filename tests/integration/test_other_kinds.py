"""Documents other than the transfer document: acts, ready files, files without a format.

Each kind goes its whole way on each database in the main job; what is asked here does not depend on one.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway import bootstrap, formats
from edo_gateway.docflow.parties import ForeignParticipant, ForeignSeller
from edo_gateway.docflow.prepare import TypeNotCarried
from edo_gateway.domain.delivery import FactKind, Thread, ThreadState
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.free_form import FreeFormRefused
from edo_gateway.formats.official.shelf import Shelf
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.sandbox.config import Behaviour
from edo_gateway.storage.contract import DocumentFilter
from tests.house import House, house
from tests.unit.formats.test_official_schemas import LETTER, letter
from tests.unit.formats.test_official_schemas import NAME as LETTER_NAME

BUYER = {"inn": "7800000027"}
_GROSS = 'СтТовУчНал="'.encode("cp1251")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "house", _database(tmp_path)) as made:
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for what never reaches the database."""
    folder = tmp_path_factory.mktemp("shared")
    with house(folder / "house", _database(folder)) as made:
        yield made


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'gateway.db'}"


def in_json(file: ExchangeFile) -> dict[str, str]:
    return {"name": file.name, "content": b64encode(file.content).decode()}


def written(home: House, kind: str = "УПД", **changes: Any) -> ExchangeFile:
    """The file of a document as another program would have written it."""
    payload = {**home.payload(kind), **changes}
    return home.docflow.prepare(json.dumps(payload).encode(), actor=home.actor("accountant")).file


def created(home: House, payload: dict[str, Any]) -> DocumentId:
    return home.docflow.create(json.dumps(payload).encode(), actor=home.actor("accountant"))


def finished(home: House, payload: dict[str, Any]) -> DocumentId:
    document_id = home.sent_of(created(home, payload))
    home.work(document_id)
    return document_id


def title_of(home: House, document_id: DocumentId) -> ExchangeFile:
    with home.docflow.units.look() as unit:
        return unit.documents.title(document_id, FileRole.SELLER_TITLE)[1]


def test_a_ready_exchange_file_goes_the_whole_way_byte_for_byte(home: House) -> None:
    file = written(home)
    document_id = finished(home, {"type": "exchange_file", "file": in_json(file)})
    document = home.document(document_id)
    assert document.status is DocumentStatus.FINISHED
    assert title_of(home, document_id) == file
    assert (document.heading.type, document.heading.function) == (
        DocumentType.TRANSFER_DOCUMENT,
        DocumentFunction.INVOICE_AND_TRANSFER,
    )
    assert document.heading.total == formats.summary(formats.parse(file)).total


def test_the_bytes_of_a_ready_file_are_kept_once(home: House) -> None:
    file = written(home)
    document_id = created(home, {"type": "exchange_file", "file": in_json(file)})
    with home.docflow.units.look() as unit:
        request = json.loads(unit.documents.intake(document_id).request)
    assert request["file"] == {"name": file.name, "content": f"sha256:{file.sha256}"}


def test_a_ready_file_with_errors_is_refused_and_nothing_is_kept(home: House) -> None:
    file = written(home)
    spoiled = ExchangeFile(file.name, file.content.replace(_GROSS, _GROSS + b"9"))
    with pytest.raises(InvalidDocument) as refused:
        created(home, {"type": "exchange_file", "file": in_json(spoiled)})
    assert {finding.pointer for finding in refused.value.report.findings} == {"/file/content"}
    with home.docflow.units.look() as unit:
        assert unit.documents.count(home.organization.id, DocumentFilter()) == 0


def test_a_ready_file_of_another_sender_is_refused(shared: House) -> None:
    model = formats.parse(written(shared))
    assert isinstance(model, TransferDocument)
    turned = {"seller": model.buyer, "buyer": model.seller, "sender": model.recipient, "recipient": model.sender}
    theirs = formats.write(model.model_copy(update=turned), at=datetime.now(UTC), guid=uuid4())
    with pytest.raises(ForeignParticipant) as refused:
        created(shared, {"type": "exchange_file", "file": in_json(theirs)})
    assert refused.value.pointer == "/file/name"


def test_a_ready_file_our_organisation_does_not_sell_by_is_refused(shared: House) -> None:
    model = formats.parse(written(shared))
    assert isinstance(model, TransferDocument)
    stranger = formats.write(model.model_copy(update={"seller": model.buyer}), at=datetime.now(UTC), guid=uuid4())
    with pytest.raises(ForeignSeller) as refused:
        created(shared, {"type": "exchange_file", "file": in_json(stranger)})
    assert refused.value.pointer == "/file/content"


def test_a_title_that_answers_another_is_not_carried_as_a_document(shared: House) -> None:
    file = written(shared)
    title = formats.answer(
        file,
        (b"signature",),
        signatory=Signatory(position="Директор", name=PersonName(surname="Лаптев", given_name="Олег")),
        accepted_on=datetime.now(UTC).date(),
    )
    between = {"sender": str(shared.organization.participant_id), "recipient": title.recipient}
    answer = formats.build(title.model_copy(update=between), at=datetime.now(UTC), guid=uuid4())
    with pytest.raises(TypeNotCarried) as refused:
        created(shared, {"type": "exchange_file", "file": in_json(answer)})
    assert refused.value.pointer == "/file/content"


def contract(**changes: Any) -> dict[str, Any]:
    file = ExchangeFile("Договор № 5.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    return {
        "type": "free_form",
        "title": "Договор поставки",
        "number": "5",
        "date": "2026-11-21",
        "counterparty": BUYER,
        "file": in_json(file),
        **changes,
    }


def test_a_free_form_file_is_answered_by_a_signature_that_is_verified(home: House) -> None:
    document_id = finished(home, contract())
    document = home.document(document_id)
    assert document.status is DocumentStatus.FINISHED
    assert {fact.kind for fact in document.facts} == {FactKind.DELIVERED, FactKind.COUNTERSIGNED}
    assert document.settlement.threads[Thread.OPERATOR].state is ThreadState.NOT_EXPECTED
    with home.docflow.units.look() as unit:
        theirs = [known for known in unit.documents.signatures(document_id) if known.person_id is None]
        (file,) = [known for known in unit.documents.files(document_id) if known.role is FileRole.SELLER_TITLE]
    assert [known.indication for known in theirs] == ["TOTAL_PASSED"]
    assert {known.file_id for known in theirs} == {file.id}
    assert document.signatures == {SignatureLevel.SIMPLE, SignatureLevel.UNQUALIFIED}


def test_a_free_form_file_nobody_has_to_sign_is_finished_once_it_is_delivered(home: House) -> None:
    document_id = finished(home, contract(signature_requested=False))
    document = home.document(document_id)
    assert document.status is DocumentStatus.FINISHED
    assert {fact.kind for fact in document.facts} == {FactKind.DELIVERED}


def test_a_refusal_to_sign_a_contract_is_a_refusal(tmp_path: Path) -> None:
    with house(tmp_path / "house", _database(tmp_path), behaviour=Behaviour.REFUSE) as home:
        assert home.document(finished(home, contract())).status is DocumentStatus.REJECTED


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"file": {"name": "a.pdf", "content": "not base64!"}}, "/file/content"),
        ({"file": {"name": "a.pdf"}}, "/file/content"),
        ({"file": None}, "/file"),
        ({"number": None}, "/number"),
        ({"number": ""}, "/number"),
        ({"date": "21.11.2026"}, "/date"),
        ({"counterparty": {"inn": BUYER["inn"], "name": "x"}}, "/counterparty/name"),
        ({"total": 5}, "/total"),
    ],
)
def test_a_bad_field_of_a_free_form_document_is_named(shared: House, changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        created(shared, contract(**changes))
    assert pointer in {finding.pointer for finding in refused.value.report.findings}


@pytest.mark.parametrize(
    "file", [ExchangeFile("a.pdf", b""), ExchangeFile("a.exe", b"MZ\x90\x00"), ExchangeFile("../a.pdf", b"%PDF-1.7")]
)
def test_a_file_that_is_not_to_be_signed_is_refused(shared: House, file: ExchangeFile) -> None:
    with pytest.raises(FreeFormRefused) as refused:
        created(shared, contract(file=in_json(file)))
    assert refused.value.pointer == "/file"


@pytest.mark.parametrize(
    ("kind", "status", "thread"),
    [
        ("КС-2", DocumentStatus.REJECTED, ThreadState.FAILED),
        ("акт сверки", DocumentStatus.DISCREPANCIES, ThreadState.DONE),
        ("акт о расхождениях", DocumentStatus.FINISHED, ThreadState.DONE),
    ],
)
def test_what_the_other_side_answers_to_an_act_decides_its_outcome(
    tmp_path: Path, kind: str, status: DocumentStatus, thread: ThreadState
) -> None:
    with house(tmp_path / "house", _database(tmp_path), behaviour=Behaviour.ACCEPT_WITH_DISCREPANCIES) as home:
        document_id = home.sent(kind)
        home.work(document_id)
        document = home.document(document_id)
        assert document.status is status
        assert document.settlement.threads[Thread.ANSWER].state is thread


def test_a_format_nobody_modelled_is_carried_once_its_official_schema_is_added(home: House, tmp_path: Path) -> None:
    """The invented letter: judged by its schema, shown as a tree, signed; an operator who does not know it refuses."""
    schema = tmp_path / LETTER_NAME
    schema.write_text(LETTER, encoding="utf-8")
    Shelf(home.config.formats).add(schema, valid_from=date(2026, 1, 1), at=datetime.now(UTC))
    home.docflow.units.close()
    home.docflow = bootstrap.docflow(home.config, home.clock)
    payload = {"type": "exchange_file", "file": in_json(letter()), "counterparty": BUYER}
    with pytest.raises(InvalidDocument) as refused:
        created(home, payload)
    assert {finding.pointer for finding in refused.value.report.findings} == {"/number"}
    document_id = home.sent_of(created(home, {**payload, "number": "5", "date": "2026-11-20"}))
    document = home.document(document_id)
    assert (document.heading.type, document.heading.title) == (DocumentType.EXCHANGE_FILE, "Письмо контрагенту")
    assert title_of(home, document_id) == letter()
    home.work(document_id)
    failed = home.document(document_id)
    assert failed.status is DocumentStatus.FAILED
    assert "Диадок не принимает документ этого вида" in failed.transitions[-1].reason
    assert home.messages_of_ours() == 0
