"""A line of the transfer document, СведТов of 970@, with everything a line may carry."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.references import Information, Reference
from edo_gateway.formats.parts.values import ExciseSum, Flag, Gtin, Money, Quantity, VatRate, VatSum, Whole

_INFORMATION = "ИнфПолФХЖ2"  # noqa: RUF001 - the digit belongs to the name
_OKPD = "ДопСведТов/@КодТовОКПД2"  # noqa: RUF001 - the digit belongs to the name


class LineKind(Coded):
    """ПрТовРаб."""

    GOODS = "goods", "1"
    WORK = "work", "2"
    SERVICE = "service", "3"
    RIGHT = "right", "4"
    OTHER = "other", "5"


class Customs(Part):
    """СвДТ: country of origin (ОКСМ, three digits) and the customs declaration."""

    country: Annotated[str | None, At("@КодПроисх")] = None
    declaration: Annotated[str | None, At("@НомерДТ")] = None


class Depreciation(Part):
    """НалУчАморт: tax accounting data of a fixed asset that changes hands."""

    group: Annotated[str, At("@АмГруппа")]
    okof: Annotated[str, At("@КодОКОФ")]
    useful_life: Annotated[str, At("@СрПолИспОС")]
    actual_life: Annotated[Whole, At("@ФактСрокИсп")]


class Traceability(Part):
    """СведПрослеж: the registration number of a batch (РНПТ) and its quantity and cost in roubles."""

    batch: Annotated[str, At("@НомТовПрослеж")]
    unit_code: Annotated[str | None, At("@ЕдИзмПрослеж")] = None
    unit: Annotated[str, At("@НаимЕдИзмПрослеж")]
    quantity: Annotated[Quantity, At("@КолВЕдПрослеж")]
    net: Annotated[Money, At("@СтТовБезНДСПрослеж")]
    note: Annotated[str | None, At("@ДопИнфПрослеж")] = None


class Marking(Part):
    """НомСредИдентТов: codes of identification without the crypto tail, or codes of packages."""

    transport_package: Annotated[str | None, At("@ИдентТрансУпак")] = None
    quantity: Annotated[Whole | None, At("@КолВедМарк")] = None
    batch: Annotated[str | None, At("@ПрПартМарк")] = None
    codes: Annotated[tuple[str, ...], At("КИЗ")] = ()
    packages: Annotated[tuple[str, ...], At("НомУпак")] = ()


class StateSystem(Part):
    """СвГосСист: a good accounted for in a state information system."""

    name: Annotated[str, At("@НаимГосСист")]
    unit: Annotated[str | None, At("@УчетЕд")] = None
    note: Annotated[str | None, At("@ИнаяИнф")] = None
    numbers: Annotated[tuple[str, ...], At("ИдНомУчетЕд")]


class Line(Part):
    """СведТов. Left out, the number, unit code, sums and VAT are computed.

    ``unit`` is the name as printed («шт») or an ОКЕИ code; ``net`` is the cost without VAT, ``gross`` with it.
    """

    number: Annotated[Whole | None, At("@НомСтр")] = None
    name: Annotated[str | None, At("@НаимТов")] = None
    unit_code: Annotated[str | None, At("@ОКЕИ_Тов")] = None
    unit: Annotated[str | None, At("@НаимЕдИзм")] = None
    quantity: Annotated[Quantity | None, At("@КолТов")] = None
    price: Annotated[Quantity | None, At("@ЦенаТов")] = None
    net: Annotated[Money | None, At("@СтТовБезНДС")] = None
    vat_rate: Annotated[VatRate, At("@НалСт")]
    gross: Annotated[Money | None, At("@СтТовУчНал")] = None
    price_includes_vat: Flag | None = None
    customs: Annotated[tuple[Customs, ...], At("СвДТ")] = ()
    kind: Annotated[LineKind | None, At("ДопСведТов/@ПрТовРаб")] = None
    kind_note: Annotated[str | None, At("ДопСведТов/@ДопПризн")] = None
    ordered_quantity: Annotated[Quantity | None, At("ДопСведТов/@НадлОтп")] = None
    description: Annotated[str | None, At("ДопСведТов/@ХарактерТов")] = None
    grade: Annotated[str | None, At("ДопСведТов/@СортТов")] = None
    series: Annotated[str | None, At("ДопСведТов/@СерияТов")] = None
    article: Annotated[str | None, At("ДопСведТов/@АртикулТов")] = None
    code: Annotated[str | None, At("ДопСведТов/@КодТов")] = None
    gtin: Annotated[Gtin | None, At("ДопСведТов/@ГТИН")] = None
    catalogue_code: Annotated[str | None, At("ДопСведТов/@КодКат")] = None
    customs_code: Annotated[str | None, At("ДопСведТов/@КодВидТов")] = None
    product_kind: Annotated[Whole | None, At("ДопСведТов/@КодВидПр")] = None
    okpd2: Annotated[str | None, At(_OKPD)] = None
    operation_note: Annotated[str | None, At("ДопСведТов/@ДопИнфПВидО")] = None
    origin_names: Annotated[tuple[str, ...], At("ДопСведТов/КрНаимСтрПр")] = ()
    documents: Annotated[tuple[Reference, ...], At("ДопСведТов/СопрДокТов")] = ()
    depreciation: Annotated[Depreciation | None, At("ДопСведТов/НалУчАморт")] = None
    restored_vat: Annotated[VatSum | None, At("ДопСведТов/СумНалВосст/СумНал", word="БезНДС")] = None
    traceability: Annotated[tuple[Traceability, ...], At("ДопСведТов/СведПрослеж")] = ()
    marking: Annotated[tuple[Marking, ...], At("ДопСведТов/НомСредИдентТов")] = ()
    state_systems: Annotated[tuple[StateSystem, ...], At("ДопСведТов/СвГосСист")] = ()
    excise: Annotated[ExciseSum | None, At("Акциз/СумАкциз", word="БезАкциз")] = None
    vat: Annotated[VatSum | None, At("СумНал/СумНал", word="БезНДС")] = None
    information: Annotated[tuple[Information, ...], At(_INFORMATION)] = ()
