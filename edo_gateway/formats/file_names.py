"""Names of exchange files: ``R_T_A_O_GGGGMMDD_N1`` and, for 970@, ``_N2_…_N7``; A is the recipient, O the sender."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileId:
    """ИдФайл taken apart; ``marks`` are the digits N2–N7, empty where the format has none."""

    prefix: str
    recipient: str
    sender: str
    day: dt.date
    guid: UUID
    marks: str = ""

    def __str__(self) -> str:
        name = f"{self.prefix}_{self.recipient}_{self.sender}_{self.day:%Y%m%d}_{self.guid}"
        return f"{name}_{self.marks}" if self.marks else name


def file_id_of(text: str) -> FileId | None:
    """Take ИдФайл apart; None when it does not follow the rule, which real archives sometimes do not."""
    match = _NAME.match(text)
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
        marks=said["marks"] or "",
    )
