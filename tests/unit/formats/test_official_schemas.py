"""Laws of official schemas: pinned, judged in their own words, never mixed with ours; a hostile one is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Language
from edo_gateway.domain.validation import Layer, Report, Severity
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.official.refusals import PinBroken, SchemaRefused
from edo_gateway.formats.official.shelf import Shelf
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.embedded import embedded_checks
from tests.reference import embedded_rules, judgement_by, reference_folder
from tests.unit.formats.mutations import single_mutants
from tests.unit.formats.official_schemas import OLD, OVERLAID, specimen_of
from tests.unit.formats.specimens import as_file

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
OF_OLD = date(2016, 1, 1)
OF_DAYS = {"schema.outlived_format", "schema.outlived_kept", "schema.premature_format"}

LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:sch="http://purl.oclc.org/dsdl/schematron"
    xmlns:usch="http://www.unisoftware.ru/schematron-extensions">
  <xs:element name="Файл">
    <xs:annotation><xs:appinfo>
      <sch:pattern name="Имя файла"><sch:rule context="Файл"><sch:assert test="usch:getFileName() = @ИдФайл">
        <usch:error code="0400400007" path="@ИдФайл">Имя
          "<usch:value-of select="usch:getFileName()"/>" не то</usch:error>
      </sch:assert></sch:rule></sch:pattern>
      <sch:pattern name="Срок"><sch:rule context="Строка">
        <sch:assert test="usch:iif(@Вид='срочно, (да)', count(@Срок)!=0, usch:iif(@Вид='нет', count(@Срок)=0, true()))">
          <usch:error code="0400300003" path="@Срок">Строка <usch:value-of select="@Номер"/>: нужен срок</usch:error>
        </sch:assert></sch:rule></sch:pattern>
    </xs:appinfo></xs:annotation>
    <xs:complexType>
      <xs:sequence><xs:element name="Документ">
        <xs:annotation><xs:documentation>Письмо контрагенту</xs:documentation></xs:annotation>
        <xs:complexType>
          <xs:sequence><xs:element name="Строка" maxOccurs="unbounded">
            <xs:annotation><xs:documentation>Строка письма</xs:documentation></xs:annotation>
            <xs:complexType>
              <xs:attribute name="Номер" type="xs:integer" use="required"/>
              <xs:attribute name="Вид" type="xs:string"/>
              <xs:attribute name="Срок" type="xs:string"/>
            </xs:complexType>
          </xs:element></xs:sequence>
          <xs:attribute name="КНД" use="required"><xs:simpleType>
            <xs:restriction base="xs:string"><xs:enumeration value="1199999"/></xs:restriction>
          </xs:simpleType></xs:attribute>
          <xs:attribute name="ДатаИнфПр" type="xs:string"/>
        </xs:complexType>
      </xs:element></xs:sequence>
      <xs:attribute name="ИдФайл" type="xs:string" use="required"/>
      <xs:attribute name="ВерсФорм" use="required"><xs:simpleType>
        <xs:restriction base="xs:string"><xs:enumeration value="1.00"/></xs:restriction>
      </xs:simpleType></xs:attribute>
    </xs:complexType>
  </xs:element>
</xs:schema>
"""
NAME = "ON_PISMO_1_555_00_01_00_01.xsd"
Add = Callable[..., Catalogue]


@pytest.fixture
def add(tmp_path: Path) -> Add:
    """Add a schema given as text, and return the catalogue over the shelf."""

    def added(text: str | bytes, name: str = NAME, since: date = TODAY, at: datetime = NOW) -> Catalogue:
        file = tmp_path / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        shelf = Shelf(tmp_path / "formats")
        shelf.add(file, valid_from=since, at=at)
        return shelf.catalogue()

    return added


def letter(*lines: str, name: str = "ON_PISMO_1_2_20261120_x", day: str = "20.11.2026") -> ExchangeFile:
    body = "".join(f"<Строка {line}/>" for line in lines or ('Номер="1"',))
    text = (
        f'<?xml version="1.0" encoding="windows-1251"?>\n<Файл ИдФайл="ON_PISMO_1_2_20261120_x" ВерсФорм="1.00">'
        f'<Документ КНД="1199999" ДатаИнфПр="{day}">{body}</Документ></Файл>'
    )
    return ExchangeFile(f"{name}.xml", text.encode("windows-1251"))


def rules(report: Report) -> list[str]:
    return [found.rule for found in report.findings]


def test_a_format_nobody_modelled_is_recognised_judged_and_listed_once_its_schema_is_added(add: Add) -> None:
    assert rules(validate(letter())) == ["schema.unknown_format"]
    catalogue = add(LETTER)
    report = validate(letter(), catalogue=catalogue)
    assert (report.format, report.version, report.findings) == ("ON_PISMO", "1.00", ())
    (listed,) = catalogue.official
    assert listed in catalogue.formats
    assert (listed.title.ru, listed.knd, listed.valid_from) == ("Письмо контрагенту", "1199999", TODAY)
    assert listed.pinned is not None
    assert (listed.pinned.source, len(listed.schema_sha256)) == (NAME, 64)


def test_the_embedded_checks_speak_in_their_own_words_with_the_values_of_the_file(add: Add) -> None:
    lines = ('Номер="1" Вид="срочно, (да)"', 'Номер="2" Вид="нет"', 'Номер="3" Вид="нет" Срок="завтра"')
    report = validate(letter(*lines), catalogue=add(LETTER))
    assert rules(report) == ["official.2", "official.2"]
    first, second = report.findings
    assert (first.text.ru, second.text.ru) == ("Строка 1: нужен срок", "Строка 3: нужен срок")
    assert (first.path, first.layer) == ("/Файл/Документ/Строка[1]/@Срок", Layer.RULES)
    assert "0400300003" in first.clause


def test_the_name_of_the_file_is_compared_once_by_the_schema_itself(add: Add) -> None:
    report = validate(letter(name="o'ther"), catalogue=add(LETTER))
    assert rules(report) == ["official.1"]
    assert report.findings[0].text.ru == 'Имя "o\'ther" не то'


def test_a_schema_without_that_check_leaves_a_warning_of_ours(add: Add) -> None:
    start = LETTER.index('<sch:pattern name="Имя')
    without = LETTER[:start] + LETTER[LETTER.index("</sch:pattern>") + len("</sch:pattern>") :]
    report = validate(letter(name="other"), catalogue=add(without))
    assert [(found.rule, found.severity) for found in report.findings] == [("links.file_name", Severity.WARNING)]


def test_a_broken_grammar_is_explained_with_the_names_of_the_schema(add: Add) -> None:
    report = validate(letter('Номер="семь"', "Вид='х'"), catalogue=add(LETTER))
    assert rules(report) == ["schema.not_a_number", "schema.missing_attribute"]
    assert "Строка письма" in report.findings[0].text.ru or "Номер" in report.findings[0].text.ru


def test_the_newest_schema_in_force_on_the_day_of_the_document_judges_it(add: Add) -> None:
    add(LETTER.replace('name="Срок" type="xs:string"', 'name="Срок" type="xs:integer"'), since=date(2026, 1, 1))
    catalogue = add(LETTER, since=date(2026, 6, 1))
    line = 'Номер="1" Срок="завтра"'
    verdicts = {
        day: rules(validate(letter(line, day=day), catalogue=catalogue)) for day in ("31.05.2026", "01.06.2026")
    }
    assert verdicts == {"31.05.2026": ["schema.not_a_number"], "01.06.2026": []}
    assert rules(validate(letter(line, day="01.01.2020"), catalogue=catalogue)) == ["schema.not_a_number"]


def test_of_two_schemas_from_one_day_the_one_added_last_judges(add: Add) -> None:
    strict = LETTER.replace('name="Срок" type="xs:string"', 'name="Срок" type="xs:integer"')
    add(LETTER, at=NOW.replace(hour=11))
    catalogue = add(strict, at=NOW.replace(hour=10))
    assert rules(validate(letter('Номер="1" Срок="завтра"'), catalogue=catalogue)) == []
    catalogue = add(strict, at=NOW.replace(hour=12))
    assert len(catalogue.official) == 1
    assert rules(validate(letter('Номер="1" Срок="завтра"'), catalogue=catalogue)) == ["schema.not_a_number"]


def test_a_schema_changed_on_the_shelf_judges_nobody(add: Add, tmp_path: Path) -> None:
    catalogue = add(LETTER)
    (pinned,) = (tmp_path / "formats").glob("*.xsd")
    pinned.write_bytes(pinned.read_bytes().replace(b"required", b"optional"))
    with pytest.raises(PinBroken, match=pinned.name) as broken:
        Shelf(tmp_path / "formats").catalogue()
    assert catalogue.official[0].schema_sha256 in broken.value.said_in(Language.RUSSIAN)
    assert rules(validate(letter("Вид='х'"), catalogue=catalogue)) == ["schema.missing_attribute"]
    assert add(LETTER).official == catalogue.official


@pytest.mark.parametrize(
    "spoil", [lambda p: p.with_suffix(".xsd").unlink(), lambda p: p.write_text("{"), lambda p: p.write_text("[]")]
)
def test_a_damaged_shelf_is_named_and_never_half_used(
    add: Add, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    add(LETTER)
    (record,) = (tmp_path / "formats").glob("*.json")
    spoil(record)
    with pytest.raises(PinBroken, match=r"ON_PISMO_1\.00"):
        Shelf(tmp_path / "formats").catalogue()


def test_an_empty_shelf_is_the_catalogue_of_the_package(tmp_path: Path) -> None:
    assert Shelf(tmp_path / "absent").catalogue() is packaged()


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
ROOT = '<xs:element name="Файл">'
HOSTILE = {
    "DOCTYPE": LETTER.replace("<xs:schema", f"{BOMB}<xs:schema", 1),
    "includes": LETTER.replace(ROOT, f'<xs:include schemaLocation="http://example.com/x.xsd"/>{ROOT}'),
    "imports": LETTER.replace(ROOT, f'<xs:import namespace="urn:x" schemaLocation="file:///etc/passwd"/>{ROOT}'),
    "redefines": LETTER.replace(ROOT, f'<xs:redefine schemaLocation="x.xsd"/>{ROOT}'),
    "huge": LETTER + " " * 4_000_000,
    "occurs": LETTER.replace('maxOccurs="unbounded"', 'maxOccurs="999999999"'),
    "pattern": LETTER.replace(
        '<xs:enumeration value="1199999"/>', '<xs:pattern value="((a{1,100}b){1,100}c){1,100}"/>'
    ),
    "nodes": LETTER.replace("</xs:schema>", "<xs:annotation/>" * 200_000 + "</xs:schema>"),
    "truncated": LETTER[:900],
    "page": "<html><body>404</body></html>",
    "not XML": "PK\x03\x04",
    "document": letter().content,
    "broken": LETTER.replace('type="xs:integer"', 'type="НетТакого"'),
    "another root": LETTER.replace('name="Файл"', 'name="Доверенность"'),
    "no version": LETTER.replace('<xs:enumeration value="1.00"/>', ""),
    "no КНД": LETTER.replace('<xs:enumeration value="1199999"/>', ""),
    "two КНД": LETTER.replace('"1199999"/>', '"1199999"/><xs:enumeration value="1"/>'),
    "КНД of another format": LETTER.replace("1199999", "1115131"),
    "unknown function": LETTER.replace("usch:getFileName() =", "usch:now() ="),
    "outside function": LETTER.replace("usch:getFileName() =", "document('file:///etc/passwd') ="),
    "iif as a value": LETTER.replace("usch:getFileName() =", "usch:iif(1, 'a', 'b') ="),
    "iif of two": LETTER.replace("count(@Срок)=0, true()", "true()"),
    "no XPath": LETTER.replace("count(@Срок)!=0", "count(@Срок)!="),
    "report": LETTER.replace("sch:assert", "sch:report"),
    "let": LETTER.replace('<sch:rule context="Строка">', '<sch:rule context="Строка"><sch:let name="a" value="1"/>'),
    "clever context": LETTER.replace('context="Строка"', 'context="Строка|Документ"'),
    "attribute context": LETTER.replace('context="Строка"', 'context="Строка/@Номер"'),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_unfit_schema_is_refused_with_a_sentence_and_leaves_nothing(
    add: Add, tmp_path: Path, case: str
) -> None:
    with pytest.raises(SchemaRefused) as refused:
        add(HOSTILE[case])
    for language in Language:
        sentence = refused.value.said_in(language)
        assert "{" not in sentence.replace("{2}", "")
        assert sentence.endswith((".", ".xsd."))
    assert not (tmp_path / "formats").exists()


def test_a_schema_whose_format_cannot_be_told_is_not_guessed_at(add: Add) -> None:
    with pytest.raises(SchemaRefused, match="1199999"):
        add(LETTER, name="schema.xsd")


def test_a_record_tells_where_the_schema_came_from(add: Add, tmp_path: Path) -> None:
    add(LETTER, since=date(2026, 1, 1))
    (record,) = (tmp_path / "formats").glob("*.json")
    said = json.loads(record.read_text())
    assert (said["source"], said["valid_from"], said["added_at"]) == (NAME, "2026-01-01", NOW.isoformat())


def broken(name: str, file: ExchangeFile) -> set[str]:
    """The embedded checks a file breaks, as the oracle finds them."""
    return {f"official.{number}" for number in judgement_by(f"{name}.xsd", file).broken_rules}


def official(name: str, tmp_path: Path, since: date = TODAY) -> Catalogue:
    shelf = Shelf(tmp_path / "formats")
    shelf.add(reference_folder() / "formats" / "xsd" / f"{name}.xsd", valid_from=since, at=NOW)
    return shelf.catalogue()


def test_every_schema_of_the_tax_service_is_taken_with_every_check_it_embeds(tmp_path: Path) -> None:
    folder = reference_folder() / "formats" / "xsd"
    shelf = Shelf(tmp_path / "formats")
    for path in (path for path in folder.glob("*.xsd") if not path.name.startswith("ON_EMCHD")):
        added = shelf.add(path, valid_from=TODAY, at=NOW)
        assert added.checks == len(embedded_rules(path.name)), path.name
        assert all(path.name.startswith(f"{format_.prefix}_") for format_ in added.formats)
    assert shelf.catalogue().official


@pytest.mark.parametrize("name", OLD)
def test_the_official_schema_of_an_old_format_judges_an_archive_as_ours_does(name: str, tmp_path: Path) -> None:
    file, ours = specimen_of(name), packaged()
    catalogue = official(name, tmp_path, since=OF_OLD)
    report = validate(file, catalogue=catalogue)
    assert report.is_valid == validate(file, catalogue=ours).is_valid
    assert not {rule for rule in rules(report) if rule.startswith(("schema.", "encoding."))}
    assert {rule for rule in rules(report) if rule.startswith("official.")} == broken(name, file)


@pytest.mark.parametrize("name", [*OLD, *OVERLAID])
def test_each_single_change_gets_the_verdict_of_the_schema_and_its_checks(name: str, tmp_path: Path) -> None:
    catalogue = official(name, tmp_path, since=OF_OLD)
    grammar = etree.XMLSchema(etree.parse(str(reference_folder() / "formats" / "xsd" / f"{name}.xsd")))
    file = specimen_of(name)
    mutants = list(single_mutants(etree.fromstring(file.content), set()))
    for label, mutant in mutants[:: max(1, len(mutants) // 60)]:
        changed = as_file(mutant, file.name)
        found = rules(validate(changed, catalogue=catalogue))
        if "schema.unknown_format" in found or "schema.unknown_version" in found or "schema.retired_format" in found:
            continue  # КНД or the version itself was changed
        errors = {rule for rule in found if rule.startswith("schema.")} - OF_DAYS
        assert bool(errors) is not grammar.validate(mutant), label
        assert {rule for rule in found if rule.startswith("official.")} == broken(name, changed), label


@pytest.mark.parametrize("name", OVERLAID)
def test_laid_over_ours_from_its_day_and_the_verdicts_are_never_mixed(name: str, tmp_path: Path) -> None:
    file = specimen_of(name)
    root = etree.fromstring(file.content)
    for child in root:
        child.set("НетТакого", "1")
    changed = as_file(root, "other.xml")
    before = rules(validate(changed, catalogue=official(name, tmp_path, since=date(2026, 12, 1))))
    assert before == rules(validate(changed))
    after = rules(validate(changed, catalogue=official(name, tmp_path, since=date(2026, 11, 1))))
    own = {rule for rule in after if rule.partition(".")[0] not in ("official", "schema", "links", "arithmetic")}
    assert "official.1" in after
    assert "links.file_name" not in after
    assert not own


def test_no_check_of_an_official_schema_calls_back_into_python(tmp_path: Path) -> None:
    for format_ in official("ON_NSCHFDOPPR_1_997_01_05_03_05", tmp_path).official:
        assert format_.pinned is not None
        assert all("usch:" not in check.violators for check in embedded_checks(format_.pinned))


def test_sums_are_still_reckoned_where_the_format_is_ours_too(tmp_path: Path) -> None:
    catalogue = official("ON_NSCHFDOPPR_1_997_01_05_03_05", tmp_path, since=date(2026, 1, 1))
    file = specimen_of("ON_NSCHFDOPPR_1_997_01_05_03_05")
    root = etree.fromstring(file.content)
    total = root.find("Документ/ТаблСчФакт/ВсегоОпл")
    assert total is not None
    total.set("СтТовУчНалВсего", "1.00")
    assert "arithmetic.total_gross" in rules(validate(as_file(root, file.name), catalogue=catalogue))
