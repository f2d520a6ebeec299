"""Values of nothing but spaces: the grammar counts their characters, the reader sees an empty field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import cast

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.explaining import placed
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding

MOST_FINDINGS = 1000
_MOST_LOOKED_AT = 2000  # of the blanks in elements that may be of no format
_NAMING = ("Наим", "Ном", "Фамилия", "Имя")  # a name or a number of spaces is none
# Bytes that a blank value cannot be without, in either encoding of exchange files: only then is it looked for.
_SUSPECT_ATTRIBUTE = re.compile(rb"""=["'\s](?:[\s\xa0&]|\xc2\xa0)""")
_PERHAPS_SUSPECT_TEXT = re.compile(rb">[\s\xa0&\xc2]")  # quicker than what follows
_SUSPECT_TEXT = re.compile(rb">(?:[\s\xa0]|\xc2\xa0|&#)+</")
_BLANK = "string-length() and not(normalize-space(translate(., '\N{NO-BREAK SPACE}', ' ')))"
_ATTRIBUTES = etree.XPath(f"(//*[@*[{_BLANK}]])[position() <= {_MOST_LOOKED_AT}]")
_TEXTS = etree.XPath(f"(//*[not(*)][{_BLANK}])[position() <= {_MOST_LOOKED_AT}]")


def check(root: etree._Element, content: bytes, schema: Path, places: Places) -> list[Finding]:
    """An error where the field must be filled or names something, a warning where it might have been left out."""
    blank = islice(_blanks(root, content), _MOST_LOOKED_AT)
    found = (_finding(schema, element, field, places) for element, field in blank)
    return list(islice((one for one in found if one is not None), MOST_FINDINGS))


def _blanks(root: etree._Element, content: bytes) -> Iterator[tuple[etree._Element, str]]:
    start = content.find(b"<", 1)  # after the declaration, which a line break follows
    if _SUSPECT_ATTRIBUTE.search(content, start):
        for element in cast("list[etree._Element]", _ATTRIBUTES(root)):
            yield from ((element, f"@{name!s}") for name, value in element.items() if value and not value.strip())
    if _PERHAPS_SUSPECT_TEXT.search(content, start) and _SUSPECT_TEXT.search(content, start):
        yield from ((element, "") for element in cast("list[etree._Element]", _TEXTS(root)))


def _finding(schema: Path, element: etree._Element, name: str, places: Places) -> Finding | None:
    """None for what is no field of the format: that is said by the grammar."""
    path = places.path(element, name)
    declaration = grammar_of(schema).at(path)
    if declaration is None or declaration.facets is None:
        return None
    called = name or str(element.tag)
    is_needed = declaration.is_required or called.removeprefix("@").startswith(_NAMING)
    rule = "values.blank" if is_needed else "values.blank_optional"
    return finding(
        rule, path=path, line=places.line(element), name=declaration.label, field=placed(declaration, called)
    )
