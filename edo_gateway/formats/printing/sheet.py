"""The transfer document as the lines, columns and boxes of its paper form: strings in the order they are printed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.formats.buyer_title import AcceptanceResult, BuyerTitle
from edo_gateway.formats.parties import Company, Entrepreneur, ForeignParty, Individual
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.wording import as_address, as_day, as_price, as_quantity, as_sum, in_words
from edo_gateway.formats.references import Information, Reference
from edo_gateway.formats.signatories import Signatory
from edo_gateway.formats.transfer_document import TransferDocument
from edo_gateway.formats.transfer_facts import Payment, Transfer
from edo_gateway.formats.transfer_lines import Line, Traceability

_Party = Company | Entrepreneur | ForeignParty | Individual
_ROUBLE = "643"


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A row of the table; ``cells`` are columns А to 11, ``traced`` columns 12, 12а, 13 and 14."""

    number: str
    cells: tuple[str, ...]
    traced: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    position: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One half of the lower part: the boxes [10]–[14] of the seller or [15]–[19] of the buyer."""

    person: Person | None
    date: str
    notes: str
    responsible: tuple[Person, ...]
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything the template prints. ``status`` is 1 or 2, empty for a plain invoice."""

    status: str
    kind: str
    number: str
    date: str
    correction: str
    head: tuple[str, ...]
    has_table: bool
    is_traced: bool
    lines: tuple[PrintedLine, ...]
    total_net: str
    total_vat: str
    total_gross: str
    in_words: str
    signatories: tuple[Person, ...]
    is_entrepreneur: bool
    entrepreneur_note: str
    basis: str
    transport: str
    seller: Side | None
    buyer: Side
    result: str
    result_tone: str
    is_signed: bool
    is_answer_signed: bool
    notes: str


_INVOICES = (DocumentFunction.INVOICE, DocumentFunction.INVOICE_AND_TRANSFER)
_STATUSES = {DocumentFunction.INVOICE_AND_TRANSFER: "1", DocumentFunction.TRANSFER: "2"}
_TONES = {
    AcceptanceResult.ACCEPTED: "good",
    AcceptanceResult.WITH_DISCREPANCIES: "doubt",
    AcceptanceResult.NOT_ACCEPTED: "bad",
}


def sheet_of(
    document: TransferDocument, answer: BuyerTitle | None, *, is_signed: bool, is_answer_signed: bool
) -> Sheet:
    """The paper of a document; ``answer`` fills the boxes of the buyer. Unsigned paper never says it is signed."""
    return Sheet(
        status=_STATUSES.get(document.function, ""),
        kind=_kind(document),
        number=document.number,
        date=as_day(document.date),
        correction=_correction(document),
        head=_head(document),
        has_table=bool(document.lines),
        is_traced=any(line.traceability for line in document.lines),
        lines=tuple(_line(index, line) for index, line in enumerate(document.lines, 1)),
        total_net=as_sum(document.total_net),
        total_vat=as_sum(document.total_vat),
        total_gross=as_sum(document.total_gross),
        in_words=_words(document),
        signatories=tuple(_signatory(signatory) for signatory in document.signatories),
        is_entrepreneur=isinstance(document.seller, Entrepreneur),
        entrepreneur_note=_registration(document.seller),
        basis=_basis(document.transfer),
        transport=_transport(document.transfer),
        seller=_seller(document) if document.function is not DocumentFunction.INVOICE else None,
        buyer=_buyer(document, answer),
        result=phrase(answer.result.value) if answer else "",
        result_tone=_TONES[answer.result] if answer else "",
        is_signed=is_signed,
        is_answer_signed=is_answer_signed,
        notes=_notes(document.information),
    )


def _kind(document: TransferDocument) -> str:
    if document.function in _INVOICES:
        return phrase("invoice")
    if document.function is DocumentFunction.SALES_REPORT:
        return document.title or phrase("sales_report")
    if document.function is DocumentFunction.PURCHASE_REPORT:
        return document.title or phrase("purchase_report")
    return document.title or phrase("transfer")


def _correction(document: TransferDocument) -> str:
    mended = document.correction
    return phrase("dated", number=mended.number, date=as_day(mended.date)) if mended else ""


def _head(document: TransferDocument) -> tuple[str, ...]:
    """Lines 2, 2а, 2б, 3, 4, 5 and then 5а, 6, 6а, 6б, 7, 8 of the invoice."""
    seller, buyer = document.seller, document.buyer
    return (
        _names((seller, *document.other_sellers)),
        as_address(seller.address),
        _numbers(seller),
        _list(map(_placed, document.consignors)),
        _list(map(_placed, document.consignees)),
        _payments(document),
        _list(map(_reference, document.shipment_documents)),
        _names((buyer, *document.other_buyers)),
        as_address(buyer.address),
        _numbers(buyer),
        _currency(document),
        document.state_contract or DASH,
    )


def _names(parties: Iterable[_Party]) -> str:
    return "; ".join(party.display_name for party in parties)


def _numbers(party: _Party) -> str:
    if isinstance(party, ForeignParty):
        return party.identifier or DASH
    return "/".join(filter(None, (party.inn, party.kpp))) or DASH


def _placed(party: _Party | str) -> str:
    if isinstance(party, str):
        return party
    return ", ".join(filter(None, (party.display_name, as_address(party.address))))


def _consignors(document: TransferDocument) -> str:
    return _list(map(_placed, document.consignors))


def _payments(document: TransferDocument) -> str:
    return _list(_payment(payment) for payment in document.payments)


def _payment(payment: Payment) -> str:
    if payment.number and payment.date:
        return phrase("dated", number=payment.number, date=as_day(payment.date))
    return payment.number or as_day(payment.date)


def _reference(reference: Reference) -> str:
    return phrase("reference", name=reference.name, number=reference.number, date=as_day(reference.date))


def _currency(document: TransferDocument) -> str:
    named = ", ".join(filter(None, (document.currency_name, document.currency)))
    rate = document.exchange_rate
    return phrase("rate", name=named, rate=as_quantity(rate)) if rate else named


def _list(values: Iterable[str]) -> str:
    return "; ".join(filter(None, values)) or DASH


def _line(index: int, line: Line) -> PrintedLine:
    cells = (
        line.code or line.article or DASH,
        str(line.number or index),
        _list((line.name or "", line.description or "")),
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
        _list(customs.country or "" for customs in line.customs),
        _list(line.origin_names),
        _list((*(c.declaration or "" for c in line.customs), *(t.batch for t in line.traceability))),
    )
    return PrintedLine(str(line.number or index), cells, _traced(line.traceability))


def _traced(traceability: Sequence[Traceability]) -> tuple[str, ...]:
    return (
        _list(trace.unit_code or "" for trace in traceability),
        _list(trace.unit for trace in traceability),
        _list(as_quantity(trace.quantity) for trace in traceability),
        _list(as_sum(trace.net) for trace in traceability),
    )


def _words(document: TransferDocument) -> str:
    total = document.total_gross
    is_primary = document.function is not DocumentFunction.INVOICE
    return in_words(total) if is_primary and document.currency == _ROUBLE and isinstance(total, Decimal) else ""


def _signatory(signatory: Signatory) -> Person:
    powers = [
        phrase("electronic_power", number=power.number, date=as_day(power.issued))
        for power in signatory.electronic_powers
    ]
    powers += [
        phrase("paper_power", number=power.number, date=as_day(power.issued)) for power in signatory.paper_powers
    ]
    return Person(signatory.position or "", signatory.name.full, ", ".join(powers))


def _registration(seller: _Party) -> str:
    if not isinstance(seller, Entrepreneur):
        return ""
    ogrnip = phrase("ogrnip", number=seller.ogrnip) if seller.ogrnip else ""
    since = phrase("since", date=as_day(seller.ogrnip_date)) if seller.ogrnip_date else ""
    return seller.certificate or " ".join(filter(None, (ogrnip, since)))


def _basis(transfer: Transfer | None) -> str:
    if transfer is None:
        return DASH
    return phrase("without_basis") if transfer.no_basis_document else _list(map(_reference, transfer.basis))


def _transport(transfer: Transfer | None) -> str:
    if transfer is None or transfer.transport is None:
        return DASH
    transport = transfer.transport
    terms = " ".join(filter(None, (transport.incoterms, transport.incoterms_version)))
    return _list((transport.details or "", phrase("incoterms", terms=terms) if terms else ""))


def _seller(document: TransferDocument) -> Side:
    transfer = document.transfer
    return Side(
        person=_handed_over(transfer),
        date=_transfer_date(transfer),
        notes=_transfer_notes(transfer),
        responsible=tuple(_signatory(signatory) for signatory in document.signatories),
        subject=_subject(document.composer, document.seller),
    )


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
    return _list((transfer.operation or "", thing or "", _notes(transfer.information)))


def _notes(information: Iterable[Information]) -> str:
    return "; ".join(f"{pair.id}: {pair.value}" for pair in information)


def _subject(composer: str | None, party: _Party) -> str:
    return composer or phrase("subject", name=party.display_name, numbers=_numbers(party))


def _buyer(document: TransferDocument, answer: BuyerTitle | None) -> Side:
    if answer is None:
        return Side(person=None, date="", notes="", responsible=(), subject=_subject(None, document.buyer))
    disagreement = _reference(answer.discrepancies) if answer.discrepancies else ""
    return Side(
        person=_received(answer),
        date=as_day(answer.accepted_on),
        notes="; ".join(filter(None, (answer.operation, disagreement, _notes(answer.information)))),
        responsible=tuple(_signatory(signatory) for signatory in answer.signatories),
        subject=_subject(answer.composer, document.buyer),
    )


def _received(answer: BuyerTitle) -> Person | None:
    by = answer.accepted_by
    if by is None:
        return None
    if by.employee:
        return Person(by.employee.position, by.employee.name.full)
    if by.agent:
        return Person(f"{by.agent.position}, {by.agent.organization}", by.agent.name.full)
    return Person("", by.person.name.full) if by.person else None
