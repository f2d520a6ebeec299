"""Paper as HTML: the rendering for the screen, for a browser's print, and for what a simple signature confirms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from edo_gateway.formats.printing.paper import Align, Cell, Column, Orientation, Paper, Row, Table, Tone, covered
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.visible import visible
from edo_gateway.formats.printing.widths import column_widths

_DIGIT = 0.62  # em: of the widest font a page may fall back to


def to_html(paper: Paper) -> str:
    """A fragment without styles of its own: link :func:`stylesheet`. Every value is escaped."""
    return _environment().get_template("paper.html").render(paper=paper)


def to_page(paper: Paper) -> str:
    """A whole page that needs no other file: the form with its style sheet inside."""
    page = _environment().get_template("page.html")
    return page.render(form=to_html(paper), style=stylesheet(), name=paper.name)


@cache
def stylesheet() -> str:
    """The CSS of the printed form, for the screen and for A4."""
    return resources.files(__package__).joinpath("printed_form.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_shown,
    )
    environment.globals.update(phrase=phrase, widths=_widths, placed=_placed)
    return environment


def _shown(value: object) -> object:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _widths(table: Table, orientation: Orientation) -> list[str]:
    """Widths in per cent: an attribute, for the pages allow no style of an element."""
    widths = column_widths(table, orientation, _DIGIT)
    return [f"{width / sum(widths):.3%}" for width in widths]


def _placed(columns: tuple[Column, ...], rows: Iterable[Row]) -> Iterator[list[tuple[str | Cell, Markup]]]:
    """Each cell with its class; a cell set as most are has none."""
    for row, starts in zip(rows, covered(rows), strict=True):
        yield [(cell, _class(cell, columns[start])) for cell, start in zip(row, starts, strict=True)]


def _class(cell: str | Cell, column: Column) -> Markup:
    align, tone = (column.align, Tone.PLAIN) if isinstance(cell, str) else (cell.align or column.align, cell.tone)
    return _CLASSES[align, tone]


def _words_of(align: Align, tone: Tone) -> str:
    words = ([] if align is Align.RIGHT else [f"pf-{align}"]) + ([] if tone is Tone.PLAIN else [f"pf-{tone}"])
    return f' class="{" ".join(words)}"' if words else ""


_CLASSES = {(align, tone): Markup(_words_of(align, tone)) for align in Align for tone in Tone}  # noqa: S704 -- enums
