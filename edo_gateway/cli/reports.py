"""A report printed for a person: each sentence with its place below; a slip repeated on many lines told a few times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edo_gateway.domain.text import Language, Text, counted
from edo_gateway.domain.validation import Finding, Report, Severity

_SHOWN = 3  # findings of one slip that are told one by one
_INDEX = re.compile(r"\[\d+\]|(?<=/)\d+(?=/|$)")
_WORDS = {
    Severity.ERROR: (Text("Ошибка", "Error"), ("ошибка", "ошибки", "ошибок"), ("error", "errors")),
    Severity.WARNING: (
        Text("Предупреждение", "Warning"),
        ("предупреждение", "предупреждения", "предупреждений"),
        ("warning", "warnings"),
    ),
    Severity.HINT: (Text("Подсказка", "Hint"), ("подсказка", "подсказки", "подсказок"), ("hint", "hints")),
}
_SOUND = Text("ошибок нет", "no errors")
_MORE = Text(
    "То же ещё в других местах, всего их {count}. Все перечислит --json.",
    "The same elsewhere, {count} in all. --json lists every one.",
)


def lines_of(report: Report, name: str, language: Language) -> Iterator[str]:
    """The lines of a report: what file it is about and how it fared, then each finding with its place below."""
    format_ = f": {report.format} {report.version}" if report.format else ""
    yield f"{name}{format_} – {_fared(report).said_in(language)}"
    slips: dict[tuple[str, str], list[Finding]] = {}
    for found in sorted(report.findings, key=_order):
        slips.setdefault(_slip(found), []).append(found)
    for alike in slips.values():
        yield from _told(alike, language)


def _fared(report: Report) -> Text:
    severities = [found.severity for found in report.findings]
    told = [_count(severities.count(severity), severity) for severity in _WORDS if severity in severities]
    parts = told if not report.is_valid else [_SOUND, *told]
    return Text(", ".join(part.ru for part in parts), ", ".join(part.en for part in parts))


def _count(count: int, severity: Severity) -> Text:
    _, russian, english = _WORDS[severity]
    return counted(count, russian, english)


def _told(alike: list[Finding], language: Language) -> Iterable[str]:
    word = _WORDS[alike[0].severity][0].said_in(language)
    for found in alike[:_SHOWN]:
        yield f"  {word}. {found.text.said_in(language)}"
        yield f"    {_place(found)}{found.rule}"
    if len(alike) > _SHOWN:
        yield f"    {_MORE.filled(count=len(alike)).said_in(language)}"


def _place(found: Finding) -> str:
    place = found.pointer or found.path or ""
    line = f":{found.line}" if found.line and not found.pointer else ""
    return f"{place}{line} · " if place or line else ""


def _slip(found: Finding) -> tuple[str, str]:
    """What findings of one slip have in common: the rule and the field, whatever line it is on."""
    return found.rule, _INDEX.sub("", found.pointer or found.path or "")


def _order(found: Finding) -> int:
    """Errors first, each kind in the order it was found."""
    return list(_WORDS).index(found.severity)
