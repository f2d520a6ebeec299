"""Passkeys of the person: added and removed in the profile, used at the moment of signing."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Language
from edo_gateway.web.errors import status_of
from edo_gateway.web.pages import profile
from edo_gateway.web.pages.visitor import steps, visitor

ORIGIN = "edo_gateway.pages.origin"


def install(pages: Blueprint) -> None:
    at = "/profile/passkeys"
    pages.add_url_rule(f"{at}/options", "passkey_options", options, methods=["POST"])
    pages.add_url_rule(at, "add_passkey", add, methods=["POST"])
    pages.add_url_rule(f"{at}/remove", "remove_passkey", remove, methods=["POST"])
    pages.add_url_rule("/passkey-proof", "passkey_proof", proof, methods=["POST"])


def origin() -> str:
    """What the browser knows this site by: the configured public address, or the one it was asked at."""
    parts = urlsplit(current_app.extensions[ORIGIN] or request.host_url)
    return f"{parts.scheme}://{parts.netloc}"


def options() -> Response:
    return Response(steps().passkeys.begin_adding(visitor().person, origin()), content_type="application/json")


def proof() -> Response:
    return Response(steps().passkeys.begin_proof(visitor().person.id, origin()), content_type="application/json")


def add() -> AnyResponse | tuple[str, int]:
    form = request.form
    try:
        steps().passkeys.add(
            visitor().person.id,
            form.get("credential", ""),
            name=form.get("name", ""),
            password=form.get("password", ""),
            origin=origin(),
        )
    except GatewayError as error:
        return profile.page(passkey_error=error.said_in(Language.RUSSIAN)), status_of(error)
    return redirect(url_for("pages.profile"))


def remove() -> AnyResponse | tuple[str, int]:
    form = request.form
    try:
        steps().passkeys.remove(visitor().person.id, form.get("passkey", ""), password=form.get("password", ""))
    except GatewayError as error:
        return profile.page(passkey_error=error.said_in(Language.RUSSIAN)), status_of(error)
    return redirect(url_for("pages.profile"))
