"""A line of the correction document, СведТов of 736@: each figure before and after the change, and the difference."""

from __future__ import annotations

from typing import Annotated

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.parts.values import ExciseSum, Money, Quantity, VatRate, VatSum, Whole

_INFORMATION = "ИнфПолФХЖ2"  # noqa: RUF001 - the digit belongs to the name
_CHANGE = "ИзмКолЕдПТ"


class TraceabilityChange(Part):
    """СведПрослеж: a batch (РНПТ) and how its quantity changed; the difference is computed when left out."""

    batch: Annotated[str, At("@НомТовПрослеж")]
    unit_code: Annotated[str, At("@ЕдИзмПрослеж")]
    note: Annotated[str | None, At("@ДопПрослеж")] = None
    quantity_before: Annotated[Quantity | None, At(f"{_CHANGE}/@КолТовЕдПТДо")] = None
    quantity_after: Annotated[Quantity | None, At(f"{_CHANGE}/@КолТовЕдПТПосле")] = None
    quantity_increase: Annotated[Quantity | None, At(f"{_CHANGE}/КолТовЕдПТУвел")] = None
    quantity_decrease: Annotated[Quantity | None, At(f"{_CHANGE}/КолТовЕдПТУм")] = None


class MarkingCodes(Part):
    """НомСредИдТовТип: codes of identification without the crypto tail, or codes of packages."""

    transport_package: Annotated[str | None, At("@ИдентТрансУпак")] = None
    codes: Annotated[tuple[str, ...], At("КИЗ")] = ()
    packages: Annotated[tuple[str, ...], At("НомУпак")] = ()


class CorrectionLine(Part):
    """СведТов. Row А is ``…_before``, Б ``…_after``, В ``…_increase``, Г ``…_decrease``.

    What is left out after the change – unit, quantity, price, rate – stays as it was before. Sums and differences left
    out are computed, given ones are checked. ``corrected_line`` is the number of the line in the corrected document;
    ``unit_…`` is a name as printed («шт») or an ОКЕИ code.
    """

    number: Annotated[Whole | None, At("@НомСтр")] = None
    corrected_line: Annotated[Whole | None, At("@ПорНомТовВСЧФ")] = None
    name: Annotated[str | None, At("@НаимТов")] = None
    unit_code_before: Annotated[str | None, At("@ОКЕИ_ТовДо")] = None
    unit_code_after: Annotated[str | None, At("@ОКЕИ_ТовПосле")] = None
    quantity_before: Annotated[Quantity | None, At("@КолТовДо")] = None
    quantity_after: Annotated[Quantity | None, At("@КолТовПосле")] = None
    price_before: Annotated[Quantity | None, At("@ЦенаТовДо")] = None
    price_after: Annotated[Quantity | None, At("@ЦенаТовПосле")] = None
    vat_rate_before: Annotated[VatRate, At("@НалСтДо")]
    vat_rate_after: Annotated[VatRate | None, At("@НалСтПосле")] = None
    net_before: Annotated[Money | None, At("СтТовБезНДС/@СтоимДоИзм")] = None
    net_after: Annotated[Money | None, At("СтТовБезНДС/@СтоимПослеИзм")] = None
    net_increase: Annotated[Money | None, At("СтТовБезНДС/@СтоимУвел")] = None
    net_decrease: Annotated[Money | None, At("СтТовБезНДС/@СтоимУм")] = None
    excise_before: Annotated[ExciseSum | None, At("АкцизДо/СумАкциз", word="БезАкциз")] = None
    excise_after: Annotated[ExciseSum | None, At("АкцизПосле/СумАкциз", word="БезАкциз")] = None
    excise_increase: Annotated[Money | None, At("АкцизРазн/СумУвел")] = None
    excise_decrease: Annotated[Money | None, At("АкцизРазн/СумУм")] = None
    vat_before: Annotated[VatSum | None, At("СумНалДо/СумНДС", word="БезНДС")] = None
    vat_after: Annotated[VatSum | None, At("СумНалПосле/СумНДС", word="БезНДС")] = None
    vat_increase: Annotated[Money | None, At("СумНалРазн/СумУвел")] = None
    vat_decrease: Annotated[Money | None, At("СумНалРазн/СумУм")] = None
    gross_before: Annotated[Money | None, At("СтТовУчНал/@СтоимДоИзм")] = None
    gross_after: Annotated[Money | None, At("СтТовУчНал/@СтоимПослеИзм")] = None
    gross_increase: Annotated[Money | None, At("СтТовУчНал/@СтоимУвел")] = None
    gross_decrease: Annotated[Money | None, At("СтТовУчНал/@СтоимУм")] = None
    information: Annotated[tuple[Information, ...], At(_INFORMATION)] = ()
    description: Annotated[str | None, At("ДопСведТов/@ХарактерТов")] = None
    grade: Annotated[str | None, At("ДопСведТов/@СортТов")] = None
    article: Annotated[str | None, At("ДопСведТов/@АртикулТов")] = None
    code: Annotated[str | None, At("ДопСведТов/@КодТов")] = None
    unit_before: Annotated[str | None, At("ДопСведТов/@НаимЕдИзмДо")] = None
    unit_after: Annotated[str | None, At("ДопСведТов/@НаимЕдИзмПосле")] = None
    customs_code: Annotated[str | None, At("ДопСведТов/@КодВидТов")] = None
    traceability: Annotated[tuple[TraceabilityChange, ...], At("СведПрослеж")] = ()
    marking_before: Annotated[tuple[MarkingCodes, ...], At("НомСредИдентТовДо")] = ()
    marking_after: Annotated[tuple[MarkingCodes, ...], At("НомСредИдентТовПосле")] = ()
