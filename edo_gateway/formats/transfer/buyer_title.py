"""УПД 5.03, the buyer title: ON_NSCHFDOPPOK, КНД 1115132, приказ ФНС ЕД-7-26/970@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header, Part
from edo_gateway.formats.parts.references import FullName, Information, Reference
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.parts.values import (
    CompanyInn,
    Date,
    Money,
    ParticipantId,
    PersonInn,
    Time,
    TransferFunction,
    Whole,
)
from edo_gateway.formats.transfer.facts import Employee

_CONTENT = "СодФХЖ4"  # noqa: RUF001 - the digit belongs to the name
_INFORMATION = f"{_CONTENT}/ИнфПолФХЖ4"  # noqa: RUF001 - the digit belongs to the name


class AcceptanceResult(Coded):
    """КодИтога."""

    ACCEPTED = "accepted", "1"
    WITH_DISCREPANCIES = "accepted_with_discrepancies", "2"
    NOT_ACCEPTED = "not_accepted", "3"


class ReceivingAgent(Part):
    """ПредОргПрин: a representative of an organisation entrusted with acceptance."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    organization: Annotated[str, At("@НаимОргПрин")]
    inn: Annotated[CompanyInn | None, At("@ИННОргПрин")] = None
    organization_basis: Annotated[Reference | None, At("ОснДоверОргПрин")] = None
    person_basis: Annotated[Reference | None, At("ОснПолнПредПрин")] = None
    name: Annotated[FullName, At("ФИО")]


class ReceivingPerson(Part):
    """ФЛПрин: a private person entrusted with acceptance."""

    inn: Annotated[PersonInn | None, At("@ИННФЛПрин")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None
    basis: Annotated[Reference | None, At("ОснДоверФЛ")] = None
    name: Annotated[FullName, At("ФИО")]


class AcceptedBy(Part):
    """СвЛицПрин: exactly one of the three."""

    employee: Annotated[Employee | None, At("РабОргПок")] = None
    agent: Annotated[ReceivingAgent | None, At("ИнЛицо/ПредОргПрин")] = None
    person: Annotated[ReceivingPerson | None, At("ИнЛицо/ФЛПрин")] = None


class MonetaryObligation(Part):
    """ИнфСведДенОбяз: one line of the buyer's monetary obligations."""

    line: Annotated[Whole, At("@НомСтр")]
    investment_object: Annotated[str | None, At("@КодОбъектФАИП")] = None
    funds_kind: Annotated[Literal["1", "3", "4", "5", "6"], At("@ВидСредств")]
    budget_code: Annotated[str, At("@КодПокБюджКласс")]
    purpose_code: Annotated[str | None, At("@КодЦелиПокуп")] = None
    advance: Annotated[Money, At("@СумАванс")]


class BuyerTreasury(Part):
    """ИнфПокЗаГоскКазн: the buyer's side of a state purchase."""

    purchase_code: Annotated[str | None, At("@ИдКодЗак")] = None
    account: Annotated[str, At("@ЛицСчетПок")]
    finance_body: Annotated[str, At("@НаимФинОргПок")]
    register_number: Annotated[str, At("@НомРеестрЗапПок")]
    budget_obligation: Annotated[str | None, At("@УчНомБюдОбязПок")] = None
    treasury_code: Annotated[str | None, At("@КодКазначПок")] = None
    treasury_name: Annotated[str | None, At("@НаимКазначПок")] = None
    oktmo: Annotated[str, At("@ОКТМОПок")]
    delivery_oktmo: Annotated[str | None, At("@ОКТМОМесПост")] = None
    pay_before: Annotated[Date | None, At("@ДатаОплПред")] = None
    monetary_obligation: Annotated[str | None, At("@УчНомДенОбяз")] = None
    payment_order: Annotated[str | None, At("@ОчерПлат")] = None
    payment_kind: Annotated[Literal["0", "4"] | None, At("@ВидПлат")] = None
    obligations: Annotated[tuple[MonetaryObligation, ...], At("ИнфСведДенОбяз")]


class BuyerTitle(DocumentModel):
    """The buyer's answer to a seller title: accepted, accepted with discrepancies, not accepted.

    ``seller_file`` and the signatures tie it to the very bytes the seller signed; ``marks`` repeats the digits
    N2–N7 of the seller's file name.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_NSCHFDOPPOK",
        knd="1115132",
        version="5.03",
        attributes=("КНД", "УИД", "ДатаИнфПок", "ВремИнфПок", "НаимЭконСубСост"),
        date="ДатаИнфПок",
        time="ВремИнфПок",
    )

    type: Literal["buyer_title"] = "buyer_title"
    format: Literal["5.03"] = "5.03"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None
    marks: str = "0_0_0_0_0_00"

    uid: Annotated[str | None, At("@УИД")] = None
    composer: Annotated[str | None, At("@НаимЭконСубСост")] = None
    seller_file: Annotated[str, At("ИдИнфПрод/@ИдФайлИнфПр")]
    seller_file_date: Annotated[Date, At("ИдИнфПрод/@ДатаФайлИнфПр")]
    seller_file_time: Annotated[Time, At("ИдИнфПрод/@ВремФайлИнфПр")]
    seller_signatures: Annotated[tuple[str, ...], At("ИдИнфПрод/ЭП")]
    title: Annotated[str, At(f"{_CONTENT}/@НаимДокОпрПр")]
    function: Annotated[TransferFunction, At(f"{_CONTENT}/@Функция")]
    number: Annotated[str | None, At(f"{_CONTENT}/@ПорНомДокИнфПр")] = None
    date: Annotated[Date, At(f"{_CONTENT}/@ДатаДокИнфПр")]
    operation_kind: Annotated[str | None, At(f"{_CONTENT}/@ВидОпер")] = None
    operation: Annotated[str | None, At(f"{_CONTENT}/СвПрин/@СодОпер")] = None
    accepted_on: Annotated[Date, At(f"{_CONTENT}/СвПрин/@ДатаПрин")]
    result: Annotated[AcceptanceResult, At(f"{_CONTENT}/СвПрин/КодСодОпер/@КодИтога")]
    discrepancies: Annotated[Reference | None, At(f"{_CONTENT}/СвПрин/КодСодОпер/РеквДокРасх")] = None
    accepted_by: Annotated[AcceptedBy | None, At(f"{_CONTENT}/СвПрин/СвЛицПрин")] = None
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()
    treasury: Annotated[BuyerTreasury | None, At("ИнфПокЗаГоскКазн")] = None
    signatories: Annotated[tuple[Signatory, ...], At("Подписант")]
    composer_basis: Annotated[Reference | None, At("ОснДоверОргСост")] = None
