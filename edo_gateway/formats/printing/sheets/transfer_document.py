"""The invoice and the УПД on the paper people know: the resolution № 1137 and the letter ММВ-20-3/96@."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.formats.parts.parties import Company, Entrepreneur, ForeignParty, Individual
from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import (
    Align,
    Block,
    Captions,
    Cell,
    Column,
    Columns,
    Entries,
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
from edo_gateway.formats.printing.sheets.buyer_title import TONES
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.parties import (
    Party,
    actor_person,
    display_names,
    listed,
    notes_text,
    placed,
    tax_numbers,
)
from edo_gateway.formats.printing.sheets.rest import (
    Answers,
    alike,
    answer_of,
    beyond,
    invoice_hands,
    person_of,
    signers,
)
from edo_gateway.formats.printing.sheets.transfer_values import (
    basis,
    currency,
    payment,
    registration,
    rows_of,
    subject,
    transfer_date,
    transfer_notes,
    transport,
)
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_address, as_day, as_sum, in_words
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import Transfer
from edo_gateway.formats.transfer.lines import Line, Traceability

_AMENDED = date(2026, 4, 1)  # since when the resolution № 26 of 23.01.2026 applies: another line, another graph
_FORM = form("transfer_document")

_INVOICES = (DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER)
_STATUSES = {DocumentFunction.INVOICE_AND_TRANSFER: "1", DocumentFunction.TRANSFER: "2"}


_UPPER = (
    "function number date correction payments shipment_documents currency currency_name exchange_rate state_contract "
    "information total_net total_gross total_vat price_includes_vat signatories factor"
)
_LINE = (
    "number name description code article customs_code unit_code unit quantity price net excise vat_rate vat gross "
    "customs origin_names price_includes_vat"
)
_PARTIES = alike("name inn kpp address participant_id signatory", Company, Entrepreneur, ForeignParty, Individual)
_TRANSFER = "operation date period_start period_end basis no_basis_document handed_over_by transport information"
_ANSWERED = "accepted_on result operation discrepancies information accepted_by signatories composer marks"


def sheet(document: TransferDocument, answers: Answers, signed: frozenset[Side]) -> Paper:
    """The buyer's title fills the boxes of the buyer. What the form has no place for stands below it."""
    buyer, facts = answer_of(answers, BuyerTitle), Facts(TransferDocument, _on_form(document))
    reply = Facts(BuyerTitle, alike(_ANSWERED, BuyerTitle))
    is_primary = document.function is not DocumentFunction.INVOICE
    return Paper(
        name=phrase("numbered", name=_short(document), number=document.number, date=as_day(document.date)),
        blocks=(
            _upper(document, facts),
            *_table(document),
            *_words(document),
            *_signatories(document, facts, signed),
            *(_lower(document, buyer, facts, reply, signed) if is_primary else ()),
            *beyond(facts, document, also=Facts(TransferDocument).entries(document, "factor")),
            *(beyond(reply, buyer, _FORM.word("answer_beyond")) if buyer else ()),
        ),
        orientation=Orientation.LANDSCAPE,
        is_change=document.correction is not None,
    )


def _on_form(document: TransferDocument) -> OnForm:
    """The title of a document stands on the form of a waybill, its composer in the lower half."""
    named = "" if document.function in _INVOICES else " title"
    lower = "" if document.function is DocumentFunction.INVOICE else " composer"
    return {
        **alike(_UPPER + named + lower, TransferDocument),
        **alike(_LINE, Line),
        **alike("batch unit_code unit quantity net", Traceability),
        **alike(_TRANSFER if lower else "", Transfer),
        **_PARTIES,
    }


def _short(document: TransferDocument) -> str:
    return _FORM.word("short") if document.function in _STATUSES else _kind(document)


def _upper(document: TransferDocument, facts: Facts) -> Block:
    head: tuple[Block, ...] = (_title(document), _head(document, facts), *_to_advances(document))
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
    appendix = _FORM.word("appendix") if document.function in _INVOICES else ""
    return Title(lines=(name, _correction(document)), appendix=appendix)


def _correction(document: TransferDocument) -> tuple[Run, ...]:
    mended, graph = document.correction, Run(_FORM.word("correction_graph"), Tone.FAINT)
    if mended is None:
        return Run(_FORM.word("not_corrected")), graph
    dated = phrase("dated", number=mended.number, date=as_day(mended.date))
    return Run(_FORM.word("corrected")), Run(dated, Tone.STRONG), graph


def _head(document: TransferDocument, facts: Facts) -> Columns:
    """Lines 2 to 5а beside lines 6 to 8, as the form has them."""
    sellers, buyers = (document.seller, *document.other_sellers), (document.buyer, *document.other_buyers)
    seller = (
        *_party(sellers),
        listed(map(placed, document.consignors)),
        listed(map(placed, document.consignees)),
        listed(map(payment, document.payments)),
        listed(map(facts.said, document.shipment_documents)),
    )
    buyer = (*_party(buyers), currency(document), document.state_contract or DASH)
    values = zip(_FORM.words["lines"], (*seller, *buyer), strict=True)
    lines = tuple(_FORM.line(number, value) for number, value in values)
    left, right = Entries(entries=lines[: len(seller)]), Entries(entries=lines[len(seller) :])
    return Columns(parts=((left,), (right,)), shares=(12, 12))


def _to_advances(document: TransferDocument) -> Iterator[Paragraph]:
    """The line 5б, for which the format 970@ has no field."""
    is_on_form = document.function in (*_INVOICES, *_STATUSES)
    if is_on_form and _is_amended(document):
        yield Paragraph(text=_FORM.word("to_advances"))


def _party(parties: Sequence[Party]) -> tuple[str, str, str]:
    """Name, address and tax numbers."""
    addresses = (as_address(party.address) for party in parties)
    return display_names(parties), listed(addresses), listed(map(tax_numbers, parties))


def _is_amended(document: TransferDocument) -> bool:
    return document.date >= _AMENDED


def _table(document: TransferDocument) -> Iterator[Block]:
    if not document.lines:
        return
    is_traced = any(known.traceability for known in document.lines)
    columns = _FORM.columns() + (_traced(document) if is_traced else ())
    rows = tuple(
        row for index, known in enumerate(document.lines, 1) for row in rows_of(index, known, is_traced=is_traced)
    )
    yield Table(columns=columns, rows=rows, totals=(_totals(document, len(columns)),), is_dense=is_traced)


def _traced(document: TransferDocument) -> tuple[Column, ...]:
    *columns, cost = _FORM.columns("traced")
    return (*columns, cost if _is_amended(document) else replace(cost, title=_FORM.word("traced_in_roubles")))


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
    words = in_words(total, document.currency) if is_primary and isinstance(total, Decimal) else ""
    if words:
        yield Paragraph(text=_FORM.word("in_words", words=words))
    if notes := notes_text(document.information):
        yield Paragraph(text=_FORM.word("notes", notes=notes))


def _signatories(document: TransferDocument, facts: Facts, signed: frozenset[Side]) -> Iterator[Columns]:
    is_entrepreneur = isinstance(document.seller, Entrepreneur)
    return invoice_hands(
        _FORM,
        [person_of(facts, signatory) for signatory in document.signatories],
        is_signed=Side.SELLER in signed,
        is_short=document.function is not DocumentFunction.INVOICE,
        registration=registration(document.seller) if is_entrepreneur else "",
    )


def _lower(
    document: TransferDocument, answer: BuyerTitle | None, facts: Facts, reply: Facts, signed: frozenset[Side]
) -> Iterator[Block]:
    yield Rule()
    boxes = (_FORM.box("8", basis(document.transfer, facts)), _FORM.box("9", transport(document.transfer)))
    yield Entries(entries=boxes, captions=Captions.FIT)
    ours, theirs = (
        _seller(document, facts, Side.SELLER in signed),
        _buyer(document, answer, reply, Side.BUYER in signed),
    )
    yield Columns(parts=(ours, theirs), shares=(12, 12), is_ruled=True)


def _seller(document: TransferDocument, facts: Facts, is_signed: bool) -> tuple[Block, ...]:
    transfer = document.transfer
    return (
        *_act("10", actor_person(facts, transfer.handed_over_by if transfer else None)),
        _boxes(("11", transfer_date(transfer)), ("12", transfer_notes(transfer))),
        _FORM.heading("13"),
        *signers(facts, document.signatories, is_signed=is_signed),
        _boxes(("14", subject(document.composer, document.seller))),
    )


def _buyer(document: TransferDocument, answer: BuyerTitle | None, reply: Facts, is_signed: bool) -> tuple[Block, ...]:
    known = answer.discrepancies if answer else None
    information = notes_text(answer.information) if answer else ""
    notes = (answer.operation if answer else "", reply.said(known) if known else "", information)
    return (
        *_act("15", actor_person(reply, answer.accepted_by if answer else None)),
        _boxes(("16", as_day(answer.accepted_on) if answer else ""), ("17", "; ".join(filter(None, notes)))),
        _FORM.heading("18"),
        *signers(reply, answer.signatories if answer else (), is_signed=is_signed),
        _boxes(("19", subject(answer.composer if answer else None, document.buyer))),
        *((Mark(text=phrase(answer.result.value), tone=TONES[answer.result]),) if answer else ()),
    )


def _act(number: str, person: Person | None) -> tuple[Block, ...]:
    """Who handed over or received: the signature of an electronic document is that of the responsible person."""
    return _FORM.heading(number), person_slots(person, is_signed=False)


def _boxes(*given: tuple[str, str]) -> Entries:
    return Entries(entries=tuple(_FORM.box(number, value) for number, value in given), captions=Captions.FIT)


def _kind(document: TransferDocument) -> str:
    if document.function in _INVOICES:
        return phrase("invoice")
    if document.function is DocumentFunction.SALES_REPORT:
        return document.title or phrase("sales_report")
    if document.function is DocumentFunction.PURCHASE_REPORT:
        return document.title or phrase("purchase_report")
    return document.title or phrase("transfer")
