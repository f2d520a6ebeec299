"""What a document takes from the cards of its parties: the same words put into the shape of each format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.plan import kind_of
from edo_gateway.formats.parts.kinds import kind_of_party

Card = Mapping[str, Any]
"""A JSON object of the shape of a party of the transfer document, with the usual signatory."""

_ONE_OF = {"phone": "phones", "email": "emails"}  # formats that take one where the card may have several


def sides_of(type: str) -> tuple[str, str]:
    """The fields of the party who sends a document of this type and of the one who gets it.

    Raises :class:`KeyError` for a type that does not exist or has no parties of its own.
    """
    return _MODELS[type].sides


def filled_from_cards(payload: Card, ours: Card | None, theirs: Card | None) -> dict[str, Any]:
    """The caller's JSON of a known ``type`` with what it left out of the cards; what it gives wins over a card.

    Where a format knows no usual signatory of a party, ours becomes the signatory of the document.
    """
    model = _MODELS[payload["type"]]
    filled = dict(payload)
    for side, card in zip(model.sides, (ours, theirs), strict=True):
        given = payload.get(side)
        if card is not None and (given is None or isinstance(given, Mapping)):
            filled[side] = {**_fitted(_variant_of(model, side, card), card), **_told(given)}
    if ours is not None and "signatory" in ours and not _has_usual_signatory(model):
        _sign(filled, model, ours["signatory"])
    return filled


def _told(given: Card | None) -> dict[str, Any]:
    """Of the ways to name a party, the id means nothing outside the gateway."""
    return {name: value for name, value in (given or {}).items() if name != "id"}


def _variant_of(part: type[Part], field: str, value: Any) -> type[Part]:
    """The variant of a choice that a card stands for: by its kind where the choice has one."""
    variants = kind_of(part.model_fields[field]).variants
    kind = kind_of_party(value)
    return next((one for one in variants if _kind(one) == kind), variants[0])


def _kind(part: type[Part]) -> str:
    info = part.model_fields.get("kind")
    return str(info.default) if info else ""


def _fitted(part: type[Part], card: Card) -> dict[str, Any]:
    """What of a card the part knows, in its own words."""
    fitted: dict[str, Any] = {}
    for name, info in part.model_fields.items():
        value = card.get(name)
        if value is None and (several := card.get(_ONE_OF.get(name, ""))):
            value = several[0]
        if value is None:
            continue
        variants = kind_of(info).variants
        if variants and isinstance(value, Mapping):
            value = _fitted_to_any(variants, value)
        if value is not None:
            fitted[name] = value
    return fitted


def _fitted_to_any(variants: tuple[type[Part], ...], value: Card) -> dict[str, Any] | None:
    """The value in the shape of the variant that takes the most of it and lacks nothing it needs."""
    shaped = [fitted for part in variants if _is_whole(part, fitted := _fitted(part, value))]
    return max(shaped, key=len, default=None)


def _is_whole(part: type[Part], value: Card) -> bool:
    return all(name in value for name, info in part.model_fields.items() if info.is_required())


def _has_usual_signatory(model: type[DocumentModel]) -> bool:
    return any("signatory" in variant.model_fields for variant in kind_of(model.model_fields[model.sides[0]]).variants)


def _sign(filled: dict[str, Any], model: type[DocumentModel], usual: Any) -> None:
    field = next((name for name in ("signatory", "signatories") if name in model.model_fields), "")
    if not field or filled.get(field) or not isinstance(usual, Mapping):
        return
    kind = kind_of(model.model_fields[field])
    if signatory := _fitted_to_any(kind.variants, usual):
        filled[field] = [signatory] if kind.many else signatory


_MODELS: dict[str, type[DocumentModel]] = {
    str(model.model_fields["type"].default): model
    for model in DOCUMENT_TYPES
    if set(model.sides) <= model.model_fields.keys()  # an answer names nobody: it is between those of the answered file
}
