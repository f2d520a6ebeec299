"""What a value that does not fit most likely was meant to be: a sentence after that of the finding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from edo_gateway.domain.text import Text
from edo_gateway.formats.messages import said

_AMOUNT, _DAY, _CHOICE, _TEXT = "request.decimal", "request.date", "request.choice", "request.text"
_SPACE = re.compile(r"\s")
_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_RUSSIAN_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
_DAY_OF_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
# Values of digits that are no amounts.
NUMBERS = frozenset(
    f"request.{name}" for name in ("inn_company", "inn_person", "kpp", "ogrn", "ogrnip", "bic", "gtin", "snils")
)


def remedy(rule: str, value: Any, choices: Sequence[str]) -> Text | None:
    """The sentence, or None when nothing is likely."""
    if rule == _CHOICE:
        meant = _meant(value, choices)
        return said("hint.choice", meant=meant) if meant else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return said("hint.bare_amount" if rule == _AMOUNT else "hint.quotes") if rule in (_AMOUNT, _TEXT) else None
    return _of_text(rule, value) if isinstance(value, str) else None


def _of_text(rule: str, value: str) -> Text | None:
    if rule == _DAY:
        return _of_day(value)
    if rule in (_AMOUNT, *NUMBERS) and _SPACE.search(value.strip() or value):
        return said("hint.spaces_inside")
    if rule in (_AMOUNT, *NUMBERS) and value != value.strip():
        return said("hint.spaces_around")
    return said("hint.comma") if rule == _AMOUNT and _COMMA.fullmatch(value) else None


def _of_day(value: str) -> Text | None:
    if russian := _RUSSIAN_DAY.fullmatch(value):
        day, month, year = russian.groups()
        return said("hint.day", meant=f"{year}-{month}-{day}")
    return said("hint.no_such_day") if _DAY_OF_ISO.fullmatch(value) else None


def _meant(value: Any, choices: Sequence[str]) -> str:
    """The choice that differs in letters of another case, spaces or the per cent sign; empty where none does."""
    bare = _bare(str(value))
    return next((choice for choice in choices if bare and _bare(choice) == bare), "")


def _bare(text: str) -> str:
    return text.casefold().replace(" ", "").rstrip("%").replace(".", ",")
