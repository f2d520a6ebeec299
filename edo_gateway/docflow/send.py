"""Send a document: the intent is kept together with the change of status; a worker carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.identity import DocumentId, JobId
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Unit, Units


@dataclass(frozen=True, kw_only=True)
class SendDocument:
    """Signed → sending, with the one job that will do it: a document has one operation key for ever."""

    units: Units
    clock: Clock

    def __call__(self, document_id: DocumentId, *, actor: Actor) -> None:
        require(actor, Role.ACCOUNTANT, Role.SIGNER, action=Text("отправить", "send"))
        now = self.clock()
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            document.move(DocumentStatus.SENDING, at=now, actor=actor.label)
            unit.documents.save(document)
            unit.jobs.put(
                JobKind.SEND,
                organization=document.organization_id,
                document=document.id,
                order_key=f"document:{document.id}",
                operation_key=uuid4(),
                run_at=now,
            )
            self._watch(unit, document)

    def _watch(self, unit: Unit, document: Document) -> None:
        if unit.jobs.tracking(document.organization_id) is not None:
            return
        unit.jobs.put(
            JobKind.TRACK,
            organization=document.organization_id,
            document=None,
            order_key=f"feed:{document.organization_id}",
            operation_key=uuid4(),
            run_at=self.clock(),
        )


@dataclass(frozen=True, kw_only=True)
class RetryDelivery:
    """A person revives work that was given up: the same operation key, so nothing can be sent twice."""

    units: Units
    clock: Clock

    def __call__(self, job_id: JobId, *, actor: Actor) -> None:
        require(actor, Role.ACCOUNTANT, Role.ADMINISTRATOR, action=Text("повторить отправку", "retry the delivery"))
        with self.units.begin() as unit:
            unit.jobs.revive(actor.organization_id, job_id, run_at=self.clock())
