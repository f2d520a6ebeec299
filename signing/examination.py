"""The checks one signer of a message goes through. Each returns the good news or raises `Refused`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from asn1crypto import x509

from signing import der, oids
from signing.algorithms import check_combination, digest_by_oid, verify_signature
from signing.certificate import Certificate
from signing.errors import AlgorithmUnsupported, CertificateUnreadable
from signing.message import SignedMessage, SignerInfo, read_signing_certificate, read_time
from signing.path import REVOCATION_TROUBLES, PathResult, check_path
from signing.purpose import may_seal_records, may_sign_documents, subject_key_id
from signing.simple import SimpleRecord
from signing.trust import TrustStore
from signing.verdict import CheckName, Form, Sentence, SubIndication, TimeSource

_REQUIRED = {oids.CONTENT_TYPE: "contentType", oids.MESSAGE_DIGEST: "messageDigest"}
_AT_MOST_ONCE = {oids.SIGNING_TIME: "signingTime", oids.SIGNING_CERTIFICATE_V2: "signingCertificateV2"}
_CLOCK_TOLERANCE = timedelta(minutes=5)
_TIME_SENTENCES = {
    TimeSource.NOW: Sentence(
        "Доказанного времени подписи нет: сертификат проверен на текущий момент.",
        "There is no proof of the time of signing: the certificate is judged now.",
    ),
    TimeSource.RECEIVED: Sentence(
        "Сертификат проверен на время получения подписи.", "The certificate is judged at the time of receipt."
    ),
    TimeSource.OPERATOR: Sentence(
        "Сертификат проверен на время, подтверждённое оператором.",
        "The certificate is judged at the time the operator confirmed.",
    ),
    TimeSource.TIME_STAMP: Sentence(
        "Сертификат проверен на время по штампу времени.", "The certificate is judged at the time of the time-stamp."
    ),
}


class Refused(Exception):
    """A check failed; `sub` is the sub-indication that follows."""

    def __init__(self, sub: SubIndication, ru: str, en: str) -> None:
        super().__init__(en)
        self.sub, self.sentence = sub, Sentence(ru, en)


@dataclass
class Examination:
    content: bytes
    message: SignedMessage
    signer: SignerInfo
    trust: TrustStore
    at: datetime
    source: TimeSource
    content_type: str = oids.DATA
    purpose: Callable[[Certificate], bool] = may_sign_documents
    read_time_stamp: Callable[[bytes, bytes, TrustStore], datetime] | None = None
    certificate: Certificate | None = None
    form: Form | None = None
    claimed: datetime | None = None
    record: SimpleRecord | None = None
    path: PathResult | None = None
    warnings: list[Sentence] = field(default_factory=list)

    def steps(self) -> tuple[tuple[CheckName, Callable[[], Sentence]], ...]:
        return (
            (CheckName.FORMAT, self._format),
            (CheckName.CERTIFICATE, self._certificate),
            (CheckName.ALGORITHMS, self._algorithms),
            (CheckName.INTEGRITY, self._integrity),
            (CheckName.SIGNATURE, self._signature),
            (CheckName.TIME, self._time),
            (CheckName.CHAIN, self._chain),
            (CheckName.PURPOSE, self._purpose),
            (CheckName.REVOCATION, self._revocation),
        )

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
        self.certificate = self._find_certificate()
        bound = self.signer.values(oids.SIGNING_CERTIFICATE_V2)
        if not bound:
            self.warnings.append(
                Sentence(
                    "Подпись не привязана к сертификату (нет signingCertificateV2): его могли заменить другим "
                    "на тот же ключ.",
                    "The signature is not bound to its certificate (no signingCertificateV2): another one for the "
                    "same key could have been put in its place.",
                )
            )
            return Sentence("Сертификат подписанта найден.", "The signer's certificate is found.")
        algorithm, expected = read_signing_certificate(bound[0])
        if _digest(algorithm, self.certificate.der) != expected:
            raise Refused(
                SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
                "В подпись вложен не тот сертификат, которым она сделана.",
                "The certificate in the message is not the one the signature is bound to.",
            )
        return Sentence(
            "Сертификат подписанта найден и связан с подписью.",
            "The signer's certificate is found and bound to the signature.",
        )

    def _find_certificate(self) -> Certificate:
        for certificate in self._candidates():
            if self._identifies(certificate):
                return certificate
        raise Refused(
            SubIndication.NO_SIGNING_CERTIFICATE_FOUND,
            "Сертификата подписанта нет ни в подписи, ни в каталоге доверия.",
            "The signer's certificate is neither in the message nor in the trust directory.",
        )

    def _candidates(self) -> list[Certificate]:
        candidates = []
        for encoded in self.message.certificates:
            try:
                candidates.append(Certificate.from_der(encoded))
            except CertificateUnreadable:
                continue
        return [*candidates, *self.trust.intermediates]

    def _identifies(self, certificate: Certificate) -> bool:
        identifier = self.signer.identifier
        if identifier.key_id is not None:
            return identifier.key_id == subject_key_id(certificate)
        same_serial = identifier.serial == int(certificate.serial, 16)
        return same_serial and _same_name(identifier.issuer, certificate.issuer_name)

    def _algorithms(self) -> Sentence:
        certificate = self._known_certificate()
        try:
            digest = digest_by_oid(self.signer.digest_algorithm)
            check_combination(
                public_key=certificate.public_key,
                signature_algorithm=self.signer.signature_algorithm,
                digest=digest,
            )
        except AlgorithmUnsupported as unsupported:
            raise Refused(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, unsupported.ru, unsupported.en) from None
        return Sentence(f"Алгоритм подписи: {certificate.algorithm}.", f"Algorithm: {certificate.algorithm}.")

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
        certificate, attributes = self._known_certificate(), self.signer.signed_attributes or b""
        digest = digest_by_oid(self.signer.digest_algorithm)
        try:
            valid = verify_signature(
                public_key=certificate.public_key,
                digest=digest,
                message=attributes,
                signature=self.signer.signature,
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

    def _time(self) -> Sentence:
        for token in self.signer.time_stamps:
            self._consider_time_stamp(token)
        if self.claimed and self.claimed > self.at + _CLOCK_TOLERANCE:
            self.warnings.append(
                Sentence(
                    f"Подписант указал время {self.claimed:%d.%m.%Y %H:%M} UTC – позже доказанного.",
                    f"The signer claims {self.claimed:%Y-%m-%d %H:%M} UTC, later than the proven time.",
                )
            )
        return _TIME_SENTENCES[self.source]

    def _consider_time_stamp(self, token: bytes) -> None:
        """The earliest good time-stamp is the moment to judge by; a bad one proves nothing and harms nothing."""
        if self.read_time_stamp is None:
            return
        try:
            moment = self.read_time_stamp(token, self.signer.signature, self.trust)
        except Refused as refused:
            self.warnings.append(
                Sentence(
                    f"Штамп времени не учтён: {refused.sentence.ru}",
                    f"The time-stamp is not considered: {refused.sentence.en}",
                )
            )
            return
        self.form = Form.CADES_T
        if moment <= self.at:
            self.at, self.source = moment, TimeSource.TIME_STAMP

    def _chain(self) -> Sentence:
        self.path = check_path(self._known_certificate(), self.message.certificates, self.trust, self.at)
        if self.path.trouble and self.path.trouble not in REVOCATION_TROUBLES:
            raise Refused(self.path.trouble, self.path.sentence.ru, self.path.sentence.en)
        return Sentence("Цепочка сертификатов ведёт к доверенному корню.", "The chain leads to a trusted anchor.")

    def _purpose(self) -> Sentence:
        allowed = may_seal_records if self.record else self.purpose
        if not allowed(self._known_certificate()):
            raise Refused(
                SubIndication.CHAIN_CONSTRAINTS_FAILURE,
                "Сертификат выпущен не для подписания документов.",
                "The certificate was not issued for signing documents.",
            )
        return Sentence("Сертификат выпущен для подписания документов.", "The certificate is for signing documents.")

    def _revocation(self) -> Sentence:
        path = self.path
        if path and path.trouble:
            claimed_after = bool(path.revoked_at and self.claimed and self.claimed >= path.revoked_at)
            sub = SubIndication.REVOKED if claimed_after else path.trouble
            raise Refused(sub, path.sentence.ru, path.sentence.en)
        return Sentence("Ни один сертификат цепочки не был отозван.", "No certificate on the chain was revoked.")

    def _known_certificate(self) -> Certificate:
        if self.certificate is None:
            raise AssertionError("the certificate check comes first")
        return self.certificate


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
