"""Files and lists the operator makes for its clients: receipts, types of documents, guesses at a file's type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.exchange import InvalidDocument
from edo_gateway.sandbox.counterparty import received
from edo_gateway.sandbox.errors import Malformed, NoReceiptNeeded, NotHere
from edo_gateway.sandbox.heading import heading_of
from edo_gateway.sandbox.kinds import DocumentKind, EntityType
from edo_gateway.sandbox.routes.request import entity_here, my_box, sandbox, view_here
from edo_gateway.sandbox.service_files import Answers, Received
from edo_gateway.sandbox.wire import Fields, Json, body_fields, json_answer, refuse_protobuf

routes = Blueprint("generators", __name__)
_NEWEST = "utd970_05_03_01"
_ONLY = "default"


@dataclass(frozen=True, slots=True)
class _Type:
    name: str
    title: str
    functions: tuple[str, ...]
    version: str
    prefix: str = ""


_TYPES = (
    _Type("UniversalTransferDocument", "УПД", ("СЧФ", "ДОП", "СЧФДОП"), _NEWEST, "ON_NSCHFDOPPR"),
    _Type("Invoice", "Счёт-фактура", ("СЧФ",), _NEWEST, "ON_NSCHFDOPPR"),
    _Type("XmlTorg12", "Накладная", ("ДОП",), _NEWEST, "ON_NSCHFDOPPR"),
    _Type("XmlAcceptanceCertificate", "Акт", ("ДОП",), _NEWEST, "ON_NSCHFDOPPR"),
    _Type("UniversalCorrectionDocument", "УКД", ("КСЧФ", "ДИС", "КСЧФДИС"), "ucd736_05_01_02", "ON_NKORSCHFDOPPR"),
    # The names of these three are the sandbox's own: a client learns them by asking, as it has to in earnest.
    _Type("WorksAct", "Акт выполненных работ (КС-2)", (_ONLY,), "aktrezrabp_01_00", "ON_AKTREZRABP"),
    _Type("XmlReconciliationAct", "Акт сверки", (_ONLY,), "aktsverotp_05_01", "ON_AKTSVEROTP"),
    _Type("DiscrepancyAct", "Акт о расхождениях", (_ONLY,), "prirasxprin_05_01", "DP_PRIRASXPRIN"),
    _Type("Nonformalized", "Неформализованный документ", (_ONLY,), "v1"),
)
_FUNCTION = re.compile(r"""Функция=["'](\w+)["']""")


@routes.post("/V2/GenerateReceiptXml")
def generate_receipt() -> Response:
    """ИоП on an attachment, as bytes. The signatory is the invented head of the company, whatever the signer says."""
    return _file_answer(Answers().receipt_notice(_subject(body_fields(request)), sandbox().clock()))


@routes.post("/V2/GenerateInvoiceCorrectionRequestXml")
def generate_correction_request() -> Response:
    """УоУ with the sender's ``ErrorMessage``; the signatory is invented as above."""
    fields = body_fields(request)
    return _explained(Answers().correction_request, fields)


@routes.post("/V2/GenerateSignatureRejectionXml")
def generate_rejection() -> Response:
    """Отказ в подписи with the sender's ``ErrorMessage``; the signatory is invented as above."""
    fields = body_fields(request)
    return _explained(Answers().rejection, fields)


def _explained(write: Callable[[Received, str, datetime], ExchangeFile], fields: Fields) -> Response:
    explanation = fields.required("ErrorMessage")
    try:
        return _file_answer(write(_subject(fields), explanation, sandbox().clock()))
    except InvalidDocument as error:
        raise Malformed(what=f"ErrorMessage cannot be written into the file: {error}") from None


def _subject(fields: Fields) -> Received:
    """The file to answer, that somebody else has signed."""
    with sandbox().store.reading() as ledger:
        view = view_here(ledger, my_box(ledger), fields.guid("MessageId"))
    subject = entity_here(view, fields.guid("AttachmentId"))
    if subject.author_box == view.viewer.id:
        raise NoReceiptNeeded(what="the attachment is your own")
    if subject.type is not EntityType.ATTACHMENT:
        raise NotHere(what=f"attachment {subject.id}: it is a signature")
    return received(view, subject)


def _file_answer(file: ExchangeFile) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, content_type="application/xml; charset=windows-1251", headers=headers)


@routes.get("/V2/GetDocumentTypes")
def document_types() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        my_box(ledger)
    return json_answer({"DocumentTypes": [_type_json(one) for one in _TYPES]})


@routes.post("/DetectDocumentTitles")
def detect_titles() -> Response:
    """Candidates for the raw body: a file alone does not tell an act from a waybill."""
    with sandbox().store.reading() as ledger:
        my_box(ledger)
    content = request.get_data()
    heading = heading_of(content)
    found = _FUNCTION.search(content[:4000].decode("cp1251", errors="replace"))
    function = found.group(1) if found else _ONLY
    candidates = [
        _candidate(one, function, heading.number, heading.date)
        for one in _TYPES
        if one.prefix and heading.file_id.startswith(one.prefix) and function in one.functions
    ]
    return json_answer({"DocumentTitles": candidates})


def _candidate(one: _Type, function: str, number: str, date: str) -> Json:
    metadata = [{"Key": "DocumentNumber", "Value": number}, {"Key": "DocumentDate", "Value": date}]
    return {
        "TypeNamedId": one.name,
        "Function": function,
        "Version": one.version,
        "TitleIndex": 0,
        "Metadata": [item for item in metadata if item["Value"]],
    }


def _type_json(one: _Type) -> Json:
    return {
        "Name": one.name,
        "Title": one.title,
        "SupportedDocflows": [],
        "RequiresFnsRegistration": one.prefix != "",
        "Functions": [{"Name": name, "Versions": [_version_json(one, name)]} for name in one.functions],
    }


def _version_json(one: _Type, function: str) -> Json:
    kind = DocumentKind(type_named_id=one.name, function=function, version=one.version)
    titles = 2 if kind.owes_answer(asked=False) else 1
    return {
        "Version": one.version,
        "SupportsContentPatching": False,
        "SupportsEncrypting": False,
        "SupportsPredefinedRecipientTitle": False,
        "SupportsAmendmentRequest": kind.is_formalized,
        "Titles": [_title_json(index, kind) for index in range(titles)],
        "IsActual": True,
        "Workflows": [{"Id": kind.workflow(answer_asked=False), "IsDefault": True}],
    }


def _title_json(index: int, kind: DocumentKind) -> Json:
    file_name = {"Id": "FileName", "Type": 0, "IsRequired": True, "Source": 1}
    return {
        "Index": index,
        "IsFormal": kind.is_formalized,
        "SignerInfo": {"SignerType": 1, "ExtendedDocumentTitleType": -1},
        "MetadataItems": [] if kind.is_formalized else [file_name],
        "EncryptedMetadataItems": [],
    }
