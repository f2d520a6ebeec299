"""Parties of the correction document, СвПродПокТип of 736@: poorer than those of 970@, and with other addresses."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.correction.signatories import CorrectionSignatory
from edo_gateway.formats.mapping.declaration import At
from edo_gateway.formats.parts.kinds import tag_of_party
from edo_gateway.formats.parts.parties import Bank
from edo_gateway.formats.parts.short_addresses import ShortAddress
from edo_gateway.formats.parts.short_parties import ShortContact, ShortEntrepreneur, ShortPartyHead
from edo_gateway.formats.parts.values import CompanyInn, Kpp, ParticipantId


class CorrectionCompany(ShortPartyHead):
    """СвЮЛУч: an organisation registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвЮЛУч"

    kind: Literal["company"] = "company"
    name: Annotated[str, At("ИдСв/СвЮЛУч/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ИдСв/СвЮЛУч/@ИННЮЛ")]
    kpp: Annotated[Kpp | None, At("ИдСв/СвЮЛУч/@КПП")] = None
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None
    signatory: CorrectionSignatory | None = None

    @property
    def display_name(self) -> str:
        return self.name


class CorrectionEntrepreneur(ShortEntrepreneur):
    """СвИП: an individual entrepreneur, and who signs."""

    signatory: CorrectionSignatory | None = None


class CorrectionForeignParty(ShortPartyHead):
    """СвИнНеУч: a foreign person not registered with the tax service."""

    when: ClassVar[str] = "ИдСв/СвИнНеУч"

    kind: Literal["foreign"] = "foreign"
    name: Annotated[str, At("ИдСв/СвИнНеУч/@НаимОрг")]
    identifier: Annotated[str | None, At("ИдСв/СвИнНеУч/@Идентиф")] = None
    details: Annotated[str | None, At("ИдСв/СвИнНеУч/@ИныеСвед")] = None
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None
    signatory: CorrectionSignatory | None = None

    inn: ClassVar[None] = None
    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return self.name


AnyCorrectionParty = CorrectionCompany | CorrectionEntrepreneur | CorrectionForeignParty
CorrectionParty = Annotated[
    Annotated[CorrectionCompany, Tag(":company")]
    | Annotated[CorrectionEntrepreneur, Tag(":entrepreneur")]
    | Annotated[CorrectionForeignParty, Tag(":foreign")],
    Discriminator(tag_of_party),
]
"""The seller or the buyer of a correction document."""
