from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from edo_gateway.domain.document import DocumentFunction, DocumentType, OperatorReference
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.party import TaxNumbers
from edo_gateway.operators.contract import (
    AttachedPower,
    CoSignature,
    CoSigning,
    DocumentKind,
    InProgress,
    OutboundMessage,
    PowerFile,
    Refused,
    Reply,
    ReplyKind,
    Unavailable,
    UnknownOutcome,
)
from edo_gateway.operators.diadoc import DiadocClient
from edo_gateway.operators.diadoc.sending import LARGEST_FILE, LARGEST_INLINE, SHELF_PART, FileTooLarge, KindNotTaken
from tests.unit.operators.scripted_operator import Received, Say, ScriptedOperator, say_json

Make = Callable[..., OutboundMessage]
TITLE = {"EntityType": "Attachment", "EntityId": "e-1", "AttachmentType": "UniversalTransferDocument"}
SIGNATURE = {"EntityType": "Signature", "EntityId": "s-1", "ParentEntityId": "e-1"}
POSTED = say_json({"MessageId": "m-1", "FromBoxId": "x", "Entities": [SIGNATURE, TITLE]})

ANSWER = {"EntityType": "Attachment", "EntityId": "r-1", "ParentEntityId": "e-1"}
POSTED_REPLY = say_json({"MessageId": "m-1", "Entities": [ANSWER]})


def test_a_document_is_posted_exactly_as_documented(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/V3/PostMessage", POSTED)
    message = outbound()
    assert client.send(message) == OperatorReference(message_id="m-1", entity_id="e-1")
    (posted,) = operator.asked("/V3/PostMessage")
    assert posted.query == {"operationId": "11111111-1111-4111-8111-111111111111"}
    assert posted.headers["Content-Type"] == "application/json; charset=utf-8"
    assert posted.json == {
        "FromBoxId": "aaaaaaaa-0000-4000-8000-000000000001",
        "ToBoxId": "bbbbbbbb-0000-4000-8000-000000000002",
        "DocumentAttachments": [
            {
                "TypeNamedId": "UniversalTransferDocument",
                "Function": "СЧФДОП",
                "Version": "utd970_05_03_01",
                "CustomDocumentId": "22222222-2222-4222-8222-222222222222",
                "NeedReceipt": True,
                "NeedRecipientSignature": True,
                "SignedContent": {"Signature": "MAA=", "Content": "PNTg6esvPg=="},
            }
        ],
    }


BY_NUMBER = AttachedPower(number="p-1", principal_inn="7700000016", representative_inn="500000000340")
BY_FILES = replace(
    BY_NUMBER,
    files=(PowerFile(content=b"<leaf/>", signature=b"0\x01"), PowerFile(content=b"<root/>", signature=b"0\x02")),
)
POWERS: list[tuple[AttachedPower, dict[str, Any]]] = [
    (
        BY_NUMBER,
        {"FullId": {"RegistrationNumber": "p-1", "IssuerInn": "7700000016", "RepresentativeInn": "500000000340"}},
    ),
    (
        BY_FILES,
        {
            "Contents": [
                {"Content": "PGxlYWYvPg==", "Signature": "MAE="},
                {"Content": "PHJvb3QvPg==", "Signature": "MAI="},
            ]
        },
    ),
]


@pytest.mark.parametrize(("power", "way"), POWERS)
def test_a_power_of_attorney_goes_beside_the_signature_in_exactly_one_way(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, power: AttachedPower, way: dict[str, Any]
) -> None:
    operator.on("/V3/PostMessage", POSTED)
    client.send(outbound(power=power))
    (posted,) = operator.asked("/V3/PostMessage")
    signed = posted.json["DocumentAttachments"][0]["SignedContent"]
    assert signed["PowerOfAttorney"] == {"UseDefault": False, **way}


@pytest.mark.parametrize(("power", "way"), POWERS)
@pytest.mark.parametrize("kind", list(ReplyKind))
def test_a_power_of_attorney_goes_with_every_reply_too(
    client: DiadocClient, operator: ScriptedOperator, kind: ReplyKind, power: AttachedPower, way: dict[str, Any]
) -> None:
    operator.on("/V4/PostMessagePatch", POSTED_REPLY)
    client.reply(replace(_reply(kind), power=power))
    (posted,) = operator.asked("/V4/PostMessagePatch")
    (items,) = [value for value in posted.json.values() if isinstance(value, list)]
    assert items[0]["SignedContent"]["PowerOfAttorney"] == {"UseDefault": False, **way}


@pytest.mark.parametrize("function", [DocumentFunction.SALES_REPORT, DocumentFunction.PURCHASE_REPORT])
def test_a_function_diadoc_does_not_know_is_refused_before_anything_is_sent(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, function: DocumentFunction
) -> None:
    kind = DocumentKind(
        type=DocumentType.TRANSFER_DOCUMENT, function=function, version="5.03", number="42", date=date(2026, 11, 21)
    )
    with pytest.raises(KindNotTaken, match=function.value) as caught:
        client.send(outbound(kind=kind))
    assert isinstance(caught.value, Refused)
    assert operator.received == []


def test_a_version_diadoc_does_not_know_is_refused(client: DiadocClient, outbound: Make) -> None:
    kind = DocumentKind(
        type=DocumentType.TRANSFER_DOCUMENT,
        function=DocumentFunction.INVOICE,
        version="9.99",
        number="42",
        date=date(2026, 11, 21),
    )
    with pytest.raises(KindNotTaken, match=r"9\.99"):
        client.send(outbound(kind=kind))


def test_a_file_over_the_limit_is_refused_before_anything_is_sent(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    with pytest.raises(FileTooLarge, match=str(LARGEST_FILE)):
        client.send(outbound(file=ExchangeFile("a.xml", b"x" * (LARGEST_FILE + 1))))
    assert operator.received == []


def shelf(operator: ScriptedOperator) -> bytearray:
    """Takes parts as Diadoc does and returns what has been put together."""
    whole = bytearray()

    def keep(request: Received) -> Say:
        whole.extend(request.body)
        return Say(200, b"__userId__/file-1.xml")

    operator.on("/ShelfUploadPartInit", keep)
    operator.on("/ShelfUploadPart", keep)
    return whole


@pytest.mark.parametrize("size", [LARGEST_INLINE, SHELF_PART, SHELF_PART + 1, 3 * SHELF_PART, LARGEST_FILE])
def test_a_large_file_goes_over_the_shelf_whole(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, size: int
) -> None:
    content = bytes(index % 251 for index in range(size))
    whole = shelf(operator)
    operator.on("/V3/PostMessage", POSTED)
    client.send(outbound(file=ExchangeFile("a.xml", content)))
    parts = operator.asked("/ShelfUploadPartInit") + operator.asked("/ShelfUploadPart")
    assert bytes(whole) == content
    assert all(len(part.body) <= SHELF_PART for part in parts)
    assert [part.query["isLastPart"] for part in parts] == ["false"] * (len(parts) - 1) + ["true"]
    assert [part.query["partIndex"] for part in parts[1:]] == [str(number) for number in range(1, len(parts))]
    assert {part.query["fileName"] for part in parts[1:]} <= {"file-1.xml"}
    (posted,) = operator.asked("/V3/PostMessage")
    signed = posted.json["DocumentAttachments"][0]["SignedContent"]
    assert signed == {"NameOnShelf": "file-1.xml", "Signature": "MAA="}


def test_a_file_just_under_the_limit_stands_in_the_request(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    content = b"x" * (LARGEST_INLINE - 1)
    operator.on("/V3/PostMessage", POSTED)
    client.send(outbound(file=ExchangeFile("a.xml", content)))
    (posted,) = operator.asked("/V3/PostMessage")
    assert b64decode(posted.json["DocumentAttachments"][0]["SignedContent"]["Content"]) == content


def test_a_shelf_that_fails_means_nothing_was_posted(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/ShelfUploadPartInit", Say(500))
    with pytest.raises(Unavailable):
        client.send(outbound(file=ExchangeFile("a.xml", b"x" * LARGEST_INLINE)))
    assert operator.asked("/V3/PostMessage") == []


@pytest.mark.parametrize(
    "answer",
    [
        say_json({}),
        say_json({"MessageId": "m-1"}),
        say_json({"MessageId": "m-1", "Entities": [SIGNATURE]}),
        say_json({"MessageId": "m-1", "Entities": [{"EntityType": "Attachment"}]}),
        say_json({"MessageId": ["m-1"], "Entities": "?"}),
    ],
)
def test_an_answer_that_does_not_name_the_document_leaves_the_outcome_unknown(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, answer: Say
) -> None:
    operator.on("/V3/PostMessage", answer)
    with pytest.raises(UnknownOutcome):
        client.send(outbound())


@pytest.mark.parametrize("status", [204, 409])
def test_a_posting_still_under_way_is_repeated_with_its_key(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, status: int
) -> None:
    operator.on("/V3/PostMessage", Say(status, b"", {"Retry-After": "4"}), POSTED)
    with pytest.raises(InProgress) as caught:
        client.send(outbound())
    assert caught.value.retry
    assert caught.value.retry_after == 4.0
    assert client.send(outbound()).entity_id == "e-1"
    first, second = operator.asked("/V3/PostMessage")
    assert (first.query, first.body) == (second.query, second.body)


@pytest.mark.parametrize(
    ("kind", "name", "more"),
    [
        (ReplyKind.RECEIPT_NOTICE, "Receipts", {}),
        (ReplyKind.BUYER_TITLE, "RecipientTitles", {"NeedReceipt": False}),
        (ReplyKind.CORRECTION_REQUEST, "CorrectionRequests", {}),
        (ReplyKind.SIGNATURE_REJECTION, "XmlSignatureRejections", {}),
    ],
)
def test_a_reply_is_posted_exactly_as_documented(
    client: DiadocClient, operator: ScriptedOperator, kind: ReplyKind, name: str, more: dict[str, bool]
) -> None:
    operator.on("/V4/PostMessagePatch", POSTED_REPLY)
    assert client.reply(_reply(kind)) == OperatorReference(message_id="m-1", entity_id="r-1")
    (posted,) = operator.asked("/V4/PostMessagePatch")
    assert posted.query == {"operationId": "33333333-3333-4333-8333-333333333333"}
    signed = {"Signature": "MAA=", "Content": "PGEvPg=="}
    item = {"ParentEntityId": "e-1", "SignedContent": signed, **more}
    assert posted.json == {"BoxId": "box", "MessageId": "m-1", name: [item]}


def test_further_signatures_are_posted_as_approving_ones_each_with_its_own_power(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    operator.on("/V4/PostMessagePatch", POSTED_REPLY)
    power = AttachedPower(number="n", principal_inn="1", representative_inn="2")
    more = CoSigning(
        operation_key=UUID("33333333-3333-4333-8333-333333333333"),
        box="box",
        to=OperatorReference(message_id="m-1", entity_id="e-1"),
        signatures=(CoSignature(signature=b"\x30\x00", power=power), CoSignature(signature=b"\x30\x01")),
    )
    client.cosign(more)
    (posted,) = operator.asked("/V4/PostMessagePatch")
    assert posted.query == {"operationId": "33333333-3333-4333-8333-333333333333"}
    approving = {"ParentEntityId": "e-1", "IsApprovementSignature": True}
    named = {"FullId": {"RegistrationNumber": "n", "IssuerInn": "1", "RepresentativeInn": "2"}, "UseDefault": False}
    assert posted.json == {
        "BoxId": "box",
        "MessageId": "m-1",
        "Signatures": [
            {**approving, "Signature": "MAA=", "PowerOfAttorney": named},
            {**approving, "Signature": "MAE="},
        ],
    }


def _reply(kind: ReplyKind) -> Reply:
    return Reply(
        operation_key=UUID("33333333-3333-4333-8333-333333333333"),
        kind=kind,
        box="box",
        to=OperatorReference(message_id="m-1", entity_id="e-1"),
        file=ExchangeFile("a.xml", b"<a/>"),
        signature=b"\x30\x00",
    )


def found(*documents: dict[str, object]) -> Say:
    """The flag speaks of the whole search and is false on any page of a small box: it ends nothing."""
    return say_json({"TotalCount": len(documents), "Documents": list(documents), "HasMoreResults": False})


OURS = {"MessageId": "m-1", "EntityId": "e-1", "CustomDocumentId": "22222222-2222-4222-8222-222222222222"}
OTHER = {"MessageId": "m-2", "EntityId": "e-2", "IndexKey": "k+/="}
REFERENCE = OperatorReference(message_id="m-1", entity_id="e-1")


def test_a_document_is_found_by_our_own_id(client: DiadocClient, operator: ScriptedOperator, outbound: Make) -> None:
    operator.on("/GetDocumentsByCustomId", found(OTHER, OURS))
    assert client.find(outbound()) == REFERENCE
    (asked,) = operator.asked("/GetDocumentsByCustomId")
    assert asked.query == {"boxId": outbound().sender_box, "customDocumentId": str(outbound().document_id)}


def test_an_empty_search_means_the_operator_does_not_have_it(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/GetDocumentsByCustomId", found())
    assert client.find(outbound()) is None


@pytest.mark.parametrize("status", [404, 405])
def test_where_the_search_is_not_offered_the_outbound_documents_are_looked_through(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, status: int
) -> None:
    operator.on("/GetDocumentsByCustomId", Say(status))
    operator.on("/V3/GetDocuments", found(OTHER), found(OURS))
    assert client.find(outbound()) == REFERENCE
    first, second = operator.asked("/V3/GetDocuments")
    assert first.query["filterCategory"] == "Any.Outbound"
    assert "afterIndexKey" not in first.query
    assert second.query["afterIndexKey"] == "k+/="


def test_a_search_that_found_no_end_does_not_say_no(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/GetDocumentsByCustomId", Say(404))
    operator.on("/V3/GetDocuments", found(OTHER))
    with pytest.raises(Unavailable):
        client.find(outbound())


@pytest.mark.parametrize("answer", [say_json({"Documents": "?"}), found({"CustomDocumentId": {}}), Say(500)])
def test_a_search_that_cannot_be_read_does_not_say_no(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, answer: Say
) -> None:
    operator.on("/GetDocumentsByCustomId", answer)
    with pytest.raises(Unavailable):
        client.find(outbound())


@pytest.mark.parametrize("status", [400, 403, 405, 422])
def test_a_refusal_to_say_is_not_a_refusal_of_the_document(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, status: int
) -> None:
    operator.on("/GetDocumentsByCustomId", Say(status))
    operator.on("/V3/GetDocuments", Say(status))
    with pytest.raises(Unavailable):
        client.find(outbound())


def test_participants_are_one_for_each_box_that_can_be_written_to(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    box = {"BoxId": "aa@diadoc.ru", "BoxIdGuid": "guid", "Title": "x"}
    company = {"Inn": "7700000016", "Kpp": "770001001", "FullName": "ООО «Ромашка»", "FnsParticipantId": "2BM-1"}
    roaming = {**company, "FnsParticipantId": "2AL-1", "IsRoaming": True, "Boxes": [{"BoxId": "bb@diadoc.ru"}]}
    mute = {**company, "FnsParticipantId": None, "Boxes": [box]}
    answer = {"Organizations": [{**company, "Boxes": [box]}, roaming, mute, company]}
    operator.on("/GetOrganizationsByInnKpp", say_json(answer))
    found = client.participants(TaxNumbers(inn="7700000016", kpp="770001001"))
    assert [(one.participant_id, one.box, one.is_roaming) for one in found] == [
        ("2BM-1", "guid", False),
        ("2AL-1", "bb@diadoc.ru", True),
    ]
    assert operator.received[-1].query == {"inn": "7700000016", "kpp": "770001001"}


def test_an_entrepreneur_is_asked_for_without_a_kpp(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/GetOrganizationsByInnKpp", say_json({"Organizations": []}))
    assert client.participants(TaxNumbers(inn="770000001600")) == ()
    assert operator.received[-1].query == {"inn": "770000001600"}


def works_act(outbound: Make) -> OutboundMessage:
    kind = DocumentKind(
        type=DocumentType.WORKS_ACT,
        function=DocumentFunction.DEFAULT,
        version="1.00",
        number="1",
        date=date(2026, 11, 21),
    )
    return outbound(kind=kind)


def recognised(*titles: tuple[str, int]) -> Say:
    found = [
        {"TypeNamedId": name, "Function": "default", "Version": "v1", "TitleIndex": index} for name, index in titles
    ]
    return say_json({"DocumentTitles": found})


def test_the_type_of_a_format_without_a_documented_name_is_asked_for(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/DetectDocumentTitles", recognised(("ActOfWorks", 0), ("ActOfWorks", 1)))
    operator.on("/V3/PostMessage", POSTED)
    message = works_act(outbound)
    client.send(message)
    (asked,) = operator.asked("/DetectDocumentTitles")
    assert (asked.body, asked.query) == (message.file.content, {"boxId": message.sender_box})
    (posted,) = operator.asked("/V3/PostMessage")
    (attachment,) = posted.json["DocumentAttachments"]
    assert (attachment["TypeNamedId"], attachment["Function"], attachment["Version"]) == ("ActOfWorks", "default", "v1")


@pytest.mark.parametrize("titles", [(), (("ActOfWorks", 0), ("Contract", 0))])
def test_a_file_of_no_single_type_is_refused_before_anything_is_sent(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make, titles: tuple[tuple[str, int], ...]
) -> None:
    operator.on("/DetectDocumentTitles", recognised(*titles))
    with pytest.raises(KindNotTaken):
        client.send(works_act(outbound))
    assert not operator.asked("/V3/PostMessage")


def test_a_free_form_file_tells_its_name_number_and_date(
    client: DiadocClient, operator: ScriptedOperator, outbound: Make
) -> None:
    operator.on("/V3/PostMessage", POSTED)
    kind = DocumentKind(
        type=DocumentType.FREE_FORM,
        function=DocumentFunction.DEFAULT,
        version="",
        number="Д-1",
        date=date(2026, 11, 21),
    )
    client.send(outbound(kind=kind, file=ExchangeFile("Договор.pdf", b"%PDF-1.7")))
    (posted,) = operator.asked("/V3/PostMessage")
    (attachment,) = posted.json["DocumentAttachments"]
    assert attachment["TypeNamedId"] == "Nonformalized"
    assert {pair["Key"]: pair["Value"] for pair in attachment["Metadata"]} == {
        "FileName": "Договор.pdf",
        "DocumentNumber": "Д-1",
        "DocumentDate": "21.11.2026",
    }
