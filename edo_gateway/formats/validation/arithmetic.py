"""Fifth layer: the sums, which no schema can reckon."""

from __future__ import annotations

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import correction_sums, discrepancies, settlements, sums, works_sums
from edo_gateway.formats.validation.places import Places


def check(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Findings on the sums of a file whose table, if it has one, follows the grammar.

    Those of a retired format are left as they were agreed: nobody will reckon them anew.
    """
    if format_.is_retired:
        return []
    table = root.find("Документ/ТаблСчФакт")
    if table is not None:
        return sums.check(table, places)
    changes = root.find("Документ/ТаблКСчФ")
    if changes is not None:
        return correction_sums.check(changes, places)
    settled = root.find("Документ/ТаблАкт")
    if settled is not None:
        return settlements.check(settled, places, is_whole=not format_.answers)
    body = root.find("Документ")
    if body is not None and body.find("НаимИСт") is not None:
        return works_sums.check(body, places)
    results = root.find("Документ/СодФХЖ2")  # noqa: RUF001 - the digit belongs to the name
    return [] if results is None else discrepancies.check(results, places)
