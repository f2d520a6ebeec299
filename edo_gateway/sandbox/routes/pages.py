"""The page for people: who has a box, what was sent, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.sandbox.document import statuses_of, title_of
from edo_gateway.sandbox.kinds import EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Entity, Message, Verdict
from edo_gateway.sandbox.routes.request import sandbox
from edo_gateway.sandbox.ticks import from_ticks
from edo_gateway.sandbox.view import MessageView, view_of

routes = Blueprint("pages", __name__, template_folder="../templates")
_LATEST: Final = 50
_WORDS: Final = {
    "InvoiceReceipt": "извещение о получении",
    "Receipt": "извещение о получении",
    "InvoiceCorrectionRequest": "уведомление об уточнении",
    "XmlSignatureRejection": "отказ в подписи",
    "RoamingNotification": "ошибка роуминга",
    "DeliveryFailureNotification": "ошибка доставки",
    "SignatureVerificationReport": "отчёт о проверке подписи",
    "UniversalTransferDocumentBuyerTitle": "титул покупателя",
    "RevocationRequest": "предложение об аннулировании",
}
_CONFIRMATIONS: Final = {"DP_PDPOL_": "ПДП: оператор получил файл", "DP_PDOTPR_": "ПДО: оператор отправил файл"}
_BEHAVIOURS: Final = {
    "accept": "подписывает сам",
    "accept_with_discrepancies": "подписывает с расхождениями",
    "refuse": "отказывает в подписи",
    "request_correction": "просит исправить",
    "manual": "отвечает человек или программа",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    at: str
    author: str
    what: str
    file_name: str
    is_trouble: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    title: str
    route: str
    state: str
    steps: list[_Step]


@routes.get("/")
def overview() -> Response:
    with sandbox().store.reading() as ledger:
        boxes = ledger.boxes()
        messages = [_shown(ledger, message) for message in ledger.messages(_LATEST)]
        stuck = [task for task in ledger.tasks() if task.error]
    page = render_template("sandbox.html", boxes=boxes, behaviours=_BEHAVIOURS, messages=messages, stuck=stuck)
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _shown(ledger: Ledger, message: Message) -> _Shown:
    sender = ledger.box(message.from_box)
    if sender is None:
        raise LookupError(f"message {message.id} has no sender")
    view = view_of(ledger, message, sender)
    documents = view.documents
    return _Shown(
        title=", ".join(_title(document) for document in documents),
        route=f"{view.sender.name} → {view.recipient.name}",
        state=", ".join(statuses_of(view, document).docflow["PrimaryStatus"]["StatusText"] for document in documents),
        steps=[_step(view, entity) for entity in ledger.all_of_message(message.id) if _is_worth_showing(entity)],
    )


def _is_worth_showing(entity: Entity) -> bool:
    return entity.type is EntityType.ATTACHMENT


def _title(document: Entity) -> str:
    kind = document.declaration.kind if document.declaration else None
    return f"{title_of(document, kind.type_named_id)} ({kind.function})" if kind else document.file_name


def _step(view: MessageView, entity: Entity) -> _Step:
    names = {view.sender.id: view.sender.name, view.recipient.id: view.recipient.name}
    return _Step(
        at=f"{from_ticks(entity.created_ticks).astimezone(MOSCOW):%d.%m.%Y %H:%M:%S}",
        author=names.get(entity.author_box, "оператор"),
        what=_word(entity),
        file_name=entity.file_name,
        is_trouble=entity.verdict is Verdict.INVALID or str(entity.attachment_type).startswith("DeliveryFailure"),
    )


def _word(entity: Entity) -> str:
    if entity.declaration:
        return "документ"
    for prefix, word in _CONFIRMATIONS.items():
        if entity.file_name.startswith(prefix):
            return word
    return _WORDS.get(str(entity.attachment_type), str(entity.attachment_type))
