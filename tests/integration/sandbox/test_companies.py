"""Organisations, boxes, counterparties."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from edo_gateway.sandbox.config import Behaviour, parse_organization
from edo_gateway.sandbox.server import SandboxServer
from tests.integration.sandbox.exchange import (
    BUYER,
    SELLER,
    Exchange,
    HandClock,
    clients,
    config_in,
    running,
    seller_title,
)


def test_a_company_is_found_by_its_numbers_without_a_token(exchange: Exchange) -> None:
    exchange.seller.session.headers["Authorization"] = "DiadocAuth ddauth_api_client_id=k"
    answer = exchange.seller.get("/GetOrganizationsByInnKpp", inn=BUYER.inn, kpp=BUYER.kpp)
    (found,) = answer.json()["Organizations"]
    assert (found["Inn"], found["Kpp"], found["FullName"]) == (BUYER.inn, BUYER.kpp, BUYER.name)
    assert found["FnsParticipantId"].startswith(f"2SB-{BUYER.inn}-{BUYER.kpp}-")
    assert found["IsRoaming"] is False
    assert found["Boxes"][0]["BoxId"].endswith("@diadoc.ru")
    assert found["Address"]["RussianAddress"]["Region"] == BUYER.inn[:2]
    assert found["JoinedDiadocTreaty"] is False
    for required in ("OrgId", "Sociability", "OrganizationType", "ReadyForEpdStatus"):
        assert found[required]


def test_an_unknown_company_is_an_empty_list(exchange: Exchange) -> None:
    assert exchange.seller.get("/GetOrganizationsByInnKpp", inn="7700000999").json() == {"Organizations": []}
    assert exchange.seller.get("/GetOrganization", inn="7700000999").status_code == 404


def test_companies_are_found_by_a_list_of_numbers_with_their_relation(exchange: Exchange) -> None:
    seller, asked = exchange.seller, {"InnList": [BUYER.inn, "7700000999"]}
    (related,) = seller.post("/V2/GetOrganizationsByInnList", asked, myBoxId=seller.box.id).json()["Organizations"]
    assert (related["Organization"]["Inn"], related["CounteragentStatus"]) == (BUYER.inn, "IsMyCounteragent")
    (stranger,) = seller.post("/V2/GetOrganizationsByInnList", asked).json()["Organizations"]
    assert stranger["CounteragentStatus"] == "UnknownCounteragentStatus"


@pytest.mark.parametrize("version", ["", "/V2", "/V3"])
def test_counterparties_are_listed_under_every_version_and_by_both_names_of_oneself(
    exchange: Exchange, version: str
) -> None:
    seller = exchange.seller
    for own in ({"myBoxId": seller.box.id}, {"myOrgId": seller.box.organization_id}):
        assert seller.get(f"{version}/GetCounteragents", **own).json()["TotalCount"] == 1


def test_a_box_is_addressed_in_both_spellings(exchange: Exchange) -> None:
    for name in (exchange.seller.box.id, exchange.seller.box.wire_id):
        assert exchange.seller.get("/GetBox", boxId=name).json()["BoxIdGuid"] == exchange.seller.box.id


def test_companies_keep_their_ids_in_a_fresh_sandbox(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        with SandboxServer(config_in(tmp_path / name), clock=HandClock(), is_processing=False) as server:
            seller, _ = clients(server)
            found.append((seller.box.id, seller.box.organization_id, seller.box.participant_id))
            seller.session.close()
    assert found[0] == found[1]


def test_an_invited_company_accepts_and_becomes_a_counterparty(tmp_path: Path) -> None:
    with running(tmp_path, acquainted=False) as exchange:
        seller = exchange.seller
        assert seller.get("/V3/GetCounteragents", myBoxId=seller.box.id).json()["TotalCount"] == 0
        task = seller.post(
            "/V3/AcquireCounteragent", {"Inn": BUYER.inn, "MessageToCounteragent": "Привет"}, myBoxId=seller.box.id
        )
        pair = {"myBoxId": seller.box.id, "counteragentBoxId": seller.other.id}
        assert seller.get("/V3/GetCounteragent", **pair).json()["CurrentStatus"] == "IsInvitedByMe"
        exchange.settle()
        result = seller.get("/V2/AcquireCounteragentResult", taskId=task.json()["TaskId"])
        assert result.json()["BoxId"] == seller.other.wire_id
        found = seller.get("/V3/GetCounteragents", myBoxId=seller.box.id).json()["Counteragents"]
        assert [one["CurrentStatus"] for one in found] == ["IsMyCounteragent"]
        after = seller.get("/V3/GetCounteragents", myBoxId=seller.box.id, afterIndexKey=found[-1]["IndexKey"])
        assert after.json()["Counteragents"] == []


def test_an_invitation_is_not_ready_at_once(tmp_path: Path) -> None:
    with running(tmp_path, acquainted=False, step_delay=timedelta(seconds=5)) as exchange:
        seller = exchange.seller
        task = seller.post("/V3/AcquireCounteragent", {"Inn": BUYER.inn}, myBoxId=seller.box.id).json()["TaskId"]
        waiting = seller.get("/V2/AcquireCounteragentResult", taskId=task)
        assert (waiting.status_code, waiting.headers["Retry-After"]) == (204, "1")
        exchange.clock.advance(6)
        assert seller.get("/V2/AcquireCounteragentResult", taskId=task).status_code == 200


def test_who_deals_with_counterparties_only_refuses_a_stranger(tmp_path: Path) -> None:
    reserved = replace(BUYER, counteragents_only=True)
    with running(tmp_path, SELLER, reserved, acquainted=False) as exchange:
        seller = exchange.seller
        body = seller.message(seller_title(seller.box, seller.other), "СЧФДОП")
        refused = seller.post("/V3/PostMessage", body)
        assert refused.status_code == 409
        assert "Retry-After" not in refused.headers
        assert "only from counteragents" in refused.text


def test_an_organization_is_read_from_the_command_line() -> None:
    plain = parse_organization("7700000016:770001001:ООО «Ромашка: цветы»")
    assert (plain.inn, plain.kpp, plain.name, plain.behaviour) == (
        "7700000016",
        "770001001",
        "ООО «Ромашка: цветы»",
        None,
    )
    assert parse_organization("500000000340::ИП Лютиков:refuse").behaviour is Behaviour.REFUSE
