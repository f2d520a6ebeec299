"""Circumstances of acceptance, СодФХЖ1 of 423@: the commission, the inspection, the cargo, the times, who accepted."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.discrepancy.parties import AcceptanceParty
from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.references import FullName, Information
from edo_gateway.formats.parts.values import Date, DateTime, Quantity, Time, Whole


class CommissionOrder(Part):
    """Приказ: the order that appointed the commission."""

    number: Annotated[str, At("@НомПрик")]
    date: Annotated[Date, At("@ДатаПрик")]


class AccompanyingDocument(Part):
    """СопрДокТип: the document the goods came with; ``id`` tells it apart in another way."""

    name: Annotated[str, At("@НаимСопрДок")]
    number: Annotated[str | None, At("@НомСопрДок")] = None
    date: Annotated[Date | None, At("@ДатаСопрДок")] = None
    id: Annotated[str | None, At("@ДопИдСопрДок")] = None


class Inspection(Part):
    """СвОсмГруз: the inspection of the cargo; times are Moscow's."""

    date: Annotated[Date | None, At("@ДатаОсм")] = None
    place: Annotated[str | None, At("@МестоСост")] = None
    started_at: Annotated[Time | None, At("@ВремяНач")] = None
    finished_at: Annotated[Time | None, At("@ВремяОконч")] = None
    shipped_on: Annotated[Date | None, At("@ДатаОтпр")] = None
    certificates: Annotated[tuple[str, ...], At("СертСоотв")] = ()
    document: Annotated[AccompanyingDocument, At("СопрДок")]
    information_file: Annotated[str | None, At("ИнфПолСвОсм/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At("ИнфПолСвОсм/ТекстИнф")] = ()


class Cargo(Part):
    """СвСопрДок: cargo by the transport documents, its mass there and on arrival, in the unit of the line."""

    seal: Annotated[str | None, At("@ОтмПломб")] = None
    packaging: Annotated[str | None, At("@ВидУпак")] = None
    places: Annotated[Whole | None, At("@КолМест")] = None
    name: Annotated[str, At("@НаимГруз")]
    unit_code: Annotated[str | None, At("@ОКЕИ_Тов")] = None
    unit: Annotated[str | None, At("@НаимЕдИзм")] = None
    documented_gross_mass: Annotated[Quantity | None, At("МассаДок/@МассаБр")] = None
    documented_net_mass: Annotated[Quantity | None, At("МассаДок/@МассаНет")] = None
    actual_gross_mass: Annotated[Quantity | None, At("МассаФакт/@МассаБр")] = None
    actual_net_mass: Annotated[Quantity | None, At("МассаФакт/@МассаНет")] = None
    information: Annotated[Information | None, At("ИнфПолСопрДок")] = None


class Timing(Part):
    """СвВремПрием: what happened to the cargo when."""

    arrived_at: Annotated[DateTime | None, At("@ПрибГруз")] = None
    released_at: Annotated[DateTime | None, At("@ВыдачГруз")] = None
    opened_at: Annotated[DateTime | None, At("@ВскрытГруз")] = None
    delivered_at: Annotated[DateTime | None, At("@ДостГруз")] = None


class OtherCircumstances(Part):
    """ДрОбстПрием: storage, packaging, how the shortage was found, the carrier."""

    storage: Annotated[str | None, At("@УсловХран")] = None
    packaging: Annotated[str | None, At("@СостТара")] = None
    shortage_method: Annotated[str | None, At("@ОпредНедост")] = None
    note: Annotated[str | None, At("@ДопСв")] = None
    carrier: Annotated[AcceptanceParty | None, At("Перевозчик")] = None
    transport_document: Annotated[AccompanyingDocument | None, At("СопрТрансДок")] = None


class AcceptingEmployee(Part):
    """РабОргПок: an employee of the buyer."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    basis: Annotated[str, At("@ОснПолн")]
    name: Annotated[FullName, At("ФИО")]


class AcceptingAgent(Part):
    """ПредОргПрин: a representative of an organisation entrusted with acceptance."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    organization: Annotated[str, At("@НаимОргПрин")]
    organization_basis: Annotated[str | None, At("@ОснДоверОргПрин")] = None
    person_basis: Annotated[str | None, At("@ОснПолнПредПрин")] = None
    name: Annotated[FullName, At("ФИО")]


class AcceptingPerson(Part):
    """ФЛПрин: a private person entrusted with acceptance."""

    basis: Annotated[str | None, At("@ОснДоверФЛ")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None
    name: Annotated[FullName, At("ФИО")]


class GoodsAcceptedBy(Part):
    """СвЛицПрин: exactly one of the three."""

    employee: Annotated[AcceptingEmployee | None, At("РабОргПок")] = None
    agent: Annotated[AcceptingAgent | None, At("ИнЛицо/ПредОргПрин")] = None
    person: Annotated[AcceptingPerson | None, At("ИнЛицо/ФЛПрин")] = None
