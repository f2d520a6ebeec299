"""JSON Schema of the documents, for the API and its reader.

The shape comes from the declaration, the Russian terms and the facets from our XSD.
"""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.parts.parties import Party
from edo_gateway.formats.ready_files import READY_FILES
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.vocabulary import Facets, Term, Vocabulary, vocabulary_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
# JSON is more generous here than the format: words that ``complete`` turns into codes.
_GENEROUS = frozenset(
    {
        ("TransferDocument", "currency"),
        ("ReconciliationAct", "currency"),
        ("WorksAct", "currency"),
        ("WorksAct", "contract_currency"),
        ("CorrectionDocument", "currency"),
        ("CargoValue", "currency"),
        ("Fine", "currency"),
    }
)


def json_schema(kind: str) -> dict[str, object]:
    """JSON Schema 2020-12 of a document by its ``type`` («transfer_document», «free_form» …), or of a «party».

    Titles are in English; descriptions give the Russian term and the place in the XML, ``x-xml``.
    Raises :class:`KeyError` for a kind that does not exist.
    """
    return deepcopy(_schema(kind))


@cache
def _schema(kind: str) -> dict[str, object]:
    models: dict[str, type[DocumentModel]] = {
        str(model.model_fields["type"].default): model for model in DOCUMENT_TYPES
    }
    if kind == "party":
        schema: dict[str, Any] = TypeAdapter[object](Party).json_schema()
        vocabulary = vocabulary_of(TransferDocument)
    elif kind in (brought := {str(model.model_fields["type"].default): model for model in READY_FILES}):
        schema, vocabulary = brought[kind].model_json_schema(), {}
    else:
        schema = models[kind].model_json_schema()
        _describe(models[kind].__name__, schema, vocabulary_of(models[kind]))
        vocabulary = vocabulary_of(models[kind])
    for name, definition in schema.get("$defs", {}).items():
        _describe(name, definition, vocabulary)
    return {"$schema": _DIALECT, **schema}


def _describe(part: str, definition: dict[str, Any], vocabulary: Vocabulary) -> None:
    for name, shape in definition.get("properties", {}).items():
        shape.setdefault("title", name.replace("_", " ").capitalize())
        term = vocabulary.get((part, name))
        if term is not None:
            _tell(shape, term)
            if (part, name) not in _GENEROUS:
                _limit(shape, term.facets)


def _tell(shape: dict[str, Any], term: Term) -> None:
    shape["description"] = term.term
    shape["x-xml"] = term.place


def _limit(shape: dict[str, Any], facets: Facets) -> None:
    """Put the facets where the plain string of the field is described."""
    for branch in _strings(shape):
        if facets.least is not None:
            branch["minLength"] = facets.least
        if facets.most is not None:
            branch["maxLength"] = facets.most
        if facets.patterns:
            branch["pattern"] = f"^({'|'.join(facets.patterns)})$"


def _strings(shape: dict[str, Any]) -> list[dict[str, Any]]:
    branches = [*shape.get("anyOf", ()), shape]
    branches += [branch["items"] for branch in branches if isinstance(branch.get("items"), dict)]
    told = {"pattern", "enum", "const", "format"}
    return [branch for branch in branches if branch.get("type") == "string" and not told & branch.keys()]
