"""What is posted to Diadoc: the type it must be told, the signed content, the shelf for large files."""

from __future__ import annotations

from base64 import b64encode
from pathlib import PurePath

from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.operators.contract import (
    AttachedPower,
    CoSigning,
    DocumentKind,
    OutboundMessage,
    PowerFile,
    Refused,
    Reply,
    ReplyKind,
    Unavailable,
)
from edo_gateway.operators.diadoc.api import DiadocApi, Json
from edo_gateway.operators.diadoc.shapes import Unreadable, objects, required

LARGEST_FILE = 3 * 1024 * 1024
"""Bytes of a document in a tax format that Diadoc takes."""
LARGEST_SHELVED = 70 * 1024 * 1024
"""Bytes of a file without a prescribed format: the documented limit of one request, below that of the shelf."""
LARGEST_INLINE = 500_000
"""Bytes of a file that may stand in the request itself; a larger one goes over the shelf."""
SHELF_PART = 512 * 1024
"""Bytes of one part on the shelf: the smaller of the two limits Diadoc has published."""

_F = DocumentFunction
# What Diadoc's documentation names. It asks to be told the type, since one format serves several of them.
_TRANSFER = "UniversalTransferDocument", "utd970_05_03_01"
_CORRECTION = "UniversalCorrectionDocument", "ucd736_05_01_02"
_NAMED: dict[tuple[DocumentType, DocumentFunction, str], tuple[str, str]] = {
    **{(DocumentType.TRANSFER_DOCUMENT, function, "5.03"): _TRANSFER
       for function in (_F.INVOICE, _F.INVOICE_AND_TRANSFER, _F.TRANSFER)},
    **{(DocumentType.CORRECTION_DOCUMENT, function, "5.01"): _CORRECTION
       for function in (_F.CORRECTION_INVOICE, _F.CORRECTION_INVOICE_AND_AGREEMENT, _F.AGREEMENT)},
    (DocumentType.FREE_FORM, _F.DEFAULT, ""): ("Nonformalized", "v1"),
}  # fmt: skip
_FIRST_TITLE = 0
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
        **_type_of(api, message),
        "CustomDocumentId": str(message.document_id),
        "NeedReceipt": message.receipt_expected,
        "NeedRecipientSignature": message.answer_expected,
        "SignedContent": {
            **_signed(api, message.file, message.signature, limit=_limit(message.kind)),
            **_attached(message.power),
        },
    }
    if message.kind.type is DocumentType.FREE_FORM:
        attachment["Metadata"] = [{"Key": "FileName", "Value": message.file.name}, *_heading(message.kind)]
    return {"FromBoxId": message.sender_box, "ToBoxId": message.recipient_box, "DocumentAttachments": [attachment]}


def _heading(kind: DocumentKind) -> list[Json]:
    told = {"DocumentNumber": kind.number, "DocumentDate": f"{kind.date:%d.%m.%Y}"}
    return [{"Key": key, "Value": value} for key, value in told.items() if value]


def _limit(kind: DocumentKind) -> int:
    return LARGEST_SHELVED if kind.type is DocumentType.FREE_FORM else LARGEST_FILE


def reply_body(api: DiadocApi, reply: Reply) -> Json:
    """``MessagePatchToPostV2`` with one answer. Raises :class:`FileTooLarge`."""
    item: Json = {
        "ParentEntityId": reply.to.entity_id,
        "SignedContent": {
            **_signed(api, reply.file, reply.signature, limit=LARGEST_FILE),
            **_attached(reply.power),
        },
    }
    if reply.kind is ReplyKind.BUYER_TITLE:
        item["NeedReceipt"] = False
    return {"BoxId": reply.box, "MessageId": reply.to.message_id, _REPLY_LISTS[reply.kind]: [item]}


def cosigning_body(more: CoSigning) -> Json:
    """``MessagePatchToPostV2`` with the other signatures of our side.

    Diadoc has one ordinary signature of a side, which it is sent with; all others are approving ones (согласующие
    подписи), verified and delivered to the other side, and under a formalised document taken only once it is sent.
    """
    items: list[Json] = [
        {
            "ParentEntityId": more.to.entity_id,
            "Signature": b64encode(one.signature).decode(),
            "IsApprovementSignature": True,
            **_attached(one.power),
        }
        for one in more.signatures
    ]
    return {"BoxId": more.box, "MessageId": more.to.message_id, "Signatures": items}


def _type_of(api: DiadocApi, message: OutboundMessage) -> Json:
    """The three names the sender must state: those documented, else what Diadoc itself recognises in the file."""
    kind = message.kind
    if named := _NAMED.get((kind.type, kind.function, kind.version)):
        type_id, version = named
        return {"TypeNamedId": type_id, "Function": kind.function.value, "Version": version}
    if kind.type in (DocumentType.TRANSFER_DOCUMENT, DocumentType.CORRECTION_DOCUMENT):
        raise KindNotTaken(reason=f"{kind.type} {kind.function} {kind.version}.")
    return _recognised(api, message)


def _recognised(api: DiadocApi, message: OutboundMessage) -> Json:
    answer = api.ask("/DetectDocumentTitles", message.file.content, boxId=message.sender_box)
    try:
        titles = [title for title in objects(answer, "DocumentTitles") if title.get("TitleIndex") == _FIRST_TITLE]
        found = [{name: required(title, name) for name in ("TypeNamedId", "Function", "Version")} for title in titles]
    except Unreadable as error:
        raise Unavailable(reason="the types of the file are not of the documented shape.") from error
    if len(found) != 1:
        names = ", ".join(str(title["TypeNamedId"]) for title in found) or "-"
        raise KindNotTaken(reason=f"{message.file.name}: {names}.")
    return {**found[0]}


def _signed(api: DiadocApi, file: ExchangeFile, signature: bytes, *, limit: int) -> Json:
    if len(file.content) > limit:
        raise FileTooLarge(reason=f"{len(file.content)} > {limit}.")
    signed: Json = {"Signature": b64encode(signature).decode()}
    if len(file.content) < LARGEST_INLINE:
        return {**signed, "Content": b64encode(file.content).decode()}
    return {**signed, "NameOnShelf": _shelve(api, file)}


def _attached(power: AttachedPower | None) -> Json:
    """``PowerOfAttorneyToPost``: exactly one of the ways it knows, never the employee's default of the operator's."""
    if power is None:
        return {}
    if power.files:
        way: Json = {"Contents": [_power_file(one) for one in power.files]}
    else:
        way = {
            "FullId": {
                "RegistrationNumber": power.number,
                "IssuerInn": power.principal_inn,
                "RepresentativeInn": power.representative_inn,
            }
        }
    return {"PowerOfAttorney": {"UseDefault": False, **way}}


def _power_file(power: PowerFile) -> Json:
    return {"Content": b64encode(power.content).decode(), "Signature": b64encode(power.signature).decode()}


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
