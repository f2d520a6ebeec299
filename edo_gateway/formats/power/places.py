"""Where a signatory names the electronic power of attorney, in the words of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from edo_gateway.domain.power import Power
from edo_gateway.formats.cards import sides_of
from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.plan import kind_of

Named = Mapping[str, Any]
"""A signatory as JSON."""

_REGISTRY = "https://m4d.nalog.gov.ru"
_SAID = (
    "electronic_powers", "electronic_power", "power", "paper_powers", "paper_power", "authority", "status", "basis",
)  # fmt: skip
_MODELS: dict[str, type[DocumentModel]] = {str(model.model_fields["type"].default): model for model in DOCUMENT_TYPES}


def with_powers(
    payload: dict[str, Any], power_of: Callable[[Named], Power | None], *, enclosed: bool
) -> dict[str, Any]:
    """The JSON with the power of every signatory who needs one and was given none; of an unknown ``type`` as it is.

    ``power_of`` says which; ``enclosed`` that the power travels beside the file instead of being named in it, where
    the format can say so.
    """
    if (model := _MODELS.get(str(payload.get("type")))) is None:
        return payload
    our_side = sides_of(payload["type"])[0]
    filled = dict(payload)
    field = next((name for name in ("signatories", "signatory") if name in model.model_fields), "")
    if field and payload.get(field):
        part = _variant(model, field)
        if isinstance(given := payload[field], list):
            filled[field] = [_signed(one, part, power_of, enclosed) for one in given]
        else:
            filled[field] = _signed(given, part, power_of, enclosed)
    elif isinstance(side := payload.get(our_side), Mapping) and side.get("signatory"):
        part = _variant(_variant(model, our_side), "signatory")
        filled[our_side] = {**side, "signatory": _signed(side["signatory"], part, power_of, enclosed)}
    return filled


def _variant(part: type[Part], field: str) -> type[Part]:
    return kind_of(part.model_fields[field]).variants[0]


def _signed(given: Any, part: type[Part], power_of: Callable[[Named], Power | None], enclosed: bool) -> Any:
    if not isinstance(given, Mapping) or any(given.get(name) for name in _SAID):
        return given
    power = power_of(given)
    return given if power is None else {**given, **_place(part, power, enclosed)}


def _place(part: type[Part], power: Power, enclosed: bool) -> dict[str, Any]:
    if "electronic_powers" in part.model_fields:
        named = [_fields(_variant(part, "electronic_powers"), power)]
        return {"authority": "power_enclosed"} if enclosed else {"electronic_powers": named}
    for name in ("electronic_power", "power"):
        if name in part.model_fields:
            system = {"system": _system(power)} if "system" in part.model_fields else {}
            return {name: _fields(_variant(part, name), power), **system}
    if "basis" in part.model_fields:
        return {"basis": f"Машиночитаемая доверенность № {power.number} от {power.issued_on:%d.%m.%Y}"}
    return {}


def _fields(part: type[Part], power: Power) -> dict[str, Any]:
    """The power in the words of this part; an internal number that only repeats the registered one is left out."""
    own = power.internal_number if power.internal_number.lower() != power.number.lower() else ""
    known = {
        "number": own if "id" in part.model_fields else power.number,
        "id": power.number,
        "issued": power.issued_on.isoformat(),
        "internal_number": own,
        "registered": (power.recorded_on or power.issued_on).isoformat() if own else "",
        "system": _system(power),
        "revocation_system": _system(power),
        "revocations": _system(power),
        "way": "in_system",
    }
    return {name: known[name] for name in part.model_fields if known.get(name)}


def _system(power: Power) -> str:
    """The address of the system that keeps the power, without the question it answers."""
    parts = urlsplit(power.system)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else _REGISTRY
