"""A whole house for tests: a database, the sandbox operator over HTTP, the company of the demo with its people."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli.demo_documents import documents
from edo_gateway.cli.demo_house import configuration, populate, prepare_trust, trust_operator
from edo_gateway.config import Config
from edo_gateway.docflow.sign import Consent
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import Actor
from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.party import Organization
from edo_gateway.sandbox.config import Behaviour, SandboxConfig, SandboxOrganization
from edo_gateway.sandbox.server import SandboxServer
from edo_gateway.worker import Worker

ON_THE_WAY = {DocumentStatus.SENDING, DocumentStatus.UNKNOWN, DocumentStatus.SENT}


@dataclass
class MovableClock:
    """Real time and whatever was skipped."""

    skipped: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.skipped

    def skip(self, **by: float) -> None:
        self.skipped += timedelta(**by)


@dataclass(frozen=True)
class _Place:
    """Where the sandbox keeps its things and listens, as the demo's house wants to be told."""

    data: Path
    address: str


@dataclass
class House:
    config: Config
    docflow: Docflow
    clock: MovableClock
    organization: Organization
    passwords: dict[str, str]
    keys: dict[str, str]
    sandbox: SandboxServer
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def actor(self, login: str) -> Actor:
        with self.docflow.units.look() as unit:
            found = unit.people.find(login)
        assert found
        return Actor(person=found[0], organization_id=self.organization.id)

    def create(self, kind: str = "УПД", **changes: Any) -> DocumentId:
        """A draft of the demo's document of that kind, with a number of its own."""
        payload = {**self.payload(kind), **changes}
        return self.docflow.create(json.dumps(payload).encode(), actor=self.actor("accountant"))

    def payload(self, kind: str = "УПД") -> dict[str, Any]:
        day = self.clock().date()
        return dict(documents(str(next(self.numbers)), day))[kind]

    def sent(self, kind: str = "УПД") -> DocumentId:
        """A document approved, signed and given to the worker."""
        return self.sent_of(self.create(kind))

    def sent_of(self, document_id: DocumentId) -> DocumentId:
        """A draft approved, signed and given to the worker."""
        self._sign(self._approve(document_id))
        self.docflow.send(document_id, actor=self.actor("accountant"))
        return document_id

    def signed(self, kind: str = "УПД") -> DocumentId:
        return self._sign(self.approved(kind))

    def _sign(self, document_id: DocumentId) -> DocumentId:
        director = self.actor("director")
        for level in sorted(self.document(document_id).required_signatures):
            consent = Consent(password=self.passwords["director"])
            self.docflow.sign(document_id, level, consent, actor=director)
        return document_id

    def approved(self, kind: str = "УПД") -> DocumentId:
        return self._approve(self.create(kind))

    def _approve(self, document_id: DocumentId) -> DocumentId:
        self.docflow.submit(document_id, actor=self.actor("accountant"))
        for login in ("chief", "director"):
            self.docflow.decide(document_id, Verdict.APPROVED, actor=self.actor(login))
        return document_id

    def document(self, document_id: DocumentId) -> Document:
        with self.docflow.units.look() as unit:
            return unit.documents.get(self.organization.id, document_id)

    def worker(self) -> Worker:
        return bootstrap.worker(self.docflow, self.config)

    def work(self, *ids: DocumentId, until: Callable[[Document], bool] | None = None, seconds: float = 60) -> None:
        """Let one worker work until every document satisfies; pauses between attempts are skipped, not waited for."""
        reached = until or (lambda document: document.status not in ON_THE_WAY)
        worker, deadline = self.worker(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not worker.step():
                if all(reached(self.document(document_id)) for document_id in ids):
                    return
                self.clock.skip(seconds=20)
                time.sleep(0.05)
        raise AssertionError([(self.document(i).status, self.document(i).facts) for i in ids])

    def arm(self, fault: str, *, path: str = "PostMessage", times: int = 1, seconds: float = 0.2) -> None:
        """Arm a fault of the sandbox."""
        body = {"fault": fault, "path": path, "times": times, "seconds": seconds}
        requests.post(f"{self.sandbox.url}/_sandbox/faults", json=body, timeout=5).raise_for_status()

    def messages_of_ours(self) -> int:
        """How many messages the operator has received from us."""
        client = bootstrap.operator(self.config)
        cursor, ours = "", 0
        while events := (page := client.events(self.organization.box, cursor)).events:
            cursor = page.cursor
            raw = [json.loads(event.raw) for event in events]
            ours += sum(1 for event in raw if event.get("Message"))
        return ours


@contextmanager
def house(
    folder: Path, database_url: str, *, behaviour: Behaviour = Behaviour.ACCEPT, lease: float = 150
) -> Iterator[House]:
    """Everything running except a worker, which a test drives itself."""
    place = _Place(folder / "sandbox", "")
    config = replace(configuration(folder, place), database_url=database_url, lease=timedelta(seconds=lease))
    pki = prepare_trust(config, place)
    with SandboxServer(_sandbox(place, behaviour)) as server:
        config = replace(config, operator_url=server.url)
        trust_operator(config, place)
        clock = MovableClock()
        docflow = bootstrap.docflow(config, clock)
        organization, passwords, keys = populate(docflow, config, pki)
        made = House(config, docflow, clock, organization, passwords, keys, server)
        try:
            yield made
        finally:
            made.docflow.units.close()  # a test may have put another in the place of the first


def _sandbox(place: _Place, behaviour: Behaviour) -> SandboxConfig:
    ours = SandboxOrganization(inn=company.OURS.inn, kpp=company.OURS.kpp, name=company.OUR_CARD["name"])
    buyer = SandboxOrganization(
        inn=company.BUYER.inn, kpp=company.BUYER.kpp, name=company.BUYER_CARD["name"], behaviour=behaviour
    )
    return SandboxConfig(
        database=place.data / "sandbox.db",
        key_directory=place.data / "keys",
        trust_directory=place.data / "trust",
        organizations=(ours, buyer),
        own_inns=frozenset({company.OURS.inn}),
        step_delay=timedelta(milliseconds=20),
    )
