"""What belongs to a document as bytes: its files and signatures, exactly as they are kept."""

from __future__ import annotations

import hashlib
from urllib.parse import quote
from uuid import UUID

from flask import Response, request
from werkzeug.http import dump_options_header, quote_etag
from werkzeug.utils import secure_filename

from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, FileId
from edo_gateway.domain.text import Text
from edo_gateway.formats import printing
from edo_gateway.storage.contract import Unit
from edo_gateway.web.api.operation import Answer, Call, Section
from edo_gateway.web.api.presenting import file_view, signature_with_verdict
from edo_gateway.web.api.views import FileList, SignatureList
from edo_gateway.web.pages.paper import paper_of, pdf_name, titles_of
from edo_gateway.web.security import page_with_style
from signing import PROTOCOL_STYLE

files = Section(Text("Файлы и подписи", "Files and signatures"))
_SIGNATURE = "application/pkcs7-signature"
_PDF = "application/pdf"


@files.get(
    "/documents/{document_id}/files",
    summary=Text("Файлы документа", "Files of a document"),
    about=Text(
        "Наш титул, титулы другой стороны, подтверждения оператора, извещения.",
        "Our title, the other side's titles, the operator's confirmations, notices.",
    ),
    answers={200: Answer(text=Text("Файлы", "The files, oldest first"), model=FileList)},
    problems=(NotFound,),
)
def list_files(call: Call, document_id: UUID) -> FileList:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        return FileList(files=[file_view(file) for file in unit.documents.files(document.id)])


@files.get(
    "/documents/{document_id}/files/{file_id}",
    summary=Text("Содержимое файла", "The bytes of a file"),
    about=Text(
        "Байт в байт то, что построено или получено; имя в Content-Disposition – законное имя файла.",
        "Byte for byte what was built or received; the name in Content-Disposition is the file's legal name.",
    ),
    answers={
        200: Answer(
            text=Text("Байты файла", "The exact bytes that were signed"), media_types=("application/octet-stream",)
        )
    },
    problems=(NotFound,),
)
def read_file(call: Call, document_id: UUID, file_id: UUID) -> Response:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        file = unit.documents.file(document.id, FileId(file_id))
    return _bytes(file.content, file.name, "application/octet-stream")


@files.get(
    "/documents/{document_id}/signatures",
    summary=Text("Подписи документа", "Signatures of a document"),
    about=Text(
        "Наши и другой стороны, у каждой полный итог проверки.",
        "Ours and the other side's, each with the full verdict of its verification.",
    ),
    answers={200: Answer(text=Text("Подписи", "The signatures with their verdicts"), model=SignatureList)},
    problems=(NotFound,),
)
def list_signatures(call: Call, document_id: UUID) -> SignatureList:
    with call.docflow.units.look() as unit:
        kept = enumerate(unit.documents.signatures(_document(call, unit, document_id).id), start=1)
    return SignatureList(signatures=[signature_with_verdict(number, one, call.language) for number, one in kept])


@files.get(
    "/documents/{document_id}/signatures/{number}",
    summary=Text("Файл подписи", "The bytes of a signature"),
    about=Text(
        "Открепленная подпись CMS (RFC 5652) под файлом, который назван в списке подписей.",
        "A detached CMS signature (RFC 5652) of the file named in the list of signatures.",
    ),
    answers={200: Answer(text=Text("Подпись", "CMS SignedData in DER"), media_types=(_SIGNATURE,))},
    problems=(NotFound,),
)
def read_signature(call: Call, document_id: UUID, number: int) -> Response:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        kept = unit.documents.signatures(document.id)
        if not 1 <= number <= len(kept):
            raise NotFound(what=f"подпись {number}")
        signature = kept[number - 1]
        file = unit.documents.file(document.id, signature.file_id)
    return _bytes(signature.content, f"{file.name}.{number}.p7s", _SIGNATURE)


@files.get(
    "/documents/{document_id}/signatures/{number}/protocol",
    summary=Text("Протокол проверки подписи", "The protocol of a verification"),
    about=Text(
        "Страница HTML для печати и подшивки: подпись проверена заново по сохранённым доказательствам.",
        "An HTML page to print and file: the signature is verified anew by the evidence that was kept.",
    ),
    answers={200: Answer(text=Text("Протокол", "The protocol, in Russian"), media_types=("text/html",))},
    problems=(NotFound,),
)
def read_protocol(call: Call, document_id: UUID, number: int) -> Response:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        kept = unit.documents.signatures(document.id)
    if not 1 <= number <= len(kept):
        raise NotFound(what=f"подпись {number}")
    page = call.docflow.protocol(document.organization_id, document.id, kept[number - 1])
    response = Response(page, mimetype="text/html")
    response.headers["Content-Security-Policy"] = page_with_style(PROTOCOL_STYLE)
    return response


@files.get(
    "/evidence/{sha256}",
    summary=Text("Доказательство проверки", "Evidence of a verification"),
    about=Text(
        "Список отзыва или ответ OCSP, на который опирается итог проверки подписи; имя – SHA-256 из итога.",
        "A revocation list or an OCSP response a verdict on a signature relies on, by the SHA-256 in the verdict.",
    ),
    answers={
        200: Answer(text=Text("DER", "CertificateList or OCSPResponse"), media_types=("application/octet-stream",))
    },
    problems=(NotFound,),
)
def read_evidence(call: Call, sha256: str) -> Response:
    with call.docflow.units.look() as unit:
        kept = unit.documents.evidence(call.actor.organization_id, sha256)
    return _bytes(kept.content, f"{kept.sha256}.{kept.kind}", "application/octet-stream")


@files.get(
    "/documents/{document_id}/print",
    summary=Text("Печатная форма", "The printed form"),
    about=Text(
        "Страница HTML для просмотра и печати со штампами подписей; другие файлы ей не нужны.",
        "An HTML page to read and to print, with the stamps of the signatures; it needs no other file.",
    ),
    answers={200: Answer(text=Text("Печатная форма", "The printed form"), media_types=("text/html",))},
    problems=(NotFound,),
)
def print_document(call: Call, document_id: UUID) -> Response:
    with call.docflow.units.look() as unit:
        page = printing.to_page(paper_of(unit, _document(call, unit, document_id), call.docflow.prepare.catalogue))
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = page_with_style(printing.stylesheet())
    return response


@files.get(
    "/documents/{document_id}/print.pdf",
    summary=Text("Печатная форма в PDF", "The printed form as PDF"),
    about=Text(
        "PDF/A-3 для архива и печати, файлы обмена внутри. Одни и те же данные дают одни и те же байты.",
        "PDF/A-3 to keep and to print, with the exchange files inside. The same data give the same bytes.",
    ),
    answers={200: Answer(text=Text("Печатная форма", "The printed form"), media_types=(_PDF,))},
    problems=(NotFound, printing.NotPrintable),
)
def print_document_as_pdf(call: Call, document_id: UUID) -> Response:
    with call.docflow.units.look() as unit:
        document = _document(call, unit, document_id)
        paper, sources = paper_of(unit, document, call.docflow.prepare.catalogue), titles_of(unit, document)
    return _bytes(printing.to_pdf(paper, sources), pdf_name(document), _PDF)


def _document(call: Call, unit: Unit, id: UUID) -> Document:
    return unit.documents.get(call.actor.organization_id, DocumentId(id))


def _bytes(content: bytes, name: str, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["ETag"] = quote_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


def attachment(name: str) -> str:
    """Content-Disposition with the name in UTF-8 and an ASCII one for old clients (RFC 6266, appendix D)."""
    if name.isascii():
        return dump_options_header("attachment", {"filename": name})
    plain = secure_filename(name) or "file"
    return dump_options_header("attachment", {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"})
