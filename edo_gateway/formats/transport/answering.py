"""Answering titles of the transport waybill, each tied to the file it answers and to the signature under it."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any, TypeVar, cast

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.exchange import envelope_of, parse
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.transport.acceptance import LoadingObjection, TransportAcceptance
from edo_gateway.formats.transport.delivery import TransportDelivery, Unloading
from edo_gateway.formats.transport.handover import TransportHandover, UnloadingObjection
from edo_gateway.formats.transport.references import TransportSignatory
from edo_gateway.formats.transport.waybill import TransportWaybill

AnsweredTitle = TypeVar("AnsweredTitle", bound=DocumentModel)


def accept_cargo(
    waybill: ExchangeFile,
    signature: bytes,
    *,
    signatory: TransportSignatory,
    uid: str | None = None,
    objection: LoadingObjection | None = None,
) -> TransportAcceptance:
    """The carrier's answer to a consignor's title and the detached signature (CMS, DER) under it.

    ``uid`` is the number the state system gave the waybill; it may already be in the title. Raises
    :class:`~edo_gateway.domain.validation.InvalidDocument` when the file is no such title, or the number is nowhere.
    """
    document = _answered(waybill, TransportWaybill)
    number = uid or document.uid
    if number is None:
        raise refusal([finding("request.missing", "/uid", name="uid", hint_term="")])
    return TransportAcceptance(
        sender=document.recipient,
        recipient=document.third_participant,
        third_participant=document.sender,
        **_tie(waybill, "waybill", signature),
        uid=number,
        objection=objection,
        signatory=signatory,
    )


def take_delivery(
    acceptance: ExchangeFile,
    signature: bytes,
    *,
    composer: str,
    signatory: TransportSignatory,
    unloading: Unloading | None = None,
    refusal_reason: str | None = None,
) -> TransportDelivery:
    """The consignee's answer to a carrier's title: the cargo was unloaded, or refused for a reason.

    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` when the file is no such title.
    """
    document = _answered(acceptance, TransportAcceptance)
    return TransportDelivery(
        sender=document.recipient,
        recipient=document.sender,
        third_participant=document.third_participant,
        composer=composer,
        **_tie(acceptance, "acceptance", signature),
        uid=document.uid,
        unloading=unloading,
        refusal_reason=refusal_reason,
        signatory=signatory,
    )


def hand_over_cargo(
    delivery: ExchangeFile,
    signature: bytes,
    *,
    signatory: TransportSignatory,
    objection: UnloadingObjection | None = None,
) -> TransportHandover:
    """The carrier's answer to a consignee's title. Raises as :func:`take_delivery`."""
    document = _answered(delivery, TransportDelivery)
    return TransportHandover(
        sender=document.recipient,
        recipient=document.sender,
        third_participant=document.third_participant,
        **_tie(delivery, "delivery", signature),
        uid=document.uid,
        objection=objection,
        signatory=signatory,
    )


def _answered(file: ExchangeFile, title: type[AnsweredTitle]) -> AnsweredTitle:
    document: DocumentModel = parse(file)
    if not isinstance(document, title):
        raise refusal([finding("links.not_answered_title", None, name=file.name, expected=title.header.prefix)])
    return document


def _tie(file: ExchangeFile, name: str, signature: bytes) -> dict[str, Any]:
    envelope = envelope_of(file)
    return {
        f"{name}_file": envelope.file_id,
        f"{name}_file_date": cast("dt.date", envelope.formed_on),
        f"{name}_file_time": cast("dt.time", envelope.formed_at),
        f"{name}_signature": base64.b64encode(signature).decode("ascii"),
    }
