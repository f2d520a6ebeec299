"""Validation of an exchange file in layers. The result is data; nothing here raises for a bad file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer, Report, Severity
from edo_gateway.formats.catalogue import (
    Catalogue,
    Format,
    Pinned,
    day_of,
    format_of,
    knd_of,
    packaged,
    prefix_of,
    to_local_names,
)
from edo_gateway.formats.validation import (
    answering,
    arithmetic,
    blanks,
    causes,
    encoding,
    in_force,
    laid,
    links,
    particulars,
    rules,
    schema,
)
from edo_gateway.formats.validation.answering import Answered
from edo_gateway.formats.validation.encoding import Limits
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, in_line, phrase, shortened

__all__ = ["Answered", "Limits", "validate"]

_LIMITS = Limits()
_AFTER_ENCODING = (Layer.SCHEMA, Layer.RULES, Layer.VALUES, Layer.ARITHMETIC, Layer.LINKS)
_AFTER_RECOGNITION = (Layer.RULES, Layer.VALUES, Layer.ARITHMETIC, Layer.LINKS)
_WORKS = ("/Файл/Документ/НаимИСт", "/Файл/Документ/ВсегоАктОтч", "/Файл/Документ/ВсегоАктСНач")
_TABLES = (
    "/Файл/Документ/ТаблСчФакт",
    "/Файл/Документ/ТаблАкт",
    "/Файл/Документ/СодФХЖ2",  # noqa: RUF001 - the digit belongs to the name
    "/Файл/Документ/ТаблКСчФ",
    *_WORKS,
)


def validate(
    file: ExchangeFile,
    *,
    pointer: Callable[[str], str | None] | None = None,
    is_given: Callable[[str], bool] | None = None,
    limits: Limits | None = None,
    catalogue: Catalogue | None = None,
    answered: Answered | None = None,
) -> Report:
    """Every layer that can run. ``pointer`` maps an XML path to the caller's JSON field.

    ``is_given`` tells the caller's own values from those computed: of the latter nothing is said beside their cause.

    ``catalogue`` is the one the program was started with, by default that of the package alone. An answer is compared
    with what it answers where ``answered`` is given.
    """
    report = _validated(file, limits or _LIMITS, catalogue or packaged(), answered)
    if pointer is None:
        return report
    pointed = tuple(replace(found, pointer=pointer(found.path) if found.path else None) for found in report.findings)
    return replace(report, findings=causes.apart_from_given(pointed, is_given) if is_given else pointed)


def _validated(file: ExchangeFile, limits: Limits, catalogue: Catalogue, answered: Answered | None) -> Report:
    reading = encoding.read(file.content, limits)
    root = reading.root
    if root is None or any(found.severity is Severity.ERROR for found in reading.findings):
        return Report(findings=reading.findings, skipped=_AFTER_ENCODING)
    format_ = catalogue.recognise(root)
    if wrong := encoding.mismatch(reading, file.content, format_.encoding if format_ else encoding.ENCODING):
        return Report(findings=(wrong,), skipped=_AFTER_ENCODING)
    if format_ is None or not format_.is_judged:
        return _unrecognised(root, format_, reading.findings, catalogue)
    if format_.pinned:
        report = _official(file, format_, format_.pinned, root, reading.findings)
    else:
        report = _layers(file, format_, root, reading.findings)
    if answered is None or schema.is_past_repair(report.findings):
        return report
    compared = answering.check(root, format_, answered, limits, Places(root, file.content))
    return replace(report, findings=(*report.findings, *compared))


def _layers(file: ExchangeFile, format_: Format, root: etree._Element, before: tuple[Finding, ...]) -> Report:
    """The rules and the links look at any file of the format, sums only at a table that follows the grammar."""
    to_local_names(root, format_.namespace)
    content = etree.tostring(root, encoding="utf-8") if format_.namespace else file.content
    places = Places(root, file.content)
    grammar = schema.check(root, content, format_.schema_path, places)
    grammar = causes.without_repetition(grammar, format_) if grammar else grammar
    if grammar and (mistaken := causes.another_kind(root, grammar, format_)):
        return _not_judged(format_, (*before, mistaken))
    formed = day_of(root)
    dated = in_force.check(root, format_, formed)
    revision = [_revision(format_)] if grammar and format_.note else []
    if grammar and schema.is_past_repair(grammar):  # whatever the other layers said would be said of no document
        return _not_judged(format_, (*before, *grammar, *revision, *dated))
    crossed = rules.check(root, format_, places)
    valued = [] if format_.is_retired else _values(root, format_, file.content, formed, places)
    named = links.check(root, format_, file.name)
    if grammar:
        known = causes.Causes.of(grammar, format_)
        crossed = known.unexplained(crossed, rules.expressions_of(format_))
        valued = known.unexplained(valued, {})
        named = known.unexplained(named, links.READS)
    is_spoiled = bool(grammar) and any(schema.spoils(grammar, table) for table in _TABLES)
    sums = [] if is_spoiled else arithmetic.check(root, format_, places)
    if grammar or crossed or valued:
        grammar, crossed, valued = ([_in_line(one, places) for one in some] for some in (grammar, crossed, valued))
    return Report(
        format=format_.prefix,
        version=format_.version,
        findings=(*before, *grammar, *revision, *dated, *crossed, *valued, *sums, *named),
        skipped=(Layer.ARITHMETIC,) if is_spoiled else (),
    )


def _in_line(found: Finding, places: Places) -> Finding:
    """A finding on a line of a table begins with its number, as those on sums do."""
    row = places.row(found.path or "")
    return in_line(found, row) if row and found.layer is not Layer.ARITHMETIC else found


def _not_judged(format_: Format, findings: tuple[Finding, ...]) -> Report:
    return Report(format=format_.prefix, version=format_.version, findings=findings, skipped=_AFTER_RECOGNITION)


def _values(
    root: etree._Element, format_: Format, content: bytes, formed: date | None, places: Places
) -> list[Finding]:
    blank = blanks.check(root, content, format_.schema_path, places)
    return [*blank, *particulars.check(root, format_, formed, places)]


def _official(
    file: ExchangeFile, format_: Format, pinned: Pinned, root: etree._Element, before: tuple[Finding, ...]
) -> Report:
    own = format_of(format_.prefix, format_.version)
    found = laid.check(file, format_, pinned, own if own and own.is_judged else None, root)
    skipped = _AFTER_RECOGNITION if schema.is_past_repair(found) else ()
    return Report(format=format_.prefix, version=format_.version, findings=(*before, *found), skipped=skipped)


def _revision(format_: Format) -> Finding:
    """A file against the grammar may follow a revision that is not at hand."""
    return finding("schema.revision", path="/Файл/@ВерсФорм", line=1, format=format_.name, note=format_.note)


def _unrecognised(
    root: etree._Element, format_: Format | None, before: tuple[Finding, ...], catalogue: Catalogue
) -> Report:
    refused = _retired(format_) if format_ else _unknown(root, catalogue)
    prefix = format_.prefix if format_ else shortened(prefix_of(root))
    version = shortened(root.get("ВерсФорм", ""))
    return Report(format=prefix, version=version, findings=(*before, refused), skipped=_AFTER_RECOGNITION)


def _retired(format_: Format) -> Finding:
    successor = format_of(*format_.replaced_by.split(" "))
    return finding(
        "schema.retired_format",
        path="/Файл/@ВерсФорм",
        line=1,
        title=format_.title,
        format=format_.prefix,
        version=format_.version,
        term=in_force.term_of(format_),
        replacement=successor.name if successor else format_.replaced_by,
    )


def _unknown(root: etree._Element, catalogue: Catalogue) -> Finding:
    knd, version, prefix = (shortened(told) for told in (knd_of(root), root.get("ВерсФорм", ""), prefix_of(root)))
    if kin := catalogue.versions_of(root):
        living = [format_ for format_ in kin if not format_.is_retired] or kin
        known = ", ".join(sorted({format_.version for format_ in living}))
        facts = {"version": _quoted(version), "format": kin[0].prefix, "known": known}
        return finding("schema.unknown_version", path="/Файл/@ВерсФорм", line=1, **facts)
    if not knd and not version:
        return finding("schema.not_exchange", path=f"/{root.tag}", line=1)
    facts = {"knd": _quoted(knd), "version": _quoted(version), "prefix": _quoted(prefix)}
    return finding("schema.unknown_format", path=f"/{root.tag}", line=1, **facts)


def _quoted(told: str) -> Text:
    """What the file tells, in quotes, or that it tells nothing."""
    return phrase("quoted", label=told) if told else phrase("not_given")
