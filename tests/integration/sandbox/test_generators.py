"""Files the operator writes for its clients are what the client then signs and sends."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.validation import validate
from edo_gateway.sandbox.config import Behaviour
from tests.integration.sandbox.exchange import BUYER, SELLER, Client, encoded, running


def _asked(client: Client, message_id: str, **changed: str) -> dict[str, str]:
    (document,) = client.attachments(message_id, "UniversalTransferDocument")
    signer = encoded(b"<Signer/>")
    return {"MessageId": message_id, "AttachmentId": document["EntityId"], "SignerContent": signer, **changed}


@pytest.mark.parametrize(
    ("path", "collection", "status"),
    [
        ("/V2/GenerateSignatureRejectionXml", "XmlSignatureRejections", "RecipientSignatureRequestRejected"),
        ("/V2/GenerateInvoiceCorrectionRequestXml", "CorrectionRequests", "WaitingForRecipientSignature"),
    ],
)
def test_a_generated_answer_is_valid_and_can_be_sent(tmp_path: Path, path: str, collection: str, status: str) -> None:
    with running(tmp_path, SELLER, replace(BUYER, behaviour=Behaviour.MANUAL)) as exchange:
        message_id = exchange.seller.send()["MessageId"]
        exchange.settle()
        asked = _asked(exchange.buyer, message_id, ErrorMessage="Нет печати")
        answer = exchange.buyer.post(path, asked, boxId=exchange.buyer.box.id)
        assert answer.headers["Content-Type"] == "application/xml; charset=windows-1251"
        assert "Нет печати" in answer.content.decode("cp1251")
        name = answer.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
        assert validate(ExchangeFile(name, answer.content)).is_valid
        signed = {"Content": encoded(answer.content), "SignWithTestSignature": True}
        item = {"ParentEntityId": asked["AttachmentId"], "SignedContent": signed}
        assert exchange.buyer.patch(message_id, **{collection: [item]}).status_code == 200
        exchange.settle()
        document = exchange.seller.document(message_id)
        assert document["RecipientResponseStatus"] == status
        assert bool(document["AmendmentRequestMetadata"]["AmendmentFlags"]) is (collection == "CorrectionRequests")


def test_an_explanation_is_demanded_and_must_fit_the_file(tmp_path: Path) -> None:
    with running(tmp_path) as exchange:
        message_id = exchange.seller.send()["MessageId"]
        exchange.settle()
        for explanation in ("", "печать ☹"):
            asked = _asked(exchange.buyer, message_id, ErrorMessage=explanation)
            answer = exchange.buyer.post("/V2/GenerateSignatureRejectionXml", asked, boxId=exchange.buyer.box.id)
            assert answer.status_code == 400
            assert "ErrorMessage" in answer.text


def test_nobody_answers_their_own_document(tmp_path: Path) -> None:
    with running(tmp_path) as exchange:
        message_id = exchange.seller.send()["MessageId"]
        asked = _asked(exchange.seller, message_id, ErrorMessage="Нет печати")
        answer = exchange.seller.post("/V2/GenerateSignatureRejectionXml", asked, boxId=exchange.seller.box.id)
        assert answer.status_code == 409
