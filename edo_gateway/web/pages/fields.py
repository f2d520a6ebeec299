"""«Поля»: the values of a document with what validation said beside each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from edo_gateway import formats
from edo_gateway.formats.printing import Field, Section, card_of
from edo_gateway.web.pages.words import Tone

_TONES = {"error": Tone.DANGER, "warning": Tone.WARNING, "hint": Tone.INFO}
_WORDS = {"error": "ошибка", "warning": "предупреждение", "hint": "подсказка"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A finding of validation; ``pointer`` is empty when no field is to blame."""

    sentence: str
    rule: str
    word: str
    tone: Tone
    pointer: str


@dataclass(frozen=True, slots=True)
class MarkedField:
    field: Field
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class MarkedSection:
    section: Section
    fields: tuple[MarkedField, ...]

    @property
    def is_line(self) -> bool:
        return self.section.pointer.startswith("/lines/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """``loose`` remarks belong to the document as a whole, or to a field that is not shown."""

    sections: tuple[MarkedSection, ...]
    loose: tuple[Remark, ...]
    count: int


def sections_of(document: formats.DocumentModel, report: str) -> Card:
    """The card of a document and the remarks of the report kept with it."""
    remarks = [_remark(finding) for finding in json.loads(report or "{}").get("findings", [])]
    sections = card_of(document)
    shown = {field.pointer for section in sections for field in section.fields}
    placed: dict[str, list[Remark]] = {}
    for remark in remarks:
        placed.setdefault(_nearest(remark.pointer, shown), []).append(remark)
    return Card(
        sections=tuple(
            MarkedSection(section, tuple(MarkedField(f, tuple(placed.get(f.pointer, ()))) for f in section.fields))
            for section in sections
        ),
        loose=tuple(placed.get("", ())),
        count=len(remarks),
    )


def _nearest(pointer: str, shown: set[str]) -> str:
    """The field that is shown for a pointer: itself, or what it is a part of; empty when there is none."""
    while pointer and pointer not in shown:
        pointer = pointer.rpartition("/")[0]
    return pointer


def _remark(finding: dict[str, Any]) -> Remark:
    severity = str(finding.get("severity", ""))
    return Remark(
        sentence=str(finding.get("message", "")),
        rule=str(finding.get("rule", "")),
        word=_WORDS.get(severity, severity),
        tone=_TONES.get(severity, Tone.NEUTRAL),
        pointer=str(finding.get("pointer") or ""),
    )
