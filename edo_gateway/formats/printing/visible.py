"""What would not be seen on paper is made visible: a value must not look like another, nor hide what it holds."""

from __future__ import annotations

import re
import unicodedata

# Controls, marks of direction, joiners and blanks without width, private and unassigned code points.
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff]"
)


def visible(text: str) -> str:
    """The text with what has no look of its own as its code: «[U+202E]». Letters are composed (NFC)."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _HIDDEN.sub(as_code, composed)


def as_code(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"
