"""«На решение»: everything that waits for this person, as rows with one verb each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from edo_gateway.docflow.confirm import Consent
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Language
from edo_gateway.storage.contract import DocumentFilter, Unit
from edo_gateway.web.pages.addresses import document_ids
from edo_gateway.web.pages.browser_signing import browser_levels, needs_browser
from edo_gateway.web.pages.deeds import Deed, Given, Verb, attempt, needs_password, verb_of
from edo_gateway.web.pages.passkeys import origin
from edo_gateway.web.pages.proofs import Ways, ways_of
from edo_gateway.web.pages.visitor import Visitor, steps, visitor
from edo_gateway.web.pages.words import name_of

_MOST_ROWS = 100  # of one tray; the rest is reached through the list of documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """One kind of work: its verb, and the documents that wait for it. ``shelf`` is its place in the list."""

    key: str
    title: str
    verb: Verb | None
    documents: tuple[Document, ...]
    count: int
    shelf: str = ""
    can_return: bool = False


@dataclass(frozen=True, slots=True)
class _Kind:
    key: str
    title: str
    role: Role
    verb: Verb | None
    status: DocumentStatus


_KINDS = (
    _Kind("approval", "Согласовать", Role.APPROVER, Verb.APPROVE, DocumentStatus.APPROVAL),
    _Kind("signing", "Подписать", Role.SIGNER, Verb.SIGN, DocumentStatus.SIGNING),
    _Kind("returned", "Вернули с замечанием", Role.ACCOUNTANT, None, DocumentStatus.RETURNED),
    _Kind("signed", "Отправить контрагенту", Role.ACCOUNTANT, Verb.SEND, DocumentStatus.SIGNED),
    _Kind("draft", "Передать на согласование", Role.ACCOUNTANT, Verb.SUBMIT, DocumentStatus.DRAFT),
)


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/", "inbox", show)
    pages.add_url_rule("/work", "work", work, methods=["POST"])
    pages.add_url_rule("/signing", "signing", confirm_signing)


def trays(unit: Unit, who: Visitor) -> list[Tray]:
    """The trays this person has work in."""
    found = (_tray(unit, who, kind) for kind in _KINDS if who.may(kind.role))
    return [tray for tray in found if tray.documents]


def work_count(unit: Unit, who: Visitor) -> int:
    """How many documents wait for this person: the number in the navigation."""
    kinds = [kind for kind in _KINDS if who.may(kind.role)]
    return sum(unit.documents.count(who.organization.id, _wanted(who, kind)) for kind in kinds)


def _tray(unit: Unit, who: Visitor, kind: _Kind) -> Tray:
    wanted = _wanted(who, kind)
    page = unit.documents.page(who.organization.id, wanted, limit=_MOST_ROWS)
    documents = tuple(document for _, document in page)
    count = len(documents) if len(documents) < _MOST_ROWS else unit.documents.count(who.organization.id, wanted)
    return Tray(
        key=kind.key,
        title=kind.title,
        verb=kind.verb,
        documents=tuple(sorted(documents, key=_since)),
        count=count,
        shelf=kind.key,
        can_return=kind.verb is Verb.APPROVE,
    )


def _wanted(who: Visitor, kind: _Kind) -> DocumentFilter:
    mine = who.person.id if kind.role in (Role.APPROVER, Role.SIGNER) else None
    return DocumentFilter(statuses=frozenset({kind.status}), waits_for=mine)


def _since(document: Document) -> datetime:
    """Since when the document waits in its present state: the last step, or the last decision of its route."""
    moments = [document.transitions[-1].at, *(decision.at for decision in document.route.decisions)]
    return max(moments)


def total(documents: Iterable[Document]) -> Decimal:
    """The sum of documents in roubles; others are not added."""
    return sum((d.heading.total or Decimal() for d in documents if d.heading.currency == "643"), Decimal())


def show() -> str:
    return _page()


def _page(deeds: tuple[Deed, ...] = ()) -> str:
    who = visitor()
    with steps().units.look() as unit:
        found = trays(unit, who)
    return render_template("inbox.html", trays=found, deeds=deeds, needs_password=needs_password, since_of=_since)


def work() -> Response | str | dict[str, object]:
    """One verb on one or many documents: a result for each, never a bare «готово»."""
    verb, ids = _asked()
    who = visitor()
    documents = _documents(who, ids)
    is_confirmed = bool(request.form.get("confirmed"))
    if verb in (Verb.SIGN, Verb.SIGN_AND_SEND) and not is_confirmed and _must_confirm(who, documents):
        return redirect(url_for("pages.signing", document=[str(d.id) for d in documents], verb=verb))
    deeds = _done(who, verb, documents)
    if request.accept_mimetypes.best == "application/json":
        return {"results": [_result(deed) for deed in deeds], "waiting": _left(who)}
    return _page(deeds)


def given_in_form() -> Given:
    form = request.form
    consent = Consent(
        password=form.get("password", ""),
        code=form.get("code", ""),
        passkey=form.get("passkey", ""),
        origin=origin(),
        address=request.remote_addr or "",
    )
    return Given(comment=form.get("comment", ""), consent=consent)


def _done(who: Visitor, verb: Verb, documents: list[Document]) -> tuple[Deed, ...]:
    """One confirmation serves them all; without it nothing is signed."""
    given = given_in_form()
    names = {document.id: name_of(document.heading) for document in documents}
    try:
        if verb in (Verb.SIGN, Verb.SIGN_AND_SEND) and any(map(needs_password, documents)):
            given = replace(given, consent=steps().confirm(given.consent, actor=who.actor))
    except GatewayError as error:
        said = error.said_in(Language.RUSSIAN)
        return tuple(Deed(document_id=known, name=names[known], is_done=False, sentence=said) for known in names)
    return tuple(attempt(steps(), verb, known, names[known], given, actor=who.actor) for known in names)


def _asked() -> tuple[Verb, list[DocumentId]]:
    """The button of one row names its verb and document; the bar's buttons act on what is ticked."""
    if only := request.form.get("only"):
        word, _, chosen = only.partition(" ")
        return verb_of(word), document_ids([chosen])
    return verb_of(request.form.get("verb", "")), document_ids(request.form.getlist("document"))


def _must_confirm(who: Visitor, documents: list[Document]) -> bool:
    """Signing many at once, with a password or in the browser, is shown once more before it is done."""
    return len(documents) > 1 or any(map(needs_password, documents)) or bool(_in_browser(who, documents))


def _in_browser(who: Visitor, documents: list[Document]) -> frozenset[DocumentId]:
    """Those that this person's browser has to sign."""
    with steps().units.look() as unit:
        levels = browser_levels(unit, who)
    return frozenset(document.id for document in documents if needs_browser(document, levels))


def _documents(who: Visitor, ids: list[DocumentId]) -> list[Document]:
    with steps().units.look() as unit:
        return [unit.documents.get(who.organization.id, known) for known in ids]


def _result(deed: Deed) -> dict[str, object]:
    return {"id": str(deed.document_id), "done": deed.is_done, "sentence": deed.sentence}


def _left(who: Visitor) -> int:
    with steps().units.look() as unit:
        return work_count(unit, who)


def _ways(who: Visitor) -> Ways:
    with steps().units.look() as unit:
        return ways_of(unit, who)


def confirm_signing() -> str:
    """What is about to be signed, line by line, with one password for all."""
    who = visitor()
    documents = _documents(who, document_ids(request.args.getlist("document")))
    return render_template(
        "signing.html",
        documents=documents,
        total=total(documents),
        verb=verb_of(request.args.get("verb", Verb.SIGN)),
        ways=_ways(who) if any(map(needs_password, documents)) else None,
        in_browser=_in_browser(who, documents),
    )
