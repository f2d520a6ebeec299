"""Laws of building and parsing, checked on documents drawn from the declaration."""

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats import build, complete, envelope_of, parse, read_document, write
from tests.reference import objections, reference_folder
from tests.unit.formats.strategies import (
    Json,
    buyer_titles,
    correction_documents,
    discrepancies,
    reconciliations,
    service_documents,
    transfer_documents,
)
from tests.unit.formats.transport_strategies import transport_answers, transport_waybills
from tests.unit.formats.works_strategies import works_act_answers, works_acts

AT = datetime(2026, 11, 21, 7, 15, 30, tzinfo=UTC)
GUID = UUID("f6fadfa7-e5c1-4b62-9362-da5cc13da58a")
EXAMPLES = sorted((Path(__file__).parents[3] / "examples").glob("*.json"))
any_document = st.one_of(
    transfer_documents(),
    buyer_titles(),
    service_documents(),
    correction_documents(),
    reconciliations(),
    transport_waybills(),
    transport_answers(),
    works_acts(),
    works_act_answers(),
    discrepancies(),
)
thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def built(payload: Json) -> ExchangeFile:
    return build(read_document(payload), at=AT, guid=GUID)


@thorough
@given(any_document)
def test_what_is_built_is_parsed_into_the_same_document(payload: Json) -> None:
    completed = complete(read_document(payload))
    assert parse(build(completed, at=AT, guid=GUID)) == completed


@thorough
@given(any_document)
def test_completing_twice_changes_nothing(payload: Json) -> None:
    completed = complete(read_document(payload))
    assert complete(completed) == completed


@thorough
@given(any_document)
def test_writing_what_is_completed_gives_the_file_that_building_gives(payload: Json) -> None:
    document = read_document(payload)
    assert write(complete(document), at=AT, guid=GUID) == build(document, at=AT, guid=GUID)


@thorough
@given(transfer_documents())
def test_a_changed_part_is_what_its_model_copy_is(payload: Json) -> None:
    document = read_document(payload)
    changes = {"number": "другой", "title": None}
    changed, copy = document.changed(changes), document.model_copy(update=changes)
    assert changed == copy
    assert changed.model_dump(exclude_unset=True) == copy.model_dump(exclude_unset=True)


@thorough
@given(any_document)
def test_json_bytes_and_decoded_json_are_read_alike(payload: Json) -> None:
    assert read_document(json.dumps(payload).encode()) == read_document(payload)


@thorough
@given(any_document)
def test_a_completed_document_survives_its_own_json(payload: Json) -> None:
    completed = complete(read_document(payload))
    assert read_document(completed.model_dump_json(exclude_none=True)) == completed


@thorough
@given(any_document)
def test_the_official_schema_and_rules_accept_every_document(payload: Json) -> None:
    reference_folder()
    assert objections(built(payload)) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_builds_and_the_official_schema_accepts_it(example: Path) -> None:
    file = build(read_document(example.read_bytes()), at=AT, guid=GUID)
    assert parse(file) == complete(read_document(example.read_bytes()))
    assert objections(file) == []


def test_the_smallest_transfer_document_takes_less_than_25_lines() -> None:
    smallest = next(path for path in EXAMPLES if path.stem == "smallest")
    assert len(smallest.read_text("utf-8").splitlines()) < 25


def test_reference_samples_are_rebuilt_without_loss() -> None:
    """Nothing of the sample's content is lost, added or moved: the same infoset but for the moment of forming."""
    for path in sorted((reference_folder() / "formats" / "samples").glob("*.xml")):
        file = ExchangeFile(path.name, path.read_bytes())
        if not path.name.startswith(("ON_NSCHF", "ON_NKORSCHF", "DP_IZV", "DP_PD", "DP_UV", "DP_PRANNUL")):
            continue
        envelope = envelope_of(file)
        assert envelope.parts is not None
        rebuilt = build(parse(file), at=AT, guid=envelope.parts.guid)
        assert parse(rebuilt) == parse(file)
        assert _content(rebuilt) == _content(file)


def _content(file: ExchangeFile) -> bytes:
    root = etree.fromstring(file.content)
    for name in ("ИдФайл", "ВерсПрог"):
        del root.attrib[name]
    for name in ("ДатаИнфПр", "ВремИнфПр", "ДатаИнфПок", "ВремИнфПок"):
        next(root.iter("Документ")).attrib.pop(name, None)
    return bytes(etree.tostring(root, method="c14n"))
