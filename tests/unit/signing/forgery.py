"""Signatures as a forger, or a careless maker, would build them."""

from datetime import datetime

from asn1crypto import cms

from signing import Certificate, SamplePki, der, oids
from signing.cades import CadesTemplate
from signing.issuance import Profile, issue
from signing.keys import GostKey, Key, open_key
from signing.sample_pki import SAMPLE, holder_profile


def seller_key(pki: SamplePki) -> Key:
    return open_key(pki.key_address("seller"))


def attribute(oid: str, *values: bytes) -> bytes:
    return der.sequence(der.oid(oid), der.set_of(*values))


def content_type(oid: str = oids.DATA) -> bytes:
    return attribute(oids.CONTENT_TYPE, der.oid(oid))


def message_digest(certificate: Certificate, content: bytes) -> bytes:
    digest = CadesTemplate.of(certificate).digest
    return attribute(oids.MESSAGE_DIGEST, der.octets(digest.of(content)))


def signed(key: Key, certificate: Certificate, *attributes: bytes, enclosed: bytes | None = None) -> bytes:
    """A message over exactly these signed attributes."""
    encoded = der.set_of(*attributes)
    return CadesTemplate.of(certificate).message(encoded, key.sign(encoded), enclosed=enclosed)


def plain_cms(key: Key, certificate: Certificate, content: bytes, *more: bytes) -> bytes:
    return signed(key, certificate, content_type(), message_digest(certificate, content), *more)


def with_certificates(message: bytes, *certificates: Certificate) -> bytes:
    """The same signature with other certificates beside it."""
    info = cms.ContentInfo.load(message)
    info["content"]["certificates"] = [
        cms.CertificateChoices({"certificate": cms.Certificate.load(one.der)}) for one in certificates
    ]
    return bytes(info.dump(force=True))


def without_signed_attributes(message: bytes, signature: bytes) -> bytes:
    info = cms.ContentInfo.load(message)
    signer = info["content"]["signer_infos"][0]
    signer["signed_attrs"] = None
    signer["signature"] = signature
    return bytes(info.dump(force=True))


def joined(first: bytes, second: bytes) -> bytes:
    """One message with the signers and the certificates of both."""
    info, other = cms.ContentInfo.load(first), cms.ContentInfo.load(second)
    info["content"]["signer_infos"].append(other["content"]["signer_infos"][0])
    for certificate in other["content"]["certificates"]:
        info["content"]["certificates"].append(certificate)
    return bytes(info.dump(force=True))


def profile(*, at: datetime) -> Profile:
    return holder_profile(SAMPLE.holders[0], at=at)


def certified(pki: SamplePki, wanted: Profile, key: Key | None = None) -> tuple[Key, Certificate]:
    """A certificate of the sample authority beyond its description."""
    key = key or GostKey.generate()
    return key, issue(pki.issuer("authority"), key.public_key, wanted)
