"""People, their roles, and what they identify themselves with."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from edo_gateway.domain.access import ApiKey, Session, SigningKey
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import ApiKeyId, OrganizationId, PersonId
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.tables import api_keys, memberships, people, sessions, signing_keys
from edo_gateway.storage.types import AnyRow


class PeopleRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, person: Person, password_hash: str) -> None:
        self._connection.execute(
            insert(people).values(
                id=person.id,
                login=person.login,
                name=person.name,
                position=person.position,
                password_hash=password_hash,
            )
        )
        members = [
            {"person_id": person.id, "organization_id": organization, "role": role}
            for organization, roles in person.roles.items()
            for role in sorted(roles)
        ]
        if members:
            self._connection.execute(insert(memberships), members)

    def get(self, id: PersonId) -> Person:
        found = self._people(people.c.id == id)
        if not found:
            raise _no_person(id)
        return found[0]

    def find(self, login: str) -> tuple[Person, str] | None:
        found = self._people(people.c.login == login)
        return (found[0], self.password_hash(found[0].id)) if found else None

    def of_organization(self, organization: OrganizationId) -> list[Person]:
        members = select(memberships.c.person_id).where(memberships.c.organization_id == organization)
        return self._people(people.c.id.in_(members))

    def _people(self, condition: ColumnElement[bool]) -> list[Person]:
        rows = self._connection.execute(
            select(people.c.id, people.c.login, people.c.name, people.c.position)
            .where(condition)
            .order_by(people.c.name, people.c.id)
        ).all()
        roles = self._roles([row.id for row in rows])
        return [
            Person(id=PersonId(row.id), login=row.login, name=row.name, position=row.position, roles=roles[row.id])
            for row in rows
        ]

    def _roles(self, ids: list[PersonId]) -> dict[PersonId, dict[OrganizationId, frozenset[Role]]]:
        roles: dict[PersonId, dict[OrganizationId, frozenset[Role]]] = defaultdict(dict)
        for row in self._connection.execute(select(memberships).where(memberships.c.person_id.in_(ids))):
            mine = roles[row.person_id]
            mine[row.organization_id] = mine.get(row.organization_id, frozenset()) | {row.role}
        return roles

    def set_password(self, id: PersonId, password_hash: str) -> None:
        change = update(people).where(people.c.id == id).values(password_hash=password_hash)
        if self._connection.execute(change).rowcount == 0:
            raise _no_person(id)
        self._connection.execute(delete(sessions).where(sessions.c.person_id == id))

    def password_hash(self, id: PersonId) -> str:
        kept = self._connection.execute(select(people.c.password_hash).where(people.c.id == id)).scalar_one_or_none()
        if kept is None:
            raise _no_person(id)
        return str(kept)

    def add_api_key(self, key: ApiKey, key_hash: str) -> None:
        self._connection.execute(
            insert(api_keys).values(
                id=key.id,
                organization_id=key.organization_id,
                person_id=key.person_id,
                name=key.name,
                key_hash=key_hash,
                created_at=key.created_at,
            )
        )

    def find_api_key(self, key_hash: str) -> ApiKey | None:
        row = self._connection.execute(select(api_keys).where(api_keys.c.key_hash == key_hash)).one_or_none()
        return None if row is None else _api_key_of(row)

    def open_session(self, session: Session, *, now: datetime) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
        self._connection.execute(
            insert(sessions).values(
                token_hash=session.token_hash,
                person_id=session.person_id,
                csrf_token=session.csrf_token,
                expires_at=session.expires_at,
            )
        )

    def find_session(self, token_hash: str, now: datetime) -> Session | None:
        wanted = select(sessions).where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now)
        row = self._connection.execute(wanted).one_or_none()
        return None if row is None else _session_of(row)

    def close_session(self, token_hash: str) -> None:
        self._connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))

    def put_signing_key(self, key: SigningKey) -> None:
        place = {"location": key.location, "certificate": key.certificate}
        change = update(signing_keys).where(*_is_key(key.organization_id, key.person_id, key.level)).values(place)
        if self._connection.execute(change).rowcount == 0:
            identity = {"organization_id": key.organization_id, "person_id": key.person_id, "level": key.level}
            self._connection.execute(insert(signing_keys).values(identity | place))

    def signing_key(self, organization: OrganizationId, person: PersonId, level: SignatureLevel) -> SigningKey:
        wanted = select(signing_keys).where(*_is_key(organization, person, level))
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"ключ подписи вида «{level}»")
        return _signing_key_of(row)

    def signing_keys(self, organization: OrganizationId, person: PersonId | None = None) -> list[SigningKey]:
        wanted = select(signing_keys).where(signing_keys.c.organization_id == organization)
        if person is not None:
            wanted = wanted.where(signing_keys.c.person_id == person)
        rows = self._connection.execute(wanted.order_by(signing_keys.c.person_id, signing_keys.c.level))
        return [_signing_key_of(row) for row in rows]


def _is_key(organization: OrganizationId, person: PersonId, level: SignatureLevel) -> tuple[ColumnElement[bool], ...]:
    return (
        signing_keys.c.organization_id == organization,
        signing_keys.c.person_id == person,
        signing_keys.c.level == level,
    )


def _no_person(id: PersonId) -> NotFound:
    return NotFound(what=f"сотрудник {id}")


def _api_key_of(row: AnyRow) -> ApiKey:
    return ApiKey(
        id=ApiKeyId(row.id),
        organization_id=OrganizationId(row.organization_id),
        person_id=PersonId(row.person_id),
        name=row.name,
        created_at=row.created_at,
    )


def _session_of(row: AnyRow) -> Session:
    return Session(
        token_hash=row.token_hash,
        person_id=PersonId(row.person_id),
        csrf_token=row.csrf_token,
        expires_at=row.expires_at,
    )


def _signing_key_of(row: AnyRow) -> SigningKey:
    return SigningKey(
        organization_id=OrganizationId(row.organization_id),
        person_id=PersonId(row.person_id),
        level=row.level,
        location=row.location,
        certificate=row.certificate,
    )
