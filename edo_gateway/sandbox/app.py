"""The web application of the sandbox: Diadoc's HTTP API in JSON at the root path, a page for people, a control.

Protocol Buffers are not spoken: a client that asks for them gets 406 and a sentence. Paths and names in the query are
taken without regard to case.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from edo_gateway.domain.clock import Clock, system_clock
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.errors import NotServed, Refusal, SandboxError
from edo_gateway.sandbox.faults import FaultyWire
from edo_gateway.sandbox.posting import new_id
from edo_gateway.sandbox.routes import (
    access,
    control,
    documents,
    events,
    generators,
    messages,
    organizations,
    pages,
    patches,
    shelf,
)
from edo_gateway.sandbox.routes.request import EXTENSION
from edo_gateway.sandbox.sandbox import Sandbox, open_sandbox
from edo_gateway.sandbox.wire import text_answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REQUEST_LIMIT: Final = 70 * 1024 * 1024
_ROUTES: Final = (shelf, access, control, documents, events, generators, messages, organizations, pages, patches)


def create_app(config: SandboxConfig, *, clock: Clock = system_clock) -> Flask:
    """The application over its own database and keys. Processing is driven by ``sandbox_of(app).processor``."""
    sandbox = open_sandbox(config, clock)
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _REQUEST_LIMIT
    app.extensions[EXTENSION] = sandbox
    for module in _ROUTES:
        app.register_blueprint(module.routes)
    app.register_error_handler(SandboxError, _refuse)
    app.register_error_handler(HTTPException, _refuse_generally)
    app.after_request(_mark)
    application = FaultyWire(app.wsgi_app, sandbox.faults, sandbox.expire_tokens)
    app.wsgi_app = _AnyCase(application, app)  # type: ignore[method-assign]
    return app


def sandbox_of(app: Flask) -> Sandbox:
    """The sandbox behind an application."""
    found: Sandbox = app.extensions[EXTENSION]
    return found


class _AnyCase:
    """Puts the path into the spelling of the routes."""

    def __init__(self, application: WSGIApplication, app: Flask) -> None:
        self._application = application
        self._paths = {rule.rule.lower(): rule.rule for rule in app.url_map.iter_rules()}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", "/"))
        environ["PATH_INFO"] = self._paths.get(path.rstrip("/").lower() or "/", path)
        return self._application(environ, start_response)


def _refuse(error: SandboxError) -> Response:
    refusal = error if isinstance(error, Refusal) else None
    response = text_answer(refusal.body if refusal else f"{error}\n")
    response.status_code = refusal.status if refusal else 400
    response.headers["X-Diadoc-ErrorCode"] = refusal.error_code if refusal else error.code
    for name, value in refusal.headers if refusal else ():
        response.headers[name] = value
    return response


def _refuse_generally(error: HTTPException) -> Response:
    """What Flask itself refuses, and what nobody foresaw, in the protocol's plain text."""
    status = error.code or 500
    if status == HTTPStatus.NOT_FOUND:
        return _refuse(NotServed(method=request.method, path=request.path))
    response = text_answer(f"{error.description}\n")
    response.status_code = status
    response.headers["X-Diadoc-ErrorCode"] = "DiadocApi.InternalError" if status >= 500 else "DiadocApi.BadRequest"
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _mark(response: Response) -> Response:
    response.headers["X-Kontur-Trace-Id"] = new_id().replace("-", "")
    return response
