"""Verify a signature the way this house does, in the words the house keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from edo_gateway.domain.clock import Clock
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.signature import Judgement, KeptEvidence, Signature
from edo_gateway.storage.contract import Unit
from signing import EvidenceSource, Indication, SignatureVerdict, SubIndication, TimeSource, TrustStore, to_json, verify
from signing.verification.verdict import Form

_SEVERITY = (Indication.TOTAL_FAILED, Indication.INDETERMINATE, Indication.TOTAL_PASSED)


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The verdicts on every signer of one signature, at least one."""

    at: datetime
    verdicts: tuple[SignatureVerdict, ...]

    @property
    def worst(self) -> SignatureVerdict:
        return min(self.verdicts, key=lambda verdict: _SEVERITY.index(verdict.indication))

    @cached_property
    def judgement(self) -> Judgement:
        return Judgement(
            at=self.at,
            indication=self.worst.indication,
            verdict=json.dumps(to_json(self.verdicts), ensure_ascii=False),
        )

    @property
    def evidence(self) -> tuple[KeptEvidence, ...]:
        found = {one.sha256: one for verdict in self.verdicts for one in verdict.evidence}
        return tuple(KeptEvidence(kind=one.kind, sha256=sha256, content=one.content) for sha256, one in found.items())

    @property
    def may_change(self) -> bool:
        """Whether nothing but revocation data is missing: more of it may decide."""
        lacking = any(one.sub_indication is SubIndication.TRY_LATER for one in self.verdicts)
        return lacking and self.worst.indication is Indication.INDETERMINATE

    @property
    def may_be_kept(self) -> bool:
        """Whether a signature is good enough to be kept as ours: only fresh revocation data may be missing."""
        return self.worst.passed or self.may_change

    @property
    def promised_at(self) -> datetime | None:
        """When the missing data is promised."""
        return max((one.try_again_at for one in self.verdicts if one.try_again_at), default=None)


@dataclass(frozen=True, slots=True)
class Existence:
    """The moment a signature is proven to have existed by, and whose word that is. The signer's own is none."""

    moment: datetime
    source: TimeSource = TimeSource.RECEIVED

    @classmethod
    def reported(cls, at: datetime, received_at: datetime) -> Existence:
        """The operator had it at ``at`` and told us at ``received_at``: its word counts where it is the earlier."""
        return cls(at, TimeSource.OPERATOR) if at < received_at else cls(received_at)

    @classmethod
    def kept_with(cls, signature: Signature) -> Existence:
        """What the first verdict judged by; the latest where signers were judged by several."""
        signers = json.loads(signature.first.verdict)["signatures"]
        latest = max(signers, key=lambda one: datetime.fromisoformat(one["time"]))
        return cls(datetime.fromisoformat(latest["time"]), TimeSource(latest["time_source"]))


@dataclass(frozen=True, kw_only=True)
class VerifySignature:
    """``evidence`` is asked over the network, so it is for workers only; nobody at a desk waits for it.

    ``stamp`` puts a time-stamp on a signature of ours and raises SigningError; None where no service is named.
    """

    clock: Clock
    trust: Callable[[], TrustStore]
    evidence: EvidenceSource | None = None
    stamp: Callable[[bytes], bytes] | None = None

    def __call__(self, content: bytes, signature: bytes, *, existed: Existence) -> Verified:
        verdicts = verify(
            content, signature, self.trust(), at=existed.moment, time_source=existed.source, evidence=self.evidence
        )
        return Verified(at=self.clock(), verdicts=verdicts)

    def stamped(
        self, content: bytes, signature: bytes, verified: Verified, *, existed: Existence
    ) -> tuple[bytes, Verified]:
        """A verified signature of ours with a time-stamp, wherever it was made; the same when it has one, or is
        simple, or no service is named. Raises SigningError.
        """
        verdict = verified.worst
        if self.stamp is None or verdict.form is Form.CADES_T or verdict.confirmation:
            return signature, verified
        result = self.stamp(signature)
        return result, self(content, result, existed=existed)


def keep_verification(unit: Unit, organization: OrganizationId, document: DocumentId, verified: Verified) -> None:
    """What a verdict relies on, in the unit that keeps the verdict; and where revocation data was missing, the work
    to verify again. One job serves all signatures of a document."""
    unit.documents.keep_evidence(document, verified.evidence, verified.at)
    waiting = any(job.kind is JobKind.VERIFY for job in unit.jobs.of_document(document))
    if verified.may_change and not waiting:
        unit.jobs.put_verification(organization, document, run_at=verified.at)
