"""The printed form: what it shows, and what it never does."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from lxml import html

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.formats.printing import Hop, Side, Stamp, card_of, paper_of, stylesheet, to_html, to_page
from edo_gateway.formats.printing.wording import as_price, as_quantity, as_sum, in_words
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult
from tests.unit.formats.printed import LINE, SELLER, answer, document, stamp, text_of

TRACE = {"batch": "10013160/050926/3123456/001", "unit": "шт", "unit_code": "796", "quantity": "3", "net": "90.00"}
TRACED = {**LINE, "traceability": [TRACE]}


def test_a_transfer_document_with_an_invoice_has_status_one_and_both_halves() -> None:
    text = text_of(to_html(paper_of(document())))
    assert "Статус: 1" in text
    assert "Счет-фактура № 42 от 21.11.2026" in text
    assert "7700000016/770001001" in text
    assert "Договор № Д-15 от 12.01.2026" in text
    assert "[19]" in text


def test_a_plain_invoice_has_no_status_and_no_lower_half() -> None:
    form = to_html(paper_of(document(function="СЧФ", transfer=None)))
    assert "Статус" not in text_of(form)
    assert "[10]" not in text_of(form)


def test_a_waybill_is_titled_as_the_parties_agreed_with_status_two() -> None:
    text = text_of(to_html(paper_of(document(function="ДОП", title="Товарная накладная"))))
    assert "Статус: 2" in text
    assert "Товарная накладная № 42" in text
    assert "постановлению Правительства" not in text


def test_every_column_of_the_form_stands_in_its_order() -> None:
    page = html.fromstring(to_html(paper_of(document())))
    found = [cell.text for cell in page.xpath("//tr[@class='pf-numbers']/th")]
    assert found == ["А", "1", "1а", "1б", "2", "2а", "3", "4", "5", "6", "7", "8", "9", "10", "10а", "11"]


def test_columns_of_traceability_appear_with_a_traced_good() -> None:
    page = html.fromstring(to_html(paper_of(document(lines=[TRACED]))))
    assert [cell.text for cell in page.xpath("//tr[@class='pf-numbers']/th")][-4:] == ["12", "12а", "13", "14"]
    widths = {len(row.xpath("td")) for row in page.xpath("//tbody/tr[not(@class)]")}
    assert widths == {20}


def test_the_lines_of_the_invoice_stand_in_the_order_of_the_form_by_the_day_it_is_made() -> None:
    sellers, buyers = ["(2)", "(2а)", "(2б)", "(3)", "(4)", "(5)", "(5а)"], ["(6)", "(6а)", "(6б)", "(7)", "(8)"]
    page = html.fromstring(to_html(paper_of(document())))
    lines = [number.text for number in page.xpath("//dd[@class='pf-number']") if number.text.startswith("(")]
    assert lines == sellers + buyers
    for day, is_amended in ((dt.date(2026, 3, 31), False), (dt.date(2026, 4, 1), True)):
        text = text_of(to_html(paper_of(document(date=day.isoformat(), lines=[TRACED]))))
        assert ("(5б)" in text, "в рублях и копейках" in text) == (is_amended, is_amended)


def test_each_declaration_and_each_traced_lot_has_a_row_of_its_own_beside_its_line() -> None:
    lots = [{**TRACE, "batch": f"{TRACE['batch'][:-1]}{index}"} for index in range(3)]
    customs = [{"country": "156", "declaration": f"10013160/050926/312345{index}"} for index in range(2)]
    line = {**LINE, "traceability": lots, "customs": customs, "origin_names": ["Китай", "Вьетнам"]}
    page = html.fromstring(to_html(paper_of(document(lines=[line, LINE]))))
    rows = [[cell.text or "" for cell in row.xpath("td")] for row in page.xpath("//tbody/tr[not(@class)]")]
    assert [len(row) for row in rows] == [20, 7, 7, 20]
    assert [row[-7:-4] for row in rows[:3]] == [
        ["156", "Китай", f"{customs[0]['declaration']}; {lots[0]['batch']}"],
        ["156", "Вьетнам", f"{customs[1]['declaration']}; {lots[1]['batch']}"],
        ["–", "–", lots[2]["batch"]],
    ]


def test_a_report_of_an_agent_is_no_invoice() -> None:
    text = text_of(to_html(paper_of(document(function="СвРК", transfer=None))))
    assert "постановлению Правительства" not in text
    assert "(5б)" not in text


def test_a_foreign_party_has_no_tax_numbers_of_ours() -> None:
    foreign: dict[str, Any] = {
        "name": "Muster GmbH",
        "country": "276",
        "identifier": "DE123456789",
        "participant_id": "2YY-1",
    }
    foreign |= {"address": {"country": "276", "text": "Berlin"}}
    text = text_of(to_html(paper_of(document(buyer=foreign))))
    assert "ИНН/КПП покупателя: – (6б)" in text
    assert "ИНН/КПП DE" not in text
    assert "DE123456789" in text


def test_cells_and_totals_agree_with_the_document() -> None:
    page = html.fromstring(to_html(paper_of(document())))
    row = [cell.text for cell in page.xpath("//tbody/tr")[0]]
    assert row[:9] == ["–", "1", "Бумага", "–", "796", "шт", "10", "350,00", "3\u202f500,00"]
    assert row[9:] == ["без акциза", "22%", "770,00", "4\u202f270,00", "–", "–", "–"]
    assert "Четыре тысячи двести семьдесят рублей 00 копеек" in text_of(to_html(paper_of(document())))


@pytest.mark.parametrize("field", ["number", "name", "description", "basis", "signatory"])
def test_no_value_becomes_markup(field: str) -> None:
    attack = "<script>alert(1)</script>\"'&<b>"
    changes: dict[str, dict[str, Any]] = {
        "number": {"number": attack},
        "name": {"seller": {**SELLER, "name": attack}},
        "description": {"lines": [{**LINE, "name": attack, "description": attack}]},
        "basis": {"transfer": {"basis": [{"name": attack, "number": "1", "date": "2026-01-12"}]}},
        "signatory": {"signatories": [{"position": attack, "name": "Орлова Вера"}]},
    }
    form = to_html(paper_of(document(**changes[field])))
    assert "<script" not in form
    assert "<b>&#34;" not in form
    assert attack in unescape(form)


def test_stamps_and_the_protocol_are_escaped_too() -> None:
    evil = Stamp(side=Side.SELLER, title="<i>", signer="<script>", verdict="<b>x</b>")
    form = to_html(paper_of(document(), stamps=[evil], hops=[Hop(at=dt.datetime.now(MOSCOW), sentence="<script>")]))
    assert "<script" not in form
    assert "<b>x" not in form


def test_unsigned_paper_never_says_it_is_signed() -> None:
    words = "подписано электронной подписью"
    assert words not in text_of(to_html(paper_of(document())))
    assert words in text_of(to_html(paper_of(document(), stamps=[stamp()])))


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (AcceptanceResult.ACCEPTED, "Принято без расхождений"),
        (AcceptanceResult.WITH_DISCREPANCIES, "Принято с расхождениями"),
        (AcceptanceResult.NOT_ACCEPTED, "Не принято"),
    ],
)
def test_the_buyers_title_fills_the_right_half(result: AcceptanceResult, words: str) -> None:
    text = text_of(to_html(paper_of(document(), answers=[answer(result)], stamps=[stamp(Side.BUYER)])))
    assert words in text
    assert "22.11.2026 [16]" in text
    assert "Лютиков Глеб" in text


def test_a_page_of_its_own_needs_nothing_from_outside() -> None:
    page = to_page(paper_of(document()))
    assert re.search(r"(src|href)\s*=|@import|url\(", page) is None
    assert stylesheet() in page
    assert re.search(r"\sstyle\s*=", page) is None


def test_a_thousand_lines_are_a_thousand_rows_under_a_head_that_repeats() -> None:
    page = html.fromstring(to_html(paper_of(document(lines=[LINE] * 1000))))
    assert len(page.xpath("//tbody/tr[not(@class)]")) == 1000
    assert len(page.xpath("//thead")) == 1
    assert "display: table-header-group" in stylesheet()


def test_a_card_gives_each_value_its_pointer() -> None:
    fields = {field.pointer: field.value for section in card_of(document()) for field in section.fields}
    assert fields["/number"] == "42"
    assert fields["/seller/inn"] == "7700000016"
    assert fields["/lines/0/price"] == "350,00"
    assert fields["/transfer/basis/0"] == "Договор № Д-15 12.01.2026"


def test_words_of_codes_do_not_touch_names_people_gave() -> None:
    fields = {
        field.pointer: field.value
        for section in card_of(document(lines=[{**LINE, "name": "service", "kind": "service"}]))
        for field in section.fields
    }
    assert fields["/lines/0/name"] == "service"


@pytest.mark.parametrize(
    ("value", "currency", "words"),
    [
        ("0.00", "643", "Ноль рублей 00 копеек"),
        ("1.01", "643", "Один рубль 01 копейка"),
        ("11.12", "643", "Одиннадцать рублей 12 копеек"),
        ("22.22", "643", "Двадцать два рубля 22 копейки"),
        ("111.11", "643", "Сто одиннадцать рублей 11 копеек"),
        ("1000.05", "643", "Одна тысяча рублей 05 копеек"),
        ("2021000.00", "643", "Два миллиона двадцать одна тысяча рублей 00 копеек"),
        ("1000000001.99", "643", "Один миллиард один рубль 99 копеек"),
        ("99999999999999999.99", "643", None),
        ("-1.50", "643", "Минус один рубль 50 копеек"),
        ("21.02", "840", "Двадцать один доллар США 02 цента"),
        ("5.00", "978", "Пять евро 00 центов"),
        ("2.00", "933", "Два белорусских рубля 00 копеек"),
        ("5.00", "392", ""),
    ],
)
def test_sums_are_said_in_words(value: str, currency: str, words: str | None) -> None:
    said = in_words(Decimal(value), currency)
    assert said == words or (words is None and said.endswith("рублей 99 копеек"))


def test_a_column_is_wide_enough_for_its_longest_sum_at_the_cost_of_the_rest() -> None:
    def widths(price: str) -> list[float]:
        page = html.fromstring(to_html(paper_of(document(lines=[{**LINE, "price": price, "quantity": "1"}]))))
        return [float(column.get("width").rstrip("%")) for column in page.xpath("//table[1]//col")]

    small, large = widths("1.00"), widths("987654321.99")
    grown = {index for index, (one, other) in enumerate(zip(small, large, strict=True)) if other > one}
    assert {7, 8, 11, 12} <= grown
    assert sum(small) == pytest.approx(100, abs=0.1)
    assert sum(large) == pytest.approx(100, abs=0.1)
    needed = len("987 654 321,99") * 0.556 / 96 * 100
    assert min(large[index] for index in (7, 8)) > needed


def test_numbers_keep_the_precision_they_were_given() -> None:
    assert as_sum(Decimal("1234567.5")) == "1\u202f234\u202f567,50"
    assert as_sum("без НДС") == "без НДС"
    assert as_price(Decimal("0.12345678901")) == "0,12345678901"
    assert as_quantity(Decimal("10.500")) == "10,5"
    assert as_quantity(Decimal("1E+3")) == "1\u202f000"
