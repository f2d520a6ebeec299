"""What happens to the cargo on its way: sections 8 to 11 of the transport waybill, filled title by title."""

from __future__ import annotations

from collections.abc import Iterator

from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import Block, Heading, Mark, Paragraph, Slots, Tone
from edo_gateway.formats.printing.phrases import DASH
from edo_gateway.formats.printing.sheets.rest import alike, signers
from edo_gateway.formats.printing.sheets.transport_parts import FORM, accepted_table, at, line, section
from edo_gateway.formats.printing.wording import as_address, as_day, as_quantity
from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.carriage import Loading
from edo_gateway.formats.transport.delivery import TransportDelivery, Unloading
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.transport.references import CarrierRemark, PartyRemark
from edo_gateway.formats.transport.waybill import TransportWaybill

_LOADING = (
    "declared_at arrived_at departed_at tare_condition packing_condition body_condition gross_mass mass_method packages"
    " place loader owner access_document access"
)
_UNLOADING = "arrived_at departed_at declared_at mass_method packages condition gross_mass net_mass volume place items"
LOADING_ON_FORM: OnForm = alike(_LOADING, Loading)
ACCEPTANCE: OnForm = alike("objection remarks signatory", TransportAcceptance)
DELIVERY: OnForm = {
    **alike("refusal_reason correction remarks signatory", TransportDelivery),
    **alike(_UNLOADING, Unloading),
}
HANDOVER: OnForm = alike("objection remarks signatory", TransportHandover)


def acceptance_facts() -> Facts:
    return Facts(TransportAcceptance, ACCEPTANCE)


def delivery_facts() -> Facts:
    return Facts(TransportDelivery, DELIVERY)


def handover_facts() -> Facts:
    return Facts(TransportHandover, HANDOVER)


def loaded(waybill: TransportWaybill, facts: Facts, *, is_signed: bool) -> Iterator[Block]:
    """Section 8 by the consignor, who hands the cargo over."""
    loading = waybill.loading
    access = "; ".join(filter(None, (facts.said(loading.access_document or ()), loading.access)))
    mass = FORM.word("method", mass=loading.gross_mass or DASH, code=loading.mass_method)
    yield section("8")
    yield line(("loader", facts.said(loading.loader)), ("owner", facts.said(loading.owner)))
    yield line(("loading_place", as_address(loading.place)), *((("access", access),) if access else ()))
    yield _times("declared_loading", loading)
    yield line(("gross_mass", mass), ("packages", _whole(loading.packages)))
    states = ("tare_condition", "packing_condition", "body_condition")
    if any(getattr(loading, name) for name in states):
        yield line(*((name, getattr(loading, name) or "") for name in states))
    yield from signers(facts, (waybill.signatory,), is_signed=is_signed, caption=FORM.word("handed_over"))


def _times(declared: str, stage: Loading | Unloading) -> Slots:
    return line(
        (declared, at(stage.declared_at)), ("arrived_at", at(stage.arrived_at)), ("departed_at", at(stage.departed_at))
    )


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


def taken(title: TransportAcceptance | None, *, is_signed: bool) -> Iterator[Block]:
    """Section 8 by the carrier, who takes the cargo."""
    facts = acceptance_facts()
    yield line(("loading_objection", facts.said(title.objection or ()) if title else ""))
    people = (title.signatory,) if title else ()
    yield from signers(facts, people, is_signed=is_signed, caption=FORM.word("carrier_accepted"))


def delivered(title: TransportDelivery | None, *, is_signed: bool) -> Iterator[Block]:
    """Section 10 by the consignee, who takes the cargo or refuses it."""
    facts = delivery_facts()
    if title and title.correction:
        mended = title.correction
        yield Paragraph(text=FORM.word("corrected", number=mended.number, date=as_day(mended.date)))
    if title and title.refusal_reason:
        yield Mark(text=FORM.word("refused", reason=title.refusal_reason), tone=Tone.BAD)
    if title and title.unloading:
        yield from _unloaded(title.unloading, facts)
    people = (title.signatory,) if title else ()
    yield from signers(facts, people, is_signed=is_signed, caption=FORM.word("consignee_accepted"))


def _unloaded(unloading: Unloading, facts: Facts) -> Iterator[Block]:
    mass = as_quantity(unloading.gross_mass)
    method = unloading.mass_method
    yield line(("unloading_place", as_address(unloading.place)))
    yield _times("declared_unloading", unloading)
    yield line(("condition", unloading.condition))
    yield line(
        ("packages", _whole(unloading.packages)),
        ("gross_mass", FORM.word("method", mass=mass, code=method) if method else FORM.word("mass", mass=mass)),
        ("net_mass", as_quantity(unloading.net_mass)),
        ("volume", as_quantity(unloading.volume)),
    )
    yield from accepted_table(unloading.items, facts)


def handed_over(title: TransportHandover | None, *, is_signed: bool) -> Iterator[Block]:
    """Section 10 by the carrier, who gives the cargo away."""
    facts = handover_facts()
    yield line(("unloading_objection", facts.said(title.objection or ()) if title else ""))
    people = (title.signatory,) if title else ()
    yield from signers(facts, people, is_signed=is_signed, caption=FORM.word("carrier_handed_over"))


def remarked(whose: str, remarks: tuple[PartyRemark, ...] | tuple[CarrierRemark, ...], facts: Facts) -> Iterator[Block]:
    """Section 11: what a side puts on record, with acts and fines."""
    for remark in remarks:
        yield Heading(text=FORM.word(whose))
        yield line(("made_at", at(remark.made_at)), ("circumstances", remark.circumstances))
        fines = "; ".join(facts.said(fine) for fine in remark.fines)
        acts = facts.line(remark, but=("made_at", "circumstances", "fines"))
        yield line(("acts", acts), ("fines", fines))
