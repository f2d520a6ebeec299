"""Powers of attorney with their signatures, and the authority a signature rests on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "powers",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=False, server_default=sa.text("''")),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name=op.f("fk_powers_organization_id")),
        sa.PrimaryKeyConstraint("organization_id", "number", name=op.f("pk_powers")),
    )
    op.create_table(
        "power_signatures",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("power_number", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_power_signatures_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "power_number"],
            ["powers.organization_id", "powers.number"],
            name=op.f("fk_power_signatures_organization_id_power_number"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "power_number", "sha256", name=op.f("pk_power_signatures")),
    )
    op.add_column("signatures", sa.Column("authority", sa.Text(), nullable=False, server_default=sa.text("''")))
