"""Who may speak to the API, and what its answers give away."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable

import pytest
import requests

from edo_gateway.web.app import create_app
from edo_gateway.web.security import FailureLimit
from tests.acceptance.api_house import Client, House, document, serve
from tests.acceptance.test_api_bad_input import refused


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Bearer x", "Bearer ключ", "Basic YTpi", "Bearer a b", "bearer x"]
)
def test_a_missing_or_wrong_key_is_refused(nobody: Client, authorization: str | None) -> None:
    headers = {"Authorization": authorization.encode()} if authorization is not None else {}
    answer = nobody.get("/documents", headers=headers)  # type: ignore[arg-type]
    refused(answer, 401, "not_signed_in")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="edo-gateway"'


def test_the_scheme_of_the_key_is_read_in_any_case(accountant: Client, nobody: Client) -> None:
    assert nobody.get("/documents", headers={"Authorization": f"bearer {accountant.key}"}).status_code == 200


def test_a_cookie_is_no_key_and_none_is_ever_set(house: House, accountant: Client) -> None:
    with requests.Session() as session:
        session.cookies.set("session", accountant.key)
        assert session.get(f"{house.address}/api/v1/documents", timeout=60).status_code == 401
    for path in ("/documents", "/openapi.json", "/docs", "/nothing"):
        assert "Set-Cookie" not in accountant.get(path).headers


def test_every_answer_is_protected(accountant: Client, nobody: Client, house_document: str) -> None:
    for answer in (
        accountant.get("/documents"),
        accountant.get(f"/documents/{house_document}"),
        accountant.get("/nothing"),
        accountant.post("/documents", json={}),
        nobody.get("/documents"),
        nobody.session.get(f"{nobody.address}/healthz", timeout=60),
    ):
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in answer.headers  # this house speaks plain HTTP
        assert "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]


def test_https_alone_is_demanded_where_the_gateway_is_secure(house: House) -> None:
    client = create_app(house.docflow).test_client()
    assert "max-age=" in client.get("/healthz").headers["Strict-Transport-Security"]


def test_guessing_keys_is_slowed_down_and_honest_callers_elsewhere_are_not(house: House) -> None:
    app = create_app(house.docflow, secure_cookies=False, failure_limit=FailureLimit(most=3), trusted_proxies=1)
    client = app.test_client()
    guess = {"Authorization": "Bearer guess", "X-Forwarded-For": "203.0.113.7"}
    for _ in range(3):
        assert client.get("/api/v1/documents", headers=guess).status_code == 401
    answer = client.get("/api/v1/documents", headers=guess)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_failures")  # type: ignore[index]
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    honest = {"Authorization": f"Bearer {house.ours.keys['accountant']}"}
    held = client.get("/api/v1/documents", headers={**guess, **honest})
    assert held.status_code == 429
    elsewhere = client.get("/api/v1/documents", headers={**honest, "X-Forwarded-For": "203.0.113.8"})
    assert elsewhere.status_code == 200


def test_guessing_is_slowed_down_on_the_wire_too(house: House) -> None:
    app = create_app(house.docflow, secure_cookies=False, failure_limit=FailureLimit(most=2))
    guesser = Client(address=serve(app), key="guess")
    with guesser.session:
        for _ in range(2):
            refused(guesser.get("/documents"), 401, "not_signed_in")
        refused(guesser.get("/documents"), 429, "too_many_failures")


def test_a_forwarded_address_is_believed_only_from_a_configured_proxy(house: House) -> None:
    app = create_app(house.docflow, secure_cookies=False, failure_limit=FailureLimit(most=1))
    client = app.test_client()
    for last, status in ((1, 401), (2, 429)):
        answer = client.get("/api/v1/documents", headers={"X-Forwarded-For": f"203.0.113.{last}"})
        assert answer.status_code == status


@pytest.mark.parametrize("given", ["0f3c-1", "a" * 128, "Order_42.retry~1"])
def test_a_sane_request_id_comes_back(accountant: Client, given: str) -> None:
    assert accountant.get("/documents", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "a" * 129, "два", "a b", "<script>", 'a"b'])
def test_a_strange_request_id_is_replaced(nobody: Client, given: str) -> None:
    answer = nobody.get("/nothing", headers={"X-Request-Id": given.encode()})  # type: ignore[dict-item]
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])
    assert answer.json()["instance"].endswith(answer.headers["X-Request-Id"])


def test_a_defect_tells_its_number_and_nothing_else(
    make_house: Callable[[], House], caplog: pytest.LogCaptureFixture
) -> None:
    house = make_house()
    with sqlite3.connect(house.config.data / "gateway.db") as database:
        database.execute("ALTER TABLE documents RENAME TO elsewhere")
    database.close()
    accountant = house.client("accountant")
    with accountant.session, caplog.at_level(logging.ERROR):
        answer = accountant.post("/documents", json=document(number="ТАЙНА"), headers={"X-Request-Id": "find-me"})
        problem = refused(answer, 500, "internal_error")
        assert "find-me" in problem["detail"]
        assert not re.search("sql|documents|elsewhere|edo_gateway/|File ", answer.text, re.IGNORECASE)
    (record,) = [record for record in caplog.records if record.name == "edo_gateway.web.app"]
    assert "find-me" in record.getMessage()
    told = logging.Formatter().format(record)
    assert "edo_gateway/docflow/create.py" in told
    assert "OperationalError" in told
    assert not re.search(f"ТАЙНА|{accountant.key}", told)


def test_a_gateway_whose_database_is_gone_says_so(make_house: Callable[[], House]) -> None:
    house = make_house()
    with house.client("accountant").session as session:
        assert session.get(f"{house.address}/readyz", timeout=60).status_code == 200
        house.docflow.units.close()  # type: ignore[attr-defined]
        (house.config.data / "gateway.db").rename(house.config.data / "gateway.lost")
        answer = session.get(f"{house.address}/readyz", timeout=60)
        refused(answer, 503, "not_ready")
        assert session.get(f"{house.address}/healthz", timeout=60).status_code == 200
        authorization = {"Authorization": f"Bearer {house.ours.keys['accountant']}"}
        answer = session.get(f"{house.address}/api/v1/documents", headers=authorization, timeout=60)
        refused(answer, 503, "storage_unavailable")
        assert str(house.config.data) not in answer.text


def test_metrics_count_what_is_in_the_database(house: House, accountant: Client) -> None:
    def drafts() -> int:
        text = accountant.session.get(f"{house.address}/metrics", timeout=60).text
        found = re.search(r'^edo_documents\{status="draft"\} (\d+)$', text, re.MULTILINE)
        assert found
        return int(found[1])

    before = drafts()
    accountant.create(document())
    assert drafts() == before + 1
