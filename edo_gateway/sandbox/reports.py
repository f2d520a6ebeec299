"""How the operator reports trouble to whoever posted something: as a patch only they can see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.sandbox.kinds import AttachmentType, EntityType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.notices import failure_notice, roaming_notice, verification_report
from edo_gateway.sandbox.posting import announce, attachment, open_patch
from edo_gateway.sandbox.records import Task, Verdict
from edo_gateway.sandbox.ticks import to_ticks

ROAMING_TROUBLE: Final = "Оператор получателя не принял документ (учебная неисправность)."

_Notice = tuple[AttachmentType, str, ExchangeFile]


def report_failure(ledger: Ledger, task: Task, reasons: dict[str, str], at: datetime) -> None:
    """Bad signatures: a failure notification and a report under each thing that was signed badly.

    ``reasons`` are sentences by the id of the bad entity.
    """
    event = ledger.event(task.box, unit=task.subject)
    notices: list[_Notice] = []
    for entity in ledger.brought_by(task.subject):
        if entity.id in reasons and entity.type is EntityType.SIGNATURE:
            reason, parent = reasons[entity.id], entity.parent_id
            notices.append((AttachmentType.DELIVERY_FAILURE, parent, failure_notice(reason, at)))
            notices.append((AttachmentType.SIGNATURE_REPORT, parent, verification_report(reason, at)))
    _report(ledger, task, notices, at, not_delivered=event.id if event else "")


def report_roaming_error(ledger: Ledger, task: Task, at: datetime) -> None:
    """The other operator did not take the message."""
    documents = [entity for entity in ledger.brought_by(task.subject) if entity.declaration]
    notice = roaming_notice(ROAMING_TROUBLE, at)
    _report(ledger, task, [(AttachmentType.ROAMING_NOTIFICATION, one.id, notice) for one in documents], at)


def report_powers(ledger: Ledger, task: Task, powers: Iterable[str], at: datetime) -> None:
    """Powers of attorney have been judged: a status under each, without content."""
    empty = ExchangeFile("", b"")
    _report(ledger, task, [(AttachmentType.POWER_STATUS, entity_id, empty) for entity_id in powers], at)


def _report(ledger: Ledger, task: Task, notices: Iterable[_Notice], at: datetime, *, not_delivered: str = "") -> None:
    now = to_ticks(at)
    patch = open_patch(ledger, task.message_id, task.box, now, not_delivered=not_delivered)
    for kind, parent_id, file in notices:
        notice = attachment(
            message_id=task.message_id,
            unit=patch.id,
            type=kind,
            parent_id=parent_id,
            author_box="",
            file_name=file.name,
            content=file.content,
            now=now,
            audience=task.box,
            verdict=Verdict.VALID,
        )
        ledger.add_entity(notice)
    announce(ledger, task.box, task.message_id, patch.id, now)
