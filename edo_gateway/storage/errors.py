"""What may go wrong with the database, in our words. A defect of our own statements is left to be seen as one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from edo_gateway.domain.errors import ConcurrentChange, GatewayError, NotFound
from edo_gateway.domain.text import Text

# SQLSTATE, PostgreSQL documentation, appendix A.
_UNIQUE = "23505"
_FOREIGN_KEY = "23503"
_OVERTAKEN = frozenset({"40001", "40P01", "55P03"})  # serialization failure, deadlock, lock not available

_SQLITE_UNIQUE = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"})
_SQLITE_UNAVAILABLE = frozenset(
    {
        "SQLITE_BUSY",
        "SQLITE_LOCKED",
        "SQLITE_CANTOPEN",
        "SQLITE_FULL",
        "SQLITE_IOERR",
        "SQLITE_CORRUPT",
        "SQLITE_NOTADB",
    }
)


class StorageUnavailable(GatewayError):
    """The database did not answer, or stayed busy for longer than we wait. Nothing of the unit was kept."""

    code = "storage_unavailable"
    text = Text(
        "База данных не отвечает: {reason}. Проверьте, что она запущена и на диске есть место, затем повторите.",
        "The database does not answer: {reason}. Check that it is running and that its disk is not full, then repeat.",
    )


class UnsupportedDatabase(GatewayError):
    code = "unsupported_database"
    text = Text(
        "Адрес базы «{address}» не подходит. Нужен sqlite:///путь/к/файлу или postgresql+psycopg://сервер/имя.",
        "The database address “{address}” will not do. Give sqlite:///path/to/file or postgresql+psycopg://host/name.",
    )


class AlreadyExists(GatewayError):
    code = "already_exists"
    text = Text(
        "Такая запись уже есть. Найдите её и измените, вместо того чтобы добавлять вторую.",
        "Such a record exists already. Find it and change it instead of adding a second one.",
    )


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a row with the same key was there already."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname in _SQLITE_UNIQUE
    return getattr(error.orig, "sqlstate", None) == _UNIQUE


def is_dangling(error: IntegrityError) -> bool:
    """Whether the row speaks of another one that is not there, or belongs to another organisation."""
    if isinstance(error.orig, sqlite3.Error):
        return error.orig.sqlite_errorname == "SQLITE_CONSTRAINT_FOREIGNKEY"
    return getattr(error.orig, "sqlstate", None) == _FOREIGN_KEY


@contextmanager
def duplicate_is(meaning: GatewayError) -> Iterator[None]:
    """Names what a duplicate means where it is expected."""
    try:
        yield
    except IntegrityError as error:
        if is_duplicate(error):
            raise meaning from error
        raise


@contextmanager
def in_our_words() -> Iterator[None]:
    """What leaves the room is ours."""
    try:
        yield
    except IntegrityError as error:
        if is_duplicate(error):
            raise AlreadyExists from error
        if is_dangling(error):
            raise NotFound(what="то, на что ссылается запись") from error
        raise
    except PoolExhausted as error:
        raise StorageUnavailable(reason="no free connection") from error
    except (OperationalError, InterfaceError) as error:
        raise _meaning(error) from error


def _meaning(error: DBAPIError) -> Exception:
    if isinstance(error.orig, sqlite3.Error):
        name = getattr(error.orig, "sqlite_errorname", "") or ""
        unavailable = any(name.startswith(known) for known in _SQLITE_UNAVAILABLE)
        return StorageUnavailable(reason=str(error.orig)) if unavailable else error
    if getattr(error.orig, "sqlstate", None) in _OVERTAKEN:
        return ConcurrentChange()
    return StorageUnavailable(reason=str(error.orig).strip())
