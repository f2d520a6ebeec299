"""КС-2, the contractor title: ON_AKTREZRABP 1.00, КНД 1110335, приказ ФНС от 28.07.2022 № ЕД-7-26/691@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header, Part
from edo_gateway.formats.parts.short_addresses import ShortPostalAddress
from edo_gateway.formats.parts.values import Date, ExchangeRate, Flag, Money, ParticipantId, Whole
from edo_gateway.formats.transfer.facts import Correction
from edo_gateway.formats.works.lines import Works, WorksVatRate
from edo_gateway.formats.works.parties import ConstructionParty
from edo_gateway.formats.works.parts import (
    ConstructionDocument,
    ConstructionIdentity,
    ConstructionInformation,
    ConstructionReference,
    ConstructionSignatory,
    Extension,
    InformationField,
)
from edo_gateway.formats.works.values import MoneyOrDash, RateVat

_ABOUT = "СвАктСдПр"
_INFORMATION = f"{_ABOUT}/ИнфПолФХЖ1"  # noqa: RUF001 - the digit belongs to the name
_TRANSFER_INFORMATION = "ИнфПолФХЖ3"  # noqa: RUF001 - the digit belongs to the name


class ConstructionBasis(Part):
    """ОсновСтроит: on what grounds the object is built. ``is_for_state_needs`` makes extensions obligatory."""

    is_for_state_needs: Annotated[Flag, At("@ПрГосМун")] = False
    contract_registry_number: Annotated[str | None, At("@РеестрНомКонт")] = None
    has_several_objects: Annotated[Flag | None, At("@ПрНескОбъект")] = None
    contract: Annotated[ConstructionReference | None, At("ИдКонтрСтр")] = None
    investor: Annotated[ConstructionIdentity | None, At("ИдИнвСтр")] = None
    developer: Annotated[ConstructionIdentity | None, At("ИдЗакСтр")] = None
    subcontractors: Annotated[tuple[ConstructionIdentity, ...], At("ИдСубПодрСтр")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class EstimateChange(Part):
    """ИзмСмет: the estimate after its last change, and the agreement that changed it."""

    version: Annotated[Whole, At("@КодСмет")]
    agreement: Annotated[ConstructionReference, At("ИдДопСогл")]


class WorksTransfer(Part):
    """СвПродПер: the works are handed over. At most one of the three terms of acceptance."""

    operation: Annotated[str | None, At("СвПер/@СодОпер")] = None
    operation_kind: Annotated[str | None, At("СвПер/@ВидОпер")] = None
    presented_on: Annotated[Date | None, At("СвПер/@ДатПредъявЗак")] = None
    period_start: Annotated[Date | None, At("СвПер/@НачПерВДок")] = None
    period_end: Annotated[Date | None, At("СвПер/@ОконПерВДок")] = None
    presentation: Annotated[ConstructionReference | None, At("СвПер/ИдДокПредъявЗак")] = None
    acceptance_working_days: Annotated[str | None, At("СвПер/СрокПринРабДн")] = None
    acceptance_calendar_days: Annotated[str | None, At("СвПер/СрокПринКалендДн")] = None
    accept_before: Annotated[Date | None, At("СвПер/СрокПринДат")] = None
    readiness_notice: Annotated[ConstructionReference | None, At("СвПер/ИдСообОГотовн")] = None
    information_file: Annotated[str | None, At(f"{_TRANSFER_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[ConstructionInformation, ...], At(f"{_TRANSFER_INFORMATION}/ТекстИнф")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class Adjustment(Part):
    """СумТребУдержТип: a claim of the contractor or a deduction of the customer, by its code in the order."""

    sum: Annotated[Money, At("@СумТребУдерж")]
    claim: Annotated[Literal["01", "02", "03", "04", "05"] | None, At("ВидТреб")] = None
    deduction: Annotated[Literal["31", "32", "33", "34", "35", "36"] | None, At("ВидУдерж")] = None
    other_claim: Annotated[str | None, At("ИнВидТреб")] = None
    other_deduction: Annotated[str | None, At("ИнВидУдерж")] = None
    document: Annotated[ConstructionReference | None, At("ДокПодтСумУд")] = None


class Settlements(Part):
    """СвОРасч: what is owed by the contractor's reckoning; ``cumulative_…`` is from the beginning of construction."""

    payable: Annotated[Money | None, At("@ВсегоКОплатОтч")] = None
    cumulative_payable: Annotated[Money | None, At("@ВсегоКОплатеСНач")] = None
    deductions: Annotated[Money, At("@СумУдержВсегоОтч")]
    cumulative_deductions: Annotated[Money | None, At("@СумУдержВсегоСНач")] = None
    claims: Annotated[Money, At("@СумТребВсегоОтч")]
    cumulative_claims: Annotated[Money | None, At("@СумТребВсегоСНач")] = None
    adjustment: Annotated[Adjustment, At("УчетТребУдерж")]
    cumulative_adjustment: Annotated[Adjustment | None, At("УчетТребУдержСНач")] = None
    information: Annotated[tuple[InformationField, ...], At("ИнфПолСвОРасч")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class RateTotal(Part):
    """СумПоСтавке. Left out, base and VAT are computed; ``positions`` are demanded of every rate but 20 % and 22 %.

    ``agent_dash`` stands in place of the sum where the tax is the agent's.
    """

    vat_rate: Annotated[WorksVatRate, At("@НалСт")]
    base: Annotated[Money | None, At("@НалБаза")] = None
    vat: Annotated[RateVat | None, At("СумНДС", word="НеобНДС")] = None
    agent_dash: Annotated[Literal["-"] | None, At("НДСНалАг")] = None
    positions: Annotated[tuple[str, ...], At("НомПозСт")] = ()


class ActTotal(Part):
    """ВсегоАктТип. ``contract_currency_…`` are demanded where the contract is in another currency than roubles."""

    net: Annotated[Money | None, At("@СтТовБезНДСВсего")] = None
    gross: Annotated[Money | None, At("@СтТовУчНалВсего")] = None
    contract_currency_gross: Annotated[Money | None, At("@СтУчНалВсВалДог")] = None
    contract_currency_vat: Annotated[Money | None, At("@СумНалВсВалДог")] = None
    vat: Annotated[MoneyOrDash | None, At("СумНалВсего", word="ОтсСумНДС")] = None
    rates: Annotated[tuple[RateTotal, ...], At("СумПоСтавке")] = ()


class Aggregation(Coded):
    """СтепАгрег: how detailed the list of works is."""

    STRUCTURES = "structures", "НаимКонстрРеш"
    WORKS = "works", "НаимРаб"


class Composition(Part):
    """НастрФормДок: how the act is put together.

    ``cumulative`` is ПрНакИтог (1: figures from the beginning of construction are given in every line); ``price_index``
    is the year of the index of base prices, 0000 where none is used.
    """

    is_vat_in_totals_only: Annotated[Flag, At("@ПрНДСВИтог")] = False
    cumulative: Annotated[Literal["0", "1", "2"], At("@ПрНакИтог")] = "0"
    price_index: Annotated[str, At("@ПрИндЦен")] = "0000"
    aggregation: Annotated[Aggregation | None, At("@СтепАгрег")] = None
    are_settlements_agreed: Annotated[Flag, At("@ПрСведРасчСогл")] = False


class WorksAct(DocumentModel):
    """Акт о приёмке выполненных работ (КС-2). Sums are in ``currency``; what can be computed is, by ``complete``."""

    header: ClassVar[Header] = Header(
        prefix="ON_AKTREZRABP",
        knd="1110335",
        version="1.00",
        attributes=("КНД", "ДатаИнфПодр", "ВремИнфПодр", "НаимЭкСубСост", "СоглСтрДопИнф"),
        date="ДатаИнфПодр",
        time="ВремИнфПодр",
        version_last=True,
        time_has_colons=True,
    )

    sides: ClassVar[tuple[str, str]] = ("contractor", "customer")

    type: Literal["works_act"] = "works_act"
    format: Literal["1.00"] = "1.00"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None

    composer: Annotated[str | None, At("@НаимЭкСубСост")] = None
    agreed_structure: Annotated[str | None, At("@СоглСтрДопИнф")] = None
    composer_basis: Annotated[ConstructionDocument | None, At("ОснДовОргСост")] = None

    number: Annotated[str, At(f"{_ABOUT}/@НомерДок")]
    date: Annotated[Date, At(f"{_ABOUT}/@ДатаДок")]
    construction_object: Annotated[str, At(f"{_ABOUT}/@НаимОб")]
    contract_currency: Annotated[str, At(f"{_ABOUT}/@КодОКВДог")] = "643"
    fixed_asset: Annotated[str | None, At(f"{_ABOUT}/@ИдОбОСИтСтр")] = None
    contract: Annotated[ConstructionReference, At(f"{_ABOUT}/ИдДог")]
    correction: Annotated[Correction | None, At(f"{_ABOUT}/ИспрАктСдПр")] = None
    contractor: Annotated[ConstructionParty, At(f"{_ABOUT}/СвПодр")]
    customer: Annotated[ConstructionParty, At(f"{_ABOUT}/СвЗак")]
    basis: Annotated[ConstructionBasis | None, At(f"{_ABOUT}/ОсновСтроит")] = None
    place: Annotated[ShortPostalAddress | None, At(f"{_ABOUT}/МестВыпРаб")] = None
    estimate: Annotated[ConstructionReference | None, At(f"{_ABOUT}/ИдСмет")] = None
    estimate_change: Annotated[EstimateChange | None, At(f"{_ABOUT}/ИзмСмет")] = None
    estimate_unchanged: Annotated[Literal["смета не менялась"] | None, At(f"{_ABOUT}/ИзмСметНет")] = None
    supporting_documents: Annotated[tuple[ConstructionReference, ...], At(f"{_ABOUT}/ОснСдачи")] = ()
    currency: Annotated[str, At(f"{_ABOUT}/ДенИзм/@КодОКВ")] = "643"
    currency_name: Annotated[str | None, At(f"{_ABOUT}/ДенИзм/@НаимОКВ")] = None
    exchange_rate: Annotated[ExchangeRate | None, At(f"{_ABOUT}/ДенИзм/@КурсВал")] = None
    exchange_rate_units: Annotated[Whole | None, At(f"{_ABOUT}/ДенИзм/@НомВал")] = None
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[ConstructionInformation, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()
    about_extension: Annotated[Extension | None, At(f"{_ABOUT}/ДопПолеСтрИнф")] = None

    works: Annotated[tuple[Works, ...], At("НаимИСт")]
    transfer: Annotated[WorksTransfer | None, At("СвПродПер")] = None
    settlements: Annotated[Settlements | None, At("СвОРасч")] = None
    total: Annotated[ActTotal | None, At("ВсегоАктОтч")] = None
    cumulative_total: Annotated[ActTotal | None, At("ВсегоАктСНач")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
    composition: Annotated[Composition | None, At("НастрФормДок")] = None
    signatories: Annotated[tuple[ConstructionSignatory, ...], At("ПодписантПодр")] = ()
