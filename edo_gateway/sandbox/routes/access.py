"""Authentication and the user. Any non-empty client id, login and password is accepted."""

from __future__ import annotations

import secrets
from uuid import NAMESPACE_URL, uuid5

from flask import Blueprint, Response, g, request

from edo_gateway.sandbox.errors import Malformed, Unauthorized
from edo_gateway.sandbox.routes.request import hash_of, query, require_client, require_login, sandbox
from edo_gateway.sandbox.ticks import ticks_of
from edo_gateway.sandbox.wire import body_fields, json_answer, text_answer

routes = Blueprint("access", __name__)


@routes.post("/V3/Authenticate")
@routes.post("/V2/Authenticate")
@routes.post("/Authenticate")
def authenticate() -> Response:
    """The answer is the token itself, as text. It is kept hashed."""
    require_client()
    kind = query().text("type", "password").lower()
    if kind != "password":
        raise Malformed(what=f"the sandbox knows authentication by password only, not by {kind}")
    login, password = query().text("login"), query().text("password")  # as the older versions take them
    if not login:
        fields = body_fields(request)
        login, password = fields.text("login"), fields.text("password")
    if not login or not password:
        raise Unauthorized(what="login and password must not be empty")
    token = secrets.token_urlsafe(48)
    expires = sandbox().now + ticks_of(sandbox().config.token_life)
    with sandbox().store.writing() as ledger:
        ledger.keep_token(hash_of(token), login, expires)
    return text_answer(token)


@routes.get("/V2/GetMyUser")
@routes.get("/GetMyUser")
def my_user() -> Response:
    with sandbox().store.reading() as ledger:
        require_login(ledger)
    user_id = str(uuid5(NAMESPACE_URL, f"urn:edo-gateway:sandbox/user/{g.login}"))
    name = {"LastName": "Песочный", "FirstName": "Пользователь", "MiddleName": ""}
    user = {"UserId": user_id, "Login": g.login, "FullName": name, "IsRegistered": True}
    return json_answer({"Id": user_id, **user, **name, "CloudCertificates": []})
