"""The printed form: a document as people know it on paper, as HTML and as PDF from one source.

A sheet says what stands on the paper (``paper``, ``sheets``); two renderers draw it (``html``, ``pdf``). So what is
shown, signed and printed cannot differ. A document without a sheet is printed as a card of its fields, a file of a
format without a model as the tree of its names and values, any other file as what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.printing.card import Field, Section, card_of, card_paper
from edo_gateway.formats.printing.compared import NothingToCompare, changes_of, paper_of_changes, paper_of_no_changes
from edo_gateway.formats.printing.differences import Change, Difference, NotComparable, differences, told_changes
from edo_gateway.formats.printing.free_form import free_form_paper
from edo_gateway.formats.printing.html import stylesheet, to_html, to_page
from edo_gateway.formats.printing.paper import Heading, Paper
from edo_gateway.formats.printing.pdf import NotPrintable, to_pdf
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.sheets import SHEETS
from edo_gateway.formats.printing.stamps import Hop, Side, Stamp, under
from edo_gateway.formats.printing.tree import is_recognised, is_shown_as_tree, tree_paper
from edo_gateway.formats.transfer.restated import restated

__all__ = [
    "Change",
    "Difference",
    "Field",
    "Hop",
    "NotComparable",
    "NotPrintable",
    "NothingToCompare",
    "Paper",
    "Section",
    "Side",
    "Stamp",
    "card_of",
    "changes_of",
    "differences",
    "is_shown_as_tree",
    "paper_of",
    "paper_of_changes",
    "paper_of_file",
    "paper_of_no_changes",
    "stylesheet",
    "to_html",
    "to_page",
    "to_pdf",
    "told_changes",
    "tree_paper",
]


def paper_of(
    document: DocumentModel,
    *,
    answers: Sequence[DocumentModel] = (),
    stamps: Sequence[Stamp] = (),
    hops: Sequence[Hop] = (),
) -> Paper:
    """The printed form of a document.

    ``answers`` are the titles that answer it, as far as they have come, in their order; ``stamps`` the signatures under
    all titles, ``hops`` the protocol of the transfer.
    """
    sheet = SHEETS.get(type(document))
    signed = frozenset(stamp.side for stamp in stamps)
    paper = sheet(document, tuple(answers), signed) if sheet else card_paper(document)
    return replace(paper, blocks=(*paper.blocks, *under(stamps, hops)))


def paper_of_file(
    file: ExchangeFile,
    catalogue: Catalogue | None = None,
    *,
    answers: Sequence[ExchangeFile] = (),
    stamps: Sequence[Stamp] = (),
    hops: Sequence[Hop] = (),
) -> Paper:
    """The printed form of any file: its sheet or card, the tree of a format without a model, or a free-form file."""
    if is_recognised(file, catalogue) and not is_shown_as_tree(file, catalogue or packaged()):
        known = [document for document in map(_readable, answers) if document]
        return paper_of(parse(file), answers=known, stamps=stamps, hops=hops)
    paper = _archived(file, catalogue) if is_recognised(file, catalogue) else free_form_paper(file)
    return replace(paper, blocks=(*paper.blocks, *under(stamps, hops)))


def _archived(file: ExchangeFile, catalogue: Catalogue | None) -> Paper:
    """The tree of every field; above it the sheet of today, where the old document fills it."""
    tree, document = tree_paper(file, catalogue), restated(file, catalogue)
    if document is None:
        return tree
    sheet = paper_of(document)
    return replace(sheet, blocks=(*sheet.blocks, Heading(text=phrase("all_fields"), is_section=True), *tree.blocks))


def _readable(file: ExchangeFile) -> DocumentModel | None:
    """None for a file of an unknown format: it is kept as it came, and shown among the files."""
    try:
        return parse(file)
    except InvalidDocument:
        return None
