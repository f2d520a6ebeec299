"""The catalogue: formats are known by content, dated, and their files are the ones on record."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from lxml import etree

import schemas
from edo_gateway.formats.catalogue import Format, fingerprints, format_of, formats, living_formats, recognise
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.fingerprints import refreshed
from tests.unit.formats.specimens import (
    ARCHIVED,
    GUID,
    JUDGED,
    RECIPIENT,
    SENDER,
    TODAY,
    Specimens,
    as_file,
    in_namespace,
    seller_title,
)

OF_DAYS = {"schema.outlived_format", "schema.outlived_kept", "schema.premature_format"}
NOT_AT_HAND = {"ON_NKORSCHFDOPPOK 5.01"}  # no schema of it has been loaded


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_the_schema_and_the_rules_are_the_ones_on_record(format_: Format) -> None:
    assert fingerprints(format_) == (format_.schema_sha256, format_.rules_sha256)


def test_refreshing_a_current_catalogue_changes_nothing() -> None:
    assert refreshed() == schemas.read_json("catalogue.json")


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
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


def test_a_format_without_a_schema_is_refused_with_the_format_to_use_and_the_day() -> None:
    named = [format_ for format_ in formats() if not format_.is_judged]
    assert named
    for format_ in named:
        root = etree.Element("Файл", ВерсФорм=format_.version, ИдФайл=f"{format_.prefix}_A_B_20200101_x")
        etree.SubElement(root, "Документ", КНД=format_.knd)
        report = validate(as_file(root))
        (found,) = report.findings
        assert (report.format, report.version) == (format_.prefix, format_.version)
        assert found.rule == "schema.retired_format"
        assert format_.valid_to is not None
        assert format_.replaced_by in found.text.ru
        assert format(format_.valid_to, "%d.%m.%Y") in found.text.ru


def test_a_retired_format_names_one_in_force_to_use() -> None:
    for format_ in (format_ for format_ in formats() if format_.is_retired):
        assert format_of(*format_.replaced_by.split()) in living_formats() or format_.replaced_by in NOT_AT_HAND


@pytest.mark.parametrize("format_", ARCHIVED, ids=lambda f: f.name)
def test_a_file_formed_while_its_format_was_in_force_is_sound_and_one_formed_later_is_not(format_: Format) -> None:
    last = format_.last_day
    for day in (last, last and last + timedelta(days=1)):
        root = Specimens(format_).draw(Random(4), 0.0)
        root.set("ИдФайл", f"{format_.prefix}_{RECIPIENT}_{SENDER}_{day or TODAY:%Y%m%d}_{GUID}")
        for name in [name for name in root[-1].attrib if name.startswith(("ДатаИнф", "ДатИнф"))]:
            root[-1].set(name, format(day or TODAY, "%d.%m.%Y"))
        found = [found for found in validate(as_file(root)).findings if found.rule in OF_DAYS]
        late = "schema.outlived_kept" if format_.answers else "schema.outlived_format"
        assert [one.rule for one in found] == ([late] if day and last and day > last else [])
        assert all(format_.replaced_by in one.text.ru and format_.replaced_by in one.text.en for one in found)
        assert all(one.clause == (format_.repealed_by or format_.order) for one in found)


def late_invoice(corrected: dict[str, str] | None) -> etree._Element:
    format_ = next(one for one in ARCHIVED if one.name == "ON_NSCHFDOPPR 5.01")
    root = Specimens(format_).draw(Random(4), 0.0)
    root[-1].set("ДатаИнфПр", "16.11.2026")
    if corrected is not None:
        invoice = root.find("Документ/СвСчФакт")
        assert invoice is not None
        invoice.insert(0, etree.Element("ИспрСчФ", corrected))
    return root


@pytest.mark.parametrize(
    ("corrected", "rule"),
    [
        (None, "schema.outlived_format"),
        ({"ДефНомИспрСчФ": "-", "ДефДатаИспрСчФ": "-"}, "schema.outlived_format"),
        ({"НомИспрСчФ": "1", "ДатаИспрСчФ": "16.11.2026"}, "schema.outlived_kept"),
    ],
)
def test_an_old_document_may_still_be_corrected_in_its_version(corrected: dict[str, str] | None, rule: str) -> None:
    assert OF_DAYS & {found.rule for found in validate(as_file(late_invoice(corrected))).findings} == {rule}


def test_a_file_formed_before_its_order_is_refused() -> None:
    root = Specimens(seller_title()).draw(Random(1), 0.2)
    days = {"18.12.2023": {"schema.premature_format"}, "19.12.2023": set()}
    for day, expected in days.items():
        root[0].set("ДатаИнфПр", day)
        assert {found.rule for found in validate(as_file(root)).findings} & OF_DAYS == expected


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
