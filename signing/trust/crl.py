"""Revocation lists (RFC 5280, 5 and 6.3): which certificates one speaks of, and what it says."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509

from signing import der, oids
from signing.algorithms import is_signed
from signing.certificate import Certificate
from signing.extension import Extension, find, read_extensions
from signing.trust.addresses import list_addresses, uris_of_point
from signing.trust.evidence import Evidence, Statement
from signing.trust.purpose import is_authority, may_sign_lists

_EXTENSIONS = 0xA0
_TIMES = frozenset({der.UTC_TIME, der.GENERALIZED_TIME})
_UNDERSTOOD = frozenset({oids.ISSUING_DISTRIBUTION_POINT, oids.AUTHORITY_KEY_ID, oids.CRL_NUMBER})
_USERS_ONLY, _AUTHORITIES_ONLY, _SOME_REASONS, _INDIRECT, _ATTRIBUTES_ONLY = 0x81, 0x82, 0xA3, 0x84, 0x85
REMOVED_FROM_LIST = 8


@dataclass(frozen=True)
class RevocationList:
    """A list whose form is right; whose it is and whether it is signed is asked in `statement_about`."""

    issuer_name: bytes
    this_update: datetime
    next_update: datetime
    extensions: tuple[Extension, ...]
    tbs: bytes
    algorithm: bytes
    signature: bytes
    parsed: x509.CertificateRevocationList

    @classmethod
    def from_der(cls, encoded: bytes) -> "RevocationList":
        """ValueError on anything else; a list without nextUpdate is none (RFC 5280, 5.1.2.5)."""
        tbs, algorithm, signature = der.read(encoded).expect(der.SEQUENCE).children()
        fields = [one for one in tbs.expect(der.SEQUENCE).children() if one.tag != der.INTEGER]
        inner_algorithm, issuer, *rest = fields
        this_update, next_update, *_ = (one.as_time() for one in rest if one.tag in _TIMES)
        if inner_algorithm.encoded != algorithm.encoded:
            raise ValueError("two signature algorithms")
        return cls(
            issuer_name=issuer.encoded,
            this_update=this_update,
            next_update=next_update,
            extensions=next((read_extensions(one.content) for one in rest if one.tag == _EXTENSIONS), ()),
            tbs=tbs.encoded,
            algorithm=algorithm.encoded,
            signature=signature.expect(der.BIT_STRING).content,
            parsed=x509.load_der_x509_crl(encoded),
        )

    def speaks_of(self, certificate: Certificate) -> bool:
        """A whole list, not a delta, not of another issuer, for certificates of this kind (RFC 5280, 6.3.3)."""
        if any(one.critical and one.oid not in _UNDERSTOOD for one in self.extensions):
            return False
        if find(self.extensions, oids.DELTA_CRL_INDICATOR):
            return False
        scope = find(self.extensions, oids.ISSUING_DISTRIBUTION_POINT)
        return scope is None or _covers(der.read(scope.value), certificate)

    def entry(self, certificate: Certificate) -> tuple[datetime, int] | None:
        """When and why (CRLReason, 0 if unsaid) the certificate was revoked."""
        found = self.parsed.get_revoked_certificate_by_serial_number(int(certificate.serial, 16))
        if found is None:
            return None
        return found.revocation_date_utc, _reason(found)


def _reason(entry: x509.RevokedCertificate) -> int:
    try:
        stated = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return 0
    return _REASONS[stated]


_REASONS = {
    x509.ReasonFlags.unspecified: 0,
    x509.ReasonFlags.key_compromise: 1,
    x509.ReasonFlags.ca_compromise: 2,
    x509.ReasonFlags.affiliation_changed: 3,
    x509.ReasonFlags.superseded: 4,
    x509.ReasonFlags.cessation_of_operation: 5,
    x509.ReasonFlags.certificate_hold: 6,
    x509.ReasonFlags.remove_from_crl: REMOVED_FROM_LIST,
    x509.ReasonFlags.privilege_withdrawn: 9,
    x509.ReasonFlags.aa_compromise: 10,
}


def statement_about(certificate: Certificate, issuer: Certificate, evidence: Evidence) -> Statement | None:
    """None when the list is not the issuer's, not signed with its key, or not about such certificates."""
    found = _read(evidence.content)
    if found is None or found.issuer_name != issuer.subject_name or not found.speaks_of(certificate):
        return None
    if not may_sign_lists(issuer) or not _is_signed(evidence.content, issuer.public_key):
        return None
    revoked_at, reason = found.entry(certificate) or (None, 0)
    return Statement(
        evidence=evidence,
        this_update=found.this_update,
        next_update=found.next_update,
        revoked_at=revoked_at,
        reason=reason,
        reaches_back=find(found.extensions, oids.EXPIRED_CERTIFICATES_ON_LIST) is not None,
    )


def issuer_of(encoded: bytes) -> bytes | None:
    """The name of a list's issuer, without reading the list; None when there is none to be found."""
    try:
        tbs, *_ = der.elements(der.read(encoded).content)
        _, issuer, *_ = (one for one in der.elements(tbs.content) if one.tag != der.INTEGER)
    except ValueError:
        return None
    return issuer.encoded


def forget_lists() -> None:
    """Drops what is remembered: for measurements."""
    _read.cache_clear()
    _is_signed.cache_clear()


@lru_cache(maxsize=256)
def _read(encoded: bytes) -> RevocationList | None:
    try:
        return RevocationList.from_der(encoded)
    except (ValueError, IndexError):
        return None


@lru_cache(maxsize=256)
def _is_signed(encoded: bytes, public_key: bytes) -> bool:
    """Remembered, because a list of a large authority is hashed whole."""
    found = _read(encoded)
    return found is not None and is_signed(
        public_key=public_key, algorithm=found.algorithm, message=found.tbs, signature=found.signature
    )


def _covers(scope: der.Element, certificate: Certificate) -> bool:
    """issuingDistributionPoint (RFC 5280, 5.2.5)."""
    parts = {one.tag: one for one in scope.expect(der.SEQUENCE).children()}
    said = {tag for tag, one in parts.items() if one.content != b"\x00"}
    if said & {_SOME_REASONS, _INDIRECT, _ATTRIBUTES_ONLY}:
        return False
    if (_AUTHORITIES_ONLY if not is_authority(certificate) else _USERS_ONLY) in said:
        return False
    point = parts.get(_EXTENSIONS)
    return point is None or bool(set(uris_of_point(point)) & set(list_addresses(certificate)))
