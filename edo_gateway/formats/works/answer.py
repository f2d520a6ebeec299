"""КС-2, the customer title: ON_AKTREZRABZ 1.00, КНД 1110336, приказ ФНС от 28.07.2022 № ЕД-7-26/691@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header, Part
from edo_gateway.formats.parts.values import Date, Flag, Money, ParticipantId, Time
from edo_gateway.formats.wording import wording
from edo_gateway.formats.works.parts import (
    ConstructionReference,
    ConstructionSignatory,
    Extension,
    InformationField,
)
from edo_gateway.formats.works.values import MoneyOrDash

_CONTENT = "СодФХЖ4"  # noqa: RUF001 - the digit belongs to the name
_ACCEPTANCE = f"{_CONTENT}/СвПрием"
_INFORMATION = f"{_CONTENT}/ИнфПолФХЖ4"  # noqa: RUF001 - the digit belongs to the name
_NOTICES = wording().settlements_notices


class WorksAcceptanceResult(Coded):
    """КодСодОпер. Codes 2, 4 and 5 are for state and municipal needs only and demand a document of the defects."""

    NOT_ACCEPTED = "not_accepted", "0"
    ACCEPTED = "accepted", "1"
    WITH_DEFECTS = "accepted_with_defects", "2"
    AT_REDUCED_PRICE = "accepted_at_reduced_price", "4"
    WITH_DEFECTS_ON_OTHER_TERMS = "accepted_with_defects_on_other_terms", "5"


class SettlementsNotice(Coded):
    """ИзвПоРасч: what the customer says of the contractor's reckoning; the format has one sentence for each."""

    AGREED = "agreed", _NOTICES["agreed"]
    AGREED_WITH_DEDUCTIONS = "agreed_with_deductions", _NOTICES["agreed_with_deductions"]
    NOT_AGREED = "not_agreed", _NOTICES["not_agreed"]
    NOT_CHECKED = "not_checked", _NOTICES["not_checked"]
    NOT_PROVIDED_FOR = "not_provided_for", _NOTICES["not_provided_for"]


class ReducedTotal(Part):
    """ИтогУмСтоимДог: the total once the price is reduced for defects."""

    net: Annotated[Money, At("@СтТовБезНДСИтог")]
    gross: Annotated[Money | None, At("@СтТовУчНалИтог")] = None
    payable: Annotated[Money | None, At("@ИтогКПеречислОтч")] = None
    cumulative_payable: Annotated[Money | None, At("@ИтогКПеречислСНач")] = None
    vat: Annotated[MoneyOrDash | None, At("СумНалИтог", word="ОтсСумНДС")] = None


class SettlementsAnswer(Part):
    """ИзвОРасч. The reasons of disagreement have places here, but the official check forbids to fill them."""

    reasons: Annotated[str | None, At("@ПричНесогРасч")] = None
    notice: Annotated[SettlementsNotice, At("@ИзвПоРасч")]
    missing_document: Annotated[ConstructionReference | None, At("ИдНеучтенДок")] = None
    needless_document: Annotated[ConstructionReference | None, At("ИдЛишнДок")] = None


class WorksActAnswer(DocumentModel):
    """The customer's answer to an act: accepted, accepted with defects, not accepted.

    ``contractor_file`` and the signatures tie it to the very bytes the contractor signed. ``personal_income_tax`` is
    withheld from a contractor who is a private person.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_AKTREZRABZ",
        knd="1110336",
        version="1.00",
        attributes=("КНД", "ДатИнфЗак", "ВрИнфЗак", "НаимЭконСубСост"),
        date="ДатИнфЗак",
        time="ВрИнфЗак",
        version_last=True,
    )

    type: Literal["works_act_answer"] = "works_act_answer"
    format: Literal["1.00"] = "1.00"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None

    composer: Annotated[str, At("@НаимЭконСубСост")]
    composer_basis: Annotated[ConstructionReference | None, At("ОснДоверОргСост")] = None
    contractor_file: Annotated[str, At("ИдИнфПодр/@ИдФайлИнфПодр")]
    contractor_file_date: Annotated[Date, At("ИдИнфПодр/@ДатаФайлИнфПодр")]
    contractor_file_time: Annotated[Time, At("ИдИнфПодр/@ВремяФайлИнфПодр")]
    contractor_signatures: Annotated[tuple[str, ...], At("ИдИнфПодр/ЭП")]
    number: Annotated[str, At(f"{_CONTENT}/@НомПостДок")]
    date: Annotated[Date, At(f"{_CONTENT}/@ДатаПостДок")]
    operation_kind: Annotated[str | None, At(f"{_CONTENT}/@ВидОпер")] = None
    is_for_state_needs: Annotated[Flag, At(f"{_CONTENT}/@ПрГосМун")] = False
    operation: Annotated[str | None, At(f"{_ACCEPTANCE}/@СодОпер")] = None
    result: Annotated[WorksAcceptanceResult | None, At(f"{_ACCEPTANCE}/@КодСодОпер")] = None
    refusal_reasons: Annotated[str | None, At(f"{_ACCEPTANCE}/@ИнфОтказПрием")] = None
    defects: Annotated[str | None, At(f"{_ACCEPTANCE}/@ИнфОНедостатк")] = None
    personal_income_tax: Annotated[Money | None, At(f"{_ACCEPTANCE}/@СумНДФЛ")] = None
    accepted_on: Annotated[Date | None, At(f"{_ACCEPTANCE}/ДатаПрин")] = None
    refused_on: Annotated[Date | None, At(f"{_ACCEPTANCE}/ДатаОтказПрин")] = None
    refusal_document: Annotated[ConstructionReference | None, At(f"{_ACCEPTANCE}/ИдДокОтказ")] = None
    defects_document: Annotated[ConstructionReference | None, At(f"{_ACCEPTANCE}/ИдДокОНедостатк")] = None
    reduced_total: Annotated[ReducedTotal | None, At(f"{_ACCEPTANCE}/ИтогУмСтоимДог")] = None
    settlements: Annotated[SettlementsAnswer | None, At(f"{_CONTENT}/ИзвОРасч")] = None
    information: Annotated[tuple[InformationField, ...], At(_INFORMATION)] = ()
    acceptance_extension: Annotated[Extension | None, At(f"{_CONTENT}/ДопПолеСтрИнф")] = None
    signatories: Annotated[tuple[ConstructionSignatory, ...], At("ПодписантЗак")]
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None
