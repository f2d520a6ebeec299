"""A running gateway and a real browser for the tests of the pages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from waitress.server import create_server

from edo_gateway import bootstrap
from edo_gateway.domain.identity import DocumentId
from tests.house import House, house
from tests.tools import requires_tool

PHONE, DESK = (390, 844), (1280, 800)


@dataclass(frozen=True, kw_only=True)
class Site:
    """The house with its web server."""

    house: House
    address: str

    def at(self, document_id: DocumentId, tab: str = "") -> str:
        return f"{self.address}/documents/{document_id}{tab}"


@dataclass(kw_only=True)
class Desk:
    """A page of a logged-in person, with everything the browser complained about and asked for."""

    site: Site
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.site.address}{path}")

    def listen(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("site")
    with house(folder, f"sqlite:///{folder / 'gateway.db'}") as running:
        server = create_server(bootstrap.web(running.docflow, running.config), host="127.0.0.1", port=0)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Site(house=running, address=f"http://127.0.0.1:{server.effective_port}")
        server.close()
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = requires_tool("chromium", "chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(executable), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def desk_of(site: Site, browser: Browser) -> Iterator[Callable[..., Desk]]:
    """Opens a desk: ``desk_of("director")``, on a phone with ``size=PHONE``, without scripts with ``scripts=False``."""
    contexts: list[BrowserContext] = []

    def opened(login: str = "", *, size: tuple[int, int] = DESK, scripts: bool = True) -> Desk:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts, locale="ru-RU"
        )
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        desk = Desk(site=site, context=context, page=context.new_page())
        desk.listen()
        if login:
            log_in(desk, login)
        return desk

    yield opened
    for context in contexts:
        context.close()


def log_in(desk: Desk, login: str) -> None:
    desk.open("/login")
    desk.page.fill("[name=login]", login)
    desk.page.fill("[name=password]", desk.site.house.passwords[login])
    desk.page.click("button:has-text('Войти')")
    desk.page.wait_for_url(f"{desk.site.address}/")
