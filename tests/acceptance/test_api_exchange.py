"""Over the API with an operator at the other end of the wire: sent, received, answered, and every hop told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from edo_gateway import bootstrap
from edo_gateway.config import Config
from edo_gateway.domain.party import ParticipantId, TaxNumbers
from edo_gateway.sandbox.config import Behaviour, SandboxConfig, SandboxOrganization
from edo_gateway.sandbox.server import SandboxServer
from signing import SamplePki
from tests.acceptance.api_house import BUYER, OTHERS, OURS, House, MovableClock, build_house
from tests.acceptance.test_api_way import signed


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    house: House
    operator: SandboxServer

    def run(self) -> None:
        """Let both sides do what is due, a minute at a time, until nothing more happens."""
        worker = bootstrap.worker(self.house.docflow, self.house.config)
        for _ in range(6):
            while self.operator.sandbox.processor.step():
                pass
            self.house.clock.ahead += timedelta(minutes=1)
            for _ in range(4):
                worker.step()


def _box(config: Config, tax: TaxNumbers) -> tuple[ParticipantId, str]:
    found = bootstrap.operator(config).participants(tax)[0]
    return found.participant_id, found.box


@pytest.fixture
def exchange(request: pytest.FixtureRequest, tmp_path: Path, pki: SamplePki) -> Iterator[Exchange]:
    companies = ((OURS, "ООО «Ромашка»", None), (OTHERS, "АО «Другая»", None), (BUYER, "АО «Василёк»", request.param))
    clock = MovableClock()
    config = SandboxConfig(
        database=tmp_path / "sandbox.db",
        key_directory=tmp_path / "sandbox",
        trust_directory=pki.trust_directory,
        organizations=tuple(
            SandboxOrganization(inn=tax.inn, kpp=tax.kpp, name=name, behaviour=behaviour)
            for tax, name, behaviour in companies
        ),
        own_inns=frozenset({OURS.inn, OTHERS.inn}),
        step_delay=timedelta(0),
    )
    with SandboxServer(config, clock=clock, is_processing=False) as operator:
        yield Exchange(
            house=build_house(
                tmp_path,
                pki,
                operator_url=operator.url,
                trusted=(config.key_directory / "trust",),
                clock=clock,
                boxes=_box,
            ),
            operator=operator,
        )


@pytest.mark.parametrize(
    ("exchange", "status", "answer"),
    [
        (Behaviour.ACCEPT, "finished", "done"),
        (Behaviour.ACCEPT_WITH_DISCREPANCIES, "discrepancies", "done"),
        (Behaviour.REFUSE, "rejected", "failed"),
        (Behaviour.REQUEST_CORRECTION, "correction_requested", "waiting"),
        (Behaviour.MANUAL, "sent", "waiting"),
    ],
    indirect=["exchange"],
)
def test_what_the_counterparty_does_is_told_by_every_view(exchange: Exchange, status: str, answer: str) -> None:
    house = exchange.house
    accountant, chief, director = (house.client(role) for role in ("accountant", "chief", "director"))
    made = signed(accountant, chief, director)
    assert accountant.post(f"/documents/{made}/sending").status_code == 202

    exchange.run()

    view = accountant.get(f"/documents/{made}").json()
    assert (view["status"], view["delivery"]["threads"]["answer"]["state"]) == (status, answer), view
    assert view["delivery"]["threads"]["operator"]["state"] == "done"
    assert view["delivery"]["operator_message_id"]
    events = accountant.get("/events").json()["events"]
    assert [event["status"] for event in events if event["kind"] == "document.moved"][-1] == status
    attempts = accountant.get("/delivery-log", params={"kind": "delivery.attempted"}).json()["lines"]
    assert [attempt["details"]["outcome"] for attempt in attempts] == ["done"]
    for file in view["files"]:
        assert accountant.get(f"/documents/{made}/files/{file['id']}").status_code == 200
    assert accountant.get(f"/documents/{made}/print").status_code == 200
    assert accountant.get("/problems").json()["problems"] == []
    for client in (accountant, chief, director):
        client.session.close()


@pytest.mark.parametrize("exchange", [Behaviour.ACCEPT], indirect=True)
def test_the_buyers_title_comes_with_its_signature(exchange: Exchange) -> None:
    house = exchange.house
    accountant, chief, director = (house.client(role) for role in ("accountant", "chief", "director"))
    made = signed(accountant, chief, director)
    accountant.post(f"/documents/{made}/sending")

    exchange.run()

    files = {file["role"]: file for file in accountant.get(f"/documents/{made}/files").json()["files"]}
    title = files["buyer_title"]
    signatures = accountant.get(f"/documents/{made}/signatures").json()["signatures"]
    (theirs,) = [signature for signature in signatures if signature["file_id"] == title["id"]]
    assert theirs["is_ours"] is False
    assert theirs["indication"] == "TOTAL_PASSED", theirs
    content = accountant.get(f"/documents/{made}/files/{title['id']}").content
    headers = {"Content-Type": "application/xml"}
    report = accountant.post("/validations", params={"name": title["name"]}, data=content, headers=headers).json()
    assert report["format"] == "ON_NSCHFDOPPOK"
    assert report["valid"] is True, report
    for client in (accountant, chief, director):
        client.session.close()
