"""The journal: entries get their numbers when the unit ends.

The number is counted in the organisation's own row, whose lock is held until the commit: numbers have no gaps and
become visible in order, so a reader of the feed can never pass over a late commit. Counting at the end keeps that
lock short and always the last one taken.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count, groupby
from operator import attrgetter

from sqlalchemy import ColumnElement, Connection, insert, select, update

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.journal import Entry
from edo_gateway.storage.contract import JournalFilter, JournalLine
from edo_gateway.storage.tables import documents, journal, organizations
from edo_gateway.storage.types import AnyRow, AnySelect, folded


class JournalRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unnumbered: list[Entry] = []

    def write(self, entry: Entry) -> None:
        self._unnumbered.append(entry)

    def revise(self, entry: Entry, details: dict[str, str]) -> bool:
        """Complete an entry of this unit; False when it has its number already and is not changed any more."""
        return self._exchange(entry, [replace(entry, details=details)])

    def withdraw(self, entry: Entry) -> bool:
        """Take back an entry of this unit; False when it has its number already."""
        return self._exchange(entry, [])

    def _exchange(self, entry: Entry, others: list[Entry]) -> bool:
        for index, known in enumerate(self._unnumbered):
            if known is entry:
                self._unnumbered[index : index + 1] = others
                return True
        return False

    def number_entries(self) -> None:
        """Number and store what was written. In order of organisations, so that two units cannot wait crosswise."""
        entries = sorted(self._unnumbered, key=attrgetter("organization_id"))
        self._unnumbered = []
        for organization, group in groupby(entries, key=attrgetter("organization_id")):
            self._store(organization, list(group))

    def _store(self, organization: OrganizationId, entries: list[Entry]) -> None:
        counted = (
            update(organizations)
            .where(organizations.c.id == organization)
            .values(journal_number=organizations.c.journal_number + len(entries))
            .returning(organizations.c.journal_number)
        )
        last = self._connection.execute(counted).scalar_one_or_none()
        if last is None:
            raise NotFound(what=f"организация {organization}")
        numbers = count(last - len(entries) + 1)
        self._connection.execute(insert(journal), [_row_of(entry, next(numbers)) for entry in entries])

    def after(self, organization: OrganizationId, number: int, limit: int) -> list[Entry]:
        wanted = (
            select(journal)
            .where(journal.c.organization_id == organization, journal.c.number > number)
            .order_by(journal.c.number)
            .limit(limit)
        )
        return self._entries(wanted)

    def of_document(self, id: DocumentId) -> list[Entry]:
        return self._entries(select(journal).where(journal.c.document_id == id).order_by(journal.c.number))

    def _entries(self, wanted: AnySelect) -> list[Entry]:
        self.number_entries()
        return [_entry_of(row) for row in self._connection.execute(wanted)]

    def page(
        self, organization: OrganizationId, wanted: JournalFilter, *, before: int | None = None, limit: int = 100
    ) -> list[JournalLine]:
        self.number_entries()
        lines = (
            select(
                journal,
                documents.c.number.label("document_number"),
                documents.c.title.label("document_title"),
                documents.c.counterparty_name,
            )
            .join(documents, documents.c.id == journal.c.document_id)
            .where(journal.c.organization_id == organization, *_conditions(wanted, before))
            .order_by(journal.c.number.desc())
            .limit(limit)
        )
        return [_line_of(row) for row in self._connection.execute(lines)]


def _conditions(wanted: JournalFilter, before: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if before is not None:
        conditions.append(journal.c.number < before)
    if wanted.kinds:
        conditions.append(journal.c.kind.in_(wanted.kinds))
    if wanted.document_id:
        conditions.append(journal.c.document_id == wanted.document_id)
    if wanted.text:
        conditions.append(documents.c.search_text.contains(folded(wanted.text), autoescape=True))
    if wanted.since:
        conditions.append(journal.c.at >= wanted.since)
    if wanted.until:
        conditions.append(journal.c.at <= wanted.until)
    return conditions


def _row_of(entry: Entry, number: int) -> dict[str, object]:
    return {
        "organization_id": entry.organization_id,
        "number": number,
        "document_id": entry.document_id,
        "kind": entry.kind,
        "at": entry.at,
        "actor": entry.actor,
        "details": entry.details,
    }


def _entry_of(row: AnyRow) -> Entry:
    return Entry(
        organization_id=OrganizationId(row.organization_id),
        document_id=DocumentId(row.document_id),
        kind=row.kind,
        at=row.at,
        actor=row.actor,
        details=row.details,
        number=row.number,
    )


def _line_of(row: AnyRow) -> JournalLine:
    return JournalLine(
        entry=_entry_of(row),
        document_number=row.document_number,
        document_title=row.document_title,
        counterparty_name=row.counterparty_name,
    )
