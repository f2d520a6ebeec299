"""Whether a certificate was revoked at a moment, from every piece of evidence there is (RFC 5280, 6.3; RFC 6960).

The newest evidence that covers the moment decides. A revocation for good is believed from any list, however old:
nothing takes it back. Evidence newer than the moment is used too: it says when a certificate was revoked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from signing.certificate import Certificate
from signing.trust import crl, ocsp
from signing.trust.evidence import Evidence, EvidenceKind, EvidenceSource, Statement

CERTIFICATE_HOLD = 6
_PASSING = frozenset({CERTIFICATE_HOLD, crl.REMOVED_FROM_LIST})
_CLOCK_TOLERANCE = timedelta(minutes=5)


class RevocationStatus(StrEnum):
    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on-hold"
    """Suspended, and it may yet be released: neither good nor revoked (EN 319 102-1, 5.2.6)."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CertificateStatus:
    """One certificate of the path at the moment it is judged by."""

    certificate: Certificate
    status: RevocationStatus
    statement: Statement | None = None
    """What decided."""
    expected_at: datetime | None = None
    """When newer evidence is promised, for a status that is not decided; None when nobody promised."""

    @property
    def revoked_at(self) -> datetime | None:
        return self.statement.revoked_at if self.statement else None

    @property
    def evidence(self) -> Evidence | None:
        return self.statement.evidence if self.statement else None


def statuses_of(
    path: Sequence[Certificate],
    evidence_of: Callable[[Certificate], tuple[Evidence, ...]],
    at: datetime,
    source: EvidenceSource | None = None,
) -> tuple[CertificateStatus, ...]:
    """For every certificate of the path but its anchor; the path begins with the certificate that signed.

    `evidence_of` gives what is at hand about the certificates of an issuer, `source` is asked for more.
    """
    pairs = pairwise(path)
    return tuple(_status(certificate, issuer, evidence_of(issuer), at, source) for certificate, issuer in pairs)


def _status(
    certificate: Certificate,
    issuer: Certificate,
    given: tuple[Evidence, ...],
    at: datetime,
    source: EvidenceSource | None,
) -> CertificateStatus:
    statements = [said for one in given if (said := _statement(certificate, issuer, one, given, at))]
    decided = _decide(certificate, statements, at)
    for one in _asked(source, decided, certificate, issuer):
        if said := _statement(certificate, issuer, one, given, at):
            statements.append(said)
            decided = _decide(certificate, statements, at)
        if decided.status is not RevocationStatus.UNKNOWN:
            break
    return decided


def _asked(
    source: EvidenceSource | None, known: CertificateStatus, certificate: Certificate, issuer: Certificate
) -> Iterator[Evidence]:
    if source is not None and known.status is RevocationStatus.UNKNOWN:
        yield from source.about(certificate, issuer)


def _statement(
    certificate: Certificate, issuer: Certificate, evidence: Evidence, given: tuple[Evidence, ...], at: datetime
) -> Statement | None:
    if evidence.kind is EvidenceKind.CRL:
        return crl.statement_about(certificate, issuer, evidence)
    said = ocsp.statement_about(certificate, issuer, evidence)
    if said is None or said.delegate is None:
        return said
    lists = [crl.statement_about(said.delegate, issuer, one) for one in given if one.kind is EvidenceKind.CRL]
    delegate = _decide(said.delegate, [one for one in lists if one], at)
    return said if delegate.status is RevocationStatus.GOOD else None


def _decide(certificate: Certificate, statements: Sequence[Statement], at: datetime) -> CertificateStatus:
    lasting = [(when, one) for one in statements if (when := one.revoked_at) and one.reason not in _PASSING]
    if lasting:
        when, first = min(lasting, key=lambda pair: pair[0])
        status = RevocationStatus.REVOKED if when <= at else RevocationStatus.GOOD
        return CertificateStatus(certificate, status, first)
    covering = [one for one in statements if _covers(one, certificate, at)]
    if not covering:
        promised = [one.next_update for one in statements if one.next_update]
        return CertificateStatus(certificate, RevocationStatus.UNKNOWN, None, max(promised, default=None))
    newest = max(covering, key=lambda one: one.this_update)
    held = newest.reason == CERTIFICATE_HOLD and newest.revoked_at is not None and newest.revoked_at <= at
    if held:
        return CertificateStatus(certificate, RevocationStatus.ON_HOLD, newest, newest.next_update)
    return CertificateStatus(certificate, RevocationStatus.GOOD, newest)


def _covers(statement: Statement, certificate: Certificate, at: datetime) -> bool:
    """Fresh enough for the moment, and not so late that the expired certificate was dropped (RFC 5280, 5)."""
    until = statement.next_update or statement.this_update + _CLOCK_TOLERANCE
    return at <= until and (statement.this_update <= certificate.not_after or statement.reaches_back)
