"""Signing: with a key the gateway can reach, or by bringing a signature made elsewhere."""

from __future__ import annotations

from uuid import UUID

from flask import request
from pydantic import Field, SecretStr

from edo_gateway.docflow.enter import WrongPassword
from edo_gateway.docflow.judge import OtherBytes, OtherLevel, OtherSigner, SignatureRefused
from edo_gateway.docflow.sign import Consent, KeyInBrowser, NoSigningKey, SignatureFailed
from edo_gateway.docflow.signatory import CertificateOfAnother
from edo_gateway.docflow.throttle import TooManyAttempts
from edo_gateway.domain.document import TransitionNotAllowed
from edo_gateway.domain.errors import ConcurrentChange, Forbidden, NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel, SignatureNotRequired
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.web.api.bodies import read_model
from edo_gateway.web.api.documents import view_of
from edo_gateway.web.api.operation import Answer, Call, RawBody, Reply, Section
from edo_gateway.web.api.routing import PREFIX
from edo_gateway.web.api.sentences import sentence_of
from edo_gateway.web.api.views import DocumentView, Shape
from edo_gateway.web.errors import InvalidRequest, MalformedJson

signatures = Section(Text("Подписание", "Signing"))
_JSON, _CMS = "application/json", "application/pkcs7-signature"
_LONGEST_CMS = 16 * 2**20  # characters of Base64
_ONE_PROBLEMS = (
    NotFound,
    Forbidden,
    WrongPassword,
    TooManyAttempts,
    AlreadySigned,
    SignatureNotRequired,
    TransitionNotAllowed,
    NoSigningKey,
    KeyInBrowser,
    SignatureFailed,
    SignatureRefused,
    OtherBytes,
    OtherSigner,
    CertificateOfAnother,
    OtherLevel,
    ConcurrentChange,
)


class SignatureBody(Shape):
    level: SignatureLevel | None = Field(
        default=None, description="Вид подписи. Обязателен без cms; с ним – проверяется, что подпись этого вида."
    )
    password: SecretStr = Field(
        default=SecretStr(""), max_length=1000, description="Для простой подписи: подтверждает, кто подписывает."
    )
    cms: str | None = Field(
        default=None,
        min_length=1,
        max_length=_LONGEST_CMS,
        description="Готовая подпись, сделанная в другой программе: откреплённая CMS, Base64 или PEM.",
    )


@signatures.post(
    "/documents/{document_id}/signatures",
    summary=Text("Подписать", "Sign"),
    about=Text(
        "Одна подпись одного вида под титулом продавца; прежде чем сохраниться, она проверяется. С level подписывает "
        "шлюз ключом владельца; с cms или телом application/pkcs7-signature принимается подпись, сделанная в другой "
        "программе: под теми же байтами, сертификатом владельца ключа, нужного вида.",
        "One signature of one kind on the seller title; it is verified before it is kept. With level the gateway signs "
        "with the owner's key; with cms, or with a body of application/pkcs7-signature, a signature made in another "
        "program is taken: of the same bytes, by a certificate of the owner, of a kind that is needed.",
    ),
    answers={201: Answer(text=Text("Подписан", "Signed"), model=DocumentView)},
    problems=(MalformedJson, *_ONE_PROBLEMS),
    consumes=(_JSON, _CMS),
    body_schemas={
        _JSON: {"$ref": "#/components/schemas/SignatureBody"},
        _CMS: {"type": "string", "format": "binary"},
    },
    models=(SignatureBody,),
    example={"level": "qualified"},
)
def sign_document(call: Call, document_id: UUID, body: RawBody) -> Reply:
    if body.media_type == _CMS:
        call.docflow.bring(DocumentId(document_id), body.content, actor=call.actor)
    else:
        _sign(call, DocumentId(document_id), read_model(SignatureBody, body.content))
    view = view_of(call, DocumentId(document_id))
    location = f"{PREFIX}/documents/{document_id}/signatures/{len(view.signatures)}"
    return Reply(body=view, status=201, headers={"Location": location})


def _sign(call: Call, id: DocumentId, body: SignatureBody) -> None:
    if body.cms is not None:
        call.docflow.bring(id, body.cms.encode(), body.level, actor=call.actor)
        return
    if body.level is None:
        raise InvalidRequest((_missing("/level"),))
    consent = Consent(password=body.password.get_secret_value(), address=request.remote_addr or "")
    call.docflow.sign(id, body.level, consent, actor=call.actor)


def _missing(pointer: str) -> Finding:
    return Finding(layer=Layer.REQUEST, rule="request.missing", text=sentence_of("missing", {}, ""), pointer=pointer)
