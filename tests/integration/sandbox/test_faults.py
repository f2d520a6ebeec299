"""Troubles on demand are real on the wire, strike as often as they were armed, and lose nothing."""

from __future__ import annotations

import pytest
import requests

from tests.integration.sandbox.exchange import Exchange, seller_title


def posting(exchange: Exchange) -> dict[str, object]:
    return exchange.seller.message(seller_title(exchange.seller.box, exchange.seller.other), "СЧФДОП")


@pytest.mark.parametrize("fault", ["commit_then_drop", "commit_then_silence"])
def test_an_answer_lost_after_the_commit_is_found_by_repeating(exchange: Exchange, fault: str) -> None:
    body = posting(exchange)
    exchange.seller.arm(fault, path="PostMessage", seconds=0.2)
    with pytest.raises(requests.exceptions.ConnectionError):
        exchange.seller.post("/V3/PostMessage", body, operationId="op")
    (event,) = exchange.seller.events()
    again = exchange.seller.post("/V3/PostMessage", body, operationId="op")
    assert again.json()["MessageId"] == event["Message"]["MessageId"]
    assert len(exchange.seller.events()) == 1


def test_silence_lasts_longer_than_an_impatient_client_waits(exchange: Exchange) -> None:
    exchange.seller.arm("commit_then_silence", path="GetNewEvents", seconds=60)
    with pytest.raises(requests.exceptions.ReadTimeout):
        exchange.seller.session.get(
            f"{exchange.server.url}/V8/GetNewEvents", params={"boxId": exchange.seller.box.id}, timeout=0.3
        )


def test_an_error_after_the_commit_has_committed(exchange: Exchange) -> None:
    exchange.seller.arm("commit_then_error", path="PostMessage")
    assert exchange.seller.post("/V3/PostMessage", posting(exchange), operationId="op").status_code == 500
    assert len(exchange.seller.events()) == 1


def test_a_connection_dropped_before_has_done_nothing(exchange: Exchange) -> None:
    exchange.seller.arm("drop_before", path="PostMessage")
    with pytest.raises(requests.exceptions.ConnectionError):
        exchange.seller.post("/V3/PostMessage", posting(exchange), operationId="op")
    assert exchange.seller.events() == []


@pytest.mark.parametrize(
    ("fault", "status", "retry"),
    [
        ("down", 503, True),
        ("bad_gateway", 502, False),
        ("too_many_requests", 429, True),
        ("in_progress", 409, True),
        ("not_ready", 204, True),
        ("subscription_ended", 402, False),
    ],
)
def test_a_refusal_does_nothing_and_strikes_as_often_as_armed(
    exchange: Exchange, fault: str, status: int, retry: bool
) -> None:
    exchange.seller.arm(fault, path="PostMessage", times=2, seconds=7)
    body = posting(exchange)
    for _ in range(2):
        answer = exchange.seller.post("/V3/PostMessage", body, operationId="op")
        assert answer.status_code == status
        assert answer.headers.get("Retry-After") == ("7" if retry else None)
        assert exchange.seller.events() == []
    assert exchange.seller.post("/V3/PostMessage", body, operationId="op").status_code == 200


def test_too_many_requests_is_a_page_of_html(exchange: Exchange) -> None:
    exchange.seller.arm("too_many_requests")
    answer = exchange.seller.get("/GetMyOrganizations")
    assert answer.headers["Content-Type"] == "text/html"
    assert "<html>" in answer.text


def test_expired_tokens_stay_expired_until_the_next_login(exchange: Exchange) -> None:
    exchange.seller.arm("token_expired", path="GetNewEvents")
    for _ in range(2):
        assert exchange.seller.get("/V8/GetNewEvents", boxId=exchange.seller.box.id).status_code == 401
    exchange.seller.log_in()
    assert exchange.seller.events() == []


def test_a_good_signature_can_be_reported_bad(exchange: Exchange) -> None:
    exchange.seller.arm("late_signature_failure")
    message = exchange.seller.send("СЧФДОП")
    exchange.settle()
    assert exchange.seller.document(message["MessageId"])["SenderSignatureStatus"] == "SenderSignatureCheckedAndInvalid"
    assert exchange.buyer.events() == []


def test_a_page_with_strange_things_still_holds_the_usual_ones(exchange: Exchange) -> None:
    exchange.seller.send("СЧФДОП")
    exchange.settle()
    usual = exchange.seller.events()
    exchange.seller.arm("duplicate_event")
    exchange.seller.arm("unknown_enum")
    strange = exchange.seller.events()
    assert [event["EventId"] for event in strange] == [event["EventId"] for event in [*usual, usual[-1]]]
    assert strange[0]["Message"]["Entities"][-1]["AttachmentType"] == "SomethingUnheardOf"
    assert strange[0]["Message"]["Entities"][:-1] == usual[0]["Message"]["Entities"]
    assert exchange.seller.events() == usual


def test_a_cursor_shared_by_two_events_hides_one_of_them(exchange: Exchange) -> None:
    exchange.seller.send("СЧФДОП")
    exchange.settle()
    usual = [event["EventId"] for event in exchange.seller.events()]
    exchange.seller.arm("equal_index_keys")
    first = exchange.seller.events(limit=2)
    rest = exchange.seller.events(first[-1]["IndexKey"])
    assert [event["EventId"] for event in [*first, *rest]] == usual[:2] + usual[3:]


def test_a_late_delivery_comes_in_the_end(exchange: Exchange) -> None:
    exchange.seller.arm("delayed_delivery", seconds=30)
    message = exchange.seller.send("ДОП")
    exchange.settle()
    assert exchange.buyer.events() == []
    assert exchange.seller.document(message["MessageId"])["ConfirmationMetadata"]["ReceiptStatus"] == "Finished"
    exchange.clock.advance(31)
    exchange.settle()
    assert exchange.seller.document(message["MessageId"])["RecipientResponseStatus"] == "WithRecipientSignature"


def test_the_other_operator_may_refuse(exchange: Exchange) -> None:
    exchange.seller.arm("roaming_error")
    message = exchange.seller.send("ДОП")
    exchange.settle()
    assert exchange.buyer.events() == []
    document = exchange.seller.document(message["MessageId"])
    assert document["RoamingNotificationStatus"] == "RoamingNotificationStatusError"
    assert document["RoamingNotificationStatusDescription"]
    (notice,) = exchange.seller.attachments(message["MessageId"], "RoamingNotification")
    assert notice["ParentEntityId"] == document["EntityId"]


def test_a_slow_answer_is_a_good_answer(exchange: Exchange) -> None:
    exchange.seller.arm("slow", seconds=0.2)
    answer = exchange.seller.get("/GetMyOrganizations")
    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() >= 0.2


def test_an_unknown_fault_is_refused_and_armed_ones_can_be_cleared(exchange: Exchange) -> None:
    assert exchange.seller.post("/_sandbox/faults", {"fault": "earthquake"}).status_code == 400
    exchange.seller.arm("down", times=100)
    cleared = exchange.seller.session.delete(f"{exchange.server.url}/_sandbox/faults", timeout=20)
    assert cleared.json()["armed"] == []
    assert exchange.seller.get("/GetMyOrganizations").status_code == 200
