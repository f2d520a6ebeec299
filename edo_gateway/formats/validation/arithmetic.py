"""Fourth layer: what the schema cannot reckon – control digits, the order of dates, the sums."""

from __future__ import annotations

import datetime as dt
from functools import cache

from lxml import etree

import schemas
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import control_digits, sums
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding


def check(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Findings of the arithmetic layer. The table, where there is one, must follow the grammar."""
    table = root.find("Документ/ТаблСчФакт")
    reckoned = sums.check(table, places) if table is not None else []
    return control_digits.check(root, places) + _dates(root, format_, places) + reckoned


def _dates(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Pairs of dates of which the second may not come before the first."""
    found = []
    for earlier, later in _pairs(format_.rules_name):
        first, second = _date(root, earlier), _date(root, later)
        if first and second and second < first:
            found.append(_out_of_order(root, format_, places, earlier, later))
    return found


@cache
def _pairs(rules_name: str) -> tuple[tuple[str, str], ...]:
    return tuple((earlier, later) for earlier, later in schemas.read_json(rules_name)["dates"])


def _out_of_order(root: etree._Element, format_: Format, places: Places, earlier: str, later: str) -> Finding:
    element_path, _, name = later.rpartition("/@")
    element = root.find(element_path)
    owner = root if element is None else element
    grammar = grammar_of(format_.schema_path)
    names = [grammar.at(f"Файл/{path}") for path in (earlier, later)]
    return finding(
        "arithmetic.date_order",
        path=places.path(owner, f"@{name}"),
        line=places.line(owner),
        earlier=_written(root, earlier),
        later=_written(root, later),
        earlier_name=names[0].label if names[0] else earlier,
        later_name=names[1].label if names[1] else later,
    )


def _date(root: etree._Element, path: str) -> dt.date | None:
    day, month, year = [*_written(root, path).split("."), "", ""][:3]
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _written(root: etree._Element, path: str) -> str:
    element_path, _, name = path.rpartition("/@")
    element = root.find(element_path)
    return "" if element is None else str(element.get(name, ""))
