"""The tree of a file without a model: nothing of the file is left out, every value is escaped."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.catalogue import Catalogue, Format, packaged
from edo_gateway.formats.printing import Paper, is_shown_as_tree, to_page, tree_paper
from edo_gateway.formats.printing.paper import Align, Orientation, Table
from edo_gateway.formats.printing.tree import branches_of, tree_of
from tests.unit.formats.official_schemas import OLD, specimen_of
from tests.unit.formats.specimens import FORMATS, JUDGED, Specimens, as_file
from tests.unit.formats.test_official_schemas import official

NAMED_AS_THEY_ARE = {"Фамилия", "Имя", "Отчество", "Функция", "Статус", "Должность", "Адрес"}
PROPOSAL = (
    '<?xml version="1.0" encoding="windows-1251"?>\n<Файл ИдФайл="DP_PRANNUL_1_2_20261116_x" ВерсФорм="{}">'
    '<Документ>{}<СвПредАн ТекстПредАн="{}"/></Документ></Файл>'
)


def proposal(text: str, inside: str = "", *, version: str = "1.02") -> ExchangeFile:
    return ExchangeFile("file.xml", PROPOSAL.format(version, inside, text).encode("windows-1251"))


def values_of(root: etree._Element) -> list[str]:
    values = [str(value) for element in root.iter() for value in element.attrib.values()]
    return sorted(values + [element.text for element in root.iter() if element.text and element.text.strip()])


def shown_in(page: str) -> list[str]:
    found = re.findall(r"<(dd|td)\b[^>]*>(.*?)</\1>", page, re.DOTALL)
    return sorted(html.unescape(value) for _, value in found if value)


@pytest.mark.parametrize("name", OLD)
def test_every_value_of_a_file_is_shown_under_a_russian_name(name: str, tmp_path: Path) -> None:
    catalogue, file = official(name, tmp_path), specimen_of(name)
    assert is_shown_as_tree(file, catalogue)
    assert shown_in(to_page(tree_paper(file, catalogue))) == values_of(etree.fromstring(file.content))
    leaves = [leaf for branch in tree_of(file, catalogue).branches for leaf in branch.leaves]
    assert {leaf.name for leaf in leaves if leaf.label == leaf.name} <= NAMED_AS_THEY_ARE


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_any_format_of_ours_could_be_shown_whole(format_: Format) -> None:
    file = as_file(Specimens(format_).draw(Random(5), 0.7))
    assert shown_in(to_page(tree_paper(file))) == values_of(etree.fromstring(file.content))


def test_a_value_cannot_become_markup() -> None:
    page = to_page(tree_paper(proposal("&lt;script&gt;alert(1)&lt;/script&gt;&quot;onload=x")))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_page_needs_no_other_file() -> None:
    page = to_page(tree_paper(proposal("x")))
    assert not re.search(r"""<(link|script|img|iframe)|url\(|@import|https?://""", page)


def lines(*given: dict[str, str], beneath: int | None = None) -> Paper:
    body = [f"<Строка {' '.join(f'{name}={value!r}' for name, value in line.items())}/>" for line in given]
    if beneath is not None:
        body[beneath] = body[beneath].replace("/>", "><Ниже А='1'/></Строка>")
    return tree_paper(proposal("x", "".join(body)))


def tables(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def test_lines_of_a_document_are_rows_of_a_table() -> None:
    (table,) = tables(lines({"Имя": "Лён", "Цена": "2.50"}, {"Имя": "Шёлк", "Цена": "-3", "Сорт": "1"}))
    assert [column.title for column in table.columns] == ["Имя", "Цена", "Сорт"]
    assert table.rows == (("Лён", "2.50", ""), ("Шёлк", "-3", "1"))
    assert [column.align for column in table.columns] == [Align.LEFT, Align.RIGHT, Align.RIGHT]


def test_what_has_something_under_it_stands_apart() -> None:
    same = {"Имя": "Лён", "Цена": "2"}
    assert [len(table.rows) for table in tables(lines(same, same, same, beneath=2))] == [2]
    assert tables(lines(same, same, beneath=1)) == []
    assert tables(lines(same)) == []


def test_rows_too_broad_for_a_page_are_told_field_by_field() -> None:
    broad = {f"Поле{number}": "1" for number in range(21)}
    assert tables(lines(broad, broad)) == []
    fits = dict(list(broad.items())[:20])
    paper = lines(fits, fits)
    assert len(tables(paper)) == 1
    assert paper.orientation is Orientation.LANDSCAPE


def test_members_of_one_name_are_counted_and_unknown_ones_keep_their_name() -> None:
    root = etree.fromstring(proposal("x", '<Новое А="1"/><Новое Б="2"><Лист>3</Лист></Новое>').content)
    (format_,) = (one for one in FORMATS if one.prefix == "DP_PRANNUL")
    found = {branch.label: branch for branch in branches_of(root, format_)}
    assert [(leaf.label, leaf.value) for leaf in found["Новое · 1"].leaves] == [("А", "1")]
    assert [(leaf.label, leaf.value) for leaf in found["Новое · 2"].leaves] == [("Б", "2"), ("Лист", "3")]


def test_a_file_as_deep_as_the_parser_lets_it_is_shown() -> None:
    assert to_page(tree_paper(proposal("x", "<а б='1'>" * 250 + "</а>" * 250))).count("<h3") > 250


def test_a_format_with_a_model_has_its_own_form_and_a_stranger_none() -> None:
    stranger = ExchangeFile("x.xml", '<?xml version="1.0" encoding="windows-1251"?>\n<Файл/>'.encode("windows-1251"))
    known = next(one for one in packaged().formats if one.prefix == "DP_PRANNUL")
    without_model = Catalogue(own=(replace(known, version="9.99"),), official=())
    assert is_shown_as_tree(proposal("x", version="9.99"), without_model)
    assert not is_shown_as_tree(proposal("x"), packaged())
    for file in (stranger, ExchangeFile("x.xml", b"not xml")):
        assert not is_shown_as_tree(file, packaged())
        with pytest.raises(InvalidDocument):
            to_page(tree_paper(file))
    (ours,) = (one for one in FORMATS if one.prefix == "ON_NSCHFDOPPR")
    assert not is_shown_as_tree(as_file(Specimens(ours).draw(Random(1), 0.2)), packaged())
