"""What the four titles of the transport waybill have in common."""

from __future__ import annotations

from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header
from edo_gateway.formats.parts.values import ParticipantId


def title_header(prefix: str, knd: str, *, formed: str, attributes: tuple[str, ...] = ()) -> Header:
    """The head of a title; ``formed`` ends the names of the attributes of its day and time."""
    date, time = f"Дат{formed}", f"Вр{formed}"  # noqa: RUF001 - Cyrillic all through
    return Header(
        prefix=prefix,
        knd=knd,
        version="5.01",
        attributes=("КНД", "ПоФактХЖ", date, time, *attributes),
        date=date,
        time=time,
        version_last=True,
        time_has_colons=True,
    )


class TransportTitle(DocumentModel):
    """Three participants are in the name of the file, others it is for inside."""

    format: Literal["5.01"] = "5.01"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None
    third_participant: ParticipantId | None = None
    other_recipients: Annotated[tuple[ParticipantId, ...], At("../ИдПолИной")] = ()
    fact_name: Annotated[str | None, At("@ПоФактХЖ")] = None
