"""The PDF of a printed form: the same values as the page shows, on numbered sheets, whatever they hold."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.printing import NotPrintable, Paper, paper_of, pdf, to_html, to_pdf
from edo_gateway.formats.printing.paper import (
    Align,
    Cell,
    Column,
    Entries,
    Entry,
    Orientation,
    Paragraph,
    Run,
    Table,
    Title,
)
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult
from tests.unit.formats.printed import (
    LINE,
    SELLER,
    answer,
    document,
    hop,
    is_seen,
    lines_in,
    pages_of,
    places_in,
    seen_in_html,
    seen_in_pdf,
    squeezed,
    stamp,
    values_on,
)
from tests.unit.formats.test_corrections import completed

TRACE = {"batch": "10013160/050926/3123456/001", "unit": "шт", "unit_code": "796", "quantity": "3", "net": "90.00"}
LONG = "Ж" * 700 + "".join(str(number) for number in range(1000, 1300))
CODE = 'print(\'x\') #panic("x") $x$ *жирно* _x_ `x` <x> @x // /* */ [x] #include "/etc/passwd" \\ = -x'


def paper(**changes: object) -> Paper:
    given = answer(AcceptanceResult.WITH_DISCREPANCIES)
    return paper_of(document(**changes), answers=[given], stamps=[stamp()], hops=[hop()])


def plain(*texts: str) -> Paper:
    return Paper(name="Лист", blocks=tuple(Paragraph(text=text) for text in texts))


@pytest.mark.parametrize(
    "changes",
    [
        {"information": [{"id": "Заказ", "value": "17-Б"}], "correction": {"number": 2, "date": "2026-11-22"}},
        {"function": "ДОП", "title": "Накладная", "lines": [{**LINE, "traceability": [TRACE]}]},
        {
            "seller": {**SELLER, "name": LONG, "address": LONG[:900]},
            "lines": [{**LINE, "name": LONG, "code": "7" * 99}],
        },
        {"lines": [{**LINE, "name": CODE, "description": CODE}], "state_contract": CODE[:25], "number": CODE},
        {"lines": [{**LINE, "quantity": "99999999999.123456", "price": "1234567890.12345678901"}]},
    ],
    ids=["plain", "traced", "long", "code", "large"],
)
def test_every_value_on_the_paper_is_in_both_renderings(changes: dict[str, object]) -> None:
    sees_every_value(paper(**changes))


@pytest.mark.parametrize("function", ["КСЧФ", "КСЧФДИС", "ДИС", "СвИСРК"])
def test_every_value_of_a_correction_is_in_both_renderings(function: str) -> None:
    batch = {"batch": TRACE["batch"], "unit_code": "796", "quantity_before": "10", "quantity_after": "8"}
    lines = ({"code": "00-00012345", "description": "белая"}, {"quantity_after": "13", "traceability": [batch]})
    sees_every_value(paper_of(completed(*lines, function=function), stamps=[stamp()]))


def sees_every_value(sheet: Paper) -> None:
    values = set(values_on(sheet)) - {sheet.name}
    assert len(values) > 80
    for seen in (seen_in_html(to_html(sheet)), seen_in_pdf(sheet)):
        assert [value for value in values if not is_seen(value, seen)] == []


def test_every_sheet_of_a_long_document_has_its_head_its_name_and_its_number() -> None:
    pages = pages_of(to_pdf(paper(lines=[LINE] * 250)))
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert f"лист {number} из {len(pages)}" in page
        assert "УПД № 42 от 21.11.2026" in page
    with_lines = [page for page in pages if "Бумага" in page]
    assert len(with_lines) > 2
    assert all("имущественного права" in page and re.search(r"А\s+1\s+1а\s+1б\s+2\s+2а", page) for page in with_lines)
    numbers = [number for page in pages for number in re.findall(r"(?m)(\d+)\s+Бумага", page)]
    assert numbers == [str(number) for number in range(1, 251)]


def test_no_row_is_parted_by_the_end_of_a_page() -> None:
    tall = [{**LINE, "name": f"Начало{index} " + "длинное наименование " * 6 + f"конец{index}"} for index in range(60)]
    pages = pages_of(to_pdf(paper(lines=tall)))
    assert len(pages) > 3
    for index in range(60):
        assert [f"Начало{index} " in page for page in pages] == [
            bool(re.search(rf"конец{index}\b", page)) for page in pages
        ]


@pytest.mark.parametrize("price", ["1.00", "99999.99", "1234567.89", "987654321.99"])
def test_no_sum_is_broken_in_two(price: str) -> None:
    made = paper(lines=[{**LINE, "price": price, "quantity": "1"}])
    sums = {value for value in values_on(made) if re.fullmatch(r"[\d\u202f]+,\d\d", value)}
    assert len(sums) > 2
    text = "".join(pages_of(to_pdf(made)))
    assert [value for value in sums if value not in text] == []


def test_a_row_higher_than_a_page_loses_nothing() -> None:
    sees_every_value(paper(lines=[LINE, {**LINE, "name": " ".join(f"слово{index}" for index in range(3000))[:999]}]))


def test_a_number_too_wide_is_parted_after_its_slashes() -> None:
    number = "10013160/050926/3123456/001"
    made = paper(lines=[{**LINE, "traceability": [{**TRACE, "batch": number}]}])
    text = "".join(pages_of(to_pdf(made)))
    parts = re.search(r"10013160/\s*050926/\s*3123456/\s*001", text)
    assert parts is not None
    assert parts[0] != number


def test_the_same_paper_gives_the_same_bytes() -> None:
    file = ExchangeFile("ON_X.xml", b"<x/>")
    assert to_pdf(paper(), [file]) == to_pdf(paper(), [file])
    assert to_pdf(paper(), [file]) != to_pdf(paper(number="43"), [file])


def test_the_exchange_file_lies_inside_byte_for_byte() -> None:
    content = '<?xml version="1.0" encoding="windows-1251"?><Файл/>'.encode("windows-1251") + bytes(range(256))
    made = to_pdf(paper(), [ExchangeFile("ON_NSCHFDOPPR_1.xml", content), ExchangeFile("x.bin", b"\0")])
    with PdfDocument(made) as read:
        inside = [read.get_attachment(index) for index in range(read.count_attachments())]
        found = {one.get_name(): bytes(one.get_data()) for one in inside}
    assert found == {"ON_NSCHFDOPPR_1.xml": content, "x.bin": b"\0"}
    assert b"<pdfaid:part>3</pdfaid:part>" in made
    with PdfDocument(to_pdf(paper())) as read:
        assert read.count_attachments() == 0


def test_nothing_hidden_stays_hidden() -> None:
    hidden = "ИНН \u202e7700000016\u202c\u0007 \u200b\ufeffконец"
    for seen in (seen_in_html(to_html(plain(hidden))), seen_in_pdf(plain(hidden))):
        assert squeezed("ИНН [U+202E]7700000016[U+202C][U+0007] [U+200B][U+FEFF]конец") in seen


def test_a_sign_the_font_lacks_is_said_by_its_code() -> None:
    seen = seen_in_pdf(plain("深圳 שלום 🙂 \u0e01"))
    assert seen.startswith("[U+6DF1][U+5733][U+05E9]")
    assert "[U+1F642][U+0E01]" in seen


def test_the_font_has_every_sign_that_is_not_said_by_its_code() -> None:
    known = [chr(code) for code in range(32, 0x3000) if not pdf._UNKNOWN.match(chr(code)) and chr(code) != "\u00ad"]
    alone = [letter for letter in known if unicodedata.normalize("NFC", letter) == letter and letter.strip()]
    assert len(alone) > 700
    assert set(alone) - set(seen_in_pdf(plain(" ".join(alone)))) <= set("-\u2010") | set(map(chr, range(0x300, 0x30D)))
    assert {chr(byte) for byte in range(256)} - set(known) == {chr(c) for c in (*range(32), *range(127, 160), 0xAD)}
    windows = {letter for byte in range(32, 256) if (letter := bytes([byte]).decode("cp1251", "ignore"))}
    assert windows - set(known) == {"\u007f", "\u00ad"}


@pytest.mark.parametrize("orientation", Orientation)
@pytest.mark.parametrize("word", ["Щ" * 300, "8" * 300, "щ\u0306" * 150, "a" * 300, "W-" * 150])
def test_no_word_stands_out_of_its_column(word: str, orientation: Orientation) -> None:
    columns = tuple(Column(f"{name}", 3, Align.LEFT) for name in range(6))
    row = tuple(word if place == 2 else Cell(text="|") for place in range(6))
    sheet = Paper(name="Лист", blocks=(Table(columns=columns, rows=(row,)),), orientation=orientation)
    right = {"landscape": 842, "portrait": 595}[orientation]
    inside = (right - 46) / 6
    found = places_in(to_pdf(sheet), word[0])
    assert len(found) == word.count(word[0])
    assert all(23 + 2 * inside - 1 <= left <= right <= 23 + 3 * inside for left, right in found)


def test_a_word_wider_than_its_place_stands_after_what_is_before_it() -> None:
    """Letters of a text go from line to line downwards, in the order they are read."""
    text = f"{'слово ' * 30}конец: <{'Идентификатор' * 12}> и {'слово ' * 30}"
    lines = lines_in(to_pdf(plain(text)))
    assert len(set(lines)) > 4
    assert lines == sorted(lines, reverse=True)


def test_a_value_longer_than_a_page_goes_on_to_the_next() -> None:
    long = " ".join(f"слово{number}" for number in range(9000))
    entries = Entries(entries=(Entry("Подпись", long),))
    columns = (Column("Столбец", 1, Align.LEFT), Column("Ещё", 9))
    sheet = Paper(name="Лист", blocks=(entries, Table(columns=columns, rows=((long[:5000], "1"),))))
    assert len(pages_of(to_pdf(sheet))) > 5
    assert squeezed(long) in seen_in_pdf(sheet)


def test_a_long_name_does_not_run_off_the_foot_of_a_page() -> None:
    name = " ".join(["номер"] * 200)
    sheet = Paper(name=name, blocks=(Title(lines=((Run(name),),)),))
    with PdfDocument(to_pdf(sheet)) as made:
        text = made[0].get_textpage()
        boxes = [text.get_charbox(index) for index in range(text.count_chars())]
        found = text.get_text_bounded()
    assert min(bottom for _, bottom, _, _ in boxes) > 0
    assert squeezed(name) in squeezed(found)
    assert found.rstrip().endswith("лист 1 из 1")


def test_the_press_imports_the_typesetter_alone() -> None:
    program = f"import runpy, sys; runpy.run_path({str(Path(pdf.__file__).parent / 'press.py')!r}); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True).stdout
    assert "typst" in loaded.split()
    assert not {"edo_gateway", "lxml", "pydantic"} & set(loaded.split())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system does not bound the memory of a process")
def test_a_paper_too_large_to_be_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MEMORY", 2**29)
    columns = tuple(Column(f"{name}", 1) for name in range(20))
    with pytest.raises(NotPrintable, match="512 MB"):
        to_pdf(Paper(name="Лист", blocks=(Table(columns=columns, rows=(("1",) * 20,) * 5000),)))


def test_a_failure_of_the_typesetter_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_UNKNOWN", re.compile("(?!)"))
    with pytest.raises(NotPrintable, match="深"):
        to_pdf(plain("深"))
