"""Every sentence a person reads is whole, in both languages, in one spelling and of the same facts."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import edo_gateway
import schemas
import signing
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text
from edo_gateway.formats import messages
from edo_gateway.formats.catalogue import formats
from edo_gateway.formats.validation.rules import rules_of
from edo_gateway.formats.validation.sentences import stated_rules

# Words of programmers and of paper forms of speech; a bookkeeper is told the thing itself.
_FORBIDDEN = re.compile(r"валид|коррект(?!иров)|XPath|XSD|\bнод[аыу]\b|\bтег|дефолт|\bюзер|парс(?!ек)", re.IGNORECASE)
# Words that are written with ё here and without it by slip.
_WITHOUT_YO = re.compile(
    r"\b(?:еще|ее|нее|свое|счет\w*|расчет\w*|учет\w*|отчет\w*|объем\w*|прием\w*|подъем\w*|четырех|трех)\b",
    re.IGNORECASE,
)
_PAIRED = {"«": "»", "(": ")", "“": "”"}


def stated() -> Iterator[tuple[str, Text]]:
    """Every sentence of validation: of the findings, of the requests, of the rules of each format."""
    yield from ((rule, Text(said["ru"], said["en"])) for rule, said in stated_rules().items())
    yield from ((rule, messages.stated(rule)) for rule in messages.rules())
    yield from ((rule.id, rule.text) for format_ in formats() if format_.rules for rule in rules_of(format_))


def errors_of_the_house() -> Iterator[tuple[str, Text]]:
    for module in pkgutil.walk_packages(edo_gateway.__path__, "edo_gateway."):
        if not module.name.endswith("__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
    waiting: list[type[GatewayError]] = [GatewayError]
    while waiting:
        error = waiting.pop()
        waiting += error.__subclasses__()
        if not error.__module__.startswith("edo_gateway.sandbox"):  # it answers as the operator it stands for
            yield error.__name__, error.text


SENTENCES = sorted({*stated(), *errors_of_the_house()}, key=lambda one: (one[0], one[1].ru))


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def faults(text: Text) -> Iterator[str]:
    """What is wrong with a sentence, in words; nothing of one that is said elsewhere whole."""
    if re.fullmatch(r"\{\w+\}", text.ru):
        return
    if not re.search("[а-яё]", text.ru) or not re.search("[a-z]", text.en):
        yield "is not said in both languages"
    if placeholders(text.ru) - {"hint_term"} != placeholders(text.en) - {"hint_term"}:
        yield "the languages tell different facts"
    for sentence in (text.ru, text.en):
        yield from slips(sentence)
    yield from russian_slips(re.sub(r"\{\w+\}|\"[^\"]*\"|<[^>]*>", "", text.ru))


def slips(sentence: str) -> Iterator[str]:
    if not re.search(r"(?:[.?…]|\{\w+\})\Z", sentence):
        yield "has no full stop"
    if not re.match(r"[^a-zа-яё]", sentence):
        yield "begins with a small letter"
    if any(sentence.count(opening) != sentence.count(closing) for opening, closing in _PAIRED.items()):
        yield "leaves a quotation or a bracket open"
    if re.search(r"  | [,.;:!?](?!\w)|\.\.| \N{EM DASH} ", sentence):
        yield "has a slip of the keyboard"


def russian_slips(sentence: str) -> Iterator[str]:
    if _FORBIDDEN.search(sentence):
        yield "speaks like a program"
    if _WITHOUT_YO.search(sentence):
        yield "lacks a ё"
    if "“" in sentence or '"' in sentence:
        yield "has quotes of another language"


@pytest.mark.parametrize(("name", "text"), SENTENCES, ids=[name for name, _ in SENTENCES])
def test_a_sentence_is_whole(name: str, text: Text) -> None:
    assert list(faults(text)) == [], name


def test_phrases_are_said_in_both_languages_of_the_same_facts() -> None:
    for name, said in schemas.read_json("findings.json")["phrases"].items():
        assert said["ru"], name
        assert said["en"], name
        if not name.startswith("table_"):
            assert placeholders(said["ru"]) == placeholders(said["en"]), name
        assert not _WITHOUT_YO.search(said["ru"]), name


def sentences_of_signing() -> Iterator[tuple[str, str, str]]:
    """Where a sentence of the library of signatures is written, and its two languages with facts left out."""
    for path in sorted(Path(signing.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = {one.arg: one.value for one in node.keywords} if isinstance(node, ast.Call) else {}
            told = {name: _literal(said[name]) for name in ("ru", "en") if name in said}
            if len(told) == 2 and all(told.values()):
                yield f"{path.name}:{node.lineno}", told["ru"], told["en"]  # type: ignore[attr-defined]


def _literal(node: ast.expr) -> str:
    """The text of a string, a fact as {}; empty where it is no string."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_the_sentences_of_signing_are_whole() -> None:
    found = list(sentences_of_signing())
    assert len(found) > 40
    for place, ru, en in found:
        assert re.search("[а-яё]", ru), place
        assert re.search("[a-z]", en), place
        assert re.search(r"(?:[.?]|\{\})\Z", ru), place
        assert re.search(r"(?:[.?]|\{\})\Z", en), place
        assert not _FORBIDDEN.search(ru), place
        assert not _WITHOUT_YO.search(ru), place
        assert " \N{EM DASH} " not in ru, place
