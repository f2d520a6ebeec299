"""Paper as PDF/A-3: set by typst from data alone, the exchange file inside. The same paper gives the same bytes."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from threading import BoundedSemaphore

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.formats.media_types import media_type_of
from edo_gateway.formats.printing.paper import Cell, Column, Orientation, Paper, Row, Table, covered
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.visible import as_code, visible
from edo_gateway.formats.printing.widths import HEAD, column_widths

SECONDS = 120
MEMORY = 3 * 2**30  # bytes of the process that sets one paper; some 15,000 lines of an invoice
_THREADS = {"RAYON_NUM_THREADS": "2"}  # one paper does not take every processor
TYPESETTING_FAILED = 3  # as ``press`` ends
_HERE = Path(__file__).parent
_FACES = ("Regular", "Bold")
_FOOT = 150  # characters of the name that stand at the foot of every page; its place is one line or two
_TEXT_EM = 20.0
_DIGIT = 0.54  # em: of our font, with some room
_WHOLE = 24  # lines; rows that take fewer are never parted, a page holds more than twice as many
_PRESSES = BoundedSemaphore(max(1, (os.cpu_count() or 2) - 1))
_BREAK = "\u200b"  # where the template may break a word that is wider than its place; never set itself

# What the font has; a sign it lacks is said by its code, for a PDF/A must not hold an empty box.
_UNKNOWN = re.compile(
    "[^\n\u0020-\u007e\u00a0-\u017e\u0218-\u021b\u0300-\u030c\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    "\u0400-\u045f\u0462\u0463\u0472-\u0475\u0490-\u0493\u0496-\u049b\u04a0-\u04a3\u04aa\u04ab\u04ae-\u04b3\u04b6"
    "\u04b7\u04ba\u04bb\u04c0-\u04c2\u04cf-\u04d1\u04d4-\u04d9\u04e2\u04e3\u04e6-\u04e9\u04ee\u04ef\u04f2\u04f3"
    "\u1e80-\u1e85\u1ea0-\u1ef9\u2012-\u2016\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u202f\u2030\u2032\u2033"
    "\u2039\u203a\u2044\u2070\u2074-\u2079\u2080-\u2089\u20a4\u20a9\u20ac\u20b4\u20b8-\u20ba\u20bd\u2113\u2116"
    "\u2117\u2122\u2126\u2190-\u2193\u2212\u2215\u221a\u221e\u2248\u2260\u2264\u2265]"
)
_BLANK = re.compile("[\t\r\u2000-\u200a\u205f\u3000]")
_WORD = re.compile(r"[^\s\u00ad]+")
_PIECE = re.compile("[^/_-]+[/_-]*|[/_-]+")
_SIGN = re.compile("[^\u0300-\u036f][\u0300-\u036f]*|.")
_WIDE = re.compile("[A-Z\u0401\u0410-\u042fmw\u0436\u043c\u0444\u0448\u0449\u044b\u044e@%\u2116\u2014\u2026]")


class NotPrintable(GatewayError):
    code = "not_printable"
    text = Text(
        "Печатную форму не удалось сделать в PDF: {reason}. Откройте её страницей и напечатайте из браузера.",
        "The printed form could not be made as PDF: {reason}. Open it as a page and print it from the browser.",
    )


def to_pdf(paper: Paper, sources: Sequence[ExchangeFile] = ()) -> bytes:
    """A4 pages, each with the name of the document, its number and their count. ``sources`` are attached as they are.

    Raises :class:`NotPrintable` when the typesetter fails, or needs more than ``SECONDS`` or ``MEMORY``.
    """
    order = {
        "paper": {**_paper(paper), "sources": [_attached(file) for file in sources]},
        "sources": [base64.b64encode(file.content).decode() for file in sources],
        "template": str(_HERE / "paper.typ"),
        "fonts": fonts(),
        "memory": MEMORY,
    }
    with _PRESSES:
        return _pressed(json.dumps(order).encode())


def _attached(file: ExchangeFile) -> dict[str, str]:
    return {"name": file.name, "media_type": media_type_of(file.content).partition(";")[0]}


def _pressed(order: bytes) -> bytes:
    command = [sys.executable, "-E", "-P", str(_HERE / "press.py")]
    try:
        done = subprocess.run(  # noqa: S603
            command, input=order, capture_output=True, timeout=SECONDS, check=True, env={**os.environ, **_THREADS}
        )
    except subprocess.TimeoutExpired as error:
        raise NotPrintable(reason=f"> {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise NotPrintable(reason=_reason(error)) from error
    return done.stdout


def _reason(error: subprocess.CalledProcessError) -> str:
    """What the typesetter says of the paper; of a process that broke down only how it ended."""
    said: str = error.stderr.decode(errors="replace").strip()
    if error.returncode == TYPESETTING_FAILED:
        return said[:500]
    return f"> {MEMORY // 2**20} MB" if "memory allocation" in said else f"exit {error.returncode}"


def fonts() -> list[str]:
    """One file a face: two files of one face would leave the choice to the order of the folder."""
    found = find_spec("font_source_sans_pro")
    if found is None or found.origin is None:
        raise NotPrintable(reason="font-source-sans-pro")
    return [str(Path(found.origin).parent / "files" / f"SourceSansPro-{face}.ttf") for face in _FACES]


def _paper(paper: Paper) -> dict[str, object]:
    return {
        "name": _text(paper.name, _TEXT_EM),
        "foot": _text(paper.name if len(paper.name) <= _FOOT else f"{paper.name[:_FOOT]}…", _TEXT_EM),
        "orientation": paper.orientation.value,
        "blocks": [_data(block, paper.orientation) for block in paper.blocks],
        "sheet_of": phrase("sheet_of", page="\u0001", pages="\u0001").split("\u0001"),
        "status_word": phrase("status"),
        "attached": phrase("attached"),
    }


def _data(value: object, orientation: Orientation) -> object:
    """Any part of the vocabulary as plain data; a block says its kind."""
    if isinstance(value, Table):
        return _table(value, orientation)
    if is_dataclass(value):
        known = {field.name: _data(getattr(value, field.name), orientation) for field in fields(value)}
        return {"kind": value.kind, **known} if hasattr(value, "kind") else known
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return _text(value, _TEXT_EM)
    return [_data(item, orientation) for item in value] if isinstance(value, tuple) else value


def _table(table: Table, orientation: Orientation) -> dict[str, object]:
    widths = column_widths(table, orientation, _DIGIT)
    return {
        "kind": table.kind,
        "shares": widths,
        "aligns": [column.align.value for column in table.columns],
        "head": [
            [
                _cell(cell, sum(widths[start : start + cell.columns]) / HEAD)
                for cell, start in zip(row, starts, strict=True)
            ]
            for row, starts in zip(table.head, covered(table.head), strict=True)
        ],
        "numbers": list(table.numbers),
        "rows": _rows(table.rows, table.columns, widths),
        "totals": _rows(table.totals, table.columns, widths),
        "is_dense": table.is_dense,
    }


def _rows(rows: Iterable[Row], columns: tuple[Column, ...], widths: list[float]) -> list[list[object]]:
    """Rows of texts and cells; a cell tells how it is aligned, for the template counts columns only."""
    rows = tuple(rows)
    starts = tuple(covered(rows))
    heights = [_height(row, places, widths) for row, places in zip(rows, starts, strict=True)]
    return [
        [
            _in_row(cell, columns[start], widths[start:], heights[index : index + _rows_of(cell)])
            for cell, start in zip(row, places, strict=True)
        ]
        for index, (row, places) in enumerate(zip(rows, starts, strict=True))
    ]


def _height(row: Row, starts: list[int], widths: list[float]) -> float:
    """About how many lines of text a row takes."""
    return max(
        1 + len(cell if isinstance(cell, str) else cell.text) * 0.7 / widths[start]
        for cell, start in zip(row, starts, strict=True)
    )


def _rows_of(cell: str | Cell) -> int:
    return 1 if isinstance(cell, str) else cell.rows


def _in_row(cell: str | Cell, column: Column, widths: list[float], heights: list[float]) -> object:
    """A plain text is never parted; a cell may be, where it stands in rows too high to be kept on one page."""
    is_whole = sum(heights) < _WHOLE
    if isinstance(cell, str) and is_whole:
        return _text(cell, widths[0])
    known = Cell(text=cell) if isinstance(cell, str) else cell
    return {**_placed(known, column, sum(widths[: known.columns])), "is_whole": is_whole}


def _placed(cell: Cell, column: Column, width: float) -> dict[str, object]:
    return {**_cell(cell, width), "align": (cell.align or column.align).value}


def _cell(cell: Cell, width: float) -> dict[str, object]:
    return {"text": _text(cell.text, width), "columns": cell.columns, "rows": cell.rows, "tone": cell.tone.value}


def _text(text: str, width: float) -> str:
    """Text the font can show, with places to break in words that would stand out of ``width`` em."""
    shown = _UNKNOWN.sub(as_code, visible(_BLANK.sub(" ", text)))
    room = width - 0.6
    if len(shown) * 0.9 <= room:
        return shown
    return _WORD.sub(lambda found: _breakable(found[0], room), shown)


def _breakable(word: str, room: float) -> str:
    """A word too wide is parted after its slashes and dashes where that is enough, else between any two signs."""
    if _fits(word, room):
        return word
    pieces = _PIECE.findall(word)
    if all(_fits(piece, room) for piece in pieces):
        return (_BREAK * 2).join(pieces)
    return _BREAK.join(_SIGN.findall(word))


def _fits(word: str, room: float) -> bool:
    return len(word) * 0.9 <= room or len(word) * 0.54 + len(_WIDE.findall(word)) * 0.34 <= room
