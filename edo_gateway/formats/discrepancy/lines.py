"""A line of the discrepancy act, РезПрием of 423@: what the papers say, what came, and how they differ."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from edo_gateway.formats.correction.lines import MarkingCodes
from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.parts.values import Money, Quantity, Whole


class AcceptedVatRate(Coded):
    """СтавНДСПрин, in the words of a transfer document. Which of them a revision knows is the schema's to say."""

    ZERO = "0%", "0%"
    FIVE = "5%", "5%"
    SEVEN = "7%", "7%"
    TEN = "10%", "10%"
    EIGHTEEN = "18%", "18%"
    TWENTY = "20%", "20%"
    TWENTY_TWO = "22%", "22%"
    CALCULATED_FIVE = "5/105", "5/105"
    CALCULATED_SEVEN = "7/107", "7/107"
    CALCULATED_TEN = "10/110", "10/110%"
    CALCULATED_EIGHTEEN = "18/118", "18/118%"
    CALCULATED_TWENTY = "20/120", "20/120"
    CALCULATED_TWENTY_TWO = "22/122", "22/122"
    WITHOUT_VAT = "без НДС", "без НДС"
    TAX_AGENT = "НДС исчисляется налоговым агентом", "НДС исчисляется налоговым агентом"


PERCENTS: dict[str, Decimal] = {
    rate.code: Decimal(rate.code.rstrip("%").partition("/")[0])
    for rate in AcceptedVatRate
    if rate not in (AcceptedVatRate.WITHOUT_VAT, AcceptedVatRate.TAX_AGENT)
}
"""Percent of VAT by the code of the format, of the rates by which VAT is a share of the cost."""


class Goods(Part):
    """Ценности; ``document_line`` is the number of the line in the document the goods came with."""

    document_line: Annotated[Whole | None, At("@НомСтрСопрДок")] = None
    name: Annotated[str | None, At("@НаимТов")] = None
    description: Annotated[str | None, At("@ХарактТов")] = None
    grade: Annotated[str | None, At("@СортТов")] = None
    article: Annotated[str | None, At("@АртикулТов")] = None
    code: Annotated[str | None, At("@КодТов")] = None
    passport: Annotated[str | None, At("@Паспорт")] = None


class GoodsCount(Part):
    """ПринТовТип: goods by the papers, or as they came. VAT left out is computed from ``gross`` and the rate."""

    quantity: Annotated[Quantity, At("@КолТовПрин")]
    price: Annotated[Quantity | None, At("@ЦенаПрин")] = None
    vat_rate: Annotated[AcceptedVatRate | None, At("@СтавНДСПрин")] = None
    gross: Annotated[Money | None, At("@СтоимТовНДСПрин")] = None
    vat: Annotated[Money | None, At("@СумНДСПрин")] = None
    marking: Annotated[tuple[MarkingCodes, ...], At("НомСредИдентТов")] = ()


class GoodsDifference(Part):
    """РасхТип: goods that are missing, too many, broken or defective; ``note`` says why they are not accepted."""

    quantity: Annotated[Quantity, At("@КолТовРасх")]
    gross: Annotated[Money | None, At("@СтоимТовНДСРасх")] = None
    vat: Annotated[Money | None, At("@СумНДСРасх")] = None
    note: Annotated[str | None, At("@ПоясненияРасх")] = None
    marking: Annotated[tuple[MarkingCodes, ...], At("НомСредИдентТов")] = ()


class PriceDifference(Part):
    """ДельтаТип: how far the price of the papers is from the one agreed upon."""

    price: Annotated[Money | None, At("@ДельтаЦена")] = None
    gross: Annotated[Money, At("@ДельтаСтоимНДС")]
    vat: Annotated[Money | None, At("@ДельтаСумНДС")] = None
    note: Annotated[str | None, At("@ПояснДельта")] = None


class AcceptanceLine(Part):
    """РезПрием. Without any difference given, ``shortage`` or ``surplus`` is what the two counts differ by.

    ``overpriced`` or ``underpriced``: the price of the papers is above or below the one agreed upon.
    """

    unit_code: Annotated[str | None, At("@ОКЕИ_Тов")] = None
    unit: Annotated[str | None, At("@НаимЕдИзм")] = None
    claim: Annotated[str | None, At("@РасхРабУслПрав")] = None
    goods: Annotated[Goods, At("Ценности")] = Goods()
    documented: Annotated[GoodsCount | None, At("ПоДокум")] = None
    actual: Annotated[GoodsCount | None, At("ПоФакту")] = None
    defects: Annotated[GoodsDifference | None, At("Брак")] = None
    breakage: Annotated[GoodsDifference | None, At("Бой")] = None
    shortage: Annotated[GoodsDifference | None, At("Недостача")] = None
    surplus: Annotated[GoodsDifference | None, At("Излишки")] = None
    overpriced: Annotated[PriceDifference | None, At("ЦенОтклон/ПолДельта")] = None
    underpriced: Annotated[PriceDifference | None, At("ЦенОтклон/ОтрицатДельта")] = None
    information: Annotated[tuple[Information, ...], At("ИнфПолРезПрием")] = ()
