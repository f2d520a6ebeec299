"""Whatever comes, only our own error leaves the room."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import build, envelope_of, parse, party_card, read_document, summary
from edo_gateway.formats.request import MOST_FINDINGS, MOST_PIECES
from tests.unit.formats.documents_at_hand import AT, GUID, SMALL, built, small

_anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["22%", "он же", "7700000016"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["inn", "name", "kind", "0"]), inner),
    max_leaves=6,
)
_file = built()


def _places(value: Any, path: str = "") -> list[str]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        found += _places(inner, f"{path}__{key}" if path else str(key))
    return found


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_places(SMALL)), _anything)
def test_any_value_in_any_field_is_read_or_refused_in_our_words(place: str, value: Any) -> None:
    payload = small(**{place: value}) if value is not None else small()
    with suppress(InvalidDocument):
        summary(parse(build(read_document(payload), at=AT, guid=GUID)))
    with suppress(InvalidDocument):
        read_document(json.dumps(payload))


@settings(max_examples=200, deadline=None)
@given(_anything | st.binary() | st.text())
def test_any_payload_is_read_or_refused_in_our_words(payload: Any) -> None:
    for reader in (read_document, party_card):
        with suppress(InvalidDocument):
            reader(payload)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(_file.content) - 1), st.integers(0, 12), st.binary(max_size=4))
def test_a_damaged_file_is_read_or_refused_in_our_words(start: int, length: int, patch: bytes) -> None:
    damaged = _file.content[:start] + patch + _file.content[start + length :]
    for reader in (parse, envelope_of):
        with suppress(InvalidDocument):
            reader(damaged)


def test_an_attribute_taken_away_never_breaks_reading_with_a_foreign_error() -> None:
    text = _file.content.decode("cp1251")
    for piece in text.split(" ")[3:]:
        with suppress(InvalidDocument):
            summary(parse(text.replace(f" {piece}", "", 1).encode("cp1251")))


MOST_TIMES = 40
"""CPU time of a refusal, as times what the bare parser takes for the same bytes."""


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": [1] * (MOST_PIECES // 2)},
        {"lines": [{}] * (MOST_PIECES // 3)},
        {f"k{number}": 1 for number in range(MOST_PIECES // 2)},
    ],
    ids=["numbers for lines", "empty lines", "unknown fields"],
)
def test_of_very_many_mistakes_the_first_are_told_and_the_rest_counted_at_once(wrong: dict[str, Any]) -> None:
    content = json.dumps({**small(), **wrong})
    start = time.process_time()
    json.loads(content)
    bare = time.process_time() - start
    with pytest.raises(InvalidDocument) as refused:
        read_document(content)
    assert time.process_time() - start - bare < MOST_TIMES * bare
    findings = refused.value.report.findings
    assert findings[-1].rule == "request.more"
    assert 1 < len(findings) <= MOST_FINDINGS + 1


def test_more_values_than_a_document_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_document(b"[" + b"{}," * MOST_PIECES + b"1]")
    assert [found.rule for found in refused.value.report.findings] == ["request.too_complex"]
