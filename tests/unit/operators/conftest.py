from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from edo_gateway.domain.document import DocumentFunction, DocumentType
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.operators.contract import DocumentKind, OutboundMessage
from edo_gateway.operators.diadoc import DiadocClient, DiadocSettings
from tests.unit.operators.scripted_operator import ScriptedOperator

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def operator() -> Iterator[ScriptedOperator]:
    with ScriptedOperator() as operator:
        yield operator


@pytest.fixture
def settings(operator: ScriptedOperator) -> DiadocSettings:
    return DiadocSettings(
        base_url=operator.url, client_id="key-of-ours", login="robot", password="s3cret", read_timeout=5.0
    )


@pytest.fixture
def client(settings: DiadocSettings, operator: ScriptedOperator) -> Iterator[DiadocClient]:
    with DiadocClient(settings, clock=lambda: NOW) as client:
        yield client


@pytest.fixture
def outbound() -> Callable[..., OutboundMessage]:
    def make(**changes: object) -> OutboundMessage:
        given: dict[str, object] = {
            "operation_key": UUID("11111111-1111-4111-8111-111111111111"),
            "document_id": UUID("22222222-2222-4222-8222-222222222222"),
            "sender_box": "aaaaaaaa-0000-4000-8000-000000000001",
            "recipient_box": "bbbbbbbb-0000-4000-8000-000000000002",
            "kind": DocumentKind(
                type=DocumentType.TRANSFER_DOCUMENT,
                function=DocumentFunction.INVOICE_AND_TRANSFER,
                version="5.03",
                number="42",
                date=date(2026, 11, 21),
            ),
            "file": ExchangeFile("ON_NSCHFDOPPR_x.xml", "<Файл/>".encode("cp1251")),
            "signature": b"\x30\x00",
            "receipt_expected": True,
            "answer_expected": True,
        }
        return OutboundMessage(**(given | changes))  # type: ignore[arg-type]

    return make
