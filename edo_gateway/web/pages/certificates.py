"""«Ключи и сертификаты» of the person: where each key is, until when it signs, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edo_gateway.docflow.expiring import NOTICE
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.display import plural
from edo_gateway.web.pages.visitor import Visitor
from edo_gateway.web.pages.words import LEVELS, Chip, Tone
from signing import Certificate, SigningError, signs_until
from signing.errors import CertificateRevoked

_PLACES = {
    "browser": "на вашем компьютере или токене",
    "helper": "на сервере, в отдельном процессе",
    "file": "на сервере, в файле",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCertificate:
    """``trouble`` is why it cannot sign, as a sentence; ``until`` is the end of the key, if that is earlier."""

    level: str
    place: str
    certificate: Certificate
    until: datetime
    chip: Chip
    trouble: str = ""


def own_certificates(unit: Unit, docflow: Docflow, who: Visitor) -> list[OwnCertificate]:
    """The person's certificates in this organisation, the strongest kind of signature first."""
    keys = {key.level: key for key in unit.people.signing_keys(who.organization.id, who.person.id)}
    order = (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED)
    return [own_certificate(keys[level], docflow) for level in order if level in keys]


def own_certificate(key: SigningKey, docflow: Docflow) -> OwnCertificate:
    """What is said of one key now."""
    certificate = Certificate.from_der(key.certificate)
    until, now = signs_until(certificate), docflow.clock()
    chip, trouble = _standing(certificate, until, now, docflow)
    return OwnCertificate(
        level=LEVELS[key.level],
        place=_PLACES.get(key.location.partition(":")[0], "в другом месте"),
        certificate=certificate,
        until=until,
        chip=chip,
        trouble=trouble,
    )


def _standing(certificate: Certificate, until: datetime, now: datetime, docflow: Docflow) -> tuple[Chip, str]:
    if until < now:
        return Chip("Истёк", Tone.DANGER), "Закажите новый сертификат и передайте его администратору."
    if certificate.not_before > now:
        return Chip("Ещё не действует", Tone.WARNING), ""
    try:
        docflow.sign.may_sign.require_ready(certificate)
    except CertificateRevoked as error:
        return Chip("Отозван", Tone.DANGER), error.ru
    except SigningError as error:
        return Chip("Подписывать нельзя", Tone.DANGER), error.ru
    if until - NOTICE <= now:
        left = plural((until - now).days, "день", "дня", "дней")
        return Chip(f"Истекает через {left}", Tone.WARNING), "Закажите новый сертификат заранее."
    return Chip("Действует", Tone.SUCCESS), ""
