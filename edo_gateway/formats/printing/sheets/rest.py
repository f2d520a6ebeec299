"""The foot of a sheet: who signed, and what the file says beyond the paper form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import Block, Captions, Entries, Heading, Person, Slots, person_slots
from edo_gateway.formats.printing.phrases import phrase

Answers = tuple[DocumentModel, ...]
"""Titles that answer a document, in the order they came."""

Answer = TypeVar("Answer", bound=DocumentModel)


def answer_of(answers: Answers, kind: type[Answer]) -> Answer | None:
    """The title of this kind, once it has come."""
    return next((answer for answer in answers if isinstance(answer, kind)), None)


def alike(names: str, *parts: type[Part]) -> OnForm:
    """The same fields of several parts: of the variants of a choice, which differ in a few."""
    return {part: frozenset(names.split()) for part in parts}


def beyond(facts: Facts, document: DocumentModel, heading: str = "") -> Iterator[Block]:
    """A section of what the form has no place for; none where the form holds it all."""
    entries = tuple(facts.beyond(document))
    if entries:
        yield Heading(text=heading or phrase("beyond"), is_section=True)
        yield Entries(entries=entries, captions=Captions.WIDE, is_underlined=False)


def signers(facts: Facts, signatories: Iterable[Part], *, is_signed: bool, caption: str = "") -> Iterator[Slots]:
    """A line for each signatory, with the power to sign in small print; an empty one while there is none."""
    people: list[Person | None] = [_person(facts, signatory) for signatory in signatories]
    for person in people or [None]:
        yield person_slots(person, is_signed=is_signed, caption=caption)


def _person(facts: Facts, signatory: Any) -> Person:
    """Position, if the format tells one, and name; all else that is told of the signatory is the note."""
    note = facts.line(signatory, but=("position", "name"))
    return Person(getattr(signatory, "position", None) or "", signatory.name.full, note)
