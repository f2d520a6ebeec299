"""What somebody meets who starts the sandbox with two companies and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from edo_gateway.sandbox.announcement import announcement
from edo_gateway.sandbox.app import create_app, sandbox_of
from edo_gateway.sandbox.config import Behaviour, SandboxConfig, SandboxOrganization
from edo_gateway.sandbox.faults import Fault
from edo_gateway.sandbox.server import SandboxServer
from tests.integration.sandbox.exchange import BUYER, SELLER, HandClock, config_in

FIRST, SECOND = replace(SELLER, behaviour=None), BUYER


def _behaviours(config: SandboxConfig) -> list[Behaviour]:
    return [config.behaviour_of(organization) for organization in config.organizations]


def _said(config: SandboxConfig) -> str:
    with SandboxServer(config, clock=HandClock(), is_processing=False) as server:
        return announcement(server.sandbox, server.url)


@pytest.mark.parametrize(
    ("organizations", "own", "expected"),
    [
        ((FIRST, SECOND), set(), [Behaviour.MANUAL, Behaviour.ACCEPT]),
        ((FIRST, SECOND), {SECOND.inn}, [Behaviour.ACCEPT, Behaviour.MANUAL]),
        ((FIRST, SECOND), {FIRST.inn, SECOND.inn}, [Behaviour.MANUAL, Behaviour.MANUAL]),
        ((FIRST, replace(SECOND, behaviour=Behaviour.REFUSE)), set(), [Behaviour.MANUAL, Behaviour.REFUSE]),
        ((FIRST, replace(SECOND, behaviour=Behaviour.MANUAL)), set(), [Behaviour.ACCEPT, Behaviour.MANUAL]),
        ((replace(FIRST, behaviour=Behaviour.ACCEPT), SECOND), set(), [Behaviour.ACCEPT, Behaviour.ACCEPT]),
    ],
)
def test_the_first_company_is_the_clients_unless_another_is_named(
    tmp_path: Path, organizations: tuple[SandboxOrganization, ...], own: set[str], expected: list[Behaviour]
) -> None:
    assert _behaviours(config_in(tmp_path, *organizations, own_inns=frozenset(own))) == expected


def test_the_start_names_the_address_the_boxes_and_whose_they_are(tmp_path: Path) -> None:
    config = config_in(tmp_path, FIRST, SECOND)
    with SandboxServer(config, clock=HandClock(), is_processing=False) as server:
        said = announcement(server.sandbox, server.url)
        with server.sandbox.store.reading() as ledger:
            boxes = ledger.boxes()
        assert server.url in said
    assert all(box.id in said and box.name in said and box.participant_id in said for box in boxes)
    assert said.index(FIRST.name) < said.index("yours") < said.index(SECOND.name) < said.index("by itself: accepts")


def test_the_start_says_what_signatures_are_checked_against(tmp_path: Path) -> None:
    alone = _said(config_in(tmp_path / "one", FIRST, SECOND))
    assert "nothing else" in alone
    assert "SignWithTestSignature" in alone
    trusting = _said(config_in(tmp_path / "two", FIRST, SECOND, trust_directory=tmp_path / "roots"))
    assert str(tmp_path / "roots") in trusting
    assert "does not exist yet" in trusting


def test_a_sandbox_without_companies_says_how_to_give_it_some(tmp_path: Path) -> None:
    empty = SandboxConfig(database=tmp_path / "sandbox.db", key_directory=tmp_path / "keys")
    assert "--organization" in _said(empty)


def test_every_call_that_is_served_is_in_the_list_for_clients(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "sandbox.md").read_text(encoding="utf-8")
    app = create_app(config_in(tmp_path))
    served = {rule.rule for rule in app.url_map.iter_rules()} - {"/", "/static/<path:filename>"}
    calls = {path for path in served if not path.startswith("/_sandbox")}
    other_spellings = {path for path in calls if path.endswith(("Counteragent", "Counteragents"))}
    assert [path for path in sorted(calls - other_spellings) if f"`{path}`" not in page] == []
    named = set(re.findall(r"`(/[A-Z][\w/]+)`", page))
    assert named <= calls
    assert set(re.findall(r"`([a-z]+_[a-z_]+)`", page)) <= {*Fault, *Behaviour}
    sandbox_of(app).store.close()
