"""The УКД on its form: four rows a line, what stays beside all of them, totals of the rows В and Г."""

from __future__ import annotations

from typing import Any

from lxml import html

from edo_gateway.formats.printing import paper_of, to_html
from tests.unit.formats.printed import stamp, text_of
from tests.unit.formats.test_corrections import completed


def rows_of(*lines: dict[str, Any], **changes: Any) -> list[list[str]]:
    page = html.fromstring(to_html(paper_of(completed(*lines, **changes))))
    return [[cell.text_content() for cell in row.xpath("td")] for row in page.xpath("(//tbody)[1]/tr")]


def test_each_line_is_told_before_after_and_by_its_differences() -> None:
    before, after, more, less, total_more, total_less = rows_of({"code": "17"})
    assert before[:5] == ["17", "1", "Бумага", "А (до изменения)", "–"]
    assert before[5:11] == ["778", "упак", "10", "350,00", "3\u202f500,00", "без акциза"]
    assert before[11:] == ["20%", "700,00", "4\u202f200,00"]
    assert after[:4] == ["Б (после изменения)", "778", "упак", "8"]
    assert after[5] == "2\u202f800,00"
    assert more == ["В (увеличение)", "Х", "Х", "Х", "Х", "–", "–", "Х", "–", "–"]
    assert less == ["Г (уменьшение)", "Х", "Х", "Х", "Х", "700,00", "–", "Х", "140,00", "840,00"]
    assert total_more == ["Всего увеличение (сумма строк В)", "–", "Х", "–", "–"]
    assert total_less == ["Всего уменьшение (сумма строк Г)", "700,00", "Х", "140,00", "840,00"]


def test_what_has_changed_stands_out_and_what_stays_does_not() -> None:
    page = html.fromstring(to_html(paper_of(completed({"quantity_after": None, "vat_rate_after": "10%"}))))
    changed = [cell.text for cell in page.xpath("(//tbody)[1]/tr[2]/td[contains(@class, 'pf-strong')]")]
    assert changed == ["10%", "350,00", "3\u202f850,00"]


def test_every_row_fills_the_columns_of_the_form() -> None:
    batch = {"batch": "10013160/050926/3123456/001", "unit_code": "796", "quantity_before": "10", "quantity_after": "8"}
    for lines in ({},), ({}, {"traceability": [batch]}):
        page = html.fromstring(to_html(paper_of(completed(*lines))))
        columns = len(page.xpath("(//table)[1]//tr[@class='pf-numbers']/th"))
        taken = [0] * len(page.xpath("(//tbody)[1]/tr"))
        for number, row in enumerate(page.xpath("(//tbody)[1]/tr")):
            for cell in row.xpath("td"):
                for below in range(int(cell.get("rowspan", 1))):
                    taken[number + below] += int(cell.get("colspan", 1))
        assert set(taken) == {columns}


def test_the_form_follows_the_function() -> None:
    invoice, agreement, both = (
        text_of(to_html(paper_of(completed(function=function)))) for function in ("КСЧФ", "ДИС", "КСЧФДИС")
    )
    assert not any(f"Статус: {status}" in invoice for status in (1, 2))
    assert "[12]" not in invoice
    assert "Статус: 2" in agreement
    assert "постановлению Правительства" not in agreement
    assert "Статус: 1" in both
    assert "к счету-фактуре (счетам-фактурам) № УТ-1 от 16.11.2026 (1б)" in both


def test_only_a_signed_correction_says_so() -> None:
    words = "подписано электронной подписью"
    assert words not in text_of(to_html(paper_of(completed())))
    assert words in text_of(to_html(paper_of(completed(), stamps=[stamp()])))
