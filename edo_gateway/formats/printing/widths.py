"""How wide the columns of a table are: as their shares say, but none narrower than its longest word.

A sum that is broken in two reads as two sums. Where there is no room for all, the shares alone decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from edo_gateway.formats.printing.paper import Align, Orientation, Row, Table, covered

DENSE = 0.86
"""The print of a dense table, in em of the page."""

HEAD = 0.84
"""The print of the head of a table, in em of its rows."""

_PAGES = {Orientation.LANDSCAPE: 96.0, Orientation.PORTRAIT: 61.0}  # em
_PADDING, _GAP = 0.8, 0.45  # of a cell, in em; of a narrow blank between thousands, in digits
_BOLD = 1.1  # the weight of totals
_FAIR, _LEAST = 0.75, 0.6  # of its width by shares that a column keeps: for all words of others, for their sums alone
_CODE = 3.5  # digits of a code of a unit or a country
_LONGEST = 16  # signs; a longer word is a code or a name, which may be broken
_WORDS = re.compile("[^ \n\u00ad]+")


def column_widths(table: Table, orientation: Orientation, sign: float) -> list[float]:
    """In em of the rows of the table, as if it took the whole page; ``sign`` is the width of a digit, in em, too."""
    room = _PAGES[orientation] / (DENSE if table.is_dense else 1)
    total, values = sum(column.share for column in table.columns), [0.0 for _ in table.columns]
    by_share = [column.share * room / total for column in table.columns]
    _measure(table.rows, values, sign)
    _measure(table.totals, values, sign * _BOLD)
    heads = [max(map(_width, _WORDS.findall(column.title)), default=0.0) * sign * HEAD for column in table.columns]
    sums = [
        width if column.align is Align.RIGHT else min(width, _CODE * sign)
        for column, width in zip(table.columns, values, strict=True)
    ]
    for longest, least in ((list(map(max, heads, values)), _FAIR), (values, _FAIR), (sums, _LEAST)):
        widths = _widened(by_share, [width + _PADDING for width in longest], room, least)
        if widths:
            return widths
    return by_share


def _widened(widths: Sequence[float], needed: Sequence[float], room: float, least: float) -> list[float]:
    """What it needs to each column that is narrower, at the cost of the rest; nothing where that costs too much."""
    narrow: set[int] = set()
    while True:
        left = room - sum(needed[index] for index in narrow)
        scale = left / max(sum(width for index, width in enumerate(widths) if index not in narrow), 0.1)
        if scale < least:
            return []
        found = {index for index, width in enumerate(widths) if width * scale < needed[index]} - narrow
        if not found:
            return [needed[index] if index in narrow else width * scale for index, width in enumerate(widths)]
        narrow |= found


def _measure(rows: tuple[Row, ...], longest: list[float], sign: float) -> None:
    texts: list[set[str]] = [set() for _ in longest]
    for row, starts in zip(rows, covered(rows), strict=True):
        for cell, start in zip(row, starts, strict=True):
            if isinstance(cell, str):
                texts[start].add(cell)
            elif cell.columns == 1:
                texts[start].add(cell.text)
    for index, told in enumerate(texts):
        widest = max((_width(word) for text in told for word in _WORDS.findall(text)), default=0.0)
        longest[index] = max(longest[index], widest * sign)


def _width(word: str) -> float:
    """In digits."""
    gaps = word.count("\u202f")
    signs = len(word) - gaps
    return signs + gaps * _GAP if signs <= _LONGEST else 0.0
