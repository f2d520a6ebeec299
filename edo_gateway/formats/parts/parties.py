"""Parties of a document, УчастникТип of 970@: companies, entrepreneurs, foreign and private persons."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.addresses import Address
from edo_gateway.formats.parts.kinds import kind_of_party, tag_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.parts.values import (
    Bic,
    CompanyInn,
    Date,
    Kpp,
    Ogrn,
    OgrnOfEntrepreneur,
    ParticipantId,
    PersonInn,
)


class Bank(Part):
    """БанкРекв."""

    account: Annotated[str | None, At("@НомерСчета")] = None
    name: Annotated[str | None, At("СвБанк/@НаимБанк")] = None
    bic: Annotated[Bic | None, At("СвБанк/@БИК")] = None
    correspondent_account: Annotated[str | None, At("СвБанк/@КорСчет")] = None


class Contact(Part):
    """КонтактТип."""

    other: Annotated[str | None, At("@ИнКонт")] = None
    phones: Annotated[tuple[str, ...], At("Тлф")] = ()
    emails: Annotated[tuple[str, ...], At("ЭлПочта")] = ()


class _PartyHead(Part):
    """What the format puts before the identity of a party."""

    okpo: Annotated[str | None, At("@ОКПО")] = None
    legal_form_code: Annotated[str | None, At("@КодОПФ")] = None
    legal_form: Annotated[str | None, At("@ПолнНаимОПФ")] = None
    department: Annotated[str | None, At("@СтруктПодр")] = None
    note: Annotated[str | None, At("@ИнфДляУчаст")] = None
    short_name: Annotated[str | None, At("@СокрНаим")] = None


class Company(_PartyHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвЮЛУч/@КПП")] = None
    address: Annotated[Address | None, At("Адрес")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    contact: Annotated[Contact | None, At("Контакт")] = None
    ogrn: Ogrn | None = None  # of a card: other formats ask for it
    participant_id: ParticipantId | None = None
    signatory: Signatory | None = None

    @property
    def display_name(self) -> str:
        return self.name


class Entrepreneur(_PartyHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = "ИдСв/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИдСв/СвИП/@ИННФЛ")]
    certificate: Annotated[str | None, At("ИдСв/СвИП/@СвГосРегИП")] = None
    ogrnip: Annotated[OgrnOfEntrepreneur | None, At("ИдСв/СвИП/@ОГРНИП")] = None
    ogrnip_date: Annotated[Date | None, At("ИдСв/СвИП/@ДатаОГРНИП")] = None
    details: Annotated[str | None, At("ИдСв/СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвИП/ФИО")]
    address: Annotated[Address | None, At("Адрес")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    contact: Annotated[Contact | None, At("Контакт")] = None
    participant_id: ParticipantId | None = None
    signatory: Signatory | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"


class ForeignParty(_PartyHead):
    """СвИнНеУч: a foreign organisation or citizen not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    status: Annotated[Literal["ИО", "ИГ"], At("ИдСв/СвИнНеУч/@ИдСтат")] = "ИО"
    country: Annotated[str, At("ИдСв/СвИнНеУч/@КодСтр")]
    country_name: Annotated[str | None, At("ИдСв/СвИнНеУч/@НаимСтран")] = None
    name: Annotated[str, At("ИдСв/СвИнНеУч/@Наим")]
    identifier: Annotated[str | None, At("ИдСв/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[Address | None, At("Адрес")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    contact: Annotated[Contact | None, At("Контакт")] = None
    participant_id: ParticipantId | None = None
    signatory: Signatory | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


class Individual(_PartyHead):
    """СвФЛУч: a private person. ``status`` is ИдСтатЛ, 0 or 1."""

    when: ClassVar[str] = "ИдСв/СвФЛУч"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn | None, At("ИдСв/СвФЛУч/@ИННФЛ")] = None
    status: Annotated[Literal["0", "1"] | None, At("ИдСв/СвФЛУч/@ИдСтатЛ")] = None
    details: Annotated[str | None, At("ИдСв/СвФЛУч/@ИныеСвед")] = None
    name: Annotated[FullName | None, At("ИдСв/СвФЛУч/ФИО")] = None
    address: Annotated[Address | None, At("Адрес")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    contact: Annotated[Contact | None, At("Контакт")] = None
    participant_id: ParticipantId | None = None
    signatory: Signatory | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full if self.name else self.details or ""


SAME = "он же"


def _tag(value: Any) -> str:
    return ":same" if value == SAME else f":{kind_of_party(value)}"


Party = Annotated[
    Annotated[Company, Tag(":company")]
    | Annotated[Entrepreneur, Tag(":entrepreneur")]
    | Annotated[ForeignParty, Tag(":foreign")]
    | Annotated[Individual, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""A party of a document; also the card of an organisation kept in the gateway."""

Consignor = Annotated[
    Annotated[Company, Tag(":company")]
    | Annotated[Entrepreneur, Tag(":entrepreneur")]
    | Annotated[ForeignParty, Tag(":foreign")]
    | Annotated[Individual, Tag(":individual")]
    | Annotated[Literal["он же"], Tag(":same")],
    Discriminator(_tag),
]
"""A consignor: a party, or «он же» when the seller ships."""
