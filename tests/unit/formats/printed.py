"""Documents to print, and what is found on their paper."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from lxml import html
from pypdfium2 import PdfDocument

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.formats import complete, read_document
from edo_gateway.formats.mapping.declaration import DocumentModel
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.printing import Hop, Paper, Side, Stamp, to_pdf
from edo_gateway.formats.transfer.buyer_title import AcceptanceResult, BuyerTitle

SELLER: dict[str, Any] = {
    "name": "ООО «Ромашка»",
    "inn": "7700000016",
    "kpp": "770001001",
    "participant_id": "2XX-7700000016",
    "address": {"postcode": "101000", "region": "77", "street": "ул. Тестовая", "house": "1"},
}
BUYER: dict[str, Any] = {
    "name": "АО «Василёк»",
    "inn": "7800000027",
    "kpp": "780001001",
    "participant_id": "2YY-7800000027",
    "address": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2",
}
LINE: dict[str, Any] = {"name": "Бумага", "unit": "шт", "quantity": "10", "price": "350.00", "vat_rate": "22%"}


def document(**changes: Any) -> DocumentModel:
    given: dict[str, Any] = {
        "type": "transfer_document",
        "function": "СЧФДОП",
        "number": "42",
        "date": "2026-11-21",
        "seller": SELLER,
        "buyer": BUYER,
        "lines": [LINE],
        "transfer": {"basis": [{"name": "Договор", "number": "Д-15", "date": "2026-01-12"}]},
        "signatories": [{"position": "Директор", "name": "Орлова Вера Павловна"}],
    }
    return complete(read_document({**given, **changes}))


def text_of(form: str) -> str:
    return " ".join(" ".join(html.fromstring(form).itertext()).split())


def stamp(side: Side = Side.SELLER) -> Stamp:
    return Stamp(side=side, title="Титул продавца", signer="Орлова В. П.", level="квалифицированная", is_good=True)


def answer(result: AcceptanceResult) -> BuyerTitle:
    day = dt.date(2026, 11, 22)
    return BuyerTitle(
        sender="2YY-7800000027",
        recipient="2XX-7700000016",
        seller_file="ON_NSCHFDOPPR_1",
        seller_file_date=day,
        seller_file_time=dt.time(10, 0),
        seller_signatures=("AAAA",),
        title="Акт",
        function="СЧФДОП",
        date=day,
        accepted_on=day,
        result=result,
        signatories=(Signatory(position="Кладовщик", name=PersonName(surname="Лютиков", given_name="Глеб")),),
    )


def hop(sentence: str = "Оператор принял документ") -> Hop:
    return Hop(at=dt.datetime(2026, 11, 21, 12, 30, tzinfo=MOSCOW), sentence=sentence, actor="Оператор")


def values_on(part: object) -> Iterator[str]:
    """Every string a reader of the paper is meant to see."""
    if is_dataclass(part):
        for field in fields(part):
            if field.name != "hint":
                yield from values_on(getattr(part, field.name))
    elif isinstance(part, tuple):
        for item in part:
            yield from values_on(item)
    elif isinstance(part, str) and not isinstance(part, Enum) and part:
        yield part


def squeezed(text: str) -> str:
    """The letters alone: how a line is broken and hyphenated does not matter."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter for letter in composed if not letter.isspace() and letter not in "\u00ad-\u2010\u0002\ufffe")


def is_seen(value: str, seen: str) -> bool:
    """Whole, or word by word where the next column stands between; a word over two pages in two parts."""
    if squeezed(value) in seen:
        return True
    words = value.split()
    if len(words) > 1:
        return all(is_seen(word, seen) for word in words)
    half = len(value) // 2
    return half > 20 and is_seen(value[:half], seen) and is_seen(value[half:], seen)


def seen_in_html(form: str) -> str:
    return squeezed("".join(str(piece) for piece in html.fromstring(form).itertext()))


def pages_of(content: bytes) -> list[str]:
    """The text of each page as a reader of PDF finds it."""
    with PdfDocument(content) as made:
        return [page.get_textpage().get_text_bounded() for page in made]


def places_in(content: bytes, sign: str) -> list[tuple[float, float]]:
    """Where a sign stands on any page: its left and right edge, in points from the left edge of the page."""
    with PdfDocument(content) as made:
        pages = [page.get_textpage() for page in made]
        boxes = [
            page.get_charbox(index)
            for page in pages
            for index in range(page.count_chars())
            if page.get_text_range(index, 1) == sign
        ]
    return [(left, right) for left, _, right, _ in boxes]


def lines_in(content: bytes) -> list[int]:
    """For each letter of the first page, but for its foot: how high the line stands, in tens of points."""
    with PdfDocument(content) as made:
        page = made[0].get_textpage()
        letters = [index for index in range(page.count_chars()) if page.get_text_range(index, 1).isalpha()]
        heights = [page.get_charbox(index, loose=True)[1] for index in letters]
    return [round(height / 10) for height in heights if height > 40]


def seen_in_pdf(paper: Paper) -> str:
    """All pages in one, without what stands at the foot of each."""
    pages = [squeezed(page) for page in pages_of(to_pdf(paper))]
    feet = [f"{squeezed(paper.name)}лист{number}из{len(pages)}" for number in range(1, len(pages) + 1)]
    assert all(page.endswith(foot) for page, foot in zip(pages, feet, strict=True))
    return "".join(page.removesuffix(foot) for page, foot in zip(pages, feet, strict=True))
