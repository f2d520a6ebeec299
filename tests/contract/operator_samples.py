"""A sandbox with two companies and a document between them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats import build, read_document
from edo_gateway.sandbox.config import Behaviour, SandboxConfig, SandboxOrganization
from edo_gateway.sandbox.records import Box

SELLER = SandboxOrganization(inn="7700000016", kpp="770001001", name="ООО «Ромашка»", behaviour=Behaviour.MANUAL)
BUYER = SandboxOrganization(inn="7800000027", kpp="780001001", name="АО «Василёк»")


def sandbox_config(folder: Path) -> SandboxConfig:
    return SandboxConfig(
        database=folder / "sandbox.db",
        key_directory=folder / "keys",
        organizations=(SELLER, BUYER),
        step_delay=timedelta(0),
    )


def seller_title(seller: Box, buyer: Box) -> ExchangeFile:
    """A small УПД 5.03, another file each time."""
    described = {
        "type": "transfer_document",
        "function": "СЧФДОП",
        "sender": seller.participant_id,
        "recipient": buyer.participant_id,
        "number": "УТ-101",
        "date": "2026-11-23",
        "seller": _party(seller),
        "buyer": _party(buyer),
        "lines": [{"name": "Ромашки", "quantity": "10", "unit": "796", "price": "100.00", "vat_rate": "20%"}],
        "transfer": {"operation": "Товары переданы", "date": "2026-11-23", "no_basis_document": True},
        "signatories": [{"position": "Директор", "name": "Ромашкин Пётр"}],
    }
    return build(read_document(json.dumps(described)), at=datetime.now(UTC), guid=uuid4())


def _party(box: Box) -> dict[str, Any]:
    address = {"kind": "text", "country": "643", "text": "г. Москва, ул. Садовая, д. 1"}
    return {"kind": "company", "name": box.name, "inn": box.inn, "kpp": box.kpp, "address": address}
