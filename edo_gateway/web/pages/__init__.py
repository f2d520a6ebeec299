"""Pages for people: the desk of those who approve, sign, keep books and audit."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from edo_gateway.docflow.powers import KEEPERS
from edo_gateway.docflow.steps import Docflow
from edo_gateway.docflow.throttle import Throttle
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language
from edo_gateway.web.errors import status_of
from edo_gateway.web.pages import (
    browser_signing,
    changes,
    display,
    document,
    documents,
    entrance,
    formats,
    inbox,
    log,
    one_time_codes,
    passkeys,
    powers,
    problems,
    profile,
    words,
)
from edo_gateway.web.pages.deeds import VERBS
from edo_gateway.web.pages.visitor import EXTENSION, check_form, recognised, steps, visitor

_ROOMS = (
    entrance,
    inbox,
    document,
    changes,
    browser_signing,
    documents,
    log,
    formats,
    powers,
    problems,
    profile,
    one_time_codes,
    passkeys,
)
_OPEN = frozenset({"pages.login", "pages.enter", "pages.printed_form_style"})


def register(app: Flask, docflow: Docflow, plugins: Path | None = None, public_url: str = "") -> None:
    """Hang every page on the application."""
    app.extensions[EXTENSION] = docflow
    app.extensions[entrance.THROTTLE] = Throttle(docflow.clock)
    app.extensions[browser_signing.LOADERS] = browser_signing.loaders_in(plugins)
    app.extensions[passkeys.ORIGIN] = public_url
    display.install(app, docflow.clock)
    app.jinja_env.globals.update(words=words, words_of_verb=VERBS)
    pages = Blueprint("pages", __name__)
    pages.before_request(_enter)
    pages.after_request(_private)
    pages.register_error_handler(GatewayError, _refused)
    pages.context_processor(_frame)
    for room in _ROOMS:
        room.install(pages)
    app.register_blueprint(pages)


def error_page(error: GatewayError, status: int) -> Response:
    """A failure in the look of the pages: what happened, and the way back."""
    page = render_template("error.html", sentence=error.said_in(Language.RUSSIAN), status=status, code=error.code)
    return Response(page, status=status, mimetype="text/html")


def _refused(error: GatewayError) -> ResponseReturnValue:
    """A script is told with data, a person with a page."""
    if request.accept_mimetypes.best == "application/json":
        return {"error": error.said_in(Language.RUSSIAN), "code": error.code}, status_of(error)
    return error_page(error, status_of(error))


def _enter() -> ResponseReturnValue | None:
    """Who is it, and is the form theirs: asked before any page but the log-in."""
    if request.endpoint in _OPEN:
        return None
    found = recognised()
    if found is None:
        target = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(url_for("pages.login", next=target))
    g.visitor = found
    if request.method == "POST":
        check_form(found.session)
    return None


def _private(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _frame() -> dict[str, object]:
    """What the frame of every page shows: the person, the organisation, and counts that mean work."""
    if "visitor" not in g:
        return {}
    who = visitor()
    with steps().units.look() as unit:
        counts = {
            "inbox": inbox.work_count(unit, who),
            "problems": problems.problem_count(unit, who.organization.id),
        }
    counts["problems"] += len(steps().expiring(who.organization.id))
    return {
        "visitor": who,
        "csrf": who.session.csrf_token,
        "counts": counts,
        "log_readers": log.READERS,
        "power_keepers": KEEPERS,
        "loaders": browser_signing.loaders(),
    }
