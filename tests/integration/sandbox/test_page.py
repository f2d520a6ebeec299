"""The page for people, and the hand behind the scenes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from edo_gateway.domain.file import ExchangeFile
from tests.integration.sandbox.exchange import BUYER, Exchange


def test_the_page_tells_what_happened_without_asking_anyone_else(exchange: Exchange) -> None:
    exchange.seller.send("СЧФДОП")
    exchange.settle()
    page = exchange.seller.get("/")
    assert page.status_code == 200
    for told in (
        BUYER.name,
        BUYER.inn,
        "УПД № УТ-101",
        "ПДП",
        "ПДО",
        "титул покупателя",
        "извещение о получении",
        "Документооборот завершён",
    ):
        assert told in page.text
    assert "http" not in page.text
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]


def test_an_empty_sandbox_has_a_page_too(exchange: Exchange) -> None:
    assert "Пока никто ничего не отправлял" in exchange.seller.get("/").text


def test_steps_can_be_driven_over_http(exchange: Exchange) -> None:
    message = exchange.seller.send("ДОП")
    assert exchange.seller.post("/_sandbox/settle", {}).json()["steps"] > 3
    assert exchange.seller.document(message["MessageId"])["RecipientResponseStatus"] == "WithRecipientSignature"
    assert exchange.seller.get("/_sandbox/tasks").json() == {"tasks": []}


def test_a_step_is_done_once_however_many_drive_it(exchange: Exchange) -> None:
    ids = [exchange.seller.send("СЧФДОП")["MessageId"] for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: exchange.seller.post("/_sandbox/settle", {}), range(6)))
    exchange.settle()
    for message_id in ids:
        kinds = [entity["AttachmentType"] for entity in exchange.seller.attachments(message_id)]
        assert kinds.count("InvoiceConfirmation") == 3
        assert kinds.count("InvoiceReceipt") == kinds.count("UniversalTransferDocumentBuyerTitle") == 1


def test_what_cannot_be_answered_is_shown_and_does_not_stop_the_rest(exchange: Exchange) -> None:
    seller = exchange.seller
    nonsense = ExchangeFile(
        "x.xml", '<?xml version="1.0" encoding="windows-1251"?>\n<Файл ИдФайл="X"/>'.encode("cp1251")
    )
    assert seller.post("/V3/PostMessage", seller.message(nonsense, "ДОП")).status_code == 200
    sound = seller.send("ДОП")
    exchange.settle()
    (stuck,) = seller.get("/_sandbox/tasks").json()["tasks"]
    assert stuck["kind"] == "send_answer"
    assert "InvalidDocument" in stuck["error"]
    assert "Не удалось обработать" in seller.get("/").text
    assert seller.document(sound["MessageId"])["RecipientResponseStatus"] == "WithRecipientSignature"
    assert seller.post("/_sandbox/tasks/retry", {}).json()["tasks"][0]["error"] == ""


def test_a_large_file_goes_over_the_shelf(exchange: Exchange) -> None:
    seller = exchange.seller
    parts = [b"a" * 1000, b"b" * 1000, b"c" * 10]
    first = seller.session.post(
        f"{seller.url}/ShelfUploadPartInit", data=parts[0], params={"fileExtension": ".pdf"}, timeout=20
    )
    name = first.text
    incomplete = seller.get("/V2/ShelfDownload", fileName=name)
    assert incomplete.status_code == 400
    for index, last in ((2, "true"), (1, "false")):
        query = {"fileName": name, "partIndex": str(index), "isLastPart": last}
        seller.session.post(f"{seller.url}/ShelfUploadPart", data=parts[index], params=query, timeout=20)
    assert seller.get("/V2/ShelfDownload", fileName=name).content == b"".join(parts)
    signed = {"NameOnShelf": name, "SignWithTestSignature": True}
    document = {
        "TypeNamedId": "Nonformalized",
        "SignedContent": signed,
        "Metadata": [{"Key": "FileName", "Value": "a.pdf"}],
    }
    body = {"FromBoxId": seller.box.id, "ToBoxId": seller.other.id, "DocumentAttachments": [document]}
    posted = seller.post("/V3/PostMessage", body).json()
    assert seller.content(posted["MessageId"], posted["Entities"][0]["EntityId"]) == b"".join(parts)


def test_types_of_documents_are_listed_and_guessed(exchange: Exchange) -> None:
    seller = exchange.seller
    types = seller.get("/V2/GetDocumentTypes", boxId=seller.box.id).json()["DocumentTypes"]
    assert "UniversalTransferDocument" in {one["Name"] for one in types}
    message = seller.send("ДОП")
    content = seller.content(message["MessageId"], message["Entities"][0]["EntityId"])
    address = f"{seller.url}/DetectDocumentTitles"
    guessed = seller.session.post(address, data=content, params={"boxId": seller.box.id}, timeout=20).json()
    names = {title["TypeNamedId"] for title in guessed["DocumentTitles"]}
    assert {"UniversalTransferDocument", "XmlTorg12", "XmlAcceptanceCertificate"} == names


def test_the_user_is_the_login(exchange: Exchange) -> None:
    assert exchange.seller.get("/V2/GetMyUser").json()["Login"] == "somebody"
