"""Who looks at a page: the session's person, the organisation chosen, and the token that guards its forms."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import cast

from flask import current_app, g, request
from werkzeug.wrappers import Response

from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import Actor, Session
from edo_gateway.domain.errors import GatewayError, NotFound
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.party import Organization
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.text import Text

SESSION_COOKIE = "edo_session"
ORGANIZATION_COOKIE = "edo_organization"
EXTENSION = "edo_gateway.pages"
_YEAR = 365 * 24 * 3600  # seconds


class StaleForm(GatewayError):
    """The form was not made for this session: another site's, or a page left open over a log-out."""

    code = "stale_form"
    text = Text(
        "Страница устарела, и действие не выполнено. Откройте её заново и повторите.",
        "The page is out of date and nothing was done. Open it again and repeat.",
    )


class NoOrganization(GatewayError):
    code = "no_organization"
    text = Text(
        "Вам пока не дали роль ни в одной организации. Попросите об этом администратора.",
        "You have no role in any organisation yet. Ask an administrator for one.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person at work within one organisation; ``organizations`` are those they may switch to."""

    person: Person
    session: Session
    organization: Organization
    organizations: tuple[Organization, ...]

    @property
    def actor(self) -> Actor:
        return Actor(person=self.person, organization_id=self.organization.id)

    @property
    def roles(self) -> frozenset[Role]:
        return self.person.roles.get(self.organization.id, frozenset())

    def may(self, *roles: Role) -> bool:
        return bool(self.roles & set(roles))


def steps() -> Docflow:
    """The steps of the way of a document, given to the pages once."""
    return cast("Docflow", current_app.extensions[EXTENSION])


def visitor() -> Visitor:
    """The visitor of this request; only pages behind the log-in ask."""
    return cast("Visitor", g.visitor)


def recognised() -> Visitor | None:
    """The visitor the cookies tell of, or None. Raises :class:`NoOrganization`."""
    found = steps().recognise_session(request.cookies.get(SESSION_COOKIE, ""))
    if found is None:
        return None
    person, session = found
    organizations = _organizations(person)
    if not organizations:
        raise NoOrganization
    chosen = request.cookies.get(ORGANIZATION_COOKIE, "")
    current = next((o for o in organizations if str(o.id) == chosen), organizations[0])
    return Visitor(person=person, session=session, organization=current, organizations=organizations)


def _organizations(person: Person) -> tuple[Organization, ...]:
    """Where the person has most to do first, then by name: the first one is where they begin."""
    with steps().units.look() as unit:
        mine = [unit.organizations.get(known) for known, roles in person.roles.items() if roles]
    return tuple(sorted(mine, key=lambda ours: (-len(person.roles[ours.id]), ours.name)))


def check_form(session: Session) -> None:
    """Raise :class:`StaleForm` unless the form carries the session's token."""
    if not is_same(request.form.get("csrf", ""), session.csrf_token):
        raise StaleForm


def is_same(given: str, expected: str) -> bool:
    """Compare in constant time; an empty expectation matches nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


def choose(response: Response, organization: OrganizationId) -> Response:
    """Remember the organisation the person works in."""
    if organization not in {known.id for known in visitor().organizations}:
        raise NotFound(what="организация")
    set_cookie(response, ORGANIZATION_COOKIE, str(organization), max_age=_YEAR)
    return response


def set_cookie(response: Response, name: str, value: str, max_age: int | None = None) -> None:
    """A cookie scripts cannot read; ``SESSION_COOKIE_SECURE`` keeps it to HTTPS."""
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE", True))
    response.set_cookie(name, value, max_age=max_age, httponly=True, secure=secure, samesite="Lax", path="/")


def drop_cookie(response: Response, name: str) -> None:
    secure = bool(current_app.config.get("SESSION_COOKIE_SECURE", True))
    response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax", path="/")
