"""Digits N2–N7 of the file name: what operators must pass on to the state's systems of tracing and marking."""

from __future__ import annotations

from typing import Any

from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.document import Contents, TransferDocument


def marks_of(document: DocumentModel) -> str:
    """``N2_N3_N4_N5_N6_N7``; empty for documents whose names have no such digits."""
    if isinstance(document, BuyerTitle):
        return document.marks
    if not isinstance(document, TransferDocument):
        return ""
    contents = document.contents or Contents()
    digits = (
        any(line.traceability for line in document.lines),
        any(line.marking for line in document.lines),
        contents.alcohol,
        contents.tobacco,
        contents.oil_products,
    )
    return "_".join([*("1" if digit else "0" for digit in digits), "00"])


def prefix_of(document: DocumentModel) -> str:
    """The first two parts of the name; without digits to say that goods are marked, another prefix says so."""
    prefix = document.header.prefix
    if isinstance(document, CorrectionDocument):
        is_marked = any(line.marking_before or line.marking_after for line in document.lines)
        return f"{prefix}MARK" if is_marked else prefix
    return prefix


def contents_of(model: type[DocumentModel], marks: str) -> dict[str, Any]:
    """Fields of the model that only the name tells."""
    if model is BuyerTitle:
        return {"marks": marks} if marks else {}
    if model is not TransferDocument or not marks:
        return {}
    alcohol, tobacco, oil_products = (digit == "1" for digit in marks.split("_")[2:5])
    if not (alcohol or tobacco or oil_products):
        return {}
    return {"contents": Contents(alcohol=alcohol, tobacco=tobacco, oil_products=oil_products)}
