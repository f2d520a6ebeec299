"""The web application: the API for programs, the pages for people, and what both share."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from edo_gateway.docflow.steps import Docflow
from edo_gateway.web import api, authority, health, pages
from edo_gateway.web.errors import LARGEST_BODY, status_of, understood
from edo_gateway.web.negotiation import language
from edo_gateway.web.problem import problem_response
from edo_gateway.web.request_id import HEADER, request_id
from edo_gateway.web.security import NOTHING_ALLOWED, PAGES, FailureLimit, protect

log = logging.getLogger(__name__)

_FOR_PROGRAMS = ("/api/", authority.PREFIX, "/healthz", "/readyz", "/metrics")


def create_app(
    docflow: Docflow,
    *,
    secure_cookies: bool = True,
    trusted_proxies: int = 0,
    failure_limit: FailureLimit | None = None,
    plugins: Path | None = None,
    public_url: str = "",
) -> Flask:
    """The whole web side over the given steps.

    ``secure_cookies`` also switches HSTS: off only where the browser speaks plain HTTP to this server.
    ``trusted_proxies`` is how many reverse proxies in front may be believed about the caller's address; ``plugins``
    is a folder of loaders of signing plug-ins; ``public_url`` is what browsers know this site by.
    """
    app = Flask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        SESSION_COOKIE_SECURE=secure_cookies,
        EDO_SECURE_COOKIES=secure_cookies,
    )
    app.url_map.merge_slashes = False
    if trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    app.register_error_handler(Exception, _failed)
    app.after_request(lambda response: _finished(response, is_secure=secure_cookies))
    api.register(app, docflow, failure_limit or FailureLimit())
    authority.register(app, docflow)
    health.register(app, docflow)
    pages.register(app, docflow, plugins, public_url)
    return app


def is_for_programs() -> bool:
    """Whether the request was made to the API, so that it is answered with data and never with a page."""
    return request.path.startswith(_FOR_PROGRAMS)


def _failed(error: Exception) -> ResponseReturnValue:
    """The answer to any failure: a problem for programs, a page for people, and never a trace."""
    if isinstance(error, HTTPException) and (error.code or 500) < 400:
        return error  # a redirect
    known = understood(error, request_id=request_id())
    if status_of(known) == 500:
        log.error("request %s: %s %s failed\n%s", request_id(), request.method, request.path, _trace(error))
    if is_for_programs():
        return problem_response(known, language())
    return pages.error_page(known, status_of(known))


def _trace(error: BaseException) -> str:
    """Where an error came from, its causes first, without the messages: they may quote a document or a password."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__ or link.__context__
    return "\n".join("".join(traceback.format_tb(one.__traceback__)) + type(one).__name__ for one in reversed(chain))


def _finished(response: Response, *, is_secure: bool) -> Response:
    response.headers[HEADER] = request_id()
    if is_for_programs():
        response.vary.add("Accept-Language")
        response.headers.setdefault("Cache-Control", "no-store")
        return protect(response, policy=NOTHING_ALLOWED, is_secure=is_secure)
    return protect(response, policy=PAGES, is_secure=is_secure)
