"""Who takes part in a reconciliation act and who signs it: УчастникТип and Подписант of 405@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.kinds import tag_of_party
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.signatories import SignatureKind
from edo_gateway.formats.parts.values import CompanyInn, Date, Kpp, Ogrn, OgrnOfEntrepreneur, ParticipantId, PersonInn
from edo_gateway.formats.service_documents import SignatoryStatus


class SettlementContact(Part):
    """КонтактТип: an element that is always there, though it may be empty."""

    phone: Annotated[str | None, At("@Тлф")] = None
    email: Annotated[str | None, At("@ЭлПочта")] = None
    other: Annotated[str | None, At("@ИнКонт")] = None


class _SettlementHead(Part):
    """What the format puts before the identity of a party."""

    okpo: Annotated[str | None, At("@ОКПО")] = None
    department: Annotated[str | None, At("@СтруктПодр")] = None
    note: Annotated[str | None, At("@ИнфДляУчаст")] = None
    short_name: Annotated[str | None, At("@КраткНазв")] = None


class SettlementCompany(_SettlementHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp, At("ИдСв/СвЮЛУч/@КПП")]
    ogrn: Annotated[Ogrn, At("ИдСв/СвЮЛУч/@ОГРН")]
    contact: Annotated[SettlementContact, At("Контакт")] = SettlementContact()
    participant_id: ParticipantId | None = None

    @property
    def display_name(self) -> str:
        return self.name


class SettlementEntrepreneur(_SettlementHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = "ИдСв/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИдСв/СвИП/@ИННФЛ")]
    ogrnip: Annotated[OgrnOfEntrepreneur, At("ИдСв/СвИП/@ОГРНИП")]
    name: Annotated[FullName, At("ИдСв/СвИП/ФИО")]
    contact: Annotated[SettlementContact, At("Контакт")] = SettlementContact()
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"


class SettlementForeigner(_SettlementHead):
    """СвИнНеУч: a foreign organisation not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At("ИдСв/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str, At("ИдСв/СвИнНеУч/@Идентиф")]
    details: Annotated[str | None, At("ИдСв/СвИнНеУч/@ИныеСвед")] = None
    contact: Annotated[SettlementContact, At("Контакт")] = SettlementContact()
    participant_id: ParticipantId | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


class SettlementIndividual(_SettlementHead):
    """СвФЛ: a private person."""

    when: ClassVar[str] = "ИдСв/СвФЛ"

    kind: Literal["individual"] = "individual"
    inn: Annotated[PersonInn, At("ИдСв/СвФЛ/@ИННФЛ")]
    name: Annotated[FullName, At("ИдСв/СвФЛ/ФИО")]
    contact: Annotated[SettlementContact, At("Контакт")] = SettlementContact()
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name.full


AnySettlementParty = SettlementCompany | SettlementEntrepreneur | SettlementForeigner | SettlementIndividual

SettlementParty = Annotated[
    Annotated[SettlementCompany, Tag(":company")]
    | Annotated[SettlementEntrepreneur, Tag(":entrepreneur")]
    | Annotated[SettlementForeigner, Tag(":foreign")]
    | Annotated[SettlementIndividual, Tag(":individual")],
    Discriminator(tag_of_party),
]
"""A side of the reconciliation."""


class SettlementPower(Part):
    """СвДовер: a machine-readable power of attorney (МЧД); ``revocation_system`` tells when it is revoked."""

    number: Annotated[str | None, At("@НомДовер")] = None
    issued: Annotated[Date | None, At("@ДатаНач")] = None
    internal_number: Annotated[str | None, At("@ВнНомДовер")] = None
    registered: Annotated[Date | None, At("@ДатаВнРегДовер")] = None
    revocation_system: Annotated[str | None, At("@СведСистОтм")] = None


class SettlementPaperPower(Part):
    """СвДоверБум: a power of attorney on paper."""

    issued: Annotated[Date | None, At("@ДатаДовер")] = None
    number: Annotated[str | None, At("@ВнНомДовер")] = None
    principal: Annotated[str | None, At("@СвИдДовер")] = None
    signed_by: Annotated[FullName | None, At("ФИО")] = None


class SettlementSignatory(Part):
    """Подписант. Left out, ``signature`` is qualified and ``status`` follows from the power given."""

    status: Annotated[SignatoryStatus | None, At("@СтатПодп")] = None
    signature: Annotated[SignatureKind | None, At("@ТипПодпис")] = None
    system: Annotated[str | None, At("@ИдСистХран")] = None
    position: Annotated[str | None, At("@Должн")] = None
    name: Annotated[FullName, At("ФИО")]
    electronic_power: Annotated[SettlementPower | None, At("СвДовер")] = None
    paper_power: Annotated[SettlementPaperPower | None, At("СвДоверБум")] = None

    def completed(self) -> SettlementSignatory:
        """With the kind of signature and the authority said."""
        return self.changed({"signature": self.signature or SignatureKind.QUALIFIED, "status": self._authority})

    @property
    def _authority(self) -> SignatoryStatus:
        if self.status is not None:
            return self.status
        if self.electronic_power is not None:
            return SignatoryStatus.ELECTRONIC_POWER
        return SignatoryStatus.PAPER_POWER if self.paper_power is not None else SignatoryStatus.HEAD
