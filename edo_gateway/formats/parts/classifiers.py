"""All-Russian classifiers, as far as documents need them: units (ОКЕИ), countries (ОКСМ), currencies (ОКВ), regions."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files


@cache
def _table(name: str) -> dict[str, str]:
    source = files("edo_gateway.formats.parts").joinpath("classifiers.json").read_text(encoding="utf-8")
    tables: dict[str, dict[str, str]] = json.loads(source)
    return tables[name]


@cache
def _codes_of_units() -> dict[str, str]:
    return {name.casefold(): code for code, name in _table("units").items()}


def unit_name(code: str) -> str | None:
    """Условное обозначение of a unit by its ОКЕИ code."""
    return _table("units").get(code)


def unit_code(name: str) -> str | None:
    """ОКЕИ code of a unit by its name, with or without a full stop, in any case."""
    known = _codes_of_units()
    return known.get(name.casefold().rstrip(".")) or _table("unit_synonyms").get(name.casefold().rstrip("."))


def country_name(code: str) -> str | None:
    """Short name of a country by its three digits (ОКСМ)."""
    return _table("countries").get(code)


def region_name(code: str) -> str | None:
    """Name of a subject of the Federation by its two digits."""
    return _table("regions").get(code)


def currency_name(code: str) -> str | None:
    """Name of a currency by its three digits (ОКВ)."""
    return _table("currencies").get(code)


def currency_code(letters: str) -> str | None:
    """Digits of a currency by its three letters (ISO 4217)."""
    return _table("currency_letters").get(letters)


@cache
def _known_codes(table: str) -> frozenset[str]:
    """Codes with a name here, and those that need none: few documents ever bear them."""
    return frozenset((*_table(table), *_table("other_codes").get(table, "").split()))


def is_country(code: str) -> bool:
    """Whether ОКСМ has the three digits."""
    return code in _known_codes("countries")


def is_currency(code: str) -> bool:
    """Whether ОКВ has the three digits."""
    return code in _known_codes("currencies")
