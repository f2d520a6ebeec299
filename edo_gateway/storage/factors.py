"""What people prove themselves with besides a password, and questions that wait for their answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from edo_gateway.domain.access import Challenge, Passkey
from edo_gateway.domain.identity import PersonId
from edo_gateway.storage.factor_tables import challenges, one_time_secrets, passkeys, spare_codes


class FactorRows:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def ask(self, challenge: Challenge) -> None:
        self._connection.execute(delete(challenges).where(challenges.c.expires_at <= challenge.asked_at))
        self._connection.execute(
            insert(challenges).values(
                token_hash=challenge.token_hash,
                person_id=challenge.person_id,
                purpose=challenge.purpose,
                subject=challenge.subject,
                asked_at=challenge.asked_at,
                expires_at=challenge.expires_at,
            )
        )

    def answered(self, token_hash: str, now: datetime) -> Challenge | None:
        gone = delete(challenges).where(challenges.c.token_hash == token_hash).returning(*challenges.c)
        row = self._connection.execute(gone).one_or_none()
        if row is None or row.expires_at <= now:
            return None
        return Challenge(
            token_hash=row.token_hash,
            person_id=PersonId(row.person_id),
            purpose=row.purpose,
            subject=row.subject,
            asked_at=row.asked_at,
            expires_at=row.expires_at,
        )

    def put_one_time_secret(self, person: PersonId, sealed: bytes, step: int) -> None:
        row = {"person_id": person, "secret": sealed, "last_step": step}
        self._connection.execute(insert(one_time_secrets).values(row))

    def one_time_secret(self, person: PersonId) -> bytes | None:
        wanted = select(one_time_secrets.c.secret).where(one_time_secrets.c.person_id == person)
        kept: bytes | None = self._connection.execute(wanted).scalar_one_or_none()
        return kept

    def drop_one_time_secret(self, person: PersonId) -> None:
        for table in (spare_codes, one_time_secrets):
            self._connection.execute(delete(table).where(table.c.person_id == person))

    def use_step(self, person: PersonId, step: int) -> bool:
        mine = (one_time_secrets.c.person_id == person, one_time_secrets.c.last_step < step)
        return self._connection.execute(update(one_time_secrets).where(*mine).values(last_step=step)).rowcount == 1

    def put_spare_codes(self, person: PersonId, hashes: Sequence[str]) -> None:
        self._connection.execute(delete(spare_codes).where(spare_codes.c.person_id == person))
        rows = [{"person_id": person, "code_hash": one} for one in hashes]
        self._connection.execute(insert(spare_codes), rows)

    def use_spare_code(self, person: PersonId, code_hash: str) -> bool:
        this = (spare_codes.c.person_id == person, spare_codes.c.code_hash == code_hash)
        return self._connection.execute(delete(spare_codes).where(*this)).rowcount == 1

    def spare_codes_left(self, person: PersonId) -> int:
        counted = select(func.count()).select_from(spare_codes).where(spare_codes.c.person_id == person)
        return int(self._connection.execute(counted).scalar_one())

    def add_passkey(self, passkey: Passkey) -> None:
        row = {
            "id": passkey.id,
            "person_id": passkey.person_id,
            "public_key": passkey.public_key,
            "counter": passkey.counter,
            "name": passkey.name,
            "added_at": passkey.added_at,
        }
        self._connection.execute(insert(passkeys).values(row))

    def passkeys(self, person: PersonId) -> list[Passkey]:
        wanted = select(passkeys).where(passkeys.c.person_id == person).order_by(passkeys.c.added_at)
        return [
            Passkey(
                id=row.id,
                person_id=PersonId(row.person_id),
                public_key=row.public_key,
                counter=row.counter,
                name=row.name,
                added_at=row.added_at,
            )
            for row in self._connection.execute(wanted)
        ]

    def use_passkey(self, passkey: Passkey, counter: int) -> bool:
        same = (passkeys.c.id == passkey.id, passkeys.c.counter == passkey.counter)
        return self._connection.execute(update(passkeys).where(*same).values(counter=counter)).rowcount == 1

    def drop_passkey(self, person: PersonId, id: str) -> None:
        self._connection.execute(delete(passkeys).where(passkeys.c.person_id == person, passkeys.c.id == id))
