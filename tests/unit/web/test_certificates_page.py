"""What is said of a certificate as its end comes nearer."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from edo_gateway import bootstrap
from edo_gateway.config import Config
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.pages.certificates import own_certificate
from signing import Employee
from tests.acceptance.api_house import MovableClock

WORDS = {
    -500: "Ещё не действует",
    -31: "Действует",
    -29: "Истекает через 28",
    -1: "Истекает через 0",
    1: "Истёк",
}  # by the days from the end


def test_the_chip_follows_the_calendar(tmp_path: Path) -> None:
    config, clock = Config(data=tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'gateway.db'}"), MovableClock()
    docflow = bootstrap.docflow(config, clock)
    holder = Employee(surname="Орлова", given_name="Вера")
    certificate = bootstrap.authority(config, clock()).issue_employee(holder, at=clock()).certificate
    key = SigningKey(
        organization_id=OrganizationId(uuid4()),
        person_id=PersonId(uuid4()),
        level=SignatureLevel.UNQUALIFIED,
        location="browser:",
        certificate=certificate.der,
    )
    for days, word in WORDS.items():
        clock.ahead += certificate.not_after + timedelta(days=days) - clock()
        assert word in own_certificate(key, docflow).chip.word.replace("\xa0", " "), days
    docflow.units.close()
