"""A message as one of its two boxes sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from edo_gateway.sandbox.kinds import AttachmentType, EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Box, Entity, Message, SentPower


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """``entities`` are those that have reached ``viewer``, oldest first."""

    viewer: Box
    sender: Box
    recipient: Box
    message: Message
    entities: tuple[Entity, ...]
    powers: Mapping[str, SentPower]

    @property
    def is_outbound(self) -> bool:
        return self.viewer.id == self.sender.id

    @property
    def counterparty(self) -> Box:
        return self.recipient if self.is_outbound else self.sender

    @property
    def documents(self) -> list[Entity]:
        return [entity for entity in self.entities if entity.declaration]

    def under(self, parent_id: str, *types: AttachmentType) -> list[Entity]:
        """Attachments of these types right under an entity."""
        return [e for e in self.entities if e.parent_id == parent_id and e.attachment_type in types]

    def signatures_of(self, entity_id: str) -> list[Entity]:
        return [e for e in self.entities if e.parent_id == entity_id and e.type is EntityType.SIGNATURE]

    def is_approving(self, signature: Entity) -> bool:
        """Whether it is a further signature of the side that sent what it signs (согласующая подпись)."""
        signed = next((e for e in self.entities if e.id == signature.parent_id), None)
        return bool(signed and signed.author_box == signature.author_box and signed.unit != signature.unit)

    def tree(self, root: str) -> list[Entity]:
        """An entity with everything below it."""
        members = {root}
        for entity in self.entities:  # parents come before children
            if entity.parent_id in members:
                members.add(entity.id)
        return [entity for entity in self.entities if entity.id in members]


def view_of(ledger: Ledger, message: Message, viewer: Box) -> MessageView:
    boxes = {box_id: ledger.box(box_id) for box_id in (message.from_box, message.to_box)}
    sender, recipient = boxes[message.from_box], boxes[message.to_box]
    if sender is None or recipient is None:
        raise LookupError(f"message {message.id} names a box that does not exist")
    return MessageView(
        viewer=viewer,
        sender=sender,
        recipient=recipient,
        message=message,
        entities=tuple(ledger.visible(viewer.id, message.id)),
        powers=ledger.powers(message.id),
    )
