"""Laws of exchange files: names, bytes, what is refused, what is read back."""

import base64
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument, Layer
from edo_gateway.formats import (
    answer,
    build,
    correction_request,
    envelope_of,
    operator_forwarded,
    operator_received,
    parse,
    pointer_of,
    pointer_within,
    read_document,
    receipt_notice,
    summary,
)
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.service_documents import CompanyParticipant, CorrectionSignatory, Operator, ReceiptSignatory
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from tests.reference import objections
from tests.unit.formats.documents_at_hand import AT, BUYER_ID, GUID, SELLER_ID, built, findings_of, small

_PERSON = PersonName(surname="Васильков", given_name="Лев")
_MARKING = [{"codes": ["0104609664786013215V<lA70.53)lV"]}]
_BATCH = [{"batch": "10013160/050926/3123456/001", "unit": "шт", "quantity": "3", "net": "90000.00"}]


def test_the_name_holds_recipient_sender_moscow_day_and_digits_of_the_content() -> None:
    assert built().name == f"ON_NSCHFDOPPR_{BUYER_ID}_{SELLER_ID}_20261121_{GUID}_0_0_0_0_0_00.xml"


@pytest.mark.parametrize(
    ("changes", "digits"),
    [
        ({"lines__0__traceability": _BATCH}, "1_0_0_0_0_00"),
        ({"lines__0__marking": _MARKING}, "0_1_0_0_0_00"),
        ({"contents": {"alcohol": True, "oil_products": True}}, "0_0_1_0_1_00"),
        ({"contents": {"tobacco": True}}, "0_0_0_1_0_00"),
    ],
)
def test_digits_of_the_name_follow_the_content(changes: dict[str, object], digits: str) -> None:
    file = built(**changes)
    assert file.name.endswith(f"_{digits}.xml")
    assert parse(file).sender == SELLER_ID


def test_the_day_of_the_name_is_moscows() -> None:
    late = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
    assert "_20261122_" in build(read_document(small()), at=late, guid=GUID).name


def test_the_inner_id_is_the_name_without_extension() -> None:
    file = built()
    assert etree.fromstring(file.content).get("ИдФайл") == file.name.removesuffix(".xml")


def test_the_declaration_is_windows_1251_in_double_quotes() -> None:
    assert built().content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>\n<')


def test_explicit_sender_and_recipient_win_over_the_parties() -> None:
    parts = envelope_of(built(sender="2ZZ-agent", recipient="2ZZ-other")).parts
    assert parts is not None
    assert (parts.sender, parts.recipient) == ("2ZZ-agent", "2ZZ-other")


@pytest.mark.parametrize("character", ["₽", "😀", "ß", "\x00", "\x07", "\x7f", "ѝ"])
def test_a_character_outside_windows_1251_is_refused_with_its_field(character: str) -> None:
    (found,) = findings_of(small(lines__0__name=f"Бумага {character}"))
    assert (found.rule, found.pointer, found.layer) == ("encoding.character", "/lines/0/name", Layer.ENCODING)
    assert f"U+{ord(character):04X}" in found.text.ru


@pytest.mark.parametrize("name", ["a<b>&\"c'", "строка\nстрока\tтаб\r\n", " пробелы  ", "№ «ёлки» — – …"])
def test_special_characters_survive(name: str) -> None:
    document = parse(built(lines__0__name=name, lines__0__marking=[{"codes": [name]}]))
    assert isinstance(document, TransferDocument)
    assert document.lines[0].name == name
    assert document.lines[0].marking[0].codes == (name,)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<a/>",
        "<Файл/>".encode(),
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    ],
)
def test_what_is_no_document_is_refused_without_a_crash(content: bytes) -> None:
    with pytest.raises(InvalidDocument) as refused:
        parse(content)
    assert refused.value.report.findings


def test_a_damaged_value_is_told_with_path_and_pointer() -> None:
    file = built()
    broken = file.content.replace('СтТовБезНДС="3550.00"'.encode("cp1251"), 'СтТовБезНДС="3550,00"'.encode("cp1251"))
    with pytest.raises(InvalidDocument) as refused:
        parse(ExchangeFile(file.name, broken))
    (found,) = refused.value.report.findings
    assert found.path == "/Файл/Документ/ТаблСчФакт/СведТов/@СтТовБезНДС"
    assert found.pointer == "/lines/0/net"


def test_a_day_the_calendar_lacks_is_told_as_such_when_a_file_is_read() -> None:
    file = built()
    content = file.content.decode("cp1251").replace(' ДатаДок="21.11.2026"', ' ДатаДок="29.02.2025"')
    with pytest.raises(InvalidDocument) as refused:
        parse(content.encode("cp1251"))
    (found,) = refused.value.report.findings
    assert (found.rule, found.pointer) == ("file.no_such_day", "/date")
    assert "«29.02.2025»" in found.text.ru


def test_a_counterpartys_wrong_control_digit_does_not_hinder_reading() -> None:
    file = built()
    document = parse(file.content.replace(b"7700000016", b"7700000017"))
    assert isinstance(document, TransferDocument)
    assert document.seller.inn == "7700000017"


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("/Файл/Документ/ТаблСчФакт/СведТов[2]/@НалСт", "/lines/1/vat_rate"),
        ("/Файл/Документ/ТаблСчФакт/СведТов/СумНал/СумНал", "/lines/0/vat"),
        ("/Файл/Документ/ТаблСчФакт/СведТов/СумНал/БезНДС", "/lines/0/vat"),
        ("/Файл/Документ/ТаблСчФакт/СведТов/СумНал", "/lines/0/vat"),
        ("/Файл/Документ/СвСчФакт/СвПрод/ИдСв/СвЮЛУч/@ИННЮЛ", "/seller/inn"),
        ("/Файл/Документ/СвСчФакт/СвПрод[3]/Адрес", "/other_sellers/1/address"),
        ("/Файл/Документ/СвСчФакт/СвПрод/Адрес/АдрРФ/@Улица", "/seller/address/street"),
        ("/Файл/Документ/СвСчФакт/ГрузОт[2]/ГрузОтпр/Адрес", "/consignors/1/address"),
        ("/Файл/Документ/СвСчФакт/ГрузОт/ОнЖе", "/consignors/0"),
        ("/Файл/Документ/ТаблСчФакт", "/lines"),
        ("/Файл/Документ/СвСчФакт/ДенИзм", "/currency"),
        ("/Файл/Документ/СвПродПер/СвПер/ОснПер[2]/@РеквНаимДок", "/transfer/basis/1/name"),
        ("/Файл/Документ/Подписант/ФИО/@Имя", "/signatories/0/name/given_name"),
        ("/Файл/Документ/СвСчФакт/СвПрод/@Неведомый", "/seller"),
        ("/Файл/Документ/@КНД", ""),
        ("/Файл/@ИдФайл", None),
        ("/Письмо", None),
    ],
)
def test_a_path_leads_to_the_callers_field(path: str, pointer: str | None) -> None:
    assert pointer_of(TransferDocument, path) == pointer


@pytest.mark.parametrize(
    ("pointer", "told"),
    [
        ("/buyer/address/text", "/buyer/address"),
        ("/lines/0/vat", "/lines/0/vat"),
        ("/lines/7/name", "/lines/7/name"),
        ("/transfer/thing/details", "/transfer/thing/details"),
        ("/number", "/number"),
        ("", ""),
    ],
)
def test_a_pointer_ends_where_the_callers_json_does(pointer: str, told: str) -> None:
    assert pointer_within(small(), pointer) == told


def test_every_attribute_of_a_built_file_leads_to_a_field_that_holds_it() -> None:
    file = built(lines__0__marking=_MARKING, consignors=["он же"])
    document = parse(file)
    tree = etree.fromstring(file.content).getroottree()
    for element in tree.getroot()[0].iterdescendants():
        for name in element.attrib:
            pointer = pointer_of(document, f"{tree.getpath(element)}/@{name}")
            assert pointer, name
            value: object = document
            for step in pointer.split("/")[1:]:
                value = value[int(step)] if isinstance(value, tuple) else getattr(value, step)
            assert value not in (None, ()), pointer


def test_the_buyer_title_repeats_what_ties_it_to_the_sellers_file() -> None:
    seller = built(lines__0__marking=_MARKING)
    signatory = Signatory(name=_PERSON, position="Директор")
    title = answer(seller, [b"signature"], signatory=signatory, accepted_on=date(2026, 11, 22))
    file = build(title, at=AT, guid=UUID(int=5))
    envelope = envelope_of(seller)
    assert file.name == f"ON_NSCHFDOPPOK_{SELLER_ID}_{BUYER_ID}_20261121_{UUID(int=5)}_0_1_0_0_0_00.xml"
    assert (title.seller_file, title.seller_file_time) == (envelope.file_id, envelope.formed_at)
    assert title.seller_signatures == (base64.b64encode(b"signature").decode(),)
    assert parse(file) == title.model_copy(update={"signatories": (signatory.completed(),)})
    assert objections(file) == []


@pytest.mark.parametrize("result", list(AcceptanceResult))
def test_a_buyer_title_of_any_result_is_accepted_by_the_official_rules(result: AcceptanceResult) -> None:
    signatory = Signatory(name=_PERSON)
    title = answer(built(), [b"s"], signatory=signatory, accepted_on=date(2026, 11, 22), result=result)
    assert objections(build(title, at=AT, guid=GUID)) == []


def test_only_a_seller_title_can_be_answered() -> None:
    title = answer(built(), [b"s"], signatory=Signatory(name=_PERSON), accepted_on=date(2026, 11, 22))
    with pytest.raises(InvalidDocument):
        answer(
            build(title, at=AT, guid=GUID), [b"s"], signatory=Signatory(name=_PERSON), accepted_on=date(2026, 11, 22)
        )


def test_service_documents_about_a_file_are_accepted_by_the_official_rules() -> None:
    file = built()
    seller = CompanyParticipant(participant_id=SELLER_ID, name="ООО «Ромашка»", inn="7700000016", kpp="770001001")
    buyer = CompanyParticipant(participant_id=BUYER_ID, name="АО «Василёк»", inn="7800000027", kpp="780001001")
    operator = Operator(name="ООО «Оператор»", inn="7700000094", id="2XX")
    made = (
        receipt_notice(
            file, [b"s"], author=buyer, counterparty=seller, signatory=ReceiptSignatory(name=_PERSON), received_at=AT
        ),
        operator_received(file, [b"s"], operator=operator, sender=seller, recipient=buyer, received_at=AT),
        operator_forwarded(file, [b"s"], operator=operator, sender=seller, recipient=buyer, sent_at=AT),
        correction_request(
            file,
            b"s",
            author=buyer,
            counterparty=seller,
            signatory=CorrectionSignatory(name=_PERSON),
            text="Неверный адрес\nпокупателя",
            received_at=AT,
        ),
    )
    for service in made:
        service_file = build(service, at=AT, guid=GUID)
        assert parse(service_file) == service
        assert objections(service_file) == []


def test_the_summary_tells_what_lists_show() -> None:
    document = parse(built())
    told = summary(document)
    assert (told.number, told.date, told.function, told.currency) == ("УТ-1", date(2026, 11, 21), "СЧФДОП", "643")
    assert (str(told.total), str(told.vat)) == ("4331.00", "781.00")
    assert told.seller is not None
    assert (told.seller.name, told.seller.inn, told.seller.participant_id) == ("ООО «Ромашка»", "7700000016", SELLER_ID)


def test_a_name_that_breaks_the_rule_is_not_taken_apart() -> None:
    assert file_id_of("RL-NB-146830-MARK") is None
    assert file_id_of(f"ON_NSCHFDOPPR_a_b_20261399_{GUID}_0_0_0_0_0_00") is None


def test_an_unknown_kind_of_document_is_a_buyer_title_only_when_it_is() -> None:
    title = answer(built(), [b"s"], signatory=Signatory(name=_PERSON), accepted_on=date(2026, 11, 22))
    assert isinstance(parse(build(title, at=AT, guid=GUID)), BuyerTitle)
