"""Documents with their statuses: one, by our own id, by message, and lists by category."""

from __future__ import annotations

import re
from datetime import date

from flask import Blueprint, Response, request

from edo_gateway.sandbox.cursor import sequence_of
from edo_gateway.sandbox.document import document_json, statuses_of
from edo_gateway.sandbox.errors import Malformed, NotHere
from edo_gateway.sandbox.heading import day_of
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Box, Entity
from edo_gateway.sandbox.routes.request import document_here, my_box, query, sandbox, view_here
from edo_gateway.sandbox.view import MessageView, view_of
from edo_gateway.sandbox.wire import Json, Query, json_answer, read_guid, refuse_protobuf

routes = Blueprint("documents", __name__)
_PAGE_LIMIT = 100
_COUNT_LIMIT = 1000
_CATEGORY = re.compile(r"^(?P<type>\w+)\.(?P<direction>Inbound|Outbound|Internal|Proxy)?(?P<status>\w*)$")


@routes.get("/V3/GetDocument")
def get_document() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        view = view_here(ledger, my_box(ledger), query().guid("messageId"))
    document = document_here(view, query().guid("entityId"))
    return json_answer(document_json(view, document, with_content=query().flag("injectEntityContent")))


@routes.get("/GetDocumentsByMessageId")
def documents_of_message() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        view = view_here(ledger, my_box(ledger), query().guid("messageId"))
    return _list([document_json(view, document) for document in view.documents])


@routes.get("/GetDocumentsByCustomId")
def documents_by_custom_id() -> Response:
    """Documents the sender gave this ``CustomDocumentId``."""
    refuse_protobuf(request)
    custom_id = query().required("customDocumentId")
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        found = [
            (_view(ledger, box, entity), entity) for entity in ledger.documents(box.id, custom_document_id=custom_id)
        ]
    mine = [(view, entity) for view, entity in found if view.is_outbound]  # it is the sender's own word
    return _list([document_json(view, entity) for view, entity in mine])


@routes.get("/V3/GetDocuments")
def get_documents() -> Response:
    """One page of a category such as ``Any.InboundHaveToCreateReceipt``, newest first unless asked otherwise."""
    refuse_protobuf(request)
    asked = query()
    category = _category(asked.required("filterCategory"))
    count = asked.number("count", _PAGE_LIMIT)
    if not 1 <= count <= _PAGE_LIMIT:
        raise Malformed(what=f"count must be from 1 to {_PAGE_LIMIT}")
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        found = [(_view(ledger, box, entity), entity) for entity in ledger.documents(box.id)]
    ascending = asked.text("sortDirection").lower() == "ascending"
    ordered = found if ascending else found[::-1]
    wanted = [(view, entity) for view, entity in ordered if _admits(view, entity, category, asked)]
    page = [(view, entity) for view, entity in wanted if _follows(entity, asked, ascending)]
    shapes = [document_json(view, entity) for view, entity in page[:count]]
    return json_answer(
        {
            "TotalCount": min(len(wanted), _COUNT_LIMIT),
            "Documents": shapes,
            "HasMoreResults": len(wanted) > _COUNT_LIMIT,  # of the whole search, it says nothing of this page
        }
    )


def _list(shapes: list[Json]) -> Response:
    return json_answer({"TotalCount": len(shapes), "Documents": shapes, "HasMoreResults": False})


def _view(ledger: Ledger, box: Box, entity: Entity) -> MessageView:
    message = ledger.message(entity.message_id)
    if message is None:
        raise NotHere(what="message")
    return view_of(ledger, message, box)


def _category(text: str) -> re.Match[str]:
    found = _CATEGORY.match(text)
    if found is None:
        raise Malformed(what="filterCategory must look like Any.InboundNotFinished")
    return found


def _admits(view: MessageView, document: Entity, category: re.Match[str], asked: Query) -> bool:
    declaration = document.declaration
    wanted, direction = category["type"], category["direction"]
    if declaration is None or (wanted != "Any" and declaration.kind.type_named_id != wanted):
        return False
    if direction and direction != ("Outbound" if view.is_outbound else "Inbound"):
        return False
    return _is_asked_for(view, document, asked) and _has_status(view, document, category["status"])


def _is_asked_for(view: MessageView, document: Entity, asked: Query) -> bool:
    counterparty, number = asked.text("counteragentBoxId"), asked.text("documentNumber")
    first, last = asked.number("timestampFromTicks", 0), asked.number("timestampToTicks", 0)
    if number and (first or last):
        raise Malformed(what="documentNumber cannot be combined with timestamps")
    if counterparty and view.counterparty.id != read_guid("counteragentBoxId", counterparty):
        return False
    if first > document.created_ticks or (last and document.created_ticks > last):
        return False
    shape = document_json(view, document)
    return (not number or number in shape["DocumentNumber"]) and _is_dated(shape["DocumentDate"], asked)


def _is_dated(written: str, asked: Query) -> bool:
    """Whether the document's own date lies between two days, both included; one without a date lies nowhere."""
    first, last = _day(asked, "fromDocumentDate"), _day(asked, "toDocumentDate")
    if first is None and last is None:
        return True
    day = day_of(written)
    return day is not None and (first is None or first <= day) and (last is None or day <= last)


def _day(asked: Query, name: str) -> date | None:
    text = asked.text(name)
    if text and day_of(text) is None:
        raise Malformed(what=f"{name} must be a date such as 31.12.2026")
    return day_of(text)


def _has_status(view: MessageView, document: Entity, status: str) -> bool:
    if not status:
        return True
    return status in _statuses(view, document)


def _statuses(view: MessageView, document: Entity) -> set[str]:
    """Every word of ``filterCategory`` that holds for a document now."""
    threads = statuses_of(view, document)
    words = {threads.response, threads.revocation, "Finished" if threads.is_finished else "NotFinished"}
    receipt = threads.recipient_receipt["ReceiptStatus"]
    if receipt in {"HaveToCreateReceipt", "WaitingForReceipt"}:
        words.add(receipt)
    if threads.revocation == "RevocationStatusNone":
        words.add("NotRevoked")
    if threads.failed:
        words.add("InvalidSenderSignature")
    if threads.roaming["RoamingNotificationStatus"] == "RoamingNotificationStatusError":
        words.add("RoamingNotificationError")
    if threads.amendment["AmendmentFlags"]:
        words.add("InvoiceAmendmentRequested")
    if not view.is_outbound:
        words.add("NotRead")
    return words


def _follows(document: Entity, asked: Query, ascending: bool) -> bool:
    key = asked.text("afterIndexKey")
    if not key:
        return True
    sequence = sequence_of(key)
    return document.sequence > sequence if ascending else document.sequence < sequence
