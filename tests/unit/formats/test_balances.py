"""Laws of settlements: what is left out is reckoned, what is given is checked, in JSON and in a file alike."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.formats import build, complete, parse, pointers, read_document
from edo_gateway.formats.reconciliation.act import ReconciliationAct
from edo_gateway.formats.validation import validate
from tests.unit.formats.documents_at_hand import AT, GUID, faults
from tests.unit.formats.strategies import kopecks

_EXAMPLES = Path(__file__).parents[3] / "examples"
_SUMS = ("opening_debit", "opening_credit", "debit_turnover", "credit_turnover", "closing_debit", "closing_credit")
_amounts = kopecks(0, 10**9)


def example(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_bytes())
    return read


def act(*contracts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {**example("reconciliation_smallest"), "contracts": list(contracts), **changes}


def contract(debit: str, credit: str, **sums: str) -> dict[str, Any]:
    operations = [{"debit": debit}, {"credit": credit}]
    return {"documents": [{"name": "УПД", "number": "1", "date": "2026-05-18", "operations": operations}], **sums}


def sums_of(payload: dict[str, Any]) -> list[str]:
    completed = complete(read_document(payload))
    return [str(getattr(completed, name)) for name in _SUMS]


def test_opening_and_turnover_make_the_closing_balance() -> None:
    assert sums_of(act(contract("100.00", "30.00", opening_debit="5.00"))) == [
        "5.00", "0.00", "100.00", "30.00", "75.00", "0.00",
    ]  # fmt: skip


def test_a_closing_balance_alone_gives_the_opening_one() -> None:
    assert sums_of(act(contract("100.00", "30.00", closing_credit="10.00"))) == [
        "0.00", "80.00", "100.00", "30.00", "0.00", "10.00",
    ]  # fmt: skip


def test_balances_of_contracts_are_set_off_and_turnovers_are_not() -> None:
    first, second = contract("100.00", "0.00"), contract("0.00", "130.00", opening_debit="10.00")
    assert sums_of(act(first, second)) == ["10.00", "0.00", "100.00", "130.00", "0.00", "20.00"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_amounts, _amounts, _amounts, _amounts), min_size=1, max_size=3))
def test_what_is_computed_is_what_validation_expects(contracts: list[tuple[str, str, str, str]]) -> None:
    given_ = [contract(d, c, opening_debit=od, opening_credit=oc) for d, c, od, oc in contracts]
    file = build(read_document(act(*given_)), at=AT, guid=GUID)
    assert validate(file).findings == ()
    read = parse(file)
    assert isinstance(read, ReconciliationAct)
    nets = [Decimal(od) - Decimal(oc) + Decimal(d) - Decimal(c) for d, c, od, oc in contracts]
    assert read.closing_debit is not None
    assert read.closing_credit is not None
    assert read.closing_debit - read.closing_credit == sum(nets)


@pytest.mark.parametrize(
    ("payload", "rule", "pointer"),
    [
        (act(contract("1.00", "0.00", debit_turnover="2.00")), "contract_turnover", "/contracts/0/debit_turnover"),
        (act(contract("1.00", "0.00", credit_turnover="2.00")), "contract_turnover", "/contracts/0/credit_turnover"),
        (
            act(contract("1.00", "0.00", opening_debit="1.00", closing_debit="3.00")),
            "contract_closing",
            "/contracts/0/closing_debit",
        ),
        (act(contract("1.00", "0.00"), debit_turnover="1.01"), "act_turnover", "/debit_turnover"),
        (act(contract("1.00", "0.00"), opening_credit="1.00"), "act_opening", "/opening_credit"),
        (act(contract("1.00", "0.00"), closing_debit="0.99"), "act_closing", "/closing_debit"),
        ({**example("reconciliation_disputed"), "closing_credit": "1.00"}, "answer_closing", "/closing_debit"),
    ],
)
def test_a_given_sum_that_disagrees_is_found_at_its_own_field(payload: dict[str, Any], rule: str, pointer: str) -> None:
    assert (f"arithmetic.{rule}", pointer) in faults(payload)


def test_an_agreeing_balance_may_be_told_on_both_sides() -> None:
    told = act(contract("100.00", "30.00"), closing_debit="170.00", closing_credit="100.00")
    assert faults(told) == set()
    assert sums_of(told)[4:] == ["170.00", "100.00"]


def found_in(name: str, place: str, attribute: str, value: str) -> list[Finding]:
    """Findings of the arithmetic layer in an example's file with one attribute changed."""
    file = build(read_document(example(name)), at=AT, guid=GUID)
    root = etree.fromstring(file.content)
    (element,) = root.findall(place)
    element.set(attribute, value)
    changed = ExchangeFile(file.name, etree.tostring(root, encoding="windows-1251", xml_declaration=True))
    return [found for found in validate(changed).findings if found.layer is Layer.ARITHMETIC]


@pytest.mark.parametrize(
    ("name", "place", "attribute", "rules"),
    [
        ("reconciliation", "Документ/ТаблАкт", "СальдоНачДеб", {"act_opening"}),
        ("reconciliation", "Документ/ТаблАкт", "ОборотКр", {"act_turnover"}),
        ("reconciliation", "Документ/ТаблАкт", "СальдоКонКр", {"act_closing"}),
        ("reconciliation", "Документ/ТаблАкт/ДогСв[1]", "СальдоКонДеб", {"act_closing", "contract_closing"}),
        ("reconciliation", "Документ/ТаблАкт/ДогСв[2]", "СальдоНачКр", {"act_opening", "contract_closing"}),
        (
            "reconciliation",
            "Документ/ТаблАкт/ДогСв[1]",
            "ОборотДеб",
            {"act_turnover", "contract_closing", "contract_turnover"},
        ),
        ("reconciliation", "Документ/ТаблАкт/ДогСв[1]/ДокСв[1]/СвОпер", "СумДебет", {"contract_turnover"}),
        ("reconciliation_disputed", "Документ/ТаблАкт", "СальдоКонКр", {"answer_closing"}),
        ("reconciliation_disputed", "Документ/ТаблАкт/ДогСв", "ОборотКр", {"contract_closing"}),
        ("reconciliation_disputed", "Документ/ТаблАкт/ДогСв/ДокСв/СвОпер", "СумДебет", set()),
    ],
)
def test_a_changed_sum_of_a_file_is_noticed(name: str, place: str, attribute: str, rules: set[str]) -> None:
    found = found_in(name, place, attribute, "7.77")
    assert {finding.rule for finding in found} == {f"arithmetic.{rule}" for rule in rules}


def test_a_mistyped_ogrn_is_noticed() -> None:
    (found,) = found_in("reconciliation", "Документ/СвДокКрАкт/СвОтпр/ИдСв/СвЮЛУч", "ОГРН", "1027700000018")
    assert found.rule == "arithmetic.ogrn_control_digit"
    payload = example("reconciliation")
    payload["author"]["ogrn"] = "1027700000018"
    assert faults(payload) == {("request.ogrn_control_digit", "/author/ogrn")}


def test_a_disagreement_of_the_root_leads_to_the_callers_field() -> None:
    payload = {**example("reconciliation_disputed"), "result": "agreed"}
    document = read_document(payload)
    report = validate(build(document, at=AT, guid=GUID), pointer=pointers(document, payload))
    assert [found.rule for found in report.findings] == ["reconciliation_answer.table_forbidden"]
    assert pointers(document, payload)("/Файл/@ПризнРазн") == "/result"
