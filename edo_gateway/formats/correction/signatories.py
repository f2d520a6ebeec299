"""Who signs a correction document, Подписант of 736@: a person with a scope, a status and a basis of authority."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.kinds import tag_of_person
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, PersonInn


class AuthorityScope(Coded):
    """ОблПолн: what the signatory answers for."""

    INVOICE = "invoice", "0"  # signs invoices
    AGREEMENT = "agreement", "3"  # draws up what has been done
    BOTH = "invoice_and_agreement", "6"


class SignatoryPlace(Coded):
    """Статус: whose person the signatory is."""

    SELLER = "seller", "1"
    COMPOSER = "composer", "2"
    AUTHORIZED_ORGANIZATION = "authorized_organization", "3"
    AUTHORIZED_PERSON = "authorized_person", "4"  # an entrepreneur too


class _SignatoryHead(Part):
    """What every signatory says of the authority to sign; left out, it follows from the function and the kind."""

    scope: Annotated[AuthorityScope | None, At("@ОблПолн")] = None
    status: Annotated[SignatoryPlace | None, At("@Статус")] = None
    basis: Annotated[str | None, At("@ОснПолн")] = None
    organization_basis: Annotated[str | None, At("@ОснПолнОрг")] = None


class CompanySignatory(_SignatoryHead):
    """ЮЛ: a representative of an organisation; left out, it is the seller's."""

    when: ClassVar[str] = "ЮЛ"

    kind: Literal["company"] = "company"
    certificate: Annotated[str | None, At("ЮЛ/@ГосРегИППодп")] = None
    inn: Annotated[CompanyInn | None, At("ЮЛ/@ИННЮЛ")] = None
    organization: Annotated[str | None, At("ЮЛ/@НаимОрг")] = None
    position: Annotated[str, At("ЮЛ/@Должн")]
    details: Annotated[str | None, At("ЮЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ЮЛ/ФИО")]


class EntrepreneurSignatory(_SignatoryHead):
    """ИП: an entrepreneur; without an ИНН, the seller."""

    when: ClassVar[str] = "ИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn | None, At("ИП/@ИННФЛ")] = None
    certificate: Annotated[str | None, At("ИП/@СвГосРегИП")] = None
    details: Annotated[str | None, At("ИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИП/ФИО")]


class PersonSignatory(_SignatoryHead):
    """ФЛ: a private person with a power of attorney."""

    when: ClassVar[str] = "ФЛ"

    kind: Literal["individual"] = "individual"
    certificate: Annotated[str | None, At("ФЛ/@ГосРегИППодп")] = None
    inn: Annotated[PersonInn | None, At("ФЛ/@ИННФЛ")] = None
    details: Annotated[str | None, At("ФЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ФЛ/ФИО")]


AnyCorrectionSignatory = CompanySignatory | EntrepreneurSignatory | PersonSignatory
CorrectionSignatory = Annotated[
    Annotated[CompanySignatory, Tag(":company")]
    | Annotated[EntrepreneurSignatory, Tag(":entrepreneur")]
    | Annotated[PersonSignatory, Tag(":individual")],
    Discriminator(tag_of_person),
]
"""A signatory of a correction document."""
