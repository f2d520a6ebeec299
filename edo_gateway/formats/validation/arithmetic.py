"""Fourth layer: what the schema cannot reckon – control digits, the order of dates, the sums."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from lxml import etree

import schemas
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import (
    control_digits,
    correction_sums,
    discrepancies,
    settlements,
    sums,
    works_sums,
)
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding


def check(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Findings of the arithmetic layer. The table, where there is one, must follow the grammar."""
    return control_digits.check(root, places) + _dates(root, format_, places) + _reckoned(root, format_, places)


def _reckoned(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    table = root.find("Документ/ТаблСчФакт")
    if table is not None:
        return sums.check(table, places)
    changes = root.find("Документ/ТаблКСчФ")
    if changes is not None:
        return correction_sums.check(changes, places)
    settled = root.find("Документ/ТаблАкт")
    if settled is not None:
        return settlements.check(settled, places, is_whole=not format_.answers)
    body = root.find("Документ")
    if body is not None and body.find("НаимИСт") is not None:
        return works_sums.check(body, places)
    results = root.find("Документ/СодФХЖ2")  # noqa: RUF001 - the digit belongs to the name
    return [] if results is None else discrepancies.check(results, places)


@dataclass(frozen=True, slots=True)
class _Place:
    """An attribute as the rules name it, for instance ``Документ/СвСчФакт/@ДатаДок``."""

    name: str
    element: str
    attribute: str

    def written(self, root: etree._Element) -> str:
        element = root.find(self.element)
        return "" if element is None else element.get(self.attribute, "")


def _dates(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Pairs of dates of which the second may not come before the first."""
    found = []
    for earlier, later in _pairs(format_.rules_name):
        second = later.written(root)
        if second and _is_before(second, earlier.written(root)):
            found.append(_out_of_order(root, format_, places, earlier, later))
    return found


@cache
def _pairs(rules_name: str) -> tuple[tuple[_Place, _Place], ...]:
    pairs = schemas.read_json(rules_name)["dates"]
    return tuple((_place(earlier), _place(later)) for earlier, later in pairs)


def _place(name: str) -> _Place:
    element, _, attribute = name.rpartition("/@")
    return _Place(name, element, attribute)


def _is_before(one: str, other: str) -> bool:
    """Whether ДД.ММ.ГГГГ comes before another; a date of another form is the schema's business."""
    return _is_date(one) and _is_date(other) and (one[6:], one[3:5], one[:2]) < (other[6:], other[3:5], other[:2])


def _is_date(written: str) -> bool:
    return len(written) == 10 and written[2] == written[5] == "."


def _out_of_order(root: etree._Element, format_: Format, places: Places, earlier: _Place, later: _Place) -> Finding:
    found = root.find(later.element)
    owner = root if found is None else found
    grammar = grammar_of(format_.schema_path)
    names = [grammar.at(f"Файл/{place.name}") for place in (earlier, later)]
    return finding(
        "arithmetic.date_order",
        path=places.path(owner, f"@{later.attribute}"),
        line=places.line(owner),
        earlier=earlier.written(root),
        later=later.written(root),
        earlier_name=names[0].label if names[0] else earlier.name,
        later_name=names[1].label if names[1] else later.name,
    )
