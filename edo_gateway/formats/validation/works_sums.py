"""The sums of КС-2: lines, sections, VAT by rates and the totals of the period and from the beginning of works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding
from edo_gateway.formats.validation.sums import (
    MOST_FINDINGS,
    adds_up,
    follows_rate,
    is_product,
    product_fault,
    vat_fault,
)

_ZERO = Decimal(0)
_KOPECK = Decimal("0.01")
_LINES = etree.XPath("НаимИСт/ВидРаб | НаимИСт/Раздел/СвВидРаб")
_RESOURCES = etree.XPath("НаимИСт/РасшифРес")
_SECTIONS = etree.XPath("НаимИСт/Раздел")
_TOTALS = ("ВсегоАктОтч", "ВсегоАктСНач")
Amount = Decimal | None


@dataclass(frozen=True, slots=True)
class _Line:
    """The figures of one line; one it does not give is None, and so is VAT that is not a sum."""

    element: etree._Element
    rate: str
    net: Decimal
    gross: Amount
    vat: Amount
    is_vat_stated: bool
    quantity: Amount

    @property
    def number(self) -> str:
        return self.element.get("НомПоз", "") or self.element.get("НомСтр", "")


def check(document: etree._Element, places: Places) -> list[Finding]:
    """Findings on the works of «Документ», which must follow the grammar."""
    lines = [_line(element) for element in select(_LINES, document)]
    found = [fault for line in lines for fault in _of_line(line, places)][:MOST_FINDINGS]
    by_element = {line.element: line for line in lines}
    for section in select(_SECTIONS, document):
        inside = [by_element[element] for element in section.iterchildren("СвВидРаб")]
        found += _of_section(section, inside, places)
    for name in _TOTALS:
        found += [fault for total in document.iterchildren(name) for fault in _of_total(total, len(lines), places)]
    # Elements of a base price add to the cost in a way of their own.
    return found if select(_RESOURCES, document) else [*found, *_of_period(document, lines, places)]


def _line(element: etree._Element) -> _Line:
    stated = element.find("СумНал/*")
    return _Line(
        element=element,
        rate=element.findtext("НалСтПостр", ""),
        net=Decimal(element.get("СтТовБезНДС", "")),
        gross=_amount(element.get("СтТовУчНал")),
        vat=_amount(stated.text) if stated is not None and stated.tag == "СумНал" else None,
        is_vat_stated=stated is not None,
        quantity=_amount(element.findtext("КолТов")),
    )


def _amount(written: str | None) -> Amount:
    return None if written is None else Decimal(written)


def _of_line(line: _Line, places: Places) -> Iterator[Finding]:
    if line.rate and line.is_vat_stated:
        if not adds_up(line.rate, line.net, line.gross, line.vat):
            facts = {"number": line.number, "gross": line.gross, "sum": line.net + (line.vat or _ZERO)}
            yield _at(line.element, "@СтТовУчНал", places, "arithmetic.line_total", **facts)
        if not follows_rate(line.rate, line.net, line.gross, line.vat):
            rule, told = vat_fault(line.rate, line.net, line.gross, line.vat)
            yield _at(line.element, "СумНал", places, rule, number=line.number, **told)
    price = Decimal(line.element.get("ЦенаТов", ""))
    is_direct = "КоэфПересч" not in line.element.attrib
    if is_direct and line.quantity is not None and not is_product(price * line.quantity, line.net, line.gross):
        rule, told = product_fault(price, line.quantity, line.net, line.gross)
        yield _at(line.element, "@СтТовБезНДС", places, rule, number=line.number, **told)


def _of_section(section: etree._Element, lines: list[_Line], places: Places) -> Iterator[Finding]:
    expected = (
        ("@СтБезНДСРаздОтч", section.get("СтБезНДСРаздОтч"), _sum(line.net for line in lines)),
        ("@СтСНДСРаздОтч", section.get("СтСНДСРаздОтч"), _sum(line.gross for line in lines)),
        ("СумНалРаздОтч", section.findtext("СумНалРаздОтч"), _vat(lines)),
    )
    for field, written, sum_ in expected:
        if written is not None and sum_ is not None and Decimal(written) != sum_:
            name = section.get("НаимРаздел", "")
            yield _at(section, field, places, "arithmetic.section_sum", section=name, given=written, expected=sum_)


def _of_total(total: etree._Element, count: int, places: Places) -> Iterator[Finding]:
    """What a total says must hold together: the tax by rates, and net with the tax."""
    vat, net = _amount(total.findtext("СумНалВсего")), Decimal(total.get("СтТовБезНДСВсего", ""))
    gross = _amount(total.get("СтТовУчНалВсего"))
    if vat is not None and gross is not None and net + vat != gross:
        yield _at(total, "@СтТовУчНалВсего", places, "arithmetic.act_total", gross=gross, sum=net + vat)
    by_rates = [rate for rate in total.iterchildren("СумПоСтавке") if rate.find("СумНДС") is not None]
    for rate in by_rates:
        yield from _of_rate(rate, count, places)
    made = sum((Decimal(rate.findtext("СумНДС", "")) for rate in by_rates), _ZERO)
    if by_rates and vat is not None and made != vat:
        yield _at(total, "СумНалВсего", places, "arithmetic.rates_vat", total=vat, sum=made)


def _of_rate(rate: etree._Element, count: int, places: Places) -> Iterator[Finding]:
    """The tax may be rounded in every line, so it may differ by as many kopecks."""
    said, base = rate.get("НалСт", ""), Decimal(rate.get("НалБаза", ""))
    vat = Decimal(rate.findtext("СумНДС", ""))
    if said.endswith("%"):
        expected = base * Decimal(said[:-1]) / 100
        if abs(expected - vat) > _KOPECK * max(1, count):
            facts = {"rate": said, "given": vat, "expected": expected.quantize(_KOPECK)}
            yield _at(rate, "СумНДС", places, "arithmetic.rate_vat", **facts)


def _of_period(document: etree._Element, lines: list[_Line], places: Places) -> Iterator[Finding]:
    """The total of the period against the lines."""
    total = next(document.iterchildren(_TOTALS[0]))
    written_vat = total.find("СумНалВсего")
    expected = (
        ("@СтТовБезНДСВсего", total.get("СтТовБезНДСВсего"), _sum(line.net for line in lines), "arithmetic.total_net"),
        (
            "@СтТовУчНалВсего",
            total.get("СтТовУчНалВсего"),
            _sum(line.gross for line in lines),
            "arithmetic.total_gross",
        ),
        ("СумНалВсего", None if written_vat is None else written_vat.text, _vat(lines), "arithmetic.total_vat"),
    )
    for field, written, sum_, rule in expected:
        if lines and written is not None and sum_ is not None and Decimal(written) != sum_:
            yield _at(total, field, places, rule, total=written, sum=sum_)
    if written_vat is None and (vat := _vat(lines)):
        yield _at(total, "ОтсСумНДС", places, "arithmetic.total_vat_mark", sum=vat)


def _sum(amounts: Iterable[Amount]) -> Amount:
    """None once a line lacks the amount: then there is nothing to compare with."""
    sum_ = _ZERO
    for amount in amounts:
        if amount is None:
            return None
        sum_ += amount
    return sum_


def _vat(lines: list[_Line]) -> Amount:
    """None where a line does not state its tax."""
    if not all(line.is_vat_stated for line in lines):
        return None
    return sum((line.vat or _ZERO for line in lines), _ZERO)


def _at(element: etree._Element, field: str, places: Places, rule: str, **facts: object) -> Finding:
    return finding(rule, path=places.path(element, field), line=places.line(element), **facts)
