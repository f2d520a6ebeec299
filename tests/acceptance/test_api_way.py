"""The way of a document over the API: from JSON to its sending, and what every step answers out of turn."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from lxml import etree
from pypdfium2 import PdfDocument

from edo_gateway import bootstrap
from edo_gateway.domain.signature import SignatureLevel
from signing import Indication, TrustStore, verify
from tests.acceptance.api_house import BUYER, PASSWORD, Client, House, document
from tests.acceptance.test_api_bad_input import pointers, refused


def approved(accountant: Client, chief: Client, director: Client, **changes: Any) -> str:
    """A document both stages have approved."""
    made = accountant.create(document(**changes), params={"submit": "true"})
    for person in (chief, director):
        answer = person.post(f"/documents/{made}/decisions", json={"verdict": "approved"})
        assert answer.status_code == 200, answer.text
    return made


def signed(accountant: Client, chief: Client, director: Client) -> str:
    made = approved(accountant, chief, director)
    answer = director.post(f"/documents/{made}/signatures", json={"level": "qualified"})
    assert answer.status_code == 201, answer.text
    return made


def test_a_posted_document_is_where_location_says(accountant: Client) -> None:
    answer = accountant.post("/documents", json=document(number="УТ-1"))
    assert answer.status_code == 201
    found = accountant.session.get(
        accountant.address + answer.headers["Location"],
        headers={"Authorization": f"Bearer {accountant.key}"},
        timeout=60,
    )
    assert found.json() == answer.json()
    assert found.json()["status"] == "draft"
    assert (found.json()["total"], found.json()["vat"]) == ("4270.00", "770.00")
    assert found.json()["created_at"].endswith("Z")
    assert found.json()["delivery"] is None


@pytest.mark.parametrize("nothing", [{"seller": None}, {"seller": {"inn": None, "kpp": None}}, {"type": None}])
def test_null_in_place_of_who_we_are_is_the_same_as_leaving_it_out(
    accountant: Client, nothing: dict[str, object]
) -> None:
    accountant.create(document(**nothing))


def test_a_byte_order_mark_does_no_harm(accountant: Client) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(document()).encode()
    answer = accountant.post("/documents", data=body, headers={"Content-Type": "application/json; charset=utf-8"})
    assert answer.status_code == 201, answer.text


def test_the_same_key_and_body_make_one_document(accountant: Client) -> None:
    before, headers, body = accountant.count(), {"Idempotency-Key": uuid4().hex}, document()
    first = accountant.post("/documents", json=body, headers=headers)
    second = accountant.post("/documents", json=body, headers=headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert first.headers["Location"] == second.headers["Location"]
    assert accountant.count() == before + 1


def test_the_same_key_at_the_same_moment_makes_one_document(accountant: Client) -> None:
    before, headers, body = accountant.count(), {"Idempotency-Key": uuid4().hex}, document()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: accountant.post("/documents", json=body, headers=headers), range(8)))
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert accountant.count() == before + 1


def test_the_same_key_with_another_body_is_refused(accountant: Client) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    accountant.create(document(), headers=headers)
    before = accountant.count()
    refused(accountant.post("/documents", json=document(), headers=headers), 422, "idempotency_key_reused")
    assert accountant.count() == before


def test_a_key_of_one_organisation_means_nothing_in_another(accountant: Client, stranger: Client) -> None:
    headers, body = {"Idempotency-Key": uuid4().hex}, document()
    assert accountant.create(body, headers=headers) != stranger.create(body, headers=headers)


def test_a_wrong_document_leaves_its_key_free(accountant: Client) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    refused(accountant.post("/documents", json=document(number=1), headers=headers), 422, "invalid_document")
    accountant.create(document(), headers=headers)


def test_the_file_is_given_byte_for_byte_under_its_legal_name(accountant: Client, house_document: str) -> None:
    (file,) = accountant.get(f"/documents/{house_document}/files").json()["files"]
    answer = accountant.get(f"/documents/{house_document}/files/{file['id']}")
    assert answer.status_code == 200
    assert len(answer.content) == file["size"]
    assert answer.headers["Content-Disposition"] == f"attachment; filename={file['name']}"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert etree.fromstring(answer.content).get("ИдФайл") == file["name"].removesuffix(".xml")


def test_the_built_file_passes_validation_by_upload(accountant: Client, house_document: str) -> None:
    (file,) = accountant.get(f"/documents/{house_document}/files").json()["files"]
    content = accountant.get(f"/documents/{house_document}/files/{file['id']}").content
    disposition = f"attachment; filename*=UTF-8''{quote(file['name'])}"
    for headers, path in (
        ({"Content-Disposition": disposition}, "/validations"),
        ({}, f"/validations?name={quote(file['name'])}"),
    ):
        report = accountant.post(path, data=content, headers={"Content-Type": "application/xml", **headers}).json()
        assert report["valid"] is True, report
        assert (report["format"], report["version"]) == ("ON_NSCHFDOPPR", "5.03")


def test_a_name_that_is_not_the_files_own_is_reported(accountant: Client, house_document: str) -> None:
    (file,) = accountant.get(f"/documents/{house_document}/files").json()["files"]
    content = accountant.get(f"/documents/{house_document}/files/{file['id']}").content
    headers = {"Content-Type": "application/xml", "Content-Disposition": 'attachment; filename="other.xml"'}
    report = accountant.post("/validations", data=content, headers=headers).json()
    assert any(finding["layer"] == "links" for finding in report["findings"])


def test_validation_keeps_nothing(accountant: Client) -> None:
    before = accountant.count()
    answer = accountant.post("/validations", json=document())
    assert answer.json()["valid"] is True, answer.text
    assert accountant.count() == before


def test_the_printed_form_shows_the_document(accountant: Client, house_document: str) -> None:
    answer = accountant.get(f"/documents/{house_document}/print")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Бумага офисная А4" in answer.text
    assert "default-src 'none'; style-src 'sha256-" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert 'style="' not in answer.text


def test_the_printed_form_can_be_kept_as_pdf_with_the_file_inside(accountant: Client, house_document: str) -> None:
    answer = accountant.get(f"/documents/{house_document}/print.pdf")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert ".pdf" in answer.headers["Content-Disposition"]
    (file,) = accountant.get(f"/documents/{house_document}/files").json()["files"]
    with PdfDocument(answer.content) as made:
        inside = {one.get_name(): bytes(one.get_data()) for one in map(made.get_attachment, range(1))}
        assert "Бумага офисная А4" in made[0].get_textpage().get_text_bounded()
    assert inside == {file["name"]: accountant.get(f"/documents/{house_document}/files/{file['id']}").content}


def test_a_document_that_has_not_changed_costs_a_304(accountant: Client) -> None:
    made = accountant.create(document())
    first = accountant.get(f"/documents/{made}")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = accountant.get(f"/documents/{made}", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    accountant.post(f"/documents/{made}/submission")
    changed = accountant.get(f"/documents/{made}", headers=tag)
    assert (changed.status_code, changed.json()["status"]) == (200, "approval")


def test_decisions_are_taken_in_turn(accountant: Client, chief: Client, director: Client) -> None:
    made = accountant.create(document())
    refused(chief.post(f"/documents/{made}/decisions", json={"verdict": "approved"}), 409, "nothing_to_decide")
    assert accountant.post(f"/documents/{made}/submission").json()["status"] == "approval"
    refused(accountant.post(f"/documents/{made}/submission"), 409, "transition_not_allowed")
    early = director.post(f"/documents/{made}/decisions", json={"verdict": "approved"})
    assert "Главный бухгалтер" in refused(early, 409, "decision_out_of_turn")["detail"]
    returned = chief.post(f"/documents/{made}/decisions", json={"verdict": "returned", "comment": " "})
    assert pointers(refused(returned, 422, "comment_required")) == {"/comment"}
    view = accountant.get(f"/documents/{made}").json()
    assert (view["status"], view["route"]["current_stage"], view["route"]["decisions"]) == ("approval", 0, [])


def test_a_returned_document_can_be_submitted_again(accountant: Client, chief: Client) -> None:
    made = accountant.create(document(), params={"submit": "true"})
    body = {"verdict": "returned", "comment": "Исправьте цену"}
    view = chief.post(f"/documents/{made}/decisions", json=body).json()
    assert view["status"] == "returned"
    assert view["route"]["decisions"][0]["comment"] == "Исправьте цену"
    view = accountant.post(f"/documents/{made}/submission").json()
    assert (view["status"], view["route"]["round"], view["route"]["current_stage"]) == ("approval", 2, 0)


def test_the_signature_given_out_verifies_against_the_file(
    house: House, accountant: Client, chief: Client, director: Client
) -> None:
    made = signed(accountant, chief, director)
    view = accountant.get(f"/documents/{made}").json()
    assert view["status"] == "signed"
    (listed,) = accountant.get(f"/documents/{made}/signatures").json()["signatures"]
    assert (listed["indication"], listed["is_ours"]) == ("TOTAL_PASSED", True)
    assert listed["verdict"]["signatures"][0]["checks"]
    signature = accountant.get(f"/documents/{made}/signatures/{listed['number']}")
    assert signature.headers["Content-Type"] == "application/pkcs7-signature"
    assert signature.headers["Content-Disposition"].endswith(".p7s")
    content = accountant.get(f"/documents/{made}/files/{listed['file_id']}").content
    trust = TrustStore.from_directory(house.config.trust)
    (verdict,) = verify(content, signature.content, trust, at=house.clock())
    assert verdict.indication is Indication.TOTAL_PASSED


def test_the_language_of_the_answer_is_the_callers(accountant: Client, chief: Client, director: Client) -> None:
    made = signed(accountant, chief, director)
    for asked, given in (("en", "en"), ("en-US,en;q=0.9", "en"), ("ru", "ru"), ("fr", "ru"), ("ru;q=0.1,en", "en")):
        answer = accountant.get(f"/documents/{made}", headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == given
        assert "Accept-Language" in answer.headers["Vary"]
        is_english = answer.json()["signatures"][0]["summary"].isascii()
        assert is_english is (given == "en")
        problem = accountant.get("/nothing", headers={"Accept-Language": asked})
        assert problem.headers["Content-Language"] == given
        assert problem.json()["detail"].isascii() is (given == "en")


def test_a_second_signature_of_the_same_kind_is_refused(accountant: Client, chief: Client, director: Client) -> None:
    made = signed(accountant, chief, director)
    again = director.post(f"/documents/{made}/signatures", json={"level": "qualified"})
    refused(again, 409, "already_signed")
    assert len(accountant.get(f"/documents/{made}/signatures").json()["signatures"]) == 1


def test_signing_out_of_turn_or_with_the_wrong_kind_is_refused(
    accountant: Client, chief: Client, director: Client
) -> None:
    draft = accountant.create(document())
    path = f"/documents/{draft}/signatures"
    refused(director.post(path, json={"level": "qualified"}), 409, "transition_not_allowed")
    made = approved(accountant, chief, director)
    path = f"/documents/{made}/signatures"
    refused(director.post(path, json={"level": "unqualified"}), 409, "signature_not_required")
    assert pointers(refused(director.post(path, json={"level": "best"}), 422, "invalid_request")) == {"/level"}


def test_a_simple_signature_needs_the_password_of_the_person(
    accountant: Client, chief: Client, director: Client
) -> None:
    made = approved(accountant, chief, director, function="ДОП")
    path = f"/documents/{made}/signatures"
    for wrong in ({}, {"password": "не тот"}):
        problem = refused(director.post(path, json={"level": "simple", **wrong}), 403, "wrong_password")
        assert pointers(problem) == {"/password"}
    answer = director.post(path, json={"level": SignatureLevel.SIMPLE, "password": PASSWORD})
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "signed"
    assert accountant.get("/delivery-log").text.count(PASSWORD) == 0


def test_a_password_cannot_be_found_by_trying_to_sign(make_house: Callable[[], House]) -> None:
    house = make_house()
    accountant, chief, director = (house.client(role) for role in ("accountant", "chief", "director"))
    path = f"/documents/{approved(accountant, chief, director, function='ДОП')}/signatures"
    answers = [director.post(path, json={"level": "simple", "password": f"не тот {number}"}) for number in range(8)]
    assert [answer.status_code for answer in answers][-1] == 429
    right = {"level": "simple", "password": PASSWORD}
    refused(director.post(path, json=right), 429, "too_many_attempts")
    house.clock.ahead += timedelta(minutes=6)
    assert director.post(path, json=right).status_code == 201


def test_a_document_that_is_not_signed_is_not_sent(accountant: Client) -> None:
    made = accountant.create(document())
    refused(accountant.post(f"/documents/{made}/sending"), 409, "transition_not_allowed")


def test_an_operator_that_is_down_stops_nothing_and_loses_nothing(make_house: Callable[[], House]) -> None:
    house = make_house()
    accountant, chief, director = (house.client(role) for role in ("accountant", "chief", "director"))
    made = signed(accountant, chief, director)
    sending = accountant.post(f"/documents/{made}/sending")
    assert (sending.status_code, sending.json()["status"]) == (202, "sending")
    refused(accountant.post(f"/documents/{made}/sending"), 409, "transition_not_allowed")

    run_worker(house, rounds=20)

    assert accountant.get(f"/documents/{made}").json()["status"] == "sending"
    (problem,) = accountant.get("/problems").json()["problems"]
    assert problem["document_id"] == made
    assert "не отвечает" in problem["last_error"]
    attempts = accountant.get("/delivery-log", params={"kind": "delivery.attempted"}).json()["lines"]
    assert len(attempts) == problem["attempts"]
    assert {attempt["details"]["outcome"] for attempt in attempts} == {"unavailable"}
    assert "edo_jobs_buried 1" in accountant.session.get(f"{house.address}/metrics", timeout=60).text

    refused(director.post(f"/problems/{problem['job_id']}/retry"), 403, "forbidden")
    others = house.client("accountant", of_others=True)
    refused(others.post(f"/problems/{problem['job_id']}/retry"), 404, "not_found")
    assert accountant.post(f"/problems/{problem['job_id']}/retry").status_code == 204
    assert accountant.get("/problems").json()["problems"] == []
    run_worker(house, rounds=1)
    assert len(accountant.get("/delivery-log", params={"kind": "delivery.attempted"}).json()["lines"]) > len(attempts)
    for client in (accountant, chief, director, others):
        client.session.close()


def run_worker(house: House, *, rounds: int) -> None:
    """Do what is due, then an hour later what is due then, as often as told."""
    worker = bootstrap.worker(house.docflow, house.config)
    for _ in range(rounds):
        house.clock.ahead += timedelta(hours=1)
        for _ in range(3):
            worker.step()


def test_the_feed_gives_every_event_once_in_a_stable_order(make_house: Callable[[], House]) -> None:
    house = make_house()
    accountant, chief, director = (house.client(role) for role in ("accountant", "chief", "director"))
    made = signed(accountant, chief, director)
    events, after = [], 0
    while (page := accountant.get("/events", params={"after": after, "limit": 2}).json())["events"]:
        events += page["events"]
        after = page["next"]
    assert [event["number"] for event in events] == list(range(1, len(events) + 1))
    assert accountant.get("/events", params={"after": after}).json() == {"events": [], "next": after}
    moves = [(event["previous_status"], event["status"]) for event in events if event["kind"] == "document.moved"]
    assert moves == [("draft", "approval"), ("approval", "signing"), ("signing", "signed")]
    kinds = [event["kind"] for event in events]
    assert (kinds.count("document.decided"), kinds.count("document.signed")) == (2, 1)
    assert {event["document_id"] for event in events} == {made}
    others = house.client("accountant", of_others=True)
    assert others.get("/events").json() == {"events": [], "next": 0}
    for client in (accountant, chief, director, others):
        client.session.close()


def test_pages_of_the_list_neither_skip_nor_repeat(make_house: Callable[[], House]) -> None:
    accountant = make_house().client("accountant")
    made = [accountant.create(document()) for _ in range(7)]
    found: list[str] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = accountant.get("/documents", params=params).json()
        found += [one["id"] for one in page["documents"]]
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert found == made[::-1]
    accountant.session.close()


def test_filters_narrow_the_list(make_house: Callable[[], House]) -> None:
    house = make_house()
    accountant, chief = house.client("accountant"), house.client("chief")
    draft = accountant.create(document(number="ААА-1", date="2026-11-01"))
    waiting = accountant.create(document(number="БББ-2", function="ДОП"), params={"submit": "true"})

    def found(client: Client, **params: Any) -> list[str]:
        answer = client.get("/documents", params=params)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in answer.json()["documents"]]

    assert found(accountant, status="draft") == [draft]
    assert found(accountant, status=["draft", "approval"]) == [waiting, draft]
    assert found(accountant, function="ДОП") == [waiting]
    assert found(accountant, text="ааа") == [draft]
    assert found(accountant, text="василёк") == [waiting, draft]
    assert found(accountant, date_to="2026-11-02") == [draft]
    assert found(accountant, date_from="2026-11-02") == [waiting]
    assert found(accountant, counterparty_inn=BUYER.inn) == [waiting, draft]
    assert found(accountant, counterparty_inn="7736207543") == []
    assert found(chief, waits_for="me") == [waiting]
    for client in (accountant, chief):
        client.session.close()


def test_the_delivery_log_comes_as_a_table_too(make_house: Callable[[], House]) -> None:
    accountant = make_house().client("accountant")
    made = [accountant.create(document(number=number)) for number in ("=1+1", "УТ-2", "УТ-3")]
    answer = accountant.get("/delivery-log", params={"limit": 2}, headers={"Accept": "text/csv"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["document_id"] for row in rows] == made[:0:-1]
    link = answer.headers["Link"]
    assert link.endswith('; rel="next"')
    following = link.partition(";")[0].strip("<>").removeprefix("/api/v1")
    rest = accountant.get(following, headers={"Accept": "text/csv"})
    (last,) = csv.DictReader(io.StringIO(rest.content.decode()))
    assert (last["document_id"], last["document_number"]) == (made[0], "'=1+1")
    assert "Link" not in rest.headers
    refused(accountant.get("/delivery-log", headers={"Accept": "image/png"}), 406, "not_acceptable")
    by_document = accountant.get("/delivery-log", params={"document_id": made[1]}).json()["lines"]
    assert [line["document_number"] for line in by_document] == ["УТ-2"]
    accountant.session.close()


def test_a_counterparty_is_registered_once(accountant: Client, stranger: Client) -> None:
    body = {
        "party": {
            "name": "ООО «Подсолнух»",
            "inn": "7736207543",
            "kpp": "773601001",
            "address": {"country": "643", "text": "119021, г. Москва, ул. Пробная, д. 1"},
        },
        "participant_id": "2BM-7736207543-773601001-202601010000000000001",
        "box": "box-7736207543",
    }
    first, second = (accountant.post("/counterparties", json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other_box = accountant.post("/counterparties", json={**body, "box": "another"})
    assert pointers(refused(other_box, 409, "counterparty_differs")) == {"/box"}
    assert "7736207543" not in stranger.get("/counterparties").text
    assert accountant.create(document(buyer={"inn": "7736207543"}))
    assert accountant.create(document(buyer={"id": first.json()["id"]}))


@pytest.mark.parametrize("role", ["director", "auditor"])
def test_only_those_who_keep_books_register_counterparties(house: House, role: str) -> None:
    client = house.client(role)
    body = {"party": {}, "participant_id": "2BM-1", "box": "b"}
    refused(client.post("/counterparties", json=body), 403, "forbidden")
    client.session.close()


def test_the_organisation_of_the_key_is_told_with_its_policy(accountant: Client) -> None:
    (ours,) = accountant.get("/organizations").json()["organizations"]
    assert ours["inn"] == "7700000016"
    assert [stage["name"] for stage in ours["stages"]] == ["Главный бухгалтер", "Директор"]
    assert ours["signatures"] == {"ДОП": ["simple"]}
