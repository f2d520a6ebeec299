"""The journal: everything that happened, in order, written together with what it tells about.

One numbered row a happening, without gaps within an organisation. A document's timeline, the delivery log and
the event feed are all views of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.identity import DocumentId, OrganizationId


class Happening(StrEnum):
    CREATED = "document.created"
    MOVED = "document.moved"
    DECIDED = "document.decided"
    SIGNED = "document.signed"
    ATTEMPTED = "delivery.attempted"  # a call to the operator and how it ended
    LEARNED = "delivery.learned"  # a fact reported by the operator
    VERIFIED = "signature.verified"  # judged again, with another verdict
    RECEIVED = "file.received"  # a file of the other side, with the verdict on its signature


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One happening. ``details`` are plain words and numbers whose names depend on the kind:

    moved: source, target, reason · decided: stage, verdict, comment · signed: level, signer, serial, indication ·
    attempted: action, outcome, error, trace, milliseconds · learned: fact, note, operator_time ·
    received: role, name, sha256, indication, signer · verified: signer, serial, previous, indication.
    """

    organization_id: OrganizationId
    document_id: DocumentId
    kind: Happening
    at: datetime
    actor: str
    details: dict[str, str]
    number: int = 0
