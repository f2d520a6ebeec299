"""Parties of a carriage, УчастникТрНТип of 1065@: companies, entrepreneurs, foreign and private persons."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.kinds import tag_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.short_addresses import ShortPostalAddress
from edo_gateway.formats.parts.values import CompanyInn, Kpp, OgrnOfEntrepreneur, ParticipantId, PersonInn
from edo_gateway.formats.transport.references import IdentityDocument, TransportAuthor

_PERSON_INN_LENGTH = 12


class TransportContact(Part):
    """КонтактТип: at least one telephone."""

    phones: Annotated[tuple[str, ...], At("Тлф")]
    emails: Annotated[tuple[str, ...], At("ЭлПочта")] = ()
    other: Annotated[str | None, At("ИнКонт")] = None


class PartyNote(Part):
    """ИнфДляУчаст: a message for a participant of the exchange."""

    inn: Annotated[str, At("@ИННУчаст")]
    text: Annotated[str, At("@ИнфУчаст")]


class _PartyHead(Part):
    """What the format puts before the identity of a party."""

    note: Annotated[PartyNote | None, At("ИнфДляУчаст")] = None


class TransportCompany(_PartyHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвЮЛУч/@КПП")] = None
    address: Annotated[ShortPostalAddress | None, At("Адрес")] = None
    contact: Annotated[TransportContact, At("Контакт")]
    participant_id: ParticipantId | None = None

    @property
    def display_name(self) -> str:
        return self.name

    @property
    def identity(self) -> TransportAuthor:
        return TransportAuthor(company_inn=self.inn)


class TransportEntrepreneur(_PartyHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = "ИдСв/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИдСв/СвИП/@ИННФЛ")]
    ogrnip: Annotated[OgrnOfEntrepreneur | None, At("ИдСв/СвИП/@ОГРНИП")] = None
    details: Annotated[str | None, At("ИдСв/СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвИП/ФИО")]
    address: Annotated[ShortPostalAddress | None, At("Адрес")] = None
    contact: Annotated[TransportContact, At("Контакт")]
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"

    @property
    def identity(self) -> TransportAuthor:
        return TransportAuthor(person_inn=self.inn)


class TransportForeignParty(_PartyHead):
    """СвИнНеУч: a foreign organisation (ЮЛ) or citizen (ФЛ) not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    status: Annotated[Literal["ЮЛ", "ФЛ"], At("ИдСв/СвИнНеУч/@ИдСтат")] = "ЮЛ"
    country: Annotated[str | None, At("ИдСв/СвИнНеУч/@Стран")] = None
    name: Annotated[str | None, At("ИдСв/СвИнНеУч/@Наим")] = None
    identifier: Annotated[str | None, At("ИдСв/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвИнНеУч/@ИныеСвед")] = None
    identity_document: Annotated[IdentityDocument | None, At("ИдСв/СвИнНеУч/УдЛичнИнФЛ")] = None
    address: Annotated[ShortPostalAddress | None, At("Адрес")] = None
    contact: Annotated[TransportContact, At("Контакт")]
    participant_id: ParticipantId | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name or self.identifier or self.details or ""

    @property
    def identity(self) -> TransportAuthor:
        known = ("status", "country", "name", "identifier", "details", "identity_document")
        return TransportAuthor.model_validate({"foreign": {name: getattr(self, name) for name in known}})


class TransportIndividual(_PartyHead):
    """СвФЛУчаст: a private person."""

    when: ClassVar[str] = "ИдСв/СвФЛУчаст"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn, At("ИдСв/СвФЛУчаст/@ИННФЛ")]
    details: Annotated[str | None, At("ИдСв/СвФЛУчаст/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвФЛУчаст/ФИО")]
    address: Annotated[ShortPostalAddress | None, At("Адрес")] = None
    contact: Annotated[TransportContact, At("Контакт")]
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full

    @property
    def identity(self) -> TransportAuthor:
        return TransportAuthor(person_inn=self.inn)


class CompanyCustomer(Part):
    """ИдСвТип with СвЮЛУч: who ordered services that go with the carriage."""

    when: ClassVar[str] = "СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("СвЮЛУч/@КПП")] = None


class EntrepreneurCustomer(Part):
    """ИдСвТип with СвИП."""

    when: ClassVar[str] = "СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("СвИП/@ИННФЛ")]
    ogrnip: Annotated[OgrnOfEntrepreneur | None, At("СвИП/@ОГРНИП")] = None
    details: Annotated[str | None, At("СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("СвИП/ФИО")]


class ForeignCustomer(Part):
    """ИдСвТип with СвИнНеУч."""

    when: ClassVar[str] = "СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    status: Annotated[Literal["ЮЛ", "ФЛ"], At("СвИнНеУч/@ИдСтат")] = "ЮЛ"
    country: Annotated[str | None, At("СвИнНеУч/@Стран")] = None
    name: Annotated[str | None, At("СвИнНеУч/@Наим")] = None
    identifier: Annotated[str | None, At("СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("СвИнНеУч/@ИныеСвед")] = None
    identity_document: Annotated[IdentityDocument | None, At("СвИнНеУч/УдЛичнИнФЛ")] = None


class IndividualCustomer(Part):
    """ИдСвТип with СвФЛУчаст."""

    when: ClassVar[str] = "СвФЛУчаст"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn, At("СвФЛУчаст/@ИННФЛ")]
    details: Annotated[str | None, At("СвФЛУчаст/@ИныеСвед")] = None
    name: Annotated[FullName, At("СвФЛУчаст/ФИО")]


TransportParty = Annotated[
    Annotated[TransportCompany, Tag(":company")]
    | Annotated[TransportEntrepreneur, Tag(":entrepreneur")]
    | Annotated[TransportForeignParty, Tag(":foreign")]
    | Annotated[TransportIndividual, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""A party of the carriage with its contacts."""

ServiceCustomer = Annotated[
    Annotated[CompanyCustomer, Tag(":company")]
    | Annotated[EntrepreneurCustomer, Tag(":entrepreneur")]
    | Annotated[ForeignCustomer, Tag(":foreign")]
    | Annotated[IndividualCustomer, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""Who ordered services that go with the carriage of a cargo."""

AnyTransportParty = TransportCompany | TransportEntrepreneur | TransportForeignParty | TransportIndividual
