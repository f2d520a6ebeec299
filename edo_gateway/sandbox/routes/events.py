"""The feed of a box: append-only, read by a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from flask import Blueprint, Response, request

from edo_gateway.sandbox.cursor import cursor_of, sequence_of
from edo_gateway.sandbox.errors import BadCursor, Malformed, NotHere
from edo_gateway.sandbox.faults import Fault
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Box, Event
from edo_gateway.sandbox.routes.request import my_box, query, sandbox
from edo_gateway.sandbox.shapes import event_json
from edo_gateway.sandbox.view import MessageView, view_of
from edo_gateway.sandbox.wire import Json, Query, json_answer, no_content, read_guid, refuse_protobuf

routes = Blueprint("events", __name__)
_PAGE_LIMIT = 100
_COUNT_LIMIT = 10_000
_FILTERS = (
    "timestampFromTicks",
    "timestampToTicks",
    "messageType",
    "typeNamedId",
    "documentDirection",
    "counteragentBoxId",
)
_ORDERS = ("", "ascending", "descending")


@routes.get("/V8/GetNewEvents")
@routes.get("/V7/GetNewEvents")
def new_events() -> Response:
    """Events strictly after the cursor, a hundred at most. The count is of all that follow the cursor."""
    refuse_protobuf(request)
    asked = query()
    limit, descending = _limit(asked), _is_descending(asked)
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        after = _after(ledger, box, asked)
        reader = _Reader(ledger, box)
        if _is_filtered(asked):
            admits = _Filter(asked, reader).admits
            wanted = [event for event in ledger.feed(box.id, after=after, descending=descending) if admits(event)]
            total = len(wanted)
        else:
            wanted = ledger.feed(box.id, after=after, descending=descending, limit=limit + 1)
            total = ledger.count_events(box.id, after=after, descending=descending)
        events = [reader.shape(event) for event in wanted[:limit]]
    return json_answer(
        {
            "Events": _spoilt(events, next_key=cursor_of(wanted[limit].sequence) if len(wanted) > limit else ""),
            "TotalCount": min(total, _COUNT_LIMIT),
            "TotalCountType": "Equal" if total <= _COUNT_LIMIT else "GreaterThanOrEqual",
        }
    )


@routes.get("/V2/GetLastEvent")
@routes.get("/GetLastEvent")
def last_event() -> Response:
    """204 when nothing has happened yet."""
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        event = ledger.last_event(box.id)
        return json_answer(_Reader(ledger, box).shape(event)) if event else no_content()


@routes.get("/V3/GetEvent")
@routes.get("/V2/GetEvent")
def get_event() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        event = ledger.event(box.id, event_id=query().guid("eventId"))
        if event is None:
            raise NotHere(what="event")
        return json_answer(_Reader(ledger, box).shape(event))


class _Reader:
    """Reads each message once for a page."""

    def __init__(self, ledger: Ledger, box: Box) -> None:
        self._ledger = ledger
        self._box = box
        self._views: dict[str, MessageView] = {}

    def view(self, event: Event) -> MessageView:
        if event.message_id not in self._views:
            message = self._ledger.message(event.message_id)
            if message is None:
                raise LookupError(f"event {event.id} is about no message")
            self._views[event.message_id] = view_of(self._ledger, message, self._box)
        return self._views[event.message_id]

    def shape(self, event: Event) -> Json:
        patch = None if event.is_message else self._ledger.patch(event.unit)
        return event_json(self.view(event), event, patch)


@dataclass(frozen=True, slots=True)
class _Filter:
    """What the query admits; a filter that is not given admits everything."""

    asked: Query
    reader: _Reader

    def admits(self, event: Event) -> bool:
        return self._is_of_time(event) and self._is_of_message(event)

    def _is_of_time(self, event: Event) -> bool:
        first, last = self.asked.number("timestampFromTicks", 0), self.asked.number("timestampToTicks", 0)
        return first <= event.created_ticks and (not last or event.created_ticks <= last)

    def _is_of_message(self, event: Event) -> bool:
        types, names = self.asked.words("messageType"), self.asked.words("typeNamedId")
        directions, counterparty = self.asked.words("documentDirection"), self.asked.text("counteragentBoxId")
        if not (types or names or directions or counterparty):
            return True
        view = self.reader.view(event)
        kinds = {document.declaration.kind.type_named_id for document in view.documents if document.declaration}
        direction = "Outbound" if view.is_outbound else "Inbound"
        return (
            (not types or "Letter" in types)
            and (not names or bool(names & kinds))
            and (not directions or direction in directions)
            and (not counterparty or view.counterparty.id == read_guid("counteragentBoxId", counterparty))
        )


def _is_filtered(asked: Query) -> bool:
    return any(asked.text(name) for name in _FILTERS)


def _limit(asked: Query) -> int:
    limit = asked.number("limit", _PAGE_LIMIT)
    if not 1 <= limit <= _PAGE_LIMIT:
        raise Malformed(what=f"limit must be from 1 to {_PAGE_LIMIT}")
    return limit


def _is_descending(asked: Query) -> bool:
    order = asked.text("orderBy").lower()
    if order not in _ORDERS:
        raise Malformed(what="orderBy must be Ascending or Descending")
    return order == "descending"


def _after(ledger: Ledger, box: Box, asked: Query) -> int | None:
    """The number of the event before the page, named by ``afterIndexKey`` or, in older clients, ``afterEventId``."""
    key, event_id = asked.text("afterIndexKey"), asked.text("afterEventId")
    if key and event_id:
        raise Malformed(what="afterIndexKey and afterEventId exclude each other")
    if key:
        return sequence_of(key)
    return _sequence_of_event(ledger, box, event_id) if event_id else None


def _sequence_of_event(ledger: Ledger, box: Box, event_id: str) -> int:
    event = ledger.event(box.id, event_id=read_guid("afterEventId", event_id))
    if event is None:
        raise BadCursor
    return event.sequence


def _spoilt(events: list[Json], *, next_key: str) -> list[Json]:
    """What armed faults do to a page. ``next_key`` is the cursor of the event after it, empty when there is none."""
    faults = sandbox().faults
    if events and faults.take(Fault.UNKNOWN_ENUM, request.path):
        body = events[0].get("Message") or events[0]["Patch"]
        body["Entities"].append(_unheard_of())
    if next_key and faults.take(Fault.EQUAL_INDEX_KEYS, request.path):
        events[-1]["IndexKey"] = next_key
    if events and faults.take(Fault.DUPLICATE_EVENT, request.path):
        events.append(events[-1])
    return events


def _unheard_of() -> Json:
    entity_id = str(uuid4())
    marks = dict.fromkeys(("NeedRecipientSignature", "NeedReceipt", "IsApprovementSignature"), False)
    names = {"EntityType": "Attachment", "AttachmentType": "SomethingUnheardOf", "FileName": "novelty.bin"}
    return {**names, "EntityId": entity_id, "Content": {"Size": 0}, "Labels": [], **marks}
