"""One operation is carried out once, whatever happens on the wire."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.integration.sandbox.exchange import Exchange, seller_title


def messages(exchange: Exchange) -> int:
    return sum("Message" in event for event in exchange.seller.events())


def test_the_same_operation_gives_the_first_result_even_for_another_body(exchange: Exchange) -> None:
    first = exchange.seller.send("СЧФДОП", operation="A1B2")
    exchange.settle()
    again = exchange.seller.send("ДОП", operation="a1b2")
    assert again == first
    assert messages(exchange) == 1


def test_without_an_operation_the_same_body_is_one_message(exchange: Exchange) -> None:
    body = exchange.seller.message(seller_title(exchange.seller.box, exchange.seller.other), "СЧФДОП")
    posted = [exchange.seller.post("/V3/PostMessage", body, operationId="").json()["MessageId"] for _ in range(2)]
    other = exchange.seller.send("СЧФДОП")["MessageId"]
    assert posted[0] == posted[1] != other


def test_operations_of_two_boxes_do_not_meet(exchange: Exchange) -> None:
    first = exchange.seller.send("ДОП", operation="same")
    second = exchange.buyer.send("ДОП", operation="same")
    assert first["MessageId"] != second["MessageId"]


def test_threads_that_post_the_same_operation_at_once_make_one_message(exchange: Exchange) -> None:
    body = exchange.seller.message(seller_title(exchange.seller.box, exchange.seller.other), "СЧФДОП")

    def post(_: int) -> str:
        answer = exchange.seller.post("/V3/PostMessage", body, operationId="race")
        assert answer.status_code == 200
        return str(answer.json()["MessageId"])

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(post, range(24)))
    assert len(ids) == 1
    assert messages(exchange) == 1


def test_a_refused_operation_may_be_repeated_mended(exchange: Exchange) -> None:
    body = exchange.seller.message(seller_title(exchange.seller.box, exchange.seller.other), "СЧФДОП")
    broken = {**body, "ToBoxId": "11111111-1111-1111-1111-111111111111"}
    assert exchange.seller.post("/V3/PostMessage", broken, operationId="op").status_code == 404
    assert exchange.seller.post("/V3/PostMessage", body, operationId="op").status_code == 200


def test_a_patch_is_idempotent_too(exchange: Exchange) -> None:
    message = exchange.seller.send("ДОП")
    exchange.settle()
    document = message["Entities"][0]["EntityId"]
    body = {
        "BoxId": exchange.seller.box.id,
        "MessageId": message["MessageId"],
        "Signatures": [{"ParentEntityId": document, "SignWithTestSignature": True, "IsApprovementSignature": True}],
    }
    answers = [exchange.seller.post("/V4/PostMessagePatch", body, operationId="P").json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert [entity["IsApprovementSignature"] for entity in answers[0]["Entities"]] == [True]


def test_a_side_has_one_ordinary_signature_and_the_others_are_approving_ones(exchange: Exchange) -> None:
    message = exchange.seller.send("ДОП")
    exchange.settle()
    signature = {"ParentEntityId": message["Entities"][0]["EntityId"], "SignWithTestSignature": True}
    for who, approving in ((exchange.seller, False), (exchange.buyer, True)):
        body = {
            "BoxId": who.box.id,
            "MessageId": message["MessageId"],
            "Signatures": [{**signature, "IsApprovementSignature": approving}],
        }
        answer = who.post("/V4/PostMessagePatch", body)
        assert (answer.status_code, "pproving" in answer.text or "IsApprovementSignature" in answer.text) == (400, True)


def test_a_document_is_found_by_the_senders_own_id(exchange: Exchange) -> None:
    exchange.seller.send("ДОП")
    message = exchange.seller.send("ДОП", CustomDocumentId="invoice-42")
    exchange.settle()
    query = {"customDocumentId": "invoice-42"}
    found = exchange.seller.get("/GetDocumentsByCustomId", boxId=exchange.seller.box.id, **query).json()["Documents"]
    assert [document["MessageId"] for document in found] == [message["MessageId"]]
    strangers = exchange.buyer.get("/GetDocumentsByCustomId", boxId=exchange.buyer.box.id, **query).json()
    assert strangers["Documents"] == []
