"""Which variant of a party or of a signatory a value is, for those who leave ``kind`` out."""

from __future__ import annotations

from typing import Any

from edo_gateway.formats.mapping.declaration import Part

_PERSON_INN = 12  # digits
_FOREIGN = frozenset({"country", "identifier"})


def kind_of_person(value: Any) -> str:
    """``kind`` where it is said; otherwise twelve digits of an ИНН are an entrepreneur's."""
    if isinstance(value, Part):
        return str(getattr(value, "kind", "company"))
    if not isinstance(value, dict):
        return "company"
    if isinstance(value.get("kind"), str):
        return str(value["kind"])
    return "entrepreneur" if len(str(value.get("inn") or "")) == _PERSON_INN else "company"


def kind_of_party(value: Any) -> str:
    """The same; who has a country or an identifier and no ИНН is a foreign person."""
    is_untold = isinstance(value, dict) and not isinstance(value.get("kind"), str)
    if is_untold and "inn" not in value and not _FOREIGN.isdisjoint(value):
        return "foreign"
    return kind_of_person(value)


def tag_of_person(value: Any) -> str:
    return f":{kind_of_person(value)}"


def tag_of_party(value: Any) -> str:
    return f":{kind_of_party(value)}"
