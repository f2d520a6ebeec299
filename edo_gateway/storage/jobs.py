"""Due work. A job is claimed in a short transaction and ended in the one that records its outcome.

Only the head of an order key is ever claimed: an older job of the same key, buried ones included, holds back those
behind it. A lease is fenced by owner, number of failed attempts and due time, so a worker that overslept its lease
cannot end the job for the one who took it over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Update,
    case,
    delete,
    exists,
    false,
    insert,
    or_,
    select,
    true,
    update,
)

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, JobId, OrganizationId
from edo_gateway.domain.job import Job, JobKind, LeaseLost
from edo_gateway.storage.tables import jobs
from edo_gateway.storage.types import AnyRow

_FREE: dict[str, Any] = {"owner": "", "lease_until": None}


class JobRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(
        self,
        kind: JobKind,
        *,
        organization: OrganizationId,
        document: DocumentId | None,
        order_key: str,
        operation_key: UUID,
        run_at: datetime,
    ) -> None:
        self._connection.execute(
            insert(jobs).values(
                kind=kind,
                organization_id=organization,
                document_id=document,
                order_key=order_key,
                operation_key=operation_key,
                run_at=run_at,
                attempts=0,
                is_dead=False,
                last_error="",
                **_FREE,
            )
        )

    def put_verification(self, organization: OrganizationId, document: DocumentId, *, run_at: datetime) -> None:
        self.put(
            JobKind.VERIFY,
            organization=organization,
            document=document,
            order_key=f"verify {document}",
            operation_key=uuid4(),
            run_at=run_at,
        )

    def claim(self, *, owner: str, now: datetime, lease: timedelta) -> Job | None:
        due = (
            select(jobs.c.id)
            .where(jobs.c.is_dead == false(), jobs.c.run_at <= now, _is_free(now), ~_is_held_back())
            .order_by(jobs.c.run_at, jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        next_id = self._connection.execute(due).scalar_one_or_none()
        if next_id is None:
            return None
        # A lease that ran out was an attempt too: a job that kills its workers must come to an end.
        failed = case((jobs.c.lease_until.is_not(None), jobs.c.attempts + 1), else_=jobs.c.attempts)
        taken = (
            update(jobs)
            .where(jobs.c.id == next_id)
            .values(owner=owner, lease_until=now + lease, attempts=failed)
            .returning(jobs)
        )
        return _job_of(self._connection.execute(taken).one())

    def finish(self, job: Job) -> None:
        self._end(delete(jobs).where(*_is_held(job)))

    def postpone(self, job: Job, *, run_at: datetime, error: str = "") -> None:
        attempts = job.attempts + 1 if error else 0
        change = update(jobs).where(*_is_held(job))
        self._end(change.values(run_at=run_at, attempts=attempts, last_error=error, **_FREE))

    def bury(self, job: Job, *, error: str) -> None:
        change = update(jobs).where(*_is_held(job))
        self._end(change.values(is_dead=True, attempts=job.attempts + 1, last_error=error, **_FREE))

    def _end(self, statement: Update | Delete) -> None:
        if self._connection.execute(statement).rowcount == 0:
            raise LeaseLost

    def of_document(self, id: DocumentId) -> list[Job]:
        return self._jobs(jobs.c.document_id == id)

    def buried(self, organization: OrganizationId) -> list[Job]:
        return self._jobs(jobs.c.organization_id == organization, jobs.c.is_dead == true())

    def _jobs(self, *conditions: ColumnElement[bool]) -> list[Job]:
        rows = self._connection.execute(select(jobs).where(*conditions).order_by(jobs.c.id))
        return [_job_of(row) for row in rows]

    def revive(self, organization: OrganizationId, id: JobId, *, run_at: datetime) -> None:
        change = (
            update(jobs)
            .where(jobs.c.organization_id == organization, jobs.c.id == id, jobs.c.is_dead == true())
            .values(is_dead=False, run_at=run_at, attempts=0, last_error="", **_FREE)
        )
        if self._connection.execute(change).rowcount == 0:
            raise NotFound(what=f"остановленное задание {id}")

    def tracking(self, organization: OrganizationId) -> Job | None:
        found = self._jobs(jobs.c.organization_id == organization, jobs.c.kind == JobKind.TRACK)
        return found[0] if found else None


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(jobs.c.lease_until.is_(None), jobs.c.lease_until <= now)


def _is_held_back() -> ColumnElement[bool]:
    older = jobs.alias("older")
    return exists().where(
        older.c.organization_id == jobs.c.organization_id,
        older.c.order_key == jobs.c.order_key,
        older.c.id < jobs.c.id,
    )


def _is_held(job: Job) -> tuple[ColumnElement[bool], ...]:
    return (
        jobs.c.id == job.id,
        jobs.c.is_dead == false(),
        jobs.c.lease_until.is_not(None),
        jobs.c.owner == job.owner,
        jobs.c.attempts == job.attempts,
        jobs.c.run_at == job.run_at,
    )


def _job_of(row: AnyRow) -> Job:
    return Job(
        id=JobId(row.id),
        kind=row.kind,
        organization_id=OrganizationId(row.organization_id),
        document_id=None if row.document_id is None else DocumentId(row.document_id),
        order_key=row.order_key,
        operation_key=row.operation_key,
        run_at=row.run_at,
        attempts=row.attempts,
        owner=row.owner,
        is_dead=row.is_dead,
        last_error=row.last_error,
    )
