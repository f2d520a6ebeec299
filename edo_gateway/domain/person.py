"""People who work in the gateway, and what they may do in which organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.text import Text


class Role(StrEnum):
    """What a person may do within one organisation."""

    ACCOUNTANT = "accountant"
    APPROVER = "approver"
    SIGNER = "signer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, Text] = {
    Role.ACCOUNTANT: Text("бухгалтер", "accountant"),
    Role.APPROVER: Text("согласующий", "approver"),
    Role.SIGNER: Text("подписант", "signer"),
    Role.AUDITOR: Text("аудитор", "auditor"),
    Role.ADMINISTRATOR: Text("администратор", "administrator"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with a log-in. ``roles`` maps an organisation to what the person may do in it."""

    id: PersonId
    login: str
    name: str
    position: str = ""
    roles: dict[OrganizationId, frozenset[Role]] = field(default_factory=dict)

    def may(self, role: Role, organization: OrganizationId) -> bool:
        return role in self.roles.get(organization, frozenset())
