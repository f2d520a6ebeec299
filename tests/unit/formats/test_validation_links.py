"""The file name: equal to ИдФайл, and composed of what is inside."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats.catalogue import format_of
from edo_gateway.formats.validation import validate
from tests.unit.formats.specimens import ARCHIVED, JUDGED, Specimens, as_file, identifier, seller_title


def plain_title() -> etree._Element:
    root = Specimens(seller_title()).draw(Random(1), 0.0)
    root[0].set("ДатаИнфПр", "16.11.2026")
    return root


def linked(root: etree._Element, name: str | None = None) -> list[Finding]:
    return [found for found in validate(as_file(root, name)).findings if found.layer is Layer.LINKS]


def test_a_file_named_as_it_says_has_no_findings() -> None:
    for format_ in JUDGED:
        assert linked(Specimens(format_).draw(Random(1), 0.0)) == []


@pytest.mark.parametrize("name", ["x.xml", "", "in/x"])
def test_another_name_is_an_error(name: str) -> None:
    root = plain_title()
    (found,) = linked(root, name)
    assert (found.rule, found.severity) == ("links.file_name", Severity.ERROR)
    assert found.path == "/Файл/@ИдФайл"
    assert f"{root.get('ИдФайл')}.xml" in found.text.ru, "the whole name, to be copied"


def test_the_extension_and_the_folder_are_no_part_of_the_name() -> None:
    root = plain_title()
    for name in (f"in/{root.get('ИдФайл')}.xml", f"{root.get('ИдФайл')}.XML", str(root.get("ИдФайл"))):
        assert linked(root, name) == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("_2YY-7800000027", "_2YY", None),
        ("2YY-7800000027", "2YY 7800000027", "links.participant_id"),
        ("2XX-7700000016", "2X", "links.participant_id"),
        ("20261116", "20261117", "links.name_date"),
        ("20261116", "161126", "links.name_form"),
        ("f6fadfa7-", "f6fadfa7", "links.name_guid"),
        ("_0_0_0_0_0_00", "", "links.name_form"),
        ("_0_0_0_0_0_00", "_0_0_0_0_00", "links.name_form"),
        ("_0_0_0_0_0_00", "_1_0_0_0_0_00", "links.name_traceable"),
        ("_0_0_0_0_0_00", "_0_1_0_0_0_00", "links.name_marked"),
        ("ON_NSCHFDOPPR", "ON_NSCHFDOPPRMARK", "links.prefix"),
        ("ON_NSCHFDOPPR_", "RL-", "links.prefix"),
    ],
)
def test_a_name_composed_otherwise_is_a_warning(old: str, new: str, rule: str | None) -> None:
    root = plain_title()
    root.set("ИдФайл", identifier(seller_title()).replace(old, new))
    found = linked(root)
    assert [finding.rule for finding in found] == ([rule] if rule else [])
    assert all(finding.severity is Severity.WARNING for finding in found)


def test_marked_and_traceable_goods_must_show_in_the_name() -> None:
    root = Specimens(seller_title()).draw(Random(4), repeats=1)
    root[0].set("ДатаИнфПр", "16.11.2026")
    assert {found.rule for found in linked(root)} == {"links.name_traceable", "links.name_marked"}
    root.set("ИдФайл", identifier(seller_title()).replace("_0_0_0_0_0_00", "_1_1_0_0_0_00"))
    assert linked(root) == []


@pytest.mark.parametrize(("share", "expected"), [(0.0, "ON_NSCHFDOPPR"), (1.0, "ON_NSCHFDOPPRMARK")])
def test_before_names_had_digits_another_prefix_told_that_goods_are_marked(share: float, expected: str) -> None:
    format_ = next(one for one in ARCHIVED if one.name == "ON_NSCHFDOPPR 5.01")
    for prefix in ("ON_NSCHFDOPPR", "ON_NSCHFDOPPRMARK"):
        root = Specimens(format_).draw(Random(1), share)
        root.set("ИдФайл", root.get("ИдФайл", "").replace("ON_NSCHFDOPPR_", f"{prefix}_"))
        found = [found.rule for found in linked(root)]
        assert found == ([] if prefix == expected else ["links.marked_prefix"])


def test_the_buyer_s_title_repeats_the_digits_of_the_seller_s_and_is_not_asked_for_goods() -> None:
    buyer = format_of("ON_NSCHFDOPPOK", "5.03")
    assert buyer is not None
    root = Specimens(buyer).draw(Random(1), 0.0)
    root.set("ИдФайл", identifier(buyer).replace("_0_0_0_0_0_00", "_1_1_0_0_1_00"))
    assert linked(root) == []
