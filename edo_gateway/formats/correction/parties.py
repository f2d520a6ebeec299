"""Parties of the correction document, СвПродПокТип of 736@: poorer than those of 970@, and with other addresses."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Tag

from edo_gateway.formats.correction.signatories import CorrectionSignatory
from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.addresses import address_from_text, tag_of_address
from edo_gateway.formats.parts.parties import Bank, kind_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, Kpp, ParticipantId, PersonInn


class FieldsAddress(Part):
    """АдрРФ: by the code of the region."""

    when: ClassVar[str] = "АдрРФ"

    kind: Literal["russian"] = "russian"
    postcode: Annotated[str | None, At("АдрРФ/@Индекс")] = None
    region: Annotated[str, At("АдрРФ/@КодРегион")]
    district: Annotated[str | None, At("АдрРФ/@Район")] = None
    city: Annotated[str | None, At("АдрРФ/@Город")] = None
    settlement: Annotated[str | None, At("АдрРФ/@НаселПункт")] = None
    street: Annotated[str | None, At("АдрРФ/@Улица")] = None
    house: Annotated[str | None, At("АдрРФ/@Дом")] = None
    block: Annotated[str | None, At("АдрРФ/@Корпус")] = None
    flat: Annotated[str | None, At("АдрРФ/@Кварт")] = None


class PlainAddress(Part):
    """АдрИнф: one line of text, in Russia or abroad."""

    when: ClassVar[str] = "АдрИнф"

    kind: Literal["text"] = "text"
    country: Annotated[str, At("АдрИнф/@КодСтр")] = "643"
    text: Annotated[str, At("АдрИнф/@АдрТекст")]


class RegisterNumber(Part):
    """КодГАР: the unique number in the state address register and nothing else."""

    when: ClassVar[str] = "КодГАР"

    kind: Literal["register"] = "register"
    gar_id: Annotated[str, At("КодГАР")]


CorrectionAddress = Annotated[
    Annotated[FieldsAddress, Tag(":russian")]
    | Annotated[RegisterNumber, Tag(":register")]
    | Annotated[PlainAddress, Tag(":text")],
    Discriminator(tag_of_address),
    BeforeValidator(address_from_text, json_schema_input_type=FieldsAddress | RegisterNumber | PlainAddress | str),
]
"""An address; in JSON also one string, which is an address in Russia as text."""


class CorrectionContact(Part):
    """КонтактТип: one telephone and one address of mail."""

    phone: Annotated[str | None, At("@Тлф")] = None
    email: Annotated[str | None, At("@ЭлПочта")] = None


class _PartyHead(Part):
    """What the format puts on the element of a party."""

    okpo: Annotated[str | None, At("@ОКПО")] = None
    department: Annotated[str | None, At("@СтруктПодр")] = None
    note: Annotated[str | None, At("@ИнфДляУчаст")] = None


class CorrectionCompany(_PartyHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвЮЛУч/@КПП")] = None
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None
    signatory: CorrectionSignatory | None = None

    @property
    def display_name(self) -> str:
        return self.name


class CorrectionEntrepreneur(_PartyHead):
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
    signatory: CorrectionSignatory | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"


class CorrectionForeignParty(_PartyHead):
    """СвИнНеУч: a foreign person not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At("ИдСв/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str | None, At("ИдСв/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[CorrectionAddress | None, At("Адрес")] = None
    contact: Annotated[CorrectionContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None
    signatory: CorrectionSignatory | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


def _tag(value: Any) -> str:
    kind = kind_of_party(value)
    return f":{kind}"


AnyCorrectionParty = CorrectionCompany | CorrectionEntrepreneur | CorrectionForeignParty
CorrectionParty = Annotated[
    Annotated[CorrectionCompany, Tag(":company")]
    | Annotated[CorrectionEntrepreneur, Tag(":entrepreneur")]
    | Annotated[CorrectionForeignParty, Tag(":foreign")],
    Discriminator(_tag),
]
"""The seller or the buyer of a correction document."""
