"""The order of exchange (Минфин 14н): who gets what, after what, signed by whom, in valid files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.validation import validate
from edo_gateway.sandbox.config import Behaviour
from signing.trust.store import TrustStore
from signing.verification.verifying import verify
from tests.integration.sandbox.exchange import BUYER, SELLER, Client, Exchange, encoded, running, seller_title


def kinds(client: Client) -> list[tuple[str, ...]]:
    """What each event of a box brought, in a word an event."""
    found = []
    for event in client.events():
        body = event.get("Message") or event["Patch"]
        attachments = tuple(e["AttachmentType"] for e in body["Entities"] if e["EntityType"] == "Attachment")
        delivered = ("delivered",) if body.get("MessageIsDelivered") or body.get("DeliveredPatchId") else ()
        found.append(attachments + delivered)
    return found


def test_an_invoice_with_transfer_goes_the_whole_way(exchange: Exchange) -> None:
    message = exchange.seller.send("СЧФДОП")
    exchange.settle()
    assert kinds(exchange.seller) == [
        ("UniversalTransferDocument",),
        ("InvoiceConfirmation",),
        ("delivered",),
        ("InvoiceReceipt", "InvoiceConfirmation"),
        ("UniversalTransferDocumentBuyerTitle", "InvoiceConfirmation"),
    ]
    document = exchange.seller.document(message["MessageId"])
    assert document["SenderSignatureStatus"] == "SenderSignatureCheckedAndValid"
    assert document["ConfirmationMetadata"]["ReceiptStatus"] == "Finished"
    assert document["RecipientReceiptMetadata"]["ReceiptStatus"] == "Finished"
    assert document["RecipientResponseStatus"] == "WithRecipientSignature"
    assert document["DocflowStatus"]["PrimaryStatus"]["Severity"] == "Success"


def test_the_recipient_sees_the_document_with_the_confirmation_of_sending(exchange: Exchange) -> None:
    message = exchange.seller.send("СЧФДОП")
    exchange.settle()
    first = exchange.buyer.events()[0]["Message"]
    names = [entity["FileName"] for entity in first["Entities"] if entity["EntityType"] == "Attachment"]
    assert names[0].startswith("ON_NSCHFDOPPR_")
    assert names[1].startswith("DP_PDOTPR_")
    seen = [one["FileName"] for one in exchange.buyer.attachments(message["MessageId"], "InvoiceConfirmation")]
    # the buyer's own receipt notice and title are confirmed to the buyer by ПДП
    assert sorted(name[:8] for name in seen) == ["DP_PDOTP", "DP_PDPOL", "DP_PDPOL"]
    assert exchange.buyer.document(message["MessageId"])["DocumentDirection"] == "Inbound"


def test_the_sender_sees_nothing_meant_for_the_recipient(exchange: Exchange) -> None:
    message = exchange.seller.send("СЧФДОП")
    exchange.settle()
    document = message["Entities"][0]["EntityId"]
    own = [one for one in exchange.seller.attachments(message["MessageId"]) if one.get("ParentEntityId") == document]
    confirmations = [one["FileName"] for one in own if one["AttachmentType"] == "InvoiceConfirmation"]
    assert [name[:8] for name in confirmations] == ["DP_PDPOL"]


def test_nothing_reaches_the_recipient_before_the_signature_is_checked(exchange: Exchange) -> None:
    message = exchange.seller.send("СЧФДОП")
    assert exchange.buyer.events() == []
    assert (
        exchange.buyer.get("/V6/GetMessage", boxId=exchange.buyer.box.id, messageId=message["MessageId"]).status_code
        == 404
    )
    assert exchange.seller.document(message["MessageId"])["SenderSignatureStatus"] == "SenderSignatureUnchecked"


def test_every_file_of_the_operator_and_the_counterparty_is_valid_and_signed(exchange: Exchange) -> None:
    message_id = exchange.seller.send("СЧФДОП")["MessageId"]
    exchange.settle()
    sandbox = exchange.server.sandbox
    trust = TrustStore.from_directory(sandbox.seals.trust_directory)
    seen = {
        entity["EntityId"]: (client.file(message_id, entity), client.signature(message_id, entity))
        for client in (exchange.seller, exchange.buyer)
        for entity in client.attachments(message_id)
    }
    prefixes = sorted(file.name.split("_20")[0].split("_2SB")[0] for file, _ in seen.values())
    assert prefixes.count("DP_PDPOL") == prefixes.count("DP_PDOTPR") == 3
    for file, signature in seen.values():
        report = validate(file)
        assert report.is_valid, (file.name, report.findings)
        (verdict,) = verify(file.content, signature, trust, at=exchange.clock())
        assert verdict.passed, (file.name, verdict.sentence)


@pytest.mark.parametrize(
    ("function", "receipt", "response"),
    [
        ("СЧФ", "Finished", "RecipientResponseStatusNotAcceptable"),
        ("ДОП", "GeneralReceiptStatusNotAcceptable", "WithRecipientSignature"),
    ],
)
def test_the_function_decides_what_the_other_side_owes(
    exchange: Exchange, function: str, receipt: str, response: str
) -> None:
    message = exchange.seller.send(function)
    exchange.settle()
    document = exchange.seller.document(message["MessageId"])
    assert document["RecipientReceiptMetadata"]["ReceiptStatus"] == receipt
    assert document["RecipientResponseStatus"] == response


@pytest.mark.parametrize(
    ("behaviour", "attachment", "statuses"),
    [
        (
            Behaviour.ACCEPT_WITH_DISCREPANCIES,
            "UniversalTransferDocumentBuyerTitle",
            {"RecipientResponseStatus": "WithRecipientPartiallySignature"},
        ),
        (Behaviour.REFUSE, "XmlSignatureRejection", {"RecipientResponseStatus": "RecipientSignatureRequestRejected"}),
        (
            Behaviour.REQUEST_CORRECTION,
            "InvoiceCorrectionRequest",
            {"RecipientResponseStatus": "WaitingForRecipientSignature"},
        ),
    ],
)
def test_a_company_answers_as_it_was_told_to(
    tmp_path: Path, behaviour: Behaviour, attachment: str, statuses: dict[str, str]
) -> None:
    with running(tmp_path, SELLER, replace(BUYER, behaviour=behaviour)) as exchange:
        message_id = exchange.seller.send("СЧФДОП")["MessageId"]
        exchange.settle()
        (answer,) = exchange.seller.attachments(message_id, attachment)
        assert validate(exchange.seller.file(message_id, answer)).is_valid
        document = exchange.seller.document(message_id)
        assert {name: document[name] for name in statuses} == statuses
        requested = document["AmendmentRequestMetadata"]["AmendmentFlags"]
        assert bool(requested) is (behaviour is Behaviour.REQUEST_CORRECTION)


def test_a_behaviour_can_be_changed_while_running(exchange: Exchange) -> None:
    change = {"boxId": exchange.buyer.box.id, "behaviour": "manual"}
    answer = exchange.seller.session.put(f"{exchange.server.url}/_sandbox/behaviour", json=change, timeout=20)
    assert answer.status_code == 200
    message = exchange.seller.send("СЧФДОП")
    exchange.settle()
    assert exchange.seller.document(message["MessageId"])["RecipientResponseStatus"] == "WaitingForRecipientSignature"


def test_a_held_box_answers_over_http_and_is_confirmed_too(tmp_path: Path) -> None:
    with running(tmp_path, SELLER, replace(BUYER, behaviour=Behaviour.MANUAL)) as exchange:
        message_id = exchange.seller.send("СЧФ")["MessageId"]
        exchange.settle()
        waiting = exchange.buyer.get(
            "/V3/GetDocuments", boxId=exchange.buyer.box.id, filterCategory="Any.InboundHaveToCreateReceipt"
        )
        (document,) = waiting.json()["Documents"]
        request = {
            "MessageId": message_id,
            "AttachmentId": document["EntityId"],
            "SignerContent": encoded(b"<Signer/>"),
        }
        notice = exchange.buyer.post("/V2/GenerateReceiptXml", request, boxId=exchange.buyer.box.id)
        name = notice.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
        assert validate(ExchangeFile(name, notice.content)).is_valid
        signed = {"Content": encoded(notice.content), "SignWithTestSignature": True}
        receipt = {"ParentEntityId": document["EntityId"], "SignedContent": signed}
        assert exchange.buyer.patch(message_id, Receipts=[receipt]).status_code == 200
        exchange.settle()
        assert kinds(exchange.seller)[-1] == ("InvoiceReceipt", "InvoiceConfirmation")
        assert kinds(exchange.buyer)[-3:] == [("InvoiceReceipt",), ("InvoiceConfirmation",), ("delivered",)]
        left = exchange.buyer.get(
            "/V3/GetDocuments", boxId=exchange.buyer.box.id, filterCategory="Any.InboundHaveToCreateReceipt"
        )
        assert left.json()["TotalCount"] == 0


def test_a_free_form_file_is_signed_and_not_confirmed(exchange: Exchange) -> None:
    contract = ExchangeFile("contract.pdf", b"%PDF-1.7 contract")
    answer = exchange.seller.post(
        "/V3/PostMessage",
        exchange.seller.message(
            contract,
            "default",
            TypeNamedId="Nonformalized",
            Version="v1",
            NeedRecipientSignature=True,
            Metadata=[{"Key": "FileName", "Value": "Договор.pdf"}],
        ),
    )
    exchange.settle()
    message_id = answer.json()["MessageId"]
    document = exchange.seller.document(message_id)
    assert document["FileName"] == "Договор.pdf"
    assert document["RecipientResponseStatus"] == "WithRecipientSignature"
    assert exchange.seller.attachments(message_id, "InvoiceConfirmation") == []
    signers = [
        entity["SignerBoxId"] for entity in exchange.seller.entities(message_id) if entity["EntityType"] == "Signature"
    ]
    assert signers == [exchange.seller.box.wire_id, exchange.buyer.box.wire_id]


def failing(client: Client, broken: bytes) -> dict[str, Any]:
    body = client.message(seller_title(client.box, client.other), "СЧФДОП")
    body["DocumentAttachments"][0]["SignedContent"].update(SignWithTestSignature=False, Signature=encoded(broken))
    answer = client.post("/V3/PostMessage", body)
    assert answer.status_code == 200, "a bad signature is never a synchronous error"
    posted: dict[str, Any] = answer.json()
    return posted


def test_a_bad_signature_fails_later_and_nothing_is_delivered(exchange: Exchange) -> None:
    message = failing(exchange.seller, b"this is no signature")
    exchange.settle()
    assert kinds(exchange.seller)[1:] == [("DeliveryFailureNotification", "SignatureVerificationReport")]
    failure = exchange.seller.events()[1]["Patch"]
    blamed = exchange.seller.get("/V3/GetEvent", boxId=exchange.seller.box.id, eventId=failure["NotDeliveredEventId"])
    assert blamed.json()["Message"]["MessageId"] == message["MessageId"]
    assert exchange.seller.document(message["MessageId"])["SenderSignatureStatus"] == "SenderSignatureCheckedAndInvalid"
    assert exchange.buyer.events() == []


def test_the_signature_of_another_file_is_bad(exchange: Exchange) -> None:
    sandbox = exchange.server.sandbox
    other = sandbox.seals.sign_as(exchange.seller.box, b"another file", exchange.clock())
    message = failing(exchange.seller, other)
    exchange.settle()
    assert exchange.seller.document(message["MessageId"])["SenderSignatureStatus"] == "SenderSignatureCheckedAndInvalid"


def test_a_fourth_bad_signature_in_a_day_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, SELLER, replace(BUYER, behaviour=Behaviour.MANUAL)) as exchange:
        message_id = exchange.seller.send("СЧФДОП")["MessageId"]
        exchange.settle()
        (document,) = exchange.buyer.get(
            "/GetDocumentsByMessageId", boxId=exchange.buyer.box.id, messageId=message_id
        ).json()["Documents"]
        signed = {"Content": encoded(b"<x/>"), "Signature": encoded(b"bad")}
        receipt = {"ParentEntityId": document["EntityId"], "SignedContent": signed}
        for _ in range(3):
            assert exchange.buyer.patch(message_id, Receipts=[receipt]).status_code == 200
            exchange.settle()
        refused = exchange.buyer.patch(message_id, Receipts=[receipt])
        assert (refused.status_code, "Retry-After" in refused.headers) == (409, False)
        exchange.clock.advance(15 * 3600)
        exchange.buyer.log_in()
        assert exchange.buyer.patch(message_id, Receipts=[receipt]).status_code == 200


def test_an_annulment_is_accepted_by_a_signature(exchange: Exchange) -> None:
    message = exchange.seller.send("ДОП")
    exchange.settle()
    document = message["Entities"][0]["EntityId"]
    signed = {"Content": encoded(b"<annul/>"), "SignWithTestSignature": True}
    request = {"ParentEntityId": document, "SignedContent": signed}
    exchange.seller.patch(message["MessageId"], RevocationRequests=[request])
    assert exchange.seller.document(message["MessageId"])["RevocationStatus"] == "RevocationIsRequestedByMe"
    exchange.settle()
    assert exchange.seller.document(message["MessageId"])["RevocationStatus"] == "RevocationAccepted"
