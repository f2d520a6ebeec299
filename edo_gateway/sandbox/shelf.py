"""The shelf: large files go up in parts and are named in the message instead of being enclosed."""

from __future__ import annotations

from typing import Final

from edo_gateway.sandbox.errors import Malformed, NotHere
from edo_gateway.sandbox.ledger import Ledger

_LOCAL: Final = "__userid__/"


def local_name(name: str) -> str:
    """The name without the prefix that stands for the user."""
    return name[len(_LOCAL) :] if name.lower().startswith(_LOCAL) else name


def missing_parts(ledger: Ledger, name: str) -> list[int]:
    """Numbers of the parts before the last one that have not come yet."""
    there = {part for part, _, _ in ledger.shelved(local_name(name))}
    return [number for number in range(max(there, default=-1)) if number not in there]


def take_from_shelf(ledger: Ledger, name: str) -> bytes:
    """The whole file. Raises :class:`NotHere`, or :class:`Malformed` when a part is still to come."""
    parts = ledger.shelved(local_name(name))
    if not parts:
        raise NotHere(what=f"{name} on the shelf")
    if not parts[-1][2] or missing_parts(ledger, name):
        raise Malformed(what=f"{name} on the shelf is not complete")
    return b"".join(content for _, content, _ in parts)
