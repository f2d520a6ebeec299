"""The cargo of a transport waybill: what is carried, in what packages, how heavy, how dangerous, how dear."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.values import Date, Flag, Money, Whole
from edo_gateway.formats.transport.parties import ServiceCustomer
from edo_gateway.formats.transport.values import Measure, Share


class Dimensions(Part):
    """ГабарТип, in metres."""

    height: Annotated[Measure, At("@ВысЗнач")]
    length: Annotated[Measure, At("@ДлЗнач")]
    width: Annotated[Measure, At("@ШирЗнач")]


class CargoMass(Part):
    """МассаТип, in kilograms."""

    net_mass: Annotated[Measure | None, At("@МасНетЗнач")] = None
    gross_mass: Annotated[Measure, At("@МасБрутЗнач")]
    pallets: Annotated[Whole | None, At("@КолПалл")] = None


class CargoValue(Part):
    """ЦеннГрузТип: the declared value with tax.

    ``currency`` is a code of ОКВ or three letters; with neither it nor its name said it is the rouble.
    """

    sum: Annotated[Money, At("@СтЦеннГр")]
    currency: Annotated[str | None, At("@КодОКВ")] = None
    currency_name: Annotated[str | None, At("@НаимОКВ")] = None


class DangerousCargo(Part):
    """СвОпГрузТип: what ДОПОГ asks to be told of a dangerous cargo."""

    un_number: Annotated[str, At("@НомООН")]
    shipping_name: Annotated[str, At("@НадОтгНаим")]
    technical_name: Annotated[str | None, At("@ТехНаим")] = None
    description: Annotated[str | None, At("@Описание")] = None
    hazard_class: Annotated[str, At("@Клас")]
    classification_code: Annotated[str, At("@КласКод")]
    packing_group: Annotated[str, At("@ГрУп")]
    hazard_label: Annotated[str, At("@ЗнОп")]
    tunnel_code: Annotated[str, At("@КодОгрЧерТун")]
    radionuclides: Annotated[str | None, At("@НазРадионук")] = None
    form: Annotated[str | None, At("@ОписФизХимФорм")] = None
    maximum_activity: Annotated[str | None, At("@МаксАкт")] = None
    packing_category: Annotated[str | None, At("@КатУпак")] = None
    transport_index: Annotated[str | None, At("@ТрансИндекс")] = None
    safety_index: Annotated[str | None, At("@ИндексБез")] = None
    approval_marks: Annotated[str | None, At("@ОпозЗнак")] = None
    total_activity: Annotated[str | None, At("@ПолнАктГр")] = None
    explosive_mass: Annotated[str | None, At("@ОбМасНетВзрСод")] = None
    total_explosive_mass: Annotated[str | None, At("@ОбМасНетВзрСодВсех")] = None
    mixture: Annotated[str | None, At("@ПроцСмеси")] = None
    holding_until: Annotated[Date | None, At("@ДатИстВрУдер")] = None
    control_temperature: Annotated[str | None, At("@КонтТемпер")] = None
    emergency_temperature: Annotated[str | None, At("@АварТемпер")] = None


class Containers(Part):
    """СвКонтейнТип. ``count`` defaults to how many numbers there are."""

    count: Annotated[Whole | None, At("@КолКонтейн")] = None
    numbers: Annotated[tuple[str, ...], At("ИдКонтейн")]


class StateSystem(Part):
    """СвГосСист: goods that a state information system keeps account of."""

    name: Annotated[str, At("@НаимГосСист")]
    unit: Annotated[str | None, At("@УчетЕд")] = None
    details: Annotated[str | None, At("@ИнаяИнф")] = None
    numbers: Annotated[tuple[str, ...], At("ИдНомУчетЕд")]


class CargoItem(Part):
    """ОпГруз: one position of the cargo. ``package_kind`` is two characters of ОКВГУМ, ``packages`` how many."""

    name: Annotated[str, At("@НаимГруз")]
    commodity_code: Annotated[str | None, At("@КодТовНом")] = None
    condition: Annotated[str, At("@СостГруз")]
    packing: Annotated[str, At("@СпУпак")]
    package_kind: Annotated[str, At("@ВидТар")]
    density: Annotated[Share | None, At("@Плотн")] = None
    volume: Annotated[Measure | None, At("@Объем")] = None
    packages: Annotated[Whole, At("@КолМестГр")]
    in_state_system: Annotated[Flag | None, At("@УчГосСист")] = None
    details: Annotated[str | None, At("@ДрОГруз")] = None
    marks: Annotated[tuple[str, ...], At("Марк")]
    dimensions: Annotated[Dimensions | None, At("Габар")] = None
    dangerous: Annotated[tuple[DangerousCargo, ...], At("СвОпГруз")] = ()
    containers: Annotated[tuple[Containers, ...], At("СвКонтейн")] = ()
    mass: Annotated[CargoMass, At("ПлМасГруз")]
    value: Annotated[CargoValue | None, At("ЦеннГруз")] = None
    services_customer: Annotated[ServiceCustomer | None, At("ЗакУсл")] = None
    state_system: Annotated[StateSystem | None, At("СвГосСист")] = None
