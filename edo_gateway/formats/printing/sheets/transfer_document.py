"""The invoice and the УПД on the paper people know: the resolution № 1137 and the letter ММВ-20-3/96@."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.formats.buyer_title import AcceptanceResult, BuyerTitle
from edo_gateway.formats.parties import Entrepreneur
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Captions,
    Cell,
    Columns,
    Entries,
    Entry,
    Mark,
    Orientation,
    Paper,
    Paragraph,
    Person,
    Row,
    Rule,
    Run,
    Status,
    Table,
    Title,
    Tone,
    person_slots,
)
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.parties import (
    Party,
    display_names,
    listed,
    notes_text,
    placed,
    reference_text,
    signatory_person,
    tax_numbers,
)
from edo_gateway.formats.printing.sheets.rest import Answers, answer_of
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_address, as_day, as_price, as_quantity, as_sum, in_words
from edo_gateway.formats.signatories import Signatory
from edo_gateway.formats.transfer_document import TransferDocument
from edo_gateway.formats.transfer_facts import Payment, Transfer
from edo_gateway.formats.transfer_lines import Line, Traceability

_ROUBLE = "643"
_FORM = form("transfer_document")

_INVOICES = (DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER)
_STATUSES = {DocumentFunction.INVOICE_AND_TRANSFER: "1", DocumentFunction.TRANSFER: "2"}
_TONES = {
    AcceptanceResult.ACCEPTED: Tone.GOOD,
    AcceptanceResult.WITH_DISCREPANCIES: Tone.DOUBT,
    AcceptanceResult.NOT_ACCEPTED: Tone.BAD,
}


def sheet(document: TransferDocument, answers: Answers, signed: frozenset[Side]) -> Paper:
    """The buyer's title fills the boxes of the buyer."""
    buyer = answer_of(answers, BuyerTitle)
    blocks = (_upper(document), *_table(document), *_words(document), _signatories(document, signed))
    is_primary = document.function is not DocumentFunction.INVOICE
    return Paper(
        name=phrase("numbered", name=_short(document), number=document.number, date=as_day(document.date)),
        blocks=(*blocks, *_lower(document, buyer, signed)) if is_primary else blocks,
        orientation=Orientation.LANDSCAPE,
    )


def _short(document: TransferDocument) -> str:
    return _FORM.word("short") if document.function in _STATUSES else _kind(document)


def _upper(document: TransferDocument) -> Block:
    head: tuple[Block, ...] = (_title(document), _head(document))
    status = _STATUSES.get(document.function)
    if status is None:
        return Columns(parts=(head,), shares=(24,))
    box = Status(name=_FORM.word("form"), status=status, legend=tuple(_FORM.words["legend"]))
    return Columns(parts=((box,), head), shares=(3, 21), is_ruled=True)


def _title(document: TransferDocument) -> Title:
    name = (
        Run(f"{_kind(document)} № "),
        Run(document.number, Tone.STRONG),
        *(Run(" от "), Run(as_day(document.date), Tone.STRONG), Run(" (1)", Tone.FAINT)),
    )
    appendix = "" if document.function is DocumentFunction.TRANSFER else _FORM.word("appendix")
    return Title(lines=(name, _correction(document)), appendix=appendix)


def _correction(document: TransferDocument) -> tuple[Run, ...]:
    mended, graph = document.correction, Run(_FORM.word("correction_graph"), Tone.FAINT)
    if mended is None:
        return Run(_FORM.word("not_corrected")), graph
    dated = phrase("dated", number=mended.number, date=as_day(mended.date))
    return Run(_FORM.word("corrected")), Run(dated, Tone.STRONG), graph


def _head(document: TransferDocument) -> Entries:
    seller, buyer = document.seller, document.buyer
    values = (
        display_names((seller, *document.other_sellers)),
        as_address(seller.address),
        tax_numbers(seller),
        listed(map(placed, document.consignors)),
        listed(map(placed, document.consignees)),
        listed(map(_payment, document.payments)),
        listed(map(reference_text, document.shipment_documents)),
        display_names((buyer, *document.other_buyers)),
        as_address(buyer.address),
        tax_numbers(buyer),
        _currency(document),
        document.state_contract or DASH,
    )
    lines = zip(_FORM.words["lines"], values, strict=True)
    return Entries(entries=tuple(_FORM.line(number, value) for number, value in lines), columns=2)


def _table(document: TransferDocument) -> Iterator[Block]:
    if not document.lines:
        return
    is_traced = any(line.traceability for line in document.lines)
    columns = _FORM.columns() + (_FORM.columns("traced") if is_traced else ())
    rows = tuple(
        _line(index, line) + (_traced(line.traceability) if is_traced else ())
        for index, line in enumerate(document.lines, 1)
    )
    yield Table(columns=columns, rows=rows, totals=(_totals(document, len(columns)),), is_dense=is_traced)


def _totals(document: TransferDocument, width: int) -> Row:
    return (
        Cell(text=_FORM.word("total"), columns=8, align=Align.LEFT),
        as_sum(document.total_net),
        Cell(text=_FORM.word("cross"), columns=2, align=Align.CENTER),
        as_sum(document.total_vat),
        as_sum(document.total_gross),
        Cell(columns=width - 13),
    )


def _words(document: TransferDocument) -> Iterator[Block]:
    total = document.total_gross
    is_primary = document.function is not DocumentFunction.INVOICE
    if is_primary and document.currency == _ROUBLE and isinstance(total, Decimal):
        yield Paragraph(text=_FORM.word("in_words", words=in_words(total)))
    if notes := notes_text(document.information):
        yield Paragraph(text=_FORM.word("notes", notes=notes))


def _signatories(document: TransferDocument, signed: frozenset[Side]) -> Columns:
    people = (*map(signatory_person, document.signatories), None, None)
    is_signed = Side.SELLER in signed
    first, second = ("entrepreneur", "") if isinstance(document.seller, Entrepreneur) else ("head", "accountant")
    left = person_slots(people[0], is_signed=is_signed, caption=_FORM.word(first), has_position=False)
    if not second:
        return Columns(parts=((left,), (_registration(document.seller),)), shares=(12, 12))
    right = person_slots(people[1], is_signed=is_signed, caption=_FORM.word(second), has_position=False)
    return Columns(parts=((left,), (right,)), shares=(12, 12))


def _lower(document: TransferDocument, answer: BuyerTitle | None, signed: frozenset[Side]) -> Iterator[Block]:
    yield Rule()
    boxes = (_FORM.box("8", _basis(document.transfer)), _FORM.box("9", _transport(document.transfer)))
    yield Entries(entries=boxes, captions=Captions.FIT)
    sides = (_seller(document, Side.SELLER in signed), _buyer(document, answer, Side.BUYER in signed))
    yield Columns(parts=sides, shares=(12, 12), is_ruled=True)


def _seller(document: TransferDocument, is_signed: bool) -> tuple[Block, ...]:
    transfer = document.transfer
    return (
        *_act("10", _handed_over(transfer)),
        _boxes(("11", _transfer_date(transfer)), ("12", _transfer_notes(transfer))),
        *_responsible("13", document.signatories, is_signed),
        _boxes(("14", _subject(document.composer, document.seller))),
    )


def _buyer(document: TransferDocument, answer: BuyerTitle | None, is_signed: bool) -> tuple[Block, ...]:
    subject = _boxes(("19", _subject(answer.composer if answer else None, document.buyer)))
    if answer is None:
        return (*_act("15", None), _boxes(("16", ""), ("17", "")), *_responsible("18", (), is_signed), subject)
    disagreement = reference_text(answer.discrepancies) if answer.discrepancies else ""
    notes = "; ".join(filter(None, (answer.operation, disagreement, notes_text(answer.information))))
    return (
        *_act("15", _received(answer)),
        _boxes(("16", as_day(answer.accepted_on)), ("17", notes)),
        *_responsible("18", answer.signatories, is_signed),
        subject,
        Mark(text=phrase(answer.result.value), tone=_TONES[answer.result]),
    )


def _act(number: str, person: Person | None) -> tuple[Block, ...]:
    """Who handed over or received: the signature of an electronic document is that of the responsible person."""
    return _FORM.heading(number), person_slots(person, is_signed=False)


def _boxes(*given: tuple[str, str]) -> Entries:
    return Entries(entries=tuple(_FORM.box(number, value) for number, value in given), captions=Captions.FIT)


def _responsible(number: str, signatories: Sequence[Signatory], is_signed: bool) -> tuple[Block, ...]:
    people: Sequence[Person | None] = [signatory_person(signatory) for signatory in signatories] or [None]
    return _FORM.heading(number), *(person_slots(person, is_signed=is_signed) for person in people)


def _kind(document: TransferDocument) -> str:
    if document.function in _INVOICES:
        return phrase("invoice")
    if document.function is DocumentFunction.SALES_REPORT:
        return document.title or phrase("sales_report")
    if document.function is DocumentFunction.PURCHASE_REPORT:
        return document.title or phrase("purchase_report")
    return document.title or phrase("transfer")


def _payment(payment: Payment) -> str:
    if payment.number and payment.date:
        return phrase("dated", number=payment.number, date=as_day(payment.date))
    return payment.number or as_day(payment.date)


def _currency(document: TransferDocument) -> str:
    named = ", ".join(filter(None, (document.currency_name, document.currency)))
    rate = document.exchange_rate
    return phrase("rate", name=named, rate=as_quantity(rate)) if rate else named


def _line(index: int, line: Line) -> Row:
    return (
        line.code or line.article or DASH,
        str(line.number or index),
        listed((line.name or "", line.description or "")),
        line.customs_code or DASH,
        line.unit_code or DASH,
        line.unit or DASH,
        as_quantity(line.quantity),
        as_price(line.price),
        as_sum(line.net),
        as_sum(line.excise) if line.excise is not None else phrase("without_excise"),
        line.vat_rate.value,
        as_sum(line.vat),
        as_sum(line.gross),
        listed(customs.country or "" for customs in line.customs),
        listed(line.origin_names),
        listed((*(c.declaration or "" for c in line.customs), *(t.batch for t in line.traceability))),
    )


def _traced(traceability: Sequence[Traceability]) -> tuple[str, ...]:
    return (
        listed(trace.unit_code or "" for trace in traceability),
        listed(trace.unit for trace in traceability),
        listed(as_quantity(trace.quantity) for trace in traceability),
        listed(as_sum(trace.net) for trace in traceability),
    )


def _registration(seller: Party) -> Entries:
    text = seller.certificate or _ogrnip(seller) if isinstance(seller, Entrepreneur) else ""
    return Entries(entries=(Entry(_FORM.word("registration"), text or DASH),), captions=Captions.FIT)


def _ogrnip(seller: Entrepreneur) -> str:
    number = phrase("ogrnip", number=seller.ogrnip) if seller.ogrnip else ""
    since = phrase("since", date=as_day(seller.ogrnip_date)) if seller.ogrnip_date else ""
    return " ".join(filter(None, (number, since)))


def _basis(transfer: Transfer | None) -> str:
    if transfer is None:
        return DASH
    return phrase("without_basis") if transfer.no_basis_document else listed(map(reference_text, transfer.basis))


def _transport(transfer: Transfer | None) -> str:
    if transfer is None or transfer.transport is None:
        return DASH
    transport = transfer.transport
    terms = " ".join(filter(None, (transport.incoterms, transport.incoterms_version)))
    return listed((transport.details or "", phrase("incoterms", terms=terms) if terms else ""))


def _handed_over(transfer: Transfer | None) -> Person | None:
    by = transfer.handed_over_by if transfer else None
    if by is None:
        return None
    if by.employee:
        return Person(by.employee.position, by.employee.name.full)
    if by.agent:
        return Person(f"{by.agent.position}, {by.agent.organization}", by.agent.name.full)
    return Person("", by.person.name.full) if by.person else None


def _transfer_date(transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    if transfer.date:
        return as_day(transfer.date)
    if transfer.period_start or transfer.period_end:
        return phrase("period", start=as_day(transfer.period_start), end=as_day(transfer.period_end))
    return ""


def _transfer_notes(transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    thing = transfer.thing.details if transfer.thing else ""
    return listed((transfer.operation or "", thing or "", notes_text(transfer.information)))


def _subject(composer: str | None, party: Party) -> str:
    return composer or phrase("subject", name=party.display_name, numbers=tax_numbers(party))


def _received(answer: BuyerTitle) -> Person | None:
    by = answer.accepted_by
    if by is None:
        return None
    if by.employee:
        return Person(by.employee.position, by.employee.name.full)
    if by.agent:
        return Person(f"{by.agent.position}, {by.agent.organization}", by.agent.name.full)
    return Person("", by.person.name.full) if by.person else None
