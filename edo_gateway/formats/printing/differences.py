"""What differs between two documents of one type, or what a correction says it has changed: field by field, in words.

Captions and values are those of the card, so that every declared document can be compared without code of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.printing.alignment import Alignment, aligned
from edo_gateway.formats.printing.card import Field, Section, before_and_after, card_of
from edo_gateway.formats.printing.paper import Align, Block, Cell, Column, Paragraph, Row, Table, Tone
from edo_gateway.formats.printing.phrases import DASH, phrase


class NotComparable(GatewayError):
    code = "not_comparable"
    text = Text(
        "Сравнить можно два документа одного вида, дано: {new} и {old}.",
        "Two documents of one type can be compared, but these are {new} and {old}.",
    )


class Change(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field. ``place`` names its part of the document, ``term`` the field; empty is what was not there.

    ``pointer`` is the JSON pointer in the new document, in the old one for what was taken away (RFC 6901).
    """

    place: str
    term: str
    old: str
    new: str
    pointer: str

    @property
    def change(self) -> Change:
        if not self.old:
            return Change.ADDED
        return Change.CHANGED if self.new else Change.REMOVED


def differences(old: DocumentModel, new: DocumentModel) -> tuple[Difference, ...]:
    """In the order of the new document, part by part; raises :class:`NotComparable` for documents of two types."""
    if type(old) is not type(new):
        raise NotComparable(new=new.type, old=old.type)
    return in_parts([*_changed(old, new), *_removed(old, new)])


def told_changes(document: DocumentModel) -> tuple[Difference, ...]:
    """What a correction document tells itself: each figure before → after, line by line; sums as they follow."""
    return tuple(
        Difference(_named(section), after.label, before.value if before else "", after.value, after.pointer)
        for section, before, after in before_and_after(document)
        if before is None or before.value != after.value
    )


def _fields(document: DocumentModel) -> Iterator[tuple[Section, Field]]:
    return ((section, field) for section in card_of(document) for field in section.fields)


def _changed(old: DocumentModel, new: DocumentModel) -> Iterator[Difference]:
    alignment, before = aligned(new, old), {field.pointer: (section, field) for section, field in _fields(old)}
    for section, field in _fields(new):
        there = alignment.of(field.pointer)
        was = before.get(there) if there is not None else None
        if was is None:
            place = _named(section) if there is not None else phrase("brought", new=_named(section))
            yield Difference(place, field.label, "", field.value, field.pointer)
        elif was[1].value != field.value and not alignment.is_only_moved(field.pointer, field.value, was[1].value):
            yield Difference(_place(section, was[0]), field.label, was[1].value, field.value, field.pointer)


def _place(section: Section, was: Section) -> str:
    name = _named(section)
    return name if section.title == was.title else phrase("moved", new=name, old=was.title)


def _named(section: Section) -> str:
    """«Строка 3, Карандаши»: a member of a list goes by its name as well."""
    if not section.pointer.rpartition("/")[2].isdecimal():
        return section.title
    name = next((field.value for field in section.fields if field.pointer == f"{section.pointer}/name"), "")
    return ", ".join(filter(None, (section.title, name)))


def _removed(old: DocumentModel, new: DocumentModel) -> Iterator[Difference]:
    alignment, after = aligned(old, new), {field.pointer for _, field in _fields(new)}
    titles = {section.pointer: section for section in card_of(new)}
    for section, field in _fields(old):
        if alignment.of(field.pointer) not in after:
            yield Difference(_old_place(section, titles, alignment), field.label, field.value, "", field.pointer)


def _old_place(section: Section, titles: dict[str, Section], alignment: Alignment) -> str:
    there = alignment.of(section.pointer)
    now = titles.get(there) if there is not None else None
    if now is not None:
        return _place(now, section)
    return _named(section) if there is not None else phrase("taken_away", old=_named(section))


def in_parts(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Parts together, in the order they are first met."""
    found, order = list(differences), dict[str, int]()
    for one in found:
        order.setdefault(one.place, len(order))
    return tuple(sorted(found, key=lambda one: order[one.place]))


def differences_table(found: Sequence[Difference]) -> Block:
    """Field, old and new value under the names of parts; a sentence where nothing differs."""
    if not found:
        return Paragraph(text=phrase("no_differences"))
    columns = (
        Column(phrase("difference_field"), 18, Align.LEFT),
        Column(phrase("difference_old"), 21, Align.LEFT),
        Column(phrase("difference_new"), 21, Align.LEFT),
    )
    rows: list[Row] = []
    for place, members in groupby(found, key=lambda one: one.place):
        rows.append((Cell(text=place, columns=len(columns), tone=Tone.STRONG),))
        rows += map(_row, members)
    return Table(columns=columns, rows=tuple(rows))


def _row(one: Difference) -> Row:
    old = Cell(text=one.old, tone=Tone.OLD) if one.old else DASH
    return one.term, old, Cell(text=one.new, tone=Tone.NEW) if one.new else DASH
