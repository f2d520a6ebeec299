"""Completing a document: what the order demands and the caller left out. A pure function, and idempotent."""

from __future__ import annotations

from typing import TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.buyer_title import BuyerTitle
from edo_gateway.formats.correction_completion import completed_correction_document
from edo_gateway.formats.correction_document import CorrectionDocument
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.messages import refusal
from edo_gateway.formats.party_completion import with_country_names
from edo_gateway.formats.transfer_completion import completed_transfer_document
from edo_gateway.formats.transfer_document import TransferDocument

AnyDocument = TypeVar("AnyDocument", bound=DocumentModel)


def complete(document: AnyDocument) -> AnyDocument:
    """The document with everything computed that was left out: exactly what its file will say.

    Participant ids of the parties move to ``sender`` and ``recipient``, for the file holds them in its name only.
    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` naming given values that disagree.
    """
    if isinstance(document, TransferDocument):
        return completed_transfer_document(document)  # type: ignore[return-value]
    if isinstance(document, CorrectionDocument):
        return completed_correction_document(document)  # type: ignore[return-value]
    if isinstance(document, BuyerTitle):
        return _completed_buyer_title(document)  # type: ignore[return-value]
    return document


def _completed_buyer_title(title: BuyerTitle) -> BuyerTitle:
    findings: list[Finding] = []
    signatories = tuple(signatory.completed() for signatory in title.signatories)
    completed = with_country_names(title.changed({"signatories": signatories}), findings)
    if findings:
        raise refusal(findings, format=title.header.prefix, version=title.header.version)
    return completed
