"""Create a document: the caller's JSON becomes a validated exchange file, or a list of what to mend."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import uuid4

from edo_gateway.docflow.parties import counterparty_of
from edo_gateway.docflow.prepare import Particulars, Prepared, PrepareDocument
from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.approval import Route
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import Document, Heading
from edo_gateway.domain.errors import ConcurrentChange, GatewayError
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Language, Text
from edo_gateway.formats.validation.as_json import report_json
from edo_gateway.storage.contract import Intake, Unit, Units


class KeyReused(GatewayError):
    code = "idempotency_key_reused"
    text = Text(
        "Ключ идемпотентности «{key}» уже использован с другим содержимым. Возьмите новый ключ.",
        "The idempotency key “{key}” was already used with another body. Take a new key.",
    )


@dataclass(frozen=True, kw_only=True)
class CreateDocument:
    """Keep a valid document as a draft.

    The same idempotency key with the same bytes gives the document made the first time. Raises
    :class:`KeyReused` when the bytes differ.
    """

    units: Units
    clock: Clock
    prepare: PrepareDocument

    def __call__(self, payload: bytes, *, actor: Actor, idempotency_key: str = "") -> DocumentId:
        require(actor, Role.ACCOUNTANT, action=Text("создать документ", "create a document"))
        digest = hashlib.sha256(payload).hexdigest()
        if made := self._made_before(actor, idempotency_key, digest):
            return made
        prepared = self.prepare(payload, actor=actor)
        try:
            with self.units.begin() as unit:
                return self._keep(unit, prepared, actor, idempotency_key, digest)
        except ConcurrentChange:
            if made := self._made_before(actor, idempotency_key, digest):
                return made
            raise

    def _made_before(self, actor: Actor, key: str, digest: str) -> DocumentId | None:
        if not key:
            return None
        with self.units.look() as unit:
            made = unit.documents.recall(actor.organization_id, key)
        if made and made[0] != digest:
            raise KeyReused(key=key)
        return made[1] if made else None

    def _keep(self, unit: Unit, prepared: Prepared, actor: Actor, key: str, digest: str) -> DocumentId:
        document = self._document(unit, prepared, actor)
        unit.documents.add(document, Intake(request=prepared.request, report=_report_text(prepared)))
        unit.documents.add_file(document.id, FileRole.SELLER_TITLE, prepared.file, document.created_at)
        if key:
            unit.documents.remember(actor.organization_id, key, digest, document.id)
        return document.id

    def _document(self, unit: Unit, prepared: Prepared, actor: Actor) -> Document:
        heading = _heading(unit, prepared.particulars, actor)
        policy = unit.organizations.policy(actor.organization_id)
        document = Document(
            id=DocumentId(uuid4()),
            organization_id=actor.organization_id,
            heading=heading,
            created_at=self.clock(),
            created_by=actor.label,
            required_signatures=policy.signatures_for(heading.type, heading.function),
            route=Route(stages=policy.stages),
            expectation=prepared.expectation,
        )
        document.begin()
        return document


def _heading(unit: Unit, known: Particulars, actor: Actor) -> Heading:
    """Raises :class:`UnknownCounterparty`."""
    recipient = counterparty_of(unit, actor.organization_id, known.recipient, pointer=known.recipient_pointer)
    return Heading(
        type=known.type,
        function=known.function,
        format=known.format,
        number=known.number,
        date=known.date,
        counterparty_id=recipient.id,
        counterparty_name=recipient.name,
        counterparty_inn=recipient.tax.inn,
        total=known.total,
        vat=known.vat,
        currency=known.currency,
        title=known.title,
    )


def _report_text(prepared: Prepared) -> str:
    report = report_json(prepared.report, prepared.file.name, Language.RUSSIAN)
    return json.dumps(report, ensure_ascii=False)
