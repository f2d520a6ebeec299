"""Everything that can be wrong with a request has its own clear answer, and leaves nothing half done."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.acceptance.api_house import BUYER, Client, document


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem details of a refusal."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["code"] == code, answer.text
    assert problem["type"] == f"urn:edo-gateway:problem:{code}"
    assert problem["instance"] == f"urn:edo-gateway:request:{answer.headers['X-Request-Id']}"
    assert problem["title"]
    assert problem["detail"]
    assert "Traceback" not in answer.text
    return problem


def pointers(problem: dict[str, Any]) -> set[str]:
    return {error["pointer"] for error in problem["errors"]}


@pytest.fixture
def unchanged(accountant: Client) -> Any:
    """Whatever the test does, the organisation has as many documents and counterparties after it as before."""
    before = accountant.count(), accountant.get("/counterparties").json(), accountant.get("/events").json()
    yield
    assert (accountant.count(), accountant.get("/counterparties").json(), accountant.get("/events").json()) == before


pytestmark = pytest.mark.usefixtures("unchanged")
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"number": "1",}',
        b'{"total": NaN}',
        b'{"number": "1", "number": "2"}',
        b'{"number": "\xd0"}',
        '{"number": "1"}'.encode("utf-16"),
        b"[" * 100_000,
        b"[" * 150 + b"]" * 150,
        b"1" * 5000,
    ],
)
def test_malformed_json_is_refused_and_the_place_named(accountant: Client, body: bytes) -> None:
    problem = refused(accountant.post("/documents", data=body, headers=JSON), 400, "malformed_json")
    assert re.search(r"строка \d+, столбец \d+\. .*[а-я]", problem["detail"]), problem["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"number": 42}, "/number"),
        ({"lines": "много"}, "/lines"),
        ({"lines": [{"name": 1}]}, "/lines/0/name"),
        ({"date": "21.11.2026"}, "/date"),
        ({"buyer": ["7800000027"]}, "/buyer"),
        ({"function": "СЧЁТ"}, "/function"),
        ({"function": {"a": 1}}, "/function"),
        ({"seller": 5}, "/seller"),
    ],
)
def test_a_wrong_type_is_named_by_json_pointer(accountant: Client, change: dict[str, Any], pointer: str) -> None:
    problem = refused(accountant.post("/documents", json=document(**change)), 422, "invalid_document")
    assert pointer in pointers(problem)


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "17", "true"])
def test_a_body_that_is_not_an_object_is_refused(accountant: Client, body: str) -> None:
    refused(accountant.post("/documents", data=body, headers=JSON), 422, "invalid_document")


def test_unknown_fields_are_refused_wherever_they_stand(accountant: Client) -> None:
    sent = document(colour="red")
    sent["lines"][0]["prise"] = "10.00"
    problem = refused(accountant.post("/documents", json=sent), 422, "invalid_document")
    assert {"/colour", "/lines/0/prise"} <= pointers(problem)


def test_a_wrong_control_digit_of_inn_is_found(accountant: Client) -> None:
    buyer = {
        "name": "АО «Ошибка»",
        "inn": "7800000028",
        "kpp": BUYER.kpp,
        "address": {"country": "643", "text": "190000, г. Санкт-Петербург"},
        "participant_id": "2BM-7800000028-780001001-202601010000000000001",
    }
    problem = refused(accountant.post("/documents", json=document(buyer=buyer)), 422, "invalid_document")
    assert "/buyer/inn" in pointers(problem)


def test_an_unregistered_buyer_is_named(accountant: Client) -> None:
    buyer = {
        "name": "АО «Незнакомое»",
        "inn": "7736207543",
        "kpp": "773601001",
        "address": {"country": "643", "text": "119021, г. Москва"},
        "participant_id": "2BM-7736207543-773601001-202601010000000000001",
    }
    problem = refused(accountant.post("/documents", json=document(buyer=buyer)), 422, "unknown_counterparty")
    assert pointers(problem) == {"/buyer/inn"}


def test_a_buyer_named_by_an_unknown_id_is_the_fault_of_the_field(accountant: Client) -> None:
    for unknown in ("00000000-0000-4000-8000-000000000000", "не uuid", 17, None, ["a"]):
        problem = refused(accountant.post("/documents", json=document(buyer={"id": unknown})), 422, "not_found")
        assert pointers(problem) == {"/buyer/id"}


def test_a_foreign_seller_is_refused(accountant: Client) -> None:
    refused(accountant.post("/documents", json=document(seller={"inn": BUYER.inn})), 422, "foreign_seller")


def test_totals_that_do_not_add_up_are_named(accountant: Client) -> None:
    sent = document(total_gross="9999.00")
    problem = refused(accountant.post("/documents", json=sent), 422, "invalid_document")
    assert any(error["layer"] == "arithmetic" and error["pointer"] == "/total_gross" for error in problem["errors"])


def test_a_character_outside_windows_1251_is_named(accountant: Client) -> None:
    sent = document()
    sent["lines"][0]["name"] = "Чай 茶"
    problem = refused(accountant.post("/documents", json=sent), 422, "invalid_document")
    assert "/lines/0/name" in pointers(problem)


@pytest.mark.parametrize("escaped", [r"\u0000", r"\ud800", r"\udfff x"])
def test_a_character_no_document_can_hold_is_named(accountant: Client, escaped: str) -> None:
    body = json.dumps(document(number="№")).replace(r"\u2116", escaped)
    problem = refused(accountant.post("/documents", data=body.encode(), headers=JSON), 422, "invalid_request")
    assert pointers(problem) == {"/number"}


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", None])
def test_another_content_type_is_refused(accountant: Client, media_type: str | None) -> None:
    headers = {"Content-Type": media_type} if media_type else {}
    refused(accountant.post("/documents", data=b"{}", headers=headers), 415, "unsupported_media_type")


def test_a_compressed_body_is_refused(accountant: Client) -> None:
    headers = {**JSON, "Content-Encoding": "gzip"}
    refused(accountant.post("/documents", data=b"\x1f\x8b", headers=headers), 415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/documents", "/validations", "/counterparties"])
def test_thirty_megabytes_are_refused_cleanly(accountant: Client, path: str) -> None:
    body = b'"' + b"x" * (30 * 2**20) + b'"'
    problem = refused(accountant.post(path, data=body, headers=JSON), 413, "body_too_large")
    assert "20 МБ" in problem["detail"]


def test_thirty_megabytes_without_a_length_are_refused_too(accountant: Client) -> None:
    chunks = iter([b"x" * 2**20] * 30)
    refused(accountant.post("/documents", data=chunks, headers=JSON), 413, "body_too_large")


@pytest.mark.parametrize("key", ["", "два слова", "x" * 256, "a b"])
def test_a_strange_idempotency_key_is_refused(accountant: Client, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    refused(accountant.post("/documents", json=document(), headers=headers), 400, "bad_header")


@pytest.mark.parametrize("path", ["/nothing", "/documents/17", "/documents/", "//documents", "/documents/x/files"])
def test_an_unknown_address_is_a_problem_and_not_a_page(accountant: Client, path: str) -> None:
    refused(accountant.get(path), 404, "route_not_found")


def test_an_unknown_method_is_a_problem_that_names_the_known_ones(accountant: Client) -> None:
    answer = accountant.ask("DELETE", "/documents")
    refused(answer, 405, "method_not_allowed")
    assert "GET" in answer.headers["Allow"]
    assert "POST" in answer.headers["Allow"]
    refused(accountant.ask("OPTIONS", "/documents"), 405, "method_not_allowed")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("limit=99999999999999999999999999", "limit"),
        ("cursor=xyz", "cursor"),
        ("cursor=cDA", "cursor"),
        ("status=lost", "status"),
        ("function=X", "function"),
        ("date_from=2026-02-30", "date_from"),
        ("date_from=0", "date_from"),
        ("counterparty_inn=12", "counterparty_inn"),
        ("waits_for=you", "waits_for"),
        ("text=", "text"),
        ("text=%00", "text"),
        ("colour=red", "colour"),
        ("limit=1&limit=2", "limit"),
    ],
)
def test_a_bad_query_parameter_is_named(accountant: Client, query: str, parameter: str) -> None:
    problem = refused(accountant.get(f"/documents?{query}"), 422, "invalid_request")
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


@pytest.mark.parametrize("path", ["/problems", "/organizations", "/openapi.json", "/docs"])
def test_parameters_nobody_asked_for_are_refused(accountant: Client, path: str) -> None:
    problem = refused(accountant.get(f"{path}?limit=5"), 422, "invalid_request")
    assert [error["parameter"] for error in problem["errors"]] == ["limit"]


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=1e3", "limit=-1", "after=999999999999999999999"])
def test_a_bad_place_in_the_feed_is_refused(accountant: Client, query: str) -> None:
    refused(accountant.get(f"/events?{query}"), 422, "invalid_request")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"verdict": "maybe"}, "/verdict"),
        ({"verdict": "approved", "comment": 5}, "/comment"),
        ({"verdict": "approved", "by": "me"}, "/by"),
        ({}, "/verdict"),
        ({"verdict": "returned", "comment": "x" * 2001}, "/comment"),
    ],
)
def test_a_bad_decision_is_named_by_json_pointer(chief: Client, body: dict[str, Any], pointer: str) -> None:
    path = "/documents/00000000-0000-4000-8000-000000000000/decisions"
    assert pointers(refused(chief.post(path, json=body), 422, "invalid_request")) == {pointer}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"party": {"name": "X"}}, "/party/inn"),
        ({"party": {"name": "X", "inn": "1", "kpp": "780001001"}}, "/party/inn"),
        ({"party": "АО"}, "/party"),
        ({"participant_id": "x"}, "/participant_id"),
        ({"box": ""}, "/box"),
        ({"extra": 1}, "/extra"),
    ],
)
def test_a_bad_counterparty_is_named_by_json_pointer(accountant: Client, change: dict[str, Any], pointer: str) -> None:
    body = {
        "party": {
            "name": "АО «Новое»",
            "inn": "7736207543",
            "kpp": "773601001",
            "address": {"country": "643", "text": "Москва"},
        },
        "participant_id": "2BM-7736207543",
        "box": "box",
        **change,
    }
    assert pointer in pointers(refused(accountant.post("/counterparties", json=body), 422, "invalid_request"))


def test_an_unknown_document_and_somebody_elses_look_the_same(house_document: str, stranger: Client) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    for tail in ("", "/files", "/signatures", "/signatures/1", "/print", "/print.pdf"):
        details = []
        for asked in (unknown, house_document):
            problem = refused(stranger.get(f"/documents/{asked}{tail}"), 404, "not_found")
            details.append(problem["detail"].replace(asked, "…"))
        assert details[0] == details[1]
    for tail in ("submission", "sending"):
        refused(stranger.post(f"/documents/{house_document}/{tail}"), 404, "not_found")


def test_an_unknown_file_or_signature_is_not_found(house_document: str, accountant: Client) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    refused(accountant.get(f"/documents/{house_document}/files/{unknown}"), 404, "not_found")
    for number in ("0", "1", "99999999999999999999"):
        refused(accountant.get(f"/documents/{house_document}/signatures/{number}"), 404, "not_found")


@pytest.mark.parametrize("number", ["0", "1", "9223372036854775807", "9223372036854775808", "9" * 30])
def test_unknown_stopped_work_is_not_found(accountant: Client, number: str) -> None:
    refused(accountant.post(f"/problems/{number}/retry"), 404, "not_found")


def test_without_a_right_the_action_is_refused(director: Client, accountant: Client, house_document: str) -> None:
    refused(director.post("/documents", json=document()), 403, "forbidden")
    body = {"verdict": "approved"}
    refused(accountant.post(f"/documents/{house_document}/decisions", json=body), 403, "forbidden")
    refused(accountant.post(f"/documents/{house_document}/signatures", json={"level": "simple"}), 403, "forbidden")


DOCTYPE = b'<?xml version="1.0" encoding="windows-1251"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'
LAUGHS = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;&c;&c;</a>'


@pytest.mark.parametrize("content", [DOCTYPE, OUTSIDE, LAUGHS, b"", b"<a>", b"\xff\xfe<", b"not xml"])
@pytest.mark.parametrize("media_type", ["application/xml", "text/xml"])
def test_dangerous_or_broken_xml_is_reported_and_never_expanded(
    accountant: Client, content: bytes, media_type: str
) -> None:
    headers = {"Content-Type": media_type}
    answer = accountant.post("/validations?name=file.xml", data=content, headers=headers)
    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert report["valid"] is False
    assert report["findings"][0]["layer"] == "encoding"
    assert "schema" in report["skipped"]


def test_validation_of_bad_json_is_a_report_and_not_a_failure(accountant: Client) -> None:
    for body in (b"{", b"null", json.dumps(document(seller={"inn": BUYER.inn})).encode(), b'{"buyer": {"id": 5}}'):
        answer = accountant.post("/validations", data=body, headers=JSON)
        assert answer.status_code == 200, answer.text
        assert answer.json()["valid"] is False
        assert answer.json()["findings"]
