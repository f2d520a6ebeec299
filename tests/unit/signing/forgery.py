"""Signatures as a forger, or a careless maker, would build them."""

from datetime import datetime

from asn1crypto import cms

from signing import Certificate, SamplePki, der, oids
from signing.authority.issuance import Profile, issue
from signing.authority.sample_pki import SAMPLE, holder_profile
from signing.keys.key import GostKey, Key, open_key
from signing.signers.cades import CadesTemplate


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


def time_stamp(key: Key, certificate: Certificate, value: bytes, at: datetime) -> bytes:
    """A token over a signature's value, as a time-stamping authority issues it (RFC 3161, 2.4.2)."""
    digest = CadesTemplate.of(certificate).digest
    return token(key, certificate, der.sequence(digest.identifier, der.octets(digest.of(value))), at)


def token(key: Key, certificate: Certificate, imprint: bytes, at: datetime, nonce: bytes = b"") -> bytes:
    moment = der.generalized_time(at)
    info = der.sequence(der.integer(1), der.oid("1.2.643.2.2.38.4"), imprint, der.integer(7), moment, nonce)
    attributes = (content_type(oids.TST_INFO), message_digest(certificate, info))
    made = signed(key, certificate, *attributes, enclosed=info)
    # The template writes content of type data; the only other place of that name is the header.
    return _retyped(made)


def _retyped(token: bytes) -> bytes:
    outer = der.read(token).children()
    version, digests, enclosed, *rest = der.read(outer[1].content).children()
    content = der.sequence(der.oid(oids.TST_INFO), enclosed.children()[1].encoded)
    parts = (version.encoded, digests.encoded, content, *(one.encoded for one in rest))
    return der.sequence(outer[0].encoded, der.context(0, der.sequence(*parts)))


def value_of(message: bytes) -> bytes:
    return bytes(cms.ContentInfo.load(message)["content"]["signer_infos"][0]["signature"].native)


def stamped(message: bytes, *tokens: bytes) -> bytes:
    """CAdES-T: the message with time-stamps in its unsigned attributes."""
    outer = der.read(message).children()
    *head, signers = der.read(outer[1].content).children()
    (signer,) = signers.children()
    unsigned = der.context(1, attribute(oids.SIGNATURE_TIME_STAMP, *tokens))
    new_signer = der.sequence(*(one.encoded for one in signer.children()), unsigned)
    parts = (*(one.encoded for one in head), der.tlv(der.SET, new_signer))
    return der.sequence(outer[0].encoded, der.context(0, der.sequence(*parts)))
