"""What a value that does not fit was most likely meant to be."""

from __future__ import annotations

import re

from edo_gateway.formats.validation.grammar import Facets

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_AMOUNT = re.compile(r"(-?\d+(?:[.,]\d+)?)(?:руб|р|₽|шт|%)?\.?", re.IGNORECASE)  # noqa: RUF001 - Russian words
_RUSSIAN_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?:T.*)?")
_LONGEST = 40  # characters of a value that is worth guessing at


def meant(value: str, facets: Facets) -> str:
    """A value the facets allow that differs from the given in its dress only; empty where there is none."""
    if not value.strip() or len(value) > _LONGEST:
        return ""
    if facets.enumeration:
        bare = _bare(value)
        return next((choice for choice in facets.enumeration if _bare(choice) == bare), "")
    if facets.base in ("decimal", "integer"):
        likely = _amount(value)
        return likely if facets.base == "decimal" or "." not in likely else ""
    return next((one for one in (_day(value), _squeezed(value)) if one and one != value and _fits(one, facets)), "")


def _bare(text: str) -> str:
    return _SPACES.sub("", text).casefold().rstrip("%").replace(".", ",")


def _amount(value: str) -> str:
    match = _AMOUNT.fullmatch(_squeezed(value))
    likely = match[1].replace(",", ".") if match else ""
    return likely if likely != value and _NUMBER.fullmatch(likely) else ""


def _day(value: str) -> str:
    """A day in the form ДД.ММ.ГГГГ."""
    if match := _ISO_DAY.fullmatch(value.strip()):
        year, month, day = match.groups()
    elif match := _RUSSIAN_DAY.fullmatch(value.strip()):
        day, month, year = match.groups()
    else:
        return ""
    return f"{day:0>2}.{month:0>2}.{year}"


def _squeezed(value: str) -> str:
    return _SPACES.sub("", value)


def _fits(value: str, facets: Facets) -> bool:
    """Whether the value has one of the forms; False where a form cannot be told."""
    try:
        return any(re.fullmatch(pattern, value) for pattern in facets.patterns)
    except re.error:
        return False
