"""Days of the calendar: whether there is such a day, whether it has come, and which of two comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from lxml import etree

import schemas
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, shortened

Field = tuple[str, str]
"""The names of an element and of its attribute, empty for its text."""
Day = tuple[etree._Element, Field, str]
"""An element, its field, and the day as it is written there."""
TYPES = frozenset(
    {
        "Date",
        "DateSince1900",
        "DateSince1800",
        "DateTimeSince1800",
        "MomentWithOffset",
        "IsoDate",
        "IsoDateSince1900",
    }
)
# Days that may lie ahead: terms, ends of periods, times agreed on.
_AHEAD = frozenset(
    {
        "expDate",
        "СрокДейст",
        "ДатВрДостГр",
        "ДатИстВрУдер",
        "ДатаОкПер",
        "ДатаОконПер",
        "ДатаОплПред",
        "ДатаНач",
        "ЗаявДатВрПриб",
        "ЗаявПогр",
        "ОконПерВДок",
        "СрокПринДат",
    }
)
LONGEST = 64  # characters; what is longer is no day, which the grammar says
_DAY, _MINUTE = 10, 16  # characters of ДД.ММ.ГГГГ, and of it with hours and minutes


@dataclass(frozen=True, slots=True)
class _Place:
    """A field as the rules name it, for instance ``Документ/СвСчФакт/@ДатаДок``, with its Russian name."""

    element: str
    label: str
    field: Field
    section: str

    def called(self, beside: _Place) -> str:
        """What the day is called next to another: with its section where its own name says too little."""
        is_vague = self.label == beside.label or self.field[1].startswith("Рекв")
        return f"{self.label}, {self.section}" if is_vague else self.label

    def holds(self, root: etree._Element, element: etree._Element) -> bool:
        """Whether the element stands where the rule says."""
        steps, step = [], element
        while step is not root:
            steps.append(str(step.tag))
            above = step.getparent()
            if above is None:
                return False
            step = above
        return "/".join(reversed(steps)) == self.element


def is_no_day(written: str) -> bool:
    """Whether it looks like a day and the calendar has none such."""
    return _moment(written) is None and _has_form(written)


def check(
    root: etree._Element, days: list[Day], format_: Format, formed: dt.date | None, places: Places
) -> Iterator[Finding]:
    """Findings on all days of a file that was formed on a day; those of a wrong form are left to the grammar."""
    for day in days:
        if (one := _alone(day, formed, places)) is not None:
            yield one
    by_field: dict[Field, list[Day]] = {}
    for day in days:
        by_field.setdefault(day[1], []).append(day)
    for earlier, later in _pairs(format_):
        if earlier.field in by_field and later.field in by_field:
            yield from _out_of_order(root, earlier, later, by_field, places)


def _alone(day: Day, formed: dt.date | None, places: Places) -> Finding | None:
    _, (element, attribute), written = day
    moment = _moment(written)
    if moment is None:
        return _wrong("values.no_such_day", day, places) if is_no_day(written) else None
    if formed is None or moment.date() <= formed or (attribute or element) in _AHEAD:
        return None
    return _wrong("values.future_day", day, places, formed=format(formed, "%d.%m.%Y"))


def _out_of_order(
    root: etree._Element, earlier: _Place, later: _Place, by_field: dict[Field, list[Day]], places: Places
) -> Iterator[Finding]:
    """Each later day against the latest of the earlier ones; in one element that repeats, against that beside it."""
    firsts = by_field[earlier.field]
    if len(firsts) > 1:  # the same names stand in many sections
        firsts = [day for day in firsts if earlier.holds(root, day[0])]
    if not firsts:
        return
    if earlier.element == later.element:
        beside = {day[0]: day for day in firsts}
        pairs = [(beside[second[0]], second) for second in by_field[later.field] if second[0] in beside]
    else:
        latest = firsts[0] if len(firsts) == 1 else max(firsts, key=lambda day: _sortable(day[2]))
        pairs = [(latest, second) for second in by_field[later.field]]
    for first, second in pairs:
        is_suspect = _is_before(second[2], first[2])
        if is_suspect and later.holds(root, second[0]) and earlier.holds(root, first[0]):
            names = {"earlier_name": earlier.called(later), "later_name": later.called(earlier)}
            yield _wrong("arithmetic.date_order", second, places, earlier=first[2], later=second[2], **names)


def _sortable(written: str) -> tuple[dt.date, str]:
    """By the day, then by the time as it is written; a day of another form comes first of all."""
    moment = _moment(written)
    return (moment.date() if moment else dt.date.min), written[_DAY:]


@cache
def _pairs(format_: Format) -> tuple[tuple[_Place, _Place], ...]:
    """Pairs of fields of which the second may not come before the first."""
    written = schemas.read_json(format_.rules_name)["dates"] if format_.rules else ()
    return tuple((_place(format_, earlier), _place(format_, later)) for earlier, later in written)


def _place(format_: Format, name: str) -> _Place:
    element, _, attribute = name.partition("/@")
    root, grammar = format_.root.rpartition("}")[2], grammar_of(format_.schema_path)
    declaration, section = grammar.at(f"{root}/{name}"), grammar.at(f"{root}/{element}")
    if declaration is None or section is None:
        raise KeyError(name)
    return _Place(element, declaration.label, (element.rpartition("/")[2], attribute), section.label)


def _is_before(one: str, other: str) -> bool:
    """Whether one day or moment comes before another; a day against a moment is compared as a day."""
    left, right = _moment(one), _moment(other)
    if left is None or right is None:
        return False
    are_moments = min(len(one), len(other)) >= _MINUTE and (left.tzinfo is None) == (right.tzinfo is None)
    return left < right if are_moments else left.date() < right.date()


@lru_cache(maxsize=4096)
def _moment(written: str) -> dt.datetime | None:
    """``ДД.ММ.ГГГГ`` or ``ГГГГ-ММ-ДД``, perhaps with a time after it; None for anything else."""
    day, time = written[:_DAY], written[_DAY + 1 :].replace(".", ":")
    if day[2:3] == "." == day[5:6]:
        day = f"{day[6:]}-{day[3:5]}-{day[:2]}"
    try:
        return dt.datetime.fromisoformat(f"{day}T{time}" if time else day)
    except ValueError:
        return None


def _has_form(written: str) -> bool:
    """Whether it looks like a day, such as one that a common year does not have."""
    day = written[:_DAY]
    digits = day.replace(".", "").replace("-", "")
    is_shaped = day[2:3] == "." == day[5:6] or day[4:5] == "-" == day[7:8]
    return len(day) == _DAY and is_shaped and len(digits) == 8 and digits.isascii() and digits.isdigit()


def _wrong(rule: str, day: Day, places: Places, **facts: object) -> Finding:
    element, (_, attribute), written = day
    path = places.path(element, f"@{attribute}" if attribute else "")
    return finding(rule, path=path, line=places.line(element), value=shortened(written), **facts)
