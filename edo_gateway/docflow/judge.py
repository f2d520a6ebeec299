"""Judge a signature that was made out of our sight: of our bytes, of the right kind, by the right person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edo_gateway.docflow.signatory import names_person, require_own
from edo_gateway.docflow.verification import Existence, Verified, VerifySignature
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.party import Organization
from edo_gateway.domain.person import Person
from edo_gateway.domain.signature import LEVEL_NAMES, SignatureLevel
from edo_gateway.domain.text import Text
from signing import Certificate, SignatureVerdict, SigningError, SubIndication
from signing.verification.detaching import detach
from signing.verification.verdict import Form


class SignatureRefused(GatewayError):
    """A signature made elsewhere is not kept; the document stays as it was."""

    code = "signature_refused"
    text = Text("Подпись не принята: {reason}", "The signature is not accepted: {reason}")


class OtherBytes(SignatureRefused):
    code = "signature_of_other_bytes"
    text = Text(
        "Подписан не этот файл: подпись сделана под другими байтами. Подпишите файл, скачанный из шлюза, ничего в нём "
        "не меняя.",
        "Another file was signed: the signature is of other bytes. Sign the file downloaded from the gateway as it is.",
    )


class OtherSigner(SignatureRefused):
    code = "signature_of_other_signer"
    text = Text(
        "Подписал кто-то другой: сертификат выдан на «{holder}», а нужен ваш. {rule}",
        "Somebody else signed: the certificate is of “{holder}”, and yours is needed. {rule}",
    )


class OtherLevel(SignatureRefused):
    code = "signature_of_other_level"
    text = Text(
        "Подпись другого вида: это {found}, а нужна {wanted}.",
        "A signature of another kind: it is {found}, and {wanted} is needed.",
    )


_REGISTER = Text(
    "Если это ваш новый сертификат, попросите администратора добавить его в шлюз.",
    "If it is a new certificate of yours, ask an administrator to add it to the gateway.",
)
_NOT_A_SIMPLE_ONE = Text(
    "простую подпись ставят в самом шлюзе, загрузить её нельзя.",
    "a simple signature is put in the gateway itself and cannot be uploaded.",
)
_MANY = Text(
    "в файле несколько подписей. Пришлите каждую отдельно.",
    "the file holds several signatures. Send each by itself.",
)
_PLAIN = Text(
    "в ней нет признака signingCertificateV2 (это не CAdES-BES), а политика организации его требует. Включите в "
    "программе подписи формат CAdES.",
    "it has no signingCertificateV2 (it is not CAdES-BES), which the organisation's policy requires. Choose the form "
    "CAdES in the signing program.",
)


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Whose signature is wanted, of what. ``key`` is what the gateway knows of the person's certificate.

    ``is_exact`` asks for that very certificate; otherwise a qualified one that names the person will do as well: for
    which company they may sign is a matter of :class:`~edo_gateway.docflow.authority.Authorise`. ``level`` None takes
    any kind but a simple one.
    """

    content: bytes
    person: Person
    organization: Organization
    keys: tuple[SigningKey, ...]
    level: SignatureLevel | None = None
    is_exact: bool = False
    accepts_plain: bool = True


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A signature that may be kept; ``content`` is detached CMS."""

    content: bytes
    level: SignatureLevel
    verified: Verified
    certificate: Certificate

    @property
    def verdict(self) -> SignatureVerdict:
        return self.verified.worst


def judged(signature: bytes, expected: Expected, verify: VerifySignature, *, at: datetime) -> Judged:
    """The signature when it is all that is expected. Raises :class:`SignatureRefused` or a kind of it, and
    :class:`~edo_gateway.docflow.signatory.CertificateOfAnother`.

    Only the lack of fresh revocation data is forgiven, as it is for signatures made here: the verdict says so.
    """
    message = _detached(signature, expected)
    verified = verify(expected.content, message, existed=Existence(at))
    if len(verified.verdicts) > 1:
        raise SignatureRefused(reason=_MANY)
    verdict = verified.worst
    if verdict.sub_indication is SubIndication.HASH_FAILURE:
        raise OtherBytes
    if not verified.may_be_kept or verdict.signer is None or verdict.kind is None:
        raise SignatureRefused(reason=Text(verdict.sentence.ru, verdict.sentence.en))
    if verdict.form is Form.CMS and not expected.accepts_plain:
        raise SignatureRefused(reason=_PLAIN)
    level = _level(SignatureLevel(verdict.kind.value), expected)
    _check_signer(verdict.signer, level, expected)
    try:
        message, verified = verify.stamped(expected.content, message, verified, existed=Existence(at))
    except SigningError as error:
        raise SignatureRefused(reason=Text(error.ru, error.en)) from error
    return Judged(content=message, level=level, verified=verified, certificate=verdict.signer)


def _detached(signature: bytes, expected: Expected) -> bytes:
    try:
        found = detach(signature, content_size=len(expected.content))
    except SigningError as error:
        raise SignatureRefused(reason=Text(error.ru, error.en)) from error
    if found.enclosed is not None and found.enclosed != expected.content:
        raise OtherBytes
    return found.message


def _level(found: SignatureLevel, expected: Expected) -> SignatureLevel:
    if found is SignatureLevel.SIMPLE:
        raise SignatureRefused(reason=_NOT_A_SIMPLE_ONE)
    if expected.level not in (None, found):
        raise OtherLevel(found=LEVEL_NAMES[found], wanted=LEVEL_NAMES[expected.level or found])
    return found


def _check_signer(certificate: Certificate, level: SignatureLevel, expected: Expected) -> None:
    require_own(certificate, expected.person, expected.organization)
    known = any(key.certificate == certificate.der and key.level is level for key in expected.keys)
    by_name = level is SignatureLevel.QUALIFIED and names_person(certificate, expected.person)
    if not known and (expected.is_exact or not by_name):
        raise OtherSigner(holder=_holder(certificate), rule=_REGISTER)


def _holder(certificate: Certificate) -> str:
    person = f"{certificate.surname} {certificate.given_name}".strip()
    return ", ".join(dict.fromkeys(part for part in (person, certificate.common_name) if part))
