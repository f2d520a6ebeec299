"""Laws of the power of attorney: UTF-8 in a namespace of its own, named by its number, kinds told by what is filled."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import build, complete, parse, pointers, read_document, summary
from edo_gateway.formats.power.document import PowerOfAttorney, PrincipalKind, RepresentativeKind
from edo_gateway.formats.validation import validate
from tests.reference import objections, reference_folder
from tests.unit.formats.power_strategies import powers_of_attorney

AT = datetime(2026, 11, 21, 7, 15, 30, tzinfo=UTC)
GUID = UUID("f6fadfa7-e5c1-4b62-9362-da5cc13da58a")
SPACE = "urn://x-artefacts/EMCHD_1"
EXAMPLE = Path(__file__).parents[3] / "examples" / "power_of_attorney_employee.json"
thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def employee() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
    return document


def built(payload: object) -> ExchangeFile:
    return build(read_document(payload), at=AT, guid=GUID)


def rules(file: ExchangeFile) -> list[str]:
    return [found.rule for found in validate(file).findings]


@thorough
@given(powers_of_attorney())
def test_what_is_built_is_parsed_into_the_same_power_and_the_official_schema_accepts_it(
    payload: dict[str, Any],
) -> None:
    reference_folder()
    completed = complete(read_document(payload))
    file = build(completed, at=AT, guid=GUID)
    assert parse(file) == completed == complete(completed)
    assert objections(file) == []
    assert validate(file).is_valid


def test_a_power_is_utf_8_in_its_namespace_under_its_own_number() -> None:
    file, number = built(employee()), employee()["grant"]["terms"]["number"]
    assert file.name == f"ON_EMCHD_20261121_{number}.xml"
    assert file.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    root = etree.fromstring(file.content)
    assert root.tag == f"{{{SPACE}}}Доверенность"
    assert {etree.QName(element).namespace for element in root.iter()} == {SPACE}
    assert root.get("ИдФайл") == file.name.removesuffix(".xml")
    assert "ВерсПрог" not in root.attrib
    assert rules(file) == []


def test_a_letter_outside_windows_1251_has_a_place_in_it_and_a_control_character_none() -> None:
    payload = employee()
    payload["note"] = "Қазақстан → Ümit"
    assert parse(built(payload)).note == "Қазақстан → Ümit"  # type: ignore[union-attr]
    payload["note"] = "Қ\x01"
    with pytest.raises(InvalidDocument) as refused:
        built(payload)
    assert [found.pointer for found in refused.value.report.findings] == ["/note"]


def test_kinds_and_flags_follow_from_what_is_filled() -> None:
    power = complete(read_document(employee()))
    assert isinstance(power, PowerOfAttorney)
    assert power.grant is not None
    assert power.grant.principals[0].kind is PrincipalKind.COMPANY
    assert power.grant.representatives[0].kind is RepresentativeKind.PERSON
    company = power.grant.principals[0].company
    assert company is not None
    assert (company.headed_by_person, company.headed_by_company) == ("yes", "no")
    assert power.grant.terms.internal_number == power.number
    assert (power.grant.terms.check_at or "").endswith(power.number)
    assert (summary(power).number, summary(power).date) == (power.number, power.date)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b"utf-8", b"windows-1251", "encoding.wrong_of_format"),
        (SPACE.encode(), b"urn://other", "encoding.wrong_declared"),
        ("<СвДов ".encode(), '<СвДов xmlns="" '.encode(), "schema.unexpected_element"),
        ("<СвДов ".encode(), "<СвДов Чужое='1' ".encode(), "schema.unexpected_attribute"),
        (b"2027-09-30", b"30.09.2027", "schema.pattern"),
    ],
)
def test_a_power_that_strays_from_the_format_is_refused(old: bytes, new: bytes, rule: str) -> None:
    file = built(employee())
    changed = ExchangeFile(file.name, file.content.replace(old, new, 1))
    if rule == "encoding.wrong_of_format":
        text = file.content.decode().replace("utf-8", "windows-1251", 1)
        changed = ExchangeFile(file.name, text.encode("windows-1251"))
    assert rule in rules(changed)
    assert not validate(changed).is_valid


def test_an_exchange_file_in_utf_8_is_still_refused() -> None:
    text = '<?xml version="1.0" encoding="utf-8"?>\n<Файл ИдФайл="DP_PRANNUL_1_2_20261116_x" ВерсФорм="1.02"/>'
    assert rules(ExchangeFile("x.xml", text.encode())) == ["encoding.wrong_declared"]
    assert rules(ExchangeFile("x.xml", text.encode() + b"<!-- \xff -->")) == ["encoding.undecodable_utf8"]


def test_a_finding_points_at_the_caller_s_field() -> None:
    payload = employee()
    payload["grant"]["representatives"][0]["person"]["snils"] = "112"
    model = read_document(payload)
    report = validate(build(model, at=AT, guid=GUID), pointer=pointers(model, payload))
    assert {found.pointer for found in report.findings} == {"/grant/representatives/0/person/snils"}


def test_the_reference_samples_are_read_and_rebuilt_without_loss() -> None:
    folder = reference_folder()
    for path in [*folder.glob("signing/poa/*.xml"), *folder.glob("formats/samples-minimal/ON_EMCHD*.xml")]:
        file = ExchangeFile(path.name, path.read_bytes())
        assert validate(file).is_valid
        power = parse(file)
        assert parse(build(power, at=AT, guid=GUID)) == complete(power)
