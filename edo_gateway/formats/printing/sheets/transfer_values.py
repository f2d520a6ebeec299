"""Values of an invoice and a УПД as they are written in the lines, the columns and the boxes of their form."""

from __future__ import annotations

from collections.abc import Sequence

from edo_gateway.formats.parts.parties import Entrepreneur
from edo_gateway.formats.printing.facts import Facts
from edo_gateway.formats.printing.paper import Row
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.parties import Party, listed, notes_text, tax_numbers
from edo_gateway.formats.printing.wording import as_day, as_price, as_quantity, as_sum
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import Payment, Transfer
from edo_gateway.formats.transfer.lines import Line, Traceability


def payment(paid: Payment) -> str:
    dated = phrase("dated", number=paid.number, date=as_day(paid.date)) if paid.number and paid.date else ""
    text = dated or paid.number or as_day(paid.date)
    return text if paid.sum is None else phrase("paid", payment=text, sum=as_sum(paid.sum))


def currency(document: TransferDocument) -> str:
    named = ", ".join(filter(None, (document.currency_name, document.currency)))
    rate = document.exchange_rate
    return phrase("rate", name=named, rate=as_quantity(rate)) if rate else named


def line(index: int, line: Line) -> Row:
    return (
        listed((line.code or "", line.article or "")),
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


def traced(traceability: Sequence[Traceability]) -> tuple[str, ...]:
    return (
        listed(trace.unit_code or "" for trace in traceability),
        listed(trace.unit for trace in traceability),
        listed(as_quantity(trace.quantity) for trace in traceability),
        listed(as_sum(trace.net) for trace in traceability),
    )


def registration(seller: Party) -> str:
    """Of an entrepreneur."""
    return listed((seller.certificate or "", _ogrnip(seller))) if isinstance(seller, Entrepreneur) else DASH


def _ogrnip(seller: Entrepreneur) -> str:
    number = phrase("ogrnip", number=seller.ogrnip) if seller.ogrnip else ""
    since = phrase("since", date=as_day(seller.ogrnip_date)) if seller.ogrnip_date else ""
    return " ".join(filter(None, (number, since)))


def basis(transfer: Transfer | None, facts: Facts) -> str:
    if transfer is None:
        return DASH
    return phrase("without_basis") if transfer.no_basis_document else listed(map(facts.said, transfer.basis))


def transport(transfer: Transfer | None) -> str:
    if transfer is None or transfer.transport is None:
        return DASH
    transport = transfer.transport
    terms = " ".join(filter(None, (transport.incoterms, transport.incoterms_version)))
    return listed((transport.details or "", phrase("incoterms", terms=terms) if terms else ""))


def transfer_date(transfer: Transfer | None) -> str:
    """The day, the period, or both where both are told."""
    if transfer is None:
        return ""
    has_period = transfer.period_start or transfer.period_end
    start, end = as_day(transfer.period_start), as_day(transfer.period_end)
    period = phrase("period", start=start, end=end) if has_period else ""
    return ", ".join(filter(None, (as_day(transfer.date), period)))


def transfer_notes(transfer: Transfer | None) -> str:
    if transfer is None:
        return ""
    return listed((transfer.operation or "", notes_text(transfer.information)))


def subject(composer: str | None, party: Party) -> str:
    return composer or phrase("subject", name=party.display_name, numbers=tax_numbers(party))
