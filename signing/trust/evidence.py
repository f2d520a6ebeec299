"""Evidence about revocation: lists and OCSP responses as bytes that can be kept and shown again."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Protocol

from signing.certificate import Certificate


class EvidenceKind(StrEnum):
    CRL = "crl"
    OCSP = "ocsp"


@dataclass(frozen=True)
class Evidence:
    """`content` is DER: a CertificateList (RFC 5280) or an OCSPResponse (RFC 6960)."""

    kind: EvidenceKind
    content: bytes = field(repr=False)
    address: str = field(default="", compare=False)
    """Where it was fetched; empty when it was given."""

    @cached_property
    def sha256(self) -> str:
        """Lower-case hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


class EvidenceSource(Protocol):
    def about(self, certificate: Certificate, issuer: Certificate) -> Iterator[Evidence]:
        """Evidence from elsewhere, what is at hand first; asked for more only while nothing decides.

        Never raises: what cannot be had is not there.
        """


def distinct(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple({one.sha256: one for one in evidence}.values())


@dataclass(frozen=True)
class Statement:
    """What one piece of evidence, whose signature holds, says about one certificate."""

    evidence: Evidence
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None = None
    reason: int = 0
    """CRLReason, RFC 5280 5.3.1; 0 when none is given."""
    reaches_back: bool = False
    """Whether certificates that had expired before `this_update` are still spoken of."""
    delegate: Certificate | None = None
    """An OCSP responder whose own revocation is to be asked before it is believed."""
