"""The brake on guessing, cursors, file names and strict JSON, without a network."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from werkzeug.http import parse_options_header

from edo_gateway.formats.request import MOST_PIECES
from edo_gateway.web.api.bodies import decoded_json, pointer_of
from edo_gateway.web.api.cursor import Cursor, cursor_at
from edo_gateway.web.api.files import attachment
from edo_gateway.web.errors import InvalidRequest, MalformedJson, TooManyFailures
from edo_gateway.web.security import FailureLimit


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_address_waits_after_too_many_failures_and_is_free_when_they_grow_old() -> None:
    ticks = Ticks()
    limit = FailureLimit(most=2, window=60.0, monotonic=ticks)
    limit.note("a")
    ticks.now = 10.0
    limit.note("a")
    with pytest.raises(TooManyFailures) as refused:
        limit.check("a")
    assert refused.value.retry_after == 51
    limit.check("b")
    ticks.now = 60.0
    limit.check("a")


def test_the_memory_of_failures_is_bounded() -> None:
    limit = FailureLimit(most=1, capacity=3, monotonic=Ticks())
    for address in "abcd":
        limit.note(address)
    limit.check("a")
    with pytest.raises(TooManyFailures):
        limit.check("d")


@given(st.integers(min_value=1, max_value=10**18 - 1))
def test_a_cursor_leads_back_to_its_position(position: int) -> None:
    assert TypeAdapter[int](Cursor).validate_python(cursor_at(position)) == position


@given(st.text(max_size=30))
def test_a_foreign_cursor_is_refused_and_never_breaks(text: str) -> None:
    try:
        position = TypeAdapter[int](Cursor).validate_python(text)
    except ValidationError:
        return
    assert position >= 1


@pytest.mark.parametrize("name", ["ON_NSCHFDOPPR_a_b.xml", "Договор № 5.pdf", 'a"b\\c.xml', "..", "x\u2028y.xml"])
def test_a_file_name_survives_its_header(name: str) -> None:
    header = attachment(name)
    assert header.isascii()
    assert not {"\r", "\n"} & set(header)
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", name)


@pytest.mark.parametrize(
    ("place", "pointer"),
    [((), ""), (("lines", 0, "name"), "/lines/0/name"), (("a/b", "c~d"), "/a~1b/c~0d"), (("",), "/")],
)
def test_a_pointer_is_written_by_rfc_6901(place: tuple[int | str, ...], pointer: str) -> None:
    assert pointer_of(place) == pointer


@pytest.mark.parametrize(
    ("content", "line", "column"),
    [(b'{"a": 1,\n "b": }', 2, 7), (b'{"a":\n\n "\xff"}', 3, 3), (b"", 1, 1)],
)
def test_the_place_of_malformed_json_is_told(content: bytes, line: int, column: int) -> None:
    with pytest.raises(MalformedJson) as refused:
        decoded_json(content)
    assert (refused.value.facts["line"], refused.value.facts["column"]) == (line, column)


def test_every_strange_string_is_named_at_once() -> None:
    with pytest.raises(InvalidRequest) as refused:
        decoded_json(rb'{"a": "\u0000", "b": [1, {"c/d": "\ud800"}], "\udc00": 1}')
    assert [finding.pointer for finding in refused.value.findings] == ["/a", "/b/1/c~1d", ""]


MOST_TIMES = 30
"""CPU time of a refusal, as times what the bare parser takes for the same bytes."""


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def refused_at_once(content: bytes) -> MalformedJson | InvalidRequest:
    def refuse() -> None:
        with pytest.raises((MalformedJson, InvalidRequest)) as refused:
            decoded_json(content)
        found.append(refused.value)

    found: list[MalformedJson | InvalidRequest] = []
    bare = seconds(lambda: json.loads(content))
    assert seconds(refuse) < MOST_TIMES * bare
    return found[0]


def test_a_name_told_twice_among_very_many_is_found_at_once() -> None:
    names = ",".join(f'"k{number}": 1' for number in range(MOST_PIECES - 10))
    refused = refused_at_once(f'{{{names}, "k{MOST_PIECES - 11}": 2}}'.encode())
    assert f"k{MOST_PIECES - 11}" in str(refused.facts["reason"])


def test_of_very_many_strange_strings_the_first_are_named() -> None:
    refused = refused_at_once(b"[" + rb'"\u0000",' * (MOST_PIECES - 10) + b"1]")
    assert isinstance(refused, InvalidRequest)
    assert len(refused.findings) == 100


@pytest.mark.parametrize("piece", [b"[],", b"{},", b"1,", b'"",'])
def test_more_values_than_a_document_has_are_refused_before_they_are_read(piece: bytes) -> None:
    refused = refused_at_once(b"[" + piece * MOST_PIECES + b"1]")
    assert "значений" in str(refused.facts["reason"])
