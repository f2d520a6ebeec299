"""The works of an act, НаимИСт of 691@: lines, sections of lines, and elements of a base price."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.values import Flag, Money, Quantity, Whole
from edo_gateway.formats.works.parts import ConstructionReference, Extension, InformationField
from edo_gateway.formats.works.values import ConversionFactor, MoneyOrDash, WorkVat

_INFORMATION = "ИнфПолФХЖ2"  # noqa: RUF001 - the digit belongs to the name


class WorksVatRate(StrEnum):
    """НалСтПостр and НалСт, in the words of the format (revision of 2025)."""

    ZERO = "0%"
    FIVE = "5%"
    SEVEN = "7%"
    TEN = "10%"
    TWENTY = "20%"
    TWENTY_TWO = "22%"
    WITHOUT_VAT = "без НДС"
    TAX_AGENT = "НДС исчисляется налоговым агентом"


class ReducedVatRate(StrEnum):
    """НалСтВИтог: a rate of a line other than the basic one, where VAT is told in the totals only."""

    ZERO = "0%"
    FIVE = "5%"
    SEVEN = "7%"
    TEN = "10%"
    WITHOUT_VAT = "без НДС"
    TAX_AGENT = "НДС исчисляется налоговым агентом"


class PastChange(Part):
    """ИзмененияТип: a cost or a quantity told in an earlier act that changes now; one of cost, one of quantity."""

    batch_increased: Annotated[str | None, At("@РНПТУвел")] = None
    batch_decreased: Annotated[str | None, At("@РНПТУменьш")] = None
    net_increase: Annotated[Money | None, At("УвелДен")] = None
    net_decrease: Annotated[Money | None, At("УменьшДен")] = None
    quantity_increase: Annotated[Quantity | None, At("УвелКол")] = None
    quantity_decrease: Annotated[Quantity | None, At("УменьшКол")] = None
    quantity_unchanged: Annotated[Literal["без изм"] | None, At("НетИзмКол")] = None
    document: Annotated[ConstructionReference | None, At("ПрДокИзмСНачСтр")] = None


class PastChanges(Part):
    """ИзмДаннПрПерТип: by errors of earlier periods and by new circumstances."""

    errors: Annotated[tuple[PastChange, ...], At("ОшибПрПер")] = ()
    circumstances: Annotated[tuple[PastChange, ...], At("НовОбстПрПер")] = ()


class WorksTraceability(Part):
    """СвПрослежСтройка: the registration number of a batch (РНПТ), its quantity and cost."""

    batch: Annotated[str, At("@НомТовПрослеж")]
    unit_code: Annotated[str | None, At("@ЕдИзмПрослеж")] = None
    unit: Annotated[str | None, At("@НаимЕдИзмПрослеж")] = None
    quantity: Annotated[Quantity, At("@КолВЕдПрослеж")]
    name: Annotated[str | None, At("@НаимТовВГрупп")] = None
    net: Annotated[Money | None, At("@СтТовПрослежБезНДС")] = None


class WorkLine(Part):
    """СвВидРабТип. Left out, the number, unit code, price, sums and VAT of the period are computed.

    ``net`` is the cost of the period without VAT, ``gross`` with it; ``estimate_…`` is by the estimate,
    ``cumulative_…`` from the beginning of construction. A volume in words goes into ``…quantity_text``.
    ``vat_dash`` stands where the tax is the agent's. ``cost_kind`` is ТипЗатр, a code of the order.
    """

    number: Annotated[Whole | None, At("@НомСтр")] = None
    estimate_position: Annotated[str | None, At("@ПозСмет")] = None
    position: Annotated[str | None, At("@НомПоз")] = None
    name: Annotated[str, At("@НаимТов")]
    has_past_errors: Annotated[Flag | None, At("@ПрИспрОш")] = None
    has_new_circumstances: Annotated[Flag | None, At("@ПрНовОбст")] = None
    cost_kind: Annotated[Literal["1", "2", "3", "4", "5", "6"] | None, At("@ТипЗатр")] = None
    price: Annotated[Quantity | None, At("@ЦенаТов")] = None
    estimate_net: Annotated[Money | None, At("@СтПоСметеБезНДС")] = None
    conversion_factor: Annotated[ConversionFactor | None, At("@КоэфПересч")] = None
    net: Annotated[Money | None, At("@СтТовБезНДС")] = None
    cumulative_net: Annotated[Money | None, At("@СтСНачСтрБезНДС")] = None
    fixed_asset: Annotated[str | None, At("@ИдОС")] = None
    unit_code: Annotated[str | None, At("@ОКЕИ_Стройка")] = None
    unit: Annotated[str | None, At("@НаимЕдИзм")] = None
    other_unit: Annotated[str | None, At("@НаимОЕИ")] = None
    gross: Annotated[Money | None, At("@СтТовУчНал")] = None
    cumulative_gross: Annotated[Money | None, At("@СтТовУчНалСНачСтр")] = None
    estimate_gross: Annotated[Money | None, At("@СтПоСметеУчНал")] = None
    country: Annotated[str | None, At("@КодПроисх")] = None
    country_name: Annotated[str | None, At("@НаимСтрПр")] = None
    net_changes: Annotated[PastChanges | None, At("УчОшИНовОбстСт")] = None
    vat_rate: Annotated[WorksVatRate | None, At("НалСтПостр")] = None
    vat_rate_of_total: Annotated[ReducedVatRate | None, At("НалСтВИтог")] = None
    estimate_quantity: Annotated[Quantity | None, At("КолСмет")] = None
    estimate_quantity_text: Annotated[str | None, At("КолСметТекст")] = None
    quantity: Annotated[Quantity | None, At("КолТов")] = None
    quantity_text: Annotated[str | None, At("КолТовТекст")] = None
    cumulative_quantity: Annotated[Quantity | None, At("КолСНач")] = None
    cumulative_quantity_text: Annotated[str | None, At("КолСНачТекст")] = None
    quantity_changes: Annotated[PastChanges | None, At("УчОшИНовОбстКол")] = None
    vat: Annotated[WorkVat | None, At("СумНал/СумНал", word="БезНДС")] = None
    vat_dash: Annotated[Literal["-", "0"] | None, At("СумНал/ДефНДС")] = None
    traceability: Annotated[tuple[WorksTraceability, ...], At("СвПрослежСтройка")] = ()
    information: Annotated[tuple[InformationField, ...], At(_INFORMATION)] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class WorksSection(Part):
    """Раздел: lines under a heading. Left out, the number and the sums of the period are computed from the lines."""

    number: Annotated[Whole | None, At("@НомСтр")] = None
    estimate_position: Annotated[str | None, At("@ПозРаздСмет")] = None
    section_number: Annotated[Whole | None, At("@НомРазд")] = None
    name: Annotated[str, At("@НаимРаздел")]
    estimate_net: Annotated[Money | None, At("@СтБезНДСРаздСмет")] = None
    estimate_gross: Annotated[Money | None, At("@СтСНДСРаздСмет")] = None
    net: Annotated[Money | None, At("@СтБезНДСРаздОтч")] = None
    gross: Annotated[Money | None, At("@СтСНДСРаздОтч")] = None
    cumulative_net: Annotated[Money | None, At("@СтБезНДСРаздСНач")] = None
    cumulative_gross: Annotated[Money | None, At("@СтСНДСРаздСНач")] = None
    lines: Annotated[tuple[WorkLine, ...], At("СвВидРаб")]
    estimate_vat: Annotated[MoneyOrDash | None, At("СумНалРаздСмет", word="ПрочеркНалСмет")] = None
    vat: Annotated[MoneyOrDash | None, At("СумНалРаздОтч", word="ПрочеркНалОтч")] = None
    cumulative_vat: Annotated[MoneyOrDash | None, At("СумНалРаздСНач", word="ПрочеркНалСНач")] = None
    information: Annotated[tuple[InformationField, ...], At("ИнфПолРазд")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class Works(Part):
    """НаимИСт: lines and sections, or else ``resources``, the elements a base (resource) price is reckoned from."""

    lines: Annotated[tuple[WorkLine, ...], At("ВидРаб")] = ()
    sections: Annotated[tuple[WorksSection, ...], At("Раздел")] = ()
    resources: Annotated[tuple[WorkLine, ...], At("РасшифРес")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
