"""Where in the file a finding points: an XML path with one-based indexes, and the real line.

One form of path is used everywhere, that of libxml2: ``[n]`` stands after a name exactly when the parent has several
children of that name. The line of an element is the line its start tag ends on.

A parent may have a million children, so no place is kept for each: every sixty-fourth is, and from it the rest is
counted.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast
from xml.parsers import expat

from lxml import etree

LAST_COUNTED_LINE = 65535  # libxml2 keeps the line of an element in sixteen bits
LONGEST_PATH, DEEPEST = 1000, 40
"""Characters and levels. Names and depths that no document has are not repeated: what stands above them is told."""
_APART = 64

_ROW_NUMBER = "НомСтр"


@dataclass(frozen=True, slots=True)
class _Counted:
    """Of elements in their order: how many there are, and every sixty-fourth with the number of those before it."""

    total: int
    marks: list[etree._Element]
    before: dict[etree._Element, int]

    @classmethod
    def of(cls, elements: Iterable[etree._Element]) -> _Counted:
        marks, total = [], 0
        for total, element in enumerate(elements, start=1):
            if total % _APART == 1:
                marks.append(element)
        return cls(total, marks, {element: index * _APART for index, element in enumerate(marks)})


class Places:
    """Paths and lines of one parsed file. Remembers what it counted, so many findings cost one pass."""

    def __init__(self, root: etree._Element, content: bytes) -> None:
        self._root = root
        self._content = content
        self._ordinals: dict[tuple[etree._Element, str], _Counted] = {}
        self._lines: _Lines | None = None

    def row(self, path: str) -> str:
        """The number of the line of a table that a path leads into, as the line itself tells it; empty outside."""
        element, number = self._root, ""
        for step in path.strip("/").split("/")[1:]:
            inner = self._member(element, step)
            if inner is None:
                break
            element, number = inner, inner.get(_ROW_NUMBER, number)
        return number.strip() if not path.endswith(f"@{_ROW_NUMBER}") else ""

    def path(self, element: etree._Element, field: str = "") -> str:
        """The path of an element, or of its field: a relative path such as ``@НалСт`` or ``Адрес``."""
        own = ""
        for one in [element, *element.iterancestors()][: -DEEPEST - 1 : -1]:
            longer = f"{own}/{self._step(one)}"
            if len(longer) > LONGEST_PATH:
                break
            own = longer
        return f"{own}/{field}" if field else own

    def line(self, element: etree._Element) -> int:
        """The real line, beyond the sixteen bits as well."""
        line = line_of(element)
        if line < LAST_COUNTED_LINE:
            return line
        if self._lines is None:
            self._lines = _Lines(self._root, self._content)
        return self._lines.of(element) or line

    def _step(self, element: etree._Element) -> str:
        tag, parent = str(element.tag), element.getparent()
        if parent is None:
            return tag
        counted = self._counted(parent, tag)
        if counted.total < 2:
            return tag
        up = enumerate(chain((element,), element.itersiblings(tag, preceding=True)))
        return f"{tag}[{next(counted.before[one] + past + 1 for past, one in up if one in counted.before)}]"

    def _member(self, parent: etree._Element, step: str) -> etree._Element | None:
        """The child at a step of a path; None for an attribute and for what is not there."""
        tag, _, number = step.rstrip("]").partition("[")
        counted = self._counted(parent, tag) if not tag.startswith("@") else _Counted(0, [], {})
        index = int(number or 1) - 1
        if not 0 <= index < counted.total or (not number and counted.total > 1):
            return None
        mark = counted.marks[index // _APART]
        return next(islice(chain((mark,), mark.itersiblings(tag)), index % _APART, None))

    def _counted(self, parent: etree._Element, tag: str) -> _Counted:
        if (parent, tag) not in self._ordinals:
            self._ordinals[parent, tag] = _Counted.of(parent.iterchildren(tag))
        return self._ordinals[parent, tag]


class _Lines:
    """The lines of all start tags, in document order as expat counts them."""

    def __init__(self, root: etree._Element, content: bytes) -> None:
        self._lines = _lines_of(content)
        self._counted = _Counted.of(root.iter(etree.Element))

    def of(self, element: etree._Element) -> int | None:
        """None where the tree is not the one of the bytes any more."""
        counted, past = self._counted, 0
        if len(self._lines) != counted.total:
            return None
        for past, one in enumerate(_onward(element)):
            if one in counted.before:
                return self._lines[counted.before[one] - past]
        return self._lines[counted.total - past - 1]


def line_of(element: etree._Element) -> int:
    """The line libxml2 keeps, never above :data:`LAST_COUNTED_LINE`."""
    return cast("int | None", element.sourceline) or 0


def _onward(element: etree._Element) -> Iterator[etree._Element]:
    """The element and those after it, in document order."""
    here: etree._Element | None = element
    while here is not None:
        yield here
        below = next(here.iterchildren(etree.Element), None)
        here = _after(here) if below is None else below


def _after(element: etree._Element) -> etree._Element | None:
    """The next one that does not stand inside the element."""
    within: etree._Element | None = element
    while within is not None:
        if (beside := next(within.itersiblings(etree.Element), None)) is not None:
            return beside
        within = within.getparent()
    return None


def _lines_of(content: bytes) -> array[int]:
    """The line of every start tag in document order."""
    lines = array("I")
    parser = expat.ParserCreate()
    parser.ordered_attributes = True  # a list costs less than a table
    parser.StartElementHandler = lambda _name, _attributes: lines.append(parser.CurrentLineNumber)
    parser.Parse(content, True)
    return lines
