"""Acts of construction works as the order allows them, in every mode of telling VAT and what was done before.

Acts for state needs, where nearly every element has an agreed field, are tested by an example.
"""

from typing import Any

from hypothesis import strategies as st

from edo_gateway.formats.works.act import Adjustment, WorksAct, WorksTransfer
from edo_gateway.formats.works.answer import SettlementsAnswer, WorksActAnswer
from edo_gateway.formats.works.lines import WorkLine, WorksTraceability
from edo_gateway.formats.works.parts import (
    ConstructionDocument,
    ConstructionForeigner,
    ConstructionIdentity,
    ConstructionReference,
    ConstructionSignatory,
)
from tests.unit.formats.strategies import _FIXES, COMPANY_INNS, RECIPIENT, SENDER, Json, _without, parts

RATES = ("0%", "5%", "7%", "10%", "20%", "22%", "без НДС", "НДС исчисляется налоговым агентом")
_EXTENSIONS = frozenset({"extension", "about_extension", "acceptance_extension"})
_SET_BY_MODE = (
    *("number", "net", "gross", "vat", "vat_dash", "vat_rate", "vat_rate_of_total", "conversion_factor"),
    *("has_past_errors", "has_new_circumstances", "net_changes", "quantity_changes", "other_unit"),
    *("cumulative_net", "cumulative_gross", "estimate_quantity", "cumulative_quantity"),
    *("estimate_quantity_text", "quantity_text", "cumulative_quantity_text"),
)


def _fixed_reference(drawn: Json) -> Json:
    return drawn if "id" in drawn else {"name": "Договор", "number": "1", "date": "2026-01-12", **drawn}


def _fixed_identity(drawn: Json) -> Json:
    name = next(iter(drawn), "company_inn")
    return {name: drawn.get(name, COMPANY_INNS[0])}


def _fixed_foreigner(drawn: Json) -> Json:
    return {"country_name": "Казахстан", "name": "Muster", **drawn}


def _fixed_line(drawn: Json) -> Json:
    """Quantity and price say it all, or a volume in words and its cost."""
    sums = {"quantity_text": "этап", "net": "184000.05"}
    if "price" in drawn:
        sums = {"quantity": "3.5", "price": f"1{drawn['price']}"}
    told = _without(drawn, *_SET_BY_MODE, "quantity", "price")
    return {"unit": "шт", **told, **sums}


def _fixed_adjustment(drawn: Json) -> Json:
    told = _without(drawn, "claim", "deduction", "other_claim", "other_deduction")
    if "claim" in drawn:
        return {**told, "claim": "05", "other_claim": "Проценты"}
    return {**told, "deduction": "32"}


def _fixed_transfer(drawn: Json) -> Json:
    terms = ("acceptance_working_days", "acceptance_calendar_days", "accept_before")
    return _without(drawn, *[name for name in terms if name in drawn][1:])


_FIXES.update(
    {
        ConstructionReference: _fixed_reference,
        ConstructionDocument: _fixed_reference,
        ConstructionIdentity: _fixed_identity,
        ConstructionForeigner: _fixed_foreigner,
        WorkLine: _fixed_line,
        WorksTraceability: lambda drawn: {"unit": "шт", **drawn, "quantity": "2"},
        WorksTransfer: _fixed_transfer,
        Adjustment: _fixed_adjustment,
        SettlementsAnswer: lambda drawn: {"notice": drawn["notice"]},
    }
)


def _bare(value: Any) -> Any:
    """Without agreed fields, which only acts for state needs have."""
    if isinstance(value, list):
        return [_bare(item) for item in value]
    if isinstance(value, dict):
        return {key: _bare(item) for key, item in value.items() if key not in _EXTENSIONS}
    return value


@st.composite
def _lines(draw: st.DrawFn, is_cumulative: bool, is_vat_shown: bool) -> list[Json]:
    drawn = draw(st.lists(parts(WorkLine), min_size=1, max_size=3))
    for line in drawn:
        line |= draw(_history()) if is_cumulative else {}
        line |= {"vat_rate": draw(st.sampled_from(RATES))} if is_vat_shown else {}
    return drawn


@st.composite
def _history(draw: st.DrawFn) -> Json:
    """What a line of a cumulative act tells of the time before it."""
    change = {
        "net_increase": "5.00",
        **draw(st.sampled_from([{"quantity_decrease": "1"}, {"quantity_unchanged": "без изм"}])),
    }
    reasons = {"errors": draw(st.booleans()), "circumstances": draw(st.booleans())}
    changes = {name: [change] for name, is_so in reasons.items() if is_so}
    told: Json = {"estimate_net": "1000.00", "cumulative_net": "500.00"}
    told |= {"estimate_quantity": "100", "cumulative_quantity": "50"}
    told |= {"has_past_errors": reasons["errors"], "has_new_circumstances": reasons["circumstances"]}
    return {**told, **({"net_changes": changes, "quantity_changes": changes} if changes else {})}


@st.composite
def works_acts(draw: st.DrawFn) -> Json:
    """An act with any of its parts; the official check refuses sections only where both modes meet."""
    is_cumulative, is_vat_shown = draw(st.booleans()), draw(st.booleans())
    works: Json = {"lines": draw(_lines(is_cumulative, is_vat_shown))}
    if not (is_cumulative and is_vat_shown) and draw(st.booleans()):
        works["sections"] = [{"name": "Земляные работы", "lines": draw(_lines(is_cumulative, is_vat_shown))}]
        if is_cumulative:
            works["sections"][0] |= {"estimate_net": "2000.00", "cumulative_net": "1000.00"}
    drawn = _without(draw(parts(WorksAct)), "total", "cumulative_total", "estimate_unchanged")
    drawn["signatories"] = drawn.get("signatories") or [draw(parts(ConstructionSignatory))]
    drawn["composition"] = {"is_vat_in_totals_only": not is_vat_shown, "cumulative": str(int(is_cumulative))}
    rates: Json = {} if is_vat_shown else {"rates": [{"vat_rate": draw(st.sampled_from(RATES))}]}
    drawn["total"] = rates
    if is_cumulative:
        drawn["cumulative_total"] = rates or {"vat": "100.00"}
    if "basis" in drawn:
        drawn["basis"]["is_for_state_needs"] = False
    own = {"works": [works], "contract_currency": "643", "sender": SENDER, "recipient": RECIPIENT}
    return {**_bare(drawn), **_bare(own)}


@st.composite
def works_act_answers(draw: st.DrawFn) -> Json:
    """An answer with any of its parts."""
    drawn = _without(_bare(draw(parts(WorksActAnswer))), "refused_on", "accepted_on", "operation", "result")
    drawn |= {"is_for_state_needs": False, "sender": RECIPIENT, "recipient": SENDER}
    if draw(st.booleans()):
        return {**drawn, "result": "accepted", "accepted_on": "2026-11-21"}
    refusal = {"name": "Отказ", "number": "1", "date": "2026-11-21"}
    told = {"result": "not_accepted", "refused_on": "2026-11-21", "refusal_reasons": "Не по проекту"}
    return {**_without(drawn, "settlements"), **told, "refusal_document": refusal}
