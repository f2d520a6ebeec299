"""From Diadoc's words to ours: what an event of a box says about the documents in it.

A fact speaks about the entity it answers: an operator's confirmation of a receipt notice is about the notice and not
about the invoice above it. A word we do not know is kept as ``UNRECOGNISED`` and laid to the document at the top.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from edo_gateway.domain.clock import Clock
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import OperatorReference
from edo_gateway.domain.file import FileRole
from edo_gateway.operators.contract import EventFile, OperatorEvent, ReportedFact
from edo_gateway.operators.diadoc.api import Json
from edo_gateway.operators.diadoc.conversations import Conversations, Tree
from edo_gateway.operators.diadoc.shapes import BoxEvent, Entity, Unreadable, box_key, event_of, moment, text


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an attachment says and what its file is."""

    kind: FactKind
    role: FileRole


_UNKNOWN = Meaning(FactKind.UNRECOGNISED, FileRole.OTHER)
_RECEIPT = Meaning(FactKind.RECEIPT_NOTICE, FileRole.RECEIPT_NOTICE)
_ANSWER = Meaning(FactKind.ANSWERED, FileRole.BUYER_TITLE)
_REJECTION = Meaning(FactKind.REJECTED, FileRole.SIGNATURE_REJECTION)
# Documents without a prescribed format, which are answered by a bare signature.
_FREE_FORM = frozenset(
    {
        "Nonformalized", "ProformaInvoice", "Contract", "PriceList", "ReconciliationAct", "ServiceDetails",
        "SupplementaryAgreement", "Torg12", "AcceptanceCertificate",
    }
)  # fmt: skip

_MEANINGS: dict[str, Meaning] = {
    "InvoiceReceipt": _RECEIPT,
    "Receipt": _RECEIPT,
    "UniversalTransferDocumentBuyerTitle": _ANSWER,
    "UniversalCorrectionDocumentBuyerTitle": _ANSWER,
    "XmlTorg12BuyerTitle": _ANSWER,
    "XmlAcceptanceCertificateBuyerTitle": _ANSWER,
    "Title": _ANSWER,
    "XmlSignatureRejection": _REJECTION,
    "SignatureRequestRejection": _REJECTION,
    "InvoiceCorrectionRequest": Meaning(FactKind.CORRECTION_REQUESTED, FileRole.CORRECTION_REQUEST),
    "SignatureVerificationReport": Meaning(FactKind.SIGNATURE_REFUSED, FileRole.OTHER),
    "DeliveryFailureNotification": Meaning(FactKind.DELIVERY_FAILED, FileRole.OTHER),
}
# The operator's confirmation is one word for two documents; the legal file name tells them apart.
_CONFIRMATIONS: dict[str, Meaning] = {
    "DP_PDPOL": Meaning(FactKind.OPERATOR_RECEIVED, FileRole.OPERATOR_RECEIVED),
    "DP_PDOTPR": Meaning(FactKind.OPERATOR_FORWARDED, FileRole.OPERATOR_FORWARDED),
}
_ROAMING: dict[str, Meaning] = {
    "RoamingNotificationStatusSuccess": Meaning(FactKind.OPERATOR_FORWARDED, FileRole.OTHER),
    "RoamingNotificationStatusError": Meaning(FactKind.DELIVERY_FAILED, FileRole.OTHER),
}
# What failed may be named by its event and not by a parent.
_FAILURES = frozenset({FactKind.SIGNATURE_REFUSED, FactKind.DELIVERY_FAILED})
_POWERS = frozenset({"PowerOfAttorney", "PowerOfAttorneyStatus"})
_BAD_POWER = frozenset({"IsNotValid", "ValidationError", "IsNotAttached"})
_BAD_SIGNATURE = "SenderSignatureCheckedAndInvalid"


class Translator:
    """Turns the feed of one box into events in our words."""

    def __init__(self, conversations: Conversations, box: str, clock: Clock) -> None:
        self._conversations = conversations
        self._box = box
        self._clock = clock

    def event(self, source: object) -> OperatorEvent:
        """Never fails on a shape: what cannot be read becomes an event with one ``UNRECOGNISED`` fact and its raw JSON.

        A document somebody sends to us gives an event without facts: incoming documents will enter here.
        """
        raw = _raw(source)
        try:
            event = event_of(_as_object(source))
            at = event.at or self._clock()
            facts = tuple(_Reading(self._conversations, self._box, event, at).facts())
        except Unreadable as error:
            return self._unreadable(_lenient(source), raw, str(error))
        return OperatorEvent(id=event.id, at=at, facts=facts, raw=raw)

    def _unreadable(self, source: Json, raw: str, member: str) -> OperatorEvent:
        body = _lenient(source.get("Message") or source.get("Patch"))
        event_id = _said(source, "EventId") or f"sha256:{hashlib.sha256(raw.encode()).hexdigest()}"
        at = _when(body) or self._clock()
        fact = ReportedFact(
            kind=FactKind.UNRECOGNISED,
            document=OperatorReference(message_id=_said(body, "MessageId"), entity_id=""),
            source=event_id,
            at=at,
            note=f"unreadable: {member}",
        )
        return OperatorEvent(id=event_id, at=at, facts=(fact,), raw=raw)


class _Reading:
    """One event being read."""

    def __init__(self, conversations: Conversations, box: str, event: BoxEvent, at: datetime) -> None:
        self._conversations = conversations
        self._box = box
        self._event = event
        self._at = at
        self._tree = Tree(conversations, box, event)

    def facts(self) -> Iterator[ReportedFact]:
        if self._event.message is not None and not self._is_ours(self._event.message.from_box):
            return
        for entity in self._event.entities:
            yield from self._of_signature(entity) if entity.is_signature else self._of_attachment(entity)
        if self._event.is_delivery:
            yield from self._delivered()

    def _of_attachment(self, entity: Entity) -> Iterator[ReportedFact]:
        if entity.sender_signature_status == _BAD_SIGNATURE:
            yield self._fact(FactKind.SIGNATURE_REFUSED, entity.id, entity)
        if entity.attachment_type in _POWERS:
            yield from self._of_power(entity)
            return
        is_start = self._event.message is not None and entity.is_document
        if is_start or self._is_signed_by_us(entity):
            return
        meaning, note = self._meaning(entity)
        for subject in self._subjects(entity, meaning.kind):
            yield self._fact(meaning.kind, subject, entity, note, meaning.role)

    def _of_power(self, entity: Entity) -> Iterator[ReportedFact]:
        """A power of attorney is no news by itself; that it was found wanting is for a person to see."""
        if entity.power_status in _BAD_POWER and self._tree.find(entity.parent_id):
            note = f"МЧД: {entity.power_status}"
            yield self._fact(FactKind.UNRECOGNISED, self._tree.document_of(entity), entity, note=note)

    def _of_signature(self, entity: Entity) -> Iterator[ReportedFact]:
        """A signature under something that came earlier: the answer to a free-form file, else kept for a person."""
        is_new = any(other.id == entity.parent_id for other in self._event.entities)
        if is_new or not entity.parent_id or self._is_ours(entity.signer_box):
            return
        signed = self._tree.find(entity.parent_id)
        is_answer = signed is not None and signed.is_document and signed.attachment_type in _FREE_FORM
        if signed is not None and is_answer and not entity.is_approving:
            yield self._countersigned(signed, entity)
        else:
            yield self._fact(FactKind.UNRECOGNISED, self._tree.document_of(entity), entity, note="Signature")

    def _countersigned(self, signed: Entity, signature: Entity) -> ReportedFact:
        return ReportedFact(
            kind=FactKind.COUNTERSIGNED,
            document=self._reference(signed.id),
            source=signature.id,
            at=signature.at or self._at,
            file=EventFile(
                role=FileRole.SELLER_TITLE,
                name=signed.file_name,
                file=self._reference(signed.id),
                signature=self._reference(signature.id),
            ),
        )

    def _meaning(self, entity: Entity) -> tuple[Meaning, str]:
        """What an attachment says, and the operator's own words where they help a person."""
        if entity.attachment_type == "RoamingNotification":
            return self._roaming(entity)
        if entity.attachment_type == "InvoiceConfirmation":
            name = entity.file_name.upper()
            meaning = next((said for prefix, said in _CONFIRMATIONS.items() if name.startswith(prefix)), _UNKNOWN)
        else:
            meaning = _MEANINGS.get(entity.attachment_type, _UNKNOWN)
        if not entity.parent_id and meaning.kind not in _FAILURES:
            meaning = _UNKNOWN
        return meaning, entity.attachment_type if meaning is _UNKNOWN else ""

    def _roaming(self, entity: Entity) -> tuple[Meaning, str]:
        """The notification does not say how delivery to the other operator went; the document does."""
        subject = self._tree.subject_of(entity) or entity.id
        document = self._conversations.document(self._box, self._event.message_id, subject)
        meaning = _ROAMING.get(text(document, "RoamingNotificationStatus"), _UNKNOWN)
        return meaning, text(document, "RoamingNotificationStatusDescription") or entity.attachment_type

    def _subjects(self, entity: Entity, kind: FactKind) -> list[str]:
        """The entities a fact is about."""
        if kind is FactKind.UNRECOGNISED and entity.parent_id:
            return [self._tree.document_of(entity)]
        if entity.parent_id:
            return [self._tree.subject_of(entity)]
        failed = self._failed(entity) if kind in _FAILURES else []
        return failed or self._own_documents() or [entity.id]

    def _failed(self, entity: Entity) -> list[str]:
        """What the failed event had added; nothing when it was the message itself."""
        event_id = entity.not_delivered_event or self._event.not_delivered_event
        failed = self._conversations.event(self._box, event_id) if event_id else None
        if failed is None or failed.message is not None:
            return []
        return [other.id for other in failed.entities if not other.is_signature]

    def _delivered(self) -> Iterator[ReportedFact]:
        for document in self._own_documents():
            reference = self._reference(document)
            yield ReportedFact(kind=FactKind.DELIVERED, document=reference, source=self._event.id, at=self._at)

    def _own_documents(self) -> list[str]:
        message = self._conversations.message(self._box, self._event.message_id)
        if message is None:
            raise Unreadable("the message it belongs to")
        return [document.id for document in message.documents] if self._is_ours(message.from_box) else []

    def _fact(
        self, kind: FactKind, document: str, entity: Entity, note: str = "", role: FileRole | None = None
    ) -> ReportedFact:
        return ReportedFact(
            kind=kind,
            document=self._reference(document),
            source=entity.id,
            at=entity.at or self._at,
            note=note,
            file=self._file(entity, role) if role and entity.file_name else None,
        )

    def _file(self, entity: Entity, role: FileRole) -> EventFile:
        signatures = self._tree.signatures_of(entity)
        signature = self._reference(signatures[0].id) if signatures else None
        return EventFile(role=role, name=entity.file_name, file=self._reference(entity.id), signature=signature)

    def _reference(self, entity_id: str) -> OperatorReference:
        return OperatorReference(message_id=self._event.message_id, entity_id=entity_id)

    def _is_signed_by_us(self, entity: Entity) -> bool:
        return any(self._is_ours(signature.signer_box) for signature in self._tree.signatures_of(entity))

    def _is_ours(self, box: str) -> bool:
        return box_key(box) == box_key(self._box)


def index_key(source: object) -> str:
    """The cursor just after an event, empty when the event does not say."""
    return _said(_lenient(source), "IndexKey")


def _as_object(source: object) -> Json:
    if not isinstance(source, dict):
        raise Unreadable("BoxEvent")
    return source


def _lenient(source: object) -> Json:
    return source if isinstance(source, dict) else {}


def _said(source: Json, name: str) -> str:
    try:
        return text(source, name)
    except Unreadable:
        return ""


def _when(source: Json) -> datetime | None:
    try:
        return moment(source, "TimestampTicks")
    except Unreadable:
        return None


def _raw(source: object) -> str:
    """The JSON of an event, in readable Cyrillic unless a broken character forbids it."""
    readable = json.dumps(source, ensure_ascii=False)
    return readable if _is_encodable(readable) else json.dumps(source)


def _is_encodable(said: str) -> bool:
    try:
        said.encode()
    except UnicodeEncodeError:
        return False
    return True


def cursor_after(sources: Iterable[object], before: str) -> str:
    """Where the next page begins: the last key given, or where we were when no event gives one."""
    keys = [key for source in sources if (key := index_key(source))]
    return keys[-1] if keys else before
