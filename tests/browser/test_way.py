"""The ways people walk through the pages, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from tests.browser.conftest import Desk, Site


@pytest.fixture
def submitted(site: Site) -> DocumentId:
    """A document that waits for the chief accountant."""
    document_id = site.house.create("акт")
    site.house.docflow.submit(document_id, actor=site.house.actor("accountant"))
    return document_id


def status(site: Site, document_id: DocumentId) -> DocumentStatus:
    return site.house.document(document_id).status


def test_a_document_is_approved_with_three_clicks_from_the_log_in(
    site: Site, desk_of: Callable[..., Desk], submitted: DocumentId
) -> None:
    desk = desk_of("chief")  # the first click
    desk.page.click(f"[data-row='{submitted}'] [data-open]")
    desk.page.click("button:has-text('Согласовать')")
    expect(desk.page.get_by_role("status")).to_contain_text("Согласовано")
    assert site.house.document(submitted).route.current == 1


def test_a_row_is_approved_in_place_and_says_so(
    site: Site, desk_of: Callable[..., Desk], submitted: DocumentId
) -> None:
    desk = desk_of("chief")
    row = desk.page.locator(f"[data-row='{submitted}']")
    row.get_by_role("button", name="Согласовать").click()
    expect(row).to_contain_text("Согласовано")
    assert site.house.document(submitted).route.current == 1


def test_a_mended_document_tells_what_has_changed(site: Site, desk_of: Callable[..., Desk]) -> None:
    payload = site.house.payload("УПД")
    first = site.house.create("УПД", **payload)
    lines = [{**payload["lines"][0], "name": "Картон"}, *payload["lines"][1:]]
    mended = {"number": payload["number"], "lines": lines, "correction": {"number": 1, "date": payload["date"]}}
    second = site.house.create("УПД", **mended)
    desk = desk_of("accountant")
    desk.page.goto(site.at(first))
    expect(desk.page.get_by_role("link", name="Что изменилось")).to_have_count(0)
    desk.page.goto(site.at(second))
    expect(desk.page.get_by_role("link", name="Что изменилось")).to_have_count(1)
    desk.page.goto(site.at(second, "/changes"))
    expect(desk.page.locator(".pf-old").first).to_contain_text(payload["lines"][0]["name"])
    expect(desk.page.locator(".pf-new", has_text="Картон")).to_have_count(1)
    assert desk.page.request.get(site.at(second, "/changes.pdf")).body().startswith(b"%PDF")


def test_without_scripts_the_same_button_works(site: Site, desk_of: Callable[..., Desk], submitted: DocumentId) -> None:
    desk = desk_of("chief", scripts=False)
    desk.page.locator(f"[data-row='{submitted}']").get_by_role("button", name="Согласовать").click()
    expect(desk.page.locator(".deeds")).to_contain_text("Согласовано")
    assert site.house.document(submitted).route.current == 1


def test_many_are_decided_at_once_and_each_row_tells_its_own_result(
    site: Site, desk_of: Callable[..., Desk], submitted: DocumentId
) -> None:
    other = site.house.create("УПД")
    site.house.docflow.submit(other, actor=site.house.actor("accountant"))
    desk = desk_of("chief")
    for document_id in (submitted, other):
        desk.page.check(f"[data-row='{document_id}'] input[type=checkbox]")
    expect(desk.page.locator("[data-bulk-sum]").first).to_contain_text(["Выбрано 2", "61\u202f877,01\xa0₽"][0])
    site.house.docflow.decide(other, Verdict.APPROVED, actor=site.house.actor("chief"))  # somebody was quicker
    desk.page.click("[data-bulk-verb]:has-text('Согласовать 2')")
    expect(desk.page.locator(f"[data-row='{submitted}']")).to_contain_text("Согласовано")
    expect(desk.page.locator(f"[data-row='{other}']")).to_contain_text("Сейчас решение не за вами")


def test_sending_back_needs_a_comment(site: Site, desk_of: Callable[..., Desk], submitted: DocumentId) -> None:
    desk = desk_of("chief")
    desk.open(site.at(submitted))
    desk.page.click("summary:has-text('Вернуть с замечанием')")
    desk.page.click("button:has-text('Вернуть')")  # the browser itself stops an empty field
    assert status(site, submitted) is DocumentStatus.APPROVAL
    desk.page.fill("textarea[name=comment]", "   ")
    desk.page.click("button:has-text('Вернуть')")
    expect(desk.page.get_by_role("alert")).to_contain_text("Напишите, что исправить")
    assert status(site, submitted) is DocumentStatus.APPROVAL
    desk.page.fill("textarea[name=comment]", "Не тот договор")
    desk.page.click("button:has-text('Вернуть')")
    expect(desk.page.get_by_role("status")).to_contain_text("Возвращено")
    assert status(site, submitted) is DocumentStatus.RETURNED


def test_a_simple_signature_asks_for_the_password_and_a_wrong_one_signs_nothing(
    site: Site, desk_of: Callable[..., Desk]
) -> None:
    document_id = site.house.approved("акт")
    desk = desk_of("director")
    desk.open(site.at(document_id))
    desk.page.fill("[name=password]", "wrong")
    desk.page.click("button:has-text('Подписать и отправить')")
    expect(desk.page.get_by_role("alert")).to_contain_text("Неверный")
    assert status(site, document_id) is DocumentStatus.SIGNING
    desk.page.fill("[name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Подписать и отправить')")
    expect(desk.page.get_by_role("status")).to_contain_text("отправляется")
    assert status(site, document_id) is DocumentStatus.SENDING


def test_signing_many_shows_them_once_more_before_it_is_done(site: Site, desk_of: Callable[..., Desk]) -> None:
    ids = [site.house.approved("акт"), site.house.approved("УПД")]
    desk = desk_of("director")
    for document_id in ids:
        desk.page.check(f"[data-row='{document_id}'] input[type=checkbox]")
    desk.page.click("[data-bulk-verb]:has-text('Подписать 2')")
    expect(desk.page.locator("h1")).to_contain_text("Подписать 2")
    assert {status(site, document_id) for document_id in ids} == {DocumentStatus.SIGNING}
    desk.page.fill("[name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Подписать 2')")
    expect(desk.page.locator(".run-done")).to_have_count(2)
    assert {status(site, document_id) for document_id in ids} == {DocumentStatus.SIGNED}


def test_a_document_on_its_way_shows_news_without_a_reload(site: Site, desk_of: Callable[..., Desk]) -> None:
    document_id = site.house.sent("УПД")
    desk = desk_of("accountant")
    desk.open(site.at(document_id))
    expect(desk.page.locator(".rail-chip")).to_contain_text("Отправляется")
    site.house.work(document_id)
    expect(desk.page.locator(".rail-chip")).to_contain_text("Подписан", timeout=15_000)


def test_the_keyboard_walks_approves_and_explains(
    site: Site, desk_of: Callable[..., Desk], submitted: DocumentId
) -> None:
    desk = desk_of("chief")
    desk.page.keyboard.press("?")
    expect(desk.page.locator("dialog")).to_be_visible()
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("dialog")).to_be_hidden()
    desk.page.keyboard.press("j")
    for _ in range(desk.page.locator("[data-row]").count()):
        if desk.page.locator("[data-row].row-current").get_attribute("data-row") == str(submitted):
            break
        desk.page.keyboard.press("j")
    desk.page.keyboard.press("x")
    assert desk.page.locator(f"[data-row='{submitted}'] input").is_checked()
    desk.page.keyboard.press("a")
    expect(desk.page.locator(f"[data-row='{submitted}']")).to_contain_text("Согласовано")
    desk.page.keyboard.press("Control+k")
    assert desk.page.evaluate("document.activeElement.name") == "q"


def test_enter_opens_the_row(desk_of: Callable[..., Desk], site: Site, submitted: DocumentId) -> None:
    desk = desk_of("chief")
    desk.page.keyboard.press("j")
    chosen = desk.page.locator("[data-row].row-current").get_attribute("data-row")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**/documents/{chosen}")


def test_the_catalogue_of_formats_is_read_down_to_a_rule(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("accountant")
    desk.page.get_by_role("link", name="Форматы").click()
    row = desk.page.locator("tr", has_text="DP_TOVTORGPR 5.01")
    expect(row).to_contain_text("по 31.12.2025")
    expect(row).to_contain_text("ON_NSCHFDOPPR 5.03")
    desk.page.locator("tr", has_text="ON_NSCHFDOPPR 5.02").get_by_role("link").first.click()
    expect(desk.page.locator("[id='upd.seller_address']")).to_contain_text("Укажите адрес продавца")


def test_an_approver_is_not_asked_to_know_formats(site: Site, desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("director")
    expect(desk.page.get_by_role("link", name="Форматы")).to_have_count(0)
    assert desk.page.request.get(f"{site.address}/formats").status == 403


def test_a_feed_the_operator_refuses_is_a_problem_until_it_is_read_again(
    site: Site, desk_of: Callable[..., Desk]
) -> None:
    home, desk = site.house, desk_of("chief")
    home.arm("subscription_ended", path="GetNewEvents", times=2)
    document_id, worker = home.sent("УПД"), home.worker()
    while (attempts := _failed_readings(site)) < 2:
        if not worker.step():
            home.clock.skip(seconds=20)
    assert attempts == 2
    desk.open("/problems")
    expect(desk.page.get_by_text("Ответы оператора не читаются")).to_be_visible()
    home.work(document_id)
    desk.open("/problems")
    expect(desk.page.get_by_text("Ответы оператора не читаются")).to_have_count(0)


def _failed_readings(site: Site) -> int:
    with site.house.docflow.units.look() as unit:
        tracking = unit.jobs.tracking(site.house.organization.id)
    return tracking.attempts if tracking else 0
