"""ЭТрН 5.01, the carrier's title on taking the cargo: ON_TRNACLPPRIN, КНД 1110340, приказ ФНС ЕД-7-26/1065@."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Header, Part
from edo_gateway.formats.parts.values import ColonTime, Date, Flag
from edo_gateway.formats.transport.references import CarrierRemark, TransportRemarks, TransportSignatory
from edo_gateway.formats.transport.title import TransportTitle, title_header
from edo_gateway.formats.transport.values import Moment

_CONTENT = "СодИнфПрвПрием"


class LoadingObjection(Part):
    """ЗамПрвПрием: in what the carrier differs from the consignor's title."""

    arrived_at: Annotated[Moment | None, At("@ЗамДатВрПриб")] = None
    arrived_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрПрб")] = None
    departed_at: Annotated[Moment | None, At("@ЗамДатВрУбыт")] = None
    departed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрУб")] = None
    placed_at: Annotated[Moment | None, At("@ЗамДатВрПосПрием")] = None
    placed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрПрм")] = None
    condition: Annotated[str | None, At("@ЗамСостГруз")] = None
    mass: Annotated[str | None, At("@ЗамМасс")] = None
    packages: Annotated[str | None, At("@ЗамКолМест")] = None
    work: Annotated[str | None, At("@ЗамПогрРаб")] = None
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class TransportAcceptance(TransportTitle):
    """The carrier has taken the cargo: the answer to the consignor's title.

    ``waybill_file`` and the signature (base64) tie it to the very bytes the consignor signed; ``uid`` is the number of
    the waybill in the state system (ГИС ЭПД). The carrier sends it to the consignee, the consignor is the third.
    """

    header: ClassVar[Header] = title_header("ON_TRNACLPPRIN", "1110340", formed="ИнфПрвПрием")
    sides: ClassVar[tuple[str, str]] = ("carrier", "consignee")
    third_side: ClassVar[str] = "consignor"

    type: Literal["transport_acceptance"] = "transport_acceptance"
    waybill_file: Annotated[str, At("ИдИнфГО/@ИдФайлИнфГО")]
    waybill_file_date: Annotated[Date, At("ИдИнфГО/@ДатФайлИнфГО")]
    waybill_file_time: Annotated[ColonTime, At("ИдИнфГО/@ВрФайлИнфГО")]
    waybill_signature: Annotated[str, At("ИдИнфГО/@ЭП")]
    uid: Annotated[str, At(f"{_CONTENT}/@УИД_ТрН")]  # noqa: RUF001 - Cyrillic all through
    operation: Annotated[str | None, At(f"{_CONTENT}/@СодОпер")] = None
    objection: Annotated[LoadingObjection | None, At(f"{_CONTENT}/ЗамПрвПрием")] = None
    remarks: Annotated[tuple[CarrierRemark, ...], At(f"{_CONTENT}/ОтметПрвПрием")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At(f"{_CONTENT}/ИнфПол")] = ()
    signatory: Annotated[TransportSignatory, At("Подписант")]

    @property
    def date(self) -> dt.date:
        """The day of the title answered: the format has no other date."""
        return self.waybill_file_date
