"""ЭТрН 5.01, the consignor's title: ON_TRNACLGROT, КНД 1110339, приказ ФНС ЕД-7-26/1065@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Header, Part
from edo_gateway.formats.parts.values import ColonTime, Date, Flag
from edo_gateway.formats.transfer.facts import Correction
from edo_gateway.formats.transport.cargo import CargoItem, CargoValue
from edo_gateway.formats.transport.carriage import Driver, Instructions, Loading, MovementPermit, Vehicle
from edo_gateway.formats.transport.parties import TransportParty
from edo_gateway.formats.transport.places import Place
from edo_gateway.formats.transport.references import (
    ConsignorSignatory,
    PartyRemark,
    TransportReference,
    TransportRemarks,
)
from edo_gateway.formats.transport.title import TransportTitle, title_header

_CONTENT = "СодИнфГО"
_DOCUMENTS = f"{_CONTENT}/СопрДок"
_VEHICLES = f"{_CONTENT}/СвТС"


class OrderFile(Part):
    """ИдЗак: the electronic order the carriage follows, with its signature (base64)."""

    file: Annotated[str, At("@ИдФайлЗак")]
    date: Annotated[Date, At("@ДатФайлЗак")]
    time: Annotated[ColonTime, At("@ВрФайлЗак")]
    signature: Annotated[str, At("@ЭП")]


class TransportWaybill(TransportTitle):
    """Транспортная накладная: the consignor gives a cargo to the carrier for the consignee.

    Three participants are in the name of the file: the carrier receives it (``recipient``), the consignor sends it
    (``sender``), the consignee is the third. ``uid`` is given by the state system (ГИС ЭПД) after the title is sent.
    """

    header: ClassVar[Header] = title_header("ON_TRNACLGROT", "1110339", formed="ИнфГО", attributes=("НаимЭкСубСост",))

    sides: ClassVar[tuple[str, str]] = ("consignor", "carrier")
    third_side: ClassVar[str] = "consignee"

    type: Literal["transport_waybill"] = "transport_waybill"
    composer: Annotated[str | None, At("@НаимЭкСубСост")] = None
    composer_basis: Annotated[TransportReference | None, At("ОснДовОргСост")] = None
    uid: Annotated[str | None, At(f"{_CONTENT}/@УИД_ТрН")] = None  # noqa: RUF001 - Cyrillic all through
    operation: Annotated[str | None, At(f"{_CONTENT}/@СодОпер")] = None
    number: Annotated[str, At(f"{_CONTENT}/@НомерТрН")]
    date: Annotated[Date, At(f"{_CONTENT}/@ДатаТрН")]
    order_number: Annotated[str, At(f"{_CONTENT}/@НомЗак")]
    order_date: Annotated[Date, At(f"{_CONTENT}/@ДатаЗак")]
    order_file: Annotated[OrderFile | None, At(f"{_CONTENT}/ИдЗак")] = None
    correction: Annotated[Correction | None, At(f"{_CONTENT}/ИспрТрН")] = None
    consignor_is_forwarder: Annotated[Flag, At(f"{_CONTENT}/СвГО/@ГОЭксп")] = False
    consignor: Annotated[TransportParty, At(f"{_CONTENT}/СвГО/РекИдентГО")]
    payment_basis: Annotated[TransportReference | None, At(f"{_CONTENT}/СвГО/ОснРасчИным")] = None
    customer: Annotated[TransportParty | None, At(f"{_CONTENT}/СвЗак/РекИдентЗак")] = None
    customer_contract: Annotated[TransportReference | None, At(f"{_CONTENT}/СвЗак/ДогУслПер")] = None
    consignee: Annotated[TransportParty, At(f"{_CONTENT}/СвГП/РекИдентГП")]
    delivery_place: Annotated[Place, At(f"{_CONTENT}/СвГП/АдресДостГр")]
    cargo: Annotated[tuple[CargoItem, ...], At(f"{_CONTENT}/СвГруз/ОпГруз")]
    declared_value: Annotated[CargoValue | None, At(f"{_CONTENT}/СвГруз/ОбЦеннГр")] = None
    cargo_information: Annotated[tuple[TransportRemarks, ...], At(f"{_CONTENT}/СвГруз/ИнфПол")] = ()
    accompanying_documents: Annotated[tuple[TransportReference, ...], At(f"{_DOCUMENTS}/ДокКТрН")] = ()
    cargo_documents: Annotated[tuple[TransportReference, ...], At(f"{_DOCUMENTS}/ДокКГр")] = ()
    shipment_documents: Annotated[tuple[TransportReference, ...], At(f"{_DOCUMENTS}/ДокПерЦенн")] = ()
    container_list: Annotated[TransportReference | None, At(f"{_DOCUMENTS}/РекСопрВед")] = None
    instructions: Annotated[Instructions, At(f"{_CONTENT}/УказГО")]
    carrier: Annotated[TransportParty, At(f"{_CONTENT}/СвПер")]
    drivers: Annotated[tuple[Driver, ...], At(f"{_CONTENT}/СвВодит")]
    vehicle: Annotated[Vehicle, At(f"{_VEHICLES}/ТС")]  # noqa: RUF001 - Cyrillic all through
    trailers: Annotated[tuple[Vehicle, ...], At(f"{_VEHICLES}/Прицеп")] = ()
    movement_permits: Annotated[tuple[MovementPermit, ...], At(f"{_VEHICLES}/СпецУслДвиж")] = ()
    vehicle_information: Annotated[tuple[TransportRemarks, ...], At(f"{_VEHICLES}/ИнфПол")] = ()
    loading: Annotated[Loading, At(f"{_CONTENT}/СвПогруз")]
    remarks: Annotated[tuple[PartyRemark, ...], At(f"{_CONTENT}/ОтметГО")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At(f"{_CONTENT}/ИнфПол")] = ()
    signatory: Annotated[ConsignorSignatory, At("Подписант")]
