"""What is posted to Diadoc: the type it must be told, the signed content, the shelf for large files."""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePath

from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.operators.contract import DocumentKind, OutboundMessage, Refused, Reply, ReplyKind
from edo_gateway.operators.diadoc.api import DiadocApi, Json

LARGEST_FILE = 3 * 1024 * 1024
"""Bytes of a document in a tax format that Diadoc takes."""
LARGEST_INLINE = 500_000
"""Bytes of a file that may stand in the request itself; a larger one goes over the shelf."""
SHELF_PART = 512 * 1024
"""Bytes of one part on the shelf: the smaller of the two limits Diadoc has published."""

_FUNCTIONS = frozenset({DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER, DocumentFunction.TRANSFER})
_TYPE_IDS: dict[DocumentType, str] = {DocumentType.TRANSFER_DOCUMENT: "UniversalTransferDocument"}
_VERSIONS: dict[tuple[DocumentType, str], str] = {(DocumentType.TRANSFER_DOCUMENT, "5.03"): "utd970_05_03_01"}
_REPLY_LISTS: dict[ReplyKind, str] = {
    ReplyKind.RECEIPT_NOTICE: "Receipts",
    ReplyKind.BUYER_TITLE: "RecipientTitles",
    ReplyKind.CORRECTION_REQUEST: "CorrectionRequests",
    ReplyKind.SIGNATURE_REJECTION: "XmlSignatureRejections",
}
_LOCAL_SHELF = "__userId__/"


class FileTooLarge(Refused):
    code = "operator_refused_file_too_large"
    text = Text(
        "Оператор не принимает такие большие файлы: {reason} Разделите документ на несколько.",
        "The operator does not take files this large: {reason} Split the document.",
    )


class KindNotTaken(Refused):
    code = "operator_refused_kind"
    text = Text(
        "Диадок не принимает документ этого вида: {reason} Выберите другую функцию или формат либо другого оператора.",
        "Diadoc does not take a document of this kind: {reason} Choose another function, format or operator.",
    )


def message_body(api: DiadocApi, message: OutboundMessage) -> Json:
    """``MessageToPost`` with one document. Raises :class:`KindNotTaken`, :class:`FileTooLarge`."""
    attachment: Json = {
        **_type_of(message.kind),
        "CustomDocumentId": str(message.document_id),
        "NeedReceipt": message.receipt_expected,
        "NeedRecipientSignature": message.answer_expected,
        "SignedContent": _signed(api, message.file, message.signature),
    }
    return {"FromBoxId": message.sender_box, "ToBoxId": message.recipient_box, "DocumentAttachments": [attachment]}


def reply_body(api: DiadocApi, reply: Reply) -> Json:
    """``MessagePatchToPostV2`` with one answer. Raises :class:`FileTooLarge`."""
    item: Json = {
        "ParentEntityId": reply.to.entity_id,
        "SignedContent": _signed(api, reply.file, reply.signature),
    }
    if reply.kind is ReplyKind.BUYER_TITLE:
        item["NeedReceipt"] = False
    return {"BoxId": reply.box, "MessageId": reply.to.message_id, _REPLY_LISTS[reply.kind]: [item]}


def _type_of(kind: DocumentKind) -> Json:
    """The three names the sender must state, since one file format serves several types."""
    version = _VERSIONS.get((kind.type, kind.version))
    if version is None or kind.function not in _FUNCTIONS:
        raise KindNotTaken(reason=f"{kind.type} {kind.function} {kind.version}.")
    return {"TypeNamedId": _TYPE_IDS[kind.type], "Function": kind.function.value, "Version": version}


def _signed(api: DiadocApi, file: ExchangeFile, signature: bytes) -> Json:
    if len(file.content) > LARGEST_FILE:
        raise FileTooLarge(reason=f"{len(file.content)} > {LARGEST_FILE}.")
    signed: Json = {"Signature": b64encode(signature).decode()}
    if len(file.content) < LARGEST_INLINE:
        return {**signed, "Content": b64encode(file.content).decode()}
    return {**signed, "NameOnShelf": _shelve(api, file)}


def _shelve(api: DiadocApi, file: ExchangeFile) -> str:
    """Put a file on the shelf in parts and return the name it got there."""
    parts = [file.content[start : start + SHELF_PART] for start in range(0, len(file.content), SHELF_PART)]
    last = len(parts) - 1
    extension = PurePath(file.name).suffix
    name = api.store("/ShelfUploadPartInit", parts[0], fileExtension=extension, isLastPart=_word(last == 0))
    name = name.strip('"').removeprefix(_LOCAL_SHELF)
    for index, part in enumerate(parts[1:], start=1):
        api.store("/ShelfUploadPart", part, fileName=name, partIndex=str(index), isLastPart=_word(index == last))
    return name


def _word(is_so: bool) -> str:
    return "true" if is_so else "false"
