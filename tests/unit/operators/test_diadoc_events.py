from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import OperatorReference
from edo_gateway.domain.file import FileRole
from edo_gateway.operators.contract import EventPage, ReportedFact, Unavailable
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings
from tests.unit.operators.scripted_operator import Say, ScriptedOperator, say_json

Json = dict[str, Any]

BOX = "aaaaaaaa-0000-4000-8000-000000000001"
OUR_LONG_BOX = "aaaaaaaa000040008000000000000001@diadoc.ru"
THEIR_BOX = "bbbbbbbb000040008000000000000002@diadoc.ru"
TICKS = 639_310_386_017_951_104
AT = datetime(2026, 11, 23, 13, 50, 1, 795110, tzinfo=UTC)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def attachment(entity_id: str, kind: str, parent: str = "", **more: Any) -> Json:
    known = {"EntityType": "Attachment", "EntityId": entity_id, "AttachmentType": kind, "ParentEntityId": parent}
    return {"FileName": f"{kind}.xml", **known, **more}


def signature(entity_id: str, parent: str, signer: str = "") -> Json:
    return {"EntityType": "Signature", "EntityId": entity_id, "ParentEntityId": parent, "SignerBoxId": signer}


TITLE = attachment("title", "UniversalTransferDocument")
TITLE_SIGNATURE = signature("title-sig", "title", OUR_LONG_BOX)


def message(*entities: Json, sender: str = OUR_LONG_BOX, number: int = 1) -> Json:
    body = {"MessageId": "m", "TimestampTicks": TICKS, "FromBoxId": sender, "Entities": list(entities)}
    return {"EventId": f"event-{number}", "IndexKey": f"key-{number}", "Message": body}


def patch(*entities: Json, number: int = 2, **more: Any) -> Json:
    body = {"MessageId": "m", "TimestampTicks": TICKS, "PatchId": f"p-{number}", "Entities": list(entities), **more}
    return {"EventId": f"event-{number}", "IndexKey": f"key-{number}", "Patch": body}


OUR_MESSAGE = message(TITLE, TITLE_SIGNATURE)


def page(client: DiadocClient, operator: ScriptedOperator, *events: object, after: str = "") -> EventPage:
    operator.on("/V8/GetNewEvents", say_json({"Events": list(events), "TotalCount": len(events)}))
    return client.events(BOX, after)


def facts(client: DiadocClient, operator: ScriptedOperator, *events: object) -> list[ReportedFact]:
    return [fact for event in page(client, operator, *events).events for fact in event.facts]


def told(found: list[ReportedFact]) -> list[tuple[FactKind, str]]:
    return [(fact.kind, fact.document.entity_id) for fact in found]


@pytest.mark.parametrize(
    ("word", "kind", "role"),
    [
        ("InvoiceReceipt", FactKind.RECEIPT_NOTICE, FileRole.RECEIPT_NOTICE),
        ("Receipt", FactKind.RECEIPT_NOTICE, FileRole.RECEIPT_NOTICE),
        ("UniversalTransferDocumentBuyerTitle", FactKind.ANSWERED, FileRole.BUYER_TITLE),
        ("XmlTorg12BuyerTitle", FactKind.ANSWERED, FileRole.BUYER_TITLE),
        ("XmlAcceptanceCertificateBuyerTitle", FactKind.ANSWERED, FileRole.BUYER_TITLE),
        ("UniversalCorrectionDocumentBuyerTitle", FactKind.ANSWERED, FileRole.BUYER_TITLE),
        ("Title", FactKind.ANSWERED, FileRole.BUYER_TITLE),
        ("XmlSignatureRejection", FactKind.REJECTED, FileRole.SIGNATURE_REJECTION),
        ("InvoiceCorrectionRequest", FactKind.CORRECTION_REQUESTED, FileRole.CORRECTION_REQUEST),
        ("SignatureVerificationReport", FactKind.SIGNATURE_REFUSED, FileRole.OTHER),
        ("DeliveryFailureNotification", FactKind.DELIVERY_FAILED, FileRole.OTHER),
        ("RevocationRequest", FactKind.UNRECOGNISED, FileRole.OTHER),
        ("SomethingOfNextYear", FactKind.UNRECOGNISED, FileRole.OTHER),
        ("", FactKind.UNRECOGNISED, FileRole.OTHER),
    ],
)
def test_a_word_of_diadoc_becomes_a_word_of_ours(
    client: DiadocClient, operator: ScriptedOperator, word: str, kind: FactKind, role: FileRole
) -> None:
    came = patch(attachment("came", word, "title", RawCreationDate=TICKS), signature("came-sig", "came", THEIR_BOX))
    (fact,) = facts(client, operator, OUR_MESSAGE, came)
    assert (fact.kind, fact.document) == (kind, OperatorReference(message_id="m", entity_id="title"))
    assert (fact.source, fact.at) == ("came", AT)
    assert fact.file is not None
    assert (fact.file.role, fact.file.name) == (role, f"{word}.xml")
    assert fact.file.file == OperatorReference(message_id="m", entity_id="came")
    assert fact.file.signature == OperatorReference(message_id="m", entity_id="came-sig")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("DP_PDPOL_2BM_1.xml", FactKind.OPERATOR_RECEIVED),
        ("DP_PDOTPR_2BM_1.xml", FactKind.OPERATOR_FORWARDED),
        ("DP_ELSE_1.xml", FactKind.UNRECOGNISED),
        ("", FactKind.UNRECOGNISED),
    ],
)
def test_the_two_confirmations_of_the_operator_are_told_apart_by_the_legal_name(
    client: DiadocClient, operator: ScriptedOperator, name: str, kind: FactKind
) -> None:
    came = patch(attachment("pdp", "InvoiceConfirmation", "title", FileName=name), signature("pdp-sig", "pdp"))
    assert told(facts(client, operator, OUR_MESSAGE, came)) == [(kind, "title")]


def test_a_confirmation_of_a_receipt_is_not_about_the_document(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    receipt = patch(attachment("iop", "InvoiceReceipt", "title"), signature("iop-sig", "iop", THEIR_BOX))
    confirmed = patch(attachment("pdp", "InvoiceConfirmation", "iop", FileName="DP_PDPOL_1.xml"), number=3)
    assert told(facts(client, operator, OUR_MESSAGE, receipt, confirmed)) == [
        (FactKind.RECEIPT_NOTICE, "title"),
        (FactKind.OPERATOR_RECEIVED, "iop"),
    ]


def test_a_rejected_revocation_does_not_reject_the_document(client: DiadocClient, operator: ScriptedOperator) -> None:
    request = patch(attachment("poa", "RevocationRequest", "title"), signature("poa-sig", "poa", OUR_LONG_BOX))
    refusal = patch(attachment("no", "XmlSignatureRejection", "poa"), signature("no-sig", "no", THEIR_BOX), number=3)
    assert told(facts(client, operator, OUR_MESSAGE, request, refusal)) == [(FactKind.REJECTED, "poa")]


def test_what_hangs_on_a_signature_is_about_what_the_signature_signs(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    report = patch(attachment("svr", "SignatureVerificationReport", "title-sig"))
    assert told(facts(client, operator, OUR_MESSAGE, report)) == [(FactKind.SIGNATURE_REFUSED, "title")]


def test_a_parent_from_before_the_cursor_is_asked_for_once(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V6/GetMessage", say_json(OUR_MESSAGE["Message"]))
    report = patch(attachment("svr", "SignatureVerificationReport", "title-sig"))
    receipt = patch(attachment("iop", "Receipt", "title"), number=3)
    assert told(facts(client, operator, report, receipt)) == [
        (FactKind.SIGNATURE_REFUSED, "title"),
        (FactKind.RECEIPT_NOTICE, "title"),
    ]
    (asked,) = operator.asked("/V6/GetMessage")
    assert asked.query == {"boxId": BOX, "messageId": "m"}


def test_a_word_we_do_not_know_deep_in_a_message_is_laid_to_the_document_at_the_top(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    answer = patch(attachment("answer", "UniversalTransferDocumentBuyerTitle", "title"), number=2)
    news = patch(attachment("news", "UniversalMessage", "answer"), number=3)
    assert told(facts(client, operator, OUR_MESSAGE, answer, news))[1] == (FactKind.UNRECOGNISED, "title")


def test_parents_in_a_circle_do_not_hold_us(client: DiadocClient, operator: ScriptedOperator) -> None:
    came = patch(attachment("a", "Unheard", "b"), attachment("b", "Unheard", "a"), signature("s", "t"))
    assert len(facts(client, operator, OUR_MESSAGE, came)) == 3


def test_delivery_is_told_of_our_document(client: DiadocClient, operator: ScriptedOperator) -> None:
    (fact,) = facts(client, operator, OUR_MESSAGE, patch(MessageIsDelivered=True))
    assert (fact.kind, fact.document.entity_id, fact.source) == (FactKind.DELIVERED, "title", "event-2")
    assert operator.asked("/V6/GetMessage") == []


def test_delivery_of_a_reply_is_not_delivery_of_the_document(client: DiadocClient, operator: ScriptedOperator) -> None:
    for name in ("DeliveredPatchId", "DeliveredEventId"):
        assert facts(client, operator, OUR_MESSAGE, patch(MessageIsDelivered=True, **{name: "p-1"})) == []


def test_a_failure_names_the_document_when_the_message_failed(client: DiadocClient, operator: ScriptedOperator) -> None:
    operator.on("/V3/GetEvent", say_json(OUR_MESSAGE))
    failed = patch(attachment("dfn", "DeliveryFailureNotification"), NotDeliveredEventId="event-1")
    assert told(facts(client, operator, OUR_MESSAGE, failed)) == [(FactKind.DELIVERY_FAILED, "title")]


def test_a_failure_names_the_reply_when_the_reply_failed(client: DiadocClient, operator: ScriptedOperator) -> None:
    ours = patch(attachment("iop", "Receipt", "answer"), signature("iop-sig", "iop", OUR_LONG_BOX))
    operator.on("/V3/GetEvent", say_json(ours))
    failed = patch(attachment("dfn", "DeliveryFailureNotification"), NotDeliveredEventId="event-2", number=3)
    assert told(facts(client, operator, OUR_MESSAGE, ours, failed)) == [(FactKind.DELIVERY_FAILED, "iop")]


def test_a_failure_whose_event_is_gone_is_laid_to_the_document(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    failed = patch(attachment("dfn", "DeliveryFailureNotification"), NotDeliveredEventId="gone")
    assert told(facts(client, operator, OUR_MESSAGE, failed)) == [(FactKind.DELIVERY_FAILED, "title")]


def test_a_bad_status_of_our_signature_is_a_fact(client: DiadocClient, operator: ScriptedOperator) -> None:
    spoilt = {**TITLE, "DocumentInfo": {"SenderSignatureStatus": "SenderSignatureCheckedAndInvalid"}}
    assert told(facts(client, operator, message(spoilt, TITLE_SIGNATURE))) == [(FactKind.SIGNATURE_REFUSED, "title")]


@pytest.mark.parametrize(
    ("status", "kind", "note"),
    [
        ("RoamingNotificationStatusError", FactKind.DELIVERY_FAILED, "Ящик закрыт"),
        ("RoamingNotificationStatusSuccess", FactKind.OPERATOR_FORWARDED, "Ящик закрыт"),
        ("SomethingElse", FactKind.UNRECOGNISED, "Ящик закрыт"),
    ],
)
def test_news_of_roaming_is_read_from_the_document(
    client: DiadocClient, operator: ScriptedOperator, status: str, kind: FactKind, note: str
) -> None:
    statuses = {"RoamingNotificationStatus": status, "RoamingNotificationStatusDescription": note}
    operator.on("/V3/GetDocument", say_json(statuses))
    (fact,) = facts(client, operator, OUR_MESSAGE, patch(attachment("r", "RoamingNotification", "title")))
    assert (fact.kind, fact.document.entity_id, fact.note) == (kind, "title", note)
    assert operator.asked("/V3/GetDocument")[0].query["entityId"] == "title"


def test_our_own_messages_and_replies_are_kept_and_say_nothing(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    ours = patch(attachment("iop", "Receipt", "answer"), signature("iop-sig", "iop", OUR_LONG_BOX))
    stamped = patch(signature("later", "title", OUR_LONG_BOX), number=3)
    events = page(client, operator, OUR_MESSAGE, ours, stamped).events
    assert [(event.id, event.facts) for event in events] == [("event-1", ()), ("event-2", ()), ("event-3", ())]


def test_a_bare_signature_of_the_other_side_is_kept_for_a_person(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    (fact,) = facts(client, operator, OUR_MESSAGE, patch(signature("theirs", "title", THEIR_BOX)))
    assert (fact.kind, fact.document.entity_id, fact.note) == (FactKind.UNRECOGNISED, "title", "Signature")


def test_a_bare_signature_under_a_free_form_file_is_its_answer(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    contract = attachment("contract", "Nonformalized", FileName="Договор.pdf")
    ours = message(contract, signature("contract-sig", "contract", OUR_LONG_BOX))
    (fact,) = facts(client, operator, ours, patch(signature("theirs", "contract", THEIR_BOX)))
    assert (fact.kind, fact.document.entity_id, fact.source) == (FactKind.COUNTERSIGNED, "contract", "theirs")
    assert fact.file
    assert fact.file.signature
    assert (fact.file.role, fact.file.signature.entity_id) == (FileRole.SELLER_TITLE, "theirs")


def test_an_approving_signature_under_a_free_form_file_is_not_its_answer(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    ours = message(attachment("contract", "Nonformalized", FileName="Договор.pdf"))
    approving = {**signature("theirs", "contract", THEIR_BOX), "IsApprovementSignature": True}
    (fact,) = facts(client, operator, ours, patch(approving))
    assert (fact.kind, fact.document.entity_id) == (FactKind.UNRECOGNISED, "contract")


def test_a_bare_signature_under_a_reply_to_a_free_form_file_is_no_answer(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    contract = attachment("contract", "Nonformalized", FileName="Договор.pdf")
    ours = message(contract, signature("contract-sig", "contract", OUR_LONG_BOX))
    revocation = patch(attachment("revocation", "RevocationRequest", "contract"), number=2)
    signed = patch(signature("theirs", "revocation", THEIR_BOX), number=3)
    assert FactKind.COUNTERSIGNED not in {fact.kind for fact in facts(client, operator, ours, revocation, signed)}


def test_a_document_sent_to_us_is_an_event_without_facts_and_with_its_json(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    confirmed = attachment("pdo", "InvoiceConfirmation", "title", FileName="DP_PDOTPR_1.xml")
    incoming = message(TITLE, confirmed, sender=THEIR_BOX)
    (event,) = page(client, operator, incoming).events
    assert event.facts == ()
    assert json.loads(event.raw) == incoming


def test_an_event_keeps_its_id_its_time_and_its_json(client: DiadocClient, operator: ScriptedOperator) -> None:
    source = {**OUR_MESSAGE, "Новое": "поле", "Big": 2**70}
    (event,) = page(client, operator, source).events
    assert (event.id, event.at) == ("event-1", AT)
    assert json.loads(event.raw) == source
    assert "Новое" in event.raw


def test_the_cursor_is_encoded_in_the_address(client: DiadocClient, operator: ScriptedOperator) -> None:
    page(client, operator, after="a+b/c=&d")
    (asked,) = operator.asked("/V8/GetNewEvents")
    assert "afterIndexKey=a%2Bb%2Fc%3D%26d" in asked.raw_query
    assert asked.query == {"boxId": BOX, "afterIndexKey": "a+b/c=&d", "limit": "100"}


def test_the_beginning_is_asked_for_without_a_cursor(client: DiadocClient, operator: ScriptedOperator) -> None:
    page(client, operator)
    assert "afterIndexKey" not in operator.asked("/V8/GetNewEvents")[0].query


@pytest.mark.parametrize(("limit", "asked"), [(1, "1"), (100, "100"), (5000, "100"), (0, "1")])
def test_a_page_is_never_larger_than_diadoc_allows(
    client: DiadocClient, operator: ScriptedOperator, limit: int, asked: str
) -> None:
    operator.on("/V8/GetNewEvents", say_json({"Events": []}))
    client.events(BOX, "", limit=limit)
    assert operator.asked("/V8/GetNewEvents")[0].query["limit"] == asked


def test_an_empty_page_leaves_the_cursor_where_it_was(client: DiadocClient, operator: ScriptedOperator) -> None:
    assert page(client, operator, after="here") == EventPage(events=(), cursor="here")


def test_the_cursor_is_the_last_key_even_when_the_last_event_has_none(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    assert page(client, operator, OUR_MESSAGE, {"EventId": "x"}, "?").cursor == "key-1"


@pytest.mark.parametrize(
    "broken",
    [
        "not an object",
        None,
        {},
        {"EventId": "broken"},
        {"EventId": "broken", "Message": {}, "Patch": {}},
        {"EventId": "broken", "Message": {"MessageId": "m"}},
        {"EventId": "broken", "Patch": {"MessageId": "m", "Entities": "?"}},
        {"EventId": "broken", "Patch": {"MessageId": "m", "Entities": [None]}},
        {"EventId": "broken", "Patch": {"MessageId": "m", "TimestampTicks": 10**30}},
        {"EventId": "broken", "Patch": {"MessageId": "m", "TimestampTicks": "soon"}},
        {"EventId": "broken", "Patch": {"MessageId": "m", "Entities": [{"EntityId": "e"}]}},
        {"EventId": {"a": 1}, "Patch": {"MessageId": ["m"]}},
    ],
)
def test_an_event_that_cannot_be_read_is_kept_and_the_others_are_not_lost(
    client: DiadocClient, operator: ScriptedOperator, broken: object
) -> None:
    receipt = patch(attachment("iop", "Receipt", "title"), number=3)
    first, unread, third = page(client, operator, OUR_MESSAGE, broken, receipt).events
    assert (first.id, third.facts[0].kind) == ("event-1", FactKind.RECEIPT_NOTICE)
    assert [fact.kind for fact in unread.facts] == [FactKind.UNRECOGNISED]
    assert json.loads(unread.raw) == broken


def test_the_same_unreadable_event_has_the_same_id(client: DiadocClient, operator: ScriptedOperator) -> None:
    one, same, other = page(client, operator, {"a": 1}, {"a": 1}, {"a": 2}).events
    assert one.id == same.id != other.id


def test_broken_characters_do_not_reach_storage(client: DiadocClient, operator: ScriptedOperator) -> None:
    body = json.dumps({"Events": [patch(attachment("e", "x", "title", FileName="a\ud800\x00b.xml"))]})
    operator.on("/V8/GetNewEvents", Say(200, body.encode()))
    (event,) = client.events(BOX, "").events
    assert event.raw.encode()
    assert "\0" not in event.raw
    (fact,) = event.facts
    assert fact.file is not None
    assert fact.file.name == "a?b.xml"


@pytest.mark.parametrize("feed", [{"Events": {}}, {"Events": "?"}, {"Events": None}])
def test_a_feed_of_another_shape_only_asks_to_try_again(
    client: DiadocClient, operator: ScriptedOperator, feed: Json
) -> None:
    operator.on("/V8/GetNewEvents", say_json(feed))
    with pytest.raises(Unavailable):
        client.events(BOX, "")


def test_an_event_whose_message_cannot_be_asked_for_now_is_left_for_next_time(
    client: DiadocClient, operator: ScriptedOperator
) -> None:
    operator.on("/V6/GetMessage", Say(503), say_json(OUR_MESSAGE["Message"]))
    operator.on("/V8/GetNewEvents", say_json({"Events": [patch(MessageIsDelivered=True)]}))
    with pytest.raises(Unavailable):
        client.events(BOX, "")
    (event,) = client.events(BOX, "").events
    assert [fact.kind for fact in event.facts] == [FactKind.DELIVERED]


def test_news_of_a_message_that_is_gone_is_kept(client: DiadocClient, operator: ScriptedOperator) -> None:
    (fact,) = facts(client, operator, patch(MessageIsDelivered=True))
    assert (fact.kind, fact.document.message_id) == (FactKind.UNRECOGNISED, "m")


_MEMBERS = """EventId IndexKey Message Patch MessageId Entities EntityId EntityType AttachmentType ParentEntityId
TimestampTicks FromBoxId MessageIsDelivered DocumentInfo FileName SignerBoxId"""
_names = strategies.sampled_from(_MEMBERS.split())
_leaves = strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=5)
_words = strategies.sampled_from(["Signature", "Attachment", "Receipt", "RoamingNotification", "title", "m", BOX])
_json = strategies.recursive(
    _leaves | _words,
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(_names, inner, max_size=6),
    max_leaves=25,
)


@pytest.fixture(scope="module")
def forgiving() -> Iterator[tuple[DiadocClient, ScriptedOperator]]:
    with ScriptedOperator() as operator:
        settings = DiadocSettings(base_url=operator.url, client_id="k", login="l", password="p", read_timeout=5.0)
        with DiadocClient(settings, clock=lambda: NOW) as client:
            yield client, operator


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sources=strategies.lists(_json, max_size=4))
def test_no_event_is_lost_whatever_the_feed_brings(
    forgiving: tuple[DiadocClient, ScriptedOperator], sources: list[object]
) -> None:
    client, operator = forgiving
    found = page(client, operator, *sources, OUR_MESSAGE)
    assert [json.loads(event.raw) for event in found.events] == [*sources, OUR_MESSAGE]
    assert found.cursor == "key-1"
    assert all(event.id and event.at.tzinfo for event in found.events)
