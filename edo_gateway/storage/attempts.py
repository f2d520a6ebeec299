"""Calls to an operator as rows: begun before the call, ended after it, and telling when the end was never written."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, exists, insert, or_, select, update

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.job import Job
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.storage.journal import JournalRows
from edo_gateway.storage.tables import attempts
from edo_gateway.storage.types import AnyRow

_ACTOR = "gateway"
_UNKNOWN = "unknown"
# After these the operator is known to have done the thing or not; "unavailable" says nothing of earlier calls.
_DEFINITE = ("done", "refused")


class AttemptRows:
    def __init__(self, connection: Connection, journal: JournalRows) -> None:
        self._connection = connection
        self._journal = journal

    def start(self, job: Job, *, at: datetime) -> int:
        begun = (
            insert(attempts)
            .values(
                organization_id=job.organization_id,
                document_id=job.document_id,
                kind=job.kind,
                operation_key=job.operation_key,
                started_at=at,
                error="",
                trace="",
            )
            .returning(attempts.c.id)
        )
        return int(self._connection.execute(begun).scalar_one())

    def end(self, attempt: int, *, at: datetime, outcome: str, error: str = "", trace: str = "") -> None:
        ended = (
            update(attempts)
            .where(attempts.c.id == attempt, attempts.c.ended_at.is_(None))
            .values(ended_at=at, outcome=outcome, error=error, trace=trace)
            .returning(attempts)
        )
        row = self._connection.execute(ended).one_or_none()
        if row is None:
            raise NotFound(what=f"незавершённый вызов оператора {attempt}")
        if row.document_id is not None:  # reading an organisation's feed concerns no document
            self._journal.write(_entry_of(row))

    def is_outcome_unknown(self, operation_key: UUID) -> bool:
        later = attempts.alias("later")
        settled = exists().where(
            later.c.operation_key == attempts.c.operation_key,
            later.c.id > attempts.c.id,
            later.c.outcome.in_(_DEFINITE),
        )
        unknown = exists().where(
            attempts.c.operation_key == operation_key,
            or_(attempts.c.outcome.is_(None), attempts.c.outcome == _UNKNOWN),
            ~settled,
        )
        return bool(self._connection.execute(select(unknown)).scalar_one())


def _entry_of(row: AnyRow) -> Entry:
    return Entry(
        organization_id=OrganizationId(row.organization_id),
        document_id=DocumentId(row.document_id),
        kind=Happening.ATTEMPTED,
        at=row.ended_at,
        actor=_ACTOR,
        details={
            "action": str(row.kind),
            "outcome": row.outcome,
            "error": row.error,
            "trace": row.trace,
            "milliseconds": str((row.ended_at - row.started_at) // timedelta(milliseconds=1)),
        },
    )
