"""Run by alembic with the connection of :func:`edo_gateway.storage.engine.migrate`, inside its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection


def run(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
