from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from edo_gateway.domain.document import OperatorReference
from edo_gateway.operators.contract import (
    InProgress,
    NotAuthorized,
    OutboundMessage,
    QuotaExceeded,
    Refused,
    Unavailable,
    UnknownOutcome,
)
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings
from tests.unit.operators.scripted_operator import Answer, Cut, Drip, Hang, Say, ScriptedOperator, say_json

BOX = "aaaaaaaa-0000-4000-8000-000000000001"
FILE = OperatorReference(message_id="m", entity_id="e")
Make = Callable[..., OutboundMessage]

LOST = [
    pytest.param(Cut(), id="closed without a byte"),
    pytest.param(Cut(b"HTTP/1.1 200 OK\r\nContent-Le"), id="closed within the headers"),
    pytest.param(Cut(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"MessageId": "m"'), id="half of the body"),
    pytest.param(Cut(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}"), id="half of a chunk"),
    pytest.param(Cut(b"\x16\x03\x01 not HTTP at all\r\n\r\n"), id="not HTTP"),
    pytest.param(Say(200, b"<html>Please log in</html>", {"Content-Type": "text/html"}), id="a page with status 200"),
    pytest.param(Say(200, b"[]"), id="JSON of another shape"),
    pytest.param(Say(200, b"[" * 100_000), id="bottomless JSON"),
    pytest.param(Say(200, b""), id="nothing with status 200"),
    pytest.param(Say(500, b"oops"), id="a failure of the server"),
    pytest.param(Say(504, b"<html>gateway timeout</html>"), id="a failure of a proxy"),
]


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_answer_to_a_posting_leaves_the_outcome_unknown(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, answer: Answer
) -> None:
    operator.on("/V3/PostMessage", answer)
    with pytest.raises(UnknownOutcome) as caught:
        client.send(outbound())
    assert caught.value.retry
    assert len(operator.asked("/V3/PostMessage")) == 1


@pytest.mark.parametrize("answer", LOST)
def test_a_lost_answer_to_a_reading_only_asks_to_try_again(
    client: DiadocClient, operator: ScriptedOperator, answer: Answer
) -> None:
    operator.on("/V8/GetNewEvents", answer)
    with pytest.raises(Unavailable) as caught:
        client.events(BOX, "")
    assert caught.value.retry


@pytest.fixture
def impatient(settings: DiadocSettings) -> Iterator[DiadocClient]:
    with DiadocClient(replace(settings, read_timeout=0.3)) as client:
        yield client


@pytest.mark.parametrize("answer", [Hang(), Drip()])
def test_a_silent_operator_does_not_hold_us_for_ever(
    impatient: DiadocClient, operator: ScriptedOperator, outbound: Make, answer: Answer
) -> None:
    operator.on("/V3/PostMessage", answer)
    operator.on("/V4/GetEntityContent", answer)
    with pytest.raises(UnknownOutcome):
        impatient.send(outbound())
    with pytest.raises(Unavailable):
        impatient.content(BOX, FILE)


def test_half_a_file_is_not_given_for_a_whole_one(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V4/GetEntityContent", Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<half"))
    with pytest.raises(Unavailable):
        client.content(BOX, FILE)


@pytest.mark.parametrize("answer", [Say(204), Say(204, b"", {"Retry-After": "2"})])
def test_no_content_is_not_an_empty_file(client: DiadocClient, operator: ScriptedOperator, answer: Answer) -> None:
    operator.on("/V4/GetEntityContent", answer)
    with pytest.raises((Unavailable, InProgress)):
        client.content(BOX, FILE)


def test_bytes_come_exactly_as_they_are_kept(client: DiadocClient, operator: ScriptedOperator) -> None:
    content = bytes(range(256)) * 700
    operator.on("/V4/GetEntityContent", Say(200, content, {"Content-Type": "text/xml; charset=utf-8"}))
    assert client.content(BOX, FILE) == content


def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def elsewhere(settings: DiadocSettings, operator: ScriptedOperator, url: str) -> DiadocClient:
    """A client that has logged in already and now finds ``url`` in place of the operator."""
    client = DiadocClient(settings)
    operator.on("/GetOrganizationsByInnKpp", say_json({}))
    operator.on("/V8/GetNewEvents", say_json({"Events": []}))
    client.events(BOX, "")
    client._transport._settings = replace(settings, base_url=url)
    return client


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}", "http://no-such-operator.invalid"])
def test_a_connection_that_was_never_made_changed_nothing(
    settings: DiadocSettings, operator: ScriptedOperator, outbound: Make, url: str
) -> None:
    with elsewhere(settings, operator, url.format(port=unused_port())) as client, pytest.raises(Unavailable):
        client.send(outbound())


def test_a_log_in_that_fails_means_nothing_was_posted(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/V3/Authenticate", Cut())
    with pytest.raises(Unavailable):
        client.send(outbound())
    assert operator.asked("/V3/PostMessage") == []


def test_a_redirect_is_never_followed(client: DiadocClient, operator: ScriptedOperator, outbound: Make) -> None:
    with ScriptedOperator() as stranger:
        to_stranger = Say(307, b"", {"Location": f"{stranger.url}/V3/PostMessage"})
        operator.on("/V3/PostMessage", to_stranger)
        operator.on("/V8/GetNewEvents", to_stranger)
        with pytest.raises(UnknownOutcome):
            client.send(outbound())
        with pytest.raises(Unavailable):
            client.events(BOX, "")
        assert stranger.received == []


def test_too_many_requests_as_a_page_ask_to_wait(client: DiadocClient, operator: ScriptedOperator) -> None:
    page = Say(429, b"<html>Too many</html>", {"Content-Type": "text/html", "Retry-After": "9"})
    operator.on("/V8/GetNewEvents", page)
    with pytest.raises(QuotaExceeded) as caught:
        client.events(BOX, "")
    assert caught.value.retry_after == 9.0


def test_a_refusal_of_the_operator_is_told_in_its_own_words(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    sentence = b"Recipient allows to receive messages only from counteragents"
    operator.on("/V3/PostMessage", Say(409, sentence, {"X-Kontur-Trace-Id": "t-1"}))
    with pytest.raises(Refused, match="only from counteragents") as caught:
        client.send(outbound())
    assert not caught.value.retry
    assert caught.value.trace == "t-1"


def test_credentials_of_the_machine_do_not_replace_ours(
    client: DiadocClient, operator: ScriptedOperator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n")
    monkeypatch.setenv("NETRC", str(netrc))
    operator.on("/V8/GetNewEvents", say_json({"Events": []}))
    client.events(BOX, "")
    assert all(request.headers["Authorization"].startswith("DiadocAuth ") for request in operator.received)


def test_cookies_are_not_kept(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V8/GetNewEvents", say_json({"Events": []}, **{"Set-Cookie": "session=1; Path=/"}))
    client.events(BOX, "")
    client.events(BOX, "")
    assert all("Cookie" not in request.headers for request in operator.received)


def test_secrets_stay_out_of_logs_and_of_repr(
    client: DiadocClient,
    settings: DiadocSettings,
    operator: ScriptedOperator,
    outbound: Make,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    operator.on("/V3/PostMessage", Say(401), Say(401))
    with pytest.raises(NotAuthorized) as caught:
        client.send(outbound())
    said = caplog.text + repr(settings) + repr(caught.value) + str(caught.value)
    assert "/V3/PostMessage" in caplog.text
    assert not [secret for secret in ("s3cret", "robot", "key-of-ours", "token-1", "token-2") if secret in said]


@pytest.mark.parametrize("address", ["diadoc-api.kontur.ru", "ftp://x", ""])
def test_an_address_that_is_not_http_is_refused_at_once(settings: DiadocSettings, address: str) -> None:
    with pytest.raises(ValueError, match="http"):
        replace(settings, base_url=address)
