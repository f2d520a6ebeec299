"""Shapes that clients bind to classes of their own: no name missing, none the protocol does not know."""

from __future__ import annotations

from typing import Any

import pytest

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.sandbox.ticks import to_ticks
from tests.integration.sandbox.exchange import START, Exchange, encoded

FREE_FILE = ExchangeFile("bill.pdf", b"%PDF-1.7 bill")
METADATA = [
    {"Key": "FileName", "Value": "Счёт.pdf"},
    {"Key": "DocumentNumber", "Value": "С-7"},
    {"Key": "DocumentDate", "Value": "23.11.2026"},
    {"Key": "TotalSum", "Value": "100.00"},
]
MESSAGE = {
    "MessageId", "TimestampTicks", "LastPatchTimestampTicks", "FromBoxId", "FromTitle", "ToBoxId", "ToTitle",
    "Entities", "IsDraft", "DraftIsLocked", "DraftIsRecycled", "CreatedFromDraftId",
    "DraftIsTransformedToMessageIdList", "IsDeleted", "IsTest", "IsInternal", "IsProxified", "ProxyBoxId",
    "ProxyTitle", "PacketIsLocked", "LockMode", "MessageType", "IsReusable",
}  # fmt: skip
PATCH = {
    "MessageId", "TimestampTicks", "Entities", "ForDraft", "DraftIsRecycled", "DraftIsTransformedToMessageIdList",
    "DraftIsLocked", "MessageIsDeleted", "EntityPatches", "MessageIsRestored", "MessageIsDelivered",
    "DeliveredPatchId", "DeliveredEventId", "PatchId", "NotDeliveredEventId", "MessageType",
}  # fmt: skip
ENTITY = {
    "EntityType", "EntityId", "AuthorUserId", "ParentEntityId", "Content", "AttachmentType", "FileName",
    "NeedRecipientSignature", "SignerBoxId", "NotDeliveredEventId", "DocumentInfo", "RawCreationDate",
    "SignerDepartmentId", "NeedReceipt", "PacketId", "IsApprovementSignature", "IsEncryptedContent",
    "AttachmentVersion", "Labels", "Version", "RevocationRequestInfo", "ContentTypeId", "PowerOfAttorneyInfo",
}  # fmt: skip


def test_messages_patches_and_entities_carry_only_names_of_the_protocol(exchange: Exchange) -> None:
    exchange.seller.send()
    exchange.settle()
    for client in (exchange.seller, exchange.buyer):
        for event in client.events():
            body: dict[str, Any] = event.get("Message") or event["Patch"]
            assert set(body) <= (MESSAGE if "Message" in event else PATCH)
            for entity in body["Entities"]:
                assert set(entity) <= ENTITY
                assert {"EntityId", "RawCreationDate", "Labels", "Content"} <= set(entity)


def test_a_document_has_every_list_and_status_even_when_nothing_happened(exchange: Exchange) -> None:
    document = exchange.seller.document(exchange.seller.send()["MessageId"])
    for name in ("CustomData", "ForwardDocumentEvents", "Metadata", "LastOuterDocflows", "InitialDocumentIds"):
        assert isinstance(document[name], list)
    for name in ("ProxySignatureStatus", "RevocationStatus", "RoamingNotificationStatus", "PacketId", "MessageIdGuid"):
        assert document[name]
    assert document["CreationTimestamp"].endswith("Z")


def test_a_delivered_addition_is_named_in_both_published_spellings(exchange: Exchange) -> None:
    exchange.seller.send()
    exchange.settle()
    delivered = [event["Patch"] for event in exchange.buyer.events() if event.get("Patch", {}).get("DeliveredPatchId")]
    assert delivered
    assert all(patch["DeliveredEventId"] == patch["DeliveredPatchId"] for patch in delivered)


def test_a_failure_notification_names_the_event_that_failed(exchange: Exchange) -> None:
    signed = {"Content": encoded(b"<x/>"), "Signature": encoded(b"not a signature")}
    exchange.seller.send(SignedContent=signed)
    exchange.settle()
    first, failure = exchange.seller.events()
    notices = [
        entity for entity in failure["Patch"]["Entities"] if entity["AttachmentType"] == "DeliveryFailureNotification"
    ]
    assert [notice["NotDeliveredEventId"] for notice in notices] == [first["EventId"]]


def test_a_document_not_delivered_yet_is_not_finished(exchange: Exchange) -> None:
    body = exchange.seller.message(FREE_FILE, "default", TypeNamedId="Nonformalized", Metadata=METADATA)
    message_id = exchange.seller.post("/V3/PostMessage", body).json()["MessageId"]
    before = exchange.seller.document(message_id)
    assert before["DocflowStatus"]["PrimaryStatus"]["Severity"] == "Info"
    exchange.settle()
    assert exchange.seller.document(message_id)["DocflowStatus"]["PrimaryStatus"]["Severity"] == "Success"


@pytest.mark.parametrize("type_named_id", ["ProformaInvoice", "Contract", "ReconciliationAct", "Nonformalized"])
def test_what_the_sender_says_of_a_free_form_document_is_told_to_both_sides(
    exchange: Exchange, type_named_id: str
) -> None:
    body = exchange.seller.message(FREE_FILE, "default", TypeNamedId=type_named_id, Metadata=METADATA)
    posted = exchange.seller.post("/V3/PostMessage", body).json()
    exchange.settle()
    for client in (exchange.seller, exchange.buyer):
        document = client.document(posted["MessageId"])
        assert (document["DocumentNumber"], document["DocumentDate"]) == ("С-7", "23.11.2026")
        assert {"Key": "TotalSum", "Value": "100.00"} in document["Metadata"]
        assert document["DocumentType"] == type_named_id
    assert client.attachments(posted["MessageId"], "InvoiceConfirmation") == []


def test_documents_are_found_by_their_own_date(exchange: Exchange) -> None:
    exchange.seller.send()
    found = {
        (first, last): exchange.seller.get(
            "/V3/GetDocuments",
            boxId=exchange.seller.box.id,
            filterCategory="Any.Outbound",
            fromDocumentDate=first,
            toDocumentDate=last,
        ).json()["TotalCount"]
        for first, last in (("23.11.2026", "23.11.2026"), ("24.11.2026", ""), ("", "22.11.2026"))
    }
    assert list(found.values()) == [1, 0, 0]


def test_more_results_are_announced_for_a_search_too_large_and_not_for_a_page(exchange: Exchange) -> None:
    for _ in range(2):
        exchange.seller.send()
    asked = {"boxId": exchange.seller.box.id, "filterCategory": "Any.Outbound", "count": 1}
    page = exchange.seller.get("/V3/GetDocuments", **asked).json()
    assert (page["TotalCount"], len(page["Documents"]), page["HasMoreResults"]) == (2, 1, False)
    after = exchange.seller.get("/V3/GetDocuments", **asked, afterIndexKey=page["Documents"][0]["IndexKey"]).json()
    assert len(after["Documents"]) == 1


def test_an_instant_is_told_in_ticks_and_in_words(exchange: Exchange) -> None:
    (known,) = exchange.seller.get("/V3/GetCounteragents", myBoxId=exchange.seller.box.id).json()["Counteragents"]
    assert known["LastEventTimestampTicks"] == to_ticks(START)
    assert known["LastEventTimestamp"] == "2026-11-23T09:00:00.0000000Z"


def test_a_receipt_thread_always_has_its_confirmation(exchange: Exchange) -> None:
    message_id = exchange.seller.send()["MessageId"]
    before = exchange.seller.document(message_id)["RecipientReceiptMetadata"]
    assert before["ConfirmationMetadata"] == {
        "ReceiptStatus": "GeneralReceiptStatusNotAcceptable",
        "DateTimeTicks": 0,
    }
    exchange.settle()
    after = exchange.seller.document(message_id)["RecipientReceiptMetadata"]
    assert after["ConfirmationMetadata"]["ReceiptStatus"] == "Finished"
