"""Diadoc's shapes, read from JSON with care: what is wrong in one event is :class:`Unreadable`, never a crash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from edo_gateway.operators.diadoc.api import Json

_EPOCH = datetime(1, 1, 1, tzinfo=UTC)
_TICKS_IN_MICROSECOND = 10
_NOTICES = frozenset({"DeliveryFailureNotification", "SignatureVerificationReport", "RoamingNotification"})


class Unreadable(ValueError):
    """The JSON is not of the documented shape."""


def text(source: Json, name: str) -> str:
    """A string, empty when absent; a number becomes its digits. It can always be stored as UTF-8."""
    value = source.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Unreadable(name)
    return str(value).encode("utf-8", errors="replace").decode().replace("\0", "")


def required(source: Json, name: str) -> str:
    if not (value := text(source, name)):
        raise Unreadable(name)
    return value


def flag(source: Json, name: str) -> bool:
    return source.get(name) is True


def optional(source: Json, name: str) -> Json:
    """An object, empty when absent."""
    value = source.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unreadable(name)
    return value


def objects(source: Json, name: str) -> list[Json]:
    """A list of objects, empty when absent."""
    value = source.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Unreadable(name)
    return value


def moment(source: Json, name: str) -> datetime | None:
    """The time of a ``…Ticks`` member: a count of 100 ns since 0001-01-01 UTC; None when absent or zero."""
    value = source.get(name)
    if value is None or value == 0:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable(name)
    try:
        return _EPOCH + timedelta(microseconds=value // _TICKS_IN_MICROSECOND)
    except OverflowError as error:
        raise Unreadable(name) from error


def box_key(box: str) -> str:
    """A box in one spelling: Diadoc says both ``<32 hex>@diadoc.ru`` and a GUID of the same digits."""
    return box.partition("@")[0].replace("-", "").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A file or a signature within a message; ``parent_id`` is what it belongs to, empty for a document.

    ``is_approving`` marks a signature beside the one of its side that counts (согласующая подпись).
    """

    id: str
    parent_id: str
    is_signature: bool
    attachment_type: str
    file_name: str
    signer_box: str
    at: datetime | None
    not_delivered_event: str
    sender_signature_status: str
    power_status: str
    is_approving: bool = False

    @property
    def is_document(self) -> bool:
        """Whether it was sent for its own sake; a notice may lack a parent as well."""
        return not self.is_signature and not self.parent_id and self.attachment_type not in _NOTICES


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as far as it is known. Entities are only ever added to it."""

    id: str
    from_box: str
    entities: tuple[Entity, ...]

    def with_more(self, entities: tuple[Entity, ...]) -> Message:
        """The same message with entities added, each once."""
        return replace(self, entities=tuple({entity.id: entity for entity in (*self.entities, *entities)}.values()))

    @property
    def documents(self) -> tuple[Entity, ...]:
        return tuple(entity for entity in self.entities if entity.is_document)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxEvent:
    """One event of a box. ``message`` is None for an addition to a message that was there before."""

    id: str
    message_id: str
    at: datetime | None
    message: Message | None
    entities: tuple[Entity, ...]
    is_delivery: bool
    not_delivered_event: str


def entity_of(source: Json) -> Entity:
    return Entity(
        id=required(source, "EntityId"),
        parent_id=text(source, "ParentEntityId"),
        is_signature=required(source, "EntityType") == "Signature",
        attachment_type=text(source, "AttachmentType"),
        file_name=text(source, "FileName"),
        signer_box=text(source, "SignerBoxId"),
        at=moment(source, "RawCreationDate"),
        not_delivered_event=text(source, "NotDeliveredEventId"),
        sender_signature_status=text(optional(source, "DocumentInfo"), "SenderSignatureStatus"),
        is_approving=flag(source, "IsApprovementSignature"),
        power_status=text(optional(optional(source, "PowerOfAttorneyInfo"), "Status"), "StatusNamedId"),
    )


def message_of(source: Json) -> Message:
    return Message(
        id=required(source, "MessageId"),
        from_box=required(source, "FromBoxId"),
        entities=tuple(entity_of(entity) for entity in objects(source, "Entities")),
    )


def event_of(source: Json) -> BoxEvent:
    """Raises :class:`Unreadable`."""
    patch, whole = optional(source, "Patch"), optional(source, "Message")
    if bool(patch) == bool(whole):
        raise Unreadable("Message")
    body = patch or whole
    message = message_of(whole) if whole else None
    return BoxEvent(
        id=required(source, "EventId"),
        message_id=required(body, "MessageId"),
        at=moment(body, "TimestampTicks"),
        message=message,
        entities=message.entities if message else tuple(entity_of(entity) for entity in objects(patch, "Entities")),
        is_delivery=flag(patch, "MessageIsDelivered") and not _tells_of_an_addition(patch),
        not_delivered_event=text(patch, "NotDeliveredEventId"),
    )


def _tells_of_an_addition(patch: Json) -> bool:
    """An addition of ours arrived, not the message. Two published descriptions name the field differently."""
    return bool(text(patch, "DeliveredPatchId") or text(patch, "DeliveredEventId"))
