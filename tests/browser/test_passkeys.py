"""Passkeys: Chromium's own virtual authenticator stands for the finger of the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import CDPSession, expect

from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.document import DocumentStatus
from tests.browser.conftest import Desk, Site
from tests.browser.test_one_time_codes import method


@pytest.fixture
def passkey_is_enough(site: Site) -> Iterator[None]:
    """The organisation takes a passkey and no password."""
    units, ours = site.house.docflow.units, site.house.organization.id
    with units.look() as unit:
        kept = unit.organizations.policy(ours)
    site.house.docflow.register.policy(ours, replace(kept, confirmations=frozenset({Method.PASSKEY})))
    yield
    site.house.docflow.register.policy(ours, kept)
    with units.begin() as unit:
        director = site.house.actor("director").person.id
        for passkey in unit.factors.passkeys(director):
            unit.factors.drop_passkey(director, passkey.id)


def at_named_host(site: Site) -> Site:
    """A key belongs to a name of a site; an address of digits has none."""
    return replace(site, address=site.address.replace("127.0.0.1", "localhost"))


def finger(desk: Desk) -> tuple[CDPSession, str]:
    session = desk.context.new_cdp_session(desk.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


@pytest.fixture
def desk(site: Site, desk_of: Callable[..., Desk], passkey_is_enough: None) -> Desk:
    """The director's, at a host with a name."""
    desk = desk_of()
    desk.site = at_named_host(site)
    desk.open("/login")
    desk.page.fill("[name=login]", "director")
    desk.page.fill("[name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Войти')")
    desk.page.wait_for_url(f"{desk.site.address}/")
    return desk


def add(desk: Desk, password: str) -> None:
    desk.open("/profile")
    desk.page.fill("[data-passkey-add] [name=name]", "Ноутбук")
    desk.page.fill("[data-passkey-add] [name=password]", password)
    desk.page.click("button:has-text('Добавить ключ доступа')")


def test_a_passkey_signs_each_question_once_and_only_with_its_holder_verified(site: Site, desk: Desk) -> None:
    house = site.house
    session, authenticator = finger(desk)
    add(desk, "wrong")
    expect(desk.page.get_by_role("alert")).to_contain_text("Неверный")
    add(desk, house.passwords["director"])
    expect(desk.page.locator(".passkey")).to_contain_text("Ноутбук")
    document_id, other = house.approved("акт"), house.approved("акт")
    desk.open(desk.site.at(document_id))
    unverified = {"authenticatorId": authenticator, "isUserVerified": False}
    session.send("WebAuthn.setUserVerified", unverified)
    desk.page.click("[data-passkey-proof]")
    expect(desk.page.locator("[data-passkey-status]")).to_contain_text("не получил подтверждения", timeout=70_000)
    session.send("WebAuthn.setUserVerified", {**unverified, "isUserVerified": True})
    desk.page.click("[data-passkey-proof]")
    expect(desk.page.locator("[data-passkey-status]")).to_contain_text("Подтверждено")
    answer = desk.page.locator("[name=passkey]").input_value()
    desk.page.click("button:has-text('Только подписать')")
    expect(desk.page.locator(".notice-success").first).to_contain_text("Подписано")
    assert method(site, document_id) == "passkey"
    csrf = desk.page.locator("[name=csrf]").first.get_attribute("value") or ""
    again = desk.page.request.post(desk.site.at(other, "/sign"), form={"csrf": csrf, "passkey": answer})
    assert again.status == 403
    assert "не подошёл" in again.text()
    assert house.document(other).status is DocumentStatus.SIGNING


def test_a_counter_that_does_not_grow_is_a_copy_and_is_refused(site: Site, desk: Desk) -> None:
    house = site.house
    finger(desk)
    add(desk, house.passwords["director"])
    expect(desk.page.locator(".passkey")).to_have_count(1)
    with house.docflow.units.begin() as unit:
        (kept,) = unit.factors.passkeys(house.actor("director").person.id)
        assert unit.factors.use_passkey(kept, 1_000)
    document_id = house.approved("акт")
    desk.open(desk.site.at(document_id))
    desk.page.click("[data-passkey-proof]")
    expect(desk.page.locator("[data-passkey-status]")).to_contain_text("Подтверждено")
    desk.page.click("button:has-text('Только подписать')")
    expect(desk.page.get_by_role("alert")).to_contain_text("не подошёл")
    assert house.document(document_id).status is DocumentStatus.SIGNING
    desk.open("/profile")
    desk.page.click(".passkey summary")
    desk.page.fill(".passkey [name=password]", house.passwords["director"])
    desk.page.click("button:has-text('Убрать')")
    expect(desk.page.locator(".passkey")).to_have_count(0)
