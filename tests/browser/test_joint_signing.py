"""Signing together on the desk: who has, who has not, and who is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from edo_gateway.cli.demo_power import empower
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import SignatureLevel
from tests.browser.conftest import PHONE, Desk, Site
from tests.browser.plugin import CRYPTOPRO, Plugin
from tests.colleagues import COLLEAGUE, LOGIN, give_joint_power, hire, pki_of


@pytest.fixture
def waiting(site: Site) -> Iterator[DocumentId]:
    """A document of a company whose manager and his colleague sign together, the colleague with a plug-in."""
    house, ours = site.house, site.house.organization.id
    colleague = hire(house)
    number = give_joint_power(house).kept.number
    with house.docflow.units.look() as unit:
        key = unit.people.signing_key(ours, colleague.person.id, SignatureLevel.QUALIFIED)
    house.docflow.register.signing_key(replace(key, location="browser:"))
    yield house.approved("УПД")
    house.docflow.powers.revoke(ours, number, reason="Заменена")
    empower(house.docflow.powers, ours, pki_of(house).signer("head"), at=house.clock())


def test_the_first_signs_and_waits_the_second_is_asked_and_sends(
    site: Site, desk_of: Callable[..., Desk], waiting: DocumentId
) -> None:
    first = desk_of("manager")
    first.open(site.at(waiting))
    first.page.click("button:has-text('Подписать и отправить')")
    expect(first.page.locator(".notice-success")).to_contain_text("ещё нет подписи: Соколов Игорь Львович")
    expect(first.page.locator(".rail-title")).to_have_text("Вы подписали, ждём остальных")
    expect(first.page.locator(".rail-ask")).to_contain_text("подписали 1 из 2")
    expect(first.page.get_by_role("button", name="Подписать")).to_have_count(0)
    first.open(site.at(waiting, "/signatures"))
    expect(first.page.locator(".signature")).to_contain_text("Совместно, подписали 1 из 2")
    first.open("/")
    expect(first.page.locator(f"[data-row='{waiting}']")).to_have_count(0)
    second = desk_of(LOGIN, size=PHONE)
    Plugin(signer=pki_of(site.house).signer(COLLEAGUE.file), now=site.house.clock).stand_in(second.context, CRYPTOPRO)
    second.open("/")
    row = second.page.locator(f"[data-row='{waiting}']")
    expect(row).to_contain_text("подписали 1 из 2")
    assert second.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    second.open(site.at(waiting))
    expect(second.page.locator(".rail-title")).to_have_text("Ждёт вашей подписи")
    second.page.click("button:has-text('Подписать и отправить')")
    expect(second.page.get_by_role("status")).to_contain_text("отправляется")
    second.open(site.at(waiting, "/signatures"))
    expect(second.page.get_by_text("Совместно, подписали 2 из 2")).to_have_count(2)
    assert site.house.document(waiting).status is DocumentStatus.SENDING
    assert first.complaints + second.complaints == []


def test_the_first_may_sign_with_a_plug_in_too_and_is_not_asked_twice(
    site: Site, desk_of: Callable[..., Desk], waiting: DocumentId
) -> None:
    desk = desk_of(LOGIN)
    plugin = Plugin(signer=pki_of(site.house).signer(COLLEAGUE.file), now=site.house.clock)
    plugin.stand_in(desk.context, CRYPTOPRO)
    desk.open(f"/signing?verb=sign-and-send&document={waiting}")
    desk.page.click("button:has-text('Подписать и отправить 1')")
    expect(desk.page.locator(".run-done")).to_contain_text("ещё нет подписи: Лебедев Дмитрий Андреевич")
    assert plugin.asked == 1
    assert [party.name for party in site.house.document(waiting).awaited] == ["Лебедев Дмитрий Андреевич"]


def test_when_the_power_is_revoked_meanwhile_the_page_says_what_to_do(
    site: Site, desk_of: Callable[..., Desk], waiting: DocumentId
) -> None:
    first = desk_of("manager")
    first.open(site.at(waiting))
    first.page.click("button:has-text('Только подписать')")
    expect(first.page.locator(".rail-title")).to_have_text("Вы подписали, ждём остальных")
    joint = site.house.document(waiting).joint
    assert joint
    site.house.docflow.powers.revoke(site.house.organization.id, joint.power_number, reason="Передумали")
    first.open(site.at(waiting))
    expect(first.page.locator(".rail-title")).to_have_text("Доверенность больше не действует")
    first.page.click("button:has-text('Только подписать')")
    expect(first.page.get_by_role("alert")).to_contain_text("Передумали")
    director = desk_of("director")
    director.open(site.at(waiting))
    director.page.click("button:has-text('Только подписать')")
    expect(director.page.locator(".notice-success")).to_contain_text("Подписано")
    director.open(site.at(waiting, "/signatures"))
    expect(director.page.get_by_text("с документом эта подпись не отправляется")).to_have_count(1)
