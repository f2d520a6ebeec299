"""Whatever JSON is posted, the answer is a document or a list of what to mend, and never a failure of ours."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.acceptance.api_house import Client, document

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
HERE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place within a JSON value but the whole of it."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [deeper for step, inner in members for deeper in ((*place, step), *places(inner, (*place, step)))]


SAMPLE = document(
    number="УТ-1",
    seller={"inn": "7700000016", "name": "ООО «Ромашка»"},
    signatories=[{"position": "Директор", "name": {"surname": "Орлова", "given_name": "Вера"}}],
)


def replaced(place: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    sent: Any = copy.deepcopy(SAMPLE)
    inner = sent
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return dict(sent)


def is_understood(client: Client, body: Any) -> None:
    payload = json.dumps(body).encode()
    for path in ("/documents", "/validations"):
        answer = client.post(path, data=payload, headers={"Content-Type": "application/json"})
        assert answer.status_code in (200, 201, 400, 422), (payload, answer.text)
        assert answer.status_code < 400 or answer.json()["detail"]


@HERE
@given(body=VALUES)
def test_any_json_is_understood(accountant: Client, body: Any) -> None:
    is_understood(accountant, body)


@HERE
@given(place=st.sampled_from(places(SAMPLE)), value=VALUES)
def test_a_document_with_anything_in_one_field_is_understood(
    accountant: Client, place: tuple[str | int, ...], value: Any
) -> None:
    is_understood(accountant, replaced(place, value))


@HERE
@given(body=st.binary(max_size=200))
def test_any_bytes_are_understood(accountant: Client, body: bytes) -> None:
    for media_type in ("application/json", "application/xml"):
        answer = accountant.post("/validations", data=body, headers={"Content-Type": media_type})
        assert answer.status_code == 200, (body, answer.text)
        assert answer.json()["valid"] is False
