"""Laws of the correction document: what stays, what changed, who signs, and how the file tells it."""

import copy
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer, Severity
from edo_gateway.formats import build, complete, parse, pointer_of, pointers, read_document, summary
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.printing import card_of
from edo_gateway.formats.validation import validate
from tests.reference import objections
from tests.unit.formats.documents_at_hand import AT, BUYER_ID, GUID, SELLER_ID, faults, findings_of, small
from tests.unit.formats.specimens import as_file
from tests.unit.formats.strategies import CORRECTION_RATES

_ENTREPRENEUR = {"inn": "500000000340", "name": "Ландышев Иван Ильич", "participant_id": "2XX-500000000340"}
_LINE: dict[str, Any] = {
    "name": "Бумага",
    "unit_before": "упак",
    "quantity_before": "10",
    "quantity_after": "8",
    "price_before": "350.00",
    "vat_rate_before": "20%",
}
_BATCH = {"batch": "10013160/050926/3123456/001", "unit_code": "796", "quantity_before": "10", "quantity_after": "8"}
_TABLE = "/Файл/Документ/ТаблКСчФ"
_amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


def correction(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A small correction document; each of ``lines`` replaces fields of the usual line, ``None`` takes one away."""
    made = [{k: v for k, v in (_LINE | line).items() if v is not None} for line in lines or ({},)]
    given = {
        "type": "correction_document",
        "function": "КСЧФДИС",
        "number": "К-1",
        "date": "2026-11-18",
        "corrected": [{"number": "УТ-1", "date": "2026-11-16"}],
        "seller": {**small()["seller"]},
        "buyer": small()["buyer"],
        "lines": made,
        "agreement": {"basis": [{"name": "Соглашение", "number": "1", "date": "2026-11-17"}]},
    }
    return copy.deepcopy({k: v for k, v in (given | changes).items() if v is not None})


def completed(*lines: dict[str, Any], **changes: Any) -> CorrectionDocument:
    document = complete(read_document(correction(*lines, **changes)))
    assert isinstance(document, CorrectionDocument)
    return document


def file_of(*lines: dict[str, Any], **changes: Any) -> ExchangeFile:
    return build(read_document(correction(*lines, **changes)), at=AT, guid=GUID)


def test_what_is_not_said_to_change_stays_as_it_was() -> None:
    line = completed().lines[0]
    assert (line.unit_after, line.unit_code_after, line.price_after) == ("упак", "778", Decimal("350.00"))
    assert (line.vat_rate_after, line.excise_after) == (line.vat_rate_before, "без акциза")


def test_the_differences_of_a_line_are_computed() -> None:
    line = completed().lines[0]
    assert (line.net_before, line.net_after, line.net_decrease) == (Decimal(3500), Decimal(2800), Decimal(700))
    assert (line.vat_before, line.vat_after, line.vat_decrease) == (Decimal(700), Decimal(560), Decimal(140))
    assert (line.gross_before, line.gross_after, line.gross_decrease) == (Decimal(4200), Decimal(3360), Decimal(840))
    assert (line.net_increase, line.vat_increase, line.gross_increase) == (None, None, None)


def test_a_changed_rate_changes_the_tax_and_not_the_net() -> None:
    line = completed({"quantity_after": None, "vat_rate_after": "10%"}).lines[0]
    assert (line.net_increase, line.net_decrease, line.vat_decrease) == (None, None, Decimal(350))


def test_a_new_cost_needs_neither_quantity_nor_price() -> None:
    line = completed(
        {"quantity_before": None, "quantity_after": None, "price_before": None, "net_before": "100.00"}
        | {"net_after": "90.00"}
    ).lines[0]
    assert (line.quantity_after, line.price_after, line.gross_decrease) == (None, None, Decimal(12))


def test_a_line_that_is_new_had_nothing_before() -> None:
    line = completed({"quantity_before": None, "price_before": None, "price_after": "350.00"}).lines[0]
    assert (line.net_before, line.net_increase, line.vat_increase) == (None, Decimal(2800), Decimal(560))


@pytest.mark.parametrize(("rate", "increase"), [("20%", "0.00"), ("без НДС", "0.00"), (CORRECTION_RATES[-1], None)])
def test_no_change_of_vat_is_said_as_nothing_unless_an_agent_reckons_it(rate: str, increase: str | None) -> None:
    line = completed({"quantity_after": "10", "vat_rate_before": rate}).lines[0]
    assert line.vat_increase == (None if increase is None else Decimal(increase))


def test_increases_and_decreases_are_summed_apart() -> None:
    document = completed({}, {"quantity_after": "13"}, {"quantity_after": "11"})
    more, less = document.total_increase, document.total_decrease
    assert more is not None
    assert less is not None
    assert (more.net, more.vat, more.gross) == (Decimal(1400), Decimal(280), Decimal(1680))
    assert (less.net, less.vat, less.gross) == (Decimal(700), Decimal(140), Decimal(840))


def test_without_any_change_of_cost_the_total_increase_is_nothing() -> None:
    document = completed({"quantity_after": "20", "price_after": "175.00"})
    assert document.total_increase is not None
    assert (document.total_increase.net, document.total_decrease) == (Decimal(0), None)


def test_the_total_of_untaxed_lines_says_so_in_words() -> None:
    total = completed({"vat_rate_before": "без НДС"}).total_decrease
    assert total is not None
    assert total.vat == "без НДС"


_rates = st.sampled_from(CORRECTION_RATES)


@given(_rates, _rates, _amounts, _amounts, _amounts, _amounts)
def test_computed_sums_are_what_validation_reckons_and_are_taken_back(
    before: str, after: str, quantity: Decimal, price: Decimal, more: Decimal, dearer: Decimal
) -> None:
    figures = {"quantity_before": quantity, "price_before": price, "quantity_after": more, "price_after": dearer}
    line = {name: str(value) for name, value in figures.items()} | {"vat_rate_before": before, "vat_rate_after": after}
    document = completed(line)
    (made,) = document.lines
    assert (made.net_increase or 0) - (made.net_decrease or 0) == (made.net_after or 0) - (made.net_before or 0)
    assert complete(read_document(document.model_dump_json(exclude_none=True))) == document
    assert [found for found in validate(file_of(line)).findings if found.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("line", "rule", "pointer"),
    [
        ({"net_decrease": "700.01"}, "arithmetic.line_decrease", "/lines/0/net_decrease"),
        ({"vat_increase": "140.00"}, "arithmetic.line_increase", "/lines/0/vat_increase"),
        ({"gross_decrease": "0"}, "arithmetic.line_decrease", "/lines/0/gross_decrease"),
        ({"net_before": "3500.02"}, "arithmetic.line_net", "/lines/0/net_before"),
        ({"vat_after": "561.00"}, "arithmetic.line_vat", "/lines/0/vat_after"),
        ({"gross_after": "9.00", "net_after": "2800.00"}, "arithmetic.line_gross", "/lines/0/gross_after"),
        ({"vat_before": "без НДС"}, "arithmetic.vat_missing", "/lines/0/vat_before"),
        ({"price_before": None}, "arithmetic.amount_missing", "/lines/0"),
        ({"quantity_after": None}, "request.nothing_changed", "/lines/0/quantity_after"),
        ({"unit_before": "9999"}, "request.unit_unknown", "/lines/0/unit_before"),
        ({"traceability": [_BATCH | {"quantity_decrease": "3"}]}, "arithmetic.batch_decrease", "/lines/0/traceability"),
    ],
)
def test_what_disagrees_in_a_line_is_refused_at_its_field(line: dict[str, Any], rule: str, pointer: str) -> None:
    found = findings_of(correction(line))
    assert rule in {item.rule for item in found}
    assert all(str(item.pointer).startswith(pointer) for item in found if item.rule == rule)


@pytest.mark.parametrize(
    ("changes", "rule", "pointer"),
    [
        ({"total_decrease": {"net": "701.00"}}, "arithmetic.total_decrease", "/total_decrease/net"),
        ({"total_decrease": {"vat": "без НДС"}}, "arithmetic.total_decrease", "/total_decrease/vat"),
        ({"total_increase": {"gross": "1.00"}}, "arithmetic.total_increase", "/total_increase/gross"),
        ({"currency": "XXQ"}, "request.currency_unknown", "/currency"),
        ({"signatories": [{"kind": "individual", "name": "Иванов Иван"}]}, "request.signatory_basis_missing", None),
        ({"seller": _ENTREPRENEUR}, "request.signatory_missing", "/signatories"),
        (
            {"seller": _ENTREPRENEUR, "signatories": [{"name": "Иванов Иван", "position": "Юрист"}]},
            "request.signatory_inn_missing",
            "/signatories/0/inn",
        ),
    ],
)
def test_what_disagrees_in_a_document_is_refused_at_its_field(
    changes: dict[str, Any], rule: str, pointer: str | None
) -> None:
    assert (rule, pointer or "/signatories/0/basis") in faults(correction(**changes))


def test_a_rate_the_revision_at_hand_does_not_know_is_refused_with_the_rates_it_knows() -> None:
    given = correction({"vat_rate_after": "22%"})
    document = complete(read_document(given))
    file = build(document, at=AT, guid=GUID)
    found = {item.rule: item for item in validate(file, pointer=pointers(document, given)).findings}
    assert set(found) == {"schema.enumeration", "schema.revision"}
    assert found["schema.enumeration"].pointer == "/lines/0/vat_rate_after"
    assert "20%" in found["schema.enumeration"].text.ru
    assert found["schema.revision"].severity is Severity.HINT
    for said in (found["schema.revision"].text.ru, found["schema.revision"].text.en):
        assert "0, 10, 18, 20 %" in said
    assert parse(file) == document


@pytest.mark.parametrize(
    ("function", "scope"),
    [
        ("КСЧФ", "invoice"),
        ("КСЧФДИС", "invoice_and_agreement"),
        ("ДИС", "agreement"),
        ("СвИСРК", "agreement"),
        ("СвИСЗК", "agreement"),
    ],
)
def test_a_file_of_each_function_satisfies_the_official_schema(function: str, scope: str) -> None:
    document = completed(function=function)
    assert [signatory.scope for signatory in document.signatories] == [scope]
    assert (document.title is None) == (function == "КСЧФ")
    assert objections(file_of(function=function)) == []


def test_the_sellers_representative_acts_for_the_seller() -> None:
    (signatory,) = completed().signatories
    assert (signatory.kind, signatory.inn, signatory.status) == ("company", "7700000016", "seller")
    other = {"inn": "7800000027", "name": "Иванов Иван", "position": "Юрист"}
    (stranger,) = completed(signatories=[other]).signatories
    assert (stranger.inn, stranger.status) == ("7800000027", "authorized_organization")


def test_an_entrepreneur_signs_with_the_inn_of_the_seller() -> None:
    signatory = {"kind": "entrepreneur", "name": "Ландышев Иван Ильич"}
    (found,) = completed(seller=_ENTREPRENEUR, signatories=[signatory]).signatories
    assert (found.inn, found.status) == ("500000000340", "authorized_person")


def test_the_corrected_documents_are_the_documents_of_the_transfer_unless_others_are_named() -> None:
    agreement = completed().agreement
    assert agreement is not None
    assert [(named.number, str(named.date)) for named in agreement.transfer_documents] == [("УТ-1", "2026-11-16")]


def test_the_participants_stand_in_the_name_and_inside() -> None:
    file = file_of()
    assert file.name == f"ON_NKORSCHFDOPPR_{BUYER_ID}_{SELLER_ID}_20261121_{GUID}.xml"
    inside = etree.fromstring(file.content)[0]
    assert (inside.tag, inside.get("ИдОтпр"), inside.get("ИдПол")) == ("СвУчДокОбор", SELLER_ID, BUYER_ID)
    assert pointer_of(CorrectionDocument, "/Файл/СвУчДокОбор/@ИдОтпр") == "/sender"
    assert pointer_of(CorrectionDocument, "/Файл/СвУчДокОбор/СвОЭДОтпр/@ИННЮЛ") == "/sending_operator/inn"


def test_the_participants_inside_are_believed_and_another_name_is_a_warning() -> None:
    file = file_of()
    other = ExchangeFile(
        file.name, file.content.replace(f'ИдОтпр="{SELLER_ID}"'.encode("cp1251"), b'\xc8\xe4\xce\xf2\xef\xf0="2ZZ-1"')
    )
    assert parse(other).sender == "2ZZ-1"
    assert [(found.rule, found.path) for found in validate(other).findings] == [
        ("links.participant_inside", "/Файл/СвУчДокОбор/@ИдОтпр")
    ]


def test_marked_goods_take_the_prefix_that_tells_operators_of_them() -> None:
    marked = file_of({"marking_before": [{"codes": ["0104609664786013215V<lA70.53)lV"]}]})
    assert marked.name.startswith("ON_NKORSCHFDOPPRMARK_")
    assert validate(marked).findings == ()
    text = marked.content.replace(b"ON_NKORSCHFDOPPRMARK", b"ON_NKORSCHFDOPPR")
    unmarked = ExchangeFile(marked.name.replace("MARK", ""), text)
    assert [found.rule for found in validate(unmarked).findings] == ["links.marked_prefix"]


def test_the_name_of_the_file_is_not_the_tax_services_business_here() -> None:
    (found,) = validate(ExchangeFile("other.xml", file_of().content)).findings
    assert (found.rule, found.severity) == ("links.file_name", Severity.WARNING)


def reckoned(path: str, value: str) -> list[Finding]:
    """Findings of the arithmetic in a sound file where one amount was changed."""
    file = file_of({"traceability": [_BATCH], "excise_before": "10.00", "excise_after": "8.00"})
    assert validate(file).findings == ()
    root = etree.fromstring(file.content)
    owner, _, name = path.partition("/@")
    element = root.find(f"Документ/ТаблКСчФ/{owner}")
    assert element is not None
    if name:
        element.set(name, value)
    else:
        element.text = value
    found = validate(as_file(root)).findings
    assert {item.layer for item in found} == {Layer.ARITHMETIC}
    return list(found)


@pytest.mark.parametrize(
    ("path", "value", "rule", "at"),
    [
        ("СведТов/СтТовБезНДС/@СтоимУм", "701.00", "arithmetic.line_change", "СведТов/СтТовБезНДС"),
        ("СведТов/СтТовУчНал/@СтоимУм", "841.00", "arithmetic.line_change", "СведТов/СтТовУчНал"),
        ("СведТов/СумНалРазн/СумУм", "1.00", "arithmetic.line_change", "СведТов/СумНалРазн"),
        ("СведТов/АкцизПосле/СумАкциз", "9.00", "arithmetic.line_change", "СведТов/АкцизРазн"),
        ("СведТов/СумНалДо/СумНДС", "705.00", "arithmetic.line_vat", "СведТов/СумНалДо/СумНДС"),
        ("СведТов/СтТовУчНал/@СтоимПослеИзм", "3361.00", "arithmetic.line_total", "СведТов/СтТовУчНал/@СтоимПослеИзм"),
        ("СведТов/@КолТовПосле", "9", "arithmetic.line_net", "СведТов/СтТовБезНДС/@СтоимПослеИзм"),
        (
            "СведТов/СведПрослеж/ИзмКолЕдПТ/@КолТовЕдПТДо",
            "11",
            "arithmetic.batch_change",
            "СведТов/СведПрослеж/ИзмКолЕдПТ",
        ),
        ("ВсегоУм/@СтТовБезНДСВсего", "1.00", "arithmetic.total_change", "ВсегоУм/@СтТовБезНДСВсего"),
        ("ВсегоУм/@СтТовУчНалВсего", "1.00", "arithmetic.total_change", "ВсегоУм/@СтТовУчНалВсего"),
        ("ВсегоУм/СумНал/СумНДС", "1.00", "arithmetic.total_change", "ВсегоУм/СумНал"),
    ],
)
def test_an_amount_that_disagrees_is_found_where_it_stands(path: str, value: str, rule: str, at: str) -> None:
    found = reckoned(path, value)
    assert (rule, f"{_TABLE}/{at}") in {(item.rule, item.path) for item in found}
    for item in found:
        assert "{" not in item.text.ru + item.text.en


def test_a_total_that_is_not_there_says_nothing_and_is_found_missing() -> None:
    file = file_of({}, {"quantity_after": "11"})
    root = etree.fromstring(file.content)
    table = next(root.iter("ТаблКСчФ"))
    table.remove(table.findall("ВсегоУвел")[0])
    found = validate(as_file(root)).findings
    assert {(item.rule, item.path) for item in found} == {("arithmetic.total_change", f"{_TABLE}/ВсегоУвел")}


_anything = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["20%", "0", "-1.00", {}, []])
)
_FIGURES = [f"{name}_{row}" for name in ("quantity", "price", "net", "vat", "gross") for row in ("before", "after")]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([*_LINE, *_FIGURES, "net_increase", "vat_decrease", "traceability"]), _anything)
def test_any_value_in_any_field_of_a_line_is_read_or_refused_in_our_words(name: str, value: object) -> None:
    with suppress(InvalidDocument):
        summary(parse(file_of({name: value})))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(["total_increase", "total_decrease", "agreement", "corrected", "signatories"]), _anything)
def test_any_value_in_a_field_is_read_or_refused_in_our_words(name: str, value: object) -> None:
    with suppress(InvalidDocument):
        summary(parse(file_of(**{name: value})))


def test_a_comment_among_the_sums_hides_none_of_them() -> None:
    file = file_of()
    commented = file.content.replace("<СумНалДо>".encode("cp1251"), "<СумНалДо><!-- 0 -->".encode("cp1251"))
    assert [found.rule for found in validate(ExchangeFile(file.name, commented)).findings] == ["encoding.comment"]


def test_the_summary_of_a_correction_tells_the_change() -> None:
    told = summary(completed())
    assert (told.type, told.function, told.title) == (
        "correction_document",
        "КСЧФДИС",
        "Универсальный корректировочный документ",
    )
    assert (told.total, told.vat, told.currency) == (Decimal(-840), Decimal(-140), "643")
    assert (told.sender, told.recipient) == (SELLER_ID, BUYER_ID)


def test_the_card_names_both_sides_of_each_figure_in_russian() -> None:
    shown = {field.label: field.value for section in card_of(completed()) for field in section.fields}
    assert (shown["Количество до изменения"], shown["Количество после изменения"]) == ("10", "8")
    assert shown["Сумма НДС – уменьшение"] == "140,00"
    assert shown["Основание"] == "Соглашение № 1 17.11.2026"
