"""Signing: with a key the gateway can reach, or by bringing a signature made elsewhere."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from flask import request
from pydantic import Field, SecretStr

from edo_gateway.docflow.authority import NotAuthorised
from edo_gateway.docflow.confirm import ConfirmationNotEnough, Consent
from edo_gateway.docflow.enter import WrongPassword
from edo_gateway.docflow.judge import OtherBytes, OtherLevel, OtherSigner, SignatureRefused
from edo_gateway.docflow.may_sign import SignatureFailed
from edo_gateway.docflow.one_time_codes import CodesAreOff, WrongCode
from edo_gateway.docflow.rights import require
from edo_gateway.docflow.sign import KeyInBrowser, NoSigningKey
from edo_gateway.docflow.signatory import CertificateOfAnother
from edo_gateway.docflow.throttle import TooManyAttempts
from edo_gateway.domain.document import TransitionNotAllowed
from edo_gateway.domain.errors import ConcurrentChange, Forbidden, NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.joint import AlreadySignedJointly
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import AlreadySigned, SignatureLevel, SignatureNotRequired
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.web.api.bodies import read_model
from edo_gateway.web.api.documents import view_of
from edo_gateway.web.api.many import ManyDocuments, refusal
from edo_gateway.web.api.operation import Answer, Call, RawBody, Reply, Section
from edo_gateway.web.api.routing import PREFIX
from edo_gateway.web.api.sentences import sentence_of
from edo_gateway.web.api.views import DocumentView, Problem, Shape
from edo_gateway.web.errors import InvalidRequest, MalformedJson

signatures = Section(Text("Подписание", "Signing"))
_JSON, _CMS = "application/json", "application/pkcs7-signature"
_LONGEST_CMS = 16 * 2**20  # characters of Base64
_ONE_PROBLEMS = (
    NotFound,
    Forbidden,
    WrongPassword,
    WrongCode,
    CodesAreOff,
    ConfirmationNotEnough,
    TooManyAttempts,
    AlreadySigned,
    AlreadySignedJointly,
    SignatureNotRequired,
    TransitionNotAllowed,
    NoSigningKey,
    KeyInBrowser,
    SignatureFailed,
    NotAuthorised,
    SignatureRefused,
    OtherBytes,
    OtherSigner,
    CertificateOfAnother,
    OtherLevel,
    ConcurrentChange,
)


class ConsentBody(Shape):
    password: SecretStr = Field(
        default=SecretStr(""), max_length=1000, description="Для простой подписи: подтверждает, кто подписывает."
    )

    code: SecretStr = Field(
        default=SecretStr(""),
        max_length=100,
        description="То же одноразовым кодом, если политика организации его допускает.",
    )


class SignatureBody(ConsentBody):
    level: SignatureLevel | None = Field(
        default=None, description="Вид подписи. Обязателен без cms; с ним – проверяется, что подпись этого вида."
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
    call.docflow.sign(id, body.level, _consent(body), actor=call.actor)


def _consent(body: ConsentBody) -> Consent:
    return Consent(
        password=body.password.get_secret_value(),
        code=body.code.get_secret_value(),
        address=request.remote_addr or "",
    )


class BulkSignatureBody(ConsentBody):
    documents: ManyDocuments
    level: SignatureLevel


class BulkOutcome(StrEnum):
    SIGNED = "signed"
    ALREADY_SIGNED = "already_signed"
    FAILED = "failed"


class BulkResult(Shape):
    document_id: UUID
    outcome: BulkOutcome = Field(description="already_signed – подпись этого вида уже стоит: повтор ничего не меняет.")
    problem: Problem | None = Field(description="Почему не подписан; null, если подписан.")


class BulkSignatures(Shape):
    results: list[BulkResult] = Field(description="По одному на документ, в порядке запроса.")
    failed: int


@signatures.post(
    "/documents/signatures",
    summary=Text("Подписать много документов", "Sign many documents"),
    about=Text(
        "Подписи одного вида под документами, до ста за раз, ключом, до которого шлюз достаёт. Кто подписывает, "
        "подтверждается один раз на все. Ответ 200 несёт итог по каждому документу; отказ одного не мешает другим. "
        "Подпись, сделанная совместно не последней, – тоже signed: чьих ещё нет, скажет joint документа. "
        "Если ответ потерялся, повторите запрос: подписанные придут как already_signed и второй раз не подпишутся.",
        "Signatures of one kind on up to a hundred documents, with a key the gateway can reach. Who signs is confirmed "
        "once for all. The answer, 200, has a result for each document; a refusal of one does not stop the others. "
        "One made jointly that is not the last is signed too: the document's joint tells whose are missing. If the "
        "answer was lost, repeat the request: those signed come back as already_signed and are not signed twice.",
    ),
    answers={200: Answer(text=Text("Итог по каждому", "A result for each"), model=BulkSignatures)},
    problems=(Forbidden, WrongPassword, WrongCode, CodesAreOff, ConfirmationNotEnough, TooManyAttempts),
    example={"documents": ["7a3f8f9e-0d8f-4a51-9a3c-5e1d0c6e2b11"], "level": "qualified"},
)
def sign_documents(call: Call, body: BulkSignatureBody) -> BulkSignatures:
    require(call.actor, Role.SIGNER, action=Text("подписать", "sign"))
    consent = _consent(body)
    if body.level is SignatureLevel.SIMPLE:
        consent = call.docflow.confirm(consent, actor=call.actor)
    results = [_signed(call, DocumentId(one), body.level, consent) for one in dict.fromkeys(body.documents)]
    return BulkSignatures(results=results, failed=sum(one.outcome is BulkOutcome.FAILED for one in results))


def _signed(call: Call, id: DocumentId, level: SignatureLevel, consent: Consent) -> BulkResult:
    outcome = BulkOutcome.SIGNED

    def sign(document: DocumentId) -> None:
        nonlocal outcome
        try:
            call.docflow.sign(document, level, consent, actor=call.actor)
        except AlreadySigned:
            outcome = BulkOutcome.ALREADY_SIGNED

    problem = refusal(call, sign, id)
    return BulkResult(document_id=id, outcome=BulkOutcome.FAILED if problem else outcome, problem=problem)


def _missing(pointer: str) -> Finding:
    return Finding(layer=Layer.REQUEST, rule="request.missing", text=sentence_of("missing", {}, ""), pointer=pointer)
