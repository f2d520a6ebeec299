"""Deliver: carry out the intent to send. No transaction is open while the operator answers.

Crash anywhere and the lease runs out: the next worker sees a call without an outcome and asks the operator
before it repeats, with the same operation key.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from edo_gateway.docflow.attach_power import attached_power
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import Document, DocumentStatus, Heading, OperatorReference
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.signature import Signature, strongest
from edo_gateway.domain.text import Language
from edo_gateway.operators.contract import (
    DocumentKind,
    InProgress,
    OperatorClient,
    OperatorError,
    OutboundMessage,
    Refused,
    UnknownOutcome,
)
from edo_gateway.storage.contract import Unit, Units

OUR_ACTOR = "gateway"
_MOST_ATTEMPTS = 12
_MOST_DOUBLINGS = 30  # of a pause; beyond, the power no longer fits a float
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 1800.0  # seconds
_UNDELIVERED = frozenset({DocumentStatus.SENDING, DocumentStatus.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """One attempt on its way: what is sent, and whether an earlier attempt may have succeeded."""

    attempt: int
    message: OutboundMessage
    may_have_arrived: bool


@dataclass(frozen=True, kw_only=True)
class DeliverDocument:
    units: Units
    clock: Clock
    operator: Callable[[OrganizationId], OperatorClient]

    def __call__(self, job: Job) -> None:
        client = self.operator(job.organization_id)  # first: without an operator no call has begun
        call = self._begin(job)
        if call is None:
            return
        try:
            reference = client.find(call.message) if call.may_have_arrived else None
            reference = reference or client.send(call.message)
        except OperatorError as error:
            self._failed(job, call, error)
        else:
            self._arrived(job, call, reference)

    def _begin(self, job: Job) -> _Call | None:
        with self.units.begin() as unit:
            document = document_of(unit, job)
            if document.status not in _UNDELIVERED:
                unit.jobs.finish(job)
                return None
            may_have_arrived = unit.attempts.is_outcome_unknown(job.operation_key)
            return _Call(
                attempt=unit.attempts.start(job, at=self.clock()),
                message=_message(unit, document, job),
                may_have_arrived=may_have_arrived,
            )

    def _arrived(self, job: Job, call: _Call, reference: OperatorReference) -> None:
        now = self.clock()
        with self.units.begin() as unit:
            unit.attempts.end(call.attempt, at=now, outcome="done")
            document = document_of(unit, job)
            document.reference = reference
            document.move(DocumentStatus.SENT, at=now, actor=OUR_ACTOR)
            unit.documents.save(document)
            unit.jobs.finish(job)
            if document.joint:
                self._order_cosigning(unit, document)

    def _order_cosigning(self, unit: Unit, document: Document) -> None:
        """A title goes out with one signature; those of the others who signed jointly follow it."""
        unit.jobs.put(
            JobKind.COSIGN,
            organization=document.organization_id,
            document=document.id,
            order_key=f"document:{document.id}",
            operation_key=uuid4(),
            run_at=self.clock(),
        )

    def _failed(self, job: Job, call: _Call, error: OperatorError) -> None:
        now, reason = self.clock(), error.said_in(Language.RUSSIAN)
        with self.units.begin() as unit:
            unit.attempts.end(call.attempt, at=now, outcome=outcome_of(error), error=reason, trace=error.trace)
            self._note(unit, job, error, reason)
            if isinstance(error, Refused):
                unit.jobs.finish(job)
            else:
                try_later(unit, job, reason, now=now, is_useful=error.retry, asked=error.retry_after)

    def _note(self, unit: Unit, job: Job, error: OperatorError, reason: str) -> None:
        target = _status_after(error)
        document = document_of(unit, job)
        if target and document.status is not target:
            document.move(target, at=self.clock(), actor=OUR_ACTOR, reason=reason)
            unit.documents.save(document)


def _status_after(error: OperatorError) -> DocumentStatus | None:
    """What a failed call says of the document, by the family of the error: an adapter may have kinds of its own."""
    if isinstance(error, Refused):
        return DocumentStatus.FAILED
    return DocumentStatus.UNKNOWN if isinstance(error, UnknownOutcome) else None


def try_later(
    unit: Unit, job: Job, error: str, *, now: datetime, is_useful: bool = True, asked: float | None = None
) -> None:
    """Work that failed comes again after a pause; after so many failures, or where another try is of no use, it waits
    for a person.
    """
    if is_useful and not is_given_up(job, job.attempts + 1):
        unit.jobs.postpone(job, run_at=now + pause(job.attempts, asked), error=error)
    else:
        unit.jobs.bury(job, error=error)


def is_given_up(job: Job, failures: int) -> bool:
    """Whether so many failures end the job until a person revives it. A feed, which has no document, never ends."""
    return job.document_id is not None and failures >= _MOST_ATTEMPTS


def pause(failures: int, asked: float | None) -> timedelta:
    """How long to wait before the next attempt: what the operator asked, else a growing pause with full jitter."""
    ceiling = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(failures, _MOST_DOUBLINGS))
    return timedelta(seconds=asked if asked is not None else random.uniform(0.5, 1.0) * ceiling)  # noqa: S311


def document_of(unit: Unit, job: Job) -> Document:
    if job.document_id is None:
        raise ValueError("a job to send names its document")
    return unit.documents.take(job.organization_id, job.document_id)


def _message(unit: Unit, document: Document, job: Job) -> OutboundMessage:
    sender = unit.organizations.get(document.organization_id)
    recipient = unit.organizations.counterparty(document.organization_id, document.heading.counterparty_id)
    _, file = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    signature = sent_signatures(unit, document)[0]
    return OutboundMessage(
        operation_key=job.operation_key,
        document_id=document.id,
        sender_box=sender.box,
        recipient_box=recipient.box,
        kind=_kind(document.heading),
        file=file,
        signature=signature.content,
        power=attached_power(unit, document.organization_id, signature),
        receipt_expected=document.expectation.receipt,
        answer_expected=document.expectation.answer,
    )


def sent_signatures(unit: Unit, document: Document) -> list[Signature]:
    """Ours under the title, of the strongest kind there is, in the order they were made: one, or those of all who
    signed jointly. What was begun under a power that ended before all had signed stays here."""
    file_id, _ = unit.documents.title(document.id, FileRole.SELLER_TITLE)
    ours = [one for one in unit.documents.signatures(document.id) if one.person_id and one.file_id == file_id]
    level = strongest(document.signatures)
    return [one for one in ours if one.level is level and document.counts(one)]


def _kind(heading: Heading) -> DocumentKind:
    return DocumentKind(
        type=heading.type,
        function=heading.function,
        version=heading.format.partition(" ")[2],
        number=heading.number,
        date=heading.date,
    )


def outcome_of(error: OperatorError) -> str:
    """Only a refusal of the document settles earlier calls: a refused log-in says nothing of them."""
    if isinstance(error, UnknownOutcome):
        return "unknown"
    if isinstance(error, InProgress):
        return "in_progress"
    return "refused" if isinstance(error, Refused) else "unavailable"
