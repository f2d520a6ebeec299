"""A document may be signed by several under one joint power, each in a place of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_OWN = sa.text("person_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("documents", sa.Column("joint", sa.JSON(none_as_null=True)))
    op.add_column("signatures", sa.Column("place", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.drop_index("uq_signatures_own_level", table_name="signatures")
    op.create_index(
        "uq_signatures_own_level",
        "signatures",
        ["file_id", "level", "place"],
        unique=True,
        sqlite_where=_OWN,
        postgresql_where=_OWN,
    )
