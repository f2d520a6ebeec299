"""Any document as sections of labelled values, each with the JSON pointer of its field: for reading, not for law."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from edo_gateway.formats.correction.document import BasisDocument
from edo_gateway.formats.mapping.declaration import At, DocumentModel, Part
from edo_gateway.formats.parts.addresses import RegisterAddress, RussianAddress, TextAddress
from edo_gateway.formats.parts.references import PersonName, Reference
from edo_gateway.formats.parts.short_addresses import FieldsAddress, PlainAddress, RegisterNumber
from edo_gateway.formats.printing.paper import Block, Captions, Entries, Entry, Heading, Paper, Run, Title
from edo_gateway.formats.printing.phrases import label, phrase, title, word
from edo_gateway.formats.printing.wording import (
    as_address,
    as_day,
    as_local_moment,
    as_price,
    as_quantity,
    as_reference,
    as_sum,
)
from edo_gateway.formats.vocabulary import Vocabulary, vocabulary_of

_ADDRESSES = (RussianAddress, RegisterAddress, TextAddress, FieldsAddress, PlainAddress, RegisterNumber)
_SUMS = frozenset({"net", "gross", "vat", "excise", "sum", "total_net", "total_gross", "total_vat", "restored_vat"})
_BALANCES = frozenset(
    f"{name}_{side}" for name in ("opening", "closing", "difference") for side in ("debit", "credit")
) | {"debit", "credit", "debit_turnover", "credit_turnover", "difference"}
_ROWS = ("before", "after", "increase", "decrease")  # of a correction document: net_before, vat_increase
_HIDDEN = frozenset({"type", "format", "kind", "price_includes_vat", "marks"})
_ATOMS = (PersonName, Reference, BasisDocument, *_ADDRESSES)


@dataclass(frozen=True, slots=True)
class Field:
    """``pointer`` is the JSON pointer of the field in the document as it was posted (RFC 6901)."""

    label: str
    value: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    pointer: str
    fields: tuple[Field, ...]


def card_of(document: Part) -> tuple[Section, ...]:
    """Sections in the order of the declaration: the document itself, then its parts; empty fields are left out."""
    terms = vocabulary_of(type(document)) if isinstance(document, DocumentModel) else {}
    return tuple(section for section in _sections(document, label("document") or "", "", terms) if section.fields)


def name_of(document: DocumentModel) -> str:
    """«Акт о расхождениях № 4 21.11.2026», without what the document does not have."""
    number, day = getattr(document, "number", None), getattr(document, "date", None)
    return as_reference(title(document.type) or phrase("document"), number, day)


def card_paper(document: DocumentModel) -> Paper:
    """The card as a printed form."""
    blocks: list[Block] = [Title(lines=((Run(title(document.type) or phrase("document")),),))]
    for section in card_of(document):
        entries = tuple(Entry(field.label, field.value) for field in section.fields)
        blocks.append(Heading(text=section.title, is_section=True))
        blocks.append(Entries(entries=entries, captions=Captions.WIDE, is_underlined=False))
    return Paper(name=name_of(document), blocks=tuple(blocks))


def before_and_after(document: DocumentModel) -> Iterator[tuple[Section, Field | None, Field]]:
    """The figures of a correction, ``…_before`` beside ``…_after``, captioned without the row they stand in."""
    for section in card_of(document):
        known = {field.pointer: field for field in section.fields}
        for field in section.fields:
            figure, row = _split(field.pointer)
            if row == "after":
                said = Field(label(figure.rpartition("/")[2]) or field.label, field.value, field.pointer)
                yield section, known.get(f"{figure}_before"), said


def _sections(part: Part, title: str, pointer: str, terms: Vocabulary) -> Iterator[Section]:
    """The part's own values as one section, then a section of each part inside it."""
    fields: list[Field] = []
    inside: list[tuple[Part, str, str]] = []
    for value, caption, place in _values(part, pointer, terms):
        if isinstance(value, Part) and not isinstance(value, _ATOMS):
            inside.append((value, f"{title} · {caption}" if pointer else caption, place))
        else:
            fields.append(Field(caption, _text(place.rpartition("/")[2], value), place))
    yield Section(title, pointer, tuple(fields))
    for item, inner, place in inside:
        yield from _sections(item, inner, place, terms)


def _values(part: Part, pointer: str, terms: Vocabulary) -> Iterator[tuple[Any, str, str]]:
    """Each value with its caption and pointer; a list of parts gives its items."""
    for name, value in _given(part):
        caption, place = _label_of(part, name, value, terms), f"{pointer}/{name}"
        if not (isinstance(value, tuple) and any(isinstance(item, Part) for item in value)):
            yield value, caption, place
            continue
        for index, item in enumerate(value):
            is_counted = len(value) > 1 or name == "lines"
            yield item, f"{caption} {index + 1}" if is_counted else caption, f"{place}/{index}"


def _given(part: Part) -> Iterator[tuple[str, Any]]:
    for name in type(part).model_fields:
        value = getattr(part, name, None)
        if value not in (None, ()) and name not in _HIDDEN:
            yield name, value


def _text(name: str, value: Any) -> str:
    if isinstance(value, PersonName):
        return value.full
    if isinstance(value, Reference):
        return f"{value.name} № {value.number} {as_day(value.date)}"
    if isinstance(value, BasisDocument):
        return as_reference(value.name, value.number, value.date)
    if isinstance(value, _ADDRESSES):
        return as_address(value)
    if isinstance(value, tuple):
        return ", ".join(_text(name, item) for item in value)
    return _scalar(name, value)


def _scalar(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return word("true" if value else "false")
    if isinstance(value, Decimal):
        name, _ = _split(name)
        if name in _SUMS | _BALANCES:
            return as_sum(value)
        return as_price(value) if name == "price" else as_quantity(value)
    if isinstance(value, datetime):
        return as_local_moment(value)
    if isinstance(value, date):
        return as_day(value)
    if isinstance(value, time):
        return value.strftime("%H:%M:%S")
    return word(value.value) if isinstance(value, StrEnum) else str(value)


def _label_of(part: Part, name: str, value: Any, terms: Vocabulary) -> str:
    if isinstance(value, PersonName):
        return label("person_name") or name
    said = label(f"{type(part).__name__}.{name}") or label(name) or _label_of_row(name)
    term = terms.get((type(part).__name__, name))
    return said or (term.term if term else "") or _xml_name(part, name)


def _label_of_row(name: str) -> str | None:
    """«Количество до изменения» for ``quantity_before``."""
    figure, row = _split(name)
    return f"{label(figure)} {label(row)}" if row else None


def _split(name: str) -> tuple[str, str]:
    figure, _, row = name.rpartition("_")
    return (figure, row) if row in _ROWS else (name, "")


def _xml_name(part: Part, name: str) -> str:
    """The name in the format, for a field that has no label of its own."""
    marks = (mark for mark in type(part).model_fields[name].metadata if isinstance(mark, At))
    return next((mark.path.rpartition("/")[2].lstrip("@") for mark in marks), name)
