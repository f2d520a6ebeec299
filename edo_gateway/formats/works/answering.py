"""The customer's answer to an act of works: what ties it to the contractor's very bytes is taken from the file."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterable
from typing import cast

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.exchange import envelope_of, parse
from edo_gateway.formats.messages import finding, refusal
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import SettlementsAnswer, WorksAcceptanceResult, WorksActAnswer
from edo_gateway.formats.works.completion import composed_by
from edo_gateway.formats.works.parts import ConstructionReference, ConstructionSignatory


def answer_works_act(
    contractor_title: ExchangeFile,
    signatures: Iterable[bytes],
    *,
    signatory: ConstructionSignatory,
    on: dt.date,
    result: WorksAcceptanceResult = WorksAcceptanceResult.ACCEPTED,
    reasons: str | None = None,
    document: ConstructionReference | None = None,
    settlements: SettlementsAnswer | None = None,
) -> WorksActAnswer:
    """The answer to an act and the detached signatures (CMS, DER) under it, accepted or refused ``on`` a day.

    ``reasons`` and ``document`` are those of the refusal, or of the defects. An act for state needs also needs its
    agreed fields. Raises :class:`~edo_gateway.domain.validation.InvalidDocument` when the file is not a readable act.
    """
    act = parse(contractor_title)
    if not isinstance(act, WorksAct):
        raise refusal([finding("links.not_works_act", None, name=contractor_title.name)])
    envelope = envelope_of(contractor_title)
    is_refused = result is WorksAcceptanceResult.NOT_ACCEPTED
    return WorksActAnswer(
        sender=act.recipient,
        recipient=act.sender,
        composer=composed_by(act.customer),
        contractor_file=envelope.file_id,
        contractor_file_date=cast("dt.date", envelope.formed_on),
        contractor_file_time=cast("dt.time", envelope.formed_at),
        contractor_signatures=tuple(base64.b64encode(signature).decode("ascii") for signature in signatures),
        number=act.number,
        date=act.date,
        is_for_state_needs=act.basis is not None and act.basis.is_for_state_needs,
        result=result,
        accepted_on=None if is_refused else on,
        refused_on=on if is_refused else None,
        refusal_reasons=reasons if is_refused else None,
        refusal_document=document if is_refused else None,
        defects=None if is_refused else reasons,
        defects_document=None if is_refused else document,
        settlements=settlements,
        signatories=(signatory,),
    )
