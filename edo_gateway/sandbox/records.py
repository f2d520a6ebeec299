"""Rows of the sandbox's database as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from edo_gateway.sandbox.config import Behaviour
from edo_gateway.sandbox.kinds import AttachmentType, DocumentKind, EntityType


class Verdict(StrEnum):
    """What the operator found of a signature."""

    UNCHECKED = "unchecked"
    VALID = "valid"
    INVALID = "invalid"


class Relation(StrEnum):
    """How another company stands to ours; words of the protocol."""

    ESTABLISHED = "IsMyCounteragent"
    INVITES_ME = "InvitesMe"
    INVITED_BY_ME = "IsInvitedByMe"
    REJECTS_ME = "RejectsMe"
    REJECTED_BY_ME = "IsRejectedByMe"
    NONE = "NotInCounteragentList"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A company and its only box. ``id`` and ``organization_id`` are GUIDs in their canonical form."""

    id: str
    organization_id: str
    inn: str
    kpp: str
    name: str
    participant_id: str
    behaviour: Behaviour
    counteragents_only: bool

    @property
    def wire_id(self) -> str:
        """The long form of a box's name: 32 hexadecimal digits and the operator's domain."""
        return f"{UUID(self.id).hex}@diadoc.ru"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A packet. ``delivered_ticks`` is 0 until it lies in the recipient's box."""

    id: str
    from_box: str
    to_box: str
    created_ticks: int
    patched_ticks: int
    delivered_ticks: int
    lock_mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A change of a message. A patch without entities reports delivery of ``delivered_unit`` or its failure."""

    id: str
    message_id: str
    author_box: str
    created_ticks: int
    delivered_unit: str = ""
    not_delivered_event: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the sender says of a document beside its bytes."""

    kind: DocumentKind
    custom_document_id: str = ""
    comment: str = ""
    needs_receipt: bool = False
    needs_answer: bool = False
    custom_data: tuple[tuple[str, str], ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    def told(self, key: str) -> str:
        """A metadata value the sender gave, empty when they did not."""
        return dict(self.metadata).get(key, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A node of the tree. ``unit`` is the message or the patch that brought it.

    ``audience`` names the only box that may see it, empty for both sides. ``declaration`` is set on documents,
    that is on attachments a sender posted as documents of their own.
    """

    sequence: int
    id: str
    message_id: str
    unit: str
    type: EntityType
    attachment_type: AttachmentType | None
    parent_id: str
    author_box: str
    audience: str
    file_name: str
    content: bytes
    created_ticks: int
    verdict: Verdict
    declaration: Declaration | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a box's feed; ``unit`` is the message itself or one of its patches."""

    sequence: int
    id: str
    box: str
    message_id: str
    unit: str
    created_ticks: int

    @property
    def is_message(self) -> bool:
        return self.unit == self.message_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """The relation of ``box`` to ``other``, as ``box`` sees it."""

    sequence: int
    box: str
    other: str
    relation: Relation
    changed_ticks: int
    message_from: str = ""
    message_to: str = ""


class PowerStatus(StrEnum):
    """Words of the protocol for what became of a power of attorney."""

    UNKNOWN = "UnknownStatus"
    CANNOT_BE_VALIDATED = "CanNotBeValidated"
    VALID = "IsValid"
    NOT_VALID = "IsNotValid"


@dataclass(frozen=True, slots=True)
class PowerFile:
    """The XML and its detached signature in DER."""

    content: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SentPower:
    """A power of attorney sent with a signature: by number, or with ``files``, the signer's own first."""

    number: str
    issuer_inn: str
    representative_inn: str
    files: tuple[PowerFile, ...] = ()
    status: PowerStatus = PowerStatus.UNKNOWN
    text: str = ""


class TaskKind(StrEnum):
    """Steps of processing."""

    CHECK = "check"  # verify the signatures of a unit, confirm its receipt to the sender
    DELIVER = "deliver"  # put a unit into the other box, with the confirmation of sending
    SEND_RECEIPT = "send_receipt"  # automatic counterparty: receipt notice
    SEND_ANSWER = "send_answer"  # automatic counterparty: title, rejection or correction request
    ACCEPT_INVITATION = "accept_invitation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A due step. ``subject`` is the unit, document or box it is about."""

    id: int
    kind: TaskKind
    message_id: str
    subject: str
    box: str
    due_ticks: int
    error: str = ""
