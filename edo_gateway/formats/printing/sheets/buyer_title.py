"""The buyer's title of a УПД by itself: what was accepted, with what verdict, by whom."""

from __future__ import annotations

from collections.abc import Iterator

from edo_gateway.formats.printing.facts import Facts, OnForm
from edo_gateway.formats.printing.paper import Entries, Mark, Paper, Run, Slots, Title, Tone
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.sheets.form import form
from edo_gateway.formats.printing.sheets.rest import Answers, alike, beyond, signers
from edo_gateway.formats.printing.stamps import Side
from edo_gateway.formats.printing.wording import as_day, as_reference
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, AcceptedBy, BuyerTitle

_FORM = form("buyer_title")
_ON_FORM: OnForm = alike(
    "title function number date operation accepted_on result discrepancies composer accepted_by signatories", BuyerTitle
)
TONES = {
    AcceptanceResult.ACCEPTED: Tone.GOOD,
    AcceptanceResult.WITH_DISCREPANCIES: Tone.DOUBT,
    AcceptanceResult.NOT_ACCEPTED: Tone.BAD,
}


def sheet(title: BuyerTitle, _: Answers, signed: frozenset[Side]) -> Paper:
    facts, of = Facts(BuyerTitle, _ON_FORM), as_reference(title.title, title.number, title.date)
    values = (
        ("operation", title.operation or ""),
        ("accepted_on", as_day(title.accepted_on)),
        ("discrepancies", facts.said(title.discrepancies or ())),
        ("composer", title.composer or ""),
    )
    name = Run(_FORM.word("short"), Tone.STRONG)
    return Paper(
        name=as_reference(_FORM.word("short"), title.number, title.date),
        blocks=(
            Title(
                lines=((name,), (Run(_FORM.word("to")), Run(of, Tone.STRONG))),
                appendix=_FORM.word("function", function=title.function.value),
            ),
            Mark(text=phrase(title.result.value), tone=TONES[title.result]),
            Entries(entries=tuple(_FORM.caption(key, value) for key, value in values)),
            *_accepted_by(title.accepted_by, facts),
            *signers(facts, title.signatories, is_signed=bool(signed), caption=_FORM.word("signed")),
            *beyond(facts, title),
        ),
    )


def _accepted_by(accepted: AcceptedBy | None, facts: Facts) -> Iterator[Slots]:
    """The signature of an electronic document is that of the responsible person, not of who took the goods."""
    people = (accepted.employee, accepted.agent, accepted.person) if accepted else ()
    if known := [person for person in people if person]:
        yield from signers(facts, known, is_signed=False, caption=_FORM.word("accepted_by"))
