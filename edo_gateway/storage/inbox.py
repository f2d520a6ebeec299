"""What an operator reported: events as they came, and the facts in them until they are applied."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update

from edo_gateway.domain.document import OperatorReference
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.storage.contract import KeptFact
from edo_gateway.storage.once import keep_once
from edo_gateway.storage.tables import cursors, documents, operator_events, operator_facts
from edo_gateway.storage.types import AnyRow

_replies = operator_facts.alias("reply")


class InboxRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursor(self, organization: OrganizationId) -> str:
        wanted = select(cursors.c.cursor).where(cursors.c.organization_id == organization)
        return self._connection.execute(wanted).scalar_one_or_none() or ""

    def set_cursor(self, organization: OrganizationId, cursor: str) -> None:
        change = update(cursors).where(cursors.c.organization_id == organization).values(cursor=cursor)
        if self._connection.execute(change).rowcount == 0:
            self._connection.execute(insert(cursors).values(organization_id=organization, cursor=cursor))

    def keep_event(
        self, organization: OrganizationId, event_id: str, *, at: datetime, received_at: datetime, raw: str
    ) -> bool:
        return keep_once(
            self._connection,
            operator_events,
            {
                "organization_id": organization,
                "event_id": event_id,
                "at": at,
                "received_at": received_at,
                "raw": raw,
            },
        )

    def keep_fact(self, organization: OrganizationId, fact: KeptFact) -> None:
        keep_once(
            self._connection,
            operator_facts,
            {
                "organization_id": organization,
                "kind": fact.kind,
                "message_id": fact.reference.message_id,
                "entity_id": fact.reference.entity_id,
                "source": fact.source,
                "at": fact.at,
                "received_at": fact.received_at,
                "note": fact.note,
                "file": fact.file,
            },
        )

    def applicable(self, organization: OrganizationId) -> list[tuple[DocumentId, KeptFact]]:
        """Those about the documents themselves before those about replies; an empty entity means the whole message."""
        waiting = (operator_facts.c.organization_id == organization, operator_facts.c.document_id.is_(None))
        direct = (
            select(operator_facts, documents.c.id.label("about"))
            .join(documents, _is_about_document())
            .where(*waiting)
            .order_by(operator_facts.c.id, documents.c.position)
        )
        indirect = (
            select(operator_facts, _replies.c.document_id.label("about"))
            .join(_replies, _is_about_reply())
            .where(*waiting, _replies.c.document_id.is_not(None))
            .order_by(operator_facts.c.id)
        )
        found = [(DocumentId(row.about), _fact_of(row)) for row in self._connection.execute(direct)]
        replies = {_fact_of(row, is_about_reply=True): row.about for row in self._connection.execute(indirect)}
        return [*found, *((DocumentId(about), fact) for fact, about in replies.items())]

    def mark_applied(self, id: int, document: DocumentId) -> None:
        owner = select(documents.c.organization_id).where(documents.c.id == document).scalar_subquery()
        change = (
            update(operator_facts)
            .where(operator_facts.c.id == id, operator_facts.c.organization_id == owner)
            .where(operator_facts.c.document_id.is_(None))  # another worker may have been faster
            .values(document_id=document)
        )
        if self._connection.execute(change).rowcount == 0:
            raise NotFound(what=f"сообщение оператора {id}")


def _is_about_document() -> ColumnElement[bool]:
    return (
        (documents.c.organization_id == operator_facts.c.organization_id)
        & (documents.c.message_id == operator_facts.c.message_id)
        & or_(documents.c.entity_id == operator_facts.c.entity_id, operator_facts.c.entity_id == "")
    )


def _is_about_reply() -> ColumnElement[bool]:
    """The source of a fact is the entity that told it: a notice, a title. Facts about that entity are about a reply."""
    return (
        (_replies.c.organization_id == operator_facts.c.organization_id)
        & (_replies.c.message_id == operator_facts.c.message_id)
        & (_replies.c.source == operator_facts.c.entity_id)
    )


def _fact_of(row: AnyRow, *, is_about_reply: bool = False) -> KeptFact:
    return KeptFact(
        id=row.id,
        kind=row.kind,
        reference=OperatorReference(message_id=row.message_id, entity_id=row.entity_id),
        source=row.source,
        at=row.at,
        received_at=row.received_at,
        note=row.note,
        file=row.file,
        is_about_reply=is_about_reply,
    )
