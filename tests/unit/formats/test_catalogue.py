"""The catalogue: formats are known by content, dated, and their files are the ones on record."""

from __future__ import annotations

from random import Random

import pytest
from lxml import etree

import schemas
from edo_gateway.formats.catalogue import Format, fingerprints, format_of, formats, living_formats, recognise
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.fingerprints import refreshed
from tests.unit.formats.specimens import FORMATS, Specimens, as_file, in_namespace, seller_title


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_the_schema_and_the_rules_are_the_ones_on_record(format_: Format) -> None:
    assert fingerprints(format_) == (format_.schema_sha256, format_.rules_sha256)


def test_refreshing_a_current_catalogue_changes_nothing() -> None:
    assert refreshed() == schemas.read_json("catalogue.json")


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_a_format_is_recognised_by_content_under_any_name(format_: Format) -> None:
    root = Specimens(format_).draw(Random(1), 0.2)
    root.set("ИдФайл", "переименован")
    assert recognise(in_namespace(root, format_.namespace)) == format_


def test_a_file_without_knd_is_recognised_by_the_prefix_of_its_identifier() -> None:
    root = Specimens(seller_title()).draw(Random(1), 0.2)
    del root[0].attrib["КНД"]
    assert recognise(root) == seller_title()


@pytest.mark.parametrize(
    "markup", ["<Файл/>", "<other/>", "<Файл ВерсФорм='5.03'/>", "<Файл xmlns='urn:x' ВерсФорм='5.03'/>"]
)
def test_a_stranger_is_not_recognised(markup: str) -> None:
    assert recognise(etree.fromstring(markup)) is None


def test_a_retired_format_is_refused_with_the_format_to_use_and_the_day() -> None:
    for format_ in (format_ for format_ in formats() if format_.is_retired):
        root = etree.Element("Файл", ВерсФорм=format_.version, ИдФайл=f"{format_.prefix}_A_B_20200101_x")
        etree.SubElement(root, "Документ", КНД=format_.knd)
        report = validate(as_file(root))
        (found,) = report.findings
        assert (report.format, report.version) == (format_.prefix, format_.version)
        assert found.rule == "schema.retired_format"
        assert format_.valid_to is not None
        assert format_.replaced_by in found.text.ru
        assert format(format_.valid_to, "%d.%m.%Y") in found.text.ru
        assert format_of(*format_.replaced_by.split()) in living_formats()


def test_an_unknown_version_is_answered_with_the_known_one() -> None:
    root = Specimens(seller_title()).draw(Random(1), 0.2)
    root.set("ВерсФорм", "5.04")
    report = validate(as_file(root))
    assert [found.rule for found in report.findings] == ["schema.unknown_version"]
    assert "5.03" in report.findings[0].text.ru
    assert (report.format, report.version) == ("ON_NSCHFDOPPR", "5.04")
    assert {layer.value for layer in report.skipped} == {"rules", "values", "arithmetic", "links"}


def test_an_unknown_format_is_reported_with_what_it_says_of_itself() -> None:
    root = etree.Element("Файл", ВерсФорм="1.00", ИдФайл="ON_PRICELISTISP_A_B_20261116_x")
    etree.SubElement(root, "Документ", КНД="1110399")
    report = validate(as_file(root))
    assert [found.rule for found in report.findings] == ["schema.unknown_format"]
    assert (report.format, report.version) == ("ON_PRICELISTISP", "1.00")
    assert "1110399" in report.findings[0].text.en
