"""Due work: written in the transaction that makes it due, taken with a lease, ended with its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from edo_gateway.domain.identity import DocumentId, JobId, OrganizationId


class JobKind(StrEnum):
    SEND = "send"  # hand a signed document to the operator
    COSIGN = "cosign"  # hand over the other signatures of those who sign a document jointly
    VERIFY = "verify"  # judge signatures whose verdict lacked revocation data again
    TRACK = "track"  # read an organisation's event feed; reschedules itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of due work. ``operation_key`` names the action towards the operator for ever.

    Jobs of one ``order_key`` are done one after another; a dead one holds back those behind it.
    """

    id: JobId
    kind: JobKind
    organization_id: OrganizationId
    document_id: DocumentId | None
    order_key: str
    operation_key: UUID
    run_at: datetime
    attempts: int
    owner: str = ""
    is_dead: bool = False
    last_error: str = ""


class LeaseLost(Exception):
    """Another worker has taken the job: whatever was being written must be rolled back."""
