"""What differs between two documents: all of it, nothing else, and by the names people know."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from lxml import html

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import build, complete, parse, read_document
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.printing import (
    Change,
    Difference,
    NotComparable,
    NothingToCompare,
    card_of,
    differences,
    paper_of_changes,
    paper_of_file,
    paper_of_no_changes,
    told_changes,
)
from edo_gateway.formats.printing.html import to_html
from tests.unit.formats.documents_at_hand import AT, GUID, built, small
from tests.unit.formats.printed import is_seen, seen_in_html, seen_in_pdf, values_on
from tests.unit.formats.specimens import FORMATS, Specimens, as_file
from tests.unit.formats.test_corrections import completed

_LINE: dict[str, Any] = {"name": "Бумага", "unit": "упак", "quantity": "10", "price": "355.00", "vat_rate": "22%"}


_SECOND = "Договор № 2 12.01.2026"


def document(**changes: Any) -> DocumentModel:
    return complete(read_document(small(**changes)))


def of_lines(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Difference]:
    found = differences(document(lines=old), document(lines=new))
    return [one for one in found if one.pointer.startswith("/lines")]


@pytest.mark.parametrize(
    ("changes", "place", "term", "old", "new"),
    [
        ({"number": "УТ-2"}, "Документ", "Номер", "УТ-1", "УТ-2"),
        ({"seller__kpp": "770001002"}, "Продавец", "КПП", "770001001", "770001002"),
        ({"lines__0__price": "10.00"}, "Строка 1, Бумага", "Цена", "355,00", "10,00"),
        ({"correction": {"number": 1, "date": "2026-11-23"}}, "Исправление", "Номер", "", "1"),
        ({"transfer__basis__0__number": "2"}, "Передача", "Основание", "Договор № 1 12.01.2026", _SECOND),
        ({"transfer": None, "function": "СЧФ"}, "Передача", "Основание", "Договор № 1 12.01.2026", ""),
    ],
)  # fmt: skip
def test_a_change_is_told_by_its_place_its_term_and_both_values(
    changes: dict[str, Any], place: str, term: str, old: str, new: str
) -> None:
    found = differences(document(), document(**changes))
    (told,) = [one for one in found if (one.place, one.term) == (place, term)]
    assert (told.old, told.new) == (old, new)
    assert told.change is (Change.ADDED if not old else Change.CHANGED if new else Change.REMOVED)


def test_a_line_put_in_front_changes_no_other_line() -> None:
    lines = [{**_LINE, "name": f"Товар {number}", "price": f"{number}.00"} for number in range(1, 1001)]
    found = of_lines(lines, [{**_LINE, "name": "Первый"}, *lines])
    assert {one.place for one in found} == {"Строка 1, Первый – раньше не было"}
    assert {one.change for one in found} == {Change.ADDED}


def test_a_line_taken_away_is_told_by_what_it_was() -> None:
    clips, glue = {**_LINE, "name": "Скрепки"}, {**_LINE, "name": "Клей"}
    found = of_lines([_LINE, clips, glue], [_LINE, glue])
    assert {one.place for one in found} == {"Строка 2, Скрепки – больше нет"}
    assert {one.change for one in found} == {Change.REMOVED}
    assert ("Наименование", "Скрепки") in {(one.term, one.old) for one in found}


def test_a_line_that_moved_and_changed_is_found_again() -> None:
    other = {**_LINE, "name": "Клей", "unit": "шт"}
    found = of_lines([_LINE, other], [{**other, "price": "11.00"}, _LINE])
    assert {one.place for one in found} == {"Строка 1, Клей (раньше «Строка 2»)"}
    assert ("Цена", "355,00", "11,00") in {(one.term, one.old, one.new) for one in found}


def drawn(format_: Format, seed: int) -> DocumentModel:
    """Some document of a format; a word of a closed list is not drawn at random."""
    root = Specimens(format_).draw(Random(seed), 0.6)
    for content in root.iter("СодФХЖ4"):
        content.set("Функция", "СЧФДОП")
    return parse(as_file(root))


@pytest.mark.parametrize("format_", FORMATS, ids=lambda known: known.prefix)
def test_every_field_of_any_document_is_either_the_same_or_told(format_: Format) -> None:
    old, new = drawn(format_, 1), drawn(format_, 2)
    assert differences(old, old) == ()
    found = differences(old, new)
    fields = {field.pointer: field.value for section in card_of(new) for field in section.fields}
    gained = {one.pointer: one.new for one in found if one.change is not Change.REMOVED}
    assert gained.items() <= fields.items()
    kept = [value for pointer, value in fields.items() if pointer not in gained]
    before = [field.value for section in card_of(old) for field in section.fields]
    lost = [one.old for one in found if one.old]
    assert sorted(kept) == sorted(_without(before, lost)) or _moved_only(kept, _without(before, lost))


def _without(values: list[str], taken: list[str]) -> list[str]:
    left = list(values)
    for value in taken:
        left.remove(value)
    return left


def _moved_only(one: list[str], other: list[str]) -> bool:
    """Numbers in order of members that have moved may differ, nothing else."""
    rest = sorted(one)
    for value in sorted(other):
        if value in rest:
            rest.remove(value)
        elif not value.isdecimal():
            return False
    return all(value.isdecimal() for value in rest)


def test_documents_of_two_types_are_not_compared() -> None:
    with pytest.raises(NotComparable, match="correction_document"):
        differences(document(), completed())


def test_a_correction_tells_what_it_changed_line_by_line() -> None:
    lines = ({}, {"name": "Клей", "quantity_after": None, "vat_rate_after": "10%"})
    found = told_changes(completed(*lines))
    assert [(one.place, one.term, one.old, one.new) for one in found if one.term in ("Количество", "Ставка НДС")] == [
        ("Строка 1, Бумага", "Количество", "10", "8"),
        ("Строка 2, Клей", "Ставка НДС", "20%", "10%"),
    ]
    assert told_changes(document()) == ()


def test_a_mended_document_is_compared_with_the_one_it_mends() -> None:
    first, mended = built(), built(lines__0__name="Картон", correction={"number": 1, "date": "2026-11-23"})
    told = set(values_on(paper_of_changes(mended, first)))
    assert {"Бумага", "Картон"} <= told
    assert any("исправление № 1 от 23.11.2026" in value for value in told)
    with pytest.raises(NothingToCompare):
        paper_of_changes(mended)
    with pytest.raises(InvalidDocument):
        paper_of_changes(mended, ExchangeFile("x.xml", b"not xml"))
    assert any("сравнить не с чем" in value for value in values_on(paper_of_no_changes(mended)))
    assert paper_of_file(mended).is_change
    assert not paper_of_file(first).is_change


def test_differences_are_printed_whole_as_page_and_as_pdf() -> None:
    old, new = built(), built(number="УТ-2", lines=[{**_LINE, "name": "<b>Клей</b>"}])
    for paper in (paper_of_changes(new, old), paper_of_changes(build(completed(), at=AT, guid=GUID))):
        values = set(values_on(paper)) - {paper.name}
        for seen in (seen_in_html(to_html(paper)), seen_in_pdf(paper)):
            assert [value for value in values if not is_seen(value, seen)] == []
    page = html.fromstring(to_html(paper_of_changes(new, old)))
    assert page.xpath("//td[contains(@class, 'pf-old')]/text()")[0] == "УТ-1"
    assert page.xpath("//td[contains(@class, 'pf-new')]/text()")[0] == "УТ-2"
    assert "Отличий нет" in to_html(paper_of_changes(old, old))
