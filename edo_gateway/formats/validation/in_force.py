"""Whether a file was formed while its format was in force.

An old document dated then is as sound as ever. One formed later is refused, with the format to use, unless it corrects
an old document or answers one: those keep to the version of what they belong to.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation.selecting import holds
from edo_gateway.formats.validation.sentences import finding, phrase

_CORRECTION = etree.XPath(
    "boolean((/Файл/Документ/СвСчФакт/ИспрСчФ | /Файл/Документ/СвСчФакт/ИспрДок | /Файл/Документ/СвКСчФ/ИспрКСчФ"
    " | /Файл/Документ/СвДокПТПрКроме/СвДокПТПр/ИспрДокПТ | /Файл/Документ/СвДокПРУ/ИспрДокПРУ)"
    "[@*[starts-with(name(), 'НомИспр')]])"
)


def check(root: etree._Element, format_: Format, day: date | None) -> list[Finding]:
    """At most one finding on a file formed on a day; none where the file does not tell it."""
    if day is None:
        return []
    if format_.last_day and day > format_.last_day:
        keeps = bool(format_.answers) or holds(_CORRECTION, root)
        return [_found("schema.outlived_kept" if keeps else "schema.outlived_format", format_, day)]
    if format_.approved_on and day < format_.approved_on:
        return [_found("schema.premature_format", format_, day)]
    return []


def _found(rule: str, format_: Format, day: date) -> Finding:
    found = finding(
        rule,
        path="/Файл/@ВерсФорм",
        line=1,
        format=format_.name,
        term=term_of(format_),
        day=written(day),
        approved=written(format_.approved_on),
        replacement=format_.replaced_by,
    )
    return replace(found, clause=format_.repealed_by or format_.order)


def term_of(format_: Format) -> Text:
    """Until when the format was in force, in words, as far as it is known."""
    if format_.valid_to:
        return phrase("in_force_until", day=written(format_.valid_to))
    return phrase("gone_by", day=written(format_.gone_by)) if format_.gone_by else phrase("gone")


def written(day: date | None) -> str:
    """A day as people write it, empty for none."""
    return format(day, "%d.%m.%Y") if day else ""
