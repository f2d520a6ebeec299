"""«Доверенности»: who may sign for the organisation by a power of attorney, until when, and what hinders it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, Response, redirect, render_template, request, url_for

from edo_gateway.docflow.powers import KnownPower, KnownPowers, require_keeper
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.power import PowerState, Redelegable
from edo_gateway.domain.text import Language
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.web.errors import status_of
from edo_gateway.web.pages.answers import attached
from edo_gateway.web.pages.visitor import steps, visitor
from edo_gateway.web.pages.words import Tone

STATES: dict[PowerState, tuple[str, Tone]] = {
    PowerState.VALID: ("действует", Tone.SUCCESS),
    PowerState.EXPIRING: ("скоро истекает", Tone.WARNING),
    PowerState.NOT_YET: ("ещё не действует", Tone.INFO),
    PowerState.EXPIRED: ("истекла", Tone.NEUTRAL),
    PowerState.REVOKED: ("отозвана", Tone.NEUTRAL),
    PowerState.UNSIGNED: ("не подписана", Tone.DANGER),
    PowerState.BAD_SIGNATURE: ("подпись не годится", Tone.DANGER),
}
PASSING = {Redelegable.ONCE: "однократно", Redelegable.FURTHER: "с правом последующего"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPower:
    """A power in words; ``parents`` are those it was passed on from, as far as they are here."""

    known: KnownPower
    word: str
    tone: Tone
    is_revocable: bool
    passing: str
    parents: tuple[str, ...]
    lacks_parent: str


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/powers", "powers", show)
    pages.add_url_rule("/powers", "add_power", add, methods=["POST"])
    pages.add_url_rule("/powers/<number>/revocation", "revoke_power", revoke, methods=["POST"])
    pages.add_url_rule("/powers/<number>/file", "power_file", download)


def show(refusal: GatewayError | None = None) -> str:
    require_keeper(visitor().actor)
    known = steps().powers.all(visitor().organization.id)
    report = refusal.report if isinstance(refusal, InvalidDocument) else None
    return render_template(
        "powers.html",
        powers=[_shown(known, one) for one in known.powers.values()],
        refusal=refusal.said_in(Language.RUSSIAN) if refusal else "",
        findings=report.findings[:5] if report else (),
    )


def add() -> Response | tuple[str, int]:
    require_keeper(visitor().actor)
    given = request.files.get("power")
    signatures = [content for one in request.files.getlist("signature") if (content := one.read())]
    content = given.read() if given else b""
    return _done(lambda: steps().powers.add(visitor().organization.id, content, signatures, by=visitor().actor.label))


def revoke(number: str) -> Response | tuple[str, int]:
    require_keeper(visitor().actor)
    reason = request.form.get("reason", "")[:500]
    return _done(lambda: steps().powers.revoke(visitor().organization.id, number, reason=reason))


def download(number: str) -> Response:
    """The file as it was brought."""
    require_keeper(visitor().actor)
    file = steps().powers.get(visitor().organization.id, number)[0].kept.file
    return attached(file.content, file.name, "application/xml")


def _done(deed: Callable[[], object]) -> Response | tuple[str, int]:
    """Back to the list; what was refused is said on it."""
    try:
        deed()
    except GatewayError as refused:
        return show(refused), status_of(refused)
    return redirect(url_for("pages.powers"), code=HTTPStatus.SEE_OTHER)  # type: ignore[return-value] # of werkzeug's


def _shown(known: KnownPowers, one: KnownPower) -> ShownPower:
    state = one.state_on(steps().powers.today())
    word, tone = STATES[state]
    chain = known.chain(one.kept.number)
    return ShownPower(
        known=one,
        word=word,
        tone=tone,
        is_revocable=one.kept.revocation is None,
        passing=PASSING.get(one.power.redelegable, ""),
        parents=tuple(parent.power.number for parent in chain[1:]),
        lacks_parent=chain[-1].power.parent,
    )
