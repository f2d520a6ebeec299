"""A document as paper: what its printed form is made from, the same for the pages and for the API."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway.domain.document import Document
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.formats import printing
from edo_gateway.formats.catalogue import Catalogue
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.signatures import stamps_of
from edo_gateway.web.pages.story import protocol_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The file, the other side's answer where one has come, the stamps, the protocol of transfer."""

    number: str
    file: ExchangeFile
    answer: ExchangeFile | None
    stamps: list[printing.Stamp]
    hops: list[printing.Hop]
    catalogue: Catalogue

    def form(self) -> str:
        """A fragment for a page of ours; every value is escaped."""
        return printing.print_file(self.file, self.catalogue, answer=self.answer, stamps=self.stamps, hops=self.hops)

    def page(self) -> str:
        """A page that needs no other file."""
        return printing.as_page(self.form(), self.number)


def paper_of(unit: Unit, document: Document, catalogue: Catalogue) -> Paper:
    _, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    has_answer = any(known.role is FileRole.BUYER_TITLE for known in unit.documents.files(document.id))
    return Paper(
        number=document.heading.number,
        file=file,
        answer=unit.documents.title(document.id, FileRole.BUYER_TITLE)[1] if has_answer else None,
        stamps=stamps_of(unit, document),
        hops=protocol_of(unit.journal.of_document(document.id)),
        catalogue=catalogue,
    )
