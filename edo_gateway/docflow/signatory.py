"""Whose certificate it is: the person who signs, and the organisation they sign for."""

from __future__ import annotations

import re

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.party import Organization
from edo_gateway.domain.person import Person
from edo_gateway.domain.text import Text
from signing import Certificate

_COMPANY_INN = 10  # digits
_PADDING = "00"  # certificates before 2022 wrote a company's ИНН into the person's twelve digits


class CertificateOfAnother(GatewayError):
    code = "certificate_of_another"
    text = Text(
        "Сертификат выдан другому: {holder}, а подписывает {wanted}. Администратор может назвать верный сертификат.",
        "The certificate is of another: {holder}, and {wanted} is signing. An administrator can name the right one.",
    )


def require_own(certificate: Certificate, person: Person, organization: Organization) -> None:
    """Raises :class:`CertificateOfAnother` where the certificate names another person or another organisation.

    What it does not name is not compared: a certificate of a natural person has no organisation, and what they may
    sign for it is a matter of powers of attorney.
    """
    words = set(re.findall(r"\w+", _folded(person.name)))
    surname = _folded(certificate.surname)
    if surname and not set(re.findall(r"\w+", surname)) <= words:
        holder = f"{certificate.surname} {certificate.given_name}".rstrip()
        raise CertificateOfAnother(holder=holder, wanted=person.name)
    inn = _organization_inn(certificate)
    if inn and inn != organization.tax.inn:
        holder = f"{certificate.organisation or certificate.common_name}, ИНН {inn}"
        raise CertificateOfAnother(holder=holder, wanted=f"{organization.name}, ИНН {organization.tax.inn}")


def names_person(certificate: Certificate, person: Person) -> bool:
    """Whether the certificate says by itself whose it is, by surname and first name."""
    named = f"{certificate.surname} {' '.join(certificate.given_name.split()[:1])}"
    words = set(re.findall(r"\w+", _folded(person.name)))
    return bool(certificate.surname) and set(re.findall(r"\w+", _folded(named))) <= words


def _organization_inn(certificate: Certificate) -> str:
    if certificate.innle:
        return certificate.innle
    inn = certificate.inn
    return inn.removeprefix(_PADDING) if len(inn.removeprefix(_PADDING)) == _COMPANY_INN else ""


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")
