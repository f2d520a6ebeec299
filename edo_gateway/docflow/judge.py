"""Judge a signature that was made out of our sight: of our bytes, of the right kind, by the right person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edo_gateway.docflow.powers import holder_of
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.party import Organization
from edo_gateway.domain.person import Person
from edo_gateway.domain.signature import LEVEL_NAMES, SignatureLevel
from edo_gateway.domain.text import Text
from signing import Certificate, Indication, SignatureVerdict, SigningError, SubIndication, TrustStore, verify
from signing.detaching import detach
from signing.verdict import Form

_YO = str.maketrans("ё", "е")


class SignatureRefused(GatewayError):
    """A signature made elsewhere is not kept; the document stays as it was."""

    code = "signature_refused"
    text = Text("Подпись не принята: {reason}", "The signature is not accepted: {reason}")


class OtherBytes(SignatureRefused):
    code = "signature_of_other_bytes"
    text = Text(
        "Подписан не этот файл: подпись сделана под другими байтами. Скачайте файл «{name}» из шлюза и подпишите его, "
        "ничего в нём не меняя.",
        "Another file was signed: the signature is of other bytes. Download the file “{name}” from the gateway and "
        "sign it as it is.",
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

    ``is_exact`` asks for that very certificate; otherwise a qualified one that names the person and the
    organisation will do as well. ``level`` None takes any kind but a simple one.
    """

    content: bytes
    name: str
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
    verdict: SignatureVerdict
    certificate: Certificate


def judged(signature: bytes, expected: Expected, trust: TrustStore, *, at: datetime) -> Judged:
    """The signature when it is all that is expected. Raises :class:`SignatureRefused` or a kind of it.

    Only the lack of fresh revocation data is forgiven, as it is for signatures made here: the verdict says so.
    """
    message = _detached(signature, expected)
    verdicts = verify(expected.content, message, trust, at=at)
    if len(verdicts) > 1:
        raise SignatureRefused(reason=_MANY)
    verdict = verdicts[0]
    if verdict.sub_indication is SubIndication.HASH_FAILURE:
        raise OtherBytes(name=expected.name)
    is_good = verdict.indication is Indication.TOTAL_PASSED or verdict.sub_indication is SubIndication.TRY_LATER
    if not is_good or verdict.signer is None or verdict.kind is None:
        raise SignatureRefused(reason=Text(verdict.sentence.ru, verdict.sentence.en))
    if verdict.form is Form.CMS and not expected.accepts_plain:
        raise SignatureRefused(reason=_PLAIN)
    level = _level(SignatureLevel(verdict.kind.value), expected)
    _check_signer(verdict.signer, level, expected)
    return Judged(content=message, level=level, verdict=verdict, certificate=verdict.signer)


def _detached(signature: bytes, expected: Expected) -> bytes:
    try:
        found = detach(signature, content_size=len(expected.content))
    except SigningError as error:
        raise SignatureRefused(reason=Text(error.ru, error.en)) from error
    if found.enclosed is not None and found.enclosed != expected.content:
        raise OtherBytes(name=expected.name)
    return found.message


def _level(found: SignatureLevel, expected: Expected) -> SignatureLevel:
    if found is SignatureLevel.SIMPLE:
        raise SignatureRefused(reason=_NOT_A_SIMPLE_ONE)
    if expected.level not in (None, found):
        raise OtherLevel(found=LEVEL_NAMES[found], wanted=LEVEL_NAMES[expected.level or found])
    return found


def _check_signer(certificate: Certificate, level: SignatureLevel, expected: Expected) -> None:
    known = any(key.certificate == certificate.der and key.level is level for key in expected.keys)
    by_name = not expected.is_exact and level is SignatureLevel.QUALIFIED and _names(certificate, expected)
    if not known and not by_name:
        raise OtherSigner(holder=_holder(certificate), rule=_REGISTER)


def _names(certificate: Certificate, expected: Expected) -> bool:
    """Whether a qualified certificate is of this person, as head of this organisation or in their own right.

    One's own right is not enough: a power of attorney is asked for before the signature is kept (63-ФЗ, article 17.2).
    """
    inn = expected.organization.tax.inn
    is_ours = holder_of(certificate).company_inn in ("", inn)
    given_name = certificate.given_name.split()[:1]
    return bool(
        is_ours and certificate.surname and _words(expected.person.name) >= _words(certificate.surname, *given_name)
    )


def _words(*texts: str) -> frozenset[str]:
    return frozenset(" ".join(texts).casefold().translate(_YO).split())


def _holder(certificate: Certificate) -> str:
    person = f"{certificate.surname} {certificate.given_name}".strip()
    return ", ".join(dict.fromkeys(part for part in (person, certificate.common_name) if part))
