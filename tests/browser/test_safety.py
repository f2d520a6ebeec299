"""What the pages must never do, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId, OrganizationId, PersonId
from edo_gateway.domain.party import Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person, Role
from tests.browser.conftest import DESK, PHONE, Desk, Site

PLACES = ("/", "/documents", "/counterparties", "/problems", "/profile", "/nothing-here")
TABS = ("", "/fields", "/xml", "/signatures", "/history", "/print")


@pytest.fixture(scope="module")
def finished(site: Site) -> DocumentId:
    document_id = site.house.sent("УПД")
    site.house.work(document_id)
    return document_id


def csrf(desk: Desk) -> str:
    return desk.page.locator("[name=csrf]").first.get_attribute("value") or ""


FORMATS = ("/formats", "/formats/common", "/formats/ON_NSCHFDOPPR/5.02", "/formats/DP_TOVTORGPR/5.01")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_no_page_scrolls_sideways_asks_another_host_or_breaks_its_own_policy(
    site: Site, desk_of: Callable[..., Desk], finished: DocumentId, size: tuple[int, int]
) -> None:
    site.house.approved("акт")
    desk = desk_of("accountant", size=size)
    for path in (*PLACES, "/log", *FORMATS, *(f"/documents/{finished}{tab}" for tab in TABS)):
        desk.open(path)
        width = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width == 0, (path, width)
    assert {url for url in desk.requests if not url.startswith(site.address)} == set()
    expected = "404 (NOT FOUND)"  # the address that is nowhere
    assert [said for said in desk.complaints if expected not in said] == []


def test_every_page_is_under_the_strict_policy(desk_of: Callable[..., Desk], site: Site) -> None:
    desk = desk_of("accountant")
    answer = desk.page.request.get(f"{site.address}/")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert re.search(r"\sstyle\s*=|<script(?![^>]*\bsrc=)|\son\w+=", answer.text()) is None


def test_a_person_without_the_role_sees_no_button_and_is_refused(site: Site, desk_of: Callable[..., Desk]) -> None:
    document_id = site.house.create("акт")
    site.house.docflow.submit(document_id, actor=site.house.actor("accountant"))
    desk = desk_of("auditor")
    desk.open(site.at(document_id))
    expect(desk.page.get_by_role("button", name="Согласовать")).to_have_count(0)
    desk.open("/profile")
    answer = desk.page.request.post(site.at(document_id, "/approve"), form={"csrf": csrf(desk)})
    assert answer.status == 403
    assert "Нет права" in answer.text()
    assert site.house.document(document_id).status is DocumentStatus.APPROVAL


@pytest.mark.parametrize("token", ["", "guessed"])
def test_a_form_without_the_token_of_the_session_does_nothing(
    site: Site, desk_of: Callable[..., Desk], token: str
) -> None:
    document_id = site.house.create("акт")
    site.house.docflow.submit(document_id, actor=site.house.actor("accountant"))
    desk = desk_of("chief")
    answer = desk.page.request.post(site.at(document_id, "/approve"), form={"csrf": token})
    assert answer.status == 403
    assert site.house.document(document_id).route.current == 0


def test_another_site_cannot_log_a_person_in(desk_of: Callable[..., Desk], site: Site) -> None:
    desk = desk_of()
    form = {"csrf": "made up", "login": "chief", "password": site.house.passwords["chief"]}
    answer = desk.page.request.post(f"{site.address}/login", form=form)
    assert answer.status == 403
    assert "edo_session" not in {cookie["name"] for cookie in desk.context.cookies()}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_log_in_leads_nowhere_but_here(site: Site, desk_of: Callable[..., Desk], target: str) -> None:
    desk = desk_of()
    desk.page.goto(f"{site.address}/login?next={target}")
    desk.page.fill("[name=login]", "chief")
    desk.page.fill("[name=password]", site.house.passwords["chief"])
    desk.page.click("button:has-text('Войти')")
    desk.page.wait_for_url(f"{site.address}/")


def test_a_page_asked_for_before_the_log_in_is_opened_after_it(
    site: Site, desk_of: Callable[..., Desk], finished: DocumentId
) -> None:
    desk = desk_of()
    desk.open(site.at(finished, "/history"))
    assert "/login" in desk.page.url
    desk.page.fill("[name=login]", "auditor")
    desk.page.fill("[name=password]", site.house.passwords["auditor"])
    desk.page.click("button:has-text('Войти')")
    desk.page.wait_for_url(site.at(finished, "/history"))


def test_the_session_cookie_is_out_of_reach_of_scripts(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("chief")
    cookie = next(cookie for cookie in desk.context.cookies() if cookie["name"] == "edo_session")
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Lax"
    assert desk.page.evaluate("document.cookie") == ""


def test_after_the_log_out_the_old_cookie_opens_nothing(desk_of: Callable[..., Desk], site: Site) -> None:
    desk = desk_of("chief")
    kept = desk.context.cookies()
    desk.open("/profile")
    desk.page.click("button:has-text('Выйти')")
    desk.page.wait_for_url("**/login")
    desk.context.add_cookies(kept)
    desk.open("/documents")
    assert "/login" in desk.page.url


def test_the_file_is_given_out_byte_for_byte(site: Site, desk_of: Callable[..., Desk], finished: DocumentId) -> None:
    with site.house.docflow.units.look() as unit:
        file = unit.documents.files(finished)[0]
        content = unit.documents.file(finished, file.id).content
    desk = desk_of("accountant")
    answer = desk.page.request.get(site.at(finished, f"/files/{file.id}"))
    assert answer.body() == content
    assert file.name in answer.headers["content-disposition"]


def test_the_log_is_given_to_excel_whole_and_harmless(site: Site, desk_of: Callable[..., Desk]) -> None:
    document_id = site.house.create("акт", number="=1+1")
    desk = desk_of("auditor")
    answer = desk.page.request.get(f"{site.address}/log.csv?document={document_id}")
    text = answer.body().decode("utf-8-sig")
    assert answer.body().startswith("\ufeff".encode())
    assert ";'=1+1;" in text
    assert text.count("\r\n") == 2


@pytest.fixture(scope="module")
def neighbour(site: Site) -> Organization:
    """Another organisation of the same gateway: Нина works there alone, Зоя in both."""
    ours = site.house.organization
    other = replace(
        ours,
        id=OrganizationId(uuid4()),
        name="ООО «Соседка»",
        tax=TaxNumbers(inn="7707083893", kpp="770701001"),
        participant_id=ParticipantId("2XX-7707083893"),
        box="elsewhere",
    )
    site.house.docflow.register.organization(other)
    homes = {
        "nina": {other.id: frozenset(Role)},
        "zoya": {other.id: frozenset(Role), ours.id: frozenset({Role.AUDITOR})},
    }
    for login, roles in homes.items():
        person = Person(id=PersonId(uuid4()), login=login, name=login, roles=roles)
        site.house.docflow.register.person(person, site.house.passwords.setdefault(login, "a long password"))
    return other


@pytest.mark.usefixtures("neighbour")
def test_a_document_of_another_organisation_does_not_exist(site: Site, desk_of: Callable[..., Desk]) -> None:
    document_id = site.house.create("акт")
    site.house.docflow.submit(document_id, actor=site.house.actor("accountant"))
    desk = desk_of("nina")
    desk.open("/profile")
    token = csrf(desk)
    for tab in ("", "/fields", "/xml", "/signatures", "/history", "/rail", "/print"):
        assert desk.page.request.get(site.at(document_id, tab)).status == 404
    assert desk.page.request.post(site.at(document_id, "/approve"), form={"csrf": token}).status == 404
    chosen = {"csrf": token, "organization": str(site.house.organization.id)}
    assert desk.page.request.post(f"{site.address}/organization", form=chosen).status == 404
    assert site.house.document(document_id).route.current == 0


@pytest.mark.usefixtures("neighbour")
def test_a_link_takes_a_person_to_the_organisation_it_is_about(
    site: Site, desk_of: Callable[..., Desk], finished: DocumentId
) -> None:
    desk = desk_of("zoya")
    expect(desk.page.locator(".organization-name").first).to_have_text("ООО «Соседка»")
    desk.open(site.at(finished))
    expect(desk.page.locator(".organization-name").first).to_have_text(site.house.organization.name)


def test_a_contract_is_shown_in_its_page_under_exactly_its_own_type(site: Site, desk_of: Callable[..., Desk]) -> None:
    made = site.house.create("договор")
    desk = desk_of("director")
    with desk.page.expect_response(lambda answer: answer.url.split("#")[0].endswith("/preview")):
        desk.open(site.at(made))
    headers = desk.context.request.get(site.at(made, "/preview")).headers  # the viewer of PDF hides those of its frame
    assert headers["content-type"] == "application/pdf"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none';")
    tabs = desk.page.locator(".tabs a").all_inner_texts()
    assert tabs == ["Документ", "Подписи", "История"]
    assert desk.complaints == []


def test_only_a_free_form_file_is_given_out_to_be_shown(
    site: Site, desk_of: Callable[..., Desk], finished: DocumentId
) -> None:
    answer = desk_of("director").context.request.get(site.at(finished, "/preview"))
    assert answer.status == 404
