"""OpenAPI 3.1 from the declared operations: nothing is described that is not served, and nothing served is left out."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from edo_gateway.docflow.enter import NotSignedIn
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.text import Language, Text
from edo_gateway.storage.errors import StorageUnavailable
from edo_gateway.web import errors
from edo_gateway.web.api.document_schema import (
    COMPONENTS,
    components_of,
    document_components,
    moved,
    party_schema,
)
from edo_gateway.web.api.operation import Answer, Operation, RawBody
from edo_gateway.web.api.routing import PREFIX, is_number
from edo_gateway.web.api.views import Problem
from edo_gateway.web.problem import MEDIA_TYPE, title_of, type_of

VERSION = "1.0.0"
_ALWAYS: tuple[type[GatewayError], ...] = (errors.Unexpected, StorageUnavailable)
_WITH_KEY: tuple[type[GatewayError], ...] = (NotSignedIn, errors.TooManyFailures)
_WITH_BODY: tuple[type[GatewayError], ...] = (errors.UnsupportedMediaType, errors.BodyTooLarge)
_TITLE = Text("Шлюз ЭДО", "EDO gateway")
_ABOUT = Text(
    "Обмен формализованными документами: JSON на входе, файл обмена ФНС, согласование, подпись, отправка через "
    "оператора и ответ контрагента. Деньги и количества – строки, даты – ГГГГ-ММ-ДД, время – UTC с Z. Ошибки – "
    "problem details (RFC 9457) с указателями на поля. Язык ответа – по Accept-Language.",
    "Exchange of formalised documents: JSON in, the tax service's exchange file, approval, signature, sending through "
    "an operator and the counterparty's answer. Money and quantities are strings, dates YYYY-MM-DD, times UTC with Z. "
    "Errors are problem details (RFC 9457) with pointers to fields. Accept-Language chooses the language.",
)


def openapi(operations: Iterable[Operation], language: Language) -> dict[str, Any]:
    """The whole description, in one language."""
    known = list(operations)
    paths: dict[str, dict[str, Any]] = {}
    for operation in known:
        described = _Describer(language).operation(operation)
        paths.setdefault(PREFIX + operation.path, {})[operation.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _TITLE.said_in(language),
            "version": VERSION,
            "description": _ABOUT.said_in(language),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": title} for title in dict.fromkeys(one.section.said_in(language) for one in known)],
        "security": [{"key": []}],
        "paths": {**paths, **_health_paths(language)},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(known),
        },
    }


def _schemas(operations: list[Operation]) -> dict[str, Any]:
    models = {Problem: None} | {model: None for operation in operations for model in _answered(operation)}
    asked = {operation.body for operation in operations if operation.body and operation.body is not RawBody}
    asked |= {model for operation in operations for model in operation.models}
    wanted: list[Any] = [(model, "serialization") for model in models]
    wanted += [(model, "validation") for model in sorted(asked, key=lambda model: model.__name__)]
    _, definitions = models_json_schema(wanted, ref_template=COMPONENTS + "{model}")
    return {
        **components_of("Party", party_schema()),
        **document_components(),
        **moved(definitions["$defs"]),
    }


def _answered(operation: Operation) -> list[type[BaseModel]]:
    return [answer.model for answer in operation.answers.values() if answer.model]


class _Describer:
    """Describes operations in one language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def operation(self, operation: Operation) -> dict[str, Any]:
        described: dict[str, Any] = {
            "operationId": operation.id,
            "summary": self._said(operation.summary),
            "description": self._said(operation.about),
            "tags": [self._said(operation.section)],
            "parameters": [*_path_parameters(operation), *_query_parameters(operation), *self._headers(operation)],
            "responses": {**self._answers(operation), **self._problems(operation)},
        }
        if operation.is_open:
            described["security"] = []
        if operation.body:
            described["requestBody"] = _request_body(operation)
        return described

    def _said(self, text: Text) -> str:
        return text.said_in(self._language)

    def _headers(self, operation: Operation) -> list[dict[str, Any]]:
        schema = {"type": "string", "maxLength": 255, "pattern": r"^[\x21-\x7e]{1,255}$"}
        return [
            {"name": name, "in": "header", "description": self._said(text), "schema": schema}
            for name, text in operation.headers.items()
        ]

    def _answers(self, operation: Operation) -> dict[str, Any]:
        return {str(status): self._answer(answer) for status, answer in operation.answers.items()}

    def _answer(self, answer: Answer) -> dict[str, Any]:
        described: dict[str, Any] = {"description": self._said(answer.text)}
        if answer.media_types:
            described["content"] = {name: {"schema": _schema_of(answer, name)} for name in answer.media_types}
        return described

    def _problems(self, operation: Operation) -> dict[str, Any]:
        by_status: dict[int, list[type[GatewayError]]] = {}
        for error in problems_of(operation):
            by_status.setdefault(_status(operation, error), []).append(error)
        return {str(status): self._problem(status, met) for status, met in sorted(by_status.items())}

    def _problem(self, status: int, met: list[type[GatewayError]]) -> dict[str, Any]:
        content = {
            "schema": {"$ref": f"{COMPONENTS}Problem"},
            "examples": {error.code: {"value": self._example(status, error)} for error in met},
        }
        return {"description": self._said(title_of(status)), "content": {MEDIA_TYPE: content}}

    def _example(self, status: int, error: type[GatewayError]) -> dict[str, Any]:
        return {
            "type": type_of(error.code),
            "title": self._said(title_of(status)),
            "status": status,
            "detail": sentence_without_facts(error, self._language),
            "code": error.code,
            "instance": "urn:edo-gateway:request:4f7c1a",
        }


def _status(operation: Operation, error: type[GatewayError]) -> int:
    """Where the path names nothing, only a field of the body can name what is not found."""
    if error is NotFound and "{" not in operation.path:
        return errors.STATUSES[errors.InvalidRequest.code].value
    return errors.STATUSES[error.code].value


def problems_of(operation: Operation) -> list[type[GatewayError]]:
    """Every problem an operation may answer with, its own ones first."""
    met: list[type[GatewayError]] = [*operation.problems, errors.InvalidRequest]
    if operation.body:
        met += _WITH_BODY
    if operation.body and operation.body is not RawBody:
        met.append(errors.MalformedJson)
    if not operation.is_open:
        met += _WITH_KEY
    return list(dict.fromkeys([*met, *_ALWAYS]))


def sentence_without_facts(error: type[GatewayError], language: Language) -> str:
    """The sentence of an error with an ellipsis for each fact."""
    template = error.text.said_in(language)
    facts = {name: "…" for _, name, _, _ in string.Formatter().parse(template) if name}
    return template.format(**facts)


def _path_parameters(operation: Operation) -> list[dict[str, Any]]:
    names = [name for _, name, _, _ in string.Formatter().parse(operation.path) if name]
    uuid = {"type": "string", "format": "uuid"}
    number = {"type": "integer", "minimum": 0}
    return [
        {"name": name, "in": "path", "required": True, "schema": number if is_number(name) else uuid} for name in names
    ]


def _query_parameters(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    schema = operation.query.model_json_schema(ref_template=COMPONENTS + "{model}")
    inner = schema.get("$defs", {})
    return [_query_parameter(name, part, inner) for name, part in schema["properties"].items()]


def _query_parameter(name: str, part: Mapping[str, Any], inner: Mapping[str, Any]) -> dict[str, Any]:
    schema = {key: value for key, value in _inlined(part, inner).items() if key not in ("title", "description")}
    if options := [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]:
        schema = {**schema, **options[0]}
    if schema.get("default") is None:
        schema.pop("default", None)
    parameter = {"name": name, "in": "query", "required": False, "schema": schema}
    return {**parameter, "description": part["description"]} if "description" in part else parameter


def _inlined(node: Any, inner: Mapping[str, Any]) -> Any:
    """Enumerations of parameters stand in their place: a parameter has no component to point to."""
    if isinstance(node, list):
        return [_inlined(one, inner) for one in node]
    if isinstance(node, dict):
        if "$ref" in node:
            return _inlined(inner[node["$ref"].removeprefix(COMPONENTS)], inner)
        return {key: _inlined(value, inner) for key, value in node.items() if key != "description" or not inner}
    return node


def _request_body(operation: Operation) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for media_type in operation.consumes:
        content[media_type] = {"schema": _body_schema(operation, media_type)}
        if operation.example is not None and media_type == "application/json":
            content[media_type]["example"] = operation.example
    return {"required": True, "content": content}


def _body_schema(operation: Operation, media_type: str) -> Mapping[str, Any]:
    body = operation.body
    if body is None or issubclass(body, RawBody):
        return operation.body_schemas[media_type]
    return {"$ref": f"{COMPONENTS}{body.__name__}"}


def _schema_of(answer: Answer, media_type: str) -> Mapping[str, Any]:
    if answer.model:
        return {"$ref": f"{COMPONENTS}{answer.model.__name__}"}
    if media_type == "application/json" or media_type.endswith("+json"):
        return {"type": "object"}
    return {"type": "string"} if media_type.startswith("text/") else {"type": "string", "format": "binary"}


def _health_paths(language: Language) -> dict[str, Any]:
    texts = {
        "/healthz": Text("Процесс жив", "The process lives"),
        "/readyz": Text("Шлюз готов: база отвечает и обновлена", "Ready: the database answers and is migrated"),
        "/metrics": Text("Счётчики из базы (Prometheus)", "Counts from the database (Prometheus)"),
    }
    return {path: {"get": _health_operation(path, text.said_in(language))} for path, text in texts.items()}


def _health_operation(path: str, said: str) -> dict[str, Any]:
    content = {"text/plain": {"schema": {"type": "string"}}}
    problem = {"description": "503", "content": {MEDIA_TYPE: {"schema": {"$ref": f"{COMPONENTS}Problem"}}}}
    return {
        "operationId": path[1:],
        "summary": said,
        "security": [],
        "responses": {"200": {"description": said, "content": content}, "503": problem},
    }
