"""Laws of answers to acts and of the annulment proposal: tied to the very file, addressed to the other side."""

import base64
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import (
    answer_discrepancies,
    answer_reconciliation,
    build,
    envelope_of,
    parse,
    propose_annulment,
    read_document,
    summary,
)
from edo_gateway.formats.annulment import Annulment, AnnulmentSignatory
from edo_gateway.formats.discrepancy.answer import AnswerCompanySignatory
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.reconciliation.answer import AnsweredContract, AnsweredDocument, AnsweredOperation
from edo_gateway.formats.reconciliation.parties import SettlementSignatory
from edo_gateway.formats.service_documents import CompanyParticipant, EntrepreneurParticipant
from edo_gateway.formats.validation import validate
from tests.reference import objections
from tests.unit.formats.documents_at_hand import AT, BUYER_ID, GUID, SELLER_ID, built, faults

_EXAMPLES = Path(__file__).parents[3] / "examples"
_PERSON = PersonName(surname="Васильков", given_name="Лев")
_SIGNATURE = base64.b64encode(b"signature").decode()
_SELLER = CompanyParticipant(participant_id=SELLER_ID, name="ООО «Ромашка»", inn="7700000016", kpp="770001001")
_BUYER = CompanyParticipant(participant_id=BUYER_ID, name="АО «Василёк»", inn="7800000027", kpp="780001001")


def example(name: str) -> ExchangeFile:
    return build(read_document((_EXAMPLES / f"{name}.json").read_bytes()), at=AT, guid=GUID)


def judged(document: DocumentModel) -> ExchangeFile:
    """Its file, accepted by us and by the official schema."""
    file = build(document, at=AT, guid=GUID)
    assert validate(file).is_valid
    assert objections(file) == []
    return file


def test_an_agreement_is_tied_to_the_act_and_sent_back() -> None:
    act = example("reconciliation")
    answer = answer_reconciliation(act, b"signature", signatory=SettlementSignatory(name=_PERSON))
    envelope = envelope_of(act)
    assert (answer.act_file, answer.act_file_date, answer.act_file_time, answer.act_signature) == (
        envelope.file_id,
        envelope.formed_on,
        envelope.formed_at,
        _SIGNATURE,
    )
    assert (answer.sender, answer.recipient) == (parse(act).recipient, parse(act).sender)
    assert etree.fromstring(judged(answer).content).get("ПризнРазн") == "1"


def test_other_books_make_an_answer_with_discrepancies() -> None:
    zero = Decimal("0.00")
    operation = AnsweredOperation(debit=Decimal("1.00"))
    document = AnsweredDocument(
        name="УПД", number="7", date=date(2026, 5, 18), difference=zero, operations=(operation,)
    )
    contract = AnsweredContract(opening_debit=zero, difference_debit=zero, documents=(document,))
    signatory = SettlementSignatory(name=_PERSON)
    sums = {"opening_debit": zero, "difference_debit": zero}
    answer = answer_reconciliation(example("reconciliation"), b"s", signatory=signatory, contracts=(contract,), **sums)
    assert etree.fromstring(judged(answer).content).get("ПризнРазн") == "2"


def test_the_seller_answers_a_discrepancy_act_in_words() -> None:
    act = example("discrepancy")
    signatory = AnswerCompanySignatory(scope="23", name=_PERSON, position="Директор", inn="7700000016")
    answer = answer_discrepancies(
        act, [b"signature", b"another"], signatories=(signatory,), text="Согласны", date=date(2026, 11, 23)
    )
    read = parse(judged(answer))
    assert answer.act_signatures == (_SIGNATURE, base64.b64encode(b"another").decode())
    assert (read.sender, read.recipient) == (SELLER_ID, BUYER_ID)
    assert answer.composer == 'ООО "Ромашка-Тест", ИНН/КПП 7700000016/770001001'


def test_only_the_act_itself_can_be_answered() -> None:
    signatory = SettlementSignatory(name=_PERSON)
    for file in (built(), example("reconciliation_agreed"), example("discrepancy")):
        with pytest.raises(InvalidDocument) as refused:
            answer_reconciliation(file, b"s", signatory=signatory)
        assert [found.rule for found in refused.value.report.findings] == ["links.not_answered_title"]


def test_an_annulment_names_the_file_and_every_signature_under_it() -> None:
    file = built()
    proposal = propose_annulment(
        file,
        [b"signature", b"another"],
        author=_SELLER,
        counterparty=_BUYER,
        signatory=AnnulmentSignatory(name=_PERSON),
        text="Отправлен\nошибочно",
    )
    read = parse(judged(proposal))
    assert read == proposal
    assert isinstance(read, Annulment)
    assert f"{read.file}.xml" == file.name
    assert (read.sender, read.recipient, len(read.signatures)) == (SELLER_ID, BUYER_ID, 2)
    assert summary(read).date == date(2026, 11, 21)


def test_an_annulment_of_a_file_with_any_name_has_no_day() -> None:
    proposal = parse(example("annulment_of_entrepreneur"))
    assert isinstance(proposal, Annulment)
    assert isinstance(proposal.author, EntrepreneurParticipant)
    assert summary(proposal).date is None


def test_a_file_without_its_code_is_an_annulment_only_when_it_proposes_one() -> None:
    content = example("annulment").content.decode("cp1251")
    for changed in (
        content.replace("СвПредАн", "СвИзвПолуч"),
        content.replace("<Документ>", '<Документ КНД="1115113">'),
    ):
        with pytest.raises(InvalidDocument) as refused:
            parse(changed.encode("cp1251"))
        assert [found.rule for found in refused.value.report.findings] == ["file.unknown_format"]


def test_a_participant_who_is_not_known_is_asked_for_by_the_name_of_the_field() -> None:
    for name, party in (("reconciliation", "author"), ("discrepancy", "buyer")):
        payload = json.loads((_EXAMPLES / f"{name}.json").read_bytes())
        del payload[party]["participant_id"]
        assert faults(payload) == {("request.participant_unknown", "/sender")}
