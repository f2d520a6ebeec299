"""From declared operations to routes: recognise the key, check what came, call the view, name the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from pydantic import BaseModel
from werkzeug.http import parse_options_header

from edo_gateway.docflow.enter import NotSignedIn
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import Actor
from edo_gateway.domain.text import Language
from edo_gateway.web.api.bodies import NoQuery, read_model, read_query
from edo_gateway.web.api.operation import Call, Operation, RawBody, Reply
from edo_gateway.web.errors import UnsupportedMediaType
from edo_gateway.web.negotiation import language
from edo_gateway.web.security import FailureLimit

PREFIX = "/api/v1"
_BEARER = re.compile(r"Bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
_NO_KEY = "-"  # recognised like any other, so that a missing key costs what a wrong one costs
_PARAMETER = re.compile(r"\{(\w+)\}")
_NUMBERS = frozenset({"number", "job_id"})  # the other parameters of paths are UUIDs


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """Puts operations on an application."""

    docflow: Docflow
    failures: FailureLimit

    def add(self, app: Flask, operation: Operation) -> None:
        rule = _PARAMETER.sub(_converted, operation.path)
        app.add_url_rule(
            PREFIX + rule,
            endpoint=f"api.{operation.id}",
            view_func=self._view(operation),
            methods=[operation.method],
            provide_automatic_options=False,
        )

    def _view(self, operation: Operation) -> Callable[..., Response]:
        query, body = operation.query, operation.body

        def view(**given: Any) -> Response:
            caller = None if operation.is_open else self._caller()
            call = Call(docflow=self.docflow, caller=caller, language=language())
            asked = read_query(query or NoQuery, request.args)
            if query:
                given["query"] = asked
            if body:
                given["body"] = _body(operation, body)
            return _response(operation.view(call, **given), call.language)

        return view

    def _caller(self) -> Actor:
        """Raises :class:`NotSignedIn` or :class:`TooManyFailures`."""
        address = request.remote_addr or ""
        self.failures.check(address)
        found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
        try:
            return self.docflow.recognise_key(found[1] if found else _NO_KEY)
        except NotSignedIn:
            self.failures.note(address)
            raise


def is_number(parameter: str) -> bool:
    """Whether a parameter of a path is a whole number; the others are UUIDs."""
    return parameter in _NUMBERS


def _converted(parameter: re.Match[str]) -> str:
    return f"<{'int' if is_number(parameter[1]) else 'uuid'}:{parameter[1]}>"


def _body(operation: Operation, body: type[BaseModel] | type[RawBody]) -> BaseModel | RawBody:
    if request.mimetype not in operation.consumes:
        raise UnsupportedMediaType(wanted=", ".join(operation.consumes), given=request.mimetype or "—")
    if encoding := request.headers.get("Content-Encoding"):
        raise UnsupportedMediaType(wanted=", ".join(operation.consumes), given=f"{request.mimetype}; {encoding}")
    content = request.get_data(cache=False)
    if issubclass(body, RawBody):
        return body(content=content, media_type=request.mimetype, file_name=_file_name())
    return read_model(body, content)


def _file_name() -> str:
    """The name in Content-Disposition (RFC 6266), the encoded form first."""
    _, options = parse_options_header(request.headers.get("Content-Disposition", ""))
    return options.get("filename", "")


def _response(result: BaseModel | Reply | Response, spoken: Language) -> Response:
    if isinstance(result, Response):
        return result
    reply = result if isinstance(result, Reply) else Reply(body=result)
    response = Response(reply.body.model_dump_json(), status=reply.status, content_type="application/json")
    response.headers.update(reply.headers)
    response.content_language.add(spoken)
    if request.method in ("GET", "HEAD") and reply.status == 200:
        response.headers["Cache-Control"] = "private, no-cache"
        response.add_etag()
        response.make_conditional(request)
    return response
