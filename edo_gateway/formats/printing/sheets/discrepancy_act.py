"""ТОРГ-2 on the paper people know: what the papers say, what came, and how they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import DiscrepancyAnswer
from edo_gateway.formats.discrepancy.circumstances import Cargo, GoodsAcceptedBy, Inspection, OtherCircumstances, Timing
from edo_gateway.formats.discrepancy.lines import (
    AcceptanceLine,
    Goods,
    GoodsCount,
    GoodsDifference,
    PriceDifference,
)
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Block,
    Captions,
    Cell,
    Column,
    Columns,
    Entries,
    Entry,
    Heading,
    Orientation,
    Paper,
    Paragraph,
    Row,
    Run,
    Table,
    Title,
    Tone,
)
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.rest import Answers, alike, answer_of, beyond, signers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_day, as_price, as_quantity, as_sum

_FORM = form("discrepancy_act")
_KINDS = ("defects", "breakage", "shortage", "surplus")
_PRICES = ("overpriced", "underpriced")
_DESCRIBED = ("article", "grade", "code", "passport")

_ON_FORM: OnForm = {
    **alike(
        "number date correction state_contract seller buyer consignor consignee insurer commission_order accepted_by"
        " timing summary conclusion attachments operation_kind signatories",
        DiscrepancyAct,
    ),
    **alike("date place started_at finished_at shipped_on certificates document", Inspection),
    **alike("storage packaging shortage_method carrier transport_document", OtherCircumstances),
    **alike(
        "seal packaging places name unit unit_code documented_gross_mass documented_net_mass actual_gross_mass"
        " actual_net_mass information",
        Cargo,
    ),
    **alike("unit unit_code overpriced underpriced", AcceptanceLine),
    **alike("document_line name description article grade code passport", Goods),
    **alike("quantity price vat_rate gross vat", GoodsCount),
    **alike("quantity gross vat note", GoodsDifference),
}
_ANSWER_ON_FORM: OnForm = alike("date text signatories", DiscrepancyAnswer)


def sheet(act: DiscrepancyAct, answers: Answers, signed: frozenset[Side]) -> Paper:
    """What the other side says to the act stands under the commission."""
    facts, reply = Facts(DiscrepancyAct, _ON_FORM), answer_of(answers, DiscrepancyAnswer)
    is_signed = Side.SELLER in signed
    return Paper(
        name=phrase("numbered", name=_FORM.word("short"), number=act.number, date=as_day(act.date)),
        blocks=(
            Title(lines=((),), appendix=_FORM.word("appendix")),
            _parties(act, facts),
            _titled(act),
            Paragraph(text=_FORM.word("intro")),
            _circumstances(act, facts),
            *_tables(act, facts),
            *_conclusion(act, facts),
            *_accepted_by(act.accepted_by, facts),
            *signers(facts, act.signatories, is_signed=is_signed, caption=_FORM.word("member")),
            *(_answered(reply, Side.BUYER in signed) if reply else ()),
            *beyond(facts, act),
            *(beyond(_answer_facts(), reply, _FORM.word("answer_beyond")) if reply else ()),
        ),
        orientation=Orientation.LANDSCAPE,
    )


def answer_sheet(answer: DiscrepancyAnswer, _: Answers, signed: frozenset[Side]) -> Paper:
    """What the other side says to an act, by itself."""
    name = _FORM.word("answer")
    return Paper(
        name=f"{name} {phrase('since', date=as_day(answer.date))}",
        blocks=(
            Title(lines=((Run(name, Tone.STRONG),),)),
            *_answered(answer, bool(signed)),
            *beyond(_answer_facts(), answer),
        ),
    )


def _answer_facts() -> Facts:
    return Facts(DiscrepancyAnswer, _ANSWER_ON_FORM)


def _parties(act: DiscrepancyAct, facts: Facts) -> Columns:
    order, inspection = act.commission_order, act.inspection
    others = [(name, getattr(act, name)) for name in ("consignor", "consignee", "insurer")]
    left = (
        _FORM.caption("buyer", facts.party(act.buyer)),
        _FORM.caption("seller", facts.party(act.seller)),
        *(_FORM.caption(name, facts.party(party)) for name, party in others if party),
        _FORM.caption("order", _FORM.word("order", number=order.number, date=as_day(order.date)) if order else ""),
        *([_FORM.caption("state_contract", act.state_contract)] if act.state_contract else []),
    )
    right = (
        _FORM.caption("okud", _FORM.word("okud")),
        _FORM.caption("operation", act.operation_kind or ""),
        _FORM.caption("shipped_on", as_day(inspection.shipped_on) if inspection else ""),
        _FORM.caption("inspected_on", as_day(inspection.date) if inspection else ""),
        _FORM.caption("inspection_time", _interval(inspection)),
    )
    return Columns(
        parts=((Entries(entries=left),), (Entries(entries=right, captions=Captions.NARROW),)), shares=(17, 7)
    )


def _interval(inspection: Inspection | None) -> str:
    if inspection is None:
        return ""
    start, end = (f"{at:%H:%M:%S}" if at else DASH for at in (inspection.started_at, inspection.finished_at))
    return _FORM.word("interval", start=start, end=end)


def _titled(act: DiscrepancyAct) -> Columns:
    lines: tuple[tuple[Run, ...], ...] = ((Run(_FORM.word("title"), Tone.STRONG),), (Run(_FORM.word("of")),))
    if mended := act.correction:
        lines += ((Run(_FORM.word("corrected", number=mended.number, date=as_day(mended.date))),),)
    row: Row = (Cell(text=act.number, tone=Tone.STRONG), as_day(act.date))
    table = Table(columns=_FORM.columns("document"), rows=(row,))
    return Columns(parts=((Title(lines=lines),), (table,)), shares=(16, 8))


def _circumstances(act: DiscrepancyAct, facts: Facts) -> Entries:
    inspection, other = act.inspection, act.other_circumstances
    found: list[Entry] = []
    if inspection:
        found += [
            _FORM.caption("place", inspection.place or ""),
            _FORM.caption("document", facts.said(inspection.document)),
        ]
        found += [_FORM.caption("certificates", ", ".join(inspection.certificates))]
    if other:
        for name in ("storage", "packaging", "shortage_method"):
            found.append(_FORM.caption(name, getattr(other, name) or ""))
        found += [
            _FORM.caption(name, facts.said(getattr(other, name) or ())) for name in ("carrier", "transport_document")
        ]
    return Entries(entries=tuple(found), columns=2)


def _tables(act: DiscrepancyAct, facts: Facts) -> Iterator[Block]:
    if act.timing:
        yield Table(columns=_FORM.columns("timing"), rows=(_timing(act.timing),))
    if act.cargo:
        yield Heading(text=_FORM.word("cargo"), is_section=True)
        yield Table(columns=_FORM.columns("cargo_columns"), rows=tuple(_cargo(item, facts) for item in act.cargo))
    yield Heading(text=_FORM.word("lines"), is_section=True)
    yield _goods(act)
    yield from _differences(act)
    yield from _prices(act)


def _timing(timing: Timing) -> Row:
    return tuple(map(_moment, (timing.arrived_at, timing.released_at, timing.opened_at, timing.delivered_at)))


def _moment(at: datetime | None) -> str:
    return f"{at:%d.%m.%Y %H:%M:%S}" if at else DASH


def _cargo(item: Cargo, facts: Facts) -> Row:
    masses = (item.documented_gross_mass, item.documented_net_mass, item.actual_gross_mass, item.actual_net_mass)
    return (
        item.seal or DASH,
        DASH if item.places is None else str(item.places),
        item.packaging or DASH,
        item.name,
        item.unit or DASH,
        item.unit_code or DASH,
        *map(as_quantity, masses),
        facts.said(item.information or ()),
    )


def _goods(act: DiscrepancyAct) -> Table:
    """By the papers and in fact, beside each other."""
    columns = (
        *_FORM.columns("goods"),
        *_under("count", _FORM.word("documented"), "documented"),
        *_under("count", _FORM.word("actual"), "actual"),
    )
    return Table(columns=columns, rows=tuple(_line(index, line) for index, line in enumerate(act.lines, 1)))


def _under(key: str, name: str, graphs: str) -> tuple[Column, ...]:
    """Columns under one head; those the paper form has too bear its numbers."""
    numbers = _FORM.words["graphs"][graphs]
    return tuple(
        replace(column, under=(name,), number=number)
        for column, number in zip(_FORM.columns(key), numbers, strict=True)
    )


def _line(index: int, line: AcceptanceLine) -> Row:
    goods = line.goods
    described = (_FORM.word(name, value=getattr(goods, name)) for name in _DESCRIBED if getattr(goods, name))
    return (
        str(index),
        DASH if goods.document_line is None else str(goods.document_line),
        ", ".join(filter(None, (goods.name, goods.description, *described))) or DASH,
        line.unit or DASH,
        line.unit_code or DASH,
        *_count(line.documented),
        *_count(line.actual),
    )


def _count(count: GoodsCount | None) -> Row:
    if count is None:
        return (DASH,) * 5
    rate = count.vat_rate.value if count.vat_rate else DASH
    return as_quantity(count.quantity), as_price(count.price), rate, as_sum(count.vat), as_sum(count.gross)


def _differences(act: DiscrepancyAct) -> Iterator[Block]:
    rows = tuple(_difference(index, line) for index, line in enumerate(act.lines, 1) if _found(line))
    if rows:
        kinds = [_under("difference", _FORM.words["kinds"][kind], kind) for kind in _KINDS]
        yield Heading(text=_FORM.word("differences"), is_section=True)
        yield Table(columns=(*_FORM.columns("named"), *sum(kinds, ()), *_FORM.columns("note")), rows=rows)


def _found(line: AcceptanceLine) -> dict[str, GoodsDifference]:
    return {kind: found for kind in _KINDS if (found := getattr(line, kind))}


def _difference(index: int, line: AcceptanceLine) -> Row:
    found = _found(line)
    notes = (f"{_FORM.words['kinds'][kind]}: {one.note}" for kind, one in found.items() if one.note)
    cells = [cell for kind in _KINDS for cell in _sums(found.get(kind))]
    return (str(index), line.goods.name or DASH, *cells, "; ".join(notes))


def _sums(found: GoodsDifference | None) -> Row:
    return (as_quantity(found.quantity), as_sum(found.gross), as_sum(found.vat)) if found else (DASH,) * 3


def _prices(act: DiscrepancyAct) -> Iterator[Block]:
    rows = tuple(
        (str(index), line.goods.name or DASH, _FORM.word(way), *_price(found))
        for index, line in enumerate(act.lines, 1)
        for way in _PRICES
        if (found := getattr(line, way))
    )
    if rows:
        yield Heading(text=_FORM.word("prices"), is_section=True)
        yield Table(columns=(*_FORM.columns("named"), *_FORM.columns("price"), *_FORM.columns("note")), rows=rows)


def _price(found: PriceDifference) -> Row:
    return as_sum(found.price), as_sum(found.gross), as_sum(found.vat), found.note or ""


def _conclusion(act: DiscrepancyAct, facts: Facts) -> Iterator[Block]:
    attached = "; ".join(facts.said(attachment) for attachment in act.attachments)
    entries = [
        _FORM.caption(name, text) for name, text in (("summary", act.summary), ("attachments", attached)) if text
    ]
    yield Entries(entries=(Entry(_FORM.word("conclusion"), act.conclusion or DASH), *entries))


def _accepted_by(accepted: GoodsAcceptedBy | None, facts: Facts) -> Iterator[Block]:
    """An employee of the buyer, a representative or a person entrusted with it."""
    people: list[Any] = [accepted.employee, accepted.agent, accepted.person] if accepted else []
    if known := [person for person in people if person]:
        yield from signers(facts, known, is_signed=False, caption=_FORM.word("accepted_by"))


def _answered(answer: DiscrepancyAnswer, is_signed: bool) -> Iterator[Block]:
    yield Heading(text=_FORM.word("answered", date=as_day(answer.date)), is_section=True)
    yield Paragraph(text=answer.text)
    yield from signers(_answer_facts(), answer.signatories, is_signed=is_signed, caption=_FORM.word("answered_by"))
