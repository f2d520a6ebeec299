"""A document as paper: what its printed form is made from, the same for the pages and for the API."""

from __future__ import annotations

from edo_gateway.domain.document import Document
from edo_gateway.domain.file import FileRole
from edo_gateway.formats import printing
from edo_gateway.formats.catalogue import Catalogue
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.signatures import stamps_of
from edo_gateway.web.pages.story import protocol_of


def paper_of(unit: Unit, document: Document, catalogue: Catalogue) -> printing.Paper:
    """The file, the other side's answer where one has come, the stamps, the protocol of transfer."""
    _, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    has_answer = any(known.role is FileRole.BUYER_TITLE for known in unit.documents.files(document.id))
    return printing.paper_of_file(
        file,
        catalogue,
        answer=unit.documents.title(document.id, FileRole.BUYER_TITLE)[1] if has_answer else None,
        stamps=stamps_of(unit, document),
        hops=protocol_of(unit.journal.of_document(document.id)),
    )
