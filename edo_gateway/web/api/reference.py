"""The API's description of itself: OpenAPI, JSON Schema, and a page for people made from the same."""

from __future__ import annotations

import json
from functools import partial
from importlib import resources
from typing import Any

from flask import Response, render_template_string

from edo_gateway.domain.document import DocumentType
from edo_gateway.domain.text import Language, Text
from edo_gateway.web.api.changes import changes
from edo_gateway.web.api.decisions import decisions
from edo_gateway.web.api.deliveries import deliveries
from edo_gateway.web.api.document_schema import document_schema
from edo_gateway.web.api.documents import documents
from edo_gateway.web.api.feed import feed
from edo_gateway.web.api.files import files
from edo_gateway.web.api.openapi import openapi, problems_of, sentence_without_facts
from edo_gateway.web.api.operation import Answer, Call, Operation, Section
from edo_gateway.web.api.parties import parties
from edo_gateway.web.api.powers import powers
from edo_gateway.web.api.signatures import signatures
from edo_gateway.web.api.validations import validations
from edo_gateway.web.errors import STATUSES
from edo_gateway.web.security import page_with_style

reference = Section(Text("Описание", "Reference"))
SECTIONS = (documents, decisions, signatures, files, changes, validations, feed, deliveries, parties, powers, reference)
"""Every chapter, in the order of the reference."""
_SCHEMA_TYPE = "application/schema+json"


@reference.get(
    "/schemas/transfer_document",
    summary=Text("JSON Schema УПД", "JSON Schema of the transfer document"),
    about=Text("Схема тела POST /documents, JSON Schema 2020-12.", "The schema of the body of POST /documents."),
    answers={200: Answer(text=Text("Схема", "The schema"), media_types=(_SCHEMA_TYPE,))},
    is_open=True,
)
def read_transfer_document_schema(_call: Call) -> Response:
    return Response(
        json.dumps(document_schema(DocumentType.TRANSFER_DOCUMENT), ensure_ascii=False), content_type=_SCHEMA_TYPE
    )


@reference.get(
    "/openapi.json",
    summary=Text("Это описание", "This description"),
    about=Text("OpenAPI 3.1 на языке запроса.", "OpenAPI 3.1 in the language of the request."),
    answers={200: Answer(text=Text("OpenAPI 3.1", "OpenAPI 3.1"))},
    is_open=True,
)
def read_openapi(call: Call) -> Response:
    response = Response(
        json.dumps(openapi(_operations(), call.language), ensure_ascii=False), content_type="application/json"
    )
    response.content_language.add(call.language)
    return response


@reference.get(
    "/docs",
    summary=Text("Описание для людей", "The reference for people"),
    about=Text("Страница, собранная из того же описания.", "A page made from the same description."),
    answers={200: Answer(text=Text("Страница", "The page"), media_types=("text/html",))},
    is_open=True,
)
def read_docs(call: Call) -> Response:
    style, template = _resource("docs.css"), _resource("docs.html")
    description = openapi(_operations(), call.language)
    page = render_template_string(
        template,
        description=description,
        groups=_grouped(description),
        problems=_problems(call.language),
        style=style,
        as_json=partial(json.dumps, ensure_ascii=False, indent=2),
        language=call.language,
        in_russian=call.language is Language.RUSSIAN,
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.content_language.add(call.language)
    response.headers["Content-Security-Policy"] = page_with_style(style)
    return response


def _operations() -> list[Operation]:
    return [operation for section in SECTIONS for operation in section.operations]


def _grouped(description: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Described operations by chapter, each with its method and path."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            for tag in operation.get("tags", ()):
                groups.setdefault(tag, []).append({"method": method.upper(), "path": path, **operation})
    return groups


def _problems(language: Language) -> list[tuple[str, int, str]]:
    """Code, status and sentence of every problem some operation may answer with."""
    met = {error.code: error for operation in _operations() for error in problems_of(operation)}
    return [
        (code, STATUSES[code].value, sentence_without_facts(error, language)) for code, error in sorted(met.items())
    ]


def _resource(name: str) -> str:
    return resources.files("edo_gateway.web.api").joinpath(name).read_text(encoding="utf-8")
