"""The catalogue as people read it: what each format is, since and until when, who signs it, by what rules it is judged.

The command line and the pages show the same; the rules come from where ``docs/rules.md`` has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Layer, Severity
from edo_gateway.formats.catalogue import Catalogue, Format
from edo_gateway.formats.validation.embedded import embedded_checks
from edo_gateway.formats.validation.in_force import written
from edo_gateway.formats.validation.rules import rules_of
from edo_gateway.formats.validation.sentences import phrase, stated_rules

_SLOT = re.compile(r"\{\w+\}")


class FormatState(StrEnum):
    """What may be done with files of a format."""

    WRITTEN = "written"
    READ = "read"  # judged and shown, no longer written
    NAMED = "named"  # known by name: there is no schema to judge by


class Origin(StrEnum):
    """Whose schema judges."""

    OWN = "own"
    OFFICIAL = "official"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One format with what the catalogue says of it in words."""

    format: Format

    @property
    def state(self) -> FormatState:
        if not self.format.is_judged:
            return FormatState.NAMED
        return FormatState.READ if self.format.is_retired else FormatState.WRITTEN

    @property
    def origin(self) -> Origin:
        if self.format.is_official:
            return Origin.OFFICIAL
        return Origin.OWN if self.format.is_judged else Origin.NONE

    @property
    def signer(self) -> Text:
        return phrase(f"signer_{self.format.signer.value}")

    @property
    def term(self) -> Text:
        """When files are formed in it, as far as that is known."""
        first, last = self.format.valid_from, self.format.valid_to
        if first and last:
            return phrase("term_between", first=written(first), last=written(last))
        if last:
            return phrase("term_until", last=written(last))
        if self.format.gone_by:
            return phrase("term_gone_by", day=written(self.format.gone_by))
        if self.format.is_retired:
            return phrase("term_gone")
        return phrase("term_since", first=written(first)) if first else phrase("term_open")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldRule:
    """A rule as people read it; ``official`` are the numbers of the tax service's checks it stands for."""

    id: str
    severity: Severity
    text: Text
    clause: str = ""
    official: tuple[int, ...] = ()


def note() -> Text:
    """What it means that a term leaves a day out."""
    return phrase("term_note")


def entries(catalogue: Catalogue) -> tuple[Entry, ...]:
    """Every format, those in force first."""
    return tuple(Entry(format_) for format_ in catalogue.formats)


def entry_of(catalogue: Catalogue, prefix: str, version: str, since: date | None) -> Entry | None:
    """The entry of one format; official schemas of one version are told apart by their first day."""
    named = (one for one in catalogue.formats if (one.prefix, one.version) == (prefix, version))
    found = next((one for one in named if (one.valid_from if one.is_official else None) == since), None)
    return Entry(found) if found else None


def rules_told(format_: Format) -> tuple[ToldRule, ...]:
    """The cross-field rules of a format: ours, or the checks embedded in its official schema in their own words."""
    if format_.pinned:
        checks = embedded_checks(format_.pinned)
        return tuple(
            ToldRule(
                id=f"official.{one.number}", severity=Severity.ERROR, text=Text(one.name, one.name), clause=one.code
            )
            for one in checks
        )
    return tuple(
        ToldRule(id=rule.id, severity=rule.severity, text=rule.text, clause=rule.clause, official=rule.official)
        for rule in rules_of(format_)
    )


def _unfilled(sentence: str) -> str:
    """With «…» for what a finding fills in, which also ends a sentence."""
    return _SLOT.sub("…", sentence).replace("….", "…")


def general_rules() -> Iterator[tuple[Layer, tuple[ToldRule, ...]]]:
    """What is asked of every file, layer by layer; what a finding fills in is left out as «…»."""
    for layer in Layer:
        stated = (item for item in stated_rules().items() if item[0].startswith(f"{layer.value}."))
        told = tuple(
            ToldRule(
                id=id_,
                severity=Severity(said["severity"]),
                text=Text(_unfilled(said["ru"]), _unfilled(said["en"])),
                clause=said["clause"],
            )
            for id_, said in stated
        )
        if told:
            yield layer, told
