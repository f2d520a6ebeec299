"""Taking in what somebody posted, whether over HTTP or by the counterparty the sandbox plays.

Everything is stored at once and unconditionally; whether the signatures are any good is found out later, by
:mod:`edo_gateway.sandbox.processing`, and reported through the feed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from edo_gateway.sandbox.kinds import AttachmentType, EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import (
    Box,
    Declaration,
    Entity,
    Event,
    Message,
    Patch,
    SentPower,
    TaskKind,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedDocument:
    declaration: Declaration
    content: bytes
    signature: bytes
    file_name: str
    power: SentPower | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedMessage:
    sender: Box
    recipient: Box
    documents: tuple[PostedDocument, ...]
    lock_mode: str = "None"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedReply:
    """A signed attachment under an entity, or a bare signature of it when ``type`` is None and there is no content."""

    type: AttachmentType | None
    parent_id: str
    signature: bytes
    content: bytes = b""
    file_name: str = ""
    labels: tuple[str, ...] = ()
    power: SentPower | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedPatch:
    author: Box
    message: Message
    replies: tuple[PostedReply, ...]


def new_id() -> str:
    return str(uuid4())


def accept_message(ledger: Ledger, posted: PostedMessage, *, now: int, due: int) -> Message:
    """Store a message, tell its sender and order its processing at ``due`` (ticks)."""
    message = Message(
        id=new_id(),
        from_box=posted.sender.id,
        to_box=posted.recipient.id,
        created_ticks=now,
        patched_ticks=now,
        delivered_ticks=0,
        lock_mode=posted.lock_mode,
    )
    ledger.add_message(message)
    for document in posted.documents:
        _add_document(ledger, message, posted.sender, document, now)
    announce(ledger, posted.sender.id, message.id, message.id, now)
    subject = {"message_id": message.id, "subject": message.id, "box": posted.sender.id}
    ledger.add_task(TaskKind.CHECK, **subject, due_ticks=due)
    return message


def accept_patch(ledger: Ledger, posted: PostedPatch, *, now: int, due: int) -> Patch:
    """Store replies as one patch, tell their author and order the processing at ``due`` (ticks)."""
    patch = open_patch(ledger, posted.message.id, posted.author.id, now)
    for reply in posted.replies:
        _add_reply(ledger, patch, posted.author, reply, now)
    announce(ledger, posted.author.id, patch.message_id, patch.id, now)
    subject = {"message_id": patch.message_id, "subject": patch.id, "box": posted.author.id}
    ledger.add_task(TaskKind.CHECK, **subject, due_ticks=due)
    return patch


def open_patch(
    ledger: Ledger, message_id: str, author_box: str, now: int, *, delivered: str = "", not_delivered: str = ""
) -> Patch:
    patch = Patch(
        id=new_id(),
        message_id=message_id,
        author_box=author_box,
        created_ticks=now,
        delivered_unit=delivered,
        not_delivered_event=not_delivered,
    )
    ledger.add_patch(patch)
    return patch


def announce(ledger: Ledger, box: str, message_id: str, unit: str, now: int) -> None:
    """Put a message or a patch into a box's feed, and thereby into its sight."""
    event = Event(sequence=0, id=new_id(), box=box, message_id=message_id, unit=unit, created_ticks=now)
    ledger.add_event(event)


def attachment(
    *,
    message_id: str,
    unit: str,
    type: AttachmentType,
    parent_id: str,
    author_box: str,
    file_name: str,
    content: bytes,
    now: int,
    audience: str = "",
    verdict: Verdict = Verdict.UNCHECKED,
    declaration: Declaration | None = None,
    labels: tuple[str, ...] = (),
) -> Entity:
    return Entity(
        sequence=0,
        id=new_id(),
        message_id=message_id,
        unit=unit,
        type=EntityType.ATTACHMENT,
        attachment_type=type,
        parent_id=parent_id,
        author_box=author_box,
        audience=audience,
        file_name=file_name,
        content=content,
        created_ticks=now,
        verdict=verdict,
        declaration=declaration,
        labels=labels,
    )


def signature_under(
    parent: Entity, *, unit: str, content: bytes, author_box: str, now: int, verdict: Verdict = Verdict.UNCHECKED
) -> Entity:
    return Entity(
        sequence=0,
        id=new_id(),
        message_id=parent.message_id,
        unit=unit,
        type=EntityType.SIGNATURE,
        attachment_type=None,
        parent_id=parent.id,
        author_box=author_box,
        audience=parent.audience,
        file_name="",
        content=content,
        created_ticks=now,
        verdict=verdict,
    )


def _add_document(ledger: Ledger, message: Message, sender: Box, document: PostedDocument, now: int) -> None:
    entity = attachment(
        message_id=message.id,
        unit=message.id,
        type=document.declaration.kind.attachment_type,
        parent_id="",
        author_box=sender.id,
        file_name=document.file_name,
        content=document.content,
        now=now,
        declaration=document.declaration,
    )
    _add_signed(ledger, entity, document.signature, document.power, now)


def _add_reply(ledger: Ledger, patch: Patch, author: Box, reply: PostedReply, now: int) -> None:
    if reply.type is None:
        signed = ledger.entity(reply.parent_id)
        if signed is None:
            raise LookupError(f"entity {reply.parent_id} does not exist")
        signature = signature_under(signed, unit=patch.id, content=reply.signature, author_box=author.id, now=now)
        ledger.add_entity(signature)
        _add_power(ledger, signature, reply.power, now)
        return
    entity = attachment(
        message_id=patch.message_id,
        unit=patch.id,
        type=reply.type,
        parent_id=reply.parent_id,
        author_box=author.id,
        file_name=reply.file_name,
        content=reply.content,
        now=now,
        labels=reply.labels,
    )
    _add_signed(ledger, entity, reply.signature, reply.power, now)


def _add_signed(ledger: Ledger, entity: Entity, signature: bytes, power: SentPower | None, now: int) -> None:
    ledger.add_entity(entity)
    signed = signature_under(entity, unit=entity.unit, content=signature, author_box=entity.author_box, now=now)
    ledger.add_entity(signed)
    _add_power(ledger, signed, power, now)


def _add_power(ledger: Ledger, signature: Entity, power: SentPower | None, now: int) -> None:
    """An attachment under the signature; its content is the file, empty for a power named by number."""
    if power is None:
        return
    entity = attachment(
        message_id=signature.message_id,
        unit=signature.unit,
        type=AttachmentType.POWER,
        parent_id=signature.id,
        author_box=signature.author_box,
        file_name=f"{power.number}.xml",
        content=power.files[0].content if power.files else b"",
        now=now,
    )
    ledger.add_entity(entity)
    ledger.keep_power(entity, power)
