"""Verdicts are lines: a later one stands beside the first, and what they rely on is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_DOCUMENT = ["documents.organization_id", "documents.id"]


def upgrade() -> None:
    op.add_column("signatures", sa.Column("judged_at", _MOMENT))
    op.create_table(
        "judgements",
        sa.Column("position", _KEY, nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("signature_position", _KEY, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("indication", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"], _DOCUMENT, name="fk_judgements_organization_id_document_id"
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_judgements_organization_id"),
        sa.ForeignKeyConstraint(
            ["signature_position"], ["signatures.position"], name="fk_judgements_signature_position"
        ),
        sa.PrimaryKeyConstraint("position", name="pk_judgements"),
    )
    op.create_index("ix_judgements_document_id", "judgements", ["document_id"])
    op.create_table(
        "evidence",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_evidence_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", "sha256", name="pk_evidence"),
    )
