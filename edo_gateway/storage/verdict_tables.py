"""The tables of verdicts and of what they rely on."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, Table, Text, Uuid

from edo_gateway.storage.tables import metadata
from edo_gateway.storage.types import KEY, Moment

# The first verdict stands with its signature; each later one that differs is a line here.
judgements = Table(
    "judgements",
    metadata,
    Column("position", KEY, primary_key=True),
    Column("organization_id", ForeignKey("organizations.id"), nullable=False),
    Column("document_id", Uuid, nullable=False),
    Column("signature_position", KEY, ForeignKey("signatures.position"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("indication", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    ForeignKeyConstraint(["organization_id", "document_id"], ["documents.organization_id", "documents.id"]),
    Index(None, "document_id"),
)

# Kept once for each organisation: many documents rely on one list. Verdicts name it by its hash.
evidence = Table(
    "evidence",
    metadata,
    Column("organization_id", ForeignKey("organizations.id"), primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kept_at", Moment, nullable=False),
)
