"""Laws of КС-2: what is computed, what is refused, what the parties' own elements may be, who may answer."""

from __future__ import annotations

import copy
import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, InvalidDocument
from edo_gateway.formats import answer_works_act, build, complete, envelope_of, parse, pointers, read_document, summary
from edo_gateway.formats.mapping.markup import read_markup
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.validation import validate
from edo_gateway.formats.works.act import WorksAct
from edo_gateway.formats.works.answer import WorksAcceptanceResult
from edo_gateway.formats.works.parts import ConstructionReference, ConstructionSignatory
from tests.reference import objections
from tests.unit.formats.documents_at_hand import AT, BUYER_ID, GUID, SELLER_ID, built, findings_of

_EXAMPLES = Path(__file__).parents[3] / "examples"
_LINE = {"name": "Кладка", "unit": "м3", "quantity": "12.5", "price": "9800.00", "vat_rate": "22%"}
_UNTAXED = {"name": "Прочие работы", "unit": "шт", "net": "1000.00"}
_SIGNATORY = ConstructionSignatory(name=PersonName(surname="Васильков", given_name="Лев"))


def act(name: str = "works_act_smallest", **changes: Any) -> dict[str, Any]:
    """An example with top fields replaced; ``lines`` are those of the only part of the works."""
    payload: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_text("utf-8"))
    if "lines" in changes:
        payload["works"] = [{"lines": changes.pop("lines")}]
    return {**copy.deepcopy(payload), **changes}


def completed(**changes: Any) -> WorksAct:
    return complete(read_document(act(**changes)))  # type: ignore[return-value]


def file_of(payload: dict[str, Any]) -> ExchangeFile:
    return build(read_document(payload), at=AT, guid=GUID)


def faults(**changes: Any) -> set[tuple[str, str | None]]:
    return {(found.rule, found.pointer) for found in findings_of(act(**changes))}


def reckoned(payload: dict[str, Any], old: str = "", new: str = "") -> list[Finding]:
    """Findings of the sums once a piece of the file is put in place of another."""
    file = file_of(payload)
    text = file.content.decode("cp1251")
    assert old in text
    content = text.replace(old, new, 1).encode("cp1251")
    return [found for found in validate(ExchangeFile(file.name, content)).findings if found.layer == "arithmetic"]


def test_the_smallest_act_takes_less_than_25_lines() -> None:
    assert len((_EXAMPLES / "works_act_smallest.json").read_text("utf-8").splitlines()) < 25


def test_sums_of_a_line_and_of_the_act_are_computed() -> None:
    made = completed()
    (line,) = made.works[0].lines
    assert (line.number, line.unit_code, str(line.net), str(line.vat), str(line.gross)) == (
        *(1, "113", "122500.00"),
        *("26950.00", "149450.00"),
    )
    assert made.total is not None
    assert (str(made.total.net), str(made.total.vat), str(made.total.gross)) == ("122500.00", "26950.00", "149450.00")
    assert (made.sender, made.recipient) == (SELLER_ID, BUYER_ID)


def test_the_moment_of_forming_is_written_with_colons_and_read_back() -> None:
    file = file_of(act())
    assert 'ВремИнфПодр="10:15:30"'.encode("cp1251") in file.content
    assert str(envelope_of(file).formed_at) == "10:15:30"


def test_a_whole_told_in_words_costs_its_price() -> None:
    line = completed(lines=[{**_UNTAXED, "quantity_text": "один этап", "vat_rate": "без НДС"}]).works[0].lines[0]
    assert (str(line.price), line.vat, str(line.gross)) == ("1000.00", "Без НДС", "1000.00")


def test_a_unit_the_classifier_does_not_have_gets_the_code_of_none() -> None:
    line = completed(lines=[{**_LINE, "unit": "захватка"}]).works[0].lines[0]
    assert (line.unit, line.unit_code) == ("захватка", "0000")


def test_lines_and_sections_are_numbered_together() -> None:
    works = [{"lines": [_LINE], "sections": [{"name": "Первый", "lines": [_LINE, _LINE]}]}]
    made = completed(works=works).works[0]
    assert [made.lines[0].number, made.sections[0].number, *(line.number for line in made.sections[0].lines)] == [
        *(1, 2, 3, 4),
    ]


def test_a_section_is_the_sum_of_its_lines_and_dashes_what_is_not_reckoned() -> None:
    works = [{"sections": [{"name": "Первый", "lines": [_LINE, {**_LINE, "vat_rate": "без НДС"}]}]}]
    (section,) = completed(works=works, composition={}).works[0].sections
    assert (str(section.net), str(section.vat), str(section.gross)) == ("245000.00", "26950.00", "271950.00")
    assert (section.estimate_vat, section.cumulative_vat) == ("-", "-")


def test_vat_of_the_totals_follows_the_rates_told_there() -> None:
    lines = [{**_UNTAXED, "net": "1000.00"}, {**_UNTAXED, "net": "500.10", "vat_rate_of_total": "10%"}]
    total = {"rates": [{"vat_rate": "22%"}, {"vat_rate": "10%"}]}
    made = completed(lines=lines, total=total, composition={"is_vat_in_totals_only": True}).total
    assert made is not None
    assert [(str(rate.base), str(rate.vat), rate.positions) for rate in made.rates] == [
        ("1000.00", "220.00", ()),
        ("500.10", "50.01", ("2",)),
    ]
    assert (str(made.vat), str(made.gross)) == ("270.01", "1770.11")


def test_an_agents_tax_is_a_dash_everywhere() -> None:
    payload = act(lines=[{**_LINE, "vat_rate": "НДС исчисляется налоговым агентом"}], composition={})
    made = completed(**{name: payload[name] for name in ("works", "composition")})
    assert made.total is not None
    assert (made.works[0].lines[0].vat_dash, made.total.vat) == ("-", "-")
    assert objections(file_of(payload)) == []


def test_totals_in_the_currency_of_a_foreign_contract_are_told_again() -> None:
    payload = act(currency="USD", contract_currency="USD")
    total = completed(currency="USD", contract_currency="USD").total
    assert total is not None
    assert (total.contract_currency_gross, total.contract_currency_vat) == (total.gross, total.vat)
    assert objections(file_of(payload)) == []


@pytest.mark.parametrize(
    ("changes", "rule", "pointer"),
    [
        ({"lines": [{**_LINE, "net": "1.00"}]}, "arithmetic.line_net", "/works/0/lines/0/net"),
        ({"lines": [{**_LINE, "vat": "1.00"}]}, "arithmetic.line_vat", "/works/0/lines/0/vat"),
        ({"lines": [_UNTAXED]}, "arithmetic.vat_unknown", "/total/vat"),
        ({"lines": [{"name": "Работы"}]}, "arithmetic.amount_missing", "/works/0/lines/0"),
        ({"total": {"net": "1.00"}}, "arithmetic.total_net", "/total/net"),
        ({"total": {"rates": [{"vat_rate": "22%", "vat": "1.00"}]}}, "arithmetic.rate_vat", "/total/rates/0/vat"),
        (
            {"works": [{"sections": [{"name": "А", "net": "1.00", "lines": [_LINE]}]}]},
            "arithmetic.section_sum",
            "/works/0/sections/0/net",
        ),
        ({"signatories": []}, "request.signatory_missing", "/signatories"),
        ({"extension": {"content": "<Код>"}}, "request.markup", "/extension/content"),
        ({"extension": {"content": "слово"}}, "request.markup", "/extension/content"),
        ({"contractor": {"inn": "7700000016"}}, "request.party_unknown", "/contractor"),
    ],
)
def test_what_disagrees_is_refused_at_its_field(changes: dict[str, Any], rule: str, pointer: str) -> None:
    assert (rule, pointer) in faults(**changes)


def test_an_act_without_participant_ids_asks_for_those_of_its_own_parties() -> None:
    payload = act()
    del payload["contractor"]["participant_id"]
    (found,) = findings_of(payload)
    assert (found.rule, found.pointer) == ("request.participant_unknown", "/sender")
    assert "contractor" in found.text.ru


@pytest.mark.parametrize("text", ["<а/>", ' <а х="1">т<б/></а>\n<в/>', '<ns:а xmlns:ns="urn:x"><б/></ns:а>'])
def test_agreed_elements_survive_building_and_reading(text: str) -> None:
    payload = act("works_act_state_contract")
    payload["extension"]["content"] = text
    made = complete(read_document(payload))
    file = build(made, at=AT, guid=GUID)
    assert parse(file) == made
    assert objections(file) == []
    assert read_markup(read_markup(text)) == read_markup(text)


@pytest.mark.parametrize(
    "text", ["", "т", "<а>", "<а/>т", "</а><а>", "<а/></around><around>", "<!DOCTYPE а><а/>", "<а>&x;</а>", "<ns:а/>"]
)
def test_agreed_elements_that_are_not_whole_elements_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        read_markup(text)


def test_comments_and_instructions_do_not_get_under_the_signature() -> None:
    assert read_markup("<а><!-- тайна --><?вид нет?></а>") == "<а></а>"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('ЦенаТов="215.40"', 'ЦенаТов="216.40"', "arithmetic.line_net"),
        ("<СумНал>22746.24</СумНал>", "<СумНал>22740.24</СумНал>", "arithmetic.line_vat"),
        ('СтБезНДСРаздОтч="177921.00"', 'СтБезНДСРаздОтч="177921.01"', "arithmetic.section_sum"),
        ("<СумНалРаздОтч>39142.62<", "<СумНалРаздОтч>39142.60<", "arithmetic.section_sum"),
        ('СтТовБезНДСВсего="1739521.00"', 'СтТовБезНДСВсего="1739520.00"', "arithmetic.total_net"),
        ("<СумНалВсего>342214.62<", "<СумНалВсего>342214.60<", "arithmetic.total_vat"),
        ("<СумНалВсего>342214.62</СумНалВсего>", "<ОтсСумНДС>-</ОтсСумНДС>", "arithmetic.total_vat_mark"),
        ('ИННЮЛ="7700000016"', 'ИННЮЛ="7700000017"', "arithmetic.inn_control_digit"),
        ('НачПерВДок="01.11.2026"', 'НачПерВДок="01.12.2026"', "arithmetic.date_order"),
    ],
)
def test_a_changed_figure_of_a_file_is_found(old: str, new: str, rule: str) -> None:
    assert reckoned(act("works_act")) == []
    assert rule in {found.rule for found in reckoned(act("works_act"), old, new)}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("<СумНДС>22181.00<", "<СумНДС>22100.00<", "arithmetic.rate_vat"),
        ("<СумНалВсего>22181.00<", "<СумНалВсего>22180.00<", "arithmetic.rates_vat"),
        ('СтТовУчНалВсего="465801.00"', 'СтТовУчНалВсего="465800.00"', "arithmetic.act_total"),
    ],
)
def test_totals_that_do_not_hold_together_are_found(old: str, new: str, rule: str) -> None:
    assert rule in {found.rule for found in reckoned(act("works_act_vat_in_totals"), old, new)}


def test_an_answer_repeats_what_ties_it_to_the_contractors_file() -> None:
    title = file_of(act())
    made = answer_works_act(title, [b"signature"], signatory=_SIGNATORY, on=date(2026, 11, 22))
    file = build(made, at=AT, guid=GUID)
    envelope = envelope_of(title)
    assert (made.contractor_file, made.contractor_file_time) == (envelope.file_id, envelope.formed_at)
    assert (made.sender, made.recipient, made.number) == (BUYER_ID, SELLER_ID, "1")
    assert parse(file) == complete(made)
    assert objections(file) == []


def test_a_refusal_tells_its_reasons_and_never_an_operation() -> None:
    made = answer_works_act(
        file_of(act()),
        [b"s"],
        signatory=_SIGNATORY,
        on=date(2026, 11, 22),
        result=WorksAcceptanceResult.NOT_ACCEPTED,
        reasons="Не по проекту",
        document=ConstructionReference(name="Отказ", number="1", date=date(2026, 11, 22)),
    )
    file = build(made, at=AT, guid=GUID)
    assert "СодОпер=".encode("cp1251") not in file.content.replace("КодСодОпер".encode("cp1251"), b"")
    assert objections(file) == []


def test_only_a_contractor_title_can_be_answered_so() -> None:
    with pytest.raises(InvalidDocument) as refused:
        answer_works_act(built(), [b"s"], signatory=_SIGNATORY, on=date(2026, 11, 22))
    assert [found.rule for found in refused.value.report.findings] == ["links.not_works_act"]


def test_lists_show_the_contractor_as_the_one_who_sells() -> None:
    told = summary(parse(file_of(act())))
    assert (told.type, told.number, str(told.total), str(told.vat)) == ("works_act", "1", "149450.00", "26950.00")
    assert told.seller is not None
    assert (told.seller.inn, told.seller.participant_id) == ("7700000016", SELLER_ID)


def test_a_finding_of_a_rule_leads_to_the_callers_field() -> None:
    payload = act(composition={"cumulative": "1"}, cumulative_total={"net": "1.00", "vat": "-"})
    document = complete(read_document(payload))
    file = build(document, at=AT, guid=GUID)
    found = {item.rule: item.pointer for item in validate(file, pointer=pointers(document, payload)).findings}
    assert found["works_act.cumulative_net_required"] == "/works/0/lines/0/cumulative_net"
    assert found["works_act.estimate_quantity_required"] == "/works/0/lines/0/estimate_quantity"


def test_an_agreed_field_without_elements_is_told_what_it_lacks() -> None:
    file = file_of(act("works_act_state_contract"))
    empty = file.content.replace("<Код>8</Код>".encode("cp1251"), b"")
    (found,) = (item for item in validate(ExchangeFile(file.name, empty)).findings if item.layer == "schema")
    assert found.path == "/Файл/Документ/ДопПолеСтрИнф"
    assert "хотя бы одного элемента" in found.text.ru


_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=4),
    st.sampled_from(["0", "-1.00", "22%", "без НДС", "-", "<а/>", [], {}, [{}], ["х"], {"name": "х"}]),
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in _places(inner, (*path, key)))]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["works_act", "works_act_vat_in_totals", "works_act_answer"]), st.data())
def test_any_value_in_any_field_is_read_or_refused_in_our_words(name: str, data: st.DataObject) -> None:
    payload = act(name)
    *steps, last = data.draw(st.sampled_from([place for place in _places(payload) if place]))
    target: Any = payload
    for step in steps:
        target = target[step]
    target[last] = data.draw(_ANYTHING)
    with suppress(InvalidDocument):
        summary(parse(build(read_document(payload), at=AT, guid=GUID)))
