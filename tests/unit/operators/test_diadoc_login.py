from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from edo_gateway.operators.contract import NotAuthorized, OperatorError, QuotaExceeded, Unavailable
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings, Login
from tests.unit.operators.scripted_operator import Received, Say, ScriptedOperator, say_json

BOX = "aaaaaaaa-0000-4000-8000-000000000001"
EMPTY = say_json({"Events": []})


def admits(*tokens: str) -> object:
    def handler(request: Received) -> Say:
        header = request.headers["Authorization"]
        return EMPTY if any(header.endswith(f",ddauth_token={token}") for token in tokens) else Say(401)

    return handler


def test_the_log_in_is_as_documented(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V8/GetNewEvents", EMPTY)
    client.events(BOX, "")
    login, call = operator.received
    assert (login.method, login.path, login.query) == ("POST", "/V3/Authenticate", {"type": "password"})
    assert login.headers["Authorization"] == "DiadocAuth ddauth_api_client_id=key-of-ours"
    assert login.headers["Content-Type"] == "application/json; charset=utf-8"
    assert login.json == {"login": "robot", "password": "s3cret"}
    assert call.headers["Authorization"] == "DiadocAuth ddauth_api_client_id=key-of-ours,ddauth_token=token-1"
    assert call.headers["Accept"] == "application/json"


def test_one_log_in_serves_many_calls(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V8/GetNewEvents", EMPTY)
    for _ in range(3):
        client.events(BOX, "")
    assert len(operator.asked("/V3/Authenticate")) == 1


def test_a_token_that_expired_is_renewed_once_and_the_call_goes_on(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    operator.on("/V8/GetNewEvents", EMPTY, admits("token-2"))
    client.events(BOX, "")
    assert client.events(BOX, "").events == ()
    assert len(operator.asked("/V3/Authenticate")) == 2


def test_a_token_refused_twice_is_not_authorized(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V8/GetNewEvents", Say(401))
    with pytest.raises(NotAuthorized):
        client.events(BOX, "")
    assert len(operator.asked("/V3/Authenticate")) == 2
    assert len(operator.asked("/V8/GetNewEvents")) == 2


def test_many_threads_refused_together_share_one_log_in(client: DiadocClient, operator: ScriptedOperator) -> None:
    count = 8
    together = threading.Barrier(count)
    operator.on("/V8/GetNewEvents", EMPTY)
    client.events(BOX, "")
    operator.on("/V8/GetNewEvents", admits("token-2"))

    def call() -> int:
        together.wait(timeout=10)
        return len(client.events(BOX, "").events)

    with ThreadPoolExecutor(count) as pool:
        assert [future.result() for future in [pool.submit(call) for _ in range(count)]] == [0] * count
    assert len(operator.asked("/V3/Authenticate")) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Say(401, b"wrong password"), NotAuthorized),
        (Say(400, b"wrong key"), NotAuthorized),
        (Say(403), NotAuthorized),
        (Say(429), QuotaExceeded),
        (Say(500), Unavailable),
        (Say(200, b""), Unavailable),
        (Say(200, b"<html>Sign in</html>"), Unavailable),
        (Say(200, b"token\r\nX-Injected: yes"), Unavailable),
        (Say(200, "токен".encode()), Unavailable),
    ],
)
def test_a_log_in_that_fails_says_why_and_is_tried_anew_next_time(
    client: DiadocClient, operator: ScriptedOperator, answer: Say, error: type[OperatorError]
) -> None:
    operator.on("/V3/Authenticate", answer, Say(200, b"token-9"))
    operator.on("/V8/GetNewEvents", admits("token-9"))
    with pytest.raises(error):
        client.events(BOX, "")
    assert operator.asked("/V8/GetNewEvents") == []
    assert client.events(BOX, "").events == ()


def test_another_way_to_log_in_takes_the_place_of_the_password(
    settings: DiadocSettings, operator: ScriptedOperator
) -> None:
    class Bearer(Login):
        def header(self) -> str:
            return "Bearer first"

        def renew(self, refused: str) -> str:
            return f"{refused}-renewed"

    operator.on("/V8/GetNewEvents", Say(401), EMPTY)
    with DiadocClient(settings, login=Bearer()) as client:
        client.events(BOX, "")
    assert [request.headers["Authorization"] for request in operator.received] == [
        "Bearer first",
        "Bearer first-renewed",
    ]
