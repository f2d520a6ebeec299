"""What is signed is what is shown: the sheet of a document says every value of its file, on the form or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

import pytest

from edo_gateway.formats import parse
from edo_gateway.formats.correction.document import CorrectionDocument
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.printing import paper_of
from edo_gateway.formats.printing.card import card_of
from edo_gateway.formats.printing.facts import is_technical
from edo_gateway.formats.transfer.buyer_title import BuyerTitle
from edo_gateway.formats.transfer.document import TransferDocument
from tests.unit.formats.printed import squeezed, values_on
from tests.unit.formats.specimens import FORMATS, Specimens, as_file

_DECLARED = {"ON_NSCHFDOPPR": TransferDocument, "ON_NSCHFDOPPOK": BuyerTitle, "ON_NKORSCHFDOPPR": CorrectionDocument}


def drawn(prefix: str, seed: int, function: str) -> DocumentModel:
    """A random document of the format with a function its sheet knows."""
    format_ = next(known for known in FORMATS if known.prefix == prefix)
    root = Specimens(format_).draw(Random(seed), 0.8)
    for element in root.iter("Документ", "СодФХЖ4"):
        if "Функция" in element.attrib:
            element.set("Функция", function)
    for number, element in enumerate(root.iter()):
        for name, value in element.attrib.items():
            if value == "ж":
                element.set(name, f"ж{number}{name}")
    document = parse(as_file(root))
    assert isinstance(document, _DECLARED[prefix])
    return document


def told(document: DocumentModel) -> Iterator[tuple[str, str]]:
    """Values of the card, but for what never stands on paper, and for what paper tells otherwise than by its value.

    A function is told by the form itself, the place of a line by its row, a code by the words its term has for it.
    """
    for section in card_of(document):
        for field in section.fields:
            name = field.pointer.rpartition("/")[2]
            is_place = name == "number" and section.pointer.startswith("/lines/")
            if not is_place and name not in ("function", "status") and not is_technical(type(document), name):
                yield field.pointer, field.value


def digits(text: str) -> str:
    """Numbers without empty decimals, which depend on where they stand."""
    return re.sub(r"(,\d*?)0+(?!\d)", r"\1", text).replace(",", "")


def said(text: str) -> str:
    """However a date is joined to a number, and a verdict begins."""
    return squeezed(re.sub(r"\bот\b", "", text)).lower()


def missing(document: DocumentModel, shown: str) -> list[tuple[str, str]]:
    return [
        (pointer, value)
        for pointer, value in told(document)
        if said(value) not in shown and digits(said(value)) not in digits(shown)
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("function", ["СЧФДОП", "СЧФ", "ДОП", "СвРК"])
def test_the_sheet_of_a_transfer_document_leaves_nothing_out(function: str, seed: int) -> None:
    document, answer = drawn("ON_NSCHFDOPPR", seed, function), drawn("ON_NSCHFDOPPOK", seed, function)
    shown = said("|".join(values_on(paper_of(document))))
    assert missing(document, shown) == []
    if function != "СЧФ":
        both = said("|".join(values_on(paper_of(document, answers=[answer]))))
        assert missing(answer, both) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("function", ["КСЧФ", "КСЧФДИС", "ДИС", "СвИСРК"])
def test_the_sheet_of_a_correction_leaves_nothing_out(function: str, seed: int) -> None:
    document = drawn("ON_NKORSCHFDOPPR", seed, function)
    assert missing(document, said("|".join(values_on(paper_of(document))))) == []


def test_a_part_is_never_told_by_its_type() -> None:
    document = drawn("ON_NSCHFDOPPR", 1, "СЧФДОП")
    assert not any(kind.__name__ + "(" in value for value in values_on(paper_of(document)) for kind in _parts())


def _parts() -> list[type[Part]]:
    return Part.__subclasses__()
