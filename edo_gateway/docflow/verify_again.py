"""Verify again: signatures whose verdict lacked revocation data are judged anew until it decides.

Every change of verdict is a line of its own; none is overwritten. The moment a signature is judged by stays the one
of the first verdict: later data may tell what was true then, not move it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from edo_gateway.docflow.verification import Existence, Verified, VerifySignature
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.job import Job
from edo_gateway.domain.signature import Signature
from edo_gateway.storage.contract import Unit, Units
from signing import SubIndication

_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=1)
GIVEN_UP_AFTER = timedelta(days=90)


@dataclass(frozen=True, kw_only=True)
class VerifyAgain:
    """One document's undecided signatures. The pause grows with the age of the signature, from five minutes to a
    day; after ninety days what is undecided stays so.
    """

    units: Units
    clock: Clock
    verify: VerifySignature

    def __call__(self, job: Job) -> None:
        if job.document_id is None:
            raise ValueError("a job to verify names its document")
        with self.units.look() as unit:
            undecided = [(one, _content(unit, job.document_id, one)) for one in _undecided(unit, job.document_id)]
        # The network is asked with no transaction open.
        judged = [
            (one, self.verify(content, one.content, existed=Existence.kept_with(one))) for one, content in undecided
        ]
        with self.units.begin() as unit:
            unit.documents.take(job.organization_id, job.document_id)
            for signature, result in judged:
                self._keep(unit, job.document_id, signature, result)
            self._end(unit, job, _undecided(unit, job.document_id), [result for _, result in judged])

    def _keep(self, unit: Unit, document: DocumentId, signature: Signature, found: Verified) -> None:
        if _decision(found.judgement.verdict) != _decision(signature.verdict):
            unit.documents.keep_evidence(document, found.evidence, found.at)
            unit.documents.add_judgement(document, signature, found.judgement)

    def _end(self, unit: Unit, job: Job, undecided: Iterable[Signature], found: Iterable[Verified]) -> None:
        now = self.clock()
        ages = [age for one in undecided if (age := now - one.first.at) < GIVEN_UP_AFTER]
        if not ages:
            unit.jobs.finish(job)
            return
        pause = min(max(min(ages) / 2, _SHORTEST), _LONGEST)
        promised = [one.promised_at for one in found if one.promised_at and one.promised_at > now]
        unit.jobs.postpone(job, run_at=min([now + pause, *promised]))


def _undecided(unit: Unit, document: DocumentId) -> list[Signature]:
    return [one for one in unit.documents.signatures(document) if SubIndication.TRY_LATER in _decision(one.verdict)]


def _decision(verdict: str) -> tuple[str, ...]:
    """What of a verdict is a decision: the words of every signer, not the sentences about them."""
    signers = json.loads(verdict).get("signatures", ())
    return tuple(word or "" for one in signers for word in (one["indication"], one["sub_indication"]))


def _content(unit: Unit, document: DocumentId, signature: Signature) -> bytes:
    return unit.documents.file(document, signature.file_id).content
