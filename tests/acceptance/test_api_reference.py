"""The API describes itself completely and truthfully."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.acceptance.api_house import Client, House

UNKNOWN = "00000000-0000-4000-8000-000000000000"
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def description(nobody: Client) -> dict[str, Any]:
    answer = nobody.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def operations(description: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for method in METHODS & set(methods):
            yield path, method.upper(), methods[method]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for member in value.values():
            yield from nodes(member)
    elif isinstance(value, list):
        for member in value:
            yield from nodes(member)


def test_every_route_is_described_and_every_description_is_a_route(house: House, description: dict[str, Any]) -> None:
    rules = [
        rule
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule in ("/healthz", "/readyz", "/metrics")
    ]
    served = {(re.sub(r"<\w+:(\w+)>", r"{\1}", rule.rule), method) for rule in rules for method in rule.methods or ()}
    described = {(path, method) for path, method, _ in operations(description)}
    assert {(path, method) for path, method in served if method not in ("HEAD", "OPTIONS")} == described


def test_every_described_operation_answers_as_described(
    description: dict[str, Any], accountant: Client, house_document: str
) -> None:
    for path, method, operation in operations(description):
        concrete = path.replace("{document_id}", house_document if method == "GET" else UNKNOWN)
        concrete = re.sub(r"\{(number|job_id)\}", "1", concrete)
        concrete = re.sub(r"\{\w+\}", UNKNOWN, concrete)
        media = next(iter(operation.get("requestBody", {}).get("content", {})), None)
        answer = accountant.session.request(
            method,
            accountant.address + concrete,
            headers={"Authorization": f"Bearer {accountant.key}", **({"Content-Type": media} if media else {})},
            data=b"{}" if media else None,
            timeout=60,
        )
        expected = operation["responses"].get(str(answer.status_code))
        assert expected, f"{method} {path} answered {answer.status_code}, which is not described: {answer.text}"
        described = expected.get("content", {})
        assert not described or answer.headers["Content-Type"].partition(";")[0] in described
        if answer.status_code >= 400:
            assert answer.json()["code"] in described["application/problem+json"]["examples"]


def test_every_operation_but_the_reference_needs_a_key(description: dict[str, Any], nobody: Client) -> None:
    for path, method, operation in operations(description):
        concrete = re.sub(r"\{\w+\}", "1" if "number" in path or "job_id" in path else UNKNOWN, path)
        concrete = concrete.replace("/documents/1/", f"/documents/{UNKNOWN}/")
        answer = nobody.session.request(method, nobody.address + concrete, timeout=60)
        assert (answer.status_code == 401) is (operation.get("security") != []), f"{method} {path}"


def test_every_reference_within_the_description_leads_somewhere(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    references = {node["$ref"] for node in nodes(description) if isinstance(node.get("$ref"), str)}
    assert references
    assert {reference.removeprefix("#/components/schemas/") for reference in references} <= set(schemas)


def test_operations_have_names_of_their_own_and_words_in_both_languages(nobody: Client) -> None:
    spoken = {
        tongue: nobody.get("/openapi.json", headers={"Accept-Language": tongue}).json() for tongue in ("ru", "en")
    }
    ids = [operation["operationId"] for _, _, operation in operations(spoken["ru"])]
    assert len(ids) == len(set(ids))
    for tongue, description in spoken.items():
        for path, _, operation in operations(description):
            assert operation["summary"], path
            assert bool(re.search("[А-Яа-я]{3}", operation["summary"])) is (tongue == "ru"), operation["summary"]


def test_the_examples_can_be_posted_as_they_are(description: dict[str, Any], accountant: Client) -> None:
    def example(path: str) -> dict[str, Any]:
        body = description["paths"][f"/api/v1{path}"]["post"]["requestBody"]
        found: dict[str, Any] = body["content"]["application/json"]["example"]
        return found

    counterparty = example("/counterparties")
    counterparty["party"]["inn"] = "5024002077"
    counterparty["party"]["kpp"] = "502401001"
    assert accountant.post("/counterparties", json=counterparty).status_code == 201
    posted = accountant.post("/documents", json={**example("/documents"), "number": uuid4().hex[:8]})
    assert posted.status_code == 201, posted.text
    assert accountant.post("/validations", json=example("/validations")).json()["valid"] is True


def test_answers_have_exactly_the_described_fields(
    description: dict[str, Any], accountant: Client, house_document: str
) -> None:
    schemas = description["components"]["schemas"]
    for path, name in (
        (f"/documents/{house_document}", "DocumentView"),
        ("/documents", "DocumentPage"),
        ("/events", "EventPage"),
        ("/delivery-log", "DeliveryLogPage"),
        ("/organizations", "OrganizationList"),
        ("/counterparties", "CounterpartyList"),
    ):
        assert set(accountant.get(path).json()) == set(schemas[name]["properties"]), path
        assert schemas[name]["required"] == list(schemas[name]["properties"])


def test_an_answer_in_json_is_not_described_as_bytes(description: dict[str, Any]) -> None:
    for media_type, described in json_answers(description):
        assert "$ref" in described["schema"] or described["schema"]["type"] == "object", media_type


def json_answers(description: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    contents = [node["content"] for node in nodes(description) if isinstance(node.get("content"), dict)]
    return [item for content in contents for item in content.items() if re.fullmatch(r"\w+/.*json", item[0])]


def test_the_schema_of_a_document_stands_alone(nobody: Client) -> None:
    answer = nobody.get("/schemas/transfer_document")
    assert answer.headers["Content-Type"] == "application/schema+json"
    schema = answer.json()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert not {"seller", "signatories", "type"} & set(schema["required"])
    references = {node["$ref"] for node in nodes(schema) if isinstance(node.get("$ref"), str)}
    assert {reference.removeprefix("#/$defs/") for reference in references} <= set(schema["$defs"])


@pytest.mark.parametrize("tongue", ["ru", "en"])
def test_the_page_of_the_reference_needs_nothing_but_itself(
    nobody: Client, description: dict[str, Any], tongue: str
) -> None:
    answer = nobody.get("/docs", headers={"Accept-Language": tongue})
    assert answer.status_code == 200
    assert f'<html lang="{tongue}">' in answer.text
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert not re.search(r"<script|<link|<img|src=|style=|//cdn", answer.text)
    for path, _, operation in operations(description):
        if operation.get("tags"):
            assert path in answer.text
    links = set(re.findall(r'href="#([\w-]+)"', answer.text))
    assert links <= set(re.findall(r'id="([\w-]+)"', answer.text))
