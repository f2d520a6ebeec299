"""A sheet for a document is one function: the document → its paper. This table is all the renderers need to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from edo_gateway.formats.annulment import Annulment
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import DiscrepancyAnswer
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.power.document import PowerOfAttorney
from edo_gateway.formats.printing.paper import Paper
from edo_gateway.formats.printing.sheets import (
    buyer_title,
    correction_document,
    discrepancy_act,
    power_of_attorney,
    reconciliation_act,
    service_document,
    transfer_document,
    transport_waybill,
    works_act,
)
from edo_gateway.formats.printing.sheets.rest import Answers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.reconciliation.answer import ReconciliationAnswer
from edo_gateway.formats.service_documents import CorrectionRequest, OperatorForwarded, OperatorReceived, ReceiptNotice
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.delivery import TransportDelivery
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.transport.waybill import TransportWaybill
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import WorksActAnswer

Signed = frozenset[Side]
"""Whose titles bear a signature: unsigned paper never says it is signed."""

Sheet = Callable[[Any, Answers, Signed], Paper]
"""Takes the document, the titles that answer it as far as they have come, and who has signed."""

SHEETS: dict[type[DocumentModel], Sheet] = {
    Annulment: service_document.sheet,
    BuyerTitle: buyer_title.sheet,
    CorrectionDocument: correction_document.sheet,
    CorrectionRequest: service_document.sheet,
    DiscrepancyAct: discrepancy_act.sheet,
    DiscrepancyAnswer: discrepancy_act.answer_sheet,
    OperatorForwarded: service_document.sheet,
    OperatorReceived: service_document.sheet,
    PowerOfAttorney: power_of_attorney.sheet,
    ReconciliationAct: reconciliation_act.sheet,
    ReconciliationAnswer: reconciliation_act.answer_sheet,
    ReceiptNotice: service_document.sheet,
    TransferDocument: transfer_document.sheet,
    TransportAcceptance: transport_waybill.acceptance_sheet,
    TransportDelivery: transport_waybill.delivery_sheet,
    TransportHandover: transport_waybill.handover_sheet,
    TransportWaybill: transport_waybill.sheet,
    WorksAct: works_act.sheet,
    WorksActAnswer: works_act.answer_sheet,
}
"""A document without a sheet is printed as a card of its fields."""
