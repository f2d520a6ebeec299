"""What a finding says: one a field, its Russian name, what may stand there, where it is."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import islice
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Language
from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.as_json import report_json
from edo_gateway.formats.validation.sentences import stated_rules
from tests.unit.formats.mutations import single_mutants
from tests.unit.formats.specimens import FORMATS, Specimens, as_file, seller_title


def full_title() -> etree._Element:
    return Specimens(seller_title()).draw(Random(7), repeats=2)


def findings_of(root: etree._Element, layer: Layer = Layer.SCHEMA) -> list[Finding]:
    return [found for found in validate(as_file(root)).findings if found.layer is layer]


def changed(path: str, name: str, value: str | None) -> list[Finding]:
    root = full_title()
    (target,) = root.getroottree().xpath(path)
    if value is None:
        del target.attrib[name]
    else:
        target.set(name, value)
    return findings_of(root)


ABSENT = ("schema.missing_attribute", "schema.missing_element", "schema.unknown_version")  # nothing stands there yet
LINE = "/Файл/Документ/ТаблСчФакт/СведТов[2]"


@pytest.mark.parametrize(
    ("path", "name", "value", "rule", "said"),
    [
        (
            LINE,
            "НалСт",
            "21%",
            "schema.enumeration",
            "Строка 1: поле «Ставка НДС» (графа 7, @НалСт): значения «21%» нет в списке",
        ),
        (LINE, "НалСт", None, "schema.missing_attribute", "«Ставка НДС» (графа 7, @НалСт)"),
        (LINE, "НаимТов", "", "schema.empty", "«Наименование товара или услуги»"),
        (LINE, "НаимТов", "ж" * 2001, "schema.length", "2001, а нужно от 1 до 2000"),
        (LINE, "ЦенаТов", "1,50", "schema.not_a_number", "имелось в виду «1.50»"),
        (LINE, "ЦенаТов", "-1", "schema.range", "цена не меньше нуля"),
        (LINE, "СтТовУчНал", "1.005", "schema.digits", "после точки не больше двух"),
        (LINE, "НалСтавка", "20%", "schema.unexpected_attribute", "имелось в виду @НалСт)"),
        (LINE, "CтТовУчНал", "1", "schema.unexpected_attribute", "имелось в виду @СтТовУчНал)"),
        ("/Файл/Документ", "ДатаИнфПр", "2026-11-16", "schema.pattern", "ДД.ММ.ГГГГ"),
    ],
)
def test_a_fault_of_a_field_is_one_finding_with_its_name_and_its_remedy(
    path: str, name: str, value: str | None, rule: str, said: str
) -> None:
    (found,) = changed(path, name, value)
    assert found.rule == rule
    assert said in found.text.ru
    assert found.path is not None
    assert found.path.endswith(f"/@{name}")
    assert found.line == 2


def test_the_path_of_a_finding_leads_to_its_field() -> None:
    for format_ in FORMATS:
        is_nested = format_.prefix == "ON_AKTREZRABP"  # what repeats in it holds what repeats again
        root = Specimens(format_).draw(Random(2), 0.3 if is_nested else 0.7)
        for label, mutant in single_mutants(root, set()):
            for found in findings_of(mutant):
                assert found.path is not None
                parent, _, step = found.path.rpartition("/")
                assert mutant.getroottree().xpath(parent or "/*"), label
                if found.rule not in ABSENT:
                    assert mutant.getroottree().xpath(found.path), (label, found.path)
                assert step


def test_a_missing_element_is_named_with_its_path() -> None:
    root = full_title()
    line = root.find("Документ/ТаблСчФакт/СведТов")
    assert line is not None
    line.remove(line.findall("СумНал")[0])
    (found,) = findings_of(root)
    assert "«НДС по строке» (графа 8, СумНал)" in found.text.ru
    assert found.rule == "schema.missing_element"
    assert str(found.path).endswith("/СумНал")


def test_a_misspelt_element_is_told_what_was_meant() -> None:
    root = full_title()
    currency = root.find("Документ/СвСчФакт/ДенИзм")
    assert currency is not None
    currency.tag = "ДенИзмерение"
    (found,) = findings_of(root)
    assert (found.rule, found.path) == ("schema.unexpected_element", "/Файл/Документ/СвСчФакт/ДенИзмерение")
    assert "имелось в виду ДенИзм)" in found.text.ru


def test_an_element_out_of_place_is_told_its_place() -> None:
    root = full_title()
    invoice = root.find("Документ/СвСчФакт")
    assert invoice is not None
    invoice.insert(0, invoice.findall("СвПокуп")[0])
    (early,) = findings_of(root)
    assert early.rule == "schema.misplaced_element"
    assert "«Покупатель» (строка 6, СвПокуп) стоит раньше, чем «Продавец» (строка 2, СвПрод)" in early.text.ru
    late = full_title()
    late[0].append(late[0].find("ТаблСчФакт"))
    (found,) = findings_of(late)
    assert found.rule == "schema.misplaced_element"
    assert "стоит после" in found.text.ru


def test_an_element_too_many_is_told_to_be_removed() -> None:
    root = full_title()
    table = root.find("Документ/ТаблСчФакт")
    assert table is not None
    table.append(deepcopy(table[-1]))
    (found,) = findings_of(root)
    assert (found.rule, found.path) == ("schema.repeated_element", "/Файл/Документ/ТаблСчФакт/ВсегоОпл[2]")


def test_of_two_elements_that_exclude_each_other_both_are_named() -> None:
    root = full_title()
    handing = root.find("Документ/СвПродПер/СвПер")
    assert handing is not None
    handing.insert(0, etree.Element("БезДокОснПер"))
    if handing.find("ОснПер") is None:
        handing.insert(1, etree.Element("ОснПер"))
    found = next(found for found in findings_of(root) if found.rule == "schema.other_element")
    assert "БезДокОснПер" in found.text.ru
    assert "ОснПер" in found.text.ru


def test_text_where_only_elements_belong_is_told_so() -> None:
    root = full_title()
    invoice = root.find("Документ/СвСчФакт")
    assert invoice is not None
    invoice.text = "счёт"
    (found,) = findings_of(root)
    assert (found.rule, found.path) == ("schema.unexpected_text", "/Файл/Документ/СвСчФакт")


def test_an_element_where_none_belongs_is_the_one_named() -> None:
    root = full_title()
    currency = root.find("Документ/СвСчФакт/ДенИзм")
    assert currency is not None
    etree.SubElement(currency, "Ещё")
    (found,) = findings_of(root)
    assert (found.rule, found.path) == ("schema.unexpected_element", "/Файл/Документ/СвСчФакт/ДенИзм/Ещё")


def test_of_very_many_findings_the_first_are_shown_and_the_rest_counted() -> None:
    file = as_file(full_title())
    text = file.content.decode("cp1251")
    line = '<СведТов НомСтр="1" НалСт="0%"><СумНал><СумНал>0</СумНал></СумНал></СведТов>'
    start, end = text.index("<СведТов"), text.index("<ВсегоОпл")
    for one, rule in (("<СведТов/>", "schema.more"), (line, "rules.more")):
        content = (text[:start] + one * 1_100 + text[end:]).replace('Функция="', 'Функция="СЧФ" Х="', 1)
        findings = validate(ExchangeFile(file.name, content.encode("cp1251"))).findings
        (more,) = (found for found in findings if found.rule == rule)
        assert "1000" in more.text.ru


def test_lines_are_real_beyond_the_sixteen_bits_of_libxml2() -> None:
    file = as_file(full_title())
    text = file.content.decode("cp1251").replace("<ВсегоОпл", "\n" * 70_000 + "<ВсегоОпл КолНетто='1'")
    report = validate(ExchangeFile(file.name, text.encode("cp1251")))
    (found,) = (found for found in report.findings if found.rule == "schema.unexpected_attribute")
    assert found.line == 70_002


def test_arithmetic_is_skipped_when_the_table_is_not_sound_and_only_then() -> None:
    table = full_title()
    for line in table.iter("СведТов"):
        line.set("СтТовУчНал", "много")
    assert validate(as_file(table)).skipped == (Layer.ARITHMETIC,)
    elsewhere = full_title()
    elsewhere[0].set("ВремИнфПр", "10:15:30")
    assert validate(as_file(elsewhere)).skipped == ()
    above = full_title()
    above[0].insert(0, etree.Element("Чужой"))
    assert validate(as_file(above)).skipped == (Layer.ARITHMETIC,)


def test_whatever_is_wrong_with_a_file_the_answer_is_a_report() -> None:
    for format_ in FORMATS:
        root = Specimens(format_).draw(Random(3), 1.0, repeats=1)
        for _, mutant in islice(single_mutants(root, set()), 0, None, 5):
            for found in validate(as_file(mutant)).findings:
                assert found.text.ru
                assert found.text.en
                assert "{" not in found.text.ru + found.text.en


def test_the_caller_s_pointer_is_put_on_each_finding() -> None:
    root = full_title()
    root[0].set("Функция", "чужая")
    report = validate(as_file(root), pointer=lambda path: f"/p{path}")
    assert report.findings
    assert all(found.pointer == (f"/p{found.path}" if found.path else None) for found in report.findings)


def test_a_report_is_written_as_json_in_the_language_asked() -> None:
    root = full_title()
    root[0].set("Функция", "чужая")
    report = validate(as_file(root))
    russian, english = (report_json(report, "a.xml", language) for language in Language)
    assert {key: russian[key] for key in ("file", "format", "version", "valid")} == {
        "file": "a.xml",
        "format": "ON_NSCHFDOPPR",
        "version": "5.03",
        "valid": False,
    }
    first = russian["findings"][0]
    assert list(first) == ["layer", "rule", "severity", "message", "path", "line", "pointer"]
    assert first["message"] != english["findings"][0]["message"]


def test_threads_do_not_mix_their_findings() -> None:
    files = []
    for seed in range(12):
        root = Specimens(seller_title()).draw(Random(seed), 0.8)
        root[0].set("ДатаИнфПр", f"нет {seed}")
        files.append(as_file(root))
    alone = [validate(file) for file in files]
    gate = threading.Barrier(4)

    def all_of_them(_: int) -> list[object]:
        gate.wait()
        return [validate(file) for file in files]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(all_of_them, range(4)))
    assert together == [alone] * 4


def test_every_stated_finding_speaks_both_languages_of_the_same_facts() -> None:
    for rule, stated in stated_rules().items():
        assert stated["severity"] in ("error", "warning", "hint"), rule
        assert stated["ru"], rule
        assert stated["en"], rule
