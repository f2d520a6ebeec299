"""What happens after a message was stored: one due step at a time, each in one transaction.

    posted ── CHECK ──► bad signature: failure notification and report for the sender, nothing is delivered
                 └────► good: ПДП for the sender ── DELIVER ──► the other box gets it with ПДО, the sender learns so
                                                        └────► a box that answers by itself: receipt notice, answer

Steps are rows, so a restart goes on where the kill fell. The same way is gone by messages and by patches: a receipt
notice or a title is confirmed by the operator as the document was (Минфин 14н).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import OperationalError, SQLAlchemyError

from edo_gateway.domain.clock import Clock
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.sandbox.checking import Opinion, SignatureCheck
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.counterparty import Counterparty, reactions
from edo_gateway.sandbox.faults import Fault, Faults
from edo_gateway.sandbox.keys import SealRing
from edo_gateway.sandbox.kinds import FREE_FORM, AttachmentType, EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.posting import announce, attachment, open_patch, signature_under
from edo_gateway.sandbox.powers import PowerCheck
from edo_gateway.sandbox.records import Box, Entity, Message, Relation, Task, TaskKind, Verdict
from edo_gateway.sandbox.reports import report_failure, report_powers, report_roaming_error
from edo_gateway.sandbox.service_files import Confirmations, Confirmed
from edo_gateway.sandbox.store import Store
from edo_gateway.sandbox.ticks import ticks_of, to_ticks
from edo_gateway.sandbox.view import MessageView, view_of

_LOG: Final = logging.getLogger(__name__)
_IDLE_SECONDS: Final = 0.05
_UNCONFIRMED: Final = FREE_FORM | {AttachmentType.REVOCATION_REQUEST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Processor:
    """The operator at work."""

    config: SandboxConfig
    store: Store
    clock: Clock
    seals: SealRing
    check: SignatureCheck
    faults: Faults
    confirmations: Confirmations
    counterparty: Counterparty

    def step(self) -> bool:
        """Do the earliest due step. False when nothing is due. Raises SQLAlchemy's errors when the database fails."""
        at = self.clock()
        with self.store.reading() as ledger:
            if ledger.next_task(to_ticks(at)) is None:
                return False
        task: Task | None = None
        try:
            with self.store.writing() as ledger:
                task = ledger.next_task(to_ticks(at))  # asked anew: somebody else may have done it meanwhile
                if task is None:
                    return False
                self._do(ledger, task, at)
                ledger.drop_task(task)
        except OperationalError:
            raise  # the database is busy or full: the step is as due as before
        except Exception as error:
            if task is None:
                raise
            # what nobody can process must not stop the other messages
            _LOG.exception("step %s of message %s failed", task.kind, task.message_id)
            with self.store.writing() as ledger:
                ledger.fail_task(task, f"{type(error).__name__}: {error}")
        return True

    def settle(self) -> int:
        """Do every step that is due now, and those that become due thereby; how many there were."""
        steps = 0
        while self.step():
            steps += 1
        return steps

    def run(self, stopped: threading.Event) -> None:
        """Work until told to stop."""
        while not stopped.is_set():
            if not self._stepped():
                stopped.wait(_IDLE_SECONDS)

    def _stepped(self) -> bool:
        try:
            return self.step()
        except SQLAlchemyError:
            _LOG.exception("the database does not answer, trying again")
            return False

    def _do(self, ledger: Ledger, task: Task, at: datetime) -> None:
        steps: dict[TaskKind, Callable[[Ledger, Task, datetime], None]] = {
            TaskKind.CHECK: self._check,
            TaskKind.DELIVER: self._deliver,
            TaskKind.SEND_RECEIPT: self._send_receipt,
            TaskKind.SEND_ANSWER: self._send_answer,
            TaskKind.ACCEPT_INVITATION: _accept_invitation,
        }
        steps[task.kind](ledger, task, at)

    # the signatures -------------------------------------------------------------------------------------------

    def _check(self, ledger: Ledger, task: Task, at: datetime) -> None:
        brought = ledger.brought_by(task.subject)
        opinions = self._opinions(ledger, brought, at)
        bad = {entity_id: opinion for entity_id, opinion in opinions.items() if not opinion.is_good}
        for entity_id in opinions:
            ledger.judge(entity_id, Verdict.INVALID if entity_id in bad else Verdict.VALID)
        if bad:
            report_failure(ledger, task, {key: opinion.reason for key, opinion in bad.items()}, at)
        else:
            self._judge_powers(ledger, task, brought, opinions, at)
            self._confirm_receipt(ledger, task, brought, at)

    def _judge_powers(
        self, ledger: Ledger, task: Task, brought: list[Entity], opinions: dict[str, Opinion], at: datetime
    ) -> None:
        """A power that does not cover its signature holds nothing up: the status tells it."""
        author = ledger.box(task.box)
        judged = []
        for entity in (one for one in brought if one.attachment_type is AttachmentType.POWER):
            signer = opinions[entity.parent_id].signer
            power = ledger.powers(task.message_id)[entity.id]
            if signer and author:
                status, text = PowerCheck(self.check).opinion(power, signer, author.inn, at)
                ledger.keep_power(entity, replace(power, status=status, text=text))
                judged.append(entity.id)
        if judged:
            report_powers(ledger, task, judged, at)

    def _opinions(self, ledger: Ledger, brought: list[Entity], at: datetime) -> dict[str, Opinion]:
        """An opinion on every signature and, the same, on the attachment it came with."""
        doubted = self.faults.take(Fault.LATE_SIGNATURE_FAILURE)
        own = {entity.id: entity for entity in brought}
        opinions: dict[str, Opinion] = {}
        for signature in (entity for entity in brought if entity.type is EntityType.SIGNATURE):
            signed = own.get(signature.parent_id) or ledger.entity(signature.parent_id)
            content = signed.content if signed else b""
            opinion = self.check.opinion(content, signature.content, at)
            if doubted and opinion.is_good:
                opinion = Opinion(False, "Сертификат подписи отозван (учебная неисправность).")
            opinions[signature.id] = opinion
            if signature.parent_id in own:
                opinions[signature.parent_id] = opinion
        return opinions

    def _confirm_receipt(self, ledger: Ledger, task: Task, brought: list[Entity], at: datetime) -> None:
        message, author, other = _sides(ledger, task)
        now = to_ticks(at)
        confirmed = _worth_confirming(ledger, brought)
        if confirmed:
            patch = open_patch(ledger, message.id, author.id, now)
            for entity, signature in confirmed:
                subject = Confirmed(entity.file_name, signature, author, other)
                self._add_confirmation(ledger, patch.id, entity, self.confirmations.received(subject, at), author, at)
            announce(ledger, author.id, message.id, patch.id, now)
        late = self.faults.take(Fault.DELAYED_DELIVERY)
        wait = ticks_of(timedelta(seconds=late.seconds)) if late else 0
        self._order(ledger, TaskKind.DELIVER, task.message_id, task.subject, task.box, now + wait)

    # the delivery ---------------------------------------------------------------------------------------------

    def _deliver(self, ledger: Ledger, task: Task, at: datetime) -> None:
        message, author, other = _sides(ledger, task)
        now = to_ticks(at)
        if task.subject == message.id and self.faults.take(Fault.ROAMING_ERROR):
            report_roaming_error(ledger, task, at)
            return
        for entity, signature in _worth_confirming(ledger, ledger.brought_by(task.subject)):
            subject = Confirmed(entity.file_name, signature, author, other)
            file = self.confirmations.forwarded(subject, at)
            self._add_confirmation(ledger, task.subject, entity, file, other, at)
        announce(ledger, other.id, message.id, task.subject, now)
        if task.subject == message.id:
            ledger.mark_delivered(message.id, now)
        patch = open_patch(ledger, message.id, author.id, now, delivered=task.subject)
        announce(ledger, author.id, message.id, patch.id, now)
        for number, (kind, subject_id) in enumerate(reactions(other, ledger.brought_by(task.subject))):
            self._order(ledger, kind, message.id, subject_id, other.id, now, after=number + 1)

    def _add_confirmation(
        self, ledger: Ledger, unit: str, subject: Entity, file: ExchangeFile, audience: Box, at: datetime
    ) -> None:
        confirmation = attachment(
            message_id=subject.message_id,
            unit=unit,
            type=AttachmentType.CONFIRMATION,
            parent_id=subject.id,
            author_box="",
            file_name=file.name,
            content=file.content,
            now=to_ticks(at),
            audience=audience.id,
            verdict=Verdict.VALID,
        )
        ledger.add_entity(confirmation)
        seal = self.seals.sign_as_operator(file.content, at)
        signature = signature_under(
            confirmation, unit=unit, content=seal, author_box="", now=to_ticks(at), verdict=Verdict.VALID
        )
        ledger.add_entity(signature)

    # the counterparty -----------------------------------------------------------------------------------------

    def _send_receipt(self, ledger: Ledger, task: Task, at: datetime) -> None:
        view, entity = _seen(ledger, task)
        self.counterparty.send_receipt(ledger, view, entity, at, due=self._due(to_ticks(at)))

    def _send_answer(self, ledger: Ledger, task: Task, at: datetime) -> None:
        view, entity = _seen(ledger, task)
        self.counterparty.send_answer(ledger, view, entity, at, due=self._due(to_ticks(at)))

    def _order(
        self, ledger: Ledger, kind: TaskKind, message_id: str, subject: str, box: str, now: int, *, after: int = 1
    ) -> None:
        due = self._due(now, after)
        ledger.add_task(kind, message_id=message_id, subject=subject, box=box, due_ticks=due)

    def _due(self, now: int, steps: int = 1) -> int:
        return now + steps * ticks_of(self.config.step_delay)


def _worth_confirming(ledger: Ledger, brought: list[Entity]) -> list[tuple[Entity, bytes]]:
    """Formalised files with their signatures: the operator confirms these and no others."""
    signatures = {entity.parent_id: entity.content for entity in brought if entity.type is EntityType.SIGNATURE}
    return [
        (entity, signatures[entity.id])
        for entity in brought
        if entity.type is EntityType.ATTACHMENT
        and entity.attachment_type not in _UNCONFIRMED
        and entity.id in signatures
        and entity.author_box
        and _is_of_formalized(ledger, entity)
    ]


def _is_of_formalized(ledger: Ledger, entity: Entity) -> bool:
    current: Entity | None = entity
    while current is not None and current.declaration is None:
        current = ledger.entity(current.parent_id)
    return bool(current and current.declaration and current.declaration.kind.is_formalized)


def _sides(ledger: Ledger, task: Task) -> tuple[Message, Box, Box]:
    """The message, the box that posted the unit and the box it is for."""
    message = ledger.message(task.message_id)
    if message is None:
        raise LookupError(f"message {task.message_id} does not exist")
    other_id = message.to_box if task.box == message.from_box else message.from_box
    author, other = ledger.box(task.box), ledger.box(other_id)
    if author is None or other is None:
        raise LookupError(f"message {task.message_id} names a box that does not exist")
    return message, author, other


def _seen(ledger: Ledger, task: Task) -> tuple[MessageView, Entity]:
    message, viewer, _ = _sides(ledger, task)
    entity = ledger.entity(task.subject)
    if entity is None:
        raise LookupError(f"entity {task.subject} does not exist")
    return view_of(ledger, message, viewer), entity


def _accept_invitation(ledger: Ledger, task: Task, at: datetime) -> None:
    """``box`` is who was invited, ``subject`` who invited."""
    for box, other in ((task.box, task.subject), (task.subject, task.box)):
        known = ledger.acquaintance(box, other)
        said, heard = (known.message_to, known.message_from) if known else ("", "")
        ledger.relate(box, other, Relation.ESTABLISHED, to_ticks(at), said=said, heard=heard)
