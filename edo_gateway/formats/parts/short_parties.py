"""What parties of the orders that ask for less than 970@ have in common: УКД of 736@, ТОРГ-2."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.parties import Bank
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.short_addresses import ShortAddress
from edo_gateway.formats.parts.values import ParticipantId, PersonInn


class ShortContact(Part):
    """КонтактТип: one telephone and one address of mail."""

    phone: Annotated[str | None, At("@Тлф")] = None
    email: Annotated[str | None, At("@ЭлПочта")] = None


class ShortPartyHead(Part):
    """What the format puts on the element of a party."""

    okpo: Annotated[str | None, At("@ОКПО")] = None
    department: Annotated[str | None, At("@СтруктПодр")] = None
    note: Annotated[str | None, At("@ИнфДляУчаст")] = None


class ShortEntrepreneur(ShortPartyHead):
    """СвИП: an individual entrepreneur."""

    when: ClassVar[str] = "ИдСв/СвИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    inn: Annotated[PersonInn, At("ИдСв/СвИП/@ИННФЛ")]
    certificate: Annotated[str | None, At("ИдСв/СвИП/@СвГосРегИП")] = None
    details: Annotated[str | None, At("ИдСв/СвИП/@ИныеСвед")] = None
    name: Annotated[FullName, At("ИдСв/СвИП/ФИО")]
    address: Annotated[ShortAddress | None, At("Адрес")] = None
    contact: Annotated[ShortContact | None, At("Контакт")] = None
    bank: Annotated[Bank | None, At("БанкРекв")] = None
    participant_id: ParticipantId | None = None

    kpp: ClassVar[None] = None

    @property
    def display_name(self) -> str:
        return f"ИП {self.name.full}"
