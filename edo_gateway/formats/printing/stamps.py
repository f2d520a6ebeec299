"""What stands under a printed form of an electronic document: signatures and the protocol of its transfer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.formats.printing.paper import Align, Block, Column, Entry, Heading, Seal, Seals, Table
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.wording import as_day, as_moment


class Side(StrEnum):
    """Whose title the signature stands under."""

    SELLER = "seller"
    BUYER = "buyer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """A signature as a stamp. Words are Russian and ready to print; ``valid_…`` is the certificate's term."""

    side: Side
    title: str
    signer: str
    organization: str = ""
    level: str = ""
    serial: str = ""
    issuer: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    signed_at: datetime | None = None
    verdict: str = ""
    is_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One line of the protocol: what happened on the way, and when."""

    at: datetime
    sentence: str
    actor: str = ""


def under(stamps: Sequence[Stamp], hops: Sequence[Hop]) -> tuple[Block, ...]:
    """The foot of any printed form: nothing for a document nobody has signed or sent."""
    seals: tuple[Block, ...] = (Seals(seals=tuple(map(_seal, stamps))),) if stamps else ()
    return seals + (_protocol(hops) if hops else ())


def _seal(stamp: Stamp) -> Seal:
    entries = (
        Entry(
            phrase(f"stamp_{stamp.side}"), ", ".join(filter(None, dict.fromkeys((stamp.signer, stamp.organization))))
        ),
        Entry(phrase("stamp_signature"), ", ".join(filter(None, (stamp.level, stamp.title.lower())))),
        Entry(phrase("stamp_certificate"), stamp.serial),
        Entry(phrase("stamp_issuer"), stamp.issuer),
        Entry(phrase("stamp_valid"), _term(stamp)),
        Entry(phrase("stamp_signed_at"), as_moment(stamp.signed_at)),
        Entry(phrase("stamp_verdict"), stamp.verdict),
    )
    return Seal(title=phrase("stamp"), entries=tuple(entry for entry in entries if entry.value), is_good=stamp.is_good)


def _term(stamp: Stamp) -> str:
    if stamp.valid_from is None or stamp.valid_to is None:
        return ""
    return phrase("period", start=as_day(stamp.valid_from), end=as_day(stamp.valid_to))


def _protocol(hops: Sequence[Hop]) -> tuple[Block, ...]:
    columns = (
        Column(phrase("protocol_time"), 20, Align.LEFT),
        Column(phrase("protocol_event"), 48, Align.LEFT),
        Column(phrase("protocol_actor"), 30, Align.LEFT),
    )
    rows = tuple((as_moment(hop.at), hop.sentence, hop.actor) for hop in hops)
    return Heading(text=phrase("protocol"), is_section=True), Table(columns=columns, rows=rows)
