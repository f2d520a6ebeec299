"""Writing CAdES-BES (ETSI EN 319 122-1) inside CMS SignedData (RFC 5652): one signer, DER throughout."""

from dataclasses import dataclass
from datetime import datetime

from signing import der, oids
from signing.algorithms import SignatureScheme, scheme_of
from signing.certificate import Certificate
from signing.digest import Digest

_ID_SIGNED_DATA = der.oid(oids.SIGNED_DATA)
_CONTENT_TYPE_DATA = der.sequence(der.oid(oids.CONTENT_TYPE), der.set_of(der.oid(oids.DATA)))
_MESSAGE_DIGEST, _SIGNING_TIME = der.oid(oids.MESSAGE_DIGEST), der.oid(oids.SIGNING_TIME)
_VERSION_1 = der.integer(1)
_UNSIGNED = 0xA1


@dataclass(frozen=True)
class CadesTemplate:
    """Everything of a signature that depends on the certificate alone, encoded once."""

    digest: Digest
    signing_certificate: bytes
    signer_head: bytes
    signer_algorithm: bytes
    digest_algorithms: bytes
    certificates: bytes

    @classmethod
    def of(cls, certificate: Certificate, chain: tuple[Certificate, ...] = ()) -> "CadesTemplate":
        """`chain` goes into the message beside the signer's certificate, for whoever builds the path."""
        scheme = scheme_of(certificate.public_key)
        serial = der.integer(int(certificate.serial, 16))
        identifier = der.sequence(certificate.issuer_name, serial)
        return cls(
            digest=scheme.digest,
            signing_certificate=_signing_certificate_v2(certificate, scheme, serial),
            signer_head=_VERSION_1 + identifier + scheme.digest.identifier,
            signer_algorithm=scheme.cms,
            digest_algorithms=der.set_of(scheme.digest.identifier),
            certificates=der.context(0, *sorted(one.der for one in (certificate, *chain))),
        )

    def attributes(self, content: bytes, at: datetime) -> bytes:
        """The signed attributes as the SET OF whose encoding is signed (RFC 5652, 5.4)."""
        return der.set_of(
            _CONTENT_TYPE_DATA,
            der.sequence(_SIGNING_TIME, der.set_of(der.time(at))),
            der.sequence(_MESSAGE_DIGEST, der.set_of(der.octets(self.digest.of(content)))),
            self.signing_certificate,
        )

    def message(self, attributes: bytes, signature: bytes, *, enclosed: bytes | None = None) -> bytes:
        """ContentInfo; detached unless `enclosed` holds the content."""
        content = (der.context(0, der.octets(enclosed)),) if enclosed is not None else ()
        signer = der.sequence(self.signer_head, b"\xa0", attributes[1:], self.signer_algorithm, der.octets(signature))
        signed_data = der.sequence(
            _VERSION_1,
            self.digest_algorithms,
            der.sequence(der.oid(oids.DATA), *content),
            self.certificates,
            der.tlv(der.SET, signer),
        )
        return der.sequence(_ID_SIGNED_DATA, der.context(0, signed_data))


def _signing_certificate_v2(certificate: Certificate, scheme: SignatureScheme, serial: bytes) -> bytes:
    """RFC 5035, 3: binds the signature to this very certificate. SHA-256 is the DEFAULT and so left out."""
    algorithm = () if scheme.digest is Digest.SHA256 else (scheme.digest.identifier,)
    general_names = der.sequence(der.context(4, certificate.issuer_name))
    ess = der.sequence(*algorithm, der.octets(scheme.digest.of(certificate.der)), der.sequence(general_names, serial))
    return der.sequence(der.oid(oids.SIGNING_CERTIFICATE_V2), der.set_of(der.sequence(der.sequence(ess))))


def with_time_stamp(message: bytes, token: bytes) -> bytes:
    """CAdES-T: the message with one more signature-time-stamp among its unsigned attributes (EN 319 122-1, 5.3).

    Nothing that is signed changes by a byte. ValueError unless the message is DER and has exactly one signer.
    """
    name, wrapped = der.read(message).expect(der.SEQUENCE).children()
    *head, signers = wrapped.children()[0].expect(der.SEQUENCE).children()
    (signer,) = signers.expect(der.SET).children()
    parts = signer.children()
    stamp = der.sequence(der.oid(oids.SIGNATURE_TIME_STAMP), der.set_of(token))
    unsigned = [one.encoded for one in parts[-1].children()] if parts[-1].tag == _UNSIGNED else []
    signed = [one.encoded for one in parts if one.tag != _UNSIGNED]
    renewed = der.sequence(*signed, der.tlv(_UNSIGNED, *sorted([*unsigned, stamp])))
    signed_data = der.sequence(*(one.encoded for one in head), der.tlv(der.SET, renewed))
    return der.sequence(name.encoded, der.context(0, signed_data))
