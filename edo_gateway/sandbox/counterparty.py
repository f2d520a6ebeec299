"""The other side, played by the sandbox: sends the receipt notice and the answer a live company would send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.sandbox.config import Behaviour
from edo_gateway.sandbox.keys import SealRing
from edo_gateway.sandbox.kinds import FREE_FORM, AttachmentType, EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.posting import PostedPatch, PostedReply, accept_patch
from edo_gateway.sandbox.records import Box, Declaration, Entity, TaskKind
from edo_gateway.sandbox.service_files import Answers, Received
from edo_gateway.sandbox.ticks import to_ticks
from edo_gateway.sandbox.titles import answering_title
from edo_gateway.sandbox.view import MessageView

_REFUSAL: Final = "Товар не поступал, отказываем в подписи."
_CORRECTION: Final = "Просим исправить адрес покупателя и прислать документ снова."


def reactions(box: Box, delivered: list[Entity]) -> Iterator[tuple[TaskKind, str]]:
    """What a box will do about what it has just received, in order; nothing when somebody else holds it."""
    if box.behaviour is Behaviour.MANUAL:
        return
    for entity in delivered:
        if entity.author_box in {box.id, ""}:
            continue
        if entity.declaration:
            yield from _reactions_to(entity, entity.declaration, box.behaviour)
        elif entity.attachment_type is AttachmentType.REVOCATION_REQUEST:
            yield TaskKind.SEND_ANSWER, entity.id


def _reactions_to(entity: Entity, declaration: Declaration, behaviour: Behaviour) -> Iterator[tuple[TaskKind, str]]:
    kind = declaration.kind
    if kind.owes_receipt(asked=declaration.needs_receipt):
        yield TaskKind.SEND_RECEIPT, entity.id
    wants_correction = behaviour is Behaviour.REQUEST_CORRECTION and kind.is_formalized
    if wants_correction or kind.owes_answer(asked=declaration.needs_answer):
        yield TaskKind.SEND_ANSWER, entity.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Answers for any box that answers by itself, with that company's own test key."""

    seals: SealRing
    answers: Answers

    def send_receipt(self, ledger: Ledger, view: MessageView, document: Entity, at: datetime, *, due: int) -> None:
        kind = _declared(document).kind
        file = self.answers.receipt_notice(received(view, document), at)
        self._post(ledger, view, self._signed(view, document, kind.receipt_type, file, at), at, due)

    def send_answer(self, ledger: Ledger, view: MessageView, document: Entity, at: datetime, *, due: int) -> None:
        reply = self._reply(view, document, at)
        if reply:
            self._post(ledger, view, reply, at, due)

    def _reply(self, view: MessageView, document: Entity, at: datetime) -> PostedReply | None:
        behaviour = view.viewer.behaviour
        if behaviour is Behaviour.MANUAL:
            return None
        if behaviour is Behaviour.REQUEST_CORRECTION and document.attachment_type not in FREE_FORM:
            file = self.answers.correction_request(received(view, document), _CORRECTION, at)
            return self._signed(view, document, AttachmentType.CORRECTION_REQUEST, file, at)
        if behaviour is Behaviour.REFUSE:
            file = self.answers.rejection(received(view, document), _REFUSAL, at)
            return self._signed(view, document, AttachmentType.REJECTION, file, at)
        return self._acceptance(view, document, at)

    def _acceptance(self, view: MessageView, document: Entity, at: datetime) -> PostedReply | None:
        declaration = document.declaration
        if declaration is None or not declaration.kind.is_formalized:
            seal = self.seals.sign_as(view.viewer, document.content, at)
            return PostedReply(type=None, parent_id=document.id, signature=seal)
        with_discrepancies = view.viewer.behaviour is Behaviour.ACCEPT_WITH_DISCREPANCIES
        file = answering_title(received(view, document), with_discrepancies=with_discrepancies, at=at)
        return self._signed(view, document, declaration.kind.buyer_title_type, file, at) if file else None

    def _signed(
        self,
        view: MessageView,
        document: Entity,
        type: AttachmentType,
        file: ExchangeFile,
        at: datetime,
    ) -> PostedReply:
        return PostedReply(
            type=type,
            parent_id=document.id,
            signature=self.seals.sign_as(view.viewer, file.content, at),
            content=file.content,
            file_name=file.name,
        )

    def _post(self, ledger: Ledger, view: MessageView, reply: PostedReply, at: datetime, due: int) -> None:
        posted = PostedPatch(author=view.viewer, message=view.message, replies=(reply,))
        accept_patch(ledger, posted, now=to_ticks(at), due=due)


def received(view: MessageView, entity: Entity) -> Received:
    """A file lying in the viewer's box, with all an answer to it must name."""
    signatures = [s.content for s in view.signatures_of(entity.id) if s.author_box == entity.author_box]
    return Received(
        file=ExchangeFile(entity.file_name, entity.content),
        signature=signatures[0] if signatures else b"",
        receiver=view.viewer,
        sender=view.counterparty,
    )


def _declared(document: Entity) -> Declaration:
    if document.declaration is None or document.type is not EntityType.ATTACHMENT:
        raise LookupError(f"entity {document.id} is not a document")
    return document.declaration
