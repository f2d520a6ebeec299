"""A signature made in another program, uploaded on the page of the document."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from edo_gateway.cli import demo_company
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from signing import SamplePki
from tests.browser.conftest import PHONE, Desk, Site


@pytest.fixture
def waiting(site: Site) -> DocumentId:
    return site.house.approved("УПД")


def made(site: Site, document_id: DocumentId, changed: bytes = b"") -> bytes:
    with site.house.docflow.units.look() as unit:
        file = unit.documents.title(document_id, FileRole.SELLER_TITLE)[1]
    pki = SamplePki(site.house.config.data / "pki")
    return pki.signer(demo_company.DIRECTOR_CERTIFICATE.file).sign(file.content + changed, at=site.house.clock())


def upload(desk: Desk, document_id: DocumentId, signature: bytes) -> None:
    desk.open(desk.site.at(document_id))
    desk.page.click("summary:has-text('Загрузить готовую подпись')")
    file = {"name": "file.sig", "mimeType": "application/octet-stream", "buffer": signature}
    desk.page.set_input_files("[name=signature]", files=[file])
    desk.page.click("button:has-text('Загрузить и проверить')")


def test_the_right_one_is_kept_and_one_of_other_bytes_is_refused_on_the_same_page(
    site: Site, desk_of: Callable[..., Desk], waiting: DocumentId
) -> None:
    desk = desk_of("director", size=PHONE)
    upload(desk, waiting, made(site, waiting, changed=b" "))
    expect(desk.page.get_by_role("alert")).to_contain_text("Подписан не этот файл")
    assert site.house.document(waiting).status is DocumentStatus.SIGNING
    upload(desk, waiting, made(site, waiting))
    expect(desk.page.get_by_role("status")).to_contain_text("Подписано")
    assert site.house.document(waiting).status is DocumentStatus.SIGNED
