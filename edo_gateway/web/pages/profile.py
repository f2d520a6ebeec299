"""The person's own page."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.pages.visitor import steps, visitor
from edo_gateway.web.pages.words import LEVELS


@dataclass(frozen=True, slots=True)
class KeyState:
    """Whether the person can put a signature of this kind."""

    level: str
    is_ready: bool


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/profile", "profile", show)


def show() -> str:
    return page()


def page(error: str = "") -> str:
    who = visitor()
    with steps().units.look() as unit:
        has_codes = unit.factors.one_time_secret(who.person.id) is not None
        spare_codes = unit.factors.spare_codes_left(who.person.id)
    keys = _keys() if who.may(Role.SIGNER) else ()
    return render_template("profile.html", keys=keys, has_codes=has_codes, spare_codes=spare_codes, error=error)


def _keys() -> tuple[KeyState, ...]:
    return tuple(
        KeyState(LEVELS[level], level is SignatureLevel.SIMPLE or _key(level) is not None)
        for level in (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED, SignatureLevel.SIMPLE)
    )


def _key(level: SignatureLevel) -> SigningKey | None:
    who = visitor()
    with steps().units.look() as unit:
        try:
            return unit.people.signing_key(who.organization.id, who.person.id, level)
        except NotFound:
            return None
