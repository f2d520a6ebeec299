"""The foot of a sheet: who signed, and what the file says beyond the paper form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Block,
    Captions,
    Columns,
    Entries,
    Entry,
    Heading,
    Person,
    Slot,
    Slots,
    person_slots,
)
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.sheets.form import Form

Answers = tuple[DocumentModel, ...]
"""Titles that answer a document, in the order they came."""

Answer = TypeVar("Answer", bound=DocumentModel)


def answer_of(answers: Answers, kind: type[Answer]) -> Answer | None:
    """The title of this kind, once it has come; the last one where there are several."""
    return next((answer for answer in reversed(answers) if isinstance(answer, kind)), None)


def alike(names: str, *parts: type[Part]) -> OnForm:
    """The same fields of several parts: of the variants of a choice, which differ in a few."""
    return {part: frozenset(names.split()) for part in parts}


def beyond(facts: Facts, document: DocumentModel, heading: str = "", also: Iterable[Entry] = ()) -> Iterator[Block]:
    """A section of what the form has no place for, and of ``also``; none where the form holds it all."""
    entries = (*facts.beyond(document), *also)
    if entries:
        yield Heading(text=heading or phrase("beyond"), is_section=True)
        yield Entries(entries=entries, captions=Captions.WIDE, is_underlined=False)


def signers(facts: Facts, signatories: Iterable[Part], *, is_signed: bool, caption: str = "") -> Iterator[Slots]:
    """A line for each signatory, with the power to sign in small print; an empty one while there is none."""
    people: list[Person | None] = [person_of(facts, signatory) for signatory in signatories]
    for person in people or [None]:
        yield person_slots(person, is_signed=is_signed, caption=caption)


def person_of(facts: Facts, signatory: Any) -> Person:
    """Position, if the format tells one, and name; all else that is told of the signatory is the note."""
    note = facts.line(signatory, but=("position", "name"))
    return Person(getattr(signatory, "position", None) or "", signatory.name.full, note)


def invoice_hands(
    words: Form, people: Sequence[Person], *, is_signed: bool, is_short: bool, registration: str = ""
) -> Iterator[Columns]:
    """The lines below the table of an invoice: head and accountant, then an entrepreneur with a ``registration``.

    ``is_short``: position and power are told below, where those responsible stand.
    """
    keys = ("entrepreneur",) if registration else ("head", "accountant")
    known = dict(zip(keys, (replace(one, note="") if is_short else one for one in people), strict=False))

    def line(key: str) -> Slots:
        caption, person = words.word(key), known.get(key)
        return person_slots(person, is_signed=is_signed, caption=caption, has_position=not is_short)

    more = () if is_short else people[len(keys) :]
    others = tuple(person_slots(person, is_signed=is_signed) for person in more)
    number = Slots(slots=(Slot(registration, words.word("registration")),))
    yield Columns(parts=((line("head"),), (line("accountant"),)), shares=(12, 12))
    yield Columns(parts=((line("entrepreneur"), *others), (number,)), shares=(12, 12))
