"""The list of documents, with filters and pages by cursor; the list of counterparties."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from edo_gateway.web.pages.addresses import SHELVES, as_position, document_filter
from edo_gateway.web.pages.display import party
from edo_gateway.web.pages.visitor import steps, visitor
from edo_gateway.web.pages.words import KINDS

_PAGE = 50


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/documents", "documents", show)
    pages.add_url_rule("/counterparties", "counterparties", counterparties)


def show() -> str:
    wanted = document_filter(request.args)
    before = as_position(request.args.get("before", ""))
    with steps().units.look() as unit:
        rows = unit.documents.page(visitor().organization.id, wanted, before=before, limit=_PAGE + 1)
        count = unit.documents.count(visitor().organization.id, wanted)
    has_more = len(rows) > _PAGE
    shown = rows[:_PAGE]
    return render_template(
        "documents.html",
        documents=[document for _, document in shown],
        count=count,
        cursor=shown[-1][0] if has_more else None,
        is_first=before is None,
        shelves=SHELVES,
        kinds=KINDS,
        asked=request.args,
    )


def counterparties() -> str:
    text = request.args.get("q", "").strip().casefold()
    with steps().units.look() as unit:
        known = unit.organizations.counterparties(visitor().organization.id)
    found = [one for one in known if text in f"{one.name} {one.tax.inn}".casefold()]
    return render_template(
        "counterparties.html",
        counterparties=sorted(found, key=lambda known: party(known.name).casefold()),
        total=len(known),
    )
