"""The sandbox as one thing: its database, its keys, its state machine. The web application stands in front of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from edo_gateway.domain.clock import Clock
from edo_gateway.sandbox.checking import SignatureCheck
from edo_gateway.sandbox.config import SandboxConfig, SandboxOrganization, box_guid, organization_guid
from edo_gateway.sandbox.counterparty import Counterparty
from edo_gateway.sandbox.faults import Faults
from edo_gateway.sandbox.keys import SealRing, operator_holder
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.processing import Processor
from edo_gateway.sandbox.records import Box, Relation
from edo_gateway.sandbox.service_files import Answers, Confirmations
from edo_gateway.sandbox.store import Store
from edo_gateway.sandbox.ticks import ticks_of, to_ticks
from edo_gateway.sandbox.wire import Json, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """Everything the routes need."""

    config: SandboxConfig
    clock: Clock
    store: Store
    seals: SealRing
    faults: Faults
    processor: Processor

    @property
    def now(self) -> int:
        """Ticks of this moment."""
        return to_ticks(self.clock())

    @property
    def due(self) -> int:
        """Ticks of the moment when what is posted now will be processed."""
        return self.now + ticks_of(self.config.step_delay)

    def perform_once(self, box: Box, method: str, key: str, body: bytes, action: Callable[[Ledger], Json]) -> str:
        """Carry out an operation, or repeat the answer it was given when it was carried out.

        The key is compared without regard to case and counts within a box and a method; an empty one stands for
        the MD5 of the body. Answer and effects are one transaction.
        """
        key = key.strip().lower() or hashlib.md5(body, usedforsecurity=False).hexdigest()
        with self.store.writing() as ledger:
            known = ledger.answer_of(box.id, method, key)
            if known is not None:
                return known
            answer = encode(action(ledger))
            ledger.keep_answer(box.id, method, key, answer)
        return answer

    def expire_tokens(self) -> None:
        """Everybody has to authenticate again."""
        with self.store.writing() as ledger:
            ledger.drop_tokens()


def open_sandbox(config: SandboxConfig, clock: Clock) -> Sandbox:
    """Open or create the database, seed the boxes, make the missing keys."""
    store = Store(config.database)
    boxes = _seed(store, config, clock())
    seals = SealRing(config.key_directory, operator_holder(config.operator_name, config.operator_inn))
    seals.prepare(boxes, clock())
    faults = Faults()
    processor = Processor(
        config=config,
        store=store,
        clock=clock,
        seals=seals,
        check=SignatureCheck(seals.trust_directory, config.trust_directory),
        faults=faults,
        confirmations=Confirmations(config),
        counterparty=Counterparty(seals=seals, answers=Answers()),
    )
    return Sandbox(config=config, clock=clock, store=store, seals=seals, faults=faults, processor=processor)


def _seed(store: Store, config: SandboxConfig, at: datetime) -> list[Box]:
    with store.writing() as ledger:
        for organization in config.organizations:
            ledger.keep_box(_box(config, organization))
        boxes = ledger.boxes()
        if config.acquainted:
            _acquaint(ledger, boxes, to_ticks(at))
    return boxes


def _box(config: SandboxConfig, organization: SandboxOrganization) -> Box:
    return Box(
        id=str(box_guid(organization.inn, organization.kpp)),
        organization_id=str(organization_guid(organization.inn, organization.kpp)),
        inn=organization.inn,
        kpp=organization.kpp,
        name=organization.name,
        participant_id=config.participant_id_of(organization),
        behaviour=config.behaviour_of(organization),
        counteragents_only=organization.counteragents_only,
    )


def _acquaint(ledger: Ledger, boxes: list[Box], now: int) -> None:
    for box in boxes:
        for other in boxes:
            if other.id != box.id and ledger.acquaintance(box.id, other.id) is None:
                ledger.relate(box.id, other.id, Relation.ESTABLISHED, now)
