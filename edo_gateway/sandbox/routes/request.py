"""What every route asks first: who calls, and which box they mean."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from flask import current_app, g, request

from edo_gateway.sandbox.errors import NoAccess, NotHere, Unauthorized
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Box, Entity, Message
from edo_gateway.sandbox.sandbox import Sandbox
from edo_gateway.sandbox.view import MessageView, view_of
from edo_gateway.sandbox.wire import Query, read_guid

EXTENSION: Final = "sandbox"
_CLIENT_ID: Final = re.compile(r"ddauth_api_client_id\s*=\s*([^,\s]+)")
_TOKEN: Final = re.compile(r"ddauth_token\s*=\s*([^,\s]+)")


def sandbox() -> Sandbox:
    found: Sandbox = current_app.extensions[EXTENSION]
    return found


def query() -> Query:
    return Query(request)


def hash_of(token: str) -> str:
    """Tokens are kept as their SHA-256 only."""
    return hashlib.sha256(token.encode()).hexdigest()


def require_client() -> None:
    """A client id or a token is enough. Raises :class:`Unauthorized`."""
    header = request.headers.get("Authorization", "")
    if not _CLIENT_ID.search(header) and not header.lower().startswith("bearer "):
        raise Unauthorized(what="the Authorization header has no ddauth_api_client_id")


def require_login(ledger: Ledger) -> None:
    """A live token. Raises :class:`Unauthorized`."""
    require_client()
    login = ledger.login_of(hash_of(_token()), sandbox().now)
    if login is None:
        raise Unauthorized(what="the token is absent, unknown or has expired, authenticate again")
    g.login = login


def my_box(ledger: Ledger, given: str = "") -> Box:
    """The caller's box, named by the query or by the body. Raises :class:`NoAccess`: strangers' boxes look absent."""
    require_login(ledger)
    box_id = read_guid("boxId", given) if given else query().guid("boxId")
    box = ledger.box(box_id)
    if box is None:
        raise NoAccess(what=f"box {box_id} is not among your organizations")
    return box


def message_here(ledger: Ledger, box: Box, message_id: str) -> Message:
    """A message that has reached a box. Raises :class:`NotHere`."""
    message = ledger.message(message_id)
    if message is None or ledger.event(box.id, unit=message_id) is None:
        raise NotHere(what=f"message {message_id} in box {box.id}")
    return message


def view_here(ledger: Ledger, box: Box, message_id: str) -> MessageView:
    return view_of(ledger, message_here(ledger, box, message_id), box)


def entity_here(view: MessageView, entity_id: str) -> Entity:
    """An entity that has reached the viewer. Raises :class:`NotHere`."""
    for entity in view.entities:
        if entity.id == entity_id:
            return entity
    raise NotHere(what=f"entity {entity_id} in message {view.message.id}")


def document_here(view: MessageView, entity_id: str) -> Entity:
    entity = entity_here(view, entity_id)
    if entity.declaration is None:
        raise NotHere(what=f"entity {entity_id} is not a document")
    return entity


def _token() -> str:
    header = request.headers.get("Authorization", "")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    found = _TOKEN.search(header)
    return found.group(1) if found else ""
