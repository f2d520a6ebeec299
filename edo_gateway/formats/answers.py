"""Answers to a file that came: the buyer title and the service documents, tied to its name and signature."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.annulment import Annulment, AnnulmentSignatory
from edo_gateway.formats.exchange import envelope_of, parse
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.parts.party_completion import composer_of
from edo_gateway.formats.parts.references import Reference
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.service_documents import (
    CompanyParticipant,
    CorrectionRequest,
    CorrectionSignatory,
    EntrepreneurParticipant,
    ForeignParticipant,
    IndividualParticipant,
    Operator,
    OperatorForwarded,
    OperatorParticipant,
    OperatorReceived,
    ReceiptNotice,
    ReceiptSignatory,
)
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, AcceptedBy, BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.wording import wording

AnyParticipant = CompanyParticipant | EntrepreneurParticipant | IndividualParticipant | ForeignParticipant

_NO_MARKS = "0_0_0_0_0_00"


def answer(
    seller_title: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    signatory: Signatory,
    accepted_on: dt.date,
    result: AcceptanceResult = AcceptanceResult.ACCEPTED,
    discrepancies: Reference | None = None,
    accepted_by: AcceptedBy | None = None,
) -> BuyerTitle:
    """The buyer title for a seller title and the detached signatures (CMS, DER) under it.

    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` when the file is not a readable seller title.
    """
    document = parse(seller_title)
    if not isinstance(document, TransferDocument):
        raise refusal([finding("links.not_seller_title", None, name=seller_title.name)])
    envelope = envelope_of(seller_title)
    return BuyerTitle(
        sender=document.recipient,
        recipient=document.sender,
        marks=envelope.parts.marks if envelope.parts and envelope.parts.marks else _NO_MARKS,
        composer=composer_of(document.buyer),
        seller_file=envelope.file_id,
        seller_file_date=cast("dt.date", envelope.formed_on),
        seller_file_time=cast("dt.time", envelope.formed_at),
        seller_signatures=_encoded(signatures),
        title=document.title or wording().invoice,
        function=document.function,
        number=document.number,
        date=document.date,
        operation=wording().acceptance.get(result.value),
        accepted_on=accepted_on,
        result=result,
        discrepancies=discrepancies,
        accepted_by=accepted_by,
        signatories=(signatory,),
    )


def receipt_notice(
    file: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    author: AnyParticipant,
    counterparty: AnyParticipant | OperatorParticipant,
    signatory: ReceiptSignatory,
    received_at: dt.datetime,
) -> ReceiptNotice:
    """ИоП on a file: ``author`` received it from ``counterparty`` at the aware moment ``received_at``."""
    moment = received_at.astimezone(MOSCOW)
    return ReceiptNotice(
        sender=author.participant_id,
        recipient=_address(counterparty),
        author=author,
        date=moment.date(),
        time=_clock(moment),
        file=_stem(file),
        signatures=_encoded(signatures),
        counterparty=counterparty,
        signatory=signatory,
    )


def operator_received(
    file: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    operator: Operator,
    sender: AnyParticipant,
    recipient: AnyParticipant,
    received_at: dt.datetime,
) -> OperatorReceived:
    """ПДП: the operator received the file of ``sender``; addressed to the sender."""
    values = _confirmation(file, signatures, operator, sender, recipient, received_at)
    return OperatorReceived(recipient=sender.participant_id, **values)


def operator_forwarded(
    file: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    operator: Operator,
    sender: AnyParticipant,
    recipient: AnyParticipant,
    sent_at: dt.datetime,
) -> OperatorForwarded:
    """ПДО: the operator sent the file on; addressed to the recipient of the file."""
    values = _confirmation(file, signatures, operator, sender, recipient, sent_at)
    return OperatorForwarded(recipient=recipient.participant_id, **values)


def correction_request(
    file: ExchangeFile,
    signature: bytes,
    *,
    author: AnyParticipant,
    counterparty: AnyParticipant,
    signatory: CorrectionSignatory,
    text: str,
    received_at: dt.datetime,
) -> CorrectionRequest:
    """УоУ: ``author`` asks ``counterparty`` to mend the file; ``text`` says what is wrong."""
    moment = received_at.astimezone(MOSCOW)
    return CorrectionRequest(
        sender=author.participant_id,
        recipient=counterparty.participant_id,
        author=author,
        date=moment.date(),
        time=_clock(moment),
        file=_stem(file),
        signature=_encoded([signature])[0],
        text=text,
        counterparty=counterparty,
        signatory=signatory,
    )


def _confirmation(
    file: ExchangeFile,
    signatures: Iterable[bytes],
    operator: Operator,
    sender: AnyParticipant,
    recipient: AnyParticipant,
    at: dt.datetime,
) -> dict[str, Any]:
    moment = at.astimezone(MOSCOW)
    return {
        "sender": operator.id,
        "operator": operator,
        "date": moment.date(),
        "time": _clock(moment),
        "file": _stem(file),
        "signatures": _encoded(signatures),
        "file_sender": sender,
        "file_recipient": recipient,
    }


def _clock(moment: dt.datetime) -> dt.time:
    return moment.time().replace(microsecond=0)


def _address(counterparty: AnyParticipant | OperatorParticipant) -> str:
    """An operator is addressed in file names by its three characters."""
    if isinstance(counterparty, OperatorParticipant):
        return counterparty.operator_id
    return counterparty.participant_id


def propose_annulment(
    file: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    author: CompanyParticipant | EntrepreneurParticipant,
    counterparty: CompanyParticipant | EntrepreneurParticipant,
    signatory: AnnulmentSignatory,
    text: str,
) -> Annulment:
    """ПоА on a file and the signatures under it: ``author`` proposes to annul it, ``text`` says why."""
    return Annulment(
        sender=author.participant_id,
        recipient=counterparty.participant_id,
        author=author,
        file=_stem(file),
        signatures=_encoded(signatures),
        text=text,
        counterparty=counterparty,
        signatory=signatory,
    )


def _stem(file: ExchangeFile) -> str:
    return file.name.removesuffix(".xml")


def _encoded(signatures: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(base64.b64encode(signature).decode("ascii") for signature in signatures)
