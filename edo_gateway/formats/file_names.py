"""Names of exchange files: ``R_T_A_O_GGGGMMDD_N1`` and, for 970@, ``_N2_…_N7``; A is the recipient, O the sender.

The transport waybill has three participants: ``R_T_A_C_O_0_GGGGMMDD_N1``, where C is the one who neither sends nor
answers; what the digit means is not confirmed.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

_NAME = re.compile(
    r"^(?P<prefix>[A-Z]+_[A-Z0-9]+)_(?P<recipient>[^_]+)_(?P<sender>[^_]+)_(?P<day>[0-9]{8})"
    r"_(?P<guid>[0-9A-Fa-f-]{36})(?:_(?P<marks>[01]_[01]_[01]_[01]_[01]_[0-9]{2}))?$"
)

_NAME_OF_THREE = re.compile(
    r"^(?P<prefix>[A-Z]+_[A-Z0-9]+)_(?P<recipient>[^_]+)_(?P<third>[^_]+)_(?P<sender>[^_]+)_0_(?P<day>[0-9]{8})"
    r"_(?P<guid>[0-9A-Fa-f-]{36})$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileId:
    """ИдФайл taken apart; ``marks`` are the digits N2–N7, ``third`` the third participant; empty where none."""

    prefix: str
    recipient: str
    sender: str
    day: dt.date
    guid: UUID
    marks: str = ""
    third: str = ""

    def __str__(self) -> str:
        if self.third:
            sides = f"{self.recipient}_{self.third}_{self.sender}"
            return f"{self.prefix}_{sides}_0_{self.day:%Y%m%d}_{self.guid}"
        name = f"{self.prefix}_{self.recipient}_{self.sender}_{self.day:%Y%m%d}_{self.guid}"
        return f"{name}_{self.marks}" if self.marks else name


def file_id_of(text: str) -> FileId | None:
    """Take ИдФайл apart; None when it does not follow the rule, which real archives sometimes do not."""
    match = _NAME.match(text) or _NAME_OF_THREE.match(text)
    if match is None:
        return None
    said: dict[str, Any] = match.groupdict()
    try:
        day = dt.date(int(said["day"][:4]), int(said["day"][4:6]), int(said["day"][6:]))
        guid = UUID(said["guid"])
    except ValueError:
        return None
    return FileId(
        prefix=said["prefix"],
        recipient=said["recipient"],
        sender=said["sender"],
        day=day,
        guid=guid,
        marks=said.get("marks") or "",
        third=said.get("third", ""),
    )
