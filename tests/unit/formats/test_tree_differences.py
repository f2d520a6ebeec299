"""What differs between two files of a format without a model: all of it, and nothing else."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.printing import Difference, NotComparable, changes_of, paper_of_changes, to_html
from edo_gateway.formats.printing.tree_differences import tree_differences
from tests.unit.formats.documents_at_hand import built
from tests.unit.formats.printed import is_seen, seen_in_html, seen_in_pdf, values_on
from tests.unit.formats.specimens import ARCHIVED, Specimens, as_file
from tests.unit.formats.test_tree import proposal, values_of

LINES = "СведТов"


def drawn(format_: Format, seed: int) -> etree._Element:
    return Specimens(format_).draw(Random(seed), 0.7)


def after(old: etree._Element, found: tuple[Difference, ...]) -> Counter[str]:
    """The values of the old file with the differences made to it."""
    values = Counter(values_of(old))
    values.subtract(one.old for one in found if one.old)
    values.update(one.new for one in found if one.new)
    return +values


@pytest.mark.parametrize("format_", ARCHIVED, ids=lambda f: f.name)
def test_the_differences_of_any_two_files_lead_from_one_to_the_other(format_: Format) -> None:
    for seed in range(3):
        old, new = drawn(format_, seed), drawn(format_, seed + 100)
        found = changes_of(as_file(new), as_file(old))
        assert after(old, found) == Counter(values_of(new))
        assert changes_of(as_file(old), as_file(old)) == ()


@pytest.mark.parametrize("format_", ARCHIVED, ids=lambda f: f.name)
def test_one_changed_value_is_one_difference_that_says_where(format_: Format) -> None:
    old, die = drawn(format_, 3), Random(4)
    new = copy.deepcopy(old)
    element = die.choice([one for one in new.iter() if one.attrib])
    name = die.choice(sorted(map(str, element.attrib)))
    element.set(name, "иное значение")
    (one,) = tree_differences(as_file(old), as_file(new))
    assert one.new == "иное значение"
    assert new.xpath(one.pointer) == ["иное значение"]
    assert one.place
    assert one.term


def waybill() -> Format:
    return next(format_ for format_ in ARCHIVED if format_.prefix == "ON_SCHFDOPPR")


def with_lines(change: Callable[[etree._Element], None]) -> tuple[Difference, ...]:
    """What is found when a change is made to the lines of a document that has three."""
    old = next(root for seed in range(99) if len((root := drawn(waybill(), seed)).findall(f".//{LINES}")) > 1)
    for number, line in enumerate(old.findall(f".//{LINES}"), 1):
        line.set("НомСтр", str(number))
    new = copy.deepcopy(old)
    change(new.findall(f".//{LINES}")[0].getparent())
    return tree_differences(as_file(old), as_file(new))


def test_a_line_put_in_front_changes_no_other_line() -> None:
    def put(table: etree._Element) -> None:
        first = table.find(LINES)
        for number, line in enumerate(table.findall(LINES), 2):
            line.set("НомСтр", str(number))
        made = etree.Element(LINES, НомСтр="1", НаимТов="Совсем новая строка")
        first.addprevious(made)

    found = [one for one in with_lines(put) if one.term]
    assert {one.new for one in found} == {"1", "Совсем новая строка"}
    assert all("раньше не было" in one.place and not one.old for one in found)


def test_a_line_taken_away_is_told_whole() -> None:
    taken: list[str] = []

    def take(table: etree._Element) -> None:
        line = table.findall(LINES)[-1]
        taken.extend(values_of(line))
        table.remove(line)

    found = with_lines(take)
    assert sorted(one.old for one in found) == sorted(taken)
    assert all("больше нет" in one.place for one in found)


def test_files_of_two_kinds_are_not_compared() -> None:
    free = ExchangeFile("contract.pdf", b"%PDF-1.7")
    for old, new in ((proposal("x"), built()), (built(), proposal("x")), (free, proposal("x")), (proposal("x"), free)):
        with pytest.raises(NotComparable):
            tree_differences(old, new)


def test_a_file_as_deep_as_can_be_is_compared() -> None:
    deep = "<а б='{}'>" * 250 + "</а>" * 250
    old, new = (proposal("x", deep.replace("{}", value)) for value in "12")
    assert len(tree_differences(old, new)) == 250


def test_changes_of_a_tree_are_printed_whole_as_page_and_as_pdf() -> None:
    root = drawn(next(format_ for format_ in ARCHIVED if format_.prefix == "DP_TOVTORGPR"), 1)
    element = next(one for one in root.iter() if one.attrib and one.getparent() is not None)
    name = next(iter(element.attrib))
    files = []
    for text in ("Прежний <b>товар</b>", "Новый товар"):
        element.set(name, text)
        files.append(as_file(root))
    old, new = files
    (one,) = changes_of(new, old)
    assert (one.old, one.new) == ("Прежний <b>товар</b>", "Новый товар")
    paper = paper_of_changes(new, old)
    for seen in (seen_in_html(to_html(paper)), seen_in_pdf(paper)):
        assert [value for value in set(values_on(paper)) - {paper.name} if not is_seen(value, seen)] == []
