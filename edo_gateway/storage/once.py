"""Rows that are kept once, whoever brings them and how often."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def keep_once(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Insert unless the same is there already, without disturbing the unit when it is: False then."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    kept = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.organization_id)
    return connection.execute(kept).one_or_none() is not None
