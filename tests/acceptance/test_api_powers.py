"""Powers of attorney over the API: brought with their signature, listed, revoked, and kept from other eyes."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway.cli.demo_power import power_file, power_of_attorney
from signing import SamplePki
from tests.acceptance.api_house import DIRECTOR, Client


@pytest.fixture
def body(pki: SamplePki) -> dict[str, Any]:
    """A new power with the director's signature under it."""
    at = datetime.now(UTC)
    described = power_of_attorney(str(uuid4()), at.date())
    del described["grant"]["principals"][0]["company"]["heads"][0]["person"]["inn"]  # known by the СНИЛС
    file = power_file(described, at=at)
    signature = pki.signer(DIRECTOR.file).sign(file.content, at=at)
    return {"file": _text(file.content), "signatures": [_text(signature)]}


def test_a_power_is_brought_and_read_back(accountant: Client, body: dict[str, Any]) -> None:
    answer = accountant.post("/powers", json=body)
    assert answer.status_code == 201, answer.text
    added = answer.json()
    assert (added["state"], added["signature_defect"]) == ("valid", None)
    assert [party["name"] for party in added["representatives"]] == ["Лебедев Дмитрий Андреевич"]
    assert accountant.get(answer.headers["Location"].removeprefix("/api/v1")).json() == added
    assert added in accountant.get("/powers").json()["powers"]


def test_a_power_without_its_signature_says_what_it_lacks(accountant: Client, body: dict[str, Any]) -> None:
    added = accountant.post("/powers", json={**body, "signatures": []}).json()
    assert added["state"] == "unsigned"
    assert ".sig" in added["signature_defect"]
    assert accountant.post("/powers", json=body).json()["state"] == "valid"


def test_a_revocation_says_why_and_from_when(accountant: Client, body: dict[str, Any]) -> None:
    number = accountant.post("/powers", json=body).json()["number"]
    revoked = accountant.post(f"/powers/{number}/revocation", json={"reason": "Уволен"}).json()
    assert (revoked["state"], revoked["revocation_reason"]) == ("revoked", "Уволен")


def test_a_list_revokes_what_is_here(accountant: Client, body: dict[str, Any]) -> None:
    number = accountant.post("/powers", json=body).json()["number"]
    listed = {"numbers": [number.upper(), str(uuid4())], "reason": "Список"}
    assert accountant.post("/powers/revocations", json=listed).json() == {"revoked": [number]}


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"file": "не Base64"}, "invalid_request", 422),
        ({"file": "PGEvPg=="}, "not_a_power", 422),
        ({"signatures": ["MAA="]}, "power_signature_bad", 422),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(
    accountant: Client, body: dict[str, Any], change: dict[str, Any], code: str, status: int
) -> None:
    answer = accountant.post("/powers", json={**body, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_powers_are_for_those_who_keep_them(
    director: Client, stranger: Client, accountant: Client, body: dict[str, Any]
) -> None:
    number = accountant.post("/powers", json=body).json()["number"]
    assert director.get("/powers").status_code == 403
    assert stranger.get(f"/powers/{number}").status_code == 404
    assert stranger.post(f"/powers/{number}/revocation", json={"reason": "-"}).status_code == 404


def _text(content: bytes) -> str:
    return b64encode(content).decode()
