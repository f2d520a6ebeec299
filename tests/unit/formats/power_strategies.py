"""Powers of attorney drawn from the declaration, with the values the format's patterns ask for."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from edo_gateway.formats.power.document import Grant, PowerOfAttorney, Redelegation
from tests.unit.formats.strategies import Json, parts

_NUMBER = "3f1c0a52-7d0e-4c53-9a6e-5b0e8a1d2c3f"
_ENTREPRENEUR: Json = {
    "ogrnip": "304500000000128",
    "inn": "500000000340",
    "snils": "112-233-445 95",
    "person": {"name": "Ромашкин Пётр Сергеевич"},
}
_BY_FIELD = {
    "snils": "112-233-445 95",
    "email": "a@example.com",
    "citizenship": "643",
    "country": "643",
    "population_record": "123456789012",
    "accreditation": "12345678901",
    "issuer_code": "770-001",
    "tax_office": "7700",
    "tax_offices": ["7700", "7800"],
    "first_number": _NUMBER,
    "mnemonic": "POWER_1",
    "sections": "10000000",
    "form_code": "1110310",
}


@st.composite
def powers_of_attorney(draw: st.DrawFn) -> Json:
    """A power given or passed on, with any of its parts."""
    drawn = draw(parts(PowerOfAttorney))
    for name in ("sender", "recipient", "grant", "redelegation"):
        drawn.pop(name, None)
    kind = draw(st.sampled_from((("grant", Grant), ("redelegation", Redelegation))))
    made: Json = _mended({**drawn, kind[0]: draw(parts(kind[1]))})
    return made


def _mended(value: Any) -> Any:
    if isinstance(value, list):
        return [_mended(item) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _BY_FIELD.get(name, _mended(item)) for name, item in value.items()}
    for name in ("principals", "representatives", "passing"):
        made |= {name: [_with_somebody(one) for one in made[name]]} if name in made else {}
    made |= {"restrictions": list(map(_with_a_value, made["restrictions"]))} if "restrictions" in made else {}
    for is_it, change in (
        ("issued_on" in made and "number" in made, {"number": _NUMBER}),
        ("region" in made and "id" in made, {"id": _NUMBER}),
        ("position" in made and "registration_number" in made, {"registration_number": "12345"}),
        ("code" in made, {"code": "BBDOCS_1"}),
        ("date" in made and "number" in made, {"kind": "21"}),
    ):
        made |= change if is_it else {}
    if "region" in made and "text" in made:
        made.pop("register_text", None)
    return made


def _with_somebody(party: Json) -> Json:
    """A party is somebody: one of its kinds is filled."""
    return party if party.keys() - {"kind"} else {**party, "entrepreneur": _ENTREPRENEUR}


def _with_a_value(restriction: Json) -> Json:
    """A code or a text, not both."""
    made = {**restriction, "value_text": "1000"}
    made.pop("value_code", None)
    return made | ({"number": 1} if "number" in made else {})
