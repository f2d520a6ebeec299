"""JSON Schema of the documents, for the API and its reader."""

from __future__ import annotations

from pydantic import TypeAdapter

from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.parties import Party

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: str) -> dict[str, object]:
    """JSON Schema 2020-12 of a document by its ``type`` («transfer_document» …), or of a «party».

    Raises :class:`KeyError` for a kind that does not exist.
    """
    models = {str(model.model_fields["type"].default): model for model in DOCUMENT_TYPES}
    schema = TypeAdapter[object](Party).json_schema() if kind == "party" else models[kind].model_json_schema()
    return {"$schema": _DIALECT, **schema}
