"""Answers to acts that came – of reconciliation, of discrepancies – each tied to the file and its signatures."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from typing import Any, TypeVar, cast

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.discrepancy.act import DiscrepancyAct
from edo_gateway.formats.discrepancy.answer import AnswerSignatory, DiscrepancyAnswer
from edo_gateway.formats.exchange import envelope_of, parse
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.parts.party_completion import composer_of
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.reconciliation.answer import AnsweredContract, ReconciliationAnswer, ReconciliationResult
from edo_gateway.formats.reconciliation.parties import SettlementSignatory

Act = TypeVar("Act", bound=DocumentModel)


def answer_reconciliation(
    act: ExchangeFile,
    signature: bytes,
    *,
    signatory: SettlementSignatory,
    contracts: tuple[AnsweredContract, ...] = (),
    **sums: Any,
) -> ReconciliationAnswer:
    """The recipient agrees, or gives the settlements by its own books in ``contracts`` and ``sums`` of the whole act.

    ``signature`` is the sender's (CMS, DER). Raises :class:`~edo_gateway.domain.validation.InvalidDocument` when the
    file is not a readable reconciliation act.
    """
    document = _read(act, ReconciliationAct)
    result = ReconciliationResult.WITH_DISCREPANCIES if contracts else ReconciliationResult.AGREED
    return ReconciliationAnswer(
        sender=document.recipient,
        recipient=document.sender,
        result=result,
        **_tie(act),
        act_signature=_encoded(signature),
        contracts=contracts,
        signatory=signatory,
        **sums,
    )


def answer_discrepancies(
    act: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    signatories: tuple[AnswerSignatory, ...],
    text: str,
    date: dt.date,
) -> DiscrepancyAnswer:
    """What the seller says to a buyer's discrepancy act. Raises as :func:`answer_reconciliation`."""
    document = _read(act, DiscrepancyAct)
    return DiscrepancyAnswer(
        sender=document.recipient,
        recipient=document.sender,
        composer=composer_of(document.seller),
        **_tie(act),
        act_signatures=tuple(_encoded(signature) for signature in signatures),
        date=date,
        text=text,
        signatories=signatories,
    )


def _read(file: ExchangeFile, kind: type[Act]) -> Act:
    document = parse(file)
    if not isinstance(document, kind):
        raise refusal([finding("links.not_answered_title", None, name=file.name, expected=kind.header.prefix)])
    return document


def _tie(file: ExchangeFile) -> dict[str, Any]:
    """What names the very file answered."""
    envelope = envelope_of(file)
    return {
        "act_file": envelope.file_id,
        "act_file_date": cast("dt.date", envelope.formed_on),
        "act_file_time": cast("dt.time", envelope.formed_at),
    }


def _encoded(signature: bytes) -> str:
    return base64.b64encode(signature).decode("ascii")
