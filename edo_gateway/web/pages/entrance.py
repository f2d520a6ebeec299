"""Log-in, log-out, and the choice of the organisation."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edo_gateway.docflow.enter import SESSION_LIFE, WrongPassword
from edo_gateway.docflow.throttle import Throttle, TooManyAttempts
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.text import Language
from edo_gateway.web.pages.visitor import (
    SESSION_COOKIE,
    StaleForm,
    choose,
    drop_cookie,
    is_same,
    recognised,
    set_cookie,
    steps,
)

FORM_COOKIE = "edo_login_form"
THROTTLE = "edo_gateway.pages.throttle"


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/login", "login", show_login)
    pages.add_url_rule("/login", "enter", enter, methods=["POST"])
    pages.add_url_rule("/logout", "logout", leave, methods=["POST"])
    pages.add_url_rule("/organization", "organization", switch, methods=["POST"])


def safe_target(target: str) -> str:
    """The path to return to after the log-in: only within this site, otherwise the first page."""
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\"))
    is_plain = target.isprintable() and "\\" not in target
    return target if is_path and is_plain and not parts.scheme and not parts.netloc else "/"


def show_login() -> Response | str:
    if recognised():
        return redirect(safe_target(request.args.get("next", "/")))
    return _form()


def enter() -> Response:
    if not is_same(request.form.get("csrf", ""), request.cookies.get(FORM_COOKIE, "")):
        return _form(StaleForm().said_in(Language.RUSSIAN), status=403)
    login, throttle = request.form.get("login", ""), _throttle()
    key = f"{login.strip().lower()} {request.remote_addr}"
    try:
        throttle.check(key)
        token, _ = steps().log_in(login, request.form.get("password", ""))
    except TooManyAttempts as error:
        return _form(error.said_in(Language.RUSSIAN), status=429)
    except WrongPassword as error:
        throttle.failed(key)
        return _form(error.said_in(Language.RUSSIAN), status=403)
    throttle.succeeded(key)
    response = redirect(safe_target(request.form.get("next", "/")))
    set_cookie(response, SESSION_COOKIE, token, max_age=int(SESSION_LIFE.total_seconds()))
    drop_cookie(response, FORM_COOKIE)
    return response


def leave() -> Response:
    steps().log_out(request.cookies.get(SESSION_COOKIE, ""))
    response = redirect(url_for("pages.login"))
    drop_cookie(response, SESSION_COOKIE)
    return response


def switch() -> Response:
    try:
        chosen = UUID(request.form.get("organization", ""))
    except ValueError:
        chosen = UUID(int=0)
    return choose(redirect(url_for("pages.inbox")), OrganizationId(chosen))


def _form(error: str = "", status: int = 200) -> Response:
    csrf = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    page = render_template(
        "login.html",
        csrf=csrf,
        error=error,
        login=request.form.get("login", ""),
        next=safe_target(request.values.get("next", "/")),
    )
    response = current_app.make_response((page, status))
    set_cookie(response, FORM_COOKIE, csrf)
    return response


def _throttle() -> Throttle:
    throttle = current_app.extensions[THROTTLE]
    assert isinstance(throttle, Throttle)  # noqa: S101 -- tells mypy what `register` put there
    return throttle
