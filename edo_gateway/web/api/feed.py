"""Views of the journal: the event feed for programs and the delivery log for auditors."""

from __future__ import annotations

import csv
import io
import json
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from pydantic import Field

from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import JournalFilter, JournalLine
from edo_gateway.web.api.cursor import Cursor, Limit, Moment, Needle, cursor_at
from edo_gateway.web.api.operation import Answer, Call, Section
from edo_gateway.web.api.presenting import event, log_line
from edo_gateway.web.api.routing import PREFIX
from edo_gateway.web.api.views import DeliveryLogPage, EventPage, Shape, in_utc
from edo_gateway.web.errors import NotAcceptable

feed = Section(Text("События и журнал доставки", "Events and the delivery log"))
_JSON, _CSV = "application/json", "text/csv"
_COLUMNS = (
    "number",
    "at",
    "kind",
    "document_id",
    "document_number",
    "document_title",
    "counterparty_name",
    "actor",
    "details",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class EventsQuery(Shape):
    after: int = Field(default=0, ge=0, le=2**53, description="next прошлого ответа; 0 – с начала.")
    limit: Limit = 100


class DeliveryLogQuery(Shape):
    cursor: Cursor | None = Field(default=None, description="next_cursor прошлой страницы.")
    limit: Limit = 100
    kind: tuple[Happening, ...] = Field(default=(), description="Можно повторять.")
    document_id: UUID | None = None
    text: Needle | None = Field(default=None, description="Часть номера или названия контрагента.")
    since: Moment | None = None
    until: Moment | None = None


@feed.get(
    "/events",
    summary=Text("Лента событий", "The event feed"),
    about=Text(
        "Всё, что случилось с документами организации: номера без пропусков, порядок неизменен. Когда события "
        "обработаны, запомните next и спросите с ним в after: ничего не пропадёт и не придёт дважды.",
        "Everything that happened to the organisation's documents: numbers without gaps, a stable order. When the"
        " events are dealt with, keep next and ask with it as after: nothing is skipped and nothing comes twice.",
    ),
    answers={200: Answer(text=Text("События", "Events, oldest first"), model=EventPage)},
)
def list_events(call: Call, query: EventsQuery) -> EventPage:
    with call.docflow.units.look() as unit:
        entries = unit.journal.after(call.actor.organization_id, query.after, query.limit)
    return EventPage(events=[event(entry) for entry in entries], next=entries[-1].number if entries else query.after)


@feed.get(
    "/delivery-log",
    summary=Text("Журнал доставки", "The delivery log"),
    about=Text(
        "Каждая попытка, факт и файл доставки для проверки. Accept: text/csv даёт таблицу (RFC 4180); следующую "
        "её страницу называет заголовок Link.",
        "Every attempt, fact and file of delivery for an audit. Accept: text/csv gives a table (RFC 4180); the "
        "Link header names its next page.",
    ),
    answers={200: Answer(text=Text("Записи", "Lines, newest first"), model=DeliveryLogPage, media_types=(_JSON, _CSV))},
    problems=(NotAcceptable,),
)
def read_delivery_log(call: Call, query: DeliveryLogQuery) -> DeliveryLogPage | Response:
    media_type = _wanted_type()
    wanted = JournalFilter(
        kinds=frozenset(query.kind),
        document_id=DocumentId(query.document_id) if query.document_id else None,
        text=query.text or "",
        since=query.since,
        until=query.until,
    )
    with call.docflow.units.look() as unit:
        found = unit.journal.page(call.actor.organization_id, wanted, before=query.cursor, limit=query.limit + 1)
    lines = found[: query.limit]
    cursor = cursor_at(lines[-1].entry.number) if len(found) > query.limit else None
    if media_type == _CSV:
        return _table(lines, cursor)
    return DeliveryLogPage(lines=[log_line(line) for line in lines], next_cursor=cursor)


def _wanted_type() -> str:
    if not request.accept_mimetypes:
        return _JSON
    wanted = request.accept_mimetypes.best_match([_JSON, _CSV])
    if wanted is None:
        raise NotAcceptable(offered=f"{_JSON}, {_CSV}")
    return wanted


def _table(lines: list[JournalLine], cursor: str | None) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(value) for value in _row(line)] for line in lines)
    response = Response(text.getvalue(), content_type=f"{_CSV}; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="delivery-log.csv"'
    response.vary.add("Accept")
    if cursor:
        following = request.args.copy()
        following["cursor"] = cursor
        query = urlencode(list(following.items(multi=True)))
        response.headers["Link"] = f'<{PREFIX}/delivery-log?{query}>; rel="next"'
    return response


def _row(line: JournalLine) -> tuple[str, ...]:
    entry = line.entry
    return (
        str(entry.number),
        in_utc(entry.at),
        entry.kind,
        str(entry.document_id),
        line.document_number,
        line.document_title,
        line.counterparty_name,
        entry.actor,
        json.dumps(entry.details, ensure_ascii=False, sort_keys=True),
    )


def _cell(value: str) -> str:
    """A spreadsheet takes some first characters for a formula; an apostrophe keeps the cell a text."""
    return f"'{value}" if value.startswith(_FORMULA) else value
