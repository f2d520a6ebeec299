"""Who takes part in acceptance and who signs: УчастникТип and Подписант of 423@, both titles of the discrepancy act."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.correction.parties import CorrectionAddress, CorrectionContact
from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.parties import Bank, kind_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, Kpp, ParticipantId, PersonInn


class ExchangeOperator(Part):
    """СвОЭДОтпрСФ: the operator of the sender; ``id`` is its three characters."""

    name: Annotated[str, At("@НаимОрг")]
    inn: Annotated[CompanyInn, At("@ИННЮЛ")]
    id: Annotated[str, At("@ИдЭДОСФ")]


class _PartyHead(Part):
    """What the format puts on the element of a party."""

    okpo: Annotated[str | None, At("@ОКПО")] = None
    department: Annotated[str | None, At("@СтруктПодр")] = None
    note: Annotated[str | None, At("@ИнфДляУчаст")] = None


class AcceptanceCompany(_PartyHead):
    """СвОргУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвОрг/СвОргУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвОрг/СвОргУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвОрг/СвОргУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвОрг/СвОргУч/@КПП")] = None
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    @property
    def display_name(self) -> str:
        return self.name


class AcceptanceForeigner(_PartyHead):
    """СвИнНеУч: a foreign person not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвОрг/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At("ИдСв/СвОрг/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str | None, At("ИдСв/СвОрг/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвОрг/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


class AcceptanceEntrepreneur(_PartyHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = "ИдСв/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИдСв/СвИП/@ИННФЛ")]
    certificate: Annotated[str | None, At("ИдСв/СвИП/@СвГосРегИП")] = None
    details: Annotated[str | None, At("ИдСв/СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвИП/ФИО")]
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"


class AcceptanceIndividual(_PartyHead):
    """СвФЛ: a private person."""

    when: ClassVar[str] = "ИдСв/СвФЛ"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn | None, At("ИдСв/СвФЛ/@ИННФЛ")] = None
    details: Annotated[str | None, At("ИдСв/СвФЛ/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвФЛ/ФИО")]
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full


def _tag(value: Any) -> str:
    """As in other documents; a foreign person may also be told by the identifier."""
    is_foreign = isinstance(value, dict) and "kind" not in value and "identifier" in value and "inn" not in value
    return ":foreign" if is_foreign else f":{kind_of_party(value)}"


AnyAcceptanceParty = AcceptanceCompany | AcceptanceEntrepreneur | AcceptanceForeigner | AcceptanceIndividual
AcceptanceParty = Annotated[
    Annotated[AcceptanceCompany, Tag(":company")]
    | Annotated[AcceptanceEntrepreneur, Tag(":entrepreneur")]
    | Annotated[AcceptanceForeigner, Tag(":foreign")]
    | Annotated[AcceptanceIndividual, Tag(":individual")],
    Discriminator(_tag),
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


def tag_of_signatory(value: Any) -> str:
    """``kind`` where it is said; otherwise twelve digits of an ИНН are an entrepreneur's."""
    if isinstance(value, Part):
        return f":{getattr(value, 'kind', 'company')}"
    if not isinstance(value, dict):
        return ":company"
    if isinstance(value.get("kind"), str):
        return f":{value['kind']}"
    return ":entrepreneur" if len(str(value.get("inn") or "")) == 12 else ":company"
