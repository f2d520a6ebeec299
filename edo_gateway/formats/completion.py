"""Completing a document: what the order demands and the caller left out. A pure function, and idempotent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.annulment import Annulment, completed_annulment
from edo_gateway.formats.correction.completion import completed_correction_document
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import DiscrepancyAnswer
from edo_gateway.formats.discrepancy.completion import completed_discrepancy_act, completed_discrepancy_answer
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.messages import refusal
from edo_gateway.formats.parts.party_completion import with_country_names
from edo_gateway.formats.power.completion import completed_power_of_attorney
from edo_gateway.formats.power.document import PowerOfAttorney
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.reconciliation.answer import ReconciliationAnswer
from edo_gateway.formats.reconciliation.completion import (
    completed_reconciliation_act,
    completed_reconciliation_answer,
)
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.completion import completed_transfer_document
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.transport.acceptance import TransportAcceptance
from edo_gateway.formats.transport.answer_completion import (
    completed_transport_acceptance,
    completed_transport_delivery,
    completed_transport_handover,
)
from edo_gateway.formats.transport.completion import completed_transport_waybill
from edo_gateway.formats.transport.delivery import TransportDelivery
from edo_gateway.formats.transport.handover import TransportHandover
from edo_gateway.formats.transport.waybill import TransportWaybill
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import WorksActAnswer
from edo_gateway.formats.works.completion import completed_works_act, completed_works_act_answer

AnyDocument = TypeVar("AnyDocument", bound=DocumentModel)


def complete(document: AnyDocument) -> AnyDocument:
    """The document with everything computed that was left out: exactly what its file will say.

    Participant ids of the parties move to ``sender`` and ``recipient``, for the file holds them in its name only.
    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` naming given values that disagree.
    """
    completing = _COMPLETIONS.get(type(document))
    if completing is None:
        return document
    findings: list[Finding] = []
    completed: AnyDocument = completing(document, findings)
    if findings:
        raise refusal(findings, format=document.header.prefix, version=document.header.version)
    return completed


def _completed_buyer_title(title: BuyerTitle, findings: list[Finding]) -> BuyerTitle:
    signatories = tuple(signatory.completed() for signatory in title.signatories)
    return with_country_names(title.changed({"signatories": signatories}), findings)


_COMPLETIONS: dict[type[DocumentModel], Callable[[Any, list[Finding]], Any]] = {
    TransferDocument: completed_transfer_document,
    CorrectionDocument: completed_correction_document,
    BuyerTitle: _completed_buyer_title,
    PowerOfAttorney: completed_power_of_attorney,
    ReconciliationAct: completed_reconciliation_act,
    ReconciliationAnswer: completed_reconciliation_answer,
    WorksAct: completed_works_act,
    WorksActAnswer: completed_works_act_answer,
    TransportWaybill: completed_transport_waybill,
    TransportAcceptance: completed_transport_acceptance,
    TransportDelivery: completed_transport_delivery,
    TransportHandover: completed_transport_handover,
    DiscrepancyAct: completed_discrepancy_act,
    DiscrepancyAnswer: completed_discrepancy_answer,
    Annulment: completed_annulment,
}
