"""Every document this room can build and parse."""

from __future__ import annotations

from edo_gateway.formats.annulment import Annulment
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import DiscrepancyAnswer
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.power.document import PowerOfAttorney
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

Document = (
    TransferDocument
    | BuyerTitle
    | ReconciliationAct
    | ReconciliationAnswer
    | WorksAct
    | WorksActAnswer
    | TransportWaybill
    | TransportAcceptance
    | TransportDelivery
    | TransportHandover
    | DiscrepancyAct
    | DiscrepancyAnswer
    | ReceiptNotice
    | OperatorReceived
    | OperatorForwarded
    | CorrectionRequest
    | Annulment
    | CorrectionDocument
    | PowerOfAttorney
)

DOCUMENT_TYPES: tuple[type[DocumentModel], ...] = (
    TransferDocument,
    BuyerTitle,
    ReconciliationAct,
    ReconciliationAnswer,
    WorksAct,
    WorksActAnswer,
    DiscrepancyAct,
    DiscrepancyAnswer,
    ReceiptNotice,
    OperatorReceived,
    OperatorForwarded,
    CorrectionRequest,
    Annulment,
    CorrectionDocument,
    PowerOfAttorney,
    TransportWaybill,
    TransportAcceptance,
    TransportDelivery,
    TransportHandover,
)


def model_of(prefix: str, version: str) -> type[DocumentModel] | None:
    """The model of a format; None for a format that is only read."""
    return next((one for one in DOCUMENT_TYPES if (one.header.prefix, one.header.version) == (prefix, version)), None)
