"""Where in the file a finding points: an XML path with one-based indexes, and the real line.

One form of path is used everywhere, that of libxml2: ``[n]`` stands after a name exactly when the parent has several
children of that name. The line of an element is the line its start tag ends on.
"""

from __future__ import annotations

from collections import Counter
from typing import cast
from xml.parsers import expat

from lxml import etree

_ROW_NUMBER = "НомСтр"
LAST_COUNTED_LINE = 65535  # libxml2 keeps the line of an element in sixteen bits


class Places:
    """Paths and lines of one parsed file. Remembers what it counted, so many findings cost one pass."""

    def __init__(self, root: etree._Element, content: bytes) -> None:
        self._root = root
        self._content = content
        self._steps: dict[etree._Element, dict[etree._Element, str]] = {}
        self._lines: dict[etree._Element, int] = {}
        self._members: dict[etree._Element, dict[str, etree._Element]] = {}

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
        parent = element.getparent()
        own = f"/{element.tag}" if parent is None else f"{self.path(parent)}/{self._step(parent, element)}"
        return f"{own}/{field}" if field else own

    def line(self, element: etree._Element) -> int:
        """The real line, beyond the sixteen bits as well – unless the tree was trimmed since it was read."""
        line = line_of(element)
        if line < LAST_COUNTED_LINE:
            return line
        if not self._lines:
            self._lines = self._counted()
        return self._lines.get(element, line)

    def _counted(self) -> dict[etree._Element, int]:
        elements, lines = list(self._root.iter(etree.Element)), _lines_of(self._content)
        return dict(zip(elements, lines, strict=True)) if len(elements) == len(lines) else {self._root: 1}

    def _member(self, parent: etree._Element, step: str) -> etree._Element | None:
        if parent not in self._members:
            self._members[parent] = {step: child for child, step in _steps_of(parent).items()}
        return self._members[parent].get(step)

    def _step(self, parent: etree._Element, element: etree._Element) -> str:
        if parent not in self._steps:
            self._steps[parent] = _steps_of(parent)
        return self._steps[parent][element]


def line_of(element: etree._Element) -> int:
    """The line libxml2 keeps, never above :data:`LAST_COUNTED_LINE`."""
    return cast("int | None", element.sourceline) or 0


def _steps_of(parent: etree._Element) -> dict[etree._Element, str]:
    totals = Counter(child.tag for child in parent)
    seen: Counter[object] = Counter()
    steps = {}
    for child in parent:
        seen[child.tag] += 1
        steps[child] = f"{child.tag}[{seen[child.tag]}]" if totals[child.tag] > 1 else str(child.tag)
    return steps


def _lines_of(content: bytes) -> list[int]:
    """The line of every start tag in document order."""
    lines: list[int] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, _attributes: lines.append(parser.CurrentLineNumber)
    parser.Parse(content, True)
    return lines
