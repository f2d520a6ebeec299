"""How wide the columns of a table are: as their shares say, but none narrower than its longest word.

A sum that is broken in two reads as two sums. Where there is no room for all, the shares alone decide. Widths are
estimated for the widest of the fonts a page may fall back to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from edo_gateway.formats.printing.paper import Orientation, Row, Table, covered

DENSE = 0.86
"""The print of a dense table, in em of the page."""

HEAD = 0.84
"""The print of the head of a table, in em of its rows."""

_PAGES = {Orientation.LANDSCAPE: 96.0, Orientation.PORTRAIT: 61.0}
_PADDING, _SIGN, _GAP = 0.8, 0.62, 0.3  # em: of a cell, a sign, a narrow blank between thousands
_BOLD = 1.1  # the weight of totals
_LEAST = 0.75  # of its width by shares that a column keeps
_LONGEST = 16  # signs; a longer word is a code or a name, which may be broken
_WORDS = re.compile("[^ \n\u00ad]+")


def page_width(orientation: Orientation) -> float:
    """In em."""
    return _PAGES[orientation]


def column_widths(table: Table, orientation: Orientation) -> list[float]:
    """In em of the rows of the table, as if it took the whole page."""
    room = page_width(orientation) / (DENSE if table.is_dense else 1)
    total, values = sum(column.share for column in table.columns), [0.0 for _ in table.columns]
    by_share = [column.share * room / total for column in table.columns]
    _measure(table.rows, values, 1.0)
    _measure(table.totals, values, _BOLD)
    heads = [max(map(_width, _WORDS.findall(column.title)), default=0.0) * HEAD for column in table.columns]
    for longest in (list(map(max, heads, values)), values):
        widths = _widened(by_share, [width + _PADDING for width in longest], room)
        if widths:
            return widths
    return by_share


def _widened(widths: Sequence[float], needed: Sequence[float], room: float) -> list[float]:
    """What it needs to each column that is narrower, at the cost of the rest; nothing where that costs too much."""
    narrow: set[int] = set()
    while True:
        left = room - sum(needed[index] for index in narrow)
        scale = left / max(sum(width for index, width in enumerate(widths) if index not in narrow), 0.1)
        if scale < _LEAST:
            return []
        found = {index for index, width in enumerate(widths) if width * scale < needed[index]} - narrow
        if not found:
            return [needed[index] if index in narrow else width * scale for index, width in enumerate(widths)]
        narrow |= found


def _measure(rows: tuple[Row, ...], longest: list[float], weight: float) -> None:
    texts: list[set[str]] = [set() for _ in longest]
    for row, starts in zip(rows, covered(rows), strict=True):
        for cell, start in zip(row, starts, strict=True):
            if isinstance(cell, str):
                texts[start].add(cell)
            elif cell.columns == 1:
                texts[start].add(cell.text)
    for index, told in enumerate(texts):
        widest = max((_width(word) for text in told for word in _WORDS.findall(text)), default=0.0)
        longest[index] = max(longest[index], widest * weight)


def _width(word: str) -> float:
    gaps = word.count("\u202f")
    return (len(word) - gaps) * _SIGN + gaps * _GAP if len(word) <= _LONGEST else 0.0
