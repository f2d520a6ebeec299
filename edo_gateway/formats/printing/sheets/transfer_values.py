"""Values of an invoice and a УПД as they are written in the lines, the columns and the boxes of their form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from edo_gateway.formats.parts.parties import Entrepreneur
from edo_gateway.formats.printing.facts import Facts
from edo_gateway.formats.printing.paper import Cell, Row
from edo_gateway.formats.printing.phrases import DASH, phrase
from edo_gateway.formats.printing.sheets.parties import Party, listed, notes_text, subject_of
from edo_gateway.formats.printing.wording import as_day, as_price, as_quantity, as_sum
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transfer.facts import Payment, Transfer
from edo_gateway.formats.transfer.lines import Customs, Line, Traceability


def payment(paid: Payment) -> str:
    dated = phrase("dated", number=paid.number, date=as_day(paid.date)) if paid.number and paid.date else ""
    text = dated or paid.number or as_day(paid.date)
    return text if paid.sum is None else phrase("paid", payment=text, sum=as_sum(paid.sum))


def currency(document: TransferDocument) -> str:
    named = ", ".join(filter(None, (document.currency_name, document.currency)))
    rate = document.exchange_rate
    return phrase("rate", name=named, rate=as_quantity(rate)) if rate else named


def rows_of(index: int, line: Line, *, is_traced: bool) -> Iterator[Row]:
    """A row for each declaration and each traced lot; what the line says once stands beside all of them."""
    origins = tuple(zip_longest(line.customs, line.origin_names, line.traceability)) or ((None, None, None),)
    for place, (customs, country, trace) in enumerate(origins):
        whole = _beside(_figures(index, line), len(origins)) if place == 0 else ()
        yield (*whole, *_origin(customs, country, trace), *(_traced(trace) if is_traced else ()))


def _beside(texts: tuple[str, ...], rows: int) -> Row:
    return texts if rows == 1 else tuple(Cell(text=text, rows=rows) for text in texts)


def _figures(index: int, line: Line) -> tuple[str, ...]:
    """Graphs А to 9."""
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
    )


def _origin(customs: Customs | None, country: str | None, trace: Traceability | None) -> Row:
    """Graphs 10 to 11."""
    declaration = (customs.declaration if customs else None) or ""
    numbers = listed((declaration, trace.batch if trace else ""))
    return (customs.country if customs else None) or DASH, country or DASH, numbers


def _traced(trace: Traceability | None) -> Row:
    """Graphs 12 to 14."""
    if trace is None:
        return (DASH,) * 4
    return trace.unit_code or DASH, trace.unit or DASH, as_quantity(trace.quantity), as_sum(trace.net)


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
    return composer or subject_of(party)
