"""A status changes in one place, by a table, and every step is recorded."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edo_gateway.domain.approval import Route
from edo_gateway.domain.delivery import Fact, FactKind
from edo_gateway.domain.document import (
    TRANSITIONS,
    Document,
    DocumentFunction,
    DocumentStatus,
    DocumentType,
    Heading,
    TransitionNotAllowed,
    expectation_of,
)
from edo_gateway.domain.identity import CounterpartyId, DocumentId, OrganizationId
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.signature import SignatureLevel

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def document(status: DocumentStatus = DocumentStatus.DRAFT) -> Document:
    heading = Heading(
        type=DocumentType.TRANSFER_DOCUMENT,
        function=DocumentFunction.INVOICE_AND_TRANSFER,
        format="ON_NSCHFDOPPR 5.03",
        number="42",
        date=date(2026, 11, 21),
        counterparty_id=CounterpartyId(uuid4()),
        counterparty_name="ООО «Лютик»",
        counterparty_inn="7700000016",
        total=Decimal("122.00"),
        vat=Decimal("22.00"),
        currency="643",
        title="УПД",
    )
    made = Document(
        id=DocumentId(uuid4()),
        organization_id=OrganizationId(uuid4()),
        heading=heading,
        created_at=NOW,
        created_by="Иванова",
        required_signatures=frozenset({SignatureLevel.QUALIFIED}),
        route=Route(stages=()),
        expectation=expectation_of(heading.function),
    )
    made.begin()
    made.status = status
    return made


@given(st.sampled_from(DocumentStatus), st.sampled_from(DocumentStatus))
def test_only_the_table_allows_a_step(source: DocumentStatus, target: DocumentStatus) -> None:
    moved = document(source)
    if target in TRANSITIONS[source]:
        moved.move(target, at=NOW, actor="x", reason="why")
        assert moved.status is target
        last = moved.transitions[-1]
        assert (last.number, last.source, last.target, last.reason) == (2, source, target, "why")
    else:
        with pytest.raises(TransitionNotAllowed):
            moved.move(target, at=NOW, actor="x")
        assert moved.status is source
        assert len(moved.transitions) == 1


def test_every_status_is_reachable_from_a_draft_and_has_a_row_in_the_table() -> None:
    assert set(TRANSITIONS) == set(DocumentStatus)
    seen, front = {DocumentStatus.DRAFT}, [DocumentStatus.DRAFT]
    while front:
        for target in TRANSITIONS[front.pop()] - seen:
            seen.add(target)
            front.append(target)
    assert seen == set(DocumentStatus)


def test_a_fact_learned_twice_is_kept_once() -> None:
    sent = document(DocumentStatus.SENT)
    fact = Fact(kind=FactKind.DELIVERED, source="event", at=NOW, received_at=NOW)
    assert sent.learn([fact], at=NOW)
    assert not sent.learn([fact], at=NOW)
    assert sent.facts == [fact]


def test_a_fact_that_overtakes_the_record_of_sending_does_not_move_the_document() -> None:
    sending = document(DocumentStatus.SENDING)
    sending.learn([Fact(kind=FactKind.REJECTED, source="event", at=NOW, received_at=NOW)], at=NOW)
    assert sending.status is DocumentStatus.SENDING


def test_a_late_refusal_moves_a_finished_document() -> None:
    finished = document(DocumentStatus.FINISHED)
    finished.learn([Fact(kind=FactKind.REJECTED, source="event", at=NOW, received_at=NOW, note="цена")], at=NOW)
    assert finished.status is DocumentStatus.REJECTED
    assert finished.transitions[-1].reason == "цена"


def test_every_function_says_what_the_other_side_owes() -> None:
    assert {expectation_of(function) for function in DocumentFunction}
    assert not expectation_of(DocumentFunction.INVOICE).answer


def test_an_invoice_is_signed_with_a_qualified_signature_whatever_the_policy() -> None:
    weak = Policy(signatures={function: frozenset({SignatureLevel.SIMPLE}) for function in DocumentFunction})
    assert SignatureLevel.QUALIFIED in weak.signatures_for(DocumentType.TRANSFER_DOCUMENT, DocumentFunction.INVOICE)
    assert SignatureLevel.QUALIFIED in weak.signatures_for(
        DocumentType.TRANSFER_DOCUMENT, DocumentFunction.INVOICE_AND_TRANSFER
    )
    assert weak.signatures_for(DocumentType.TRANSFER_DOCUMENT, DocumentFunction.TRANSFER) == {SignatureLevel.SIMPLE}
