"""Connections to SQLite and PostgreSQL, and bringing the schema to the current version."""

from __future__ import annotations

import json
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from edo_gateway.storage.errors import UnsupportedDatabase, in_our_words

_PATIENCE = 15  # seconds a writer waits for another one, or for a free connection
_CONNECTIONS = 20
_MIGRATING = 0x45444F47  # key of the advisory lock: the letters EDOG
_BEGIN = "sqlite_begin"  # execution option: how SQLite opens a transaction


def writing(url: str) -> Engine:
    """The engine for units that may write. Nothing is connected until the first of them opens."""
    address = _address(url)
    return _sqlite(address, mode="rw") if _is_sqlite(address) else _postgresql(address)


def reading(engine: Engine) -> Engine:
    """The same connections for units that only read, each at one moment; the database refuses them to write."""
    if _is_sqlite(engine.url):
        return engine.execution_options(**{_BEGIN: "DEFERRED"})
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def migrate(url: str) -> None:
    """Bring the schema to the current version. Safe to run from several processes at once: one does it, others wait.

    Raises :class:`~edo_gateway.storage.errors.StorageUnavailable` when the database cannot be reached.
    """
    engine = _for_migration(_address(url))
    try:
        with in_our_words(), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_MIGRATING)))
            command.upgrade(_alembic(connection), "head")
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the database answers and its schema is the one this program was written for."""
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == _head()
    except SQLAlchemyError:
        return False


@cache
def _head() -> str | None:
    return ScriptDirectory.from_config(_alembic()).get_current_head()


def _alembic(connection: Connection | None = None) -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise UnsupportedDatabase(address=url) from error
    known = address.drivername in ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
    if not known or address.database in (None, "", ":memory:"):
        raise UnsupportedDatabase(address=address.render_as_string(hide_password=True))
    return address


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _for_migration(address: URL) -> Engine:
    if not _is_sqlite(address):
        return _postgresql(address)
    path = Path(str(address.database))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # SQLite gives the files beside it the same rights
    return _sqlite(address, mode="rwc")  # only here may the file be made


def _postgresql(address: URL) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        **_common(),
    )


def _sqlite(address: URL, *, mode: str) -> Engine:
    path = quote(str(Path(str(address.database)).absolute()))
    engine = create_engine(
        address.set(database=f"file:{path}", query={"mode": mode, "uri": "true"}),
        connect_args={"timeout": _PATIENCE},
        **_common(),
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _common() -> dict[str, Any]:
    return {
        "hide_parameters": True,  # an error must not carry the rows it was about into a log
        "pool_size": _CONNECTIONS // 2,
        "max_overflow": _CONNECTIONS // 2,
        "pool_timeout": _PATIENCE,
        "json_serializer": partial(json.dumps, ensure_ascii=False),
    }


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us alone, see below
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once: a reader that turned writer could fail half-way."""
    mode = connection.get_execution_options().get(_BEGIN, "IMMEDIATE")
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if mode == 'DEFERRED' else 'OFF'}")
    connection.exec_driver_sql(f"BEGIN {mode}")
