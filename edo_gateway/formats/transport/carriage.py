"""How a cargo is carried: the consignor's instructions, drivers, vehicles, and the loading."""

from __future__ import annotations

from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import Date, Flag, PersonInn, Whole
from edo_gateway.formats.transport.parties import TransportContact, TransportParty
from edo_gateway.formats.transport.places import Place
from edo_gateway.formats.transport.references import TransportAuthor, TransportReference, TransportRemarks
from edo_gateway.formats.transport.values import Capacity, Moment, Share, Temperature


class Route(Part):
    """СведМршТип: in words, for machines, or both."""

    text: Annotated[str | None, At("@МршТекст")] = None
    machine_readable: Annotated[str | None, At("@МршМашЧит")] = None


class ReaddressingParty(Coded):
    """ЛицоПА: who may send the cargo elsewhere."""

    CONSIGNOR = "consignor", "Грузоотправитель"
    CONSIGNEE = "consignee", "Грузополучатель"


class Readdressing(Part):
    """СвПА. ``contact`` defaults to that of the party; the consignee needs the document that gave it the right."""

    by: Annotated[ReaddressingParty, At("@ЛицоПА")] = ReaddressingParty.CONSIGNOR
    method: Annotated[Literal["Электронное уведомление перевозчика о переадресовке"], At("@СпосПерУкПА")] = (  # noqa: RUF001 - Cyrillic all through
        "Электронное уведомление перевозчика о переадресовке"  # noqa: RUF001 - Cyrillic all through
    )
    contact: Annotated[TransportContact | None, At("КонтПА")] = None
    right_document: Annotated[TransportReference | None, At("ДокПерПолнПА")] = None


class Climate(Part):
    """КлимРеж: degrees Celsius and per cent of humidity."""

    temperature_from: Annotated[Temperature | None, At("@ТемпНеНиже")] = None
    temperature_to: Annotated[Temperature | None, At("@ТемпНеВыше")] = None
    humidity_from: Annotated[Share | None, At("@ВлажнНеНиже")] = None
    humidity_to: Annotated[Share | None, At("@ВлажнНеВыше")] = None


class Instructions(Part):
    """УказГО: the consignor's instructions. ``requirements`` are those of sanitary, customs and like rules."""

    transshipment_forbidden: Annotated[Flag | None, At("@ЗапрПерегруз")] = None
    deliver_by: Annotated[Moment | None, At("@ДатВрДостГр")] = None
    deliver_by_has_offset: Annotated[Flag | None, At("@НалКоорТочВрДост")] = None
    delivery_term: Annotated[str | None, At("@СрокДостГр")] = None
    seals: Annotated[str | None, At("@СвПломба")] = None
    requirements: Annotated[str, At("@УкНормПрвз")]
    speed_limits: Annotated[str | None, At("@ОгрСкор")] = None
    route: Annotated[Route | None, At("МршПрвз")] = None
    readdressing: Annotated[Readdressing, At("СвПА")] = Readdressing()
    climate: Annotated[Climate | None, At("КлимРеж")] = None
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class Driver(Part):
    """СвВодит: known by ИНН, or by the number, series and date of the driving licence."""

    license_number: Annotated[str | None, At("@НомВУ")] = None
    license_series: Annotated[str | None, At("@СерВУ")] = None  # noqa: RUF001 - Cyrillic all through
    license_issued: Annotated[Date | None, At("@ДатаВыдВУ")] = None
    inn: Annotated[PersonInn | None, At("@ИННФЛ")] = None
    simple_signature: Annotated[str | None, At("@СвСпИдПодп")] = None
    phones: Annotated[tuple[str, ...], At("Тлф")]
    name: Annotated[FullName, At("ФИО")]
    trip_sheets: Annotated[tuple[TransportReference, ...], At("ПутевойЛист")] = ()


class Vehicle(Part):
    """ПараметрыТСТип. ``payload`` in tonnes, ``capacity`` in m³; ``ownership`` 3, 4 and 5 need the ``basis``."""

    certificate: Annotated[str | None, At("@НомСТС")] = None
    vin: Annotated[str | None, At("@НомерВИН")] = None
    number: Annotated[str, At("@РегНомер")]
    ownership: Annotated[Literal["1", "2", "3", "4", "5"], At("@ТипВлад")]
    vehicle_type: Annotated[str, At("ПарТС/@Тип")]
    make: Annotated[str, At("ПарТС/@Марка")]
    payload: Annotated[Share, At("ПарТС/@Грузопод")]
    capacity: Annotated[Capacity, At("ПарТС/@Вместим")]
    basis: Annotated[tuple[TransportReference, ...], At("ОснАрЛиз")] = ()


class MovementPermit(Part):
    """СпецУслДвиж: a special permit, named by ``id`` or by number, date and term."""

    number: Annotated[str | None, At("@НомСР")] = None
    date: Annotated[Date | None, At("@ДатаСР")] = None
    term: Annotated[str | None, At("@СрокСР")] = None
    id: Annotated[str | None, At("@ИдСР")] = None
    route: Annotated[Route | None, At("СведМрш")] = None


class LoadedBy(Coded):
    """СовпГОП: whether the consignor loads."""

    CONSIGNOR = "consignor", "1"
    ANOTHER = "another_party", "2"


class LoadingEmployee(Part):
    """РабЛицПогрГр: by ``duties``, or by another document."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    duties: Annotated[str | None, At("ОДолжОб")] = None
    basis: Annotated[TransportReference | None, At("ОПИное")] = None
    name: Annotated[FullName, At("ФИО")]


class Loader(Part):
    """СвЛицПогрГр. ``consignor`` is the consignor's ИНН again, filled in when the consignor loads."""

    by: Annotated[LoadedBy, At("@СовпГОП")]
    party: Annotated[TransportParty | None, At("РекЛицПогрГр")] = None
    basis: Annotated[TransportReference | None, At("ОснПогрГр")] = None
    employee: Annotated[LoadingEmployee | None, At("РабЛицПогрГр")] = None
    consignor: Annotated[TransportAuthor | None, At("ИдентРекГО")] = None


class OwnedBy(Coded):
    """СовпГОВ: whether the consignor owns the place of loading."""

    CONSIGNOR = "consignor", "1"
    ANOTHER = "another_party", "2"
    UNKNOWN = "unknown", "3"


class PlaceOwner(Part):
    """ВладИнфр: the owner of the infrastructure at the place of loading; ``unknown_reason`` why nothing is known."""

    by: Annotated[OwnedBy, At("@СовпГОВ")]
    unknown_reason: Annotated[str | None, At("@ОбНетИнфОВлад")] = None
    party: Annotated[TransportParty | None, At("РекВладИнф")] = None
    consignor: Annotated[TransportAuthor | None, At("ИдентРекГО")] = None


class Loading(Part):
    """СвПогруз: the cargo is handed over to the carrier.

    ``packages`` and ``gross_mass`` (kg, a text in the format) default to those of the cargo by plan.
    """

    declared_at: Annotated[Moment, At("@ЗаявПогр")]
    declared_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрЗаяв")] = None
    arrived_at: Annotated[Moment, At("@ФДатВрПриб")]
    arrived_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрФПогр")] = None
    departed_at: Annotated[Moment, At("@ФДатВрУбыт")]
    departed_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрФУбыт")] = None
    tare_condition: Annotated[str | None, At("@ФСостТар")] = None
    packing_condition: Annotated[str | None, At("@ФСостУп")] = None
    body_condition: Annotated[str | None, At("@ФСостКуз")] = None
    gross_mass: Annotated[str | None, At("@МасБрутОтгр")] = None
    mass_method: Annotated[Literal["01", "02", "03"], At("@МетОпрМасс")]
    packages: Annotated[Whole | None, At("@КолМестПрием")] = None
    place: Annotated[Place, At("ФАдресПогр")]
    loader: Annotated[Loader, At("СвЛицПогрГр")]
    owner: Annotated[PlaceOwner, At("ВладИнфр")]
    access_document: Annotated[TransportReference | None, At("ОснДостОбИнфрДок")] = None
    access: Annotated[str | None, At("ОснДостОбИнфрТекст")] = None
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()
