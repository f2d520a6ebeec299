"""A document as paper: what its printed form is made from, the same for the pages and for the API."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway import formats
from edo_gateway.domain.document import Document
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import printing
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.signatures import stamps_of
from edo_gateway.web.pages.story import protocol_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The title, the other side's answer where a readable one has come, the stamps, the protocol of transfer."""

    title: formats.DocumentModel
    answer: formats.DocumentModel | None
    stamps: list[printing.Stamp]
    hops: list[printing.Hop]

    def form(self) -> str:
        """A fragment for a page of ours; every value is escaped."""
        return printing.print_form(self.title, answer=self.answer, stamps=self.stamps, hops=self.hops)

    def page(self) -> str:
        """A page that needs no other file."""
        return printing.print_page(self.title, answer=self.answer, stamps=self.stamps, hops=self.hops)


def paper_of(unit: Unit, document: Document) -> Paper:
    _, title = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    return Paper(
        title=formats.parse(title),
        answer=_answer(unit, document),
        stamps=stamps_of(unit, document),
        hops=protocol_of(unit.journal.of_document(document.id)),
    )


def _answer(unit: Unit, document: Document) -> formats.DocumentModel | None:
    if not any(file.role is FileRole.BUYER_TITLE for file in unit.documents.files(document.id)):
        return None
    try:
        return formats.parse(unit.documents.title(document.id, FileRole.BUYER_TITLE)[1])
    except InvalidDocument:
        return None  # kept as it came, and shown among the files
