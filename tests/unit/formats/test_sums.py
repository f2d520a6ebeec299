"""Laws of computed and given sums."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edo_gateway.domain.validation import InvalidDocument, Layer
from edo_gateway.formats import complete, read_document
from edo_gateway.formats.parts.values import VatRate
from tests.unit.formats.documents_at_hand import faults, findings_of, line_of, small

_amounts = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)


@pytest.mark.parametrize(
    ("rate", "vat", "gross"),
    [
        ("0%", "0.00", "3550.00"),
        ("5%", "177.50", "3727.50"),
        ("7%", "248.50", "3798.50"),
        ("10%", "355.00", "3905.00"),
        ("18%", "639.00", "4189.00"),
        ("20%", "710.00", "4260.00"),
        ("22%", "781.00", "4331.00"),
    ],
)
def test_vat_is_added_to_the_net_by_the_rate(rate: str, vat: str, gross: str) -> None:
    line = line_of(vat_rate=rate)
    assert (line.net, line.vat, line.gross) == (Decimal("3550.00"), Decimal(vat), Decimal(gross))


@pytest.mark.parametrize(("rate", "vat"), [("22/122", "640.16"), ("20/120", "591.67"), ("5/105", "169.05")])
def test_a_calculated_rate_takes_vat_out_of_the_gross(rate: str, vat: str) -> None:
    line = line_of(vat_rate=rate)
    assert (line.gross, line.vat, line.net) == (Decimal("3550.00"), Decimal(vat), Decimal("3550.00") - Decimal(vat))


@pytest.mark.parametrize("rate", ["без НДС", "НДС исчисляется налоговым агентом"])
def test_without_vat_the_words_stand_for_the_sum(rate: str) -> None:
    line = line_of(vat_rate=rate)
    assert (line.net, line.vat, line.gross) == (Decimal("3550.00"), "без НДС", Decimal("3550.00"))


@given(st.sampled_from(list(VatRate)), _amounts, _amounts)
def test_computed_sums_are_never_refused_when_given_back(rate: VatRate, quantity: Decimal, price: Decimal) -> None:
    line = line_of(vat_rate=rate.value, quantity=str(quantity), price=str(price))
    given_back = {name: str(getattr(line, name)) for name in ("net", "vat", "gross")}
    assert (
        faults(
            small(
                lines=[
                    {
                        **small()["lines"][0],
                        "vat_rate": rate.value,
                        "quantity": str(quantity),
                        "price": str(price),
                        **given_back,
                    }
                ]
            )
        )
        == set()
    )


@given(_amounts, _amounts)
def test_a_price_with_vat_leaves_the_gross_untouched(quantity: Decimal, price: Decimal) -> None:
    line = line_of(quantity=str(quantity), price=str(price), price_includes_vat=True)
    assert line.net + line.vat == line.gross
    assert abs(line.gross - quantity * price) <= Decimal("0.005")
    assert abs(line.price * quantity - line.net) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("changes", "rule", "pointer"),
    [
        ({"lines__0__net": "3550.02"}, "arithmetic.line_net", "/lines/0/net"),
        ({"lines__0__vat": "781.02"}, "arithmetic.line_vat", "/lines/0/vat"),
        ({"lines__0__gross": "4332.00"}, "arithmetic.line_gross", "/lines/0/gross"),
        ({"lines__0__vat": "без НДС"}, "arithmetic.vat_missing", "/lines/0/vat"),
        ({"lines__0__vat_rate": "без НДС", "lines__0__vat": "1.00"}, "arithmetic.vat_of_untaxed", "/lines/0/vat"),
        ({"lines__0__vat_rate": "без НДС", "lines__0__gross": "9.00"}, "arithmetic.gross_of_untaxed", "/lines/0/gross"),
        ({"lines__0__price": None}, "arithmetic.amount_missing", "/lines/0"),
        ({"total_net": "3550.01"}, "arithmetic.total_net", "/total_net"),
        ({"total_vat": "780.99"}, "arithmetic.total_vat", "/total_vat"),
        ({"total_gross": "4331.01"}, "arithmetic.total_gross", "/total_gross"),
    ],
)
def test_sums_that_disagree_are_refused_at_their_field(changes: dict[str, Any], rule: str, pointer: str) -> None:
    found = findings_of(small(**changes))
    assert [(finding.rule, finding.pointer, finding.layer) for finding in found] == [(rule, pointer, Layer.ARITHMETIC)]


def test_a_finding_of_sums_tells_both_the_given_and_the_expected() -> None:
    (found,) = findings_of(small(total_gross="4331.01"))
    for said in (found.text.ru, found.text.en):
        assert "4331.01" in said
        assert "4331.00" in said


@pytest.mark.parametrize("vat", ["780.99", "781.00", "781.01"])
def test_a_kopeck_of_rounding_is_allowed_in_a_line(vat: str) -> None:
    gross = str(Decimal("3550.00") + Decimal(vat))
    assert line_of(vat=vat, gross=gross).vat == Decimal(vat)


def test_sums_counted_from_a_price_with_vat_are_allowed() -> None:
    """1000 pieces at 100.00 with VAT: the price of the column is rounded to kopecks, the cost is not its product."""
    line = line_of(quantity="1000", price="81.97", net="81967.21", vat="18032.79", gross="100000.00")
    assert line.net == Decimal("81967.21")


def test_an_advance_has_no_net() -> None:
    lines = [{"name": "Аванс", "gross": "122000.00", "vat_rate": "22/122"}]
    document = complete(read_document(small(function="СЧФ", circumstance="advance", transfer=None, lines=lines)))
    assert (document.lines[0].net, document.total_net, document.total_vat) == (None, None, Decimal("22000.00"))
    assert document.shipment_documents == ()


def test_totals_are_the_sums_of_the_lines() -> None:
    line = small()["lines"][0]
    untaxed = {**line, "vat_rate": "без НДС"}
    document = complete(read_document(small(lines=[line, untaxed, {**line, "vat_rate": "10%"}])))
    assert (document.total_net, document.total_vat, document.total_gross) == (
        Decimal("10650.00"),
        Decimal("1136.00"),
        Decimal("11786.00"),
    )


def test_the_total_of_untaxed_lines_says_so_in_words() -> None:
    assert complete(read_document(small(lines__0__vat_rate="без НДС"))).total_vat == "без НДС"


def test_a_given_total_vat_reckoned_from_the_totals_is_kept() -> None:
    line = {"name": "Болт", "unit": "шт", "net": "0.03", "vat_rate": "22%"}
    by_lines = complete(read_document(small(lines=[line] * 10)))
    by_totals = complete(read_document(small(lines=[line] * 10, total_vat="0.07")))
    assert (by_lines.total_vat, by_lines.total_gross) == (Decimal("0.10"), Decimal("0.40"))
    assert (by_totals.total_vat, by_totals.total_gross) == (Decimal("0.07"), Decimal("0.37"))
    with pytest.raises(InvalidDocument):
        complete(read_document(small(lines=[line] * 10, total_vat="0.06")))


def test_vat_given_in_whole_roubles_is_kept() -> None:
    assert line_of(quantity=None, price=None, net="123.45", vat="27.00").gross == Decimal("150.45")
