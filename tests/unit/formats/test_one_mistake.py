"""One mistake is one finding, the cause and not what follows from it, whatever layers it meets."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding
from edo_gateway.formats import build, read_document
from edo_gateway.formats.validation import validate
from tests.unit.formats.documents_at_hand import AT

EXAMPLES = Path(__file__).parents[3] / "examples"
# What is written in place of what, and the one rule that tells it.
MISTAKES = {
    "a price with a comma": (r'ЦенаТов="(\d+)\.', r'ЦенаТов="\1,', "schema.not_a_number"),
    "a function that is none": (r'Функция="\w+"', 'Функция="УПД"', "schema.enumeration"),
    "a misspelt name of a required field": (" НомерДок=", " НомерДокум=", "schema.unexpected_attribute"),
    "a misspelt name of a field a rule asks for": (" НаимТов=", " НазваниеТов=", "schema.unexpected_attribute"),
    "a number of spaces": (r'ИННЮЛ="\d+"', 'ИННЮЛ="   "', "schema.blank"),
    "a day that is none": (r' ДатаДок="[^"]+"', ' ДатаДок="31.02.2026"', "schema.no_such_day"),
    "the code of another title": ('КНД="1115131"', 'КНД="1115132"', "schema.another_kind"),
    "no identifier": (' ИдФайл="[^"]+"', "", "schema.missing_attribute"),
    "an identifier of something else": (' ИдФайл="[^"]+"', ' ИдФайл="abc"', "links.file_name"),
    "a rate without its sign": ('НалСт="22%"', 'НалСт="22"', "schema.enumeration"),
    "a buyer before the seller": ("(<СвПрод>.*)(<СвПокуп>.*</СвПокуп>)", r"\2\1", "schema.misplaced_element"),
    "a day of forming that is none": (r'ДатаИнфПр="[^"]+"', 'ДатаИнфПр="31.02.2026"', "schema.no_such_day"),
    "a count that is not whole": (r'НомСтр="1"', 'НомСтр="1,5"', "schema.not_whole"),
    "no signatory": ("<Подписант.*</Подписант>", "", "schema.missing_element"),
}  # fmt: skip


def title_with(old: str, new: str) -> list[Finding]:
    """Findings on a title in which one thing is written in place of another."""
    file = build(read_document((EXAMPLES / "transfer_document.json").read_bytes()), at=AT, guid=UUID(int=4))
    text = file.content.decode("cp1251")
    changed = re.sub(old, new, text, count=1, flags=re.DOTALL)
    assert changed != text
    return list(validate(ExchangeFile(file.name, changed.encode("cp1251"))).findings)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_one_mistake_is_one_finding(mistake: str) -> None:
    old, new, rule = MISTAKES[mistake]
    assert [found.rule for found in title_with(old, new)] == [rule]


def test_two_mistakes_stay_two() -> None:
    """A rule that does not read the refused value is still told."""
    found = title_with('(<СвПрод>.*?)<Адрес>.*?</Адрес>(.*?) ЦенаТов="\\d+\\.', r'\1\2 ЦенаТов="1,')
    assert [one.rule for one in found] == ["schema.not_a_number", "upd.seller_address"]


@pytest.mark.parametrize(
    ("content", "rule", "said"),
    [
        (b"%PDF-1.7", "encoding.not_xml", "документ PDF"),
        (b"PK\x03\x04", "encoding.not_xml", "архив"),
        (b'{"type": "transfer_document"}', "encoding.not_xml", "JSON"),
        (b"MIIG", "encoding.not_xml", "файл подписи"),
        ("номер".encode(), "encoding.not_xml", "другого вида"),
        (b'<?xml version="1.0" encoding="windows-1251"?><a/>', "schema.not_exchange", "тот ли файл"),
        ('<?xml version="1.0" encoding="windows-1251"?><Файл ИмяИ="И"/>'.encode(), "encoding.looks_like_utf8", "UTF-8"),
    ],
)
def test_a_file_of_another_kind_is_told_what_it_looks_like(content: bytes, rule: str, said: str) -> None:
    (found,) = validate(ExchangeFile("a.xml", content)).findings
    assert found.rule == rule
    assert said in found.text.ru
