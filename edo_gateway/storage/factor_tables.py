"""Tables of what people prove themselves with besides a password."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, Table, Text

from edo_gateway.domain.access import Purpose
from edo_gateway.storage.tables import metadata
from edo_gateway.storage.types import Moment, WordOf

challenges = Table(
    "challenges",
    metadata,
    Column("token_hash", Text, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("purpose", WordOf(Purpose), nullable=False),
    Column("subject", Text, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "expires_at"),
)

one_time_secrets = Table(
    "one_time_secrets",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("secret", LargeBinary, nullable=False),  # sealed
    Column("last_step", BigInteger, nullable=False),
)

spare_codes = Table(
    "spare_codes",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("code_hash", Text, primary_key=True),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Text, primary_key=True),  # the credential's, base64url
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("counter", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Index(None, "person_id"),
)
