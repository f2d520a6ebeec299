"""The schema of a posted document: that of the formats, less what the gateway itself fills in."""

from __future__ import annotations

from functools import cache
from typing import Any

from edo_gateway import formats
from edo_gateway.domain.document import DocumentType
from edo_gateway.formats.cards import sides_of

COMPONENTS = "#/components/schemas/"
COMPONENT = "x-component"
"""In the schema of a field: the name of the component that describes it and is not made from a model."""
_REFERENCE: dict[str, Any] = {
    "type": "object",
    "description": "Сторона, известная шлюзу: остальное берётся из её карточки, присланное важнее карточки.",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "inn": {"type": "string", "pattern": r"^(\d{10}|\d{12})$"},
        "kpp": {"type": "string", "pattern": r"^\d{9}$"},
    },
    "additionalProperties": True,
}
_FILLED_IN = frozenset({"type", "signatories", "signatory"})


def any_document() -> dict[str, Any]:
    """One of the kinds carried, told apart by ``type``; without it a transfer document."""
    mapping = {kind.value: COMPONENTS + _component(kind) for kind in DocumentType}
    references = [{"$ref": reference} for reference in mapping.values()]
    return {"oneOf": references, "discriminator": {"propertyName": "type", "mapping": mapping}}


@cache
def document_schema(kind: DocumentType) -> dict[str, Any]:
    """The body of one kind. Where the gateway writes the file, parties may be named by their numbers alone."""
    schema: dict[str, Any] = {**formats.json_schema(kind)}
    if formats.is_ready_file(kind):
        return schema
    sides, required = sides_of(kind), schema.get("required", ())
    schema["required"] = [name for name in required if name not in _FILLED_IN | {sides[0]}]
    if kind is not DocumentType.TRANSFER_DOCUMENT:  # what a body without a type is taken for
        schema["required"].append("type")
    told = {name: {"anyOf": [schema["properties"][name], _ref("PartyReference")]} for name in sides}
    schema["properties"] = {**schema["properties"], **told}
    schema["$defs"] = {**schema.get("$defs", {}), "PartyReference": _REFERENCE}
    return schema


def _component(kind: DocumentType) -> str:
    return "".join(word.capitalize() for word in kind.split("_"))


def components_of(name: str, schema: dict[str, Any], *, under: str = "") -> dict[str, Any]:
    """A schema with its definitions as OpenAPI components: itself as ``name``, its parts with ``under`` before them."""
    parts = {under + inner: part for inner, part in schema.get("$defs", {}).items()}
    whole = {key: value for key, value in schema.items() if key not in ("$defs", "$schema")}
    return {inner: moved(part, under) for inner, part in {**parts, name: whole}.items()}


def document_components() -> dict[str, Any]:
    """Components of everything ``POST /documents`` takes. Formats have parts of one name and different content."""
    found: dict[str, Any] = {"AnyDocument": any_document()}
    for kind in DocumentType:
        name = _component(kind)
        under = "" if kind is DocumentType.TRANSFER_DOCUMENT else f"{name}."
        found |= components_of(name, document_schema(kind), under=under)
    return found


def party_schema() -> dict[str, Any]:
    return {**formats.json_schema("party")}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def moved(node: Any, under: str = "") -> Any:
    """The same schema with its references pointing to components."""
    if isinstance(node, list):
        return [moved(one, under) for one in node]
    if not isinstance(node, dict):
        return node
    if COMPONENT in node:
        return {"$ref": COMPONENTS + node[COMPONENT], "description": node.get("description", "")}
    return {
        key: value.replace("#/$defs/", COMPONENTS + under)
        if key == "$ref" and isinstance(value, str)
        else moved(value, under)
        for key, value in node.items()
    }
