"""What an answering title says, in the same words for every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from edo_gateway.formats.discrepancy.answer import DiscrepancyAnswer
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.reconciliation.answer import ReconciliationAnswer, ReconciliationResult
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, BuyerTitle
from edo_gateway.formats.works.answer import WorksAcceptanceResult, WorksActAnswer


class Decision(StrEnum):
    ACCEPTED = "accepted"
    WITH_DISCREPANCIES = "with_discrepancies"
    NOT_ACCEPTED = "not_accepted"
    STATED = "stated"  # the format only has words, neither yes nor no


@dataclass(frozen=True, slots=True)
class Response:
    """``file`` is the ИдФайл answered, ``note`` what the other side wrote."""

    file: str
    decision: Decision
    note: str


def response_of(document: DocumentModel) -> Response | None:
    """None for a document that answers nothing."""
    read = _READERS.get(type(document))
    return read(document) if read else None


_TRANSFER = {
    AcceptanceResult.ACCEPTED: Decision.ACCEPTED,
    AcceptanceResult.WITH_DISCREPANCIES: Decision.WITH_DISCREPANCIES,
    AcceptanceResult.NOT_ACCEPTED: Decision.NOT_ACCEPTED,
}
_WORKS = {
    WorksAcceptanceResult.ACCEPTED: Decision.ACCEPTED,
    WorksAcceptanceResult.NOT_ACCEPTED: Decision.NOT_ACCEPTED,
}
_SETTLEMENTS = {
    ReconciliationResult.AGREED: Decision.ACCEPTED,
    ReconciliationResult.WITH_DISCREPANCIES: Decision.WITH_DISCREPANCIES,
}


def _of_transfer(title: BuyerTitle) -> Response:
    return Response(title.seller_file, _TRANSFER[title.result], title.operation or "")


def _of_works(title: WorksActAnswer) -> Response:
    """Any acceptance that is not plain has defects or other terms; without a code the dates tell."""
    if title.result is None:
        decision = Decision.NOT_ACCEPTED if title.refused_on else Decision.ACCEPTED
    else:
        decision = _WORKS.get(title.result, Decision.WITH_DISCREPANCIES)
    return Response(title.contractor_file, decision, title.refusal_reasons or title.defects or title.operation or "")


def _of_settlements(title: ReconciliationAnswer) -> Response:
    return Response(title.act_file, _SETTLEMENTS[title.result], title.note or "")


def _of_discrepancies(title: DiscrepancyAnswer) -> Response:
    return Response(title.act_file, Decision.STATED, title.text)


_READERS: dict[type[DocumentModel], Callable[[Any], Response]] = {
    BuyerTitle: _of_transfer,
    WorksActAnswer: _of_works,
    ReconciliationAnswer: _of_settlements,
    DiscrepancyAnswer: _of_discrepancies,
}
