"""The few words an operator reads in a file to show it in a list; nothing here validates.

A file is scanned, not parsed: whatever a sender posts must be stored and shown, even when it is not XML at all.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

_START: Final = 200_000
_DECLARED_UTF8: Final = re.compile(rb"""<\?xml[^>]*encoding=["']utf-8["']""", re.IGNORECASE)


def _attribute(*names: str) -> re.Pattern[str]:
    return re.compile(rf"""\s(?:{"|".join(names)})\s*=\s*(?:"([^"]*)"|'([^']*)')""")


_FILE_ID: Final = _attribute("ИдФайл")
_NUMBER: Final = _attribute("НомерДок", "НомерСчФ", "НомДокПР", "НомерКСчФ", "НомерАкт")
_DATE: Final = _attribute("ДатаДок", "ДатаСчФ", "ДатаДокПР", "ДатаКСчФ")
_RESULT: Final = _attribute("КодИтога")
_TEXT: Final = re.compile(r"<ТекстУведУточ>([^<]*)</ТекстУведУточ>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """``file_id`` is ИдФайл, ``date`` as written (ДД.ММ.ГГГГ), ``result`` the buyer's КодИтога; empty when absent."""

    file_id: str
    number: str
    date: str
    result: str
    explanation: str


def day_of(text: str) -> date | None:
    """A day written ДД.ММ.ГГГГ, None for anything else."""
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()
    except ValueError:
        return None


def heading_of(content: bytes) -> Heading:
    text = _decoded(content[:_START])
    return Heading(
        file_id=_first(_FILE_ID, text),
        number=_first(_NUMBER, text),
        date=_first(_DATE, text),
        result=_first(_RESULT, text),
        explanation=_first(_TEXT, text),
    )


def _decoded(start: bytes) -> str:
    return start.decode("utf-8" if _DECLARED_UTF8.search(start[:200]) else "cp1251", errors="replace")


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return html.unescape(next((group for group in found.groups() if group), "")) if found else ""
