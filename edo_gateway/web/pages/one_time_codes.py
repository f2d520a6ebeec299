"""One-time codes of the person's phone: turned on with a picture, turned off with a code."""

from __future__ import annotations

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from edo_gateway.docflow.enter import WrongPassword
from edo_gateway.docflow.one_time_codes import CodesAreOn, WrongCode
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language
from edo_gateway.web.errors import status_of
from edo_gateway.web.pages import profile
from edo_gateway.web.pages.visitor import steps, visitor


def install(pages: Blueprint) -> None:
    at = "/profile/one-time-codes"
    pages.add_url_rule(at, "one_time_codes", show)
    pages.add_url_rule(at, "turn_codes_on", turn_on, methods=["POST"])
    pages.add_url_rule(f"{at}/off", "turn_codes_off", turn_off, methods=["POST"])


def show() -> str | Response:
    """A new secret at every look: the one before it is forgotten."""
    try:
        return _form()
    except CodesAreOn:
        return redirect(url_for("pages.profile"))


def turn_on() -> str | tuple[str, int]:
    """The spare codes, shown once; or the same picture again, with what was wrong."""
    person, form = visitor().person, request.form
    secret = steps().one_time_codes.secret_of(person.id, form.get("token", ""))
    try:
        spare = steps().one_time_codes.finish(person.id, secret, form.get("code", ""), form.get("password", ""))
    except (WrongCode, WrongPassword) as error:
        return _form(secret, error.said_in(Language.RUSSIAN)), status_of(error)
    return render_template("spare_codes.html", codes=spare)


def turn_off() -> Response | tuple[str, int]:
    try:
        steps().one_time_codes.turn_off(visitor().person.id, request.form.get("code", ""))
    except GatewayError as error:
        return profile.page(error.said_in(Language.RUSSIAN)), status_of(error)
    return redirect(url_for("pages.profile"))


def _form(secret: str = "", error: str = "") -> str:
    enrolment = steps().one_time_codes.begin(visitor().person, secret)
    drawn = segno.make(enrolment.uri, error="m", micro=False).svg_inline(scale=4, border=4, light="#fff", dark="#000")
    groups = [enrolment.secret[at : at + 4] for at in range(0, len(enrolment.secret), 4)]
    return render_template(
        "one_time_codes.html",
        enrolment=enrolment,
        picture=Markup(drawn),  # noqa: S704 -- drawn by segno from characters of our own
        groups=groups,
        error=error,
    )
