"""Submit a draft, or a document mended after its return, to the people of its route."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units


@dataclass(frozen=True, kw_only=True)
class SubmitDocument:
    """Draft or returned → approval; straight on to signing where the route has no stages."""

    units: Units
    clock: Clock

    def __call__(self, document_id: DocumentId, *, actor: Actor) -> None:
        require(actor, Role.ACCOUNTANT, action=Text("отправить на согласование", "submit for approval"))
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            was_returned = document.status is DocumentStatus.RETURNED
            document.move(DocumentStatus.APPROVAL, at=self.clock(), actor=actor.label)
            if was_returned:
                document.route = document.route.resubmitted()
            if document.route.is_complete:
                document.move(DocumentStatus.SIGNING, at=self.clock(), actor=actor.label)
            unit.documents.save(document)
