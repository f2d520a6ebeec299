"""Documents: written step by step, never rewritten. What is new is known by comparing with what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, delete, func, insert, select, update

from edo_gateway.domain.approval import Decision
from edo_gateway.domain.delivery import Fact
from edo_gateway.domain.document import Document, Transition
from edo_gateway.domain.errors import ConcurrentChange, NotFound
from edo_gateway.domain.identity import DocumentId, OrganizationId, PersonId
from edo_gateway.storage import loading, recording
from edo_gateway.storage.contract import DocumentFilter, Intake
from edo_gateway.storage.errors import duplicate_is
from edo_gateway.storage.files import FileRows
from edo_gateway.storage.listing import conditions
from edo_gateway.storage.tables import (
    decisions,
    documents,
    facts,
    idempotency_keys,
    intakes,
    people,
    required_signatures,
    transitions,
    waiting,
)

Step = TypeVar("Step")


class DocumentRows(FileRows):
    def add(self, document: Document, intake: Intake) -> None:
        owned = recording.owned(document)
        self._insert(documents, [recording.document_row(document)])
        self._insert(intakes, [owned | {"request": intake.request, "report": intake.report}])
        self._insert(required_signatures, [owned | {"level": level} for level in sorted(document.required_signatures)])
        self._record(document, document.transitions, document.route.decisions, document.facts)

    def get(self, organization: OrganizationId, id: DocumentId) -> Document:
        self._find(organization, id, lock=False)
        return self._loaded(id)

    def take(self, organization: OrganizationId, id: DocumentId) -> Document:
        self._find(organization, id, lock=True)
        return self._loaded(id)

    def save(self, document: Document) -> None:
        """Raises :class:`~edo_gateway.domain.errors.ConcurrentChange` when the document was changed meanwhile."""
        self._find(document.organization_id, document.id, lock=True)
        kept = self._loaded(document.id)
        steps = _beyond(kept.transitions, document.transitions)
        verdicts = _beyond(kept.route.decisions, document.route.decisions)
        reports = _beyond(kept.facts, document.facts)
        row = recording.document_row(document)
        self._connection.execute(update(documents).where(documents.c.id == document.id).values(row))
        self._record(document, steps, verdicts, reports)

    def _find(self, organization: OrganizationId, id: DocumentId, *, lock: bool) -> None:
        wanted = select(documents.c.position).where(documents.c.organization_id == organization, documents.c.id == id)
        found = self._connection.execute(wanted.with_for_update() if lock else wanted).one_or_none()
        if found is None:
            raise NotFound(what=f"документ {id}")

    def _loaded(self, id: DocumentId) -> Document:
        [(_, document)] = loading.load(self._connection, [id])
        return document

    def _record(
        self, document: Document, steps: Sequence[Transition], verdicts: Sequence[Decision], reports: Sequence[Fact]
    ) -> None:
        with duplicate_is(ConcurrentChange()):
            self._insert(transitions, recording.transition_rows(document, steps))
            self._insert(decisions, recording.decision_rows(document, verdicts))
            self._insert(facts, recording.fact_rows(document, reports))
        self._connection.execute(delete(waiting).where(waiting.c.document_id == document.id))
        self._insert(waiting, recording.waiting_rows(document))
        names = self._names([decision.person_id for decision in verdicts])
        for entry in recording.entries(document, steps, verdicts, reports, names):
            self._journal.write(entry)

    def _insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._connection.execute(insert(table), rows)

    def _names(self, ids: list[PersonId]) -> dict[PersonId, str]:
        if not ids:
            return {}
        rows = self._connection.execute(select(people.c.id, people.c.name).where(people.c.id.in_(ids)))
        return {PersonId(row.id): row.name for row in rows}

    def intake(self, id: DocumentId) -> Intake:
        wanted = select(intakes.c.request, intakes.c.report).where(intakes.c.document_id == id)
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"документ {id}")
        return Intake(request=row.request, report=row.report)

    def find_by_message(self, organization: OrganizationId, message_id: str) -> Document | None:
        wanted = (
            select(documents.c.id)
            .where(documents.c.organization_id == organization, documents.c.message_id == message_id)
            .order_by(documents.c.position)
            .limit(1)
        )
        found = self._connection.execute(wanted).scalar_one_or_none()
        return None if found is None else self._loaded(DocumentId(found))

    def page(
        self, organization: OrganizationId, wanted: DocumentFilter, *, before: int | None = None, limit: int = 50
    ) -> list[tuple[int, Document]]:
        newest = (
            select(documents.c.id)
            .where(*conditions(organization, wanted))
            .order_by(documents.c.position.desc())
            .limit(limit)
        )
        if before is not None:
            newest = newest.where(documents.c.position < before)
        ids = [DocumentId(row.id) for row in self._connection.execute(newest)]
        return loading.load(self._connection, ids) if ids else []

    def count(self, organization: OrganizationId, wanted: DocumentFilter) -> int:
        counted = select(func.count()).select_from(documents).where(*conditions(organization, wanted))
        return int(self._connection.execute(counted).scalar_one())

    def remember(self, organization: OrganizationId, key: str, request_hash: str, id: DocumentId) -> None:
        """Raises :class:`~edo_gateway.domain.errors.ConcurrentChange` when the key is bound already."""
        row = {"organization_id": organization, "key": key, "request_hash": request_hash, "document_id": id}
        with duplicate_is(ConcurrentChange()):
            self._insert(idempotency_keys, [row])

    def recall(self, organization: OrganizationId, key: str) -> tuple[str, DocumentId] | None:
        wanted = select(idempotency_keys).where(
            idempotency_keys.c.organization_id == organization, idempotency_keys.c.key == key
        )
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else (row.request_hash, DocumentId(row.document_id))


def _beyond(kept: Sequence[Step], given: Sequence[Step]) -> list[Step]:
    """What is new in what is given, which must begin with all that is kept."""
    if list(given[: len(kept)]) != list(kept):
        raise ConcurrentChange
    return list(given[len(kept) :])
