"""Making certificates and revocation lists (RFC 5280) with any key, GOST ones included."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag

from signing import der, oids
from signing.algorithms import scheme_of
from signing.certificate import Certificate
from signing.extension import Extension
from signing.keys.key import Key


class KeyUsage(IntFlag):
    """RFC 5280 4.2.1.3; bit 0 is the most significant bit of the first octet."""

    DIGITAL_SIGNATURE = 0x80
    NON_REPUDIATION = 0x40
    KEY_CERT_SIGN = 0x04
    CRL_SIGN = 0x02


class CrlReason(IntEnum):
    """RFC 5280 5.3.1: why a certificate was revoked."""

    UNSPECIFIED = 0
    KEY_COMPROMISE = 1
    AFFILIATION_CHANGED = 3
    SUPERSEDED = 4
    CESSATION_OF_OPERATION = 5


SIGNING = KeyUsage.DIGITAL_SIGNATURE | KeyUsage.NON_REPUDIATION
ISSUING = KeyUsage.KEY_CERT_SIGN | KeyUsage.CRL_SIGN


@dataclass(frozen=True)
class Profile:
    """What a certificate shall say. `subject` is pairs of attribute identifier and text, in order."""

    subject: Sequence[tuple[str, str]]
    not_before: datetime
    not_after: datetime
    key_usage: KeyUsage
    authority: bool = False
    path_length: int | None = None
    extended_key_usage: Sequence[str] = ()
    extended_key_usage_critical: bool = False
    policies: Sequence[str] = ()
    more: Sequence[Extension] = field(default=())


@dataclass(frozen=True)
class Issuer:
    """A certificate authority: its name and its key."""

    certificate: Certificate
    key: Key


@dataclass(frozen=True)
class Revocation:
    serial: int
    at: datetime
    reason: int = CrlReason.UNSPECIFIED
    """CRLReason; 0 is written as an absent extension."""


def distribution_point(url: str) -> Extension:
    """Where the revocation list of the issuer is published (RFC 5280, 4.2.1.13)."""
    full_name = der.context(0, der.context(0, der.context(6, url.encode("ascii"), constructed=False)))
    return Extension(oids.CRL_DISTRIBUTION_POINTS, der.sequence(der.sequence(full_name)))


def name(attributes: Sequence[tuple[str, str]]) -> bytes:
    """Name; country is PrintableString, digits of ИНН, ОГРН, СНИЛС are NumericString, the rest UTF8String."""
    return der.sequence(*(der.set_of(der.sequence(der.oid(oid), _text(oid, text))) for oid, text in attributes))


def self_signed(key: Key, profile: Profile) -> Certificate:
    return _certificate(profile, key.public_key, name(profile.subject), key)


def issue(issuer: Issuer, public_key: bytes, profile: Profile) -> Certificate:
    return _certificate(profile, public_key, issuer.certificate.subject_name, issuer.key)


def revocation_list(
    issuer: Issuer, revoked: Sequence[Revocation], *, number: int, this_update: datetime, next_update: datetime
) -> bytes:
    """CertificateList, version 2, DER."""
    entries = (der.sequence(*(_entry(one) for one in revoked)),) if revoked else ()
    extensions = (
        Extension(oids.AUTHORITY_KEY_ID, _authority_key_id(issuer.key.public_key)),
        Extension(oids.CRL_NUMBER, der.integer(number)),
    )
    tbs = der.sequence(
        der.integer(1),
        scheme_of(issuer.key.public_key).x509,
        issuer.certificate.subject_name,
        der.time(this_update),
        der.time(next_update),
        *entries,
        der.context(0, der.sequence(*(one.encode() for one in extensions))),
    )
    return _signed(tbs, issuer.key)


def _certificate(profile: Profile, public_key: bytes, issuer_name: bytes, key: Key) -> Certificate:
    extensions = _extensions(profile, public_key, key.public_key)
    tbs = der.sequence(
        der.context(0, der.integer(2)),
        der.integer(secrets.randbits(126) | 1 << 126),
        scheme_of(key.public_key).x509,
        issuer_name,
        der.sequence(der.time(profile.not_before), der.time(profile.not_after)),
        name(profile.subject),
        public_key,
        der.context(3, der.sequence(*(one.encode() for one in extensions))),
    )
    return Certificate.from_der(_signed(tbs, key))


def _extensions(profile: Profile, public_key: bytes, issuer_key: bytes) -> list[Extension]:
    extensions = [
        Extension(oids.SUBJECT_KEY_ID, der.octets(_key_id(public_key))),
        Extension(oids.AUTHORITY_KEY_ID, _authority_key_id(issuer_key)),
        Extension(oids.KEY_USAGE, _key_usage(profile.key_usage), critical=True),
    ]
    if profile.authority:
        length = () if profile.path_length is None else (der.integer(profile.path_length),)
        constraints = der.sequence(der.boolean(True), *length)
        extensions.append(Extension(oids.BASIC_CONSTRAINTS, constraints, critical=True))
    if profile.extended_key_usage:
        purposes = der.sequence(*map(der.oid, profile.extended_key_usage))
        critical = profile.extended_key_usage_critical
        extensions.append(Extension(oids.EXTENDED_KEY_USAGE, purposes, critical=critical))
    if profile.policies:
        policies = der.sequence(*(der.sequence(der.oid(policy)) for policy in profile.policies))
        extensions.append(Extension(oids.CERTIFICATE_POLICIES, policies))
    return [*extensions, *profile.more]


def _signed(tbs: bytes, key: Key) -> bytes:
    return der.sequence(tbs, scheme_of(key.public_key).x509, der.bits(key.sign(tbs)))


def _entry(revoked: Revocation) -> bytes:
    reason = Extension(oids.CRL_REASON, der.tlv(der.ENUMERATED, bytes((revoked.reason,))))
    extensions = (der.sequence(reason.encode()),) if revoked.reason else ()
    return der.sequence(der.integer(revoked.serial), der.time(revoked.at), *extensions)


def _key_usage(usage: KeyUsage) -> bytes:
    """A named bit list: trailing zero bits are left out (X.690, 11.2.2)."""
    unused = (usage & -usage).bit_length() - 1
    return der.bits(bytes((usage,)), unused=unused)


def _key_id(public_key: bytes) -> bytes:
    """Any unique octets do (RFC 7093); SHA-256 of the key info, shortened to twenty."""
    return hashlib.sha256(public_key).digest()[:20]


def _authority_key_id(public_key: bytes) -> bytes:
    return der.sequence(der.context(0, _key_id(public_key), constructed=False))


def _text(oid: str, text: str) -> bytes:
    if oid == oids.COUNTRY:
        return der.tlv(der.PRINTABLE_STRING, text.encode("ascii"))
    if oid in (oids.INN, oids.INNLE, oids.OGRN, oids.OGRNIP, oids.SNILS):
        return der.tlv(der.NUMERIC_STRING, text.encode("ascii"))
    return der.utf8(text)
