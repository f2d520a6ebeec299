"""Sums, rates, control digits and dates."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats.validation import validate
from tests.unit.formats.specimens import as_file, identifier, seller_title

Row = dict[str, str]
SOUND: Row = {"СтТовБезНДС": "100.00", "НалСт": "22%", "СтТовУчНал": "122.00", "vat": "22.00"}


def title(*rows: Row, totals: Row | None = None, seller_inn: str = "7700000016") -> etree._Element:
    root = etree.Element("Файл", ИдФайл=identifier(seller_title()), ВерсФорм="5.03", ВерсПрог="тест")
    document = etree.SubElement(
        root,
        "Документ",
        КНД="1115131",
        Функция="СвРК",
        НаимДокОпр="Отчёт",
        ДатаИнфПр="16.11.2026",
        ВремИнфПр="10.15.30",
    )
    invoice = etree.SubElement(document, "СвСчФакт", НомерДок="1", ДатаДок="16.11.2026")
    for tag, inn in (("СвПрод", seller_inn), ("СвПокуп", "7800000027")):
        party = etree.SubElement(invoice, tag)
        etree.SubElement(etree.SubElement(party, "ИдСв"), "СвЮЛУч", НаимОрг="ООО", ИННЮЛ=inn)
    etree.SubElement(invoice, "ДенИзм", КодОКВ="643", НаимОКВ="Российский рубль")
    table = etree.SubElement(document, "ТаблСчФакт")
    for number, row in enumerate(rows, start=1):
        line = etree.SubElement(table, "СведТов", {"НомСтр": str(number)} | without_vat(row))
        add_vat(line, "СумНал", row.get("vat"))
    total = etree.SubElement(table, "ВсегоОпл", without_vat(totals if totals is not None else summed(rows)))
    add_vat(total, "СумНалВсего", (totals if totals is not None else summed(rows)).get("vat"))
    signatory = etree.SubElement(document, "Подписант", СпосПодтПолном="1")
    etree.SubElement(signatory, "ФИО", Фамилия="Иванов", Имя="Иван")
    return root


def without_vat(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "vat"}


def add_vat(parent: etree._Element, tag: str, vat: str | None) -> None:
    stated = etree.SubElement(parent, tag)
    etree.SubElement(stated, "БезНДС" if vat is None else "СумНал").text = "без НДС" if vat is None else vat


def summed(rows: tuple[Row, ...]) -> Row:
    def total(name: str) -> Decimal:
        return sum((Decimal(row[name]) for row in rows if name in row), Decimal(0))

    sums = {"СтТовБезНДСВсего": f"{total('СтТовБезНДС'):.2f}", "СтТовУчНалВсего": f"{total('СтТовУчНал'):.2f}"}
    return sums | ({"vat": f"{total('vat'):.2f}"} if any("vat" in row for row in rows) else {})


def reckoned(root: etree._Element) -> list[Finding]:
    report = validate(as_file(root))
    assert not [found for found in report.findings if found.layer in (Layer.ENCODING, Layer.SCHEMA)]
    return [found for found in report.findings if found.layer is Layer.ARITHMETIC]


def rules_of_rows(*rows: Row, totals: Row | None = None) -> list[str]:
    return [found.rule for found in reckoned(title(*rows, totals=totals))]


def test_a_sound_title_has_no_findings() -> None:
    assert rules_of_rows(SOUND, SOUND) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"СтТовУчНал": "122.01"}, ["arithmetic.line_total"]),
        ({"vat": "21.98", "СтТовУчНал": "121.98"}, ["arithmetic.line_vat"]),
        ({"vat": "21.99", "СтТовУчНал": "121.99"}, []),
        ({"НалСт": "20%"}, ["arithmetic.line_vat"]),
        ({"НалСт": "22/122"}, []),
        ({"НалСт": "без НДС"}, ["arithmetic.vat_not_stated"]),
        ({"НалСт": "НДС исчисляется налоговым агентом"}, []),
        ({"КолТов": "4", "ЦенаТов": "25"}, []),
        ({"КолТов": "4", "ЦенаТов": "30.5"}, []),  # a regulated price includes the tax
        ({"КолТов": "3", "ЦенаТов": "33.33"}, []),
        ({"КолТов": "30", "ЦенаТов": "3.33"}, ["arithmetic.line_net_rounded"]),
        ({"КолТов": "4", "ЦенаТов": "26"}, ["arithmetic.line_net"]),
    ],
)
def test_a_line_is_reckoned_by_its_rate_and_its_price(change: Row, rules: list[str]) -> None:
    assert rules_of_rows(SOUND | change) == rules


PRICED = SOUND | {"КолТов": "4", "ЦенаТов": "25"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"СтТовБезНДС": "1.00"}, "arithmetic.line_net"),
        ({"vat": "1.00"}, "arithmetic.line_vat"),
        ({"СтТовУчНал": "1.00"}, "arithmetic.line_total"),
        ({"НалСт": "без НДС"}, "arithmetic.vat_not_stated"),
    ],
)
def test_one_wrong_figure_of_a_line_is_one_finding_and_the_totals_are_not_blamed(change: Row, rule: str) -> None:
    """The totals agree with what the line would be, or with what it is."""
    wrong = PRICED | change
    assert rules_of_rows(wrong, SOUND, totals=summed((PRICED, SOUND))) == [rule]
    assert rules_of_rows(wrong, SOUND, totals=summed((wrong, SOUND))) == [rule]


def test_a_total_that_agrees_with_neither_reading_of_a_wrong_line_is_told_as_well() -> None:
    totals = summed((PRICED, SOUND)) | {"СтТовУчНалВсего": "1000.00"}
    assert rules_of_rows(PRICED | {"vat": "1.00"}, SOUND, totals=totals) == [
        "arithmetic.line_vat",
        "arithmetic.total_gross",
    ]


def test_the_rate_that_fits_the_tax_is_named() -> None:
    (found,) = reckoned(title(PRICED | {"НалСт": "20%"}))
    assert "Такой налог даёт ставка 22%." in found.text.ru


def test_a_line_without_vat_bears_the_mark_and_no_other_rate_does() -> None:
    exempt = {"СтТовБезНДС": "100.00", "НалСт": "без НДС", "СтТовУчНал": "100.00"}
    assert rules_of_rows(exempt) == []
    assert rules_of_rows(exempt | {"НалСт": "22%"}) == ["arithmetic.vat_missing"]
    assert rules_of_rows(exempt | {"НалСт": "0%", "vat": "0.00"}) == []


@pytest.mark.parametrize(("rate", "vat"), [("9,09%", "90.90"), ("16,67%", "166.70"), ("18,03%", "180.30")])
def test_the_rate_of_a_sold_enterprise_is_a_share_of_its_price(rate: str, vat: str) -> None:
    row = {"НалСт": rate, "СтТовУчНал": "1000.00", "vat": vat}
    assert rules_of_rows(row, totals={"vat": vat}) == []
    assert rules_of_rows(row | {"vat": "200.00"}, totals={"vat": "200.00"}) == ["arithmetic.line_vat"]


def test_an_advance_is_reckoned_from_the_amount_with_vat() -> None:
    assert rules_of_rows({"НалСт": "22/122", "СтТовУчНал": "122.00", "vat": "22.00"}, totals={"vat": "22.00"}) == []
    wrong = {"НалСт": "22/122", "СтТовУчНал": "122.00", "vat": "26.84"}
    assert rules_of_rows(wrong, totals={"vat": "26.84"}) == ["arithmetic.line_vat"]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"СтТовБезНДСВсего": "200.01"}, "arithmetic.total_net"),
        ({"СтТовУчНалВсего": "243.99"}, "arithmetic.total_gross"),
        ({"vat": "44.01"}, "arithmetic.total_vat"),
    ],
)
def test_a_total_is_the_sum_of_its_lines(change: Row, rule: str) -> None:
    assert rules_of_rows(SOUND, SOUND, totals=summed((SOUND, SOUND)) | change) == [rule]


ODD: Row = {"СтТовБезНДС": "0.03", "НалСт": "22%", "СтТовУчНал": "0.04", "vat": "0.01"}
"""A line whose VAT is 0.0066: ten of them make 0.10 by lines and 0.07 by their total."""


@pytest.mark.parametrize(
    ("vat", "rules"),
    [
        ("0.10", []),
        ("0.07", ["arithmetic.total_vat_rounded"]),
        ("0.06", ["arithmetic.total_gross", "arithmetic.total_vat"]),
    ],
)
def test_a_total_vat_may_be_reckoned_from_the_totals_and_not_otherwise(vat: str, rules: list[str]) -> None:
    totals = {"СтТовБезНДСВсего": "0.30", "СтТовУчНалВсего": f"{Decimal('0.30') + Decimal(vat)}", "vat": vat}
    assert rules_of_rows(*[ODD] * 10, totals=totals) == rules


def test_a_rounding_of_the_total_is_a_warning() -> None:
    totals = {"СтТовБезНДСВсего": "0.30", "СтТовУчНалВсего": "0.37", "vat": "0.07"}
    (found,) = reckoned(title(*[ODD] * 10, totals=totals))
    assert found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("vat", "rule"),
    [("27.00", "arithmetic.line_vat_roubles"), ("26.00", "arithmetic.line_vat"), ("27.30", "arithmetic.line_vat")],
)
def test_vat_of_a_line_may_be_rounded_to_roubles_and_is_then_a_warning(vat: str, rule: str) -> None:
    row = {"СтТовБезНДС": "123.45", "НалСт": "22%", "СтТовУчНал": f"{Decimal('123.45') + Decimal(vat)}", "vat": vat}
    (found,) = reckoned(title(row))
    assert found.rule == rule
    assert found.severity is (Severity.WARNING if rule.endswith("roubles") else Severity.ERROR)


def test_totals_without_vat_over_lines_with_it_are_refused() -> None:
    totals = {name: value for name, value in summed((SOUND,)).items() if name != "vat"}
    assert rules_of_rows(SOUND, totals=totals) == ["arithmetic.total_vat_mark"]


def test_a_total_that_not_every_line_has_is_not_compared() -> None:
    assert rules_of_rows(SOUND, {"НалСт": "НДС исчисляется налоговым агентом", "vat": "0.00"}) == []


def test_a_repeated_line_number_is_a_warning_at_the_second() -> None:
    root = title(SOUND, SOUND)
    for line in root.iter("СведТов"):
        line.set("НомСтр", "1")
    (found,) = reckoned(root)
    assert (found.rule, found.severity) == ("arithmetic.line_number_repeated", Severity.WARNING)
    assert found.path == "/Файл/Документ/ТаблСчФакт/СведТов[2]/@НомСтр"


@settings(deadline=None)  # the law is of sums, not of a busy machine
@given(st.integers(1, 10**9), st.sampled_from(("5", "7", "10", "18", "20", "22")), st.booleans())
def test_vat_rounded_from_either_side_is_right_and_two_kopecks_off_is_not(
    kopecks: int, rate: str, by_net: bool
) -> None:
    base, percent = Decimal(kopecks) / 100, Decimal(rate)
    exact = base * percent / 100 if by_net else base * percent / (100 + percent)
    vat = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    for off, is_right in ((Decimal(0), True), (Decimal("0.03"), False), (Decimal("-0.03"), False)):
        net, gross = (base, base + vat + off) if by_net else (base - vat - off, base)
        if min(vat + off, net) < 0:
            continue
        row = {
            "СтТовБезНДС": f"{net:.2f}",
            "НалСт": f"{rate}%",
            "СтТовУчНал": f"{gross:.2f}",
            "vat": f"{vat + off:.2f}",
        }
        assert (rules_of_rows(row) == []) == is_right


def test_an_inn_with_a_wrong_control_digit_is_refused_at_its_place() -> None:
    (found,) = reckoned(title(SOUND, seller_inn="7700000017"))
    assert found.rule == "arithmetic.inn_control_digit"
    assert found.path == "/Файл/Документ/СвСчФакт/СвПрод/ИдСв/СвЮЛУч/@ИННЮЛ"


def test_dates_out_of_order_are_a_warning() -> None:
    root = title(SOUND)
    invoice = root.find("Документ/СвСчФакт")
    assert invoice is not None
    invoice.insert(0, etree.Element("ИспрДок", НомИспр="1", ДатаИспр="15.11.2026"))
    (found,) = reckoned(root)
    assert (found.rule, found.severity) == ("arithmetic.date_order", Severity.WARNING)
    assert found.path == "/Файл/Документ/СвСчФакт/ИспрДок/@ДатаИспр"
    assert "«Дата исправления» (15.11.2026)" in found.text.ru
