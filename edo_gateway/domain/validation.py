"""The result of a validation: data, never an exception."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text, errors


class Layer(StrEnum):
    """Layers in the order they run. A layer that cannot run because an earlier one failed is reported as skipped."""

    REQUEST = "request"  # the caller's JSON itself: types, unknown fields, missing parties
    ENCODING = "encoding"  # bytes, declaration, well-formedness, forbidden constructs
    SCHEMA = "schema"  # the grammar of the format
    RULES = "rules"  # the order's cross-field rules
    VALUES = "values"  # what no grammar says of a value: classifiers, the calendar, marking codes
    ARITHMETIC = "arithmetic"  # sums, VAT, control digits, the order of dates
    LINKS = "links"  # the file name and other documents


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend.

    ``rule`` is stable; ``path`` is the XML path with one-based indexes, as in
    ``/Файл/Документ/ТаблСчФакт/СведТов[2]/@НалСт``; ``pointer`` the JSON pointer of the caller's field
    (RFC 6901); ``clause`` the order and point it comes from.
    """

    layer: Layer
    rule: str
    text: Text
    severity: Severity = Severity.ERROR
    path: str | None = None
    line: int | None = None
    pointer: str | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What validation found. ``format`` is the file's prefix such as ON_NSCHFDOPPR, empty when not recognised."""

    format: str = ""
    version: str = ""
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Layer, ...] = ()

    @property
    def is_valid(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


class InvalidDocument(GatewayError):
    """The document cannot be accepted; ``report`` names every field to mend."""

    code = "invalid_document"
    text = Text(
        "Документ не принят: {errors}. Исправьте перечисленное и пришлите документ снова.",
        "The document was not accepted: {errors}. Mend what is listed and post it again.",
    )

    def __init__(self, report: Report) -> None:
        count = sum(finding.severity is Severity.ERROR for finding in report.findings)
        super().__init__(errors=errors(count))
        self.report = report
