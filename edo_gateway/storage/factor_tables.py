"""Tables of what people prove themselves with besides a password."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Table, Text

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
