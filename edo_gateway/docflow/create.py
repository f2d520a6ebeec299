"""Create a document: the caller's JSON becomes a validated exchange file, or a list of what to mend."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from edo_gateway import formats
from edo_gateway.docflow.parties import counterparty_of, filled_in
from edo_gateway.docflow.rights import require
from edo_gateway.domain.access import Actor
from edo_gateway.domain.approval import Route
from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.document import Document, DocumentFunction, DocumentType, Heading
from edo_gateway.domain.errors import ConcurrentChange, GatewayError
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Language, Text
from edo_gateway.domain.validation import InvalidDocument, Report
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.transfer_document import TransferDocument
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.as_json import report_json
from edo_gateway.storage.contract import Intake, Unit, Units


class KeyReused(GatewayError):
    code = "idempotency_key_reused"
    text = Text(
        "Ключ идемпотентности «{key}» уже использован с другим содержимым. Возьмите новый ключ.",
        "The idempotency key “{key}” was already used with another body. Take a new key.",
    )


class TypeNotCarried(GatewayError):
    code = "document_type_not_carried"
    text = Text(
        "Шлюз пока ведёт только УПД. Документ «{type}» он умеет построить и проверить: edo-gateway build.",
        "Only transfer_document is carried so far. A document “{type}” can be built and checked: edo-gateway build.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document built and checked, not yet kept."""

    request: str
    model: TransferDocument
    file: ExchangeFile
    report: Report


@dataclass(frozen=True, kw_only=True)
class PrepareDocument:
    """JSON → exchange file and report. Keeps nothing. Raises :class:`InvalidDocument` and what parties raise.

    ``catalogue`` is what files are judged by: the formats of the package with official schemas laid over them.
    """

    units: Units
    clock: Clock
    new_guid: Callable[[], UUID] = uuid4
    catalogue: Catalogue = field(default_factory=packaged)

    def __call__(self, payload: bytes, *, actor: Actor) -> Prepared:
        given = self._filled_in(payload, actor)
        read = formats.read_document(given)
        if not isinstance(read, TransferDocument):
            raise TypeNotCarried(pointer="/type", type=read.type)
        model = formats.complete(read)
        file = formats.write(model, at=self.clock().astimezone(MOSCOW), guid=self.new_guid(), given=read)
        report = validate(file, pointer=formats.pointers(model, given), catalogue=self.catalogue)
        if not report.is_valid:
            raise InvalidDocument(report)
        return Prepared(request=payload.decode(), model=model, file=file, report=report)

    def _filled_in(self, payload: bytes, actor: Actor) -> object:
        try:
            decoded: Any = json.loads(payload)
        except (ValueError, RecursionError):
            return payload  # the reader of documents says what is wrong with it, and where
        if not isinstance(decoded, dict):
            return payload
        with self.units.look() as unit:
            return filled_in(unit, actor.organization_id, decoded)


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
        heading = heading_of(unit, prepared.model, actor)
        policy = unit.organizations.policy(actor.organization_id)
        document = Document(
            id=DocumentId(uuid4()),
            organization_id=actor.organization_id,
            heading=heading,
            created_at=self.clock(),
            created_by=actor.label,
            required_signatures=policy.signatures_for(heading.function),
            route=Route(stages=policy.stages),
        )
        document.begin()
        return document


def heading_of(unit: Unit, model: TransferDocument, actor: Actor) -> Heading:
    """What lists show of a document, and whom it is for. Raises :class:`UnknownCounterparty`."""
    summary = formats.summary(model)
    buyer = counterparty_of(unit, actor.organization_id, model.buyer.inn or "", model.buyer.kpp or "")
    return Heading(
        type=DocumentType.TRANSFER_DOCUMENT,
        function=DocumentFunction(summary.function),
        number=summary.number,
        date=model.date,
        counterparty_id=buyer.id,
        counterparty_name=buyer.name,
        counterparty_inn=buyer.tax.inn,
        total=summary.total,
        vat=summary.vat,
        currency=summary.currency,
        title=summary.title,
    )


def _report_text(prepared: Prepared) -> str:
    report = report_json(prepared.report, prepared.file.name, Language.RUSSIAN)
    return json.dumps(report, ensure_ascii=False)
