"""Both sides of an exchange for tests: a sandbox on a real socket with a clock in hand, and a plain client of it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats import build, read_document
from edo_gateway.sandbox.config import Behaviour, SandboxConfig, SandboxOrganization
from edo_gateway.sandbox.records import Box
from edo_gateway.sandbox.server import SandboxServer

SELLER = SandboxOrganization(inn="7700000016", kpp="770001001", name="ООО «Ромашка»", behaviour=Behaviour.MANUAL)
BUYER = SandboxOrganization(inn="7800000027", kpp="780001001", name="АО «Василёк»")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TIMEOUT = 20


@dataclass
class HandClock:
    """Stands still until it is moved."""

    moment: datetime = START

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def config_in(folder: Path, *organizations: SandboxOrganization, **changed: Any) -> SandboxConfig:
    return SandboxConfig(
        database=folder / "sandbox.db",
        key_directory=folder / "keys",
        organizations=organizations or (SELLER, BUYER),
        **{"step_delay": timedelta(0), **changed},
    )


@dataclass
class Client:
    """A client of the protocol for one box."""

    url: str
    box: Box
    other: Box
    session: requests.Session = field(default_factory=requests.Session)

    def log_in(self) -> None:
        client = "DiadocAuth ddauth_api_client_id=test-client"
        answer = self.session.post(
            f"{self.url}/V3/Authenticate?type=password",
            json={"login": "somebody", "password": "something"},
            headers={"Authorization": client},
            timeout=TIMEOUT,
        )
        assert answer.status_code == 200, answer.text
        self.session.headers["Authorization"] = f"{client},ddauth_token={answer.text}"
        self.session.headers["Accept"] = "application/json"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.session.get(f"{self.url}{path}", params=query, timeout=TIMEOUT)

    def post(self, path: str, body: Any, **query: Any) -> requests.Response:
        return self.session.post(f"{self.url}{path}", json=body, params=query, timeout=TIMEOUT)

    def arm(self, fault: str, **details: Any) -> None:
        answer = self.post("/_sandbox/faults", {"fault": fault, **details})
        assert answer.status_code == 200, answer.text

    def message(self, file: ExchangeFile, function: str, **changed: Any) -> dict[str, Any]:
        signed = {"Content": encoded(file.content), "SignWithTestSignature": True}
        document = {
            "TypeNamedId": "UniversalTransferDocument",
            "Function": function,
            "Version": "utd970_05_03_01",
            "SignedContent": signed,
            **changed,
        }
        return {"FromBoxId": self.box.id, "ToBoxId": self.other.id, "DocumentAttachments": [document]}

    def send(self, function: str = "СЧФДОП", *, operation: str = "", **changed: Any) -> dict[str, Any]:
        """Post a seller title and return the message."""
        file = seller_title(self.box, self.other, function)
        answer = self.post("/V3/PostMessage", self.message(file, function, **changed), operationId=operation)
        assert answer.status_code == 200, answer.text
        posted: dict[str, Any] = answer.json()
        return posted

    def patch(self, message_id: str, **lists: Any) -> requests.Response:
        body = {"BoxId": self.box.id, "MessageId": message_id, **lists}
        return self.post("/V4/PostMessagePatch", body, operationId=str(uuid4()))

    def events(self, after: str = "", **query: Any) -> list[dict[str, Any]]:
        answer = self.get("/V8/GetNewEvents", boxId=self.box.id, afterIndexKey=after, **query)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["Events"]
        return found

    def entities(self, message_id: str) -> list[dict[str, Any]]:
        answer = self.get("/V6/GetMessage", boxId=self.box.id, messageId=message_id)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["Entities"]
        return found

    def attachments(self, message_id: str, kind: str = "") -> list[dict[str, Any]]:
        found = [entity for entity in self.entities(message_id) if entity["EntityType"] == "Attachment"]
        return [entity for entity in found if not kind or entity["AttachmentType"] == kind]

    def content(self, message_id: str, entity_id: str) -> bytes:
        answer = self.get("/V4/GetEntityContent", boxId=self.box.id, messageId=message_id, entityId=entity_id)
        assert answer.status_code == 200, answer.text
        return answer.content

    def file(self, message_id: str, entity: dict[str, Any]) -> ExchangeFile:
        return ExchangeFile(entity["FileName"], self.content(message_id, entity["EntityId"]))

    def signature(self, message_id: str, entity: dict[str, Any]) -> bytes:
        (found,) = (
            other
            for other in self.entities(message_id)
            if other["EntityType"] == "Signature" and other["ParentEntityId"] == entity["EntityId"]
        )
        return self.content(message_id, found["EntityId"])

    def document(self, message_id: str) -> dict[str, Any]:
        (found,) = self.get("/GetDocumentsByMessageId", boxId=self.box.id, messageId=message_id).json()["Documents"]
        return dict(found)


@dataclass
class Exchange:
    """A running sandbox with a client on either side."""

    server: SandboxServer
    clock: HandClock
    seller: Client
    buyer: Client

    def settle(self) -> int:
        return self.server.sandbox.processor.settle()


@contextmanager
def running(folder: Path, *organizations: SandboxOrganization, **changed: Any) -> Iterator[Exchange]:
    clock = HandClock()
    with SandboxServer(config_in(folder, *organizations, **changed), clock=clock, is_processing=False) as server:
        seller, buyer = clients(server)
        yield Exchange(server=server, clock=clock, seller=seller, buyer=buyer)
        for client in (seller, buyer):
            client.session.close()


def clients(server: SandboxServer) -> tuple[Client, Client]:
    """The seller's and the buyer's, logged in."""
    with server.sandbox.store.reading() as ledger:
        (first,), (second,) = ledger.boxes_with(inn=SELLER.inn), ledger.boxes_with(inn=BUYER.inn)
    pair = Client(server.url, first, second), Client(server.url, second, first)
    for client in pair:
        client.log_in()
    return pair


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def seller_title(seller: Box, buyer: Box, function: str = "СЧФДОП", number: str = "УТ-101") -> ExchangeFile:
    """A small УПД 5.03."""
    described = {
        "type": "transfer_document",
        "function": function,
        "sender": seller.participant_id,
        "recipient": buyer.participant_id,
        "number": number,
        "date": "2026-11-23",
        "seller": _party(seller),
        "buyer": _party(buyer),
        "lines": [_LINE],
        "transfer": {"operation": "Товары переданы", "no_basis_document": True},
        "signatories": [{"position": "Директор", "name": "Ромашкин Пётр"}],
    }
    return build(read_document(json.dumps(described)), at=START, guid=uuid4())


_LINE = {"name": "Ромашки в горшке", "quantity": "10", "unit": "796", "price": "100.00", "vat_rate": "20%"}


def _party(box: Box) -> dict[str, Any]:
    address = {"kind": "text", "country": "643", "text": "г. Москва, ул. Садовая, д. 1"}
    return {"kind": "company", "name": box.name, "inn": box.inn, "kpp": box.kpp, "address": address}
