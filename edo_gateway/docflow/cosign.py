"""Hand over the other signatures of those who signed jointly, once the document itself is with the operator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edo_gateway.docflow.attach_power import attached_power
from edo_gateway.docflow.deliver import document_of, outcome_of, sent_signatures, try_later
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.job import Job
from edo_gateway.domain.text import Language
from edo_gateway.operators.contract import CoSignature, CoSigning, OperatorClient, OperatorError
from edo_gateway.storage.contract import Unit, Units


@dataclass(frozen=True, kw_only=True)
class CoSignDocument:
    """All of them in one call, which may be repeated with its key: a crash anywhere repeats it.

    A refusal stops the work until a person has seen it: the document is out, signed by one of several.
    """

    units: Units
    clock: Clock
    operator: Callable[[OrganizationId], OperatorClient]

    def __call__(self, job: Job) -> None:
        client = self.operator(job.organization_id)
        with self.units.begin() as unit:
            attempt = unit.attempts.start(job, at=self.clock())
            more = _others(unit, job)
        try:
            client.cosign(more)
        except OperatorError as error:
            self._failed(job, attempt, error)
        else:
            with self.units.begin() as unit:
                unit.attempts.end(attempt, at=self.clock(), outcome="done")
                unit.jobs.finish(job)

    def _failed(self, job: Job, attempt: int, error: OperatorError) -> None:
        now, reason = self.clock(), error.said_in(Language.RUSSIAN)
        with self.units.begin() as unit:
            unit.attempts.end(attempt, at=now, outcome=outcome_of(error), error=reason, trace=error.trace)
            try_later(unit, job, reason, now=now, is_useful=error.retry, asked=error.retry_after)


def _others(unit: Unit, job: Job) -> CoSigning:
    document = document_of(unit, job)
    if document.reference is None:
        raise ValueError("only a document that was sent is signed by others")
    organization = document.organization_id
    return CoSigning(
        operation_key=job.operation_key,
        box=unit.organizations.get(organization).box,
        to=document.reference,
        signatures=tuple(
            CoSignature(signature=one.content, power=attached_power(unit, organization, one))
            for one in sent_signatures(unit, document)[1:]
        ),
    )
