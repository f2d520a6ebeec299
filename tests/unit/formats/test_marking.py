"""Marking codes: known forms pass, each common mistake of a scan is named."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.validation import Finding, Severity
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.marking import package_fault, transport_fault, unit_fault
from tests.unit.formats.specimens import FORMATS, Specimens, as_file

SHOES = "0104609664786013215V<lA70.53)lV"
SIGNATURE = "B" * 43 + "="


@pytest.mark.parametrize(
    "code",
    [
        SHOES,
        "0104609664786013215HpAr)",  # milk: six characters
        "04609664786013abcDEF1",  # tobacco
        "0104609664786013215abcDEF8005123456",  # a block of tobacco
        "RU-430302-ABC1234567",  # a fur
        "04609664786013ABCDEFGHIJKLM",  # a medicine
        "1" * 68,
        "22N00001CRPDCBCZPZ2XFAJ" + "0" * 127,
    ],
)
def test_a_code_of_a_known_form_is_left_alone(code: str) -> None:
    assert unit_fault(code) is None


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (f"{SHOES}91ffd092{SIGNATURE}", "values.marking_tail"),
        (f"{SHOES}91ffd092{SIGNATURE * 2}", "values.marking_tail"),
        ("0104609664786013215HpAr)93dGVz", "values.marking_tail"),
        ("04609664786013abcDEF1ABCDefgh", "values.marking_tail"),
        ("(01)04609664786013(21)5V<lA70.53)lV", "values.marking_brackets"),
        ("0104609664786013215Ж<дФ70.53)дМ", "values.marking_russian"),
        ("0104609664786014215V<lA70.53)lV", "values.marking_gtin"),
        ("146012345678901236", "values.marking_package_as_unit"),
        ("00146012345678901236", "values.marking_package_as_unit"),
        ("Кроссовки", "values.marking_russian"),
        ("sneakers 42", "values.marking_form"),
        ("010460966478601321" + "A" * 21, "values.marking_form"),
    ],
)
def test_a_code_scanned_or_written_wrongly_is_told_how(code: str, rule: str) -> None:
    assert unit_fault(code) == rule


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("146012345678901236", None),
        ("00146012345678901236", None),
        ("014601234567890121ABCDEFG", "values.marking_gtin"),
        ("010460966478601321ABCDEFG", None),
        ("146012345678901234", "values.marking_sscc"),
        ("BOX-7", "values.marking_package_form"),
    ],
)
def test_a_package_is_known_by_its_sscc_or_by_the_code_of_its_group(code: str, rule: str | None) -> None:
    assert package_fault(code) == rule


@pytest.mark.parametrize(("code", "rule"), [("146012345678901234", "values.marking_sscc"), ("ПАЛЛЕТА-7", None)])
def test_parties_may_agree_on_codes_of_transport_packages(code: str, rule: str | None) -> None:
    assert transport_fault(code) == rule


def with_codes(prefix: str, codes: list[str]) -> list[Finding]:
    """Findings on codes of the first place of a file that has them."""
    (format_,) = (one for one in FORMATS if one.prefix == prefix)
    root = Specimens(format_).draw(Random(1), 1.0, repeats=1)
    for seed in range(50):
        if any(element.find("КИЗ") is not None for element in root.iter(etree.Element)):
            break
        root = Specimens(format_).draw(Random(seed), 1.0, repeats=1)
    for element in list(root.iter("КИЗ")):
        holder = element.getparent()
        assert holder is not None
        place = holder.index(element)
        holder.remove(element)
        for code in reversed(codes):
            made = etree.Element("КИЗ")
            made.text = code
            holder.insert(place, made)
    return [one for one in validate(as_file(root)).findings if str(one.path).rpartition("/")[2].startswith("КИЗ")]


CARRIERS = ("ON_NSCHFDOPPR", "ON_NKORSCHFDOPPR", "DP_PRIRASXPRIN")


@pytest.mark.parametrize("prefix", CARRIERS)
def test_a_code_is_judged_in_every_format_that_carries_codes_and_never_refused(prefix: str) -> None:
    assert with_codes(prefix, [SHOES]) == []
    found = with_codes(prefix, ["sneakers 42"])
    assert {one.rule for one in found} == {"values.marking_form"}
    assert {one.severity for one in found} == {Severity.WARNING}


@pytest.mark.parametrize("prefix", CARRIERS)
def test_a_code_given_twice_is_a_warning_at_the_second(prefix: str) -> None:
    found = with_codes(prefix, [SHOES, SHOES])
    assert {one.rule for one in found} == {"values.marking_repeated"}
    assert all(str(one.path).endswith("КИЗ[2]") for one in found)
