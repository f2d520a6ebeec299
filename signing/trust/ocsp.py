"""Online certificate status (RFC 6960): requests written, responses read and judged."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from signing import der, oids
from signing.algorithms import is_signed
from signing.certificate import Certificate
from signing.digest import Digest
from signing.errors import CertificateUnreadable
from signing.extension import Extension, find, read_extensions
from signing.trust.evidence import Evidence, Statement
from signing.trust.purpose import may_answer_for_issuer, subject_key_id
from signing.trust.vouching import is_issued_by

_BY_NAME, _BY_KEY = 0xA1, 0xA2
_GOOD, _REVOKED = 0x80, 0xA1
_EXPLICIT_0, _EXPLICIT_1, _EXPLICIT_2 = 0xA0, 0xA1, 0xA2
_NONCE_SIZE = 32
MOST_STATEMENTS = 1024


def _sha1(content: bytes) -> bytes:
    return hashlib.sha1(content, usedforsecurity=False).digest()


_IDENTIFYING: dict[str, Callable[[bytes], bytes]] = {oids.SHA1: _sha1, **{one.value: one.of for one in Digest}}
"""Digests that may name a certificate. SHA-1 only names here, and every responder knows it (RFC 6960, 4.3)."""


@dataclass(frozen=True)
class CertId:
    algorithm: str
    issuer_name: bytes
    issuer_key: bytes
    serial: int

    @classmethod
    def of(cls, certificate: Certificate, issuer: Certificate, algorithm: str) -> "CertId":
        digest = _IDENTIFYING[algorithm]
        return cls(algorithm, digest(issuer.subject_name), digest(_key_bits(issuer)), int(certificate.serial, 16))

    @classmethod
    def read(cls, element: der.Element) -> "CertId":
        algorithm, name, key, serial = element.expect(der.SEQUENCE).children()
        return cls(algorithm.children()[0].as_oid(), name.content, key.content, serial.as_integer())

    def encode(self) -> bytes:
        return der.sequence(
            der.sequence(der.oid(self.algorithm), der.null()),
            der.octets(self.issuer_name),
            der.octets(self.issuer_key),
            der.integer(self.serial),
        )

    def names(self, certificate: Certificate, issuer: Certificate) -> bool:
        return self.algorithm in _IDENTIFYING and self == CertId.of(certificate, issuer, self.algorithm)


@dataclass(frozen=True)
class SingleStatus:
    certificate: CertId
    status: int
    this_update: datetime
    next_update: datetime | None
    revoked_at: datetime | None
    reason: int
    extensions: tuple[Extension, ...]


@dataclass(frozen=True)
class OcspResponse:
    responder: der.Element
    produced_at: datetime
    statuses: tuple[SingleStatus, ...]
    nonce: bytes | None
    tbs: bytes
    algorithm: bytes
    signature: bytes
    certificates: tuple[bytes, ...]

    @classmethod
    def from_der(cls, encoded: bytes) -> "OcspResponse":
        """A successful basic response; ValueError on anything else, a refusal of the responder included."""
        status, *answer = der.read(encoded).expect(der.SEQUENCE).children()
        if status.expect(der.ENUMERATED).content != b"\x00" or not answer:
            raise ValueError("the responder refused")
        kind, basic = answer[0].expect(_EXPLICIT_0).children()[0].children()
        if kind.as_oid() != oids.OCSP_BASIC:
            raise ValueError("not a basic response")
        tbs, algorithm, signature, *rest = der.read(basic.expect(der.OCTET_STRING).content).children()
        fields = [one for one in tbs.children() if one.tag != _EXPLICIT_0]
        responder, produced_at, statuses, *more = fields
        nonce = find(read_extensions(more[0].content), oids.OCSP_NONCE) if more else None
        if len(statuses.children()) > MOST_STATEMENTS:
            raise ValueError("too many statements")
        return cls(
            responder=responder,
            produced_at=produced_at.as_time(),
            statuses=tuple(_status(one) for one in statuses.expect(der.SEQUENCE).children()),
            nonce=nonce.value if nonce else None,
            tbs=tbs.encoded,
            algorithm=algorithm.encoded,
            signature=signature.expect(der.BIT_STRING).content,
            certificates=tuple(one.encoded for one in rest[0].children()[0].children()) if rest else (),
        )


def _status(element: der.Element) -> SingleStatus:
    certificate, status, this_update, *rest = element.expect(der.SEQUENCE).children()
    parts = {one.tag: one.children()[0] for one in rest}
    next_update, extensions = parts.get(_EXPLICIT_0), parts.get(_EXPLICIT_1)
    revoked_at, *reason = status.children() if status.tag == _REVOKED else (None,)
    return SingleStatus(
        certificate=CertId.read(certificate),
        status=status.tag,
        this_update=this_update.as_time(),
        next_update=next_update.as_time() if next_update else None,
        revoked_at=revoked_at.as_time() if revoked_at else None,
        reason=reason[0].children()[0].expect(der.ENUMERATED).content[0] if reason else 0,
        extensions=read_extensions(extensions.encoded) if extensions else (),
    )


def statement_about(certificate: Certificate, issuer: Certificate, evidence: Evidence) -> Statement | None:
    """None when the response is silent about the certificate, or nobody entitled signed it.

    A delegate is issued by the very issuer, for OCSP signing, and was valid when the response was produced. One
    without id-pkix-ocsp-nocheck is named in the statement: its own revocation is then to be asked.
    """
    response = _read(evidence.content)
    if response is None:
        return None
    status = next((one for one in response.statuses if one.certificate.names(certificate, issuer)), None)
    if status is None or status.status not in (_GOOD, _REVOKED):
        return None
    responder = _responder(evidence.content, issuer)
    if responder is None:
        return None
    needs_no_check = responder == issuer or responder.extension(oids.OCSP_NOCHECK) is not None
    return Statement(
        evidence=evidence,
        this_update=status.this_update,
        next_update=status.next_update,
        revoked_at=status.revoked_at,
        reason=status.reason,
        reaches_back=find(status.extensions, oids.OCSP_ARCHIVE_CUTOFF) is not None,
        delegate=None if needs_no_check else responder,
    )


def request(certificate: Certificate, issuer: Certificate, algorithm: str) -> tuple[bytes, bytes]:
    """OCSPRequest, DER, and the nonce in it as its extension is encoded."""
    nonce = der.octets(secrets.token_bytes(_NONCE_SIZE))
    one = der.sequence(CertId.of(certificate, issuer, algorithm).encode())
    extensions = der.sequence(Extension(oids.OCSP_NONCE, nonce).encode())
    return der.sequence(der.sequence(der.sequence(one), der.context(2, extensions))), nonce


def is_answer(encoded: bytes, nonce: bytes) -> bool:
    """Whether the responder answered this request; one that sends no nonce answers from store (RFC 8954)."""
    response = _read(encoded)
    return response is not None and response.nonce in (None, nonce)


@lru_cache(maxsize=1024)
def _read(encoded: bytes) -> OcspResponse | None:
    try:
        return OcspResponse.from_der(encoded)
    except (ValueError, IndexError):
        return None


@lru_cache(maxsize=1024)
def _responder(encoded: bytes, issuer: Certificate) -> Certificate | None:
    """Who signed the response and was entitled to."""
    response = _read(encoded)
    if response is None:
        return None
    for one in (issuer, *_delegates(response, issuer)):
        if _is_responder(one, response.responder) and _signed(response, one.public_key):
            return one
    return None


def _signed(response: OcspResponse, public_key: bytes) -> bool:
    return is_signed(
        public_key=public_key, algorithm=response.algorithm, message=response.tbs, signature=response.signature
    )


def _delegates(response: OcspResponse, issuer: Certificate) -> list[Certificate]:
    delegates = []
    for encoded in response.certificates:
        try:
            one = Certificate.from_der(encoded)
        except CertificateUnreadable:
            continue
        if one.is_valid_at(response.produced_at) and _is_delegated(one, issuer):
            delegates.append(one)
    return delegates


def _is_delegated(certificate: Certificate, issuer: Certificate) -> bool:
    return (
        certificate.issuer_name == issuer.subject_name
        and may_answer_for_issuer(certificate)
        and is_issued_by(certificate, issuer)
    )


def _is_responder(certificate: Certificate, responder: der.Element) -> bool:
    if responder.tag == _BY_NAME:
        return responder.content == certificate.subject_name
    key = responder.expect(_BY_KEY).children()[0].expect(der.OCTET_STRING).content
    return key in (_sha1(_key_bits(certificate)), subject_key_id(certificate))


def _key_bits(certificate: Certificate) -> bytes:
    """The value of the BIT STRING subjectPublicKey without the count of unused bits (RFC 6960, 4.1.1)."""
    return der.read(certificate.public_key).children()[1].expect(der.BIT_STRING).content[1:]
