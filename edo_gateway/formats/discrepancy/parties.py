"""Who takes part in acceptance and who signs: УчастникТип and Подписант of 423@, both titles of the discrepancy act."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.kinds import tag_of_party
from edo_gateway.formats.parts.parties import Bank
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.short_addresses import ShortAddress
from edo_gateway.formats.parts.short_parties import ShortContact, ShortEntrepreneur, ShortPartyHead
from edo_gateway.formats.parts.values import CompanyInn, Kpp, ParticipantId, PersonInn


class ExchangeOperator(Part):
    """СвОЭДОтпрСФ: the operator of the sender; ``id`` is its three characters."""

    name: Annotated[str, At("@НаимОрг")]
    inn: Annotated[CompanyInn, At("@ИННЮЛ")]
    id: Annotated[str, At("@ИдЭДОСФ")]


class AcceptanceCompany(ShortPartyHead):
    """СвОргУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвОрг/СвОргУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвОрг/СвОргУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвОрг/СвОргУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвОрг/СвОргУч/@КПП")] = None
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    @property
    def display_name(self) -> str:
        return self.name


class AcceptanceForeigner(ShortPartyHead):
    """СвИнНеУч: a foreign person not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвОрг/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At("ИдСв/СвОрг/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str | None, At("ИдСв/СвОрг/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвОрг/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


class AcceptanceIndividual(ShortPartyHead):
    """СвФЛ: a private person."""

    when: ClassVar[str] = "ИдСв/СвФЛ"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn | None, At("ИдСв/СвФЛ/@ИННФЛ")] = None
    details: Annotated[str | None, At("ИдСв/СвФЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвФЛ/ФИО")]
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full


AnyAcceptanceParty = AcceptanceCompany | ShortEntrepreneur | AcceptanceForeigner | AcceptanceIndividual
AcceptanceParty = Annotated[
    Annotated[AcceptanceCompany, Tag(":company")]
    | Annotated[ShortEntrepreneur, Tag(":entrepreneur")]
    | Annotated[AcceptanceForeigner, Tag(":foreign")]
    | Annotated[AcceptanceIndividual, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""Anybody who has to do with the goods: seller, buyer, consignor, consignee, insurer, carrier."""


class SignatoryStatus(Coded):
    """Статус: whose person the signatory is; the seller's signs only the second title."""

    SELLER = "seller", "1"
    OTHER_ORGANIZATION = "other_organization", "3"
    AUTHORIZED_PERSON = "authorized_person", "4"  # an entrepreneur too
    BUYER = "buyer", "5"
    COMPOSER = "composer", "6"


class CompanyPerson(Part):
    """ЮЛ: a representative of an organisation. Left out, the organisation is the one that signs the title."""

    when: ClassVar[str] = "ЮЛ"

    kind: Literal["company"] = "company"
    inn: Annotated[CompanyInn | None, At("ЮЛ/@ИННЮЛ")] = None
    organization: Annotated[str | None, At("ЮЛ/@НаимОрг")] = None
    position: Annotated[str, At("ЮЛ/@Должн")]
    details: Annotated[str | None, At("ЮЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ЮЛ/ФИО")]


class EntrepreneurPerson(Part):
    """ИП: an entrepreneur."""

    when: ClassVar[str] = "ИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИП/@ИННФЛ")]
    certificate: Annotated[str | None, At("ИП/@СвГосРегИП")] = None
    details: Annotated[str | None, At("ИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИП/ФИО")]


class PrivatePerson(Part):
    """ФЛ: a private person."""

    when: ClassVar[str] = "ФЛ"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn | None, At("ФЛ/@ИННФЛ")] = None
    details: Annotated[str | None, At("ФЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ФЛ/ФИО")]
