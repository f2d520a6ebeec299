"""What people prove themselves with besides a password, and questions that wait for their answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert

from edo_gateway.domain.access import Challenge
from edo_gateway.domain.identity import PersonId
from edo_gateway.storage.factor_tables import challenges


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
