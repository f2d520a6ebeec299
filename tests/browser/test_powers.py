"""«Доверенности»: brought, shown and revoked on a page, by those who keep them."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from playwright.sync_api import expect

from edo_gateway.cli import demo_company
from edo_gateway.cli.demo_power import power_file, power_of_attorney
from signing import SamplePki
from tests.browser.conftest import PHONE, Desk, Site


def test_a_power_is_brought_with_its_signature_and_revoked_with_a_reason(
    site: Site, desk_of: Callable[..., Desk]
) -> None:
    at, number = site.house.clock(), str(uuid4())
    file = power_file(power_of_attorney(number, at.date()), at=at)
    head = SamplePki(site.house.config.data / "pki").signer(demo_company.DIRECTOR_CERTIFICATE.file)
    desk = desk_of("chief", size=PHONE)
    _bring(desk, b"<a/>", b"")
    expect(desk.page.get_by_role("alert")).to_contain_text("EMCHD_1")
    _bring(desk, file.content, head.sign(file.content, at=at))
    card = desk.page.locator("section.power", has_text=number)
    expect(card.locator(".chip")).to_have_text("действует")
    card.get_by_text("Отметить отзыв").click()
    card.locator("[name=reason]").fill("Сотрудник уволен")
    card.get_by_text("Отозвана с сегодняшнего дня").click()
    expect(card.locator(".chip")).to_have_text("отозвана")
    expect(card).to_contain_text("Сотрудник уволен")
    assert desk.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_is_for_those_who_keep_powers(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("director")
    expect(desk.page.get_by_role("link", name="Доверенности")).to_have_count(0)
    desk.open("/powers")
    expect(desk.page.locator("body")).to_contain_text("Нет права")


def _bring(desk: Desk, power: bytes, signature: bytes) -> None:
    desk.open("/powers")
    summary = desk.page.locator("summary:has-text('Добавить доверенность')")
    if not desk.page.locator("[name=power]").is_visible():
        summary.click()
    desk.page.set_input_files("[name=power]", {"name": "p.xml", "mimeType": "text/xml", "buffer": power})
    if signature:
        desk.page.set_input_files("[name=signature]", {"name": "p.sig", "mimeType": "text/plain", "buffer": signature})
    desk.page.click("button:has-text('Добавить')")
