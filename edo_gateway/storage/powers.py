"""Powers of attorney: the bytes as they were brought, and what became of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, insert, select, update

from edo_gateway.domain.errors import ConcurrentChange, NotFound
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.power import KeptPower, Revocation
from edo_gateway.storage.errors import duplicate_is
from edo_gateway.storage.power_tables import power_signatures, powers
from edo_gateway.storage.types import AnyRow


class PowerRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, power: KeptPower) -> None:
        row = {
            "organization_id": power.organization_id,
            "number": power.number,
            "name": power.file.name,
            "content": power.file.content,
            "added_at": power.added_at,
            "added_by": power.added_by,
        }
        with duplicate_is(ConcurrentChange()):
            self._connection.execute(insert(powers).values(row))
        self.add_signatures(power.organization_id, power.number, power.signatures)

    def add_signatures(self, organization: OrganizationId, number: str, signatures: Sequence[bytes]) -> None:
        known = self._signatures(organization, number)[number]
        fresh = [one for one in dict.fromkeys(signatures) if one not in known]
        rows = [
            {
                "organization_id": organization,
                "power_number": number,
                "sha256": hashlib.sha256(content).hexdigest(),
                "position": position,
                "content": content,
            }
            for position, content in enumerate(fresh, len(known))
        ]
        if rows:
            self._connection.execute(insert(power_signatures), rows)

    def find(self, organization: OrganizationId, number: str) -> KeptPower | None:
        found = self._found(organization, powers.c.number == number.lower())
        return found[0] if found else None

    def get(self, organization: OrganizationId, number: str) -> KeptPower:
        found = self.find(organization, number)
        if found is None:
            raise NotFound(what=f"доверенность {number}")
        return found

    def all(self, organization: OrganizationId) -> list[KeptPower]:
        return self._found(organization)

    def revoke(self, organization: OrganizationId, number: str, revocation: Revocation) -> None:
        change = (
            update(powers)
            .where(powers.c.organization_id == organization, powers.c.number == number.lower())
            .values(revoked_on=revocation.on, revocation_reason=revocation.reason)
        )
        if self._connection.execute(change).rowcount == 0:
            raise NotFound(what=f"доверенность {number}")

    def _found(self, organization: OrganizationId, *conditions: ColumnElement[bool]) -> list[KeptPower]:
        wanted = (
            select(powers)
            .where(powers.c.organization_id == organization, *conditions)
            .order_by(powers.c.added_at.desc(), powers.c.number)
        )
        rows = self._connection.execute(wanted).all()
        signatures = self._signatures(organization, *(row.number for row in rows))
        return [_power_of(row, signatures[row.number]) for row in rows]

    def _signatures(self, organization: OrganizationId, *numbers: str) -> dict[str, list[bytes]]:
        wanted = (
            select(power_signatures)
            .where(power_signatures.c.organization_id == organization, power_signatures.c.power_number.in_(numbers))
            .order_by(power_signatures.c.position)
        )
        signatures: dict[str, list[bytes]] = defaultdict(list)
        for row in self._connection.execute(wanted):
            signatures[row.power_number].append(row.content)
        return signatures


def _power_of(row: AnyRow, signatures: Sequence[bytes]) -> KeptPower:
    revoked = Revocation(on=row.revoked_on, reason=row.revocation_reason) if row.revoked_on else None
    return KeptPower(
        organization_id=OrganizationId(row.organization_id),
        number=row.number,
        file=ExchangeFile(row.name, row.content),
        signatures=tuple(signatures),
        added_at=row.added_at,
        added_by=row.added_by,
        revocation=revoked,
    )
