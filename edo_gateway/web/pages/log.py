"""The delivery log of the auditor: filters, a dense table, a file for Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, render_template, request, stream_with_context

from edo_gateway.docflow.rights import require
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import JournalFilter, JournalLine
from edo_gateway.web.pages.addresses import as_position, journal_filter
from edo_gateway.web.pages.story import told
from edo_gateway.web.pages.visitor import steps, visitor
from edo_gateway.web.pages.words import HAPPENINGS

_PAGE, _CHUNK = 100, 1000
_BOM = "\ufeff"
_HEADER = ("№", "Время (МСК)", "Документ", "Контрагент", "Событие", "Что произошло", "Кто", "Пояснение", "Подробности")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
READERS = (Role.AUDITOR, Role.ACCOUNTANT, Role.ADMINISTRATOR)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/log", "log", show)
    pages.add_url_rule("/log.csv", "log_file", export)


def show() -> str:
    require(visitor().actor, *READERS, action=Text("читать журнал", "read the log"))
    wanted = journal_filter(request.args)
    before = as_position(request.args.get("before", ""))
    lines = _read(visitor().organization.id, wanted, before, _PAGE + 1)
    has_more, shown = len(lines) > _PAGE, lines[:_PAGE]
    return render_template(
        "log.html",
        rows=[(line, told(line.entry)) for line in shown],
        cursor=shown[-1].entry.number if has_more else None,
        is_first=before is None,
        kinds=HAPPENINGS,
        asked=request.args,
    )


def export() -> Response:
    """The whole selection, newest first: UTF-8 with a mark and semicolons, as Excel in Russia opens it."""
    require(visitor().actor, *READERS, action=Text("читать журнал", "read the log"))
    rows = _rows(visitor().organization.id, journal_filter(request.args))
    response = Response(stream_with_context(_text(rows)), mimetype="text/csv")
    stamp = datetime.now(MOSCOW)
    response.headers["Content-Disposition"] = f'attachment; filename="journal-{stamp:%Y-%m-%d}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def harmless(value: str) -> str:
    """A cell a spreadsheet will not take for a formula."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def _rows(organization: OrganizationId, wanted: JournalFilter) -> Iterator[tuple[str, ...]]:
    before: int | None = None
    while lines := _read(organization, wanted, before, _CHUNK):
        yield from map(_row, lines)
        before = lines[-1].entry.number


def _read(organization: OrganizationId, wanted: JournalFilter, before: int | None, limit: int) -> list[JournalLine]:
    with steps().units.look() as unit:
        return unit.journal.page(organization, wanted, before=before, limit=limit)


def _row(line: JournalLine) -> tuple[str, ...]:
    entry, gist = line.entry, told(line.entry)
    return (
        str(entry.number),
        f"{entry.at.astimezone(MOSCOW):%d.%m.%Y %H:%M:%S}",
        line.document_number,
        line.counterparty_name,
        HAPPENINGS[entry.kind],
        gist.sentence,
        gist.actor,
        gist.note,
        "; ".join(f"{name}={value}" for name, value in entry.details.items() if value),
    )


def _text(rows: Iterator[tuple[str, ...]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write(_BOM)
    writer.writerow(_HEADER)
    for count, row in enumerate(rows, 1):
        writer.writerow(map(harmless, row))
        if count % _CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
