"""Sheets of the documents people know on paper: whatever the document says stands there, in both renderings alike."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from random import Random
from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edo_gateway.formats import complete, read_document
from edo_gateway.formats.documents import DOCUMENT_TYPES
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.printing import paper_of, to_html
from edo_gateway.formats.printing.facts import is_technical
from edo_gateway.formats.printing.phrases import word
from edo_gateway.formats.printing.sheets import SHEETS
from tests.unit.formats.power_strategies import powers_of_attorney
from tests.unit.formats.printed import is_seen, seen_in_html, seen_in_pdf, squeezed, values_on
from tests.unit.formats.strategies import buyer_titles, discrepancies, reconciliations, service_documents
from tests.unit.formats.transport_strategies import transport_answers, transport_waybills
from tests.unit.formats.works_strategies import works_act_answers, works_acts

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMED = ("/country", "/region")  # codes in place of which the paper has the name
OF_OTHERS = ("transfer_document", "correction_document")  # see test_nothing_left_out


def example(name: str) -> DocumentModel:
    return complete(read_document(json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))))


def _with_a_sheet() -> dict[str, DocumentModel]:
    known = {path.stem: example(path.stem) for path in sorted(EXAMPLES.glob("*.json"))}
    return {name: found for name, found in known.items() if type(found) in SHEETS and found.type not in OF_OTHERS}


DOCUMENTS = _with_a_sheet()


def changes(part: Part) -> Iterator[tuple[str, str, Part]]:
    """Each value of the part and below it as people write it, with the part as it would be were the value another."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if value is None or is_technical(type(part), name):
            continue
        for place, text, new in _changed(value, type(part).model_fields[name].annotation):
            yield f"/{name}{place}", text, part.changed({name: new})


def _changed(value: Any, annotation: Any) -> Iterator[tuple[str, str, Any]]:
    if isinstance(value, Part):
        yield from changes(value)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            for place, text, new in _changed(item, annotation):
                yield f"/{index}{place}", text, (*value[:index], new, *value[index + 1 :])
    else:
        yield "", "" if _choices(annotation) else written(value), _another(value, annotation)


def written(value: Any) -> str:
    """A value as people write it; empty for a flag or a code, which a word stands for."""
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".").replace(".", ",") if "." in f"{value:f}" else f"{value:f}"
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value) if isinstance(value, str) and not isinstance(value, Enum) else ""


def _another(value: Any, annotation: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        return next(other for other in type(value) if other is not value)
    if isinstance(value, str):
        return next((other for other in _choices(annotation) if other != value), f"{value}ж")
    if isinstance(value, dt.time):
        return value.replace(hour=(value.hour + 1) % 24)
    return value + (dt.timedelta(days=1) if isinstance(value, dt.date) else 1)


def _choices(annotation: Any) -> tuple[str, ...]:
    """The strings a field is limited to."""
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return tuple(choice for inner in get_args(annotation) for choice in _choices(inner))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_that_differ_in_any_value_have_different_papers(name: str) -> None:
    document = DOCUMENTS[name]
    paper = paper_of(document)
    alike = [place for place, _, other in changes(document) if paper_of(other) == paper]
    assert alike == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_and_number_of_a_document_is_read_on_its_paper(name: str) -> None:
    document = DOCUMENTS[name]
    seen = squeezed("\n".join(values_on(paper_of(document))))
    told = {place: text for place, text, _ in changes(document) if not place.endswith(NAMED)}
    assert [place for place, text in told.items() if squeezed(text) not in seen] == []


DRAWN = st.one_of(
    *(buyer_titles(), works_acts(), works_act_answers(), reconciliations(), discrepancies(), service_documents()),
    *(transport_waybills(), transport_answers(), powers_of_attorney()),
)
relaxed = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@relaxed
@given(DRAWN)
def test_every_text_and_number_of_any_document_is_read_on_its_paper(drawn: dict[str, Any]) -> None:
    document = complete(read_document(drawn))
    seen = squeezed("\n".join(values_on(paper_of(document))))
    told = {place: text for place, text, _ in changes(document) if not place.endswith(NAMED)}
    assert [(place, text) for place, text in told.items() if squeezed(text) not in seen] == []


@relaxed
@given(DRAWN, st.randoms(use_true_random=False))
def test_any_documents_that_differ_in_a_value_have_different_papers(drawn: dict[str, Any], die: Random) -> None:
    document = complete(read_document(drawn))
    paper, others = paper_of(document), list(changes(document))
    some = die.sample(others, min(len(others), 12))
    assert [place for place, _, other in some if paper_of(other) == paper] == []


ANSWERED = {
    "works_act": ("works_act_answer",),
    "reconciliation": ("reconciliation_disputed",),
    "discrepancy": ("discrepancy_answer",),
    "transport_waybill": ("transport_acceptance", "transport_delivery", "transport_handover"),
}


@pytest.mark.parametrize("name", ANSWERED)
def test_what_an_answer_says_stands_on_the_paper_of_what_it_answers(name: str) -> None:
    document, answers = DOCUMENTS[name], [DOCUMENTS[answer] for answer in ANSWERED[name]]
    paper = paper_of(document, answers=answers)
    seen = squeezed("\n".join(values_on(paper)))
    for index, answer in enumerate(answers):
        for place, text, other in changes(answer):
            assert squeezed(text) in seen or place.endswith(NAMED), place
            assert paper_of(document, answers=[*answers[:index], other, *answers[index + 1 :]]) != paper, place


def test_no_word_of_a_code_is_left_untranslated() -> None:
    known = {member.value for kind in _kinds() for member in kind}
    assert len(known) > 60
    assert [value for value in sorted(known) if word(value).isascii() and re.search("[a-z]", word(value))] == []


def _kinds() -> set[type[StrEnum]]:
    """Every enumeration a field of a document may take."""
    waiting: list[Any] = [*DOCUMENT_TYPES]
    seen: set[Any] = set()
    while waiting:
        known = waiting.pop()
        if known not in seen:
            seen.add(known)
            fields = known.model_fields.values() if isinstance(known, type) and issubclass(known, Part) else ()
            waiting += [*get_args(known), *(field.annotation for field in fields)]
    return {kind for kind in seen if isinstance(kind, type) and issubclass(kind, StrEnum)}


def test_every_document_has_a_sheet() -> None:
    assert set(SHEETS) == set(DOCUMENT_TYPES)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_unsigned_paper_never_says_it_is_signed(name: str) -> None:
    answers = [DOCUMENTS[answer] for answer in ANSWERED.get(name, ())]
    assert "подписано электронной" not in to_html(paper_of(DOCUMENTS[name], answers=answers))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_both_renderings_of_a_sheet_say_the_same(name: str) -> None:
    answers = [DOCUMENTS[answer] for answer in ANSWERED.get(name, ())]
    paper = paper_of(DOCUMENTS[name], answers=answers)
    values = set(values_on(paper)) - {paper.name}
    for seen in (seen_in_html(to_html(paper)), seen_in_pdf(paper)):
        assert [value for value in values if not is_seen(value, seen)] == []
