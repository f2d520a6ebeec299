"""Our own organisations and their counterparties."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, insert, select, update

from edo_gateway.domain.confirmation import Method
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import CounterpartyId, OrganizationId
from edo_gateway.domain.party import Counterparty, Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.policy import Policy, kind_named
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.stages import stages_from, stages_to
from edo_gateway.storage.tables import counterparties, organizations
from edo_gateway.storage.types import AnyRow


class OrganizationRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, organization: Organization) -> None:
        row = {"id": organization.id, **_columns_of(organization), "policy": _policy_to(Policy()), "journal_number": 0}
        self._connection.execute(insert(organizations).values(row))

    def get(self, id: OrganizationId) -> Organization:
        return _organization_of(self._row(id))

    def all(self) -> list[Organization]:
        rows = self._connection.execute(select(organizations).order_by(organizations.c.name, organizations.c.id))
        return [_organization_of(row) for row in rows]

    def find(self, tax: TaxNumbers) -> Organization | None:
        row = self._found(organizations, tax)
        return None if row is None else _organization_of(row)

    def set_policy(self, id: OrganizationId, policy: Policy) -> None:
        change = update(organizations).where(organizations.c.id == id).values(policy=_policy_to(policy))
        if self._connection.execute(change).rowcount == 0:
            raise NotFound(what=f"организация {id}")

    def policy(self, id: OrganizationId) -> Policy:
        return _policy_from(self._row(id).policy)

    def _row(self, id: OrganizationId) -> AnyRow:
        row = self._connection.execute(select(organizations).where(organizations.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(what=f"организация {id}")
        return row

    def add_counterparty(self, counterparty: Counterparty) -> None:
        row = {
            "id": counterparty.id,
            "organization_id": counterparty.organization_id,
            **_columns_of(counterparty),
        }
        self._connection.execute(insert(counterparties).values(row))

    def counterparty(self, organization: OrganizationId, id: CounterpartyId) -> Counterparty:
        wanted = select(counterparties).where(
            counterparties.c.organization_id == organization, counterparties.c.id == id
        )
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"контрагент {id}")
        return _counterparty_of(row)

    def counterparties(self, organization: OrganizationId) -> list[Counterparty]:
        wanted = (
            select(counterparties)
            .where(counterparties.c.organization_id == organization)
            .order_by(counterparties.c.name, counterparties.c.id)
        )
        return [_counterparty_of(row) for row in self._connection.execute(wanted)]

    def find_counterparty(self, organization: OrganizationId, tax: TaxNumbers) -> Counterparty | None:
        row = self._found(counterparties, tax, counterparties.c.organization_id == organization)
        return None if row is None else _counterparty_of(row)

    def _found(self, table: Table, tax: TaxNumbers, *conditions: ColumnElement[bool]) -> AnyRow | None:
        """The only one with these numbers. Without a КПП several branches may share an ИНН: then none is meant."""
        wanted = select(table).where(table.c.inn == tax.inn, *conditions)
        if tax.kpp:
            wanted = wanted.where(table.c.kpp == tax.kpp)
        rows = self._connection.execute(wanted).all()
        exact = [row for row in rows if row.kpp == tax.kpp] or rows
        return exact[0] if len(exact) == 1 else None


def _columns_of(party: Organization | Counterparty) -> dict[str, Any]:
    return {
        "name": party.name,
        "inn": party.tax.inn,
        "kpp": party.tax.kpp,
        "participant_id": party.participant_id,
        "box": party.box,
        "card": party.card,
    }


def _organization_of(row: AnyRow) -> Organization:
    return Organization(
        id=OrganizationId(row.id),
        name=row.name,
        tax=TaxNumbers(inn=row.inn, kpp=row.kpp),
        participant_id=ParticipantId(row.participant_id),
        box=row.box,
        card=row.card,
    )


def _counterparty_of(row: AnyRow) -> Counterparty:
    return Counterparty(
        id=CounterpartyId(row.id),
        organization_id=OrganizationId(row.organization_id),
        name=row.name,
        tax=TaxNumbers(inn=row.inn, kpp=row.kpp),
        participant_id=ParticipantId(row.participant_id),
        box=row.box,
        card=row.card,
    )


def _policy_to(policy: Policy) -> dict[str, Any]:
    signatures = {kind.value: sorted(levels) for kind, levels in policy.signatures.items()}
    powers = {kind.value: sorted(codes) for kind, codes in policy.powers.items()}
    return {
        "stages": stages_to(policy.stages),
        "signatures": signatures,
        "accepts_plain_cms": policy.accepts_plain_cms,
        "confirmations": sorted(policy.confirmations),
        "powers": powers,
        "are_powers_enclosed": policy.are_powers_enclosed,
    }


def _policy_from(kept: dict[str, Any]) -> Policy:
    signatures = {
        kind_named(kind): frozenset(SignatureLevel(level) for level in levels)
        for kind, levels in kept["signatures"].items()
    }
    return Policy(
        stages=stages_from(kept["stages"]),
        signatures=signatures,
        accepts_plain_cms=kept.get("accepts_plain_cms", True),
        confirmations=frozenset(Method(word) for word in kept.get("confirmations", [Method.PASSWORD])),
        powers={kind_named(kind): frozenset(codes) for kind, codes in kept.get("powers", {}).items()},
        are_powers_enclosed=kept.get("are_powers_enclosed", False),
    )
