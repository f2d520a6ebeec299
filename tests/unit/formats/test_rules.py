"""Rules as data: each is one expression, each can be broken, each says what to do."""

from __future__ import annotations

import re
from copy import deepcopy
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.rules import _of_function, check, rules_of
from edo_gateway.formats.validation.sentences import stated_rules
from edo_gateway.formats.validation.table import table
from tests.reference import _schema, official_name
from tests.unit.formats.mutations import FUNCTIONS
from tests.unit.formats.specimens import FORMATS, JUDGED, Specimens, as_file

RULED = tuple(format_ for format_ in JUDGED if rules_of(format_))
ROOT = Path(__file__).parents[3]
_PLUS_PRICE = "upd.price_plain"


def files_of(format_: Format, seed: int) -> etree._Element:
    repeats = 1 + seed % 2 if format_.prefix == "ON_EMCHD" else 2
    root = Specimens(format_).draw(Random(seed), (0.2, 0.5, 0.8)[seed % 3], repeats)
    if format_.prefix == "ON_NSCHFDOPPR":
        root[0].set("Функция", FUNCTIONS[seed % len(FUNCTIONS)])
        for line in root.iter("СведТов"):
            if "ЦенаТов" in line.attrib and format_.version == "5.03":
                line.set("ЦенаТов", ("0", "+5", "1")[seed % 3])
        for circumstance in root.iter("ДопСвФХЖ1"):
            if "СпОбстФДОП" in circumstance.attrib:
                circumstance.set("СпОбстФДОП", "10000")
    if format_.prefix == "ON_TRNACLGROT":
        for cargo in root.iter("ОпГруз"):
            cargo.set("НаимГруз", ("Контейнер", "Кирпич")[seed % 2])
    return root


@pytest.mark.parametrize("format_", RULED, ids=lambda f: f.name)
def test_each_rule_is_broken_by_some_file_that_follows_the_grammar(format_: Format) -> None:
    missing = {rule.id for rule in rules_of(format_)}
    for seed in range(1500):
        if not missing:
            break
        findings = validate(as_file(files_of(format_, seed))).findings
        assert not [found for found in findings if found.layer == "schema"]
        missing -= {found.rule for found in findings}
    assert missing == set()


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_every_official_rule_but_that_of_the_name_is_covered(format_: Format) -> None:
    official = _schema(official_name(format_)).rules
    covered = {number for rule in rules_of(format_) for number in rule.official}
    first = 2 if format_.is_name_checked else 1
    assert covered == set(range(first, len(official) + 1))


def test_rule_ids_are_unique_and_belong_to_their_format() -> None:
    stated = {(rule.id, rule.violators, rule.text) for format_ in JUDGED for rule in rules_of(format_)}
    ids = {rule for rule, *_ in stated}
    assert len(ids) == len(stated)
    assert not ids & set(stated_rules())
    for format_ in JUDGED:
        assert len({rule.id.partition(".")[0] for rule in rules_of(format_)}) <= 1


def test_a_rule_needs_no_extension_function() -> None:
    known = {"not", "boolean", "sum", "self"}
    for format_ in JUDGED:
        for rule in rules_of(format_):
            assert set(re.findall(r"([\w-]+)\(", rule.violators)) <= known, rule.id


def test_a_finding_of_a_rule_says_where_and_by_what_clause() -> None:
    (format_,) = (format_ for format_ in FORMATS if format_.prefix == "ON_NSCHFDOPPR")
    root = Specimens(format_).draw(Random(1), 0.3)
    root[0].set("Функция", "СЧФ")
    root[0].set("НаимДокОпр", "Акт")
    found = next(f for f in validate(as_file(root)).findings if f.rule == "upd.document_name_forbidden")
    assert found.path == "/Файл/Документ/@НаимДокОпр"
    assert found.line == 2
    assert "ЕД-7-26/970@" in found.clause


OF_FUNCTIONS = [format_ for format_ in RULED if format_.prefix == "ON_NSCHFDOPPR"]


@pytest.mark.parametrize("format_", OF_FUNCTIONS, ids=lambda f: f.name)
@pytest.mark.parametrize("function", [*FUNCTIONS, ""])
def test_a_rule_asked_of_a_known_function_finds_what_it_finds_of_any(format_: Format, function: str) -> None:
    def finds(path: str | None, root: etree._Element) -> bool:
        return path is not None and bool(root.xpath(path))

    for seed in range(0, 60, len(FUNCTIONS)):
        root = files_of(format_, seed)
        root[0].set("Функция", function)
        for rule in rules_of(format_):
            assert finds(_of_function(rule.violators, function), root) == finds(rule.violators, root), rule.id


@pytest.mark.parametrize("format_", OF_FUNCTIONS, ids=lambda f: f.name)
def test_of_two_documents_in_a_file_each_is_asked_by_its_own_function(format_: Format) -> None:
    for seed in range(40):
        root = files_of(format_, seed)
        _doubled(root[0])
        expected = {rule.id for rule in rules_of(format_) if root.xpath(rule.violators)}
        assert {found.rule for found in check(root, format_, Places(root, b""))} == expected


def _doubled(document: etree._Element) -> None:
    """The first of two documents is of a function that asks for little."""
    another = deepcopy(document)
    another.set("Функция", "СЧФДОП")
    document.set("Функция", "СвЗК")
    document.addnext(another)


def test_the_page_of_rules_is_current() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == table()
