"""Files too long to be handed to a plug-in whole: it signs their digest, the gateway verifies against its own bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import expect

from edo_gateway.cli import demo_company
from edo_gateway.domain.document import DocumentStatus, DocumentType
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.signature import SignatureLevel
from signing import Indication, SamplePki
from tests.browser.conftest import Desk, Site
from tests.browser.plugin import CRYPTOPRO, RUTOKEN, Plugin
from tests.copies import copies

_LONG = 4 * 2**20  # bytes: more is signed by its digest
_NAME = "Болт " * 390  # characters of the longest name a line may have


@pytest.fixture
def plugin(site: Site) -> Iterator[Plugin]:
    """The director's qualified key is on a token, and contracts are signed with it too."""
    house, ours = site.house, site.house.organization.id
    director = house.actor("director").person.id
    with house.docflow.units.look() as unit:
        key = unit.people.signing_key(ours, director, SignatureLevel.QUALIFIED)
        policy = unit.organizations.policy(ours)
    agreed = {kind: levels for kind, levels in policy.signatures.items() if kind is not DocumentType.FREE_FORM}
    house.docflow.register.policy(ours, replace(policy, signatures=agreed))
    house.docflow.register.signing_key(replace(key, location="browser:"))
    yield Plugin(
        signer=SamplePki(house.config.data / "pki").signer(demo_company.DIRECTOR_CERTIFICATE.file), now=house.clock
    )
    house.docflow.register.signing_key(key)
    house.docflow.register.policy(ours, policy)


Two = dict[str, list[DocumentId]]


@pytest.fixture(scope="module")
def long_files(site: Site) -> Two:
    """Of each kind one for each plug-in."""
    return {}


def long_payload(kind: str) -> dict[str, Any]:
    if kind == "договор":
        file = {"name": "Чертежи.bin", "content": b64encode(b"\x00\x01\x02\x03" * (_LONG // 4 + 1)).decode()}
        return {"file": file}
    line = {"name": _NAME, "unit": "шт", "quantity": "1", "price": "1.00", "vat_rate": "22%"}
    return {"lines": [line] * 2050}


def taken(site: Site, long_files: Two, kind: str) -> DocumentId:
    """One that waits to be signed; it is built once for both plug-ins, under the policy of the test."""
    if kind not in long_files:
        first = site.house._approve(site.house.create(kind, **long_payload(kind)))
        long_files[kind] = copies(site.house.docflow.units, site.house.organization.id, first, 2)
    return long_files[kind].pop()


def content(site: Site, document_id: DocumentId) -> bytes:
    with site.house.docflow.units.look() as unit:
        return unit.documents.title(document_id, FileRole.SELLER_TITLE)[1].content


@pytest.mark.parametrize("script", [CRYPTOPRO, RUTOKEN], ids=["cryptopro", "rutoken"])
@pytest.mark.parametrize("kind", ["договор", "УПД"])
def test_a_long_file_is_signed_by_its_digest_and_verified_as_a_whole(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, long_files: Two, kind: str, script: str
) -> None:
    document_id = taken(site, long_files, kind)
    assert len(content(site, document_id)) > _LONG
    desk = desk_of("director")
    plugin.stand_in(desk.context, script)
    desk.open(f"/signing?verb=sign&document={document_id}")
    desk.page.click("button:has-text('Подписать 1')")
    if script is RUTOKEN:
        desk.page.fill("dialog[open] input", "12345678")
        desk.page.click("dialog[open] button:has-text('Подписать')")
    expect(desk.page.locator("[data-run-words]")).to_contain_text("Готово: 1 из 1", timeout=30_000)
    assert (plugin.asked, len(plugin.digests)) == (0, 1)
    with site.house.docflow.units.look() as unit:
        (kept,) = unit.documents.signatures(document_id)
    assert (kept.level, kept.indication) == (SignatureLevel.QUALIFIED, Indication.TOTAL_PASSED)
    assert site.house.document(document_id).status is DocumentStatus.SIGNED
    assert desk.complaints == []
