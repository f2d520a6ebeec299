"""The printed form: a document as people know it on paper, as HTML. Every value is escaped.

One source for the screen, for print and for a file kept beside the document: what is shown cannot differ from what is
printed. The form follows the invoice of the resolution № 1137 and the УПД of the letter ММВ-20-3/96@; other documents
are printed as a card of their fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.buyer_title import BuyerTitle
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.free_form import describe_free_form
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.printing.card import Field, Section, card_of
from edo_gateway.formats.printing.phrases import title
from edo_gateway.formats.printing.sheet import sheet_of
from edo_gateway.formats.printing.stamps import Hop, Side, Stamp
from edo_gateway.formats.printing.tree import is_recognised, is_shown_as_tree, tree_of
from edo_gateway.formats.printing.wording import as_day, as_moment, as_size
from edo_gateway.formats.transfer_document import TransferDocument

__all__ = [
    "Field",
    "Hop",
    "Section",
    "Side",
    "Stamp",
    "as_page",
    "card_of",
    "is_shown_as_tree",
    "print_file",
    "print_form",
    "print_page",
    "print_tree",
    "stylesheet",
]


def print_form(
    document: DocumentModel,
    *,
    answer: DocumentModel | None = None,
    stamps: Sequence[Stamp] = (),
    hops: Sequence[Hop] = (),
) -> str:
    """An HTML fragment without styles of its own: link :func:`stylesheet`.

    ``answer`` is the buyer title once it has come, ``stamps`` the signatures under both titles, ``hops`` the protocol
    of the transfer.
    """
    buyer = answer if isinstance(answer, BuyerTitle) else None
    if isinstance(document, TransferDocument):
        sides = {stamp.side for stamp in stamps}
        sheet = sheet_of(document, buyer, is_signed=Side.SELLER in sides, is_answer_signed=Side.BUYER in sides)
        return _template("transfer_document.html", sheet=sheet, stamps=stamps, hops=hops)
    return _template("card.html", sections=card_of(document), title=title(document.type), stamps=stamps, hops=hops)


def print_page(
    document: DocumentModel,
    *,
    answer: DocumentModel | None = None,
    stamps: Sequence[Stamp] = (),
    hops: Sequence[Hop] = (),
) -> str:
    """A whole page that needs no other file: the form with its style sheet inside."""
    form = print_form(document, answer=answer, stamps=stamps, hops=hops)
    return as_page(form, getattr(document, "number", ""))


def as_page(form: str, number: str = "") -> str:
    """A whole page around a form, with the style sheet inside."""
    return _template("page.html", form=form, style=stylesheet(), number=number)


def print_file(
    file: ExchangeFile,
    catalogue: Catalogue | None = None,
    *,
    answer: ExchangeFile | None = None,
    stamps: Sequence[Stamp] = (),
    hops: Sequence[Hop] = (),
) -> str:
    """The fragment for any file: its form, the tree of a format without a model, or the card of a free-form file."""
    if not is_recognised(file, catalogue):
        described = describe_free_form(file)
        return _template("free_form.html", file=described, size=as_size(described.size), stamps=stamps, hops=hops)
    if is_shown_as_tree(file, catalogue or packaged()):
        return _template("tree.html", tree=tree_of(file, catalogue), stamps=stamps, hops=hops)
    return print_form(parse(file), answer=_readable(answer), stamps=stamps, hops=hops)


def _readable(answer: ExchangeFile | None) -> DocumentModel | None:
    """None for an answer of an unknown format: it is kept as it came, and shown among the files."""
    try:
        return parse(answer) if answer else None
    except InvalidDocument:
        return None


def print_tree(file: ExchangeFile, catalogue: Catalogue | None = None) -> str:
    """A whole page with the names and values of a file, for a format without a model.

    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` when the file is of no format that can be judged.
    """
    form = _template("tree.html", tree=tree_of(file, catalogue), stamps=(), hops=())
    return _template("page.html", form=form, style=stylesheet(), number=None)


@cache
def stylesheet() -> str:
    """The CSS of the printed form, for the screen and for A4 landscape."""
    return resources.files(__name__).joinpath("printed_form.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__name__, "."),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(day=as_day, moment=as_moment)
    return environment


def _template(name: str, **values: object) -> str:
    return _environment().get_template(name).render(**values)
