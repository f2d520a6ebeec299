"""The person's own page."""

from __future__ import annotations

from flask import Blueprint, render_template

from edo_gateway.domain.person import Role
from edo_gateway.web.pages.certificates import own_certificates
from edo_gateway.web.pages.visitor import steps, visitor


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/profile", "profile", show)


def show() -> str:
    return page()


def page(error: str = "", passkey_error: str = "") -> str:
    """The profile; ``error`` is of the form of one-time codes."""
    who = visitor()
    with steps().units.look() as unit:
        own = own_certificates(unit, steps(), who) if who.may(Role.SIGNER) else []
        has_codes = unit.factors.one_time_secret(who.person.id) is not None
        spare_codes = unit.factors.spare_codes_left(who.person.id)
        passkeys = unit.factors.passkeys(who.person.id)
    return render_template(
        "profile.html",
        own=own,
        has_codes=has_codes,
        spare_codes=spare_codes,
        error=error,
        passkeys=passkeys,
        passkey_error=passkey_error,
    )
