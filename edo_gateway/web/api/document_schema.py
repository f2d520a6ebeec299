"""The schema of a posted document: that of the formats, less what the gateway itself fills in."""

from __future__ import annotations

from functools import cache
from typing import Any

from edo_gateway import formats

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
_FILLED_IN = frozenset({"type", "seller", "signatories"})


@cache
def transfer_document_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the body of ``POST /documents``, standing alone."""
    schema: dict[str, Any] = {**formats.json_schema("transfer_document")}
    schema["required"] = [name for name in schema.get("required", ()) if name not in _FILLED_IN]
    sides = {name: {"anyOf": [schema["properties"][name], _ref("PartyReference")]} for name in ("seller", "buyer")}
    schema["properties"] = {**schema["properties"], **sides}
    schema["$defs"] = {**schema.get("$defs", {}), "PartyReference": _REFERENCE}
    return schema


def components_of(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with its definitions as OpenAPI components: the schema itself under ``name``."""
    parts: dict[str, Any] = schema.get("$defs", {})
    whole = {key: value for key, value in schema.items() if key not in ("$defs", "$schema")}
    return {inner: moved(part) for inner, part in {**parts, name: whole}.items()}


def party_schema() -> dict[str, Any]:
    return {**formats.json_schema("party")}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def moved(node: Any) -> Any:
    """The same schema with its references pointing to components."""
    if isinstance(node, list):
        return [moved(one) for one in node]
    if not isinstance(node, dict):
        return node
    if COMPONENT in node:
        return {"$ref": COMPONENTS + node[COMPONENT], "description": node.get("description", "")}
    return {key: _moved_reference(value) if key == "$ref" else moved(value) for key, value in node.items()}


def _moved_reference(value: Any) -> Any:
    return value.replace("#/$defs/", COMPONENTS) if isinstance(value, str) else moved(value)
