"""Decide on a document: approve it, or send it back with a comment."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.approval import NothingToDecide, Verdict
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units


@dataclass(frozen=True, kw_only=True)
class DecideDocument:
    """Record one decision of the current stage. Raises what :meth:`Route.decided` raises."""

    units: Units
    clock: Clock

    def __call__(self, document_id: DocumentId, verdict: Verdict, comment: str = "", *, actor: Actor) -> None:
        require(actor, Role.APPROVER, action=Text("согласовать", "approve"))
        now = self.clock()
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            if document.status is not DocumentStatus.APPROVAL:
                raise NothingToDecide
            document.route = document.route.decided(actor.person.id, verdict, comment, now)
            if verdict is Verdict.RETURNED:
                document.move(DocumentStatus.RETURNED, at=now, actor=actor.label, reason=comment.strip())
            elif document.route.is_complete:
                document.move(DocumentStatus.SIGNING, at=now, actor=actor.label)
            unit.documents.save(document)
