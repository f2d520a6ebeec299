"""Who may ask, in which spelling, and what an answer looks like when they may not."""

from __future__ import annotations

import requests

from tests.integration.sandbox.exchange import TIMEOUT, Exchange

CLIENT = {"Authorization": "DiadocAuth ddauth_api_client_id=k"}


def test_a_token_is_plain_text_and_is_not_kept_as_it_is(exchange: Exchange) -> None:
    token = exchange.seller.session.headers["Authorization"].rpartition("=")[2]
    database = exchange.server.sandbox.config.database
    stored = b"".join(path.read_bytes() for path in database.parent.glob("sandbox.db*"))
    assert len(token) > 40
    assert str(token).encode() not in stored


def test_nobody_is_let_in_without_a_password(exchange: Exchange) -> None:
    answer = requests.post(
        f"{exchange.server.url}/V3/Authenticate?type=password",
        json={"login": "somebody", "password": ""},
        headers=CLIENT,
        timeout=TIMEOUT,
    )
    assert answer.status_code == 401
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Diadoc-ErrorCode"]


def test_a_token_lives_for_a_day(exchange: Exchange) -> None:
    assert exchange.seller.get("/GetMyOrganizations").status_code == 200
    exchange.clock.advance(24 * 3600 + 1)
    answer = exchange.seller.get("/GetMyOrganizations")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"]


def test_the_box_of_a_stranger_is_forbidden(exchange: Exchange) -> None:
    answer = exchange.seller.get("/V8/GetNewEvents", boxId="11111111-1111-1111-1111-111111111111")
    assert answer.status_code == 403


def test_paths_and_names_in_the_query_have_no_case(exchange: Exchange) -> None:
    answer = exchange.seller.get("/v8/getnewevents", BOXID=exchange.seller.box.id, LIMIT="5")
    assert answer.status_code == 200
    assert answer.json() == {"Events": [], "TotalCount": 0, "TotalCountType": "Equal"}


def test_a_client_that_wants_protobuf_is_told_what_is_spoken(exchange: Exchange) -> None:
    answer = exchange.seller.session.get(
        f"{exchange.server.url}/GetMyOrganizations", headers={"Accept": "application/x-protobuf"}, timeout=TIMEOUT
    )
    assert answer.status_code == 406
    assert "JSON" in answer.text
    posted = requests.post(
        f"{exchange.server.url}/V3/Authenticate?type=password",
        data=b"\x0a\x01a\x12\x01b",
        headers=CLIENT,
        timeout=TIMEOUT,
    )
    assert posted.status_code == 406


def test_the_wrong_method_is_refused_with_the_right_one(exchange: Exchange) -> None:
    answer = exchange.seller.get("/V3/PostMessage")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_an_unknown_path_is_plain_text_too(exchange: Exchange) -> None:
    answer = exchange.seller.get("/V9/Nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["X-Diadoc-ErrorCode"] == "Sandbox.NotServed"
    assert "/V9/Nothing" in answer.text


def test_an_empty_answer_says_nothing_of_its_kind(exchange: Exchange) -> None:
    answer = exchange.seller.get("/V2/GetLastEvent", boxId=exchange.seller.box.id)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers


def test_a_space_after_the_comma_of_the_credentials_does_not_matter(exchange: Exchange) -> None:
    spaced = str(exchange.seller.session.headers["Authorization"]).replace(",", ", ")
    answer = requests.get(
        f"{exchange.server.url}/GetMyOrganizations", headers={"Authorization": spaced}, timeout=TIMEOUT
    )
    assert answer.status_code == 200
