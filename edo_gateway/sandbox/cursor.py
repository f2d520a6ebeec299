"""Cursors of the feeds: opaque, and always with characters that must be percent-encoded in a URL."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from edo_gateway.sandbox.errors import BadCursor

_MARK: Final = b"\xfb\xef\xff"  # begins every cursor with «++//»: a client that forgets to encode is found at once
_LENGTH: Final = len(_MARK) + 8


def cursor_of(sequence: int) -> str:
    """``++//`` followed by the number, padded: 16 characters of base64 ending with ``=``."""
    return base64.b64encode(_MARK + sequence.to_bytes(8, "big")).decode("ascii")


def sequence_of(cursor: str) -> int:
    """The number within a cursor, 0 for the empty one. Raises :class:`BadCursor`."""
    if not cursor:
        return 0
    try:
        raw = base64.b64decode(cursor, validate=True)
    except (binascii.Error, ValueError):
        raise BadCursor from None
    if len(raw) != _LENGTH or not raw.startswith(_MARK):
        raise BadCursor
    return int.from_bytes(raw[len(_MARK) :], "big")
