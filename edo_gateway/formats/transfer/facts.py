"""What the transfer document says beside its lines: circumstances, payment, and the fact of transfer (СвПродПер)."""

from __future__ import annotations

from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, Part
from edo_gateway.formats.parts.references import FullName, Information, Reference
from edo_gateway.formats.parts.values import CompanyInn, Date, Money, PersonInn, Whole

_INFORMATION = "ИнфПолФХЖ3"  # noqa: RUF001 - the digit belongs to the name


class InvoiceCircumstance(Coded):
    """СпОбстФСЧФ: special circumstances of an invoice."""

    SALE = "sale", "1"
    ADVANCE = "advance", "2"
    AGENT_OF_MANY = "agent_of_many", "3"
    CONSIGNMENT = "consignment", "4"
    CONSIGNMENT_RETURN = "consignment_return", "5"
    AGENT_PURCHASE = "agent_purchase", "6"


class Correction(Part):
    """ИспрДок: this document mends the one of the same number and date."""

    number: Annotated[Whole, At("@НомИспр")]
    date: Annotated[Date, At("@ДатаИспр")]


class Payment(Part):
    """СвПРД: a payment document (line 5 of the invoice)."""

    number: Annotated[str | None, At("@НомерПРД")] = None
    date: Annotated[Date | None, At("@ДатаПРД")] = None
    sum: Annotated[Money | None, At("@СуммаПРД")] = None


class Obligation(Part):
    """ВидОбяз."""

    code: Annotated[str | None, At("@КодВидОбяз")] = None
    name: Annotated[str | None, At("@НаимВидОбяз")] = None


class Treasury(Part):
    """ИнфПродЗаГоскКазн: the seller's side of a state purchase."""

    contract_date: Annotated[Date, At("@ДатаГосКонт")]
    contract_number: Annotated[str, At("@НомерГосКонт")]
    account: Annotated[str | None, At("@ЛицСчетПрод")] = None
    budget_code: Annotated[str | None, At("@КодПродБюджКласс")] = None
    purpose_code: Annotated[str | None, At("@КодЦелиПрод")] = None
    treasury_code: Annotated[str | None, At("@КодКазначПрод")] = None
    treasury_name: Annotated[str | None, At("@НаимКазначПрод")] = None


class Employee(Part):
    """РабОргПрод, РабОргПок: an employee of the party."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    name: Annotated[FullName, At("ФИО")]


class ShippingAgent(Part):
    """ПредОргПер: a representative of an organisation entrusted with the transfer."""

    position: Annotated[str, At("@Должность")]
    details: Annotated[str | None, At("@ИныеСвед")] = None
    organization: Annotated[str, At("@НаимОргПер")]
    inn: Annotated[CompanyInn | None, At("@ИННЮЛПер")] = None
    organization_basis: Annotated[Reference | None, At("ОснДоверОргПер")] = None
    person_basis: Annotated[Reference | None, At("ОснПолнПредПер")] = None
    name: Annotated[FullName, At("ФИО")]


class ShippingPerson(Part):
    """ФЛПер: a private person entrusted with the transfer."""

    inn: Annotated[PersonInn | None, At("@ИННФЛПер")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None
    basis: Annotated[Reference | None, At("ОснДоверФЛ")] = None
    name: Annotated[FullName, At("ФИО")]


class HandedOverBy(Part):
    """СвЛицПер: exactly one of the three."""

    employee: Annotated[Employee | None, At("РабОргПрод")] = None
    agent: Annotated[ShippingAgent | None, At("ИнЛицо/ПредОргПер")] = None
    person: Annotated[ShippingPerson | None, At("ИнЛицо/ФЛПер")] = None


class Transport(Part):
    """Тран."""

    details: Annotated[str | None, At("@СвТран")] = None
    incoterms: Annotated[str | None, At("@Инкотермс")] = None
    incoterms_version: Annotated[str | None, At("@ВерИнкотермс")] = None


class ThingTransfer(Part):
    """СвПерВещи: a thing made under a contract of work."""

    date: Annotated[Date | None, At("@ДатаПерВещ")] = None
    details: Annotated[str | None, At("@СвПерВещ")] = None
    document: Annotated[Reference | None, At("ДокПерВещ")] = None


class Transfer(Part):
    """СвПродПер: what was transferred, when and on what basis.

    ``basis`` names the contract; where there is none, ``no_basis_document`` says so. ``date`` defaults to the
    document's, unless a period is given.
    """

    operation: Annotated[str | None, At("СвПер/@СодОпер")] = None
    operation_kind: Annotated[str | None, At("СвПер/@ВидОпер")] = None
    date: Annotated[Date | None, At("СвПер/@ДатаПер")] = None
    period_start: Annotated[Date | None, At("СвПер/@ДатаНачПер")] = None
    period_end: Annotated[Date | None, At("СвПер/@ДатаОконПер")] = None
    basis: Annotated[tuple[Reference, ...], At("СвПер/ОснПер")] = ()
    no_basis_document: Annotated[Literal[True] | None, At("СвПер/БезДокОснПер")] = None
    handed_over_by: Annotated[HandedOverBy | None, At("СвПер/СвЛицПер")] = None
    transport: Annotated[Transport | None, At("СвПер/Тран")] = None
    thing: Annotated[ThingTransfer | None, At("СвПер/СвПерВещи")] = None
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()
