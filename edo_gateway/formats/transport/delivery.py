"""ЭТрН 5.01, the consignee's title: ON_TRNACLGRPO, КНД 1110341, приказ ФНС ЕД-7-26/1065@."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Header, Part
from edo_gateway.formats.parts.values import ColonTime, Date, Flag, Whole
from edo_gateway.formats.transfer.facts import Correction
from edo_gateway.formats.transport.cargo import CargoMass
from edo_gateway.formats.transport.places import Place
from edo_gateway.formats.transport.references import (
    PartyRemark,
    TransportReference,
    TransportRemarks,
    TransportSignatory,
)
from edo_gateway.formats.transport.title import TransportTitle, title_header
from edo_gateway.formats.transport.values import Measure, Moment, Share

_CONTENT = "СодИнфГП"
_CARRIER_FILE = "ИдИнфПрвПрием"


class AcceptedItem(Part):
    """СвПринПоНаим: one position of the cargo as it arrived."""

    name: Annotated[str, At("@НаимГруз")]
    condition: Annotated[str, At("@СостГруз")]
    density: Annotated[Share | None, At("@Плотн")] = None
    volume: Annotated[Measure | None, At("@Объем")] = None
    packages: Annotated[Whole, At("@КолМест")]
    marks: Annotated[tuple[str, ...], At("ПерМарк")] = ()
    mass: Annotated[CargoMass | None, At("МасГруз")] = None


class Unloading(Part):
    """ПриемГрузГП: how the consignee took the cargo. Masses in kilograms, ``volume`` in m³.

    ``packages`` and ``gross_mass`` default to the sums of ``items``, where these tell them all.
    """

    arrived_at: Annotated[Moment, At("@ФДатВрПриб")]
    arrived_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрФПр")] = None
    departed_at: Annotated[Moment, At("@ФДатВрУбыт")]
    departed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрФУб")] = None
    declared_at: Annotated[Moment, At("@ЗаявДатВрПриб")]
    declared_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрЗПр")] = None
    mass_method: Annotated[Literal["01", "02", "03"] | None, At("@МетОпрМасс")] = None
    packages: Annotated[Whole | None, At("@КолМестПриемЧ")] = None
    condition: Annotated[str, At("@ОбщСвСост")]
    gross_mass: Annotated[Measure | None, At("@МасБрутЗначПрием")] = None
    net_mass: Annotated[Measure | None, At("@МасНетЗначПрием")] = None
    volume: Annotated[Measure | None, At("@Объем")] = None
    place: Annotated[Place, At("АдрВыгруз")]
    items: Annotated[tuple[AcceptedItem, ...], At("СвПринПоНаим")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class TransportDelivery(TransportTitle):
    """The consignee has taken the cargo, or refused it: the answer to the carrier's title.

    Accepted: ``unloading`` is told, and ``operation`` says so in words. Refused: ``refusal_reason`` is told, and
    ``refusal`` says so in words. The consignee sends it to the carrier, the consignor is the third.
    """

    header: ClassVar[Header] = title_header("ON_TRNACLGRPO", "1110341", formed="ИнфГП", attributes=("НаимЭконСубСост",))
    sides: ClassVar[tuple[str, str]] = ("consignee", "carrier")
    third_side: ClassVar[str] = "consignor"

    type: Literal["transport_delivery"] = "transport_delivery"
    composer: Annotated[str, At("@НаимЭконСубСост")]
    composer_basis: Annotated[TransportReference | None, At("ОснДоверОргСост")] = None
    acceptance_file: Annotated[str, At(f"{_CARRIER_FILE}/@ИдФайлИнфПрвПрием")]
    acceptance_file_date: Annotated[Date, At(f"{_CARRIER_FILE}/@ДатФайлПрвПрием")]
    acceptance_file_time: Annotated[ColonTime, At(f"{_CARRIER_FILE}/@ВрФайлПрвПрием")]
    acceptance_signature: Annotated[str, At(f"{_CARRIER_FILE}/@ЭП")]
    uid: Annotated[str, At(f"{_CONTENT}/@УИД_ТрН")]  # noqa: RUF001 - Cyrillic all through
    operation: Annotated[str | None, At(f"{_CONTENT}/@СодОпПр")] = None
    refusal: Annotated[str | None, At(f"{_CONTENT}/@СодОпОтк")] = None
    refusal_reason: Annotated[str | None, At(f"{_CONTENT}/@ПричОтк")] = None
    correction: Annotated[Correction | None, At(f"{_CONTENT}/ИспрТрН")] = None
    unloading: Annotated[Unloading | None, At(f"{_CONTENT}/ПриемГрузГП")] = None
    remarks: Annotated[tuple[PartyRemark, ...], At(f"{_CONTENT}/ОтметГП")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At(f"{_CONTENT}/ИнфПол")] = ()
    signatory: Annotated[TransportSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date:
        """The day of the title answered: the format has no other date."""
        return self.acceptance_file_date
