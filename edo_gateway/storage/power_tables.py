"""The tables of powers of attorney."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, LargeBinary, Table, Text, text

from edo_gateway.storage.tables import metadata
from edo_gateway.storage.types import Moment

powers = Table(
    "powers",
    metadata,
    Column("organization_id", ForeignKey("organizations.id"), primary_key=True),
    Column("number", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("added_by", Text, nullable=False),
    Column("revoked_on", Date),
    Column("revocation_reason", Text, nullable=False, server_default=text("''")),
)

power_signatures = Table(
    "power_signatures",
    metadata,
    Column("organization_id", ForeignKey("organizations.id"), primary_key=True),
    Column("power_number", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["organization_id", "power_number"], ["powers.organization_id", "powers.number"]),
)
