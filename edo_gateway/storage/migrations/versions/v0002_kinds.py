"""Documents of any kind: the format of the file and what is waited for are kept, a function no longer tells them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ONLY_FORMAT = "ON_NSCHFDOPPR 5.03"  # of the documents kept before
_RECEIPT = ("СЧФ", "СЧФДОП")
_ANSWER = ("СЧФДОП", "ДОП")


def upgrade() -> None:
    op.add_column("documents", sa.Column("format", sa.Text(), nullable=False, server_default=sa.text("''")))
    for name, default in (("receipt_expected", False), ("answer_expected", False), ("confirmation_expected", True)):
        value = sa.true() if default else sa.false()
        op.add_column("documents", sa.Column(name, sa.Boolean(), nullable=False, server_default=value))
    names = ("function", "format", "receipt_expected", "answer_expected")
    documents = sa.table("documents", *map(sa.column, names))
    op.execute(documents.update().values(format=_ONLY_FORMAT))
    op.execute(documents.update().where(documents.c.function.in_(_RECEIPT)).values(receipt_expected=sa.true()))
    op.execute(documents.update().where(documents.c.function.in_(_ANSWER)).values(answer_expected=sa.true()))
