"""What stands under a printed form of an electronic document: signatures and the protocol of its transfer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
