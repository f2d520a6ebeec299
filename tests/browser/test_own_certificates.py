"""«Ключи и сертификаты» on the profile: what will end is seen in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from edo_gateway import bootstrap
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.signature import SignatureLevel
from signing import Certificate, Employee
from tests.browser.conftest import Desk, Site


@pytest.fixture
def unqualified(site: Site) -> Iterator[SigningKey]:
    """A certificate of the company's authority, the director's only for a test."""
    actor, register = site.house.actor("director"), site.house.docflow.register
    with site.house.docflow.units.look() as unit:
        kept = unit.people.signing_key(actor.organization_id, actor.person.id, SignatureLevel.UNQUALIFIED)
    now = site.house.clock()
    issued = bootstrap.authority(site.house.config, now).issue_employee(
        Employee(surname="Орлова", given_name="Вера Павловна"), at=now
    )
    mine = replace(kept, certificate=issued.certificate.der, location="browser:")
    register.signing_key(mine)
    yield mine
    register.signing_key(kept)


def shown(desk: Desk) -> Locator:
    desk.open("/profile")
    return desk.page.locator(".own").filter(has_text="Неквалифицированная")


def test_a_certificate_is_told_by_its_dates_and_where_its_key_is(
    site: Site, desk_of: Callable[..., Desk], unqualified: SigningKey
) -> None:

    certificate, desk, clock = Certificate.from_der(unqualified.certificate), desk_of("director"), site.house.clock
    expect(shown(desk)).to_contain_text("Действует")
    expect(shown(desk)).to_contain_text(certificate.serial)
    expect(shown(desk)).to_contain_text("на вашем компьютере или токене")
    bootstrap.authority(site.house.config, clock()).revoke(certificate, at=clock())
    expect(shown(desk)).to_contain_text("Отозван")


def test_a_person_who_does_not_sign_has_no_such_part(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("accountant")
    desk.open("/profile")
    expect(desk.page.locator("main")).not_to_contain_text("Ключи и сертификаты")
