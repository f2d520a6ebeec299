"""Parties of a construction contract, СвСторДогТип of 691@: an older shape of party than that of 970@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.kinds import tag_of_party
from edo_gateway.formats.parts.parties import Bank, Contact
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.short_addresses import ShortPostalAddress
from edo_gateway.formats.parts.values import CompanyInn, Flag, Kpp, OgrnOfEntrepreneur, ParticipantId, PersonInn
from edo_gateway.formats.works.parts import ConstructionSignatory, Extension

_PARTY = "СвСторДог"
_IDENTITY = f"{_PARTY}/ИдСв"


class _SideHead(Part):
    """What the format puts before the identity of a party."""

    uses_largest_taxpayer_kpp: Annotated[Flag | None, At("@ПрИспКППКр")] = None
    okpo: Annotated[str | None, At(f"{_PARTY}/@ОКПО")] = None
    department: Annotated[str | None, At(f"{_PARTY}/@СтруктПодр")] = None
    note: Annotated[str | None, At(f"{_PARTY}/@ИнфДляУчаст")] = None
    short_name: Annotated[str | None, At(f"{_PARTY}/@КраткНазв")] = None


class ConstructionCompany(_SideHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = f"{_IDENTITY}/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At(f"{_IDENTITY}/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At(f"{_IDENTITY}/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At(f"{_IDENTITY}/СвЮЛУч/@КПП")] = None
    address: Annotated[ShortPostalAddress | None, At(f"{_PARTY}/Адрес")] = None
    contact: Annotated[Contact | None, At(f"{_PARTY}/Контакт")] = None
    bank: Annotated[Bank | None, At(f"{_PARTY}/БанкРекв")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
    participant_id: ParticipantId | None = None
    signatory: ConstructionSignatory | None = None

    @property
    def display_name(self) -> str:
        return self.name


class ConstructionEntrepreneur(_SideHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = f"{_IDENTITY}/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn | None, At(f"{_IDENTITY}/СвИП/@ИННФЛ")] = None
    ogrnip: Annotated[OgrnOfEntrepreneur | None, At(f"{_IDENTITY}/СвИП/@ОГРНИП")] = None
    details: Annotated[str | None, At(f"{_IDENTITY}/СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At(f"{_IDENTITY}/СвИП/ФИО")]
    address: Annotated[ShortPostalAddress | None, At(f"{_PARTY}/Адрес")] = None
    contact: Annotated[Contact | None, At(f"{_PARTY}/Контакт")] = None
    bank: Annotated[Bank | None, At(f"{_PARTY}/БанкРекв")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
    participant_id: ParticipantId | None = None
    signatory: ConstructionSignatory | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"


class ConstructionForeignParty(_SideHead):
    """СвИнНеУч: a foreign organisation not registered with the tax service."""

    when: ClassVar[str] = f"{_IDENTITY}/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At(f"{_IDENTITY}/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str | None, At(f"{_IDENTITY}/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At(f"{_IDENTITY}/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[ShortPostalAddress | None, At(f"{_PARTY}/Адрес")] = None
    contact: Annotated[Contact | None, At(f"{_PARTY}/Контакт")] = None
    bank: Annotated[Bank | None, At(f"{_PARTY}/БанкРекв")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
    participant_id: ParticipantId | None = None
    signatory: ConstructionSignatory | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


class ConstructionIndividual(_SideHead):
    """СвФЛУчастФХЖ: a private person."""

    when: ClassVar[str] = f"{_IDENTITY}/СвФЛУчастФХЖ"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn | None, At(f"{_IDENTITY}/СвФЛУчастФХЖ/@ИННФЛ")] = None
    details: Annotated[str | None, At(f"{_IDENTITY}/СвФЛУчастФХЖ/@ИныеСвед")] = None
    name: Annotated[FullName, At(f"{_IDENTITY}/СвФЛУчастФХЖ/ФИО")]
    address: Annotated[ShortPostalAddress | None, At(f"{_PARTY}/Адрес")] = None
    contact: Annotated[Contact | None, At(f"{_PARTY}/Контакт")] = None
    bank: Annotated[Bank | None, At(f"{_PARTY}/БанкРекв")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
    participant_id: ParticipantId | None = None
    signatory: ConstructionSignatory | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full


AnyConstructionParty = (
    ConstructionCompany | ConstructionEntrepreneur | ConstructionForeignParty | ConstructionIndividual
)


ConstructionParty = Annotated[
    Annotated[ConstructionCompany, Tag(":company")]
    | Annotated[ConstructionEntrepreneur, Tag(":entrepreneur")]
    | Annotated[ConstructionForeignParty, Tag(":foreign")]
    | Annotated[ConstructionIndividual, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""A side of a construction contract."""
