"""A document as paper: what its printed form is made from, the same for the pages and for the API."""

from __future__ import annotations

import re

from edo_gateway.domain.document import Document
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.formats import printing
from edo_gateway.formats.catalogue import Catalogue
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.signatures import stamps_of
from edo_gateway.web.pages.story import protocol_of
from edo_gateway.web.pages.words import name_of

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]')  # of the file systems people save to


def paper_of(unit: Unit, document: Document, catalogue: Catalogue) -> printing.Paper:
    """The file, the titles that answer it, the stamps, the protocol of transfer."""
    file, *answers = titles_of(unit, document)
    return printing.paper_of_file(
        file,
        catalogue,
        answers=answers,
        stamps=stamps_of(unit, document),
        hops=protocol_of(unit.journal.of_document(document.id)),
    )


def titles_of(unit: Unit, document: Document) -> list[ExchangeFile]:
    """The files the paper is made of: ours, and the titles that answer it, in the order they have come."""
    kept = unit.documents.files(document.id)
    answers = [unit.documents.file(document.id, known.id) for known in kept if known.role is FileRole.BUYER_TITLE]
    return [unit.documents.title(document.id, FileRole.SELLER_TITLE)[1], *answers]


def pdf_name(document: Document) -> str:
    """What the PDF is called when it is saved."""
    name = f"{name_of(document.heading)} от {document.heading.date:%d.%m.%Y}.pdf"
    return _NOT_IN_NAMES.sub("-", name.replace("\u00a0", " "))
