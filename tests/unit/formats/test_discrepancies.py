"""Laws of the discrepancy act: what the counts differ by is reckoned when left out and checked when told."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats import build, complete, parse, read_document, summary
from edo_gateway.formats.discrepancy.lines import PERCENTS, AcceptanceLine
from edo_gateway.formats.discrepancy.parties import SignatoryStatus
from edo_gateway.formats.discrepancy.sums import vat_inside
from edo_gateway.formats.validation import validate
from tests.unit.formats.documents_at_hand import AT, GUID, faults
from tests.unit.formats.strategies import kopecks

_EXAMPLES = Path(__file__).parents[3] / "examples"
_LINES = "Документ/СодФХЖ2/РезПрием"


def example(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((_EXAMPLES / f"{name}.json").read_bytes())
    return read


def act(**line: Any) -> dict[str, Any]:
    return {**example("discrepancy_smallest"), "lines": [{"goods": {"name": "Бумага"}, **line}]}


def counts(documented: str, actual: str, **more: Any) -> dict[str, Any]:
    return {"documented": {"quantity": documented}, "actual": {"quantity": actual}, **more}


def line_of(**line: Any) -> AcceptanceLine:
    completed = complete(read_document(act(**line)))
    found = completed.lines[0]
    assert isinstance(found, AcceptanceLine)
    return found


@given(st.integers(0, 10**9), st.integers(0, 10**9))
@settings(max_examples=60, deadline=None)
def test_counts_that_differ_make_a_shortage_or_a_surplus_and_equal_ones_neither(documented: int, actual: int) -> None:
    line = line_of(**counts(str(documented), str(actual)))
    told = [part.quantity if part else Decimal(0) for part in (line.shortage, line.surplus)]
    assert told == [max(0, documented - actual), max(0, actual - documented)]
    assert (line.shortage, line.surplus) == (None, None) or documented != actual
    assert validate(build(read_document(act(**counts(str(documented), str(actual)))), at=AT, guid=GUID)).findings == ()


def test_a_shortage_costs_what_the_counts_differ_by() -> None:
    documented = {"quantity": "10", "gross": "1200.00", "vat_rate": "20%"}
    line = line_of(documented=documented, actual={"quantity": "7", "gross": "840.00", "vat_rate": "20%"})
    assert line.shortage is not None
    assert (line.shortage.quantity, line.shortage.gross, line.shortage.vat) == (3, Decimal("360.00"), Decimal("60.00"))


@pytest.mark.parametrize(
    "line",
    [
        counts("10", "7", shortage={"quantity": "3"}),
        counts("10", "7", defects={"quantity": "2"}, breakage={"quantity": "1"}),  # taken for not arrived
        counts("10", "7", shortage={"quantity": "3"}, defects={"quantity": "2"}),  # arrived, yet defective
        counts("10", "7", shortage={"quantity": "2"}, breakage={"quantity": "1"}),
        counts("10", "12", surplus={"quantity": "2"}),
        {"documented": {"quantity": "10"}, "shortage": {"quantity": "99"}},
    ],
)
def test_both_ways_of_counting_damaged_goods_are_right(line: dict[str, Any]) -> None:
    assert faults(act(**line)) == set()


@pytest.mark.parametrize(
    ("line", "pointer"),
    [
        (counts("10", "7", shortage={"quantity": "2"}), "/lines/0/shortage"),
        (counts("10", "12", surplus={"quantity": "3"}), "/lines/0/surplus"),
        (counts("10", "7", defects={"quantity": "1"}), "/lines/0/shortage"),
    ],
)
def test_a_told_difference_that_the_counts_do_not_make_is_refused(line: dict[str, Any], pointer: str) -> None:
    assert faults(act(**line)) == {("arithmetic.goods_difference", pointer)}


@given(kopecks(0, 10**9), st.sampled_from(sorted(PERCENTS)))
@settings(max_examples=60, deadline=None)
def test_vat_and_what_is_left_make_the_cost_at_the_rate(gross: str, rate: str) -> None:
    vat = vat_inside(Decimal(gross), rate)
    assert vat is not None
    assert abs((Decimal(gross) - vat) * PERCENTS[rate] / 100 - vat) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("vat", "rules"),
    [("20.00", set()), ("20.01", set()), ("20.02", {("arithmetic.goods_vat", "/lines/0/documented/vat")})],
)
def test_a_given_vat_is_checked_within_a_kopeck(vat: str, rules: set[tuple[str, str]]) -> None:
    documented = {"quantity": "1", "vat_rate": "20%", "gross": "120.00", "vat": vat}
    assert faults(act(documented=documented)) == rules


def test_a_rate_without_share_leaves_vat_to_the_caller() -> None:
    documented = {"quantity": "1", "vat_rate": "НДС исчисляется налоговым агентом", "gross": "120.00", "vat": "7.00"}
    assert faults(act(documented=documented)) == set()


def found_in(place: str, attribute: str, value: str) -> list[Finding]:
    """Findings of the arithmetic layer in the full example's file with one attribute changed."""
    file = build(read_document(example("discrepancy")), at=AT, guid=GUID)
    root = etree.fromstring(file.content)
    (element,) = root.findall(f"{_LINES}{place}")
    element.set(attribute, value)
    changed = ExchangeFile(file.name, etree.tostring(root, encoding="windows-1251", xml_declaration=True))
    return [found for found in validate(changed).findings if found.layer is Layer.ARITHMETIC]


@pytest.mark.parametrize(
    ("place", "attribute", "rule", "severity"),
    [
        ("[1]/ПоДокум", "СумНДСПрин", "arithmetic.goods_vat", Severity.ERROR),
        ("[2]/ПоФакту", "СтоимТовНДСПрин", "arithmetic.goods_vat", Severity.ERROR),
        ("[1]/Недостача", "КолТовРасх", "arithmetic.goods_difference", Severity.WARNING),
        ("[3]/ПоФакту", "КолТовПрин", "arithmetic.goods_difference", Severity.WARNING),
    ],
)
def test_a_changed_figure_of_a_file_is_noticed(place: str, attribute: str, rule: str, severity: Severity) -> None:
    (found,) = found_in(place, attribute, "7.77")
    assert (found.rule, found.severity) == (rule, severity)


def test_the_buyer_sends_the_act_and_signs_unless_told_otherwise() -> None:
    completed = complete(read_document(example("discrepancy")))
    assert (completed.sender, completed.recipient) == (
        example("discrepancy")["buyer"]["participant_id"],
        example("discrepancy")["seller"]["participant_id"],
    )
    status = SignatoryStatus
    assert [one.status for one in completed.signatories] == [
        status.BUYER,
        status.OTHER_ORGANIZATION,
        status.AUTHORIZED_PERSON,
    ]
    told = summary(completed)
    assert (told.number, told.seller and told.seller.inn, told.buyer and told.buyer.inn) == (
        "Р-17",
        "7700000016",
        "7800000027",
    )


def test_participants_inside_the_file_win_over_its_name() -> None:
    file = build(read_document(example("discrepancy_smallest")), at=AT, guid=GUID)
    renamed = file.content.replace(b'"2YY-7800000027', b'"2ZZ-7800000027')
    assert parse(renamed).sender == "2ZZ-7800000027-780001001-000000000000000000002"


def test_a_signatory_of_nobody_is_asked_whom_he_acts_for() -> None:
    payload = example("discrepancy_answer")
    del payload["signatories"][0]["inn"], payload["signatories"][0]["organization"]
    assert faults(payload) == {
        ("request.signatory_inn_missing", "/signatories/0/inn"),
        ("request.missing", "/composer"),
    }
