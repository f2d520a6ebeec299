"""Parties of a construction contract, СвСторДогТип of 691@: an older shape of party than that of 970@."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.addresses import address_from_text, tag_of_address
from edo_gateway.formats.parts.parties import Bank, Contact, kind_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, Flag, Kpp, OgrnOfEntrepreneur, ParticipantId, PersonInn
from edo_gateway.formats.works.parts import ConstructionSignatory, Extension

_PARTY = "СвСторДог"
_IDENTITY = f"{_PARTY}/ИдСв"


class ConstructionRussianAddress(Part):
    """АдрРФ: by the code of the region; here the postcode is obligatory and the region has no name."""

    when: ClassVar[str] = "АдрРФ"

    kind: Literal["russian"] = "russian"
    postcode: Annotated[str, At("АдрРФ/@Индекс")]
    region: Annotated[str, At("АдрРФ/@КодРегион")]
    district: Annotated[str | None, At("АдрРФ/@Район")] = None
    city: Annotated[str | None, At("АдрРФ/@Город")] = None
    settlement: Annotated[str | None, At("АдрРФ/@НаселПункт")] = None
    street: Annotated[str | None, At("АдрРФ/@Улица")] = None
    house: Annotated[str | None, At("АдрРФ/@Дом")] = None
    block: Annotated[str | None, At("АдрРФ/@Корпус")] = None
    flat: Annotated[str | None, At("АдрРФ/@Кварт")] = None


class ConstructionTextAddress(Part):
    """АдрИнф: one line of text, in Russia or abroad."""

    when: ClassVar[str] = "АдрИнф"

    kind: Literal["text"] = "text"
    country: Annotated[str, At("АдрИнф/@КодСтр")] = "643"
    text: Annotated[str, At("АдрИнф/@АдрТекст")]


class ConstructionRegisterAddress(Part):
    """КодГАР: by the unique number in the state address register alone."""

    when: ClassVar[str] = "КодГАР"

    kind: Literal["register"] = "register"
    gar_id: Annotated[str, At("КодГАР")]


AnyConstructionAddress = ConstructionRussianAddress | ConstructionTextAddress | ConstructionRegisterAddress

ConstructionAddress = Annotated[
    Annotated[ConstructionRussianAddress, Tag(":russian")]
    | Annotated[ConstructionTextAddress, Tag(":text")]
    | Annotated[ConstructionRegisterAddress, Tag(":register")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=AnyConstructionAddress | str),
]
"""An address; in JSON also one string, which is an address in Russia as text."""


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
    address: Annotated[ConstructionAddress | None, At(f"{_PARTY}/Адрес")] = None
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
    address: Annotated[ConstructionAddress | None, At(f"{_PARTY}/Адрес")] = None
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
    address: Annotated[ConstructionAddress | None, At(f"{_PARTY}/Адрес")] = None
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
    address: Annotated[ConstructionAddress | None, At(f"{_PARTY}/Адрес")] = None
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


def _kind_of_side(value: Any) -> str:
    return f":{kind_of_party(value)}"


ConstructionParty = Annotated[
    Annotated[ConstructionCompany, Tag(":company")]
    | Annotated[ConstructionEntrepreneur, Tag(":entrepreneur")]
    | Annotated[ConstructionForeignParty, Tag(":foreign")]
    | Annotated[ConstructionIndividual, Tag(":individual")],
    Discriminator(_kind_of_side),
]
"""A side of a construction contract."""
