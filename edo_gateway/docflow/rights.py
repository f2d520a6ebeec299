"""Who may do what: one question asked at the head of every step."""

from __future__ import annotations

from edo_gateway.domain.access import Actor
from edo_gateway.domain.errors import Forbidden
from edo_gateway.domain.person import ROLE_NAMES, Role
from edo_gateway.domain.text import Text


def require(actor: Actor, *roles: Role, action: Text) -> None:
    """Raise :class:`Forbidden` unless the actor has one of the roles in their organisation."""
    if not any(actor.person.may(role, actor.organization_id) for role in roles):
        raise Forbidden(action=action, role=ROLE_NAMES[roles[0]])
