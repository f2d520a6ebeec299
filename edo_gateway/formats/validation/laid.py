"""The layers of a file that an official schema judges.

Its grammar and its embedded checks take the place of ours whole: the two sets of verdicts are never mixed. What no
schema can reckon – the sums, the control digits – and what the name is made of stay ours where the format is ours too.
"""

from __future__ import annotations

from datetime import date

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format, Pinned, day_of
from edo_gateway.formats.validation import arithmetic, blanks, embedded, in_force, links, particulars, schema
from edo_gateway.formats.validation.places import Places

_FILE_NAME = "links.file_name"


def check(
    file: ExchangeFile, format_: Format, pinned: Pinned, ours: Format | None, root: etree._Element
) -> list[Finding]:
    """Findings of every layer after the encoding; ``ours`` is our own format of the same version, if we have it."""
    places = Places(root, file.content)
    grammar = schema.check(root, file.content, pinned, places)
    if schema.is_past_repair(grammar):
        return [*grammar, *in_force.check(root, format_, day_of(root))]
    checked = embedded.check(root, pinned, links.stem(file.name), places)
    formed = day_of(root)
    reckoned = [] if grammar else _reckoned(file, ours, root, formed, places)
    dated = in_force.check(root, format_, formed)
    return [*grammar, *dated, *checked, *reckoned, *_named(file, format_, pinned, ours, root)]


def _reckoned(
    file: ExchangeFile, ours: Format | None, root: etree._Element, formed: date | None, places: Places
) -> list[Finding]:
    """What is ours to say of a file that follows our grammar as well."""
    if ours is None or not schema.follows(root, file.content, ours.schema):
        return []
    blank = blanks.check(root, file.content, ours.schema_path, places)
    return [*blank, *particulars.check(root, ours, formed, places), *arithmetic.check(root, ours, places)]


def _named(
    file: ExchangeFile, format_: Format, pinned: Pinned, ours: Format | None, root: etree._Element
) -> list[Finding]:
    """The name is compared with ИдФайл once: by the schema itself where it does so."""
    found = links.check(root, ours or format_, file.name)
    by_schema = embedded.asks_name(pinned)
    return [one for one in found if one.rule != _FILE_NAME or not by_schema]
