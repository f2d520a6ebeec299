"""The feed: append-only, strictly after the cursor, pages that lose nothing."""

from __future__ import annotations

import requests

from tests.integration.sandbox.exchange import TIMEOUT, Exchange, encoded


def test_the_last_event_of_an_empty_box_is_no_content(exchange: Exchange) -> None:
    answer = exchange.seller.get("/V2/GetLastEvent", boxId=exchange.seller.box.id)
    assert (answer.status_code, "Retry-After" in answer.headers) == (204, False)


def test_pages_of_any_size_give_the_same_events(exchange: Exchange) -> None:
    for function in ("СЧФ", "ДОП", "СЧФДОП"):
        exchange.seller.send(function)
    exchange.settle()
    whole = [event["EventId"] for event in exchange.seller.events()]
    assert len(whole) == len(set(whole)) > 9
    for size in (1, 2, 7):
        paged: list[str] = []
        cursor = ""
        while page := exchange.seller.events(cursor, limit=size):
            paged += [event["EventId"] for event in page]
            cursor = page[-1]["IndexKey"]
        assert paged == whole
    backwards = [event["EventId"] for event in exchange.seller.events(orderBy="Descending")]
    assert backwards == whole[::-1]


def test_what_was_read_never_changes_its_place(exchange: Exchange) -> None:
    exchange.seller.send("ДОП")
    exchange.settle()
    before = [(event["EventId"], event["IndexKey"]) for event in exchange.seller.events()]
    exchange.seller.send("ДОП")
    exchange.settle()
    after = [(event["EventId"], event["IndexKey"]) for event in exchange.seller.events()]
    assert after[: len(before)] == before
    assert len(after) > len(before)


def test_a_cursor_that_was_not_encoded_is_refused(exchange: Exchange) -> None:
    exchange.seller.send("ДОП")
    cursor = exchange.seller.events()[0]["IndexKey"]
    assert {"+", "/", "="} <= set(cursor)
    address = f"{exchange.server.url}/V8/GetNewEvents?boxId={exchange.seller.box.id}&afterIndexKey={cursor}"
    headers = {"Authorization": str(exchange.seller.session.headers["Authorization"])}
    answer = requests.get(address, headers=headers, timeout=TIMEOUT)
    assert answer.status_code == 400
    assert "cursor must have valid value" in answer.text


def test_two_cursors_at_once_are_refused(exchange: Exchange) -> None:
    exchange.seller.send("ДОП")
    event = exchange.seller.events()[0]
    both = {"afterIndexKey": event["IndexKey"], "afterEventId": event["EventId"]}
    assert exchange.seller.get("/V8/GetNewEvents", boxId=exchange.seller.box.id, **both).status_code == 400
    old = exchange.seller.get("/V7/GetNewEvents", boxId=exchange.seller.box.id, afterEventId=event["EventId"])
    assert old.json()["Events"] == []


def test_a_page_has_at_most_a_hundred_events(exchange: Exchange) -> None:
    for limit in ("0", "101", "x"):
        assert exchange.seller.get("/V8/GetNewEvents", boxId=exchange.seller.box.id, limit=limit).status_code == 400


def test_events_carry_no_bytes_and_content_is_fetched_apart(exchange: Exchange) -> None:
    message = exchange.seller.send("ДОП")
    (event,) = exchange.seller.events()
    entity = event["Message"]["Entities"][0]
    assert set(entity["Content"]) == {"Size"}
    content = exchange.seller.content(message["MessageId"], entity["EntityId"])
    assert len(content) == entity["Content"]["Size"]
    assert content.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    query = {"boxId": exchange.seller.box.id, "messageId": message["MessageId"], "injectEntityContent": "True"}
    whole = exchange.seller.get("/V6/GetMessage", **query).json()
    assert whole["Entities"][0]["Content"]["Data"] == encoded(content)
    query["injectEntityContent"] = "False"
    assert "Data" not in exchange.seller.get("/V6/GetMessage", **query).json()["Entities"][0]["Content"]


def test_filters_narrow_the_feed(exchange: Exchange) -> None:
    exchange.seller.send("ДОП")
    exchange.settle()
    whole = len(exchange.seller.events())
    assert len(exchange.seller.events(documentDirection="Outbound", typeNamedId="UniversalTransferDocument")) == whole
    assert exchange.seller.events(documentDirection="Inbound") == []
    assert exchange.seller.events(typeNamedId="Nonformalized") == []
    assert exchange.seller.events(timestampToTicks=1) == []


def test_required_members_are_always_there(exchange: Exchange) -> None:
    exchange.seller.send("СЧФДОП")
    exchange.settle()
    for event in exchange.seller.events():
        body = event.get("Message") or event["Patch"]
        assert isinstance(body["TimestampTicks"], int)
        assert body["MessageType"] == "Letter"
        if "Message" in event:
            assert body["IsDraft"] is body["IsDeleted"] is False
            assert body["LockMode"] == "None"
            info = body["Entities"][0]["DocumentInfo"]
            for name in ("TypeNamedId", "Function", "WorkflowId", "Title", "Version", "DocflowStatus", "LockMode"):
                assert info[name]
        else:
            assert body["PatchId"]
            assert isinstance(body["MessageIsDelivered"], bool)
        for entity in body["Entities"]:
            assert entity["Labels"] == []
            assert isinstance(entity["NeedReceipt"], bool)
