"""Lines of a discrepancy act: the counts and what they differ by, and the VAT inside each cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.discrepancy.sums import Difference, is_vat_of, vat_inside
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding

_COUNTS = ("ПоДокум", "ПоФакту")
_DIFFERENCES = ("Недостача", "Излишки", "Брак", "Бой")


def check(results: etree._Element, places: Places) -> list[Finding]:
    """Findings on the lines of the results, which must follow the grammar."""
    found: list[Finding] = []
    for number, line in enumerate(results.iterchildren("РезПрием"), start=1):
        found += _wrong_vat(line, number, places)
        found += _unexplained(line, number, places)
    return found


def _wrong_vat(line: etree._Element, number: int, places: Places) -> Iterator[Finding]:
    for count in line.iterchildren(*_COUNTS):
        rate, gross, vat = (count.get(name, "") for name in ("СтавНДСПрин", "СтоимТовНДСПрин", "СумНДСПрин"))
        if gross and vat and not is_vat_of(Decimal(vat), Decimal(gross), rate):
            expected = vat_inside(Decimal(gross), rate)
            facts = {"number": number, "given": vat, "gross": gross, "expected": expected}
            yield _at(count, "@СумНДСПрин", "arithmetic.goods_vat", places, **facts)


def _unexplained(line: etree._Element, number: int, places: Places) -> Iterator[Finding]:
    """A warning: some tell the difference in other units or in words."""
    documented, actual = (line.find(name) for name in _COUNTS)
    if documented is None or actual is None:
        return
    shortage, surplus, defects, breakage = (_quantity(line.find(name), "КолТовРасх") for name in _DIFFERENCES)
    work = Difference(
        documented=_quantity(documented, "КолТовПрин"),
        actual=_quantity(actual, "КолТовПрин"),
        shortage=shortage,
        surplus=surplus,
        damaged=defects + breakage,
    )
    if not work.is_explained:
        facts = {"number": number, "documented": work.documented, "actual": work.actual, "given": work.told}
        yield _at(actual, "@КолТовПрин", "arithmetic.goods_difference", places, **facts)


def _quantity(element: etree._Element | None, name: str) -> Decimal:
    return Decimal(0) if element is None else Decimal(element.get(name, "0"))


def _at(element: etree._Element, field: str, rule: str, places: Places, **facts: object) -> Finding:
    return finding(rule, path=places.path(element, field), line=places.line(element), **facts)
