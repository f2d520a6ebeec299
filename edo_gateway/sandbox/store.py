"""The sandbox's database: one accepted request or one step of processing is one transaction.

SQLite in WAL mode with full synchronisation: what was answered with 200 survives a kill and a loss of power.
Writers begin with ``BEGIN IMMEDIATE`` and therefore take turns, which is what makes «look whether the operation was
carried out, then carry it out» one indivisible step.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event

from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.tables import METADATA

_WRITING: Final = "sandbox_writing"
_PRAGMAS: Final = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 30000")


class Store:
    """Hands out transactions over one database file."""

    def __init__(self, database: Path) -> None:
        database.parent.mkdir(parents=True, exist_ok=True)
        self._engine = _engine(database)
        self._writer = self._engine.execution_options(**{_WRITING: True})
        with self._writer.begin() as connection:
            METADATA.create_all(connection)

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """A consistent view; nothing written through it is kept."""
        with self._engine.connect() as connection:
            yield Ledger(connection)
            connection.rollback()

    @contextmanager
    def writing(self) -> Iterator[Ledger]:
        """The only writer at a time: committed on leaving, rolled back on any exception."""
        with self._writer.begin() as connection:
            yield Ledger(connection)

    def close(self) -> None:
        self._engine.dispose()


def _engine(database: Path) -> Engine:
    engine = create_engine(f"sqlite:///{database}", pool_size=16, max_overflow=32)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
