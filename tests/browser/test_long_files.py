"""Files too long to be handed to a plug-in whole: it signs their digest, the gateway verifies against its own bytes."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace

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


def long_contract(site: Site) -> DocumentId:
    file = {"name": "Чертежи.bin", "content": b64encode(b"\x00\x01\x02\x03" * (_LONG // 4 + 1)).decode()}
    return site.house._approve(site.house.create("договор", file=file))


def long_transfer_document(site: Site) -> DocumentId:
    line = {"name": _NAME, "unit": "шт", "quantity": "1", "price": "1.00", "vat_rate": "22%"}
    return site.house._approve(site.house.create("УПД", lines=[line] * 2050))


def content(site: Site, document_id: DocumentId) -> bytes:
    with site.house.docflow.units.look() as unit:
        return unit.documents.title(document_id, FileRole.SELLER_TITLE)[1].content


@pytest.mark.parametrize("script", [CRYPTOPRO, RUTOKEN], ids=["cryptopro", "rutoken"])
@pytest.mark.parametrize("made", [long_contract, long_transfer_document])
def test_a_long_file_is_signed_by_its_digest_and_verified_as_a_whole(
    site: Site, desk_of: Callable[..., Desk], plugin: Plugin, made: Callable[[Site], DocumentId], script: str
) -> None:
    document_id = made(site)
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
