"""Powers of attorney are kept byte for byte, by organisation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from edo_gateway.domain.errors import ConcurrentChange, NotFound
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.power import KeptPower, Revocation
from edo_gateway.storage.contract import Units
from tests.contract.storage_samples import NOON, later, organization

FILE = ExchangeFile("ON_EMCHD_20260101_a.xml", b"<\xff\x00power/>")
POWER_NUMBER = "0b5a7c1e-52a4-4d53-8d34-6b1e6f7a9c20"


@pytest.fixture
def owner(units: Units) -> OrganizationId:
    return _registered(units, "7701000001")


def _registered(units: Units, inn: str) -> OrganizationId:
    made = organization(inn)
    with units.begin() as unit:
        unit.organizations.add(made)
    return made.id


def _power(owner: OrganizationId, number: str = POWER_NUMBER, *signatures: bytes) -> KeptPower:
    return KeptPower(
        organization_id=owner, number=number, file=FILE, signatures=signatures, added_at=NOON, added_by="Белова"
    )


def test_a_power_comes_back_as_it_was_brought(units: Units, owner: OrganizationId) -> None:
    power = _power(owner, POWER_NUMBER, b"\x30first", b"\x30second")
    with units.begin() as unit:
        unit.powers.add(power)
    with units.look() as unit:
        assert unit.powers.get(owner, POWER_NUMBER.upper()) == power


def test_the_same_signature_is_kept_once_and_new_ones_follow_in_order(units: Units, owner: OrganizationId) -> None:
    with units.begin() as unit:
        unit.powers.add(_power(owner, POWER_NUMBER, b"z"))
        unit.powers.add_signatures(owner, POWER_NUMBER, [b"z", b"a", b"a"])
        assert unit.powers.get(owner, POWER_NUMBER).signatures == (b"z", b"a")


def test_a_revocation_is_kept_and_a_later_word_replaces_it(units: Units, owner: OrganizationId) -> None:
    first, second = Revocation(on=date(2026, 3, 2), reason="уволен"), Revocation(on=date(2026, 3, 1), reason="ошибка")
    with units.begin() as unit:
        unit.powers.add(_power(owner))
        unit.powers.revoke(owner, POWER_NUMBER, first)
        unit.powers.revoke(owner, POWER_NUMBER, second)
    with units.look() as unit:
        assert unit.powers.get(owner, POWER_NUMBER) == replace(_power(owner), revocation=second)


def test_the_newest_is_first(units: Units, owner: OrganizationId) -> None:
    with units.begin() as unit:
        unit.powers.add(_power(owner, "old"))
        unit.powers.add(replace(_power(owner, "new"), added_at=later(1)))
    with units.look() as unit:
        assert [power.number for power in unit.powers.all(owner)] == ["new", "old"]


def test_a_number_is_taken_once_and_another_organisation_may_have_it_too(units: Units, owner: OrganizationId) -> None:
    other = _registered(units, "7802000002")
    with units.begin() as unit:
        unit.powers.add(_power(owner))
        unit.powers.add(_power(other))
    with pytest.raises(ConcurrentChange), units.begin() as unit:
        unit.powers.add(_power(owner))


def test_a_power_of_another_organisation_is_not_there(units: Units, owner: OrganizationId) -> None:
    other = _registered(units, "7802000002")
    with units.begin() as unit:
        unit.powers.add(_power(owner))
    with units.look() as unit:
        assert unit.powers.all(other) == []
        with pytest.raises(NotFound):
            unit.powers.get(other, POWER_NUMBER)
    with pytest.raises(NotFound), units.begin() as unit:
        unit.powers.revoke(other, POWER_NUMBER, Revocation(on=date(2026, 3, 2), reason="-"))
