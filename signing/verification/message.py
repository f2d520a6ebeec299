"""Reading CMS SignedData of any maker into plain values. BER is accepted where CMS allows it."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import cms, core

from signing import der, oids
from signing.algorithms import SignatureAlgorithm
from signing.errors import AlgorithmUnsupported

MOST_OVERHEAD = 2 * 2**20
"""Bytes a signature may have beyond the document it encloses."""
MOST_SIGNERS = 32
MOST_CERTIFICATES = 64
MOST_TIME_STAMPS = 8


class MalformedMessage(Exception):
    """The bytes are not a CMS SignedData this library reads; the text says what is wrong, in English."""


@dataclass(frozen=True)
class SignerIdentifier:
    """Either the issuer's name and the serial number, or the subject key identifier."""

    issuer: bytes
    serial: int
    key_id: bytes | None


@dataclass(frozen=True)
class SignerInfo:
    identifier: SignerIdentifier
    digest_algorithm: str
    signature_algorithm: SignatureAlgorithm
    signature: bytes
    signed_attributes: bytes | None
    """The SET OF whose encoding was signed; None when the signature is over the content itself."""
    attributes: tuple[tuple[str, tuple[bytes, ...]], ...]
    """Signed attributes in their order: identifier and the values, each a whole DER element."""
    time_stamps: tuple[bytes, ...]
    """Tokens over the signature's value: the unsigned attributes of CAdES-T."""

    def values(self, oid: str) -> tuple[bytes, ...]:
        return tuple(value for name, values in self.attributes if name == oid for value in values)

    def count(self, oid: str) -> int:
        return sum(name == oid for name, _ in self.attributes)


@dataclass(frozen=True)
class SignedMessage:
    content: bytes | None
    """None when detached."""
    certificates: tuple[bytes, ...]
    signers: tuple[SignerInfo, ...]


class _Attribute(core.Sequence):  # type: ignore[misc]
    _fields = [("type", core.ObjectIdentifier), ("values", core.SetOf, {"spec": core.Any})]  # noqa: RUF012 – asn1crypto writes into it


class _Enclosed(core.Sequence):  # type: ignore[misc]
    """EncapsulatedContentInfo whose content stays octets, whatever its type."""

    _fields = [  # noqa: RUF012 – asn1crypto writes into it
        ("content_type", core.ObjectIdentifier),
        ("content", core.OctetString, {"explicit": 0, "optional": True}),
    ]


class _Attributes(core.SetOf):  # type: ignore[misc]
    _child_spec = _Attribute


def read_message(signature: bytes, *, content_size: int, content_type: str = oids.DATA) -> SignedMessage:
    """DER, BER, PEM or bare base64; raises MalformedMessage and nothing else."""
    if len(signature) > MOST_OVERHEAD + 2 * content_size:
        raise MalformedMessage("the signature is larger than a signature can be")
    try:
        return _read(to_binary(signature), content_type)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError) as broken:
        raise MalformedMessage(str(broken).strip().partition("\n")[0]) from broken


def _read(encoded: bytes, content_type: str) -> SignedMessage:
    info = cms.ContentInfo.load(encoded, strict=True)
    if _dotted(info["content_type"]) != oids.SIGNED_DATA:
        raise ValueError("not SignedData")
    signed = info["content"]
    if len(signed["signer_infos"]) > MOST_SIGNERS or len(signed["certificates"]) > MOST_CERTIFICATES:
        raise ValueError("too many signers or certificates")
    signers = tuple(_signer(one) for one in signed["signer_infos"])
    if not signers or any(len(one.time_stamps) > MOST_TIME_STAMPS for one in signers):
        raise ValueError("no signer, or too many time-stamps")
    certificates = tuple(one.chosen.dump() for one in signed["certificates"] if one.name == "certificate")
    return SignedMessage(_content(signed["encap_content_info"], content_type), certificates, signers)


def _content(enclosed: cms.EncapsulatedContentInfo, content_type: str) -> bytes | None:
    if _dotted(enclosed["content_type"]) != content_type:
        raise ValueError("the content is of another type")
    content = _Enclosed.load(enclosed.dump(), strict=True)["content"]
    return None if isinstance(content, core.Void) else bytes(content)


def _signer(info: cms.SignerInfo) -> SignerInfo:
    raw = None if isinstance(info["signed_attrs"], core.Void) else info["signed_attrs"].contents
    unsigned = () if isinstance(info["unsigned_attrs"], core.Void) else _attributes(info["unsigned_attrs"].contents)
    return SignerInfo(
        identifier=_identifier(info["sid"]),
        digest_algorithm=_dotted(info["digest_algorithm"]["algorithm"]),
        signature_algorithm=_algorithm(info["signature_algorithm"]),
        signature=info["signature"].native,
        signed_attributes=None if raw is None else der.tlv(der.SET, raw),
        attributes=() if raw is None else _attributes(raw),
        time_stamps=tuple(value for name, values in unsigned if name == oids.SIGNATURE_TIME_STAMP for value in values),
    )


def _algorithm(info: cms.SignedDigestAlgorithm) -> SignatureAlgorithm:
    """An RSASSA-PSS that is not allowed keeps its name alone and is refused with it."""
    name = _dotted(info["algorithm"])
    if name != oids.RSA_PSS:
        return SignatureAlgorithm(name)
    try:
        return SignatureAlgorithm.of(der.read(info.dump(force=True)))
    except AlgorithmUnsupported:
        return SignatureAlgorithm(name)


def _identifier(sid: cms.SignerIdentifier) -> SignerIdentifier:
    if sid.name == "issuer_and_serial_number":
        return SignerIdentifier(sid.chosen["issuer"].dump(), sid.chosen["serial_number"].native, None)
    return SignerIdentifier(b"", 0, sid.chosen.native)


def _attributes(content: bytes) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    """Nearly everybody writes DER, which is read ten times as fast."""
    try:
        return tuple(_attribute(one) for one in der.elements(content))
    except ValueError:
        return _lenient_attributes(content)


def _attribute(element: der.Element) -> tuple[str, tuple[bytes, ...]]:
    name, values = element.expect(der.SEQUENCE).children()
    return name.as_oid(), tuple(one.encoded for one in values.expect(der.SET).children())


def _dotted(identifier: core.ObjectIdentifier) -> str:
    if len(identifier.contents) > der.LONGEST_OID:
        raise ValueError("the object identifier is too long")
    return str(identifier.dotted)


def _lenient_attributes(content: bytes) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
    return tuple(
        (_dotted(attribute["type"]), tuple(value.dump() for value in attribute["values"]))
        for attribute in _Attributes.load(der.tlv(der.SET, content), strict=True)
    )


def to_binary(signature: bytes) -> bytes:
    """Operators and mail hand signatures over as base64 as often as in DER. Raises ValueError for neither."""
    if signature[:1] == b"\x30":
        return signature
    body = signature.strip()
    if body.startswith(b"-----BEGIN"):
        body = b"\n".join(line for line in body.splitlines() if not line.startswith(b"-----"))
    try:
        return base64.b64decode(b"".join(body.split()), validate=True)
    except binascii.Error:
        raise ValueError("neither DER nor base64") from None


def read_time(value: bytes) -> datetime:
    """signingTime: UTCTime or GeneralizedTime (RFC 5652, 11.3)."""
    return der.read(value).as_time()


def read_signing_certificate(value: bytes) -> tuple[str, bytes]:
    """SigningCertificateV2: the digest algorithm and digest of the first ESSCertIDv2, the signer's own."""
    identifiers = der.read(value).expect(der.SEQUENCE).children()[0]
    first, *rest = identifiers.expect(der.SEQUENCE).children()[0].expect(der.SEQUENCE).children()
    if first.tag == der.SEQUENCE:
        return first.children()[0].as_oid(), rest[0].expect(der.OCTET_STRING).content
    return oids.SHA256, first.expect(der.OCTET_STRING).content
