"""A second employee with a certificate of a natural person, and the power the director gives him and the manager."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from edo_gateway.cli import demo_company as company
from edo_gateway.cli.demo_power import described_person, power_file, power_of_attorney
from edo_gateway.docflow.powers import KnownPower
from edo_gateway.domain.access import Actor, SigningKey
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.power import PowerState
from edo_gateway.domain.signature import SignatureLevel
from signing import Description, Holder, SamplePki, make_sample_pki
from tests.house import House

COLLEAGUE = Holder(
    file="colleague", surname="Соколов", given_name="Игорь Львович", inn="500000000413", snils="12345678964"
)
LOGIN, POSITION, PASSWORD = "colleague", "Заместитель директора", "correct horse battery"


def hire(house: House) -> Actor:
    """A signer with a qualified key; hiring him again changes nothing."""
    ours, pki = house.organization.id, pki_of(house)
    person = Person(
        id=PersonId(uuid4()),
        login=LOGIN,
        name="Игорь Соколов",
        position=POSITION,
        roles={ours: frozenset({Role.SIGNER})},
    )
    person = house.docflow.register.person(person, PASSWORD)
    house.passwords[LOGIN] = PASSWORD
    give_key(house, Actor(person=person, organization_id=ours), pki)
    return house.actor(LOGIN)


def give_key(house: House, actor: Actor, pki: SamplePki) -> None:
    key = SigningKey(
        organization_id=actor.organization_id,
        person_id=actor.person.id,
        level=SignatureLevel.QUALIFIED,
        location=pki.key_address(COLLEAGUE.file),
        certificate=pki.certificate(COLLEAGUE.file).der,
    )
    house.docflow.register.signing_key(key)


def pki_of(house: House) -> SamplePki:
    holders = (company.DIRECTOR_CERTIFICATE, company.MANAGER_CERTIFICATE, COLLEAGUE)
    return make_sample_pki(house.config.data / "pki", Description(holders=holders), at=house.clock())


def give_joint_power(house: House, **terms: str) -> KnownPower:
    """A power given to the manager and his colleague jointly, the only one that stands."""
    powers, ours = house.docflow.powers, house.organization.id
    for known in powers.all(ours).powers.values():
        if known.state_on(powers.today()) is not PowerState.REVOKED:
            powers.revoke(ours, known.kept.number, reason="Заменена")
    file = joint_power(house.clock(), **terms)
    director = pki_of(house).signer(company.DIRECTOR_CERTIFICATE.file)
    return powers.add(ours, file.content, [director.sign(file.content, at=house.clock())], by="Белова")


def joint_power(at: datetime, **terms: str) -> ExchangeFile:
    described: dict[str, Any] = power_of_attorney(str(uuid4()), at.date())
    grant = described["grant"]
    grant["terms"].update(terms)
    grant["representatives"].append({"person": described_person(COLLEAGUE, POSITION)})
    grant["powers"]["exercise"] = "jointly"
    return power_file(described, at=at)
