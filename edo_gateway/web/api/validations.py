"""Validate only: a document's JSON or a ready exchange file; nothing is kept."""

from __future__ import annotations

from urllib.parse import unquote

from pydantic import Field

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer, Report
from edo_gateway.formats.validation import validate
from edo_gateway.web.api import examples
from edo_gateway.web.api.bodies import json_text
from edo_gateway.web.api.cursor import Needle
from edo_gateway.web.api.operation import Answer, Call, RawBody, Section
from edo_gateway.web.api.presenting import report_view
from edo_gateway.web.api.views import ReportView, Shape
from edo_gateway.web.errors import MalformedJson
from edo_gateway.web.problem import finding_of

validations = Section(Text("Проверка", "Validation"))
_JSON = "application/json"


class ValidationQuery(Shape):
    name: Needle | None = Field(default=None, description="Имя файла XML, если его нет в Content-Disposition.")


@validations.post(
    "/validations",
    summary=Text("Проверить, ничего не создавая", "Validate without creating"),
    about=Text(
        "JSON документа проверяется так же, как при создании; готовый XML – всеми слоями: кодировка, схема, правила "
        "приказа, арифметика, имя файла. Ответ всегда 200: найденное – это данные, а не сбой.",
        "The JSON of a document is checked as on creation; a ready XML file in all layers: encoding, schema, the "
        "order's rules, arithmetic, file name. The answer is always 200: what was found is data and not a failure.",
    ),
    answers={200: Answer(text=Text("Отчёт", "The report"), model=ReportView)},
    consumes=(_JSON, "application/xml", "text/xml"),
    body_schemas={
        _JSON: {"$ref": "#/components/schemas/AnyDocument"},
        "application/xml": {"type": "string", "format": "binary"},
        "text/xml": {"type": "string", "format": "binary"},
    },
    example=examples.TRANSFER_DOCUMENT,
)
def validate_document(call: Call, query: ValidationQuery, body: RawBody) -> ReportView:
    if body.media_type == _JSON:
        return report_view(_report_on_json(call, body.content), call.language)
    name = body.file_name or unquote(query.name or "")
    report = validate(ExchangeFile(name, body.content), catalogue=call.docflow.prepare.catalogue)
    return report_view(report, call.language)


def _report_on_json(call: Call, content: bytes) -> Report:
    try:
        return call.docflow.prepare(json_text(content), actor=call.actor).report
    except InvalidDocument as error:
        return error.report
    except MalformedJson as error:
        return _stopped(finding_of(error))
    except GatewayError as error:
        if error.pointer is None:
            raise
        return _stopped(finding_of(error))


def _stopped(finding: Finding) -> Report:
    """Nothing after the request itself could be checked."""
    return Report(findings=(finding,), skipped=tuple(layer for layer in Layer if layer is not Layer.REQUEST))
