"""What a correction changes: what a УКД tells itself, or how a mended document differs from the one it mends."""

from __future__ import annotations

from itertools import dropwhile, islice
from uuid import UUID

from flask import Blueprint, Response, render_template, url_for
from markupsafe import Markup

from edo_gateway.domain.document import Document, DocumentType
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import printing
from edo_gateway.storage.contract import DocumentFilter, Unit
from edo_gateway.web.pages.answers import attached
from edo_gateway.web.pages.paper import pdf_name
from edo_gateway.web.pages.visitor import steps, visitor

_CHANGES = "Что изменилось"


def install(pages: Blueprint) -> None:
    at = "/documents/<uuid:id>/changes"
    pages.add_url_rule(at, "changes", changes)
    pages.add_url_rule(f"{at}.pdf", "changes_pdf", changes_pdf)


def changes(id: UUID) -> str:
    document, paper = _changes(id)
    sheet = Markup(printing.to_html(paper))  # noqa: S704 -- the printed form escapes every value
    return render_template("print.html", document=document, sheet=sheet, pdf=url_for("pages.changes_pdf", id=id))


def changes_pdf(id: UUID) -> Response:
    """To be saved; set when nothing is read any more."""
    document, paper = _changes(id)
    return attached(printing.to_pdf(paper), f"{_CHANGES} – {pdf_name(document)}", "application/pdf")


def _changes(id: UUID) -> tuple[Document, printing.Paper]:
    catalogue = steps().prepare.catalogue
    with steps().units.look() as unit:
        document = unit.documents.get(visitor().organization.id, DocumentId(id))
        mended = mended_by(unit, document)
        file, old = title_of(unit, document), title_of(unit, mended) if mended else None
    try:
        return document, printing.paper_of_changes(file, old, catalogue)
    except (printing.NothingToCompare, printing.NotComparable, InvalidDocument):
        return document, printing.paper_of_no_changes(file, catalogue)


def title_of(unit: Unit, document: Document) -> ExchangeFile:
    return unit.documents.title(document.id, FileRole.SELLER_TITLE)[1]


def mended_by(unit: Unit, document: Document) -> Document | None:
    """A mended document keeps its number and date: the one of those before it that came last.

    None for a correction document, which tells itself what it changes.
    """
    heading = document.heading
    if heading.type is DocumentType.CORRECTION_DOCUMENT:
        return None
    wanted = DocumentFilter(
        type=heading.type,
        counterparty_inn=heading.counterparty_inn,
        text=heading.number,
        date_from=heading.date,
        date_to=heading.date,
    )
    listed = (known for _, known in unit.documents.page(document.organization_id, wanted))
    newest_first = iter([known for known in listed if known.heading.number == heading.number])
    after_ours = dropwhile(lambda known: known.id != document.id, newest_first)
    return next(islice(after_ours, 1, None), None)
