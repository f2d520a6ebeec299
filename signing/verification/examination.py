"""The checks of the message itself. Each returns the good news, a doubt, or raises `Refused`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from signing import der, oids
from signing.algorithms import check_combination, digest_by_oid, verify_signature
from signing.certificate import Certificate
from signing.errors import AlgorithmUnsupported, CertificateUnreadable
from signing.indication import SubIndication
from signing.sentence import Doubt, Sentence
from signing.signers.simple import SimpleRecord
from signing.trust.purpose import subject_key_id
from signing.verification.message import SignedMessage, SignerInfo, read_signing_certificate, read_time
from signing.verification.refusal import Refused
from signing.verification.verdict import CheckName, Form

Step = tuple[CheckName, Callable[[], Sentence]]
_REQUIRED = {oids.CONTENT_TYPE: "contentType", oids.MESSAGE_DIGEST: "messageDigest"}
_AT_MOST_ONCE = {oids.SIGNING_TIME: "signingTime", oids.SIGNING_CERTIFICATE_V2: "signingCertificateV2"}


@dataclass
class Examination:
    """What the message alone proves: whose certificate, which document, which key."""

    content: bytes
    message: SignedMessage
    signer: SignerInfo
    intermediates: Sequence[Certificate]
    """Of the trust store: signers may leave their certificate out."""
    content_type: str = oids.DATA
    found: Certificate | None = None
    form: Form | None = None
    claimed: datetime | None = None
    record: SimpleRecord | None = None

    def steps(self) -> tuple[Step, ...]:
        return (
            (CheckName.FORMAT, self._format),
            (CheckName.CERTIFICATE, self._certificate),
            (CheckName.BINDING, self._binding),
            (CheckName.ALGORITHMS, self._algorithms),
            (CheckName.INTEGRITY, self._integrity),
            (CheckName.SIGNATURE, self._signature),
        )

    @property
    def certificate(self) -> Certificate:
        """Once the certificate check has found it."""
        if self.found is None:
            raise AssertionError("the certificate check comes first")
        return self.found

    def _format(self) -> Sentence:
        """RFC 5652, 5.3 and 11: without signed attributes, attributes could be passed off as content."""
        if self.signer.signed_attributes is None:
            raise _malformed("В подписи нет подписанных атрибутов.", "The signature has no signed attributes.")
        for oid, name in (_REQUIRED | _AT_MOST_ONCE).items():
            count, values = self.signer.count(oid), len(self.signer.values(oid))
            if count > 1 or values > 1:
                raise _malformed(f"Атрибут {name} повторяется.", f"Attribute {name} is repeated.")
            if count != values or (oid in _REQUIRED and not count):
                raise _malformed(f"Нет атрибута {name}.", f"Attribute {name} is missing.")
        try:
            self._read_attributes()
        except (ValueError, IndexError):
            raise _malformed("Подписанные атрибуты повреждены.", "The signed attributes are damaged.") from None
        return Sentence("Формат подписи верен.", "The signature is well formed.")

    def _read_attributes(self) -> None:
        if self.signer.values(oids.CONTENT_TYPE) != (der.oid(self.content_type),):
            raise ValueError("contentType is not that of the content")
        der.read(self.signer.values(oids.MESSAGE_DIGEST)[0]).expect(der.OCTET_STRING)
        for value in self.signer.values(oids.SIGNING_TIME):
            self.claimed = read_time(value)
        for value in self.signer.values(oids.SIGNING_CERTIFICATE_V2):
            read_signing_certificate(value)
        self.form = Form.CADES_BES if self.signer.count(oids.SIGNING_CERTIFICATE_V2) else Form.CMS

    def _certificate(self) -> Sentence:
        self.found = self._find_certificate()
        return Sentence("Сертификат подписанта найден.", "The signer's certificate is found.")

    def _binding(self) -> Sentence:
        """RFC 5035, 5: without the binding another certificate of the same key could be put in its place."""
        bound = self.signer.values(oids.SIGNING_CERTIFICATE_V2)
        if not bound:
            return Doubt(
                "Подпись не привязана к сертификату (нет signingCertificateV2): его могли заменить другим "
                "на тот же ключ.",
                "The signature is not bound to its certificate (no signingCertificateV2): another one for the "
                "same key could have been put in its place.",
            )
        algorithm, expected = read_signing_certificate(bound[0])
        if _digest(algorithm, self.certificate.der) != expected:
            raise Refused(
                SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
                "В подпись вложен не тот сертификат, которым она сделана.",
                "The certificate in the message is not the one the signature is bound to.",
            )
        return Sentence("Подпись связана с этим сертификатом.", "The signature is bound to this very certificate.")

    def _find_certificate(self) -> Certificate:
        for certificate in self._candidates():
            if self._identifies(certificate):
                return certificate
        raise Refused(
            SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
            "Сертификата подписанта нет ни в подписи, ни в каталоге доверия.",
            "The signer's certificate is neither in the message nor in the trust directory.",
        )

    def _candidates(self) -> Iterator[Certificate]:
        for encoded in self.message.certificates:
            with suppress(CertificateUnreadable):
                yield Certificate.from_der(encoded)
        yield from self.intermediates

    def _identifies(self, certificate: Certificate) -> bool:
        identifier = self.signer.identifier
        if identifier.key_id is not None:
            return identifier.key_id == subject_key_id(certificate)
        same_serial = identifier.serial == int(certificate.serial, 16)
        return same_serial and _same_name(identifier.issuer, certificate.issuer_name)

    def _algorithms(self) -> Sentence:
        certificate = self.certificate
        try:
            digest = digest_by_oid(self.signer.digest_algorithm)
            check_combination(
                public_key=certificate.public_key,
                algorithm=self.signer.signature_algorithm,
                digest=digest,
            )
        except AlgorithmUnsupported as unsupported:
            raise Refused(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, unsupported.ru, unsupported.en) from None
        name = certificate.algorithm
        return Sentence(f"Алгоритм подписи: {name.replace('GOST R', 'ГОСТ Р')}.", f"Algorithm: {name}.")

    def _integrity(self) -> Sentence:
        enclosed = self.message.content
        self.record = self._record(enclosed)
        covered = self.content if enclosed is None else enclosed
        expected = der.read(self.signer.values(oids.MESSAGE_DIGEST)[0]).content
        same_document = enclosed is None or enclosed == self.content
        confirmed = self.record is not None and self.record.confirms(self.content)
        if _digest(self.signer.digest_algorithm, covered) != expected or not (same_document or confirmed):
            raise Refused(
                SubIndication.HASH_FAILURE,
                "Документ изменён после подписания или подпись от другого документа.",
                "The document was changed after signing, or the signature belongs to another document.",
            )
        return Sentence("Документ не изменён после подписания.", "The document is unchanged since signing.")

    def _record(self, enclosed: bytes | None) -> SimpleRecord | None:
        if enclosed is None or enclosed == self.content:
            return None
        return SimpleRecord.from_bytes(enclosed)

    def _signature(self) -> Sentence:
        certificate, attributes = self.certificate, self.signer.signed_attributes or b""
        digest = digest_by_oid(self.signer.digest_algorithm)
        try:
            valid = verify_signature(
                public_key=certificate.public_key,
                digest=digest,
                message=attributes,
                signature=self.signer.signature,
                salt_length=self.signer.signature_algorithm.salt_length,
            )
        except AlgorithmUnsupported as unsupported:
            raise Refused(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, unsupported.ru, unsupported.en) from None
        except ValueError:
            valid = False
        if not valid:
            raise Refused(
                SubIndication.SIG_CRYPTO_FAILURE,
                "Подпись не сходится с ключом сертификата.",
                "The signature value does not verify with the certificate's key.",
            )
        return Sentence(
            "Подпись сделана ключом этого сертификата.", "The signature is made with the certificate's key."
        )


def _digest(algorithm: str, content: bytes) -> bytes | None:
    """None for a digest that is not allowed: it then matches nothing."""
    try:
        return digest_by_oid(algorithm).of(content)
    except AlgorithmUnsupported:
        return None


def _same_name(left: bytes, right: bytes) -> bool:
    """RFC 5280, 7.1: makers re-encode names, so that unequal bytes may still be the same name."""
    if left == right:
        return True
    try:
        return bool(x509.Name.load(left) == x509.Name.load(right))
    except (ValueError, TypeError, KeyError):
        return False


def _malformed(ru: str, en: str) -> Refused:
    return Refused(SubIndication.FORMAT_FAILURE, ru, en)
