"""What lists show of a document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.parts.party_completion import Named
from edo_gateway.formats.power.document import PowerOfAttorney
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transport.waybill import TransportWaybill
from edo_gateway.formats.wording import wording
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import WorksActAnswer


@dataclass(frozen=True, slots=True)
class PartySummary:
    """A party in a list; empty strings where the document does not say."""

    name: str
    inn: str
    kpp: str
    participant_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Values for lists; ``vat`` is None for «без НДС», ``function`` empty and sums None for service documents.

    ``date`` is None where neither the document nor a name tells it: an annulment proposal has no date of its own.
    ``title`` is what the document is called («Счет-фактура», the name of the primary document);
    ``currency`` the three digits of ОКВ. Sums of a correction document are changes, negative when the cost falls.
    """

    type: str
    function: str
    number: str
    date: dt.date | None
    title: str
    total: Decimal | None
    vat: Decimal | None
    currency: str
    seller: PartySummary | None
    buyer: PartySummary | None
    sender: str
    recipient: str


def summary(document: DocumentModel) -> Summary:
    """Values of a document for lists; of a completed document all that there are."""
    if isinstance(document, TransferDocument):
        return _of_transfer(document)
    if isinstance(document, ReconciliationAct):
        return _of_reconciliation(document)
    if isinstance(document, CorrectionDocument):
        return _of_correction(document)
    if isinstance(document, WorksAct):
        return _of_works(document)
    if isinstance(document, TransportWaybill):
        return _of_transport(document)
    if isinstance(document, DiscrepancyAct):
        return _of_discrepancies(document)
    function = number = title = ""
    if isinstance(document, PowerOfAttorney):
        number = document.number
    if isinstance(document, BuyerTitle):
        function, number, title = document.function.value, document.number or "", document.title
    if isinstance(document, WorksActAnswer):
        number, title = document.number, wording().works_act
    return Summary(
        type=document.type,
        function=function,
        number=number,
        date=getattr(document, "date"),  # noqa: B009 - every document declares its date, the base cannot
        title=title,
        total=None,
        vat=None,
        currency="",
        seller=None,
        buyer=None,
        sender=document.sender or "",
        recipient=document.recipient or "",
    )


def _of_works(act: WorksAct) -> Summary:
    """The contractor is the one who sells."""
    sender = act.sender or act.contractor.participant_id or ""
    recipient = act.recipient or act.customer.participant_id or ""
    total = act.total
    return Summary(
        type=act.type,
        function="",
        number=act.number,
        date=act.date,
        title=wording().works_act,
        total=total.gross if total else None,
        vat=total.vat if total and isinstance(total.vat, Decimal) else None,
        currency=act.currency,
        seller=_party(act.contractor, sender),
        buyer=_party(act.customer, recipient),
        sender=sender,
        recipient=recipient,
    )


def _of_transport(waybill: TransportWaybill) -> Summary:
    """The consignor stands first, the consignee second; the total is the declared value of the cargo."""
    value = waybill.declared_value
    return Summary(
        type=waybill.type,
        function="",
        number=waybill.number,
        date=waybill.date,
        title=wording().transport["fact"],
        total=value.sum if value else None,
        vat=None,
        currency=(value.currency or "") if value else "",
        seller=_party(waybill.consignor, waybill.sender or waybill.consignor.participant_id or ""),
        buyer=_party(waybill.consignee, waybill.third_participant or waybill.consignee.participant_id or ""),
        sender=waybill.sender or waybill.consignor.participant_id or "",
        recipient=waybill.recipient or waybill.carrier.participant_id or "",
    )


def _of_transfer(document: TransferDocument) -> Summary:
    sender = document.sender or document.seller.participant_id or ""
    recipient = document.recipient or document.buyer.participant_id or ""
    return Summary(
        type=document.type,
        function=document.function.value,
        number=document.number,
        date=document.date,
        title=document.title or wording().invoice,
        total=document.total_gross,
        vat=document.total_vat if isinstance(document.total_vat, Decimal) else None,
        currency=document.currency,
        seller=_party(document.seller, sender),
        buyer=_party(document.buyer, recipient),
        sender=sender,
        recipient=recipient,
    )


def _of_correction(document: CorrectionDocument) -> Summary:
    sender = document.sender or document.seller.participant_id or ""
    recipient = document.recipient or document.buyer.participant_id or ""
    more, less = document.total_increase, document.total_decrease
    return Summary(
        type=document.type,
        function=document.function.value,
        number=document.number,
        date=document.date,
        title=document.title or wording().correction["invoice"],
        total=_change(more.gross if more else None, less.gross if less else None),
        vat=_change(more.vat if more else None, less.vat if less else None),
        currency=document.currency,
        seller=_party(document.seller, sender),
        buyer=_party(document.buyer, recipient),
        sender=sender,
        recipient=recipient,
    )


def _change(increase: Decimal | str | None, decrease: Decimal | str | None) -> Decimal | None:
    """None where neither is told as a sum."""
    known = [amount if isinstance(amount, Decimal) else None for amount in (increase, decrease)]
    return None if known == [None, None] else (known[0] or Decimal(0)) - (known[1] or Decimal(0))


def _of_reconciliation(act: ReconciliationAct) -> Summary:
    """The act has neither seller nor buyer: its author stands first, the other side second."""
    sender = act.sender or act.author.participant_id or ""
    recipient = act.recipient or act.counterparty.participant_id or ""
    return Summary(
        type=act.type,
        function="",
        number=act.number,
        date=act.date,
        title=wording().reconciliation,
        total=None,
        vat=None,
        currency=act.currency,
        seller=_party(act.author, sender),
        buyer=_party(act.counterparty, recipient),
        sender=sender,
        recipient=recipient,
    )


def _of_discrepancies(act: DiscrepancyAct) -> Summary:
    """The buyer sends it."""
    sender = act.sender or act.buyer.participant_id or ""
    recipient = act.recipient or act.seller.participant_id or ""
    return Summary(
        type=act.type,
        function="",
        number=act.number,
        date=act.date,
        title=act.title or wording().discrepancy["title"],
        total=None,
        vat=None,
        currency="",
        seller=_party(act.seller, recipient),
        buyer=_party(act.buyer, sender),
        sender=sender,
        recipient=recipient,
    )


def _party(party: Named, participant_id: str) -> PartySummary:
    return PartySummary(party.display_name, party.inn or "", party.kpp or "", participant_id)
