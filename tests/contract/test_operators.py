"""The laws of the front door to operators. An adapter proves itself with a subclass that gives it a stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from uuid import uuid4

import pytest

from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentFunction, DocumentType, OperatorReference
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.party import TaxNumbers
from edo_gateway.operators.contract import (
    CoSignature,
    CoSigning,
    DocumentKind,
    NotFoundThere,
    OperatorClient,
    OperatorError,
    OperatorEvent,
    OutboundMessage,
    Refused,
    Reply,
    ReplyKind,
    ReportedFact,
    Unavailable,
    UnknownOutcome,
)
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings
from edo_gateway.sandbox.server import SandboxServer
from tests.contract.lossy_wire import LossyWire, Trouble
from tests.contract.operator_samples import BUYER, SELLER, sandbox_config, seller_title

LIVE = frozenset(
    {
        FactKind.OPERATOR_RECEIVED,
        FactKind.DELIVERED,
        FactKind.RECEIPT_NOTICE,
        FactKind.ANSWERED,
    }
)


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A running operator with two boxes: ours, and one that takes delivery and answers by itself.

    ``connect`` gives a client that finds the operator at an address other than its own; ``outbound`` a fresh signed
    document each time; ``settle`` lets the operator finish what it has begun.
    """

    address: str
    own_box: str
    other: TaxNumbers
    connect: Callable[[str], OperatorClient]
    outbound: Callable[[], OutboundMessage]
    sign: Callable[[bytes], bytes]
    settle: Callable[[], object]


class OperatorContract:
    """Subclass with a fixture ``stage``."""

    @pytest.fixture
    def wire(self, stage: Stage) -> Iterator[LossyWire]:
        with LossyWire(stage.address) as wire:
            yield wire

    @pytest.fixture
    def client(self, stage: Stage, wire: LossyWire) -> OperatorClient:
        """Already logged in, so that a trouble of the wire hits the call that is tried."""
        client = stage.connect(wire.url)
        client.events(stage.own_box, "")
        return client

    def test_sending_twice_with_one_key_gives_one_document(self, stage: Stage, client: OperatorClient) -> None:
        message = stage.outbound()
        before = len(feed(client, stage.own_box))
        assert client.send(message) == client.send(message)
        assert len(feed(client, stage.own_box)) == before + 1

    def test_a_new_key_gives_a_new_document(self, stage: Stage, client: OperatorClient) -> None:
        assert client.send(stage.outbound()) != client.send(stage.outbound())

    def test_a_document_with_another_key_but_the_same_bytes_is_not_swallowed(
        self, stage: Stage, client: OperatorClient
    ) -> None:
        message = stage.outbound()
        again = replace(message, operation_key=uuid4(), document_id=uuid4())
        assert client.send(message) != client.send(again)

    def test_what_was_never_sent_is_not_found(self, stage: Stage, client: OperatorClient) -> None:
        assert client.find(stage.outbound()) is None

    def test_what_was_sent_is_found(self, stage: Stage, client: OperatorClient) -> None:
        message = stage.outbound()
        assert client.send(message) == client.find(message)

    def test_a_document_whose_answer_was_lost_is_found_and_not_sent_again(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        message = stage.outbound()
        wire.trouble = Trouble.ANSWERS_ARE_LOST
        with pytest.raises(UnknownOutcome) as caught:
            client.send(message)
        assert caught.value.retry
        wire.trouble = Trouble.NONE
        found = client.find(message)
        assert found is not None
        assert client.send(message) == found

    def test_a_document_lost_on_the_way_is_not_found_and_may_be_sent(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        message = stage.outbound()
        wire.trouble = Trouble.REQUESTS_ARE_LOST
        with pytest.raises((UnknownOutcome, Unavailable)):
            client.send(message)
        wire.trouble = Trouble.NONE
        assert client.find(message) is None
        assert client.send(message) == client.find(message)

    def test_a_reading_whose_answer_was_lost_only_asks_to_try_again(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        wire.trouble = Trouble.ANSWERS_ARE_LOST
        for call in readings(stage, client):
            with pytest.raises(Unavailable):
                call()

    def test_an_operator_that_is_down_is_unavailable_and_nothing_was_done(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        wire.cut()
        for call in (*readings(stage, client), partial(client.send, stage.outbound())):
            with pytest.raises(Unavailable) as caught:
                call()
            assert caught.value.retry

    def test_the_life_of_a_document_is_told_in_our_words(self, stage: Stage, client: OperatorClient) -> None:
        reference = client.send(stage.outbound())
        stage.settle()
        kinds = {fact.kind for fact in facts_about(reference, feed(client, stage.own_box))}
        assert kinds >= LIVE
        assert not kinds & {FactKind.DELIVERY_FAILED, FactKind.SIGNATURE_REFUSED, FactKind.UNRECOGNISED}

    def test_a_bad_signature_is_told_of_the_document_it_stood_under(self, stage: Stage, client: OperatorClient) -> None:
        message = stage.outbound()
        bad, good = client.send(replace(message, signature=stage.sign(b"other bytes"))), client.send(stage.outbound())
        stage.settle()
        events = feed(client, stage.own_box)
        assert FactKind.SIGNATURE_REFUSED in {fact.kind for fact in facts_about(bad, events)}
        assert FactKind.SIGNATURE_REFUSED not in {fact.kind for fact in facts_about(good, events)}

    def test_what_we_did_ourselves_is_no_news(self, stage: Stage, client: OperatorClient) -> None:
        reference = client.send(stage.outbound())
        assert facts_about(reference, feed(client, stage.own_box)) == []

    def test_a_fact_has_one_source_and_one_time_however_often_it_is_read(
        self, stage: Stage, client: OperatorClient
    ) -> None:
        reference = client.send(stage.outbound())
        stage.settle()
        first, second = (facts_about(reference, feed(client, stage.own_box)) for _ in range(2))
        assert first == second
        assert len({(fact.kind, fact.source) for fact in first}) == len(first)
        assert all(fact.at.tzinfo for fact in first)

    def test_a_feed_read_in_pieces_loses_and_disorders_nothing(self, stage: Stage, client: OperatorClient) -> None:
        start = end_of_feed(client, stage.own_box)
        client.send(stage.outbound())
        stage.settle()
        whole = unique(feed(client, stage.own_box, after=start))
        assert len(whole) > 2
        assert unique(feed(client, stage.own_box, after=start, limit=1)) == whole
        assert unique(feed(client, stage.own_box, after=start, limit=2)) == whole

    def test_the_cursor_stands_still_when_there_is_nothing_new_and_then_goes_on(
        self, stage: Stage, client: OperatorClient
    ) -> None:
        end = end_of_feed(client, stage.own_box)
        assert client.events(stage.own_box, end).events == ()
        assert client.events(stage.own_box, end).cursor == end
        client.send(stage.outbound())
        page = client.events(stage.own_box, end)
        assert len(page.events) == 1
        assert page.cursor != end

    def test_another_client_goes_on_from_the_same_cursor(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        end = end_of_feed(client, stage.own_box)
        reference = client.send(stage.outbound())
        stage.settle()
        other = stage.connect(wire.url)
        assert {fact.kind for fact in facts_about(reference, feed(other, stage.own_box, after=end))} >= LIVE
        # Even from the middle of a conversation, whose beginning this client has never seen.
        late = client.events(stage.own_box, end, limit=1).cursor
        fresh = stage.connect(wire.url)
        assert {fact.kind for fact in facts_about(reference, feed(fresh, stage.own_box, after=late))} >= LIVE

    def test_bytes_come_back_exactly(self, stage: Stage, client: OperatorClient) -> None:
        message = stage.outbound()
        assert client.content(stage.own_box, client.send(message)) == message.file.content

    def test_a_large_file_comes_back_exactly(self, stage: Stage, client: OperatorClient) -> None:
        message = stage.outbound()
        content = message.file.content + b"<!--" + b"x" * 1_300_000 + b"-->"
        large = replace(message, file=ExchangeFile(message.file.name, content), signature=stage.sign(content))
        assert client.content(stage.own_box, client.send(large)) == content

    def test_files_that_facts_bring_can_be_fetched_with_their_signatures(
        self, stage: Stage, client: OperatorClient
    ) -> None:
        reference = client.send(stage.outbound())
        stage.settle()
        files = [fact.file for fact in facts_about(reference, feed(client, stage.own_box)) if fact.file]
        roles = {file.role for file in files}
        assert roles >= {FileRole.OPERATOR_RECEIVED, FileRole.RECEIPT_NOTICE, FileRole.BUYER_TITLE}
        for file in files:
            assert file.name
            assert file.signature is not None
            assert client.content(stage.own_box, file.file) == client.content(stage.own_box, file.file) != b""
            assert client.content(stage.own_box, file.signature).startswith(b"\x30")  # DER

    def test_a_reply_repeated_with_one_key_is_one_reply(self, stage: Stage, client: OperatorClient) -> None:
        reply = answer_to(title_of_other_side(stage, client), stage)
        reference = client.reply(reply)
        assert client.reply(reply) == reference
        assert client.content(stage.own_box, reference) == reply.file.content
        assert client.reply(replace(reply, operation_key=uuid4())) != reference

    def test_a_reply_of_ours_is_no_fact_about_what_it_answers(self, stage: Stage, client: OperatorClient) -> None:
        title = title_of_other_side(stage, client)
        client.reply(answer_to(title, stage))
        stage.settle()
        told = {fact.kind for fact in facts_about(title, feed(client, stage.own_box))}
        assert FactKind.RECEIPT_NOTICE not in told

    def test_further_signatures_of_ours_are_put_once_and_are_no_news(
        self, stage: Stage, client: OperatorClient, wire: LossyWire
    ) -> None:
        message = stage.outbound()
        to = client.send(message)
        stage.settle()
        more = CoSigning(
            operation_key=uuid4(),
            box=stage.own_box,
            to=to,
            signatures=tuple(CoSignature(signature=stage.sign(message.file.content)) for _ in range(2)),
        )
        end = end_of_feed(client, stage.own_box)
        wire.trouble = Trouble.ANSWERS_ARE_LOST
        with pytest.raises(UnknownOutcome):
            client.cosign(more)
        wire.trouble = Trouble.NONE
        client.cosign(more)
        first = feed(client, stage.own_box, after=end)
        client.cosign(more)
        assert feed(client, stage.own_box, after=end) == first != []
        stage.settle()
        told = {fact.kind for fact in facts_about(to, feed(client, stage.own_box, after=end))}
        assert told <= {FactKind.DELIVERED}

    def test_a_participant_is_found_by_tax_numbers(self, stage: Stage, client: OperatorClient) -> None:
        (found,) = client.participants(stage.other)
        assert found.tax == stage.other
        assert found.participant_id
        assert found.box == stage.outbound().recipient_box
        assert client.participants(TaxNumbers(inn="0000000000", kpp="000000000")) == ()

    def test_what_is_not_there_is_not_found(self, stage: Stage, client: OperatorClient) -> None:
        stranger = OperatorReference(message_id=str(uuid4()), entity_id=str(uuid4()))
        with pytest.raises((NotFoundThere, Refused)):
            client.content(stage.own_box, stranger)

    def test_nonsense_is_answered_with_our_own_error(self, stage: Stage, client: OperatorClient) -> None:
        nowhere = OperatorReference(message_id="", entity_id="")
        message = stage.outbound()
        for call in (
            partial(client.events, stage.own_box, "+/= not a cursor"),
            partial(client.events, "no such box", ""),
            partial(client.content, stage.own_box, nowhere),
            partial(client.reply, answer_to(nowhere, stage)),
            partial(client.send, replace(message, recipient_box=str(uuid4()))),
            partial(client.send, replace(message, recipient_box="", signature=b"")),
        ):
            with pytest.raises(OperatorError):
                call()


def readings(stage: Stage, client: OperatorClient) -> tuple[Callable[[], object], ...]:
    somewhere = OperatorReference(message_id=str(uuid4()), entity_id=str(uuid4()))
    return (
        partial(client.events, stage.own_box, ""),
        partial(client.content, stage.own_box, somewhere),
        partial(client.participants, stage.other),
        partial(client.find, stage.outbound()),
    )


def feed(client: OperatorClient, box: str, *, after: str = "", limit: int = 100) -> list[OperatorEvent]:
    """Everything after a cursor."""
    events: list[OperatorEvent] = []
    while (page := client.events(box, after, limit=limit)).events:
        events.extend(page.events)
        after = page.cursor
    return events


def end_of_feed(client: OperatorClient, box: str) -> str:
    after = ""
    while (page := client.events(box, after)).events:
        after = page.cursor
    return after


def unique(events: list[OperatorEvent]) -> list[str]:
    """Ids in order, each once: an event may come twice, but not be lost."""
    return list(dict.fromkeys(event.id for event in events))


def facts_about(reference: OperatorReference, events: list[OperatorEvent]) -> list[ReportedFact]:
    return [fact for event in events for fact in event.facts if fact.document == reference]


def title_of_other_side(stage: Stage, client: OperatorClient) -> OperatorReference:
    reference = client.send(stage.outbound())
    stage.settle()
    facts = facts_about(reference, feed(client, stage.own_box))
    (title,) = (fact.file for fact in facts if fact.kind is FactKind.ANSWERED)
    assert title is not None
    return title.file


def answer_to(title: OperatorReference, stage: Stage) -> Reply:
    content = '<?xml version="1.0" encoding="windows-1251"?><Файл ИдФайл="DP_IZVPOL_1"/>'.encode("cp1251")
    return Reply(
        operation_key=uuid4(),
        kind=ReplyKind.RECEIPT_NOTICE,
        box=stage.own_box,
        to=title,
        file=ExchangeFile("DP_IZVPOL_1.xml", content),
        signature=stage.sign(content),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxServer]:
    with SandboxServer(sandbox_config(tmp_path_factory.mktemp("sandbox")), is_processing=False) as server:
        yield server


class TestDiadoc(OperatorContract):
    """Against the sandbox over HTTP."""

    @pytest.fixture
    def stage(self, server: SandboxServer) -> Iterator[Stage]:
        with server.sandbox.store.reading() as ledger:
            (seller,), (buyer,) = ledger.boxes_with(inn=SELLER.inn), ledger.boxes_with(inn=BUYER.inn)
        opened: list[DiadocClient] = []

        def connect(address: str) -> OperatorClient:
            settings = DiadocSettings(base_url=address, client_id="test", login="robot", password="secret")
            opened.append(DiadocClient(settings))
            return opened[-1]

        def sign(content: bytes) -> bytes:
            return server.sandbox.seals.sign_as(seller, content, server.sandbox.clock())

        def outbound() -> OutboundMessage:
            file = seller_title(seller, buyer)
            return OutboundMessage(
                operation_key=uuid4(),
                document_id=uuid4(),
                sender_box=seller.id,
                recipient_box=buyer.id,
                kind=DocumentKind(
                    type=DocumentType.TRANSFER_DOCUMENT,
                    function=DocumentFunction.INVOICE_AND_TRANSFER,
                    version="5.03",
                    number="42",
                    date=date(2026, 11, 21),
                ),
                file=file,
                signature=sign(file.content),
                receipt_expected=True,
                answer_expected=True,
            )

        yield Stage(
            address=server.url,
            own_box=seller.id,
            other=TaxNumbers(inn=buyer.inn, kpp=buyer.kpp),
            connect=connect,
            outbound=outbound,
            sign=sign,
            settle=server.sandbox.processor.settle,
        )
        for client in opened:
            client.close()
