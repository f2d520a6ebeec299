"""The vocabulary of paper: what a printed form is made of, said once and rendered twice, as HTML and as PDF.

A sheet (see ``sheets``) fills these with strings in the order they are printed; every string is shown as it is given.
Widths are shares of what is at hand, so that both renderings divide a line alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import ClassVar

from edo_gateway.formats.printing.phrases import phrase


class Orientation(StrEnum):
    """A4 laid on its side is some 96 em wide, upright some 61: a column of 5 em holds about nine digits."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Tone(StrEnum):
    """How a string is said: its weight, or what it says of the deal; OLD and NEW mark what a change took and gave."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    GOOD = "good"
    DOUBT = "doubt"
    BAD = "bad"
    OLD = "old"
    NEW = "new"


class Captions(StrEnum):
    """How much of a line its caption takes: 8 em, 14.5 em, 22 em, or as much as it needs up to 22."""

    NARROW = "narrow"
    USUAL = "usual"
    WIDE = "wide"
    FIT = "fit"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in a tone of its own."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """The name of the document, a line or more, with the order that set the form on the right."""

    kind: ClassVar = "title"
    lines: tuple[tuple[Run, ...], ...]
    appendix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``number`` is the graph of the form; ``hint`` the name in the file; ``depth`` 0–6 sets a section in."""

    kind: ClassVar = "heading"
    text: str
    number: str = ""
    is_section: bool = False
    hint: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The box of a УПД or УКД with its status and what the statuses mean."""

    kind: ClassVar = "status"
    name: str
    status: str
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A captioned value. ``number`` is the graph of the form with its brackets: «(2а)», «[8]»."""

    caption: str
    value: str
    number: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """Captioned lines one under another; in ``columns`` of equal height, filled down the first one first."""

    kind: ClassVar = "entries"
    entries: tuple[Entry, ...]
    columns: int = 1
    captions: Captions = Captions.USUAL
    is_underlined: bool = True
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; its number stands under its title, the spanning heads ``under`` which it is above it."""

    title: str
    share: float
    align: Align = Align.RIGHT
    number: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that is more than its text; ``align`` None follows its column."""

    text: str = ""
    columns: int = 1
    rows: int = 1
    align: Align | None = None
    tone: Tone = Tone.PLAIN


Row = tuple[str | Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The head repeats on every page; rows that a cell spans stay on one page.

    A row leaves out what a cell above or to the left spans over. Totals stand once, after the last row.
    """

    kind: ClassVar = "table"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    is_dense: bool = False

    @property
    def head(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows of the head from the outermost spanning titles down; the numbers of columns are not among them."""
        levels = 1 + max(len(column.under) for column in self.columns)
        return tuple(_head_row(self.columns, level, levels) for level in range(levels))

    @property
    def numbers(self) -> tuple[str, ...]:
        """Empty where the form does not number its columns."""
        found = tuple(column.number for column in self.columns)
        return found if any(found) else ()


def _head_row(columns: tuple[Column, ...], level: int, levels: int) -> tuple[Cell, ...]:
    """What begins on this level: spanning titles, and the own titles of columns that have none left."""
    cells: list[Cell] = []
    for path, members in groupby(columns, key=lambda column: column.under[: level + 1]):
        spanned = list(members)
        if len(path) > level:
            cells.append(Cell(text=path[level], columns=len(spanned)))
        else:
            titles = [column for column in spanned if len(column.under) == level]
            cells += [Cell(text=column.title, rows=levels - level) for column in titles]
    return tuple(cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    kind: ClassVar = "paragraph"
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A short verdict in a frame: «Принято с расхождениями»."""

    kind: ClassVar = "mark"
    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Slot:
    """A value on a line with its meaning in small print under it."""

    value: str
    under: str
    share: int = 1
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Slots side by side, with a caption before and a note below: a signatory, a date, a seal."""

    kind: ClassVar = "slots"
    slots: tuple[Slot, ...]
    caption: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The thick line that divides a form into parts."""

    kind: ClassVar = "rule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Blocks side by side; ``shares`` are whole, up to 24. ``is_ruled``: a thick line between."""

    kind: ClassVar = "columns"
    parts: tuple[tuple[Block, ...], ...]
    shares: tuple[int, ...]
    is_ruled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The stamp of an electronic signature; one that leaves a doubt is drawn with a broken frame."""

    title: str
    entries: tuple[Entry, ...]
    is_good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seals:
    kind: ClassVar = "seals"
    seals: tuple[Seal, ...]


Block = Title | Heading | Status | Entries | Table | Paragraph | Mark | Slots | Rule | Columns | Seals


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A printed form. ``name`` is said on every page: «УПД № 42 от 21.11.2026».

    ``is_change``: the document mends or corrects another, so that it can be asked what has changed.
    """

    name: str
    blocks: tuple[Block, ...]
    orientation: Orientation = Orientation.PORTRAIT
    is_change: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who stands on a line of signatures; ``note`` is the power to sign."""

    position: str
    name: str
    note: str = ""


def person_slots(person: Person | None, *, is_signed: bool, caption: str = "", has_position: bool = True) -> Slots:
    """Position, signature, name. Empty slots for nobody; the signature is told only where there is one."""
    known = person or Person("", "")
    hand = phrase("signed") if person and is_signed else ""
    position = (Slot(known.position, phrase("position"), 6),) if has_position else ()
    slots = (*position, Slot(hand, phrase("hand"), 5, Tone.NEW), Slot(known.name, phrase("full_name"), 7))
    return Slots(slots=slots, caption=caption, note=known.note)


def covered(rows: Iterable[Row]) -> Iterator[list[int]]:
    """For each row, the column each of its cells begins in: cells from above that span down take their places."""
    down: dict[int, int] = {}
    for row in rows:
        if not down and all(isinstance(cell, str) for cell in row):
            yield list(range(len(row)))
            continue
        starts, place = [], 0
        taken, down = {column for column, left in down.items() if left}, {c: n - 1 for c, n in down.items() if n > 1}
        for cell in row:
            while place in taken:
                place += 1
            starts.append(place)
            width, height = (1, 1) if isinstance(cell, str) else (cell.columns, cell.rows)
            down.update({column: height - 1 for column in range(place, place + width) if height > 1})
            place += width
        yield starts
