"""Documents of other kinds over the API: acts, ready files, files without a format."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from tests.acceptance.api_house import BUYER, Client, document

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


def contract(name: str = "Скан договора.png", content: bytes = PNG, **changes: Any) -> dict[str, Any]:
    return {
        "type": "free_form",
        "title": "Договор поставки",
        "number": "Д-15/26",
        "date": "2026-11-21",
        "counterparty": {"inn": BUYER.inn},
        "file": {"name": name, "content": b64encode(content).decode()},
        **changes,
    }


def works_act(**changes: Any) -> dict[str, Any]:
    line = {"name": "Кладка", "unit": "м3", "quantity": "2", "price": "100.00", "vat_rate": "22%"}
    return {
        "type": "works_act",
        "number": "КС-1",
        "date": "2026-11-21",
        "construction_object": "Склад № 2",
        "contract": {"name": "Договор подряда", "number": "П-7", "date": "2026-03-02"},
        "customer": {"inn": BUYER.inn, "address": "190000, г. Санкт-Петербург"},
        "works": [{"lines": [line]}],
        **changes,
    }


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    return problem


def pointers(problem: dict[str, Any]) -> set[str]:
    return {error["pointer"] for error in problem["errors"]}


def test_an_act_is_made_of_its_own_words_and_the_cards_of_both_sides(accountant: Client) -> None:
    view = accountant.get(f"/documents/{accountant.create(works_act())}").json()
    assert (view["type"], view["function"], view["format"]) == ("works_act", "default", "ON_AKTREZRABP 1.00")
    assert (view["total"], view["counterparty"]["inn"]) == ("244.00", BUYER.inn)


def test_a_bad_field_of_an_act_is_named_by_json_pointer(accountant: Client) -> None:
    sent = works_act(works=[{"lines": [{"name": "Кладка", "unit": "м3", "quantity": 2, "price": "100.00"}]}])
    problem = refused(accountant.post("/documents", json=sent), 422, "invalid_document")
    assert "/works/0/lines/0/quantity" in pointers(problem)


def test_a_file_without_a_format_is_kept_and_given_back_byte_for_byte(accountant: Client) -> None:
    made = accountant.create(contract())
    view = accountant.get(f"/documents/{made}").json()
    assert (view["type"], view["format"], view["title"]) == ("free_form", "", "Договор поставки")
    (file,) = view["files"]
    assert accountant.get(f"/documents/{made}/files/{file['id']}").content == PNG
    assert "Скан договора.png" in accountant.get(f"/documents/{made}/print").text


def test_a_list_is_narrowed_by_the_type_of_document(accountant: Client) -> None:
    made = accountant.create(contract())
    accountant.create(document())
    listed = accountant.get("/documents", params={"type": "free_form", "limit": 100}).json()["documents"]
    assert made in {known["id"] for known in listed}
    assert {known["type"] for known in listed} == {"free_form"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("пусто.pdf", b"", "free_form_empty"),
        ("setup.exe", b"MZ\x90\x00\x03", "free_form_program"),
        ("страница.html", b"<!doctype html><script>alert(1)</script>", "free_form_page"),
        ("../договор.pdf", b"%PDF-1.7", "free_form_name"),
    ],
)
def test_a_file_that_must_not_be_sent_is_refused_by_its_field(
    accountant: Client, name: str, content: bytes, code: str
) -> None:
    before = accountant.count()
    problem = refused(accountant.post("/documents", json=contract(name, content)), 422, code)
    assert pointers(problem) == {"/file"}
    assert accountant.count() == before


def test_an_exchange_file_is_not_carried_as_a_file_without_a_format(accountant: Client) -> None:
    made = accountant.create(document())
    (file,) = accountant.get(f"/documents/{made}").json()["files"]
    content = accountant.get(f"/documents/{made}/files/{file['id']}").content
    refused(accountant.post("/documents", json=contract("упд.xml", content)), 422, "free_form_formalised")


def test_a_ready_exchange_file_is_carried_as_it_is(accountant: Client) -> None:
    made = accountant.create(document())
    (file,) = accountant.get(f"/documents/{made}").json()["files"]
    content = accountant.get(f"/documents/{made}/files/{file['id']}").content
    ready = {"type": "exchange_file", "file": {"name": file["name"], "content": b64encode(content).decode()}}
    view = accountant.get(f"/documents/{accountant.create(ready)}").json()
    assert (view["type"], view["files"][0]["sha256"]) == ("transfer_document", file["sha256"])


@pytest.mark.parametrize(
    "kind", ["receipt_notice", "buyer_title", "annulment", "transport_waybill", "power_of_attorney"]
)
def test_what_does_not_begin_an_exchange_is_refused_with_what_is_carried(accountant: Client, kind: str) -> None:
    problem = refused(accountant.post("/documents", json={"type": kind}), 422, "document_type_not_carried")
    assert pointers(problem) == {"/type"}
    assert "free_form" in problem["detail"]


def test_an_unknown_type_is_refused_with_the_types_there_are(accountant: Client) -> None:
    problem = refused(accountant.post("/documents", json=document(type="letter")), 422, "invalid_document")
    assert pointers(problem) == {"/type"}
    assert "free_form" in problem["errors"][0]["message"]
