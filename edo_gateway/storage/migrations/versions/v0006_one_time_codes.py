"""One-time codes of people's phones, and the spare ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "one_time_secrets",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_one_time_secrets"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_one_time_secrets_person_id"),
    )
    op.create_table(
        "spare_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name="pk_spare_codes"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_spare_codes_person_id"),
    )
