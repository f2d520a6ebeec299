"""Register organisations, counterparties, people, keys and policies: what an administrator sets up."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from edo_gateway.docflow.credentials import new_token, password_hash, token_hash
from edo_gateway.domain.access import ApiKey, SigningKey
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.identity import ApiKeyId, OrganizationId, PersonId
from edo_gateway.domain.party import Counterparty, Organization
from edo_gateway.domain.person import Person
from edo_gateway.domain.policy import Policy
from edo_gateway.storage.contract import Units


@dataclass(frozen=True, kw_only=True)
class Register:
    """Each method is one transaction; repeating it with what is registered already changes nothing."""

    units: Units
    clock: Clock

    def organization(self, organization: Organization) -> Organization:
        with self.units.begin() as unit:
            if known := unit.organizations.find(organization.tax):
                return known
            unit.organizations.add(organization)
            return organization

    def counterparty(self, counterparty: Counterparty) -> Counterparty:
        with self.units.begin() as unit:
            known = unit.organizations.find_counterparty(counterparty.organization_id, counterparty.tax)
            if known:
                return known
            unit.organizations.add_counterparty(counterparty)
            return counterparty

    def person(self, person: Person, password: str) -> Person:
        """The person with this log-in; one who is registered already keeps their id, roles and password."""
        hashed = password_hash(password)
        with self.units.begin() as unit:
            if known := unit.people.find(person.login):
                return known[0]
            unit.people.add(person, hashed)
            return person

    def password(self, person: PersonId, password: str) -> None:
        """A new password for a person."""
        hashed = password_hash(password)
        with self.units.begin() as unit:
            unit.people.set_password(person, hashed)

    def forget_proofs(self, person: PersonId) -> None:
        """One-time codes and passkeys are off, for a person who has lost the device."""
        with self.units.begin() as unit:
            unit.factors.drop_one_time_secret(person)
            for passkey in unit.factors.passkeys(person):
                unit.factors.drop_passkey(person, passkey.id)

    def signing_key(self, key: SigningKey) -> None:
        with self.units.begin() as unit:
            unit.people.put_signing_key(key)

    def policy(self, organization: OrganizationId, policy: Policy) -> None:
        with self.units.begin() as unit:
            unit.organizations.set_policy(organization, policy)

    def api_key(self, organization: OrganizationId, person: PersonId, name: str) -> str:
        """A new bearer key. It is shown once: only its hash is kept."""
        token = new_token()
        key = ApiKey(
            id=ApiKeyId(uuid4()),
            organization_id=organization,
            person_id=person,
            name=name,
            created_at=self.clock(),
        )
        with self.units.begin() as unit:
            unit.people.add_api_key(key, token_hash(token))
        return token
