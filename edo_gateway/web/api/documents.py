"""Documents: create, list, look at, and take each step of their way."""

from __future__ import annotations

import re
from typing import Literal
from uuid import UUID

from flask import request
from pydantic import Field

from edo_gateway.docflow.create import KeyReused
from edo_gateway.docflow.parties import ForeignParticipant, ForeignSeller, UnknownCounterparty
from edo_gateway.docflow.prepare import TypeNotCarried
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType, TransitionNotAllowed
from edo_gateway.domain.errors import ConcurrentChange, Forbidden, NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.free_form import FreeFormRefused
from edo_gateway.storage.contract import DocumentFilter
from edo_gateway.web.api import examples
from edo_gateway.web.api.bodies import json_text
from edo_gateway.web.api.cursor import Cursor, Day, Limit, Needle, cursor_at
from edo_gateway.web.api.operation import Answer, Call, RawBody, Reply, Section
from edo_gateway.web.api.presenting import document_summary, document_view
from edo_gateway.web.api.routing import PREFIX
from edo_gateway.web.api.views import DocumentPage, DocumentView, Shape
from edo_gateway.web.errors import BadHeader, MalformedJson

documents = Section(Text("Документы", "Documents"))
IDEMPOTENCY_KEY = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_RULE_OF_KEYS = Text(
    "от 1 до 255 видимых знаков ASCII без пробелов.", "1 to 255 visible ASCII characters without spaces."
)
_DOCUMENT_SCHEMA = {"$ref": "#/components/schemas/AnyDocument"}
_THE_DOCUMENT = Answer(text=Text("Документ", "The document"), model=DocumentView)


class CreateQuery(Shape):
    submit: bool = Field(default=False, description="Сразу отправить черновик на согласование.")


class DocumentsQuery(Shape):
    cursor: Cursor | None = Field(default=None, description="next_cursor прошлой страницы.")
    limit: Limit = 50
    status: tuple[DocumentStatus, ...] = Field(default=(), description="Можно повторять.")
    type: DocumentType | None = None
    function: DocumentFunction | None = None
    counterparty_inn: str | None = Field(default=None, pattern=r"^\d{10}(\d{2})?$")
    text: Needle | None = Field(default=None, description="Часть номера или названия контрагента.")
    date_from: Day | None = None
    date_to: Day | None = None
    waits_for: Literal["me"] | None = Field(default=None, description="Только то, что ждёт владельца ключа.")


@documents.post(
    "/documents",
    summary=Text("Создать документ", "Create a document"),
    about=Text(
        "По JSON строится файл обмена, проверяется всеми слоями и сохраняется черновиком; вид документа называет type, "
        "без него это УПД. Готовый файл присылают с type exchange_file, файл без формата – с type free_form. Нашу "
        "организацию, зарегистрированного контрагента и обычного подписанта можно назвать одним ИНН или id: остальное "
        "берётся из карточек, присланное важнее карточки. Если ответ потерялся, повторите запрос с тем же Idempotency-"
        "Key: придёт тот же документ.",
        "The exchange file is built from JSON, checked in all layers and kept as a draft; type names the kind, a "
        "transfer document when left out. A ready file comes with type exchange_file, one without a format with type "
        "free_form. Our organisation, a "
        "registered counterparty and our usual signatory may be named by ИНН or id alone: the rest comes from "
        "their cards, and what is given wins over the card. If the answer was lost, repeat the request with the "
        "same Idempotency-Key: the same document is answered.",
    ),
    answers={
        201: Answer(text=Text("Создан", "Created; Location says where it is"), model=DocumentView),
        200: Answer(text=Text("Создан раньше", "Made earlier with the same key and body"), model=DocumentView),
    },
    problems=(
        MalformedJson,
        BadHeader,
        InvalidDocument,
        ForeignSeller,
        ForeignParticipant,
        FreeFormRefused,
        UnknownCounterparty,
        KeyReused,
        TypeNotCarried,
        NotFound,
        Forbidden,
    ),
    headers={
        IDEMPOTENCY_KEY: Text(
            "От 1 до 255 видимых знаков ASCII; повтор с тем же ключом и телом ничего нового не создаёт.",
            "1–255 visible ASCII characters; a repeat with the same key and body makes nothing new.",
        )
    },
    body_schemas={"application/json": _DOCUMENT_SCHEMA},
    example=examples.TRANSFER_DOCUMENT,
)
def create_document(call: Call, query: CreateQuery, body: RawBody) -> Reply:
    key = _idempotency_key()
    content = json_text(body.content)
    is_repeat = _was_used(call, key)
    made = call.docflow.create(content, actor=call.actor, idempotency_key=key)
    view = view_of(call, made)
    if query.submit and view.status is DocumentStatus.DRAFT:
        call.docflow.submit(made, actor=call.actor)
        view = view_of(call, made)
    return Reply(body=view, status=200 if is_repeat else 201, headers={"Location": f"{PREFIX}/documents/{made}"})


@documents.get(
    "/documents",
    summary=Text("Список документов", "List documents"),
    about=Text(
        "Документы организации, новые сверху. Фильтры сочетаются через «и».",
        "Documents of the organisation, newest first. Filters are joined by “and”.",
    ),
    answers={200: Answer(text=Text("Страница", "A page, newest first"), model=DocumentPage)},
)
def list_documents(call: Call, query: DocumentsQuery) -> DocumentPage:
    actor = call.actor
    wanted = DocumentFilter(
        statuses=frozenset(query.status),
        type=query.type or "",
        function=query.function or "",
        counterparty_inn=query.counterparty_inn or "",
        text=query.text or "",
        date_from=query.date_from,
        date_to=query.date_to,
        waits_for=actor.person.id if query.waits_for else None,
    )
    with call.docflow.units.look() as unit:
        found = unit.documents.page(actor.organization_id, wanted, before=query.cursor, limit=query.limit + 1)
    page = found[: query.limit]
    return DocumentPage(
        documents=[document_summary(document) for _, document in page],
        next_cursor=cursor_at(page[-1][0]) if len(found) > query.limit else None,
    )


@documents.get(
    "/documents/{document_id}",
    summary=Text("Документ", "One document"),
    about=Text(
        "Состояние, суммы, нити доставки, маршрут с решениями, подписи, файлы и переходы. В ответе ETag: с If-"
        "None-Match неизменившийся документ стоит одного 304.",
        "Status, sums, delivery threads, route with decisions, signatures, files and transitions. The answer "
        "carries an ETag: with If-None-Match an unchanged document costs a 304.",
    ),
    answers={200: _THE_DOCUMENT},
    problems=(NotFound,),
)
def read_document(call: Call, document_id: UUID) -> DocumentView:
    return view_of(call, DocumentId(document_id))


@documents.post(
    "/documents/{document_id}/submission",
    summary=Text("Отправить на согласование", "Submit for approval"),
    about=Text(
        "Черновик или возвращённый документ уходит на согласование, а если этапов нет – сразу на подпись.",
        "A draft or a returned document goes to approval, straight to signing where the route has no stages.",
    ),
    answers={200: _THE_DOCUMENT},
    problems=(NotFound, Forbidden, TransitionNotAllowed, ConcurrentChange),
)
def submit_document(call: Call, document_id: UUID) -> DocumentView:
    call.docflow.submit(DocumentId(document_id), actor=call.actor)
    return view_of(call, DocumentId(document_id))


@documents.post(
    "/documents/{document_id}/sending",
    summary=Text("Отправить контрагенту", "Send to the counterparty"),
    about=Text(
        "Намерение сохраняется сразу и переживёт сбой; чем кончилось, расскажет лента событий.",
        "The intent is kept at once and survives a crash; the event feed tells how it went.",
    ),
    answers={202: Answer(text=Text("Принято к отправке", "Accepted; a worker hands it over"), model=DocumentView)},
    problems=(NotFound, Forbidden, TransitionNotAllowed, ConcurrentChange),
)
def send_document(call: Call, document_id: UUID) -> Reply:
    call.docflow.send(DocumentId(document_id), actor=call.actor)
    return Reply(body=view_of(call, DocumentId(document_id)), status=202)


def view_of(call: Call, id: DocumentId) -> DocumentView:
    """The document as it is now."""
    with call.docflow.units.look() as unit:
        return document_view(unit, unit.documents.get(call.actor.organization_id, id), call.language)


def _idempotency_key() -> str:
    key = request.headers.get(IDEMPOTENCY_KEY)
    if key is not None and not _KEY.fullmatch(key):
        raise BadHeader(IDEMPOTENCY_KEY, _RULE_OF_KEYS)
    return key or ""


def _was_used(call: Call, key: str) -> bool:
    if not key:
        return False
    with call.docflow.units.look() as unit:
        return unit.documents.recall(call.actor.organization_id, key) is not None
