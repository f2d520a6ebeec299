"""A free-form file shown in the browser: only kinds that cannot run anything, each under exactly its own type."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response

from edo_gateway.domain.document import Document, DocumentType
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import FileId
from edo_gateway.formats.free_form import FreeForm, Preview, describe_free_form
from edo_gateway.storage.contract import Unit
from edo_gateway.web.security import NOTHING_ALLOWED

_LONGEST_TEXT = 200_000  # characters a page shows; the file itself is downloaded whole
_FRAMED = NOTHING_ALLOWED.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
# The browser's own viewer of PDF needs its styles and frames; scripts inside the file cannot reach a page of ours.
_FRAMED_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Previewed:
    """A free-form file on the page of its document; ``text`` is filled for a plain text."""

    file: FreeForm
    file_id: FileId
    text: str

    @property
    def kind(self) -> str:
        return self.file.preview.value


def preview_of(unit: Unit, document: Document) -> Previewed | None:
    """None for a document that has a printed form."""
    if document.heading.type is not DocumentType.FREE_FORM:
        return None
    file_id, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    described = describe_free_form(file)
    text = _text(file, described) if described.preview is Preview.TEXT else ""
    return Previewed(file=described, file_id=file_id, text=text[:_LONGEST_TEXT])


def previewed(file: ExchangeFile) -> Response:
    """The bytes for an image or a frame. Raises :class:`NotFound` for a kind that is only downloaded."""
    described = describe_free_form(file)
    if described.preview not in (Preview.IMAGE, Preview.PDF):
        raise NotFound(what=file.name)
    response = Response(file.content, content_type=described.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-store"
    is_pdf = described.preview is Preview.PDF
    response.headers["Content-Security-Policy"] = _FRAMED_PDF if is_pdf else _FRAMED
    return response


def _text(file: ExchangeFile, described: FreeForm) -> str:
    _, _, charset = described.media_type.partition("charset=")
    return file.content.decode(charset or "utf-8", "replace")
