"""An answer beside what it answers, in every format that answers something."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, Severity
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import Answered, validate
from tests.unit.formats.specimens import FORMATS, RECIPIENT, SENDER, Specimens, as_file, seller_title

ANSWERS = tuple(format_ for format_ in FORMATS if format_.answers)
TITLES = tuple(format_ for format_ in ANSWERS if format_.answers != "any")
SIGNATURE = b"the signature under it"


@dataclass
class Pair:
    answer: etree._Element
    answered: etree._Element

    @property
    def reference(self) -> etree._Element:
        """The element that names the file answered."""
        named = (e for e in self.answer.iter(etree.Element) if any(self._is_name(str(n)) for n in e.attrib))
        return next(element for element in named if element is not self.answer)

    @staticmethod
    def _is_name(name: str) -> bool:
        is_of_title = name.startswith("ИдФайлИнф") and name != "ИдФайлИнфПол"
        return is_of_title or name in ("ИмяПолФайла", "ИмяОтпрФайла", "ИмяАнФайла")

    def findings(self, signature: bytes = SIGNATURE) -> list[Finding]:
        answered = Answered(file=as_file(self.answered), signatures=(signature,))
        found = validate(as_file(self.answer), answered=answered).findings
        return [one for one in found if one.rule.startswith("links.answered_")]

    def rules(self, signature: bytes = SIGNATURE) -> set[str]:
        return {one.rule for one in self.findings(signature)}


def pair_of(format_: Format) -> Pair:
    """An answer that says of the file answered exactly what it is."""
    title = next((one for one in FORMATS if one.prefix == format_.answers), seller_title())
    pair = Pair(Specimens(format_).draw(Random(3), repeats=1), Specimens(title).draw(Random(3), repeats=1))
    reference = pair.reference
    for name in reference.attrib:
        if Pair._is_name(str(name)):
            reference.set(name, pair.answered.get("ИдФайл", ""))
    encoded = base64.b64encode(SIGNATURE).decode()
    if "ЭП" in reference.attrib:
        reference.set("ЭП", encoded)
    for child in reference:
        child.text = f"{encoded[:8]}\n{encoded[8:]}"  # some wrap it
    if format_ in TITLES and not format_.has_third_participant:
        name = pair.answer.get("ИдФайл", "")
        swapped = name.replace(f"{RECIPIENT}_{SENDER}", f"{SENDER}_{RECIPIENT}")
        assert swapped != name
        pair.answer.set("ИдФайл", swapped)
    content = pair.answer.find("Документ/СодФХЖ4")
    function = pair.answered[0].get("Функция")
    if content is not None and function:
        content.set("Функция", function)
    for mine, theirs in (("ПорНомДокИнфПр", "СвСчФакт"), ("НомПостДок", "СвАктСдПр")):
        told = pair.answered.find(f"Документ/{theirs}")
        if content is not None and told is not None and mine in content.attrib:
            content.set(mine, told.get("НомерДок", ""))
    return pair


@pytest.mark.parametrize("format_", ANSWERS, ids=lambda f: f.prefix)
def test_an_answer_that_says_what_the_file_is_has_no_findings(format_: Format) -> None:
    assert pair_of(format_).findings() == []


@pytest.mark.parametrize("format_", ANSWERS, ids=lambda f: f.prefix)
def test_an_answer_to_another_file_or_another_signature_is_refused(format_: Format) -> None:
    pair = pair_of(format_)
    assert pair.rules(b"another") == {"links.answered_signature"}
    name = next(name for name in pair.reference.attrib if Pair._is_name(str(name)))
    pair.reference.set(name, "another")
    (found,) = pair.findings()
    assert (found.rule, found.severity) == ("links.answered_name", Severity.ERROR)
    assert str(found.path).endswith(f"{pair.reference.tag}/@{name}")


@pytest.mark.parametrize("format_", TITLES, ids=lambda f: f.prefix)
def test_an_answer_that_tells_another_moment_or_goes_elsewhere_is_warned_of(format_: Format) -> None:
    pair = pair_of(format_)
    day = next(name for name in pair.reference.attrib if str(name).startswith("Дат"))
    before = pair.reference.get(day, "")
    pair.reference.set(day, "15.11.2026")
    (found,) = pair.findings()
    assert (found.rule, found.severity) == ("links.answered_moment", Severity.WARNING)
    pair.reference.set(day, before)
    if not format_.has_third_participant:
        name = pair.answer.get("ИдФайл", "")
        pair.answer.set("ИдФайл", name.replace(f"{SENDER}_{RECIPIENT}", f"{RECIPIENT}_{SENDER}"))
        assert pair.rules() == {"links.answered_sides"}


@pytest.mark.parametrize("format_", TITLES, ids=lambda f: f.prefix)
def test_an_answer_to_a_file_of_another_kind_is_refused(format_: Format) -> None:
    pair = pair_of(format_)
    pair.answered = Specimens(next(one for one in FORMATS if one.prefix == "DP_PDPOL")).draw(Random(1))
    assert pair.rules() == {"links.answered_format"}


@pytest.mark.parametrize(("prefix", "name"), [("ON_NSCHFDOPPOK", "ПорНомДокИнфПр"), ("ON_AKTREZRABZ", "НомПостДок")])
def test_an_answer_that_names_another_document_is_warned_of(prefix: str, name: str) -> None:
    pair = pair_of(next(one for one in TITLES if one.prefix == prefix))
    content = pair.answer.find("Документ/СодФХЖ4")
    assert content is not None
    content.set(name, "999")
    (found,) = pair.findings()
    assert (found.rule, found.severity) == ("links.answered_document", Severity.WARNING)
    assert found.path == f"/Файл/Документ/СодФХЖ4/@{name}"


def test_the_digits_of_the_name_are_repeated() -> None:
    pair = pair_of(next(one for one in TITLES if one.prefix == "ON_NSCHFDOPPOK"))
    pair.answer.set("ИдФайл", pair.answer.get("ИдФайл", "").replace("_0_0_0_0_0_00", "_0_1_0_0_0_00"))
    assert pair.rules() == {"links.answered_digits"}


def test_a_file_answered_that_cannot_be_read_is_said_so_and_opened_no_further() -> None:
    pair = pair_of(TITLES[0])
    bomb = b'<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a/>'
    report = validate(as_file(pair.answer), answered=Answered(file=ExchangeFile("a.xml", bomb)))
    assert "links.answered_unreadable" in {one.rule for one in report.findings}


def test_without_the_file_answered_nothing_is_compared() -> None:
    pair = pair_of(TITLES[0])
    pair.reference.set("ИдФайлИнфПр", "another")
    assert not [one for one in validate(as_file(pair.answer)).findings if one.rule.startswith("links.answered")]
