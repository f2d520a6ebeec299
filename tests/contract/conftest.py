"""Every front door is tried with each of its implementations."""

from tests.databases import (  # noqa: F401
    database,
    empty_database,
    engine_name,
    migrated_postgresql,
    migrated_sqlite,
    postgresql_server,
    units,
)
