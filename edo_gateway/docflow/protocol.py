"""Write the protocol of a kept signature: verified anew from what is kept, without any network.

The moment is that of the first verdict and the evidence that of the latest, so that the page can be made for as long as
the gateway's own records last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from edo_gateway.docflow.verification import Existence
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.signature import Signature
from edo_gateway.storage.contract import Unit, Units
from signing import Evidence, EvidenceKind, ProtocolHead, TrustStore, to_html, verify


@dataclass(frozen=True, kw_only=True)
class WriteProtocol:
    """One HTML page, in Russian."""

    units: Units
    clock: Clock
    trust: Callable[[], TrustStore]

    def __call__(self, organization: OrganizationId, document_id: DocumentId, signature: Signature) -> str:
        with self.units.look() as unit:
            file = unit.documents.file(document_id, signature.file_id)
            trust = self.trust().with_evidence(_relied_on(unit, organization, signature))
        existed = Existence.kept_with(signature)
        verdicts = verify(file.content, signature.content, trust, at=existed.moment, time_source=existed.source)
        head = ProtocolHead(
            document=file.name,
            signature=f"CMS, SHA-256 {hashlib.sha256(signature.content).hexdigest()}",
            sha256=file.sha256,
            verified_at=self.clock(),
        )
        return to_html(verdicts, head)


def _relied_on(unit: Unit, organization: OrganizationId, signature: Signature) -> list[Evidence]:
    named = {
        one["sha256"] for signer in json.loads(signature.verdict)["signatures"] for one in signer.get("evidence", ())
    }
    kept = [unit.documents.evidence(organization, sha256) for sha256 in sorted(named)]
    return [Evidence(EvidenceKind(one.kind), one.content) for one in kept]
