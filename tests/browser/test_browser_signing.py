"""Signing where the key is: a plug-in of the browser signs, the gateway judges."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from edo_gateway.cli import demo_company
from edo_gateway.docflow.confirm import Consent
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.pages.browser_signing import loaders_in
from signing import Indication, SamplePki
from signing.authority.sample_pki import holder_profile
from tests.browser.conftest import PHONE, Desk, Site, log_in
from tests.browser.plugin import CANCELLED, CRYPTOPRO, EXTENSION, RUTOKEN, Plugin
from tests.copies import copies
from tests.tools import requires_tool
from tests.unit.signing import forgery

_UNPACKED = "--disable-features=DisableLoadExtensionCommandLineSwitch"  # newer browsers want it said


@pytest.fixture
def pki(site: Site) -> SamplePki:
    return SamplePki(site.house.config.data / "pki")


@pytest.fixture
def in_browser(site: Site) -> Iterator[None]:
    """The director's qualified key is on a token for the length of a test."""
    actor, units = site.house.actor("director"), site.house.docflow.units
    with units.look() as unit:
        kept: SigningKey = unit.people.signing_key(actor.organization_id, actor.person.id, SignatureLevel.QUALIFIED)
    site.house.docflow.register.signing_key(replace(kept, location="browser:"))
    yield
    site.house.docflow.register.signing_key(kept)


@pytest.fixture
def plugin(site: Site, pki: SamplePki, in_browser: None) -> Plugin:
    return Plugin(signer=pki.signer(demo_company.DIRECTOR_CERTIFICATE.file), now=site.house.clock)


@pytest.fixture
def waiting(site: Site) -> DocumentId:
    return site.house.approved("УПД")


def status(site: Site, document_id: DocumentId) -> DocumentStatus:
    return site.house.document(document_id).status


def opened(desk: Desk, document_id: DocumentId, plugin: Plugin | None, script: str = CRYPTOPRO) -> Desk:
    if plugin:
        plugin.stand_in(desk.context, script)
    desk.open(desk.site.at(document_id))
    return desk


def sign(desk: Desk) -> None:
    desk.page.click("button:has-text('Только подписать')")


def refused(desk: Desk, document_id: DocumentId, sentence: str) -> None:
    """The person is told why, and the document is what it was."""
    expect(desk.page.locator("[data-signing-status]")).to_contain_text(sentence)
    assert status(desk.site, document_id) is DocumentStatus.SIGNING
    with desk.site.house.docflow.units.look() as unit:
        assert unit.documents.signatures(document_id) == []


def test_what_the_plug_in_signs_is_verified_and_kept(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")
    assert status(site, waiting) is DocumentStatus.SIGNED
    with site.house.docflow.units.look() as unit:
        (kept,) = unit.documents.signatures(waiting)
    assert (kept.level, kept.indication) == (SignatureLevel.QUALIFIED, Indication.TOTAL_PASSED)
    assert desk.complaints == []


def test_signing_and_sending_is_one_press(
    desk_of: Callable[..., Desk], site: Site, plugin: Plugin, waiting: DocumentId
) -> None:
    desk = opened(desk_of("director"), waiting, plugin)
    desk.page.click("button:has-text('Подписать и отправить')")
    expect(desk.page.get_by_role("status")).to_contain_text("отправляется")
    assert status(site, waiting) is DocumentStatus.SENDING


def test_a_cancelled_signature_changes_nothing_and_may_be_tried_again(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    plugin.answer = lambda number, content: f"Действие отменено пользователем ({CANCELLED})" if number == 1 else content
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    refused(desk, waiting, "Вы отменили подпись")
    sign(desk)
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("Введен неверный ПИН (0x8010006B)", "Неверный ПИН-код"),
        ("Что-то (0x80091234)", "Плагин КриптоПро ЭЦП сообщает: Что-то"),
    ],
)
def test_what_the_plug_in_complains_about_is_said_in_words(
    desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId, error: str, sentence: str
) -> None:
    plugin.answer = lambda _number, _content: error
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    refused(desk, waiting, sentence)


def test_a_signature_of_other_bytes_is_refused(
    desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    plugin.answer = lambda _number, content: content + b" "
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    refused(desk, waiting, "Подписан не этот файл")


def test_a_signature_by_another_certificate_of_the_same_person_is_refused(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, pki: SamplePki, waiting: DocumentId
) -> None:
    """A plug-in that says it has the wanted certificate and signs with another one."""
    _, other = forgery.certified(pki, holder_profile(demo_company.DIRECTOR_CERTIFICATE, at=site.house.clock()))
    wanted = plugin.signer.certificate
    actor = site.house.actor("director")
    site.house.docflow.register.signing_key(
        SigningKey(
            organization_id=actor.organization_id,
            person_id=actor.person.id,
            level=SignatureLevel.QUALIFIED,
            location="browser:",
            certificate=other.der,
        )
    )
    plugin.certificate = other
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    refused(desk, waiting, "Подписал кто-то другой")
    assert wanted.der != other.der


def test_a_missing_certificate_and_a_missing_plug_in_are_told_apart(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, pki: SamplePki, waiting: DocumentId
) -> None:
    _, plugin.certificate = forgery.certified(
        pki, holder_profile(demo_company.DIRECTOR_CERTIFICATE, at=site.house.clock())
    )
    desk = opened(desk_of("director"), waiting, plugin)
    sign(desk)
    refused(desk, waiting, "не найден: вставьте токен")
    bare = opened(desk_of("director", size=PHONE), waiting, None)
    sign(bare)
    refused(bare, waiting, "Плагин подписи не отвечает")


def test_an_extension_that_is_switched_off_is_named(
    desk_of: Callable[..., Desk], in_browser: None, waiting: DocumentId
) -> None:
    desk = desk_of("director")
    desk.context.add_init_script(
        "window.cadesplugin = Promise.reject(new Error('Истекло время ожидания')); window.cadesplugin.catch(() => {});"
    )
    opened(desk, waiting, None)
    sign(desk)
    refused(desk, waiting, "расширение браузера включено")


def test_a_token_of_the_other_maker_is_asked_for_its_pin_in_the_page(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    desk = opened(desk_of("director"), waiting, plugin, RUTOKEN)
    sign(desk)
    desk.page.fill("dialog[open] input", "00000000")
    desk.page.click("dialog[open] button:has-text('Подписать')")
    refused(desk, waiting, "Неверный ПИН-код")
    sign(desk)
    desk.page.fill("dialog[open] input", "12345678")
    desk.page.click("dialog[open] button:has-text('Подписать')")
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")
    assert status(site, waiting) is DocumentStatus.SIGNED


def fifty(site: Site) -> list[DocumentId]:
    house = site.house
    return copies(house.docflow.units, house.organization.id, house.approved("УПД"), 50)


def test_fifty_in_a_row_tell_each_its_result_and_one_failure_stops_nothing(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin
) -> None:
    ids = fifty(site)
    plugin.answer = lambda number, content: content + b" " if number == 7 else content
    desk = desk_of("director")
    plugin.stand_in(desk.context, CRYPTOPRO)
    desk.open("/signing?verb=sign&" + "&".join(f"document={one}" for one in ids))
    desk.page.click("button:has-text('Подписать 50')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Подписано 49 из 50", timeout=60_000)
    expect(desk.page.locator(".run-done")).to_have_count(49)
    expect(desk.page.locator(".run-failed")).to_contain_text("Подписан не этот файл")
    assert [status(site, one) for one in ids].count(DocumentStatus.SIGNED) == 49
    desk.page.click("button:has-text('Подписать оставшиеся (1)')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Готово: 50 из 50")


def test_fifty_by_a_key_the_gateway_reaches_are_signed_in_view_and_one_failure_stops_nothing(
    site: Site, desk_of: Callable[..., Desk]
) -> None:
    ids = fifty(site)
    site.house.docflow.sign(ids[7], SignatureLevel.QUALIFIED, Consent(), actor=site.house.actor("director"))
    desk = desk_of("director")
    desk.open("/signing?verb=sign&" + "&".join(f"document={one}" for one in ids))
    desk.page.evaluate(
        "window.seen = [];"
        "const [words, bar] = ['words', 'bar'].map((one) => document.querySelector(`[data-run-${one}]`));"
        "new MutationObserver(() => window.seen.push(bar.value)).observe(words, { childList: true })"
    )
    desk.page.click("button:has-text('Подписать 50')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Подписано 49 из 50", timeout=60_000)
    expect(desk.page.locator(".run-failed")).to_contain_text("уже есть подпись")
    assert [status(site, one) for one in ids].count(DocumentStatus.SIGNED) == 50
    values = [value for value in desk.page.evaluate("window.seen") if 0 < value < 50]
    assert values == sorted(values)
    assert len(set(values)) > 5
    assert desk.complaints == []


def test_a_wrong_password_stops_a_run_before_it_locks_anybody_out(site: Site, desk_of: Callable[..., Desk]) -> None:
    first = site.house.approved("акт")
    ids = copies(site.house.docflow.units, site.house.organization.id, first, 12)
    desk = desk_of("director")
    desk.open("/signing?verb=sign&" + "&".join(f"document={one}" for one in ids))
    desk.page.fill("[name=password]", "wrong")
    desk.page.click("button:has-text('Подписать 12')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Подписано 0 из 12")
    expect(desk.page.locator(".run-failed")).to_have_count(5)
    desk.page.fill("[name=password]", site.house.passwords["director"])
    desk.page.click("button:has-text('Подписать оставшиеся (12)')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Готово: 12 из 12", timeout=60_000)


def test_a_run_is_stopped_between_documents(site: Site, desk_of: Callable[..., Desk], plugin: Plugin) -> None:
    ids = [site.house.approved("УПД") for _ in range(3)]
    desk = desk_of("director")
    plugin.stand_in(desk.context, CRYPTOPRO)
    desk.open("/signing?verb=sign&" + "&".join(f"document={one}" for one in ids))
    stop = "document.querySelector('[data-run-stop]').click()"
    desk.page.evaluate(
        "new MutationObserver((seen, me) => { if (document.querySelector('.run-working')) { me.disconnect(); "
        f"{stop}; }} }}).observe(document.body, {{ subtree: true, childList: true, characterData: true }})"
    )
    desk.page.click("button:has-text('Подписать 3')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Подписано 1 из 3")
    assert plugin.asked == 1
    assert [status(site, one) for one in ids].count(DocumentStatus.SIGNED) == 1


def test_from_the_inbox_a_row_leads_to_the_run(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    desk = desk_of("director")
    plugin.stand_in(desk.context, CRYPTOPRO)
    desk.open("/")
    desk.page.locator(f"[data-row='{waiting}']").get_by_role("button", name="Подписать").click()
    desk.page.click("button:has-text('Подписать 1')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Готово: 1 из 1")
    assert status(site, waiting) is DocumentStatus.SIGNED


def csrf(desk: Desk) -> str:
    return desk.page.locator("[name=csrf]").first.get_attribute("value") or ""


def asked(desk: Desk, document_id: DocumentId) -> dict[str, str]:
    answer = desk.page.request.post(
        desk.site.at(document_id, "/browser-signing"), form={"csrf": csrf(desk)}, headers={"Accept": "application/json"}
    )
    assert answer.ok, answer.text()
    (task,) = answer.json()["tasks"]
    return dict(task)


def answered(desk: Desk, document_id: DocumentId, challenge: str, signature: bytes) -> tuple[int, str]:
    answer = desk.page.request.post(
        desk.site.at(document_id, "/browser-signing/answer"),
        form={"csrf": csrf(desk), "challenge": challenge, "signature": base64.b64encode(signature).decode()},
        headers={"Accept": "application/json"},
    )
    return answer.status, answer.json().get("code", "")


def test_a_question_is_about_one_document_one_person_and_one_moment(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, waiting: DocumentId
) -> None:
    other = site.house.approved("УПД")
    desk, signer, clock = desk_of("director"), plugin.signer, site.house.clock
    desk.open(site.at(waiting))
    task = asked(desk, waiting)
    content = base64.b64decode(task["content"])
    assert answered(desk, other, task["challenge"], signer.sign(content, at=clock())) == (409, "challenge_spent")
    task = asked(desk, waiting)
    old = signer.sign(content, at=clock() - timedelta(hours=1))
    assert answered(desk, waiting, task["challenge"], old) == (422, "signature_untimely")
    assert answered(desk, waiting, task["challenge"], signer.sign(content, at=clock())) == (409, "challenge_spent")
    task = asked(desk, waiting)
    clock.skip(minutes=11)
    assert answered(desk, waiting, task["challenge"], signer.sign(content, at=clock())) == (409, "challenge_spent")
    clock.skip(minutes=-11)
    accountant = desk_of("accountant")
    accountant.open("/profile")
    task = asked(desk, waiting)
    assert answered(accountant, waiting, task["challenge"], signer.sign(content, at=clock()))[0] == 403
    assert status(site, waiting) is DocumentStatus.SIGNING
    assert answered(desk, waiting, task["challenge"], signer.sign(content, at=clock())) == (200, "")


def test_a_loader_is_served_only_when_an_administrator_has_put_it_there(tmp_path: Path) -> None:
    (tmp_path / "rutoken-plugin.min.js").write_text("window.rutoken = {};")
    (tmp_path / "other.js").write_text("")
    assert set(loaders_in(tmp_path)) == {"rutoken-plugin.min.js"}
    assert loaders_in(None) == {}


def test_without_the_makers_loader_the_extension_itself_is_found_under_the_strict_policy(
    site: Site, browser: Browser, plugin: Plugin, waiting: DocumentId, tmp_path: Path
) -> None:
    """The extension's own script may run in our pages, and our loader speaks its protocol."""
    extension = tmp_path / "extension"
    extension.mkdir()
    for name, content in EXTENSION.items():
        (extension / name).write_text(content)
    context = browser.browser_type.launch_persistent_context(
        tmp_path / "profile",
        executable_path=str(requires_tool("chromium", "chromium")),
        headless=False,
        ignore_default_args=["--disable-extensions"],
        args=["--headless=new", "--no-sandbox", f"--load-extension={extension}", _UNPACKED],
    )
    desk = Desk(site=site, context=context, page=context.new_page())
    desk.listen()
    plugin.answer_in(context)
    log_in(desk, "director")
    desk.open(site.at(waiting))
    sign(desk)
    expect(desk.page.locator(".notice-success")).to_contain_text("Подписано")
    assert desk.complaints == []
    context.close()
