"""Problem details: an error as a program reads it (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from flask import Response

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language, Text
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer, Severity
from edo_gateway.web.errors import InvalidRequest, MethodNotAllowed, Place, TooManyFailures, status_of
from edo_gateway.web.request_id import request_id

MEDIA_TYPE = "application/problem+json"

_TITLES: dict[int, Text] = {
    400: Text("Запрос составлен неверно", "Malformed request"),
    401: Text("Нужен ключ", "A key is needed"),
    403: Text("Нет права", "Not allowed"),
    404: Text("Не найдено", "Not found"),
    405: Text("Метод не подходит", "Method not allowed"),
    406: Text("Такого вида ответа нет", "Not acceptable"),
    409: Text("Сейчас это невозможно", "Not possible now"),
    413: Text("Слишком большое тело запроса", "The body is too large"),
    415: Text("Не тот вид содержимого", "Unsupported media type"),
    422: Text("Данные нужно исправить", "The data must be mended"),
    429: Text("Слишком часто", "Too many requests"),
    500: Text("Внутренняя ошибка", "Internal error"),
    502: Text("Ошибка оператора", "Operator error"),
    503: Text("Временно недоступно", "Unavailable for now"),
    504: Text("Ответ оператора не получен", "The operator's answer was lost"),
}


def type_of(code: str) -> str:
    """The stable identifier of a kind of problem."""
    return f"urn:edo-gateway:problem:{code}"


def problem(error: GatewayError, language: Language) -> dict[str, Any]:
    """The members of the problem; ``errors`` is there when particular fields are to blame."""
    status = status_of(error)
    members: dict[str, Any] = {
        "type": type_of(error.code),
        "title": title_of(status).said_in(language),
        "status": status,
        "detail": error.said_in(language),
        "code": error.code,
        "instance": f"urn:edo-gateway:request:{request_id()}",
    }
    if errors := errors_of(error, language):
        members["errors"] = errors
    return members


def problem_response(error: GatewayError, language: Language) -> Response:
    members = problem(error, language)
    response = Response(json.dumps(members, ensure_ascii=False), status=members["status"], content_type=MEDIA_TYPE)
    response.content_language.add(language)
    for name, value in _headers(error, members["status"]):
        response.headers[name] = value
    return response


def errors_of(error: GatewayError, language: Language) -> list[dict[str, Any]]:
    """One object a field to mend."""
    if isinstance(error, InvalidDocument):
        return [finding_json(finding, language) for finding in error.report.findings]
    if isinstance(error, InvalidRequest) and error.place is Place.QUERY:
        return [_parameter_json(finding, language) for finding in error.findings]
    if isinstance(error, InvalidRequest):
        return [finding_json(finding, language) for finding in error.findings]
    if error.pointer is not None:
        return [finding_json(finding_of(error), language)]
    return []


def finding_of(error: GatewayError) -> Finding:
    """An error about one field of the request, as a finding."""
    text = Text(error.said_in(Language.RUSSIAN), error.said_in(Language.ENGLISH))
    return Finding(layer=Layer.REQUEST, rule=error.code, text=text, pointer=error.pointer)


def finding_json(finding: Finding, language: Language) -> dict[str, Any]:
    """A finding with everything known about it; what is not known is left out."""
    known = {
        "pointer": finding.pointer,
        "rule": finding.rule,
        "layer": finding.layer.value,
        "severity": finding.severity.value,
        "message": finding.text.said_in(language),
        "path": finding.path,
        "line": finding.line,
        "clause": finding.clause or None,
    }
    return {name: value for name, value in known.items() if value is not None}


def _parameter_json(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "parameter": finding.pointer,
        "rule": finding.rule,
        "layer": finding.layer.value,
        "severity": Severity.ERROR.value,
        "message": finding.text.said_in(language),
    }


def title_of(status: int) -> Text:
    """The title of problems of a status, the same every time."""
    phrase = HTTPStatus(status).phrase
    return _TITLES.get(status, Text(phrase, phrase))


def _headers(error: GatewayError, status: int) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = []
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append(("WWW-Authenticate", 'Bearer realm="edo-gateway"'))
    if isinstance(error, MethodNotAllowed) and error.allowed:
        headers.append(("Allow", ", ".join(error.allowed)))
    if isinstance(error, TooManyFailures):
        headers.append(("Retry-After", str(error.retry_after)))
    return headers
