"""Fifth layer: the sums, which no schema can reckon."""

from __future__ import annotations

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import correction_sums, discrepancies, settlements, sums, works_sums
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import first


def check(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Findings on the sums of a file whose table, if it has one, follows the grammar.

    Those of a retired format are left as they were agreed: nobody will reckon them anew.
    """
    if format_.is_retired:
        return []
    document = first(root, "Документ")
    if document is None:
        return []
    if (table := first(document, "ТаблСчФакт")) is not None:
        return sums.check(table, places)
    if (changes := first(document, "ТаблКСчФ")) is not None:
        return correction_sums.check(changes, places)
    if (settled := first(document, "ТаблАкт")) is not None:
        return settlements.check(settled, places, is_whole=not format_.answers)
    if first(document, "НаимИСт") is not None:
        return works_sums.check(document, places)
    results = first(document, "СодФХЖ2")  # noqa: RUF001 - the digit belongs to the name
    return [] if results is None else discrepancies.check(results, places)
