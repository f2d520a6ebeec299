"""КС-2 on the paper people know: the unified form of Госкомстат, and the VAT it did not tell."""

from __future__ import annotations

from collections.abc import Iterator

from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Captions,
    Cell,
    Columns,
    Entries,
    Mark,
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
from edo_gateway.formats.printing.wording import as_day, as_price, as_quantity, as_sum, in_words
from edo_gateway.formats.works.act import (
    ActTotal,
    Adjustment,
    Composition,
    ConstructionBasis,
    EstimateChange,
    RateTotal,
    Settlements,
    WorksAct,
    WorksTransfer,
)
from edo_gateway.formats.works.answer import WorksAcceptanceResult, WorksActAnswer
from edo_gateway.formats.works.lines import WorkLine, Works, WorksSection
from edo_gateway.formats.works.parties import (
    ConstructionCompany,
    ConstructionEntrepreneur,
    ConstructionForeignParty,
    ConstructionIndividual,
)

_FORM = form("works_act")
_BEFORE_COST, _WIDTH = 8, 12  # columns before the cost of the period, and with the VAT of it
_GROUPS = ("estimate", "cumulative")
_TONES = {WorksAcceptanceResult.ACCEPTED: Tone.GOOD, WorksAcceptanceResult.NOT_ACCEPTED: Tone.BAD}

_ON_FORM: OnForm = {
    **alike(
        "name inn kpp address contact okpo",
        *(ConstructionCompany, ConstructionEntrepreneur, ConstructionForeignParty, ConstructionIndividual),
    ),
    **alike(
        "number date construction_object contract correction place estimate supporting_documents currency currency_name"
        " signatories",
        WorksAct,
    ),
    **alike("investor", ConstructionBasis),
    **alike("operation_kind period_start period_end", WorksTransfer),
    **alike("net vat gross rates", ActTotal),
    **alike("", Works, Settlements, Adjustment, EstimateChange, Composition),
    **alike("number estimate_position section_number name net vat gross estimate_net cumulative_net", WorksSection),
    **alike(
        "number estimate_position position name unit unit_code quantity quantity_text price net vat vat_dash gross"
        " vat_rate vat_rate_of_total estimate_quantity estimate_quantity_text estimate_net"
        " cumulative_quantity cumulative_quantity_text cumulative_net",
        WorkLine,
    ),
}
_ANSWER = "result accepted_on refused_on refusal_reasons defects signatories"


def sheet(act: WorksAct, answers: Answers, signed: frozenset[Side]) -> Paper:
    """The customer's title fills «Принял»."""
    facts = Facts(WorksAct, _ON_FORM)
    customer = answer_of(answers, WorksActAnswer)
    return Paper(
        name=_name(act),
        blocks=(
            Title(lines=((),), appendix=_FORM.word("appendix")),
            _parties(act, facts),
            _titled(act),
            Entries(entries=(_FORM.caption("cost", ""),), captions=Captions.FIT),
            _table(act),
            *_words(act),
            *signers(facts, act.signatories, is_signed=Side.SELLER in signed, caption=_FORM.word("handed_over")),
            *_accepted(customer, Side.BUYER in signed),
            *beyond(facts, act),
            *(beyond(_answer_facts(_ANSWER), customer, _FORM.word("answer_beyond")) if customer else ()),
        ),
        orientation=Orientation.LANDSCAPE,
    )


def answer_sheet(answer: WorksActAnswer, _: Answers, signed: frozenset[Side]) -> Paper:
    """The customer's title by itself: what was accepted, of which act."""
    name = Run(_FORM.word("answer"))
    of = phrase("dated", number=answer.number, date=as_day(answer.date))
    return Paper(
        name=phrase("numbered", name=_FORM.word("answer"), number=answer.number, date=as_day(answer.date)),
        blocks=(
            Title(lines=((name, Run(f" № {of}", Tone.STRONG)),)),
            *_accepted(answer, bool(signed)),
            *beyond(_answer_facts(f"number date {_ANSWER}"), answer),
        ),
    )


def _answer_facts(on_form: str) -> Facts:
    return Facts(WorksActAnswer, alike(on_form, WorksActAnswer))


def _name(act: WorksAct) -> str:
    return phrase("numbered", name=_FORM.word("short"), number=act.number, date=as_day(act.date))


def _parties(act: WorksAct, facts: Facts) -> Columns:
    basis, transfer = act.basis, act.transfer
    okpo = {"okpo"}
    left = (
        _FORM.caption("investor", facts.said(basis.investor) if basis and basis.investor else ""),
        _FORM.caption("customer", facts.party(act.customer, okpo)),
        _FORM.caption("contractor", facts.party(act.contractor, okpo)),
        _FORM.caption("site", facts.said(act.place) if act.place else ""),
        _FORM.caption("object", act.construction_object),
        _FORM.caption("contract", facts.said(act.contract)),
        _FORM.caption("estimate", facts.said(act.estimate) if act.estimate else ""),
        _FORM.caption("basis", "; ".join(map(facts.said, act.supporting_documents))),
    )
    right = (
        _FORM.caption("okud", _FORM.word("okud")),
        _FORM.caption("investor_okpo", ""),
        _FORM.caption("customer_okpo", act.customer.okpo or ""),
        _FORM.caption("contractor_okpo", act.contractor.okpo or ""),
        _FORM.caption("activity", ""),
        _FORM.caption("contract_number", act.contract.number or ""),
        _FORM.caption("contract_date", as_day(act.contract.date)),
        _FORM.caption("operation", (transfer.operation_kind if transfer else None) or ""),
        _FORM.caption("currency", ", ".join(filter(None, (act.currency_name, act.currency)))),
    )
    return Columns(parts=((Entries(entries=left),), (Entries(entries=right),)), shares=(16, 8))


def _titled(act: WorksAct) -> Columns:
    lines: tuple[tuple[Run, ...], ...] = ((Run(_FORM.word("title"), Tone.STRONG),),)
    if mended := act.correction:
        lines += ((Run(_FORM.word("corrected", number=mended.number, date=as_day(mended.date))),),)
    transfer = act.transfer
    period = (transfer.period_start, transfer.period_end) if transfer else (None, None)
    start, end = (as_day(day) or DASH for day in period)
    row = (Cell(text=act.number, tone=Tone.STRONG), as_day(act.date), start, end)
    table = Table(columns=_FORM.columns("document"), rows=(row,))
    return Columns(parts=((Title(lines=lines),), (table,)), shares=(12, 12))


def _table(act: WorksAct) -> Table:
    """One table of all works, with what the estimate and the beginning of construction say where lines tell it."""
    lines = [line for works in act.works for line in _lines(works)]
    groups = tuple(group for group in _GROUPS if any(getattr(line, f"{group}_net") is not None for line in lines))
    columns = sum((_FORM.columns(group) for group in ("columns", "taxed", *groups)), ())
    rows = tuple(row for works in act.works for row in _works(works, groups))
    totals = tuple(_totals(act, len(columns)))
    return Table(columns=columns, rows=rows, totals=totals, is_dense=bool(groups))


def _lines(works: Works) -> Iterator[WorkLine]:
    yield from works.lines
    for section in works.sections:
        yield from section.lines
    yield from works.resources


def _works(works: Works, groups: tuple[str, ...]) -> Iterator[Row]:
    width = _WIDTH + 2 * len(groups)
    for line in works.lines:
        yield _line(line, groups)
    for section in works.sections:
        yield from _section(section, groups)
    if works.resources:
        yield (Cell(text=_FORM.word("resources"), columns=width, align=Align.LEFT, tone=Tone.STRONG),)
    for line in works.resources:
        yield _line(line, groups)


def _section(section: WorksSection, groups: tuple[str, ...]) -> Iterator[Row]:
    number = f" {section.section_number}." if section.section_number is not None else ":"
    name = f"{_FORM.word('section')}{number} {section.name}"
    heading = Cell(text=name, columns=_WIDTH - 2 + 2 * len(groups), align=Align.LEFT, tone=Tone.STRONG)
    yield (_number(section.number), section.estimate_position or DASH, heading)
    for line in section.lines:
        yield _line(line, groups)
    yield (
        Cell(text=_FORM.word("section_total"), columns=_BEFORE_COST, align=Align.LEFT, tone=Tone.STRONG),
        as_sum(section.net),
        DASH,
        as_sum(section.vat),
        as_sum(section.gross),
        *(cell for group in groups for cell in (DASH, as_sum(getattr(section, f"{group}_net")))),
    )


def _line(line: WorkLine, groups: tuple[str, ...]) -> Row:
    return (
        "/".join(filter(None, (_number(line.number), line.position))),
        line.estimate_position or DASH,
        line.name,
        DASH,
        line.unit or DASH,
        line.unit_code or DASH,
        line.quantity_text or as_quantity(line.quantity),
        as_price(line.price),
        as_sum(line.net),
        line.vat_rate or line.vat_rate_of_total or DASH,
        line.vat_dash or as_sum(line.vat),
        as_sum(line.gross),
        *(cell for group in groups for cell in _of(line, group)),
    )


def _of(line: WorkLine, group: str) -> tuple[str, str]:
    """Volume and cost by the estimate, or from the beginning of construction."""
    volume = getattr(line, f"{group}_quantity_text") or as_quantity(getattr(line, f"{group}_quantity"))
    return volume, as_sum(getattr(line, f"{group}_net"))


def _number(number: int | None) -> str:
    return str(number) if number is not None else ""


def _totals(act: WorksAct, width: int) -> Iterator[Row]:
    for caption, total in (("total", act.total), ("since_start", act.cumulative_total)):
        if total is not None:
            yield _total(_FORM.word(caption), (as_sum(total.net), "", as_sum(total.vat), as_sum(total.gross)), width)
            for rate in total.rates:
                yield _total(
                    _rate(rate), (as_sum(rate.base), rate.vat_rate, rate.agent_dash or as_sum(rate.vat), ""), width
                )


def _rate(rate: RateTotal) -> str:
    positions = ", ".join(rate.positions)
    return _FORM.word("rate_of", positions=positions) if positions else _FORM.word("rate")


def _total(caption: str, sums: tuple[str, ...], width: int) -> Row:
    rest = width - _WIDTH
    head = Cell(text=caption, columns=_BEFORE_COST, align=Align.LEFT)
    return (head, *sums, Cell(columns=rest)) if rest else (head, *sums)


def _words(act: WorksAct) -> Iterator[Block]:
    gross = act.total.gross if act.total else None
    words = in_words(gross, act.currency) if gross is not None else ""
    if words:
        yield Paragraph(text=_FORM.word("in_words", words=words))


def _accepted(answer: WorksActAnswer | None, is_signed: bool) -> Iterator[Block]:
    """«Принял», with the verdict of the customer once it has come."""
    facts = Facts(WorksActAnswer)
    if answer is not None:
        yield Mark(text=_verdict(answer), tone=_TONES.get(answer.result, Tone.DOUBT) if answer.result else Tone.DOUBT)
        reasons = tuple(facts.entries(answer, "refusal_reasons", "defects"))
        if reasons:
            yield Entries(entries=reasons, is_underlined=False)
    people = answer.signatories if answer else ()
    yield from signers(facts, people, is_signed=is_signed, caption=_FORM.word("accepted"))


def _verdict(answer: WorksActAnswer) -> str:
    said = _FORM.words["results"][answer.result.value] if answer.result else _FORM.word("answered")
    return ", ".join(filter(None, (said, as_day(answer.accepted_on or answer.refused_on))))
