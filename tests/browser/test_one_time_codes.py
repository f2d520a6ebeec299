"""Codes of a phone: turned on in the profile, enough for a simple signature where the policy says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyotp
import pytest
from playwright.sync_api import expect

from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.signature import SignatureLevel
from signing import TrustStore, verify
from tests.browser.conftest import PHONE, Desk, Site


@pytest.fixture
def codes_are_enough(site: Site) -> Iterator[None]:
    """The organisation takes a code of the phone and no password."""
    units, ours = site.house.docflow.units, site.house.organization.id
    with units.look() as unit:
        kept = unit.organizations.policy(ours)
    site.house.docflow.register.policy(ours, replace(kept, confirmations=frozenset({Method.ONE_TIME_CODE})))
    yield
    site.house.docflow.register.policy(ours, kept)
    with units.begin() as unit:
        unit.factors.drop_one_time_secret(site.house.actor("director").person.id)


def code(site: Site, secret: str) -> str:
    """What the phone shows now."""
    return pyotp.TOTP(secret).at(site.house.clock())


def turned_on(site: Site, desk: Desk) -> tuple[str, list[str]]:
    """The phone's secret and the spare codes."""
    desk.open("/profile")
    desk.page.click("a:has-text('Включить')")
    assert desk.page.locator(".qr svg path").count()
    desk.page.click("summary:has-text('ввести ключ руками')")
    secret = desk.page.locator("[data-secret]").inner_text().replace(" ", "")
    desk.page.fill("main [name=code]", "000000")
    desk.page.fill("main [name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Включить коды')")
    expect(desk.page.get_by_role("alert")).to_contain_text("Код не подошёл")
    desk.page.fill("main [name=code]", code(site, secret))
    desk.page.fill("main [name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Включить коды')")
    expect(desk.page.locator(".spare code")).to_have_count(10)
    return secret, desk.page.locator(".spare code").all_inner_texts()


def sign(desk: Desk, given: str) -> None:
    desk.page.fill("main [name=code]", given)
    desk.page.click("button:has-text('Только подписать')")


def test_a_code_signs_once_a_spare_one_too_and_the_record_says_which(
    site: Site, desk_of: Callable[..., Desk], codes_are_enough: None
) -> None:
    house, desk = site.house, desk_of("director", size=PHONE)
    first, second, third = (house.approved("акт") for _ in range(3))
    desk.open(site.at(first))
    expect(desk.page.locator(".proofs")).to_contain_text("одноразовым кодом. Настроить в профиле")
    secret, spare = turned_on(site, desk)
    house.clock.skip(seconds=60)
    used = code(site, secret)
    desk.open(site.at(first))
    assert desk.page.locator("[name=password]").count() == 0
    sign(desk, used)
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")
    desk.open(site.at(second))
    sign(desk, used)
    expect(desk.page.get_by_role("alert")).to_contain_text("действует один раз")
    assert house.document(second).status is DocumentStatus.SIGNING
    sign(desk, spare[0].lower())
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")
    desk.open(site.at(third))
    sign(desk, spare[0])
    expect(desk.page.get_by_role("alert")).to_contain_text("Код не подошёл")
    assert (method(site, first), method(site, second)) == ("one_time_code", "spare_code")
    assert [said for said in desk.complaints if "403" not in said] == []


def method(site: Site, document_id: object) -> str:
    """How the simple signature was confirmed, from the sealed record."""
    with site.house.docflow.units.look() as unit:
        kept = unit.documents.signatures(document_id)  # type: ignore[arg-type]
        file = unit.documents.title(document_id, FileRole.SELLER_TITLE)[1]  # type: ignore[arg-type]
    simple = next(one for one in kept if one.level is SignatureLevel.SIMPLE)
    trust = TrustStore.from_directory(site.house.config.keys / "authority" / "trust")
    (verdict,) = verify(file.content, simple.content, trust, at=simple.signed_at)
    assert verdict.confirmation, json.loads(simple.verdict)
    return verdict.confirmation.method


def test_one_code_serves_many_documents_signed_at_once(
    site: Site, desk_of: Callable[..., Desk], codes_are_enough: None
) -> None:
    ids = [site.house.approved("акт") for _ in range(3)]
    desk = desk_of("director")
    secret, _ = turned_on(site, desk)
    site.house.clock.skip(seconds=60)
    desk.open("/signing?verb=sign&" + "&".join(f"document={one}" for one in ids))
    desk.page.fill("main [name=code]", code(site, secret))
    desk.page.click("button:has-text('Подписать 3')")
    expect(desk.page.locator(".run-done")).to_have_count(3)


def test_codes_are_turned_off_with_a_code_only(
    site: Site, desk_of: Callable[..., Desk], codes_are_enough: None
) -> None:
    desk = desk_of("director")
    _, spare = turned_on(site, desk)
    for given, words in (("123456", "Код не подошёл"), (spare[1], "Код из приложения на телефоне")):
        desk.open("/profile")
        desk.page.click("summary:has-text('Выключить')")
        desk.page.fill("main [name=code]", given)
        desk.page.click("button:has-text('Выключить коды')")
        expect(desk.page.locator("main")).to_contain_text(words)
