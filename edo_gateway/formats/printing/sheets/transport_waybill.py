"""The transport waybill on the form of the carriage rules: four titles fill one paper as the cargo goes its way."""

from __future__ import annotations

from collections.abc import Iterator

from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import Block, Paper, Paragraph, Row, Run, Table, Title, Tone
from edo_gateway.formats.printing.phrases import phrase, word
from edo_gateway.formats.printing.sheets.rest import Answers, alike, answer_of, beyond
from edo_gateway.formats.printing.sheets.transport_parts import (
    FORM,
    at,
    cargo_table,
    line,
    section,
    value_of,
    vehicle_table,
)
from edo_gateway.formats.printing.sheets.transport_stages import (
    LOADING_ON_FORM,
    acceptance_facts,
    delivered,
    delivery_facts,
    handed_over,
    handover_facts,
    loaded,
    remarked,
    taken,
)
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_address, as_day
from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.carriage import Driver, Instructions
from edo_gateway.formats.transport.delivery import TransportDelivery
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.transport.waybill import TransportWaybill

Answering = TransportAcceptance | TransportDelivery | TransportHandover

_COST = ("cost_net", "cost_rate", "cost_vat", "cost_gross")
_INSTRUCTIONS = (
    "transshipment_forbidden deliver_by delivery_term seals requirements speed_limits route readdressing climate"
)
_ON_FORM: OnForm = {
    **alike(
        "uid number date order_number order_date correction consignor_is_forwarder consignor payment_basis customer"
        " customer_contract consignee delivery_place cargo declared_value accompanying_documents cargo_documents"
        " shipment_documents container_list carrier drivers vehicle trailers movement_permits remarks signatory",
        TransportWaybill,
    ),
    **alike(_INSTRUCTIONS, Instructions),
    **LOADING_ON_FORM,
}


def sheet(waybill: TransportWaybill, answers: Answers, signed: frozenset[Side]) -> Paper:
    """Sections the cargo has not come to yet stay empty."""
    facts, is_answered = Facts(TransportWaybill, _ON_FORM), Side.BUYER in signed
    acceptance, delivery = answer_of(answers, TransportAcceptance), answer_of(answers, TransportDelivery)
    handover = answer_of(answers, TransportHandover)
    return Paper(
        name=phrase("numbered", name=FORM.word("short"), number=waybill.number, date=as_day(waybill.date)),
        blocks=(
            *_head(waybill, answers),
            *_parties(waybill, facts),
            *_cargo(waybill, facts),
            *_documents(waybill, facts),
            *_instructions(waybill.instructions, facts),
            *_carriage(waybill, facts),
            *loaded(waybill, facts, is_signed=Side.SELLER in signed),
            *taken(acceptance, is_signed=is_answered),
            section("9"),
            line(("readdressed", ""), ("new_place", "")),
            line(("readdressed_by", ""), ("new_consignee", "")),
            section("10"),
            *delivered(delivery, is_signed=is_answered),
            *handed_over(handover, is_signed=is_answered),
            section("11"),
            *remarked("consignor_remark", waybill.remarks, facts),
            *(block for answer in (acceptance, delivery, handover) if answer for block in _remarks(answer)),
            section("12"),
            line(*((name, "") for name in _COST)),
            line(("cost_order", "")),
            *beyond(facts, waybill),
            *(block for answer in (acceptance, delivery, handover) if answer for block in _beyond(answer)),
        ),
    )


def acceptance_sheet(title: TransportAcceptance, _: Answers, signed: frozenset[Side]) -> Paper:
    """The carrier has taken the cargo: its part of section 8, by itself."""
    return _alone("acceptance", title, (section("8"), *taken(title, is_signed=bool(signed))))


def delivery_sheet(title: TransportDelivery, _: Answers, signed: frozenset[Side]) -> Paper:
    """The consignee has taken the cargo or refused it: its part of section 10, by itself."""
    return _alone("delivery", title, (section("10"), *delivered(title, is_signed=bool(signed))))


def handover_sheet(title: TransportHandover, _: Answers, signed: frozenset[Side]) -> Paper:
    """The carrier has given the cargo away: its part of section 10, by itself."""
    return _alone("handover", title, (section("10"), *handed_over(title, is_signed=bool(signed))))


def _alone(name: str, title: Answering, blocks: tuple[Block, ...]) -> Paper:
    caption = FORM.word(name)
    return Paper(
        name=caption,
        blocks=(
            Title(lines=((Run(caption, Tone.STRONG),),)),
            *blocks,
            *((section("11"), *_remarks(title)) if title.remarks else ()),
            *_beyond(title),
        ),
    )


def _facts_of(title: Answering) -> tuple[str, Facts]:
    if isinstance(title, TransportAcceptance):
        return "acceptance", acceptance_facts()
    return ("delivery", delivery_facts()) if isinstance(title, TransportDelivery) else ("handover", handover_facts())


def _remarks(title: Answering) -> Iterator[Block]:
    name, facts = _facts_of(title)
    yield from remarked(f"{name}_remark", title.remarks, facts)


def _beyond(title: Answering) -> Iterator[Block]:
    name, facts = _facts_of(title)
    yield from beyond(facts, title, FORM.word(f"{name}_beyond"))


def _head(waybill: TransportWaybill, answers: Answers) -> Iterator[Block]:
    lines: tuple[tuple[Run, ...], ...] = ((Run(FORM.word("title"), Tone.STRONG),),)
    if mended := waybill.correction:
        lines += ((Run(FORM.word("corrected", number=mended.number, date=as_day(mended.date))),),)
    row: Row = (as_day(waybill.date), waybill.number, as_day(waybill.order_date), waybill.order_number)
    yield Title(lines=lines, appendix=FORM.word("appendix"))
    yield Table(columns=FORM.columns("header"), rows=(row,))
    numbers = (waybill.uid, *(answer.uid for answer in answers if isinstance(answer, Answering)))
    yield line(("uid", next(filter(None, numbers), "")))


def _parties(waybill: TransportWaybill, facts: Facts) -> Iterator[Block]:
    basis = waybill.payment_basis
    yield section("1")
    yield line(("consignor", facts.party(waybill.consignor)))
    yield line(
        ("is_forwarder", word("true" if waybill.consignor_is_forwarder else "false")),
        ("payment_basis", facts.said(basis) if basis else ""),
    )
    yield section("1a")
    customer, contract = waybill.customer, waybill.customer_contract
    yield line(
        ("customer", facts.party(customer) if customer else ""),
        ("customer_contract", facts.said(contract) if contract else ""),
    )
    yield section("2")
    yield line(("consignee", facts.party(waybill.consignee)))
    yield line(("delivery_place", as_address(waybill.delivery_place)))


def _cargo(waybill: TransportWaybill, facts: Facts) -> Iterator[Block]:
    yield section("3")
    yield cargo_table(waybill.cargo, facts)
    if waybill.declared_value:
        yield Paragraph(text=FORM.word("declared", sum=value_of(waybill.declared_value)))


def _documents(waybill: TransportWaybill, facts: Facts) -> Iterator[Block]:
    yield section("4")
    for name in ("accompanying_documents", "cargo_documents", "shipment_documents"):
        yield line((name, "; ".join(facts.said(document) for document in getattr(waybill, name))))
    if waybill.container_list:
        yield line(("container_list", facts.said(waybill.container_list)))


def _instructions(given: Instructions, facts: Facts) -> Iterator[Block]:
    forbidden = given.transshipment_forbidden
    yield section("5")
    yield line(("route", facts.said(given.route or ())))
    yield line(("deliver_by", at(given.deliver_by)), ("delivery_term", given.delivery_term or ""))
    yield line(("readdressing", facts.said(given.readdressing)))
    yield line(("requirements", given.requirements))
    yield line(
        ("climate", facts.said(given.climate or ())),
        ("seals", given.seals or ""),
        ("transshipment_forbidden", "" if forbidden is None else word("true" if forbidden else "false")),
    )
    if given.speed_limits:
        yield line(("speed_limits", given.speed_limits))


def _carriage(waybill: TransportWaybill, facts: Facts) -> Iterator[Block]:
    yield section("6")
    yield line(("carrier", facts.party(waybill.carrier)))
    for driver in waybill.drivers:
        yield line(("drivers", _driver(driver, facts)))
    yield section("7")
    yield vehicle_table((waybill.vehicle, *waybill.trailers), facts)
    permits = "; ".join(facts.said(permit) for permit in waybill.movement_permits)
    if permits:
        yield line(("movement_permits", permits))


def _driver(driver: Driver, facts: Facts) -> str:
    return f"{driver.name.full}; {facts.line(driver, but=('name',))}"
