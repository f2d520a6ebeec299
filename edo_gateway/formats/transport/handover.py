"""ЭТрН 5.01, the carrier's title on handing the cargo over: ON_TRNACLPVYN, КНД 1110342, приказ ФНС ЕД-7-26/1065@."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Header, Part
from edo_gateway.formats.parts.values import ColonTime, Date, Flag
from edo_gateway.formats.transport.references import CarrierRemark, TransportRemarks, TransportSignatory
from edo_gateway.formats.transport.title import TransportTitle, title_header
from edo_gateway.formats.transport.values import Moment

_CONTENT = "СодПрвВыд"


class UnloadingObjection(Part):
    """ЗамПрвВыд: in what the carrier differs from the consignee's title."""

    arrived_at: Annotated[Moment | None, At("@ЗамДатаВрПриб")] = None
    arrived_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрПр")] = None
    departed_at: Annotated[Moment | None, At("@ЗамДатВрУбыт")] = None
    departed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрУб")] = None
    placed_at: Annotated[Moment | None, At("@ЗамДатВрПосВыгр")] = None
    placed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрВыгр")] = None
    condition: Annotated[str | None, At("@ЗамСостГруз")] = None
    work: Annotated[str | None, At("@ЗамРабВыгр")] = None
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class TransportHandover(TransportTitle):
    """The carrier has handed the cargo over: the answer to the consignee's title, and the end of the carriage.

    The carrier sends it to the consignee, the consignor is the third.
    """

    header: ClassVar[Header] = title_header("ON_TRNACLPVYN", "1110342", formed="ИнфПрвВыд")
    sides: ClassVar[tuple[str, str]] = ("carrier", "consignee")
    third_side: ClassVar[str] = "consignor"

    type: Literal["transport_handover"] = "transport_handover"
    delivery_file: Annotated[str, At("ИдИнфГП/@ИдФайлИнфГП")]
    delivery_file_date: Annotated[Date, At("ИдИнфГП/@ДатФайлИнфГП")]
    delivery_file_time: Annotated[ColonTime, At("ИдИнфГП/@ВрФайлИнфГП")]
    delivery_signature: Annotated[str, At("ИдИнфГП/@ЭП")]
    uid: Annotated[str, At(f"{_CONTENT}/@УИД_ТрН")]  # noqa: RUF001 - Cyrillic all through
    operation: Annotated[str | None, At(f"{_CONTENT}/@СодОпер")] = None
    objection: Annotated[UnloadingObjection | None, At(f"{_CONTENT}/ЗамПрвВыд")] = None
    remarks: Annotated[tuple[CarrierRemark, ...], At(f"{_CONTENT}/ОтметПрвВыд")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At(f"{_CONTENT}/ИнфПол")] = ()
    signatory: Annotated[TransportSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date:
        """The day of the title answered: the format has no other date."""
        return self.delivery_file_date
