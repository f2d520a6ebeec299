"""Laws of the unit of work and of the schema."""

import contextlib
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from edo_gateway.domain.document import Document
from edo_gateway.domain.errors import ConcurrentChange, GatewayError, NotFound
from edo_gateway.domain.party import Organization
from edo_gateway.domain.text import Language
from edo_gateway.storage.contract import Units
from edo_gateway.storage.engine import migrate
from edo_gateway.storage.errors import AlreadyExists, StorageUnavailable, UnsupportedDatabase
from edo_gateway.storage.tables import metadata
from edo_gateway.storage.units import DatabaseUnits, open_units
from tests.contract.storage_samples import INTAKE, company, in_threads, keep, organization

ROOT = Path(__file__).parents[2]


class Stumbled(Exception):
    pass


def test_a_database_file_is_its_owners_alone(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'gateway.db'}"
    migrate(database)
    with contextlib.closing(open_units(database)) as units, units.begin():
        found = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert set(found.values()) == {0o600}, found


def test_a_unit_that_raises_leaves_nothing(units: Units) -> None:
    ours = company(units)
    document = ours.document()

    def stumble() -> None:
        with units.begin() as unit:
            unit.documents.add(document, INTAKE)
            raise Stumbled

    with pytest.raises(Stumbled):
        stumble()
    with units.look() as unit:
        with pytest.raises(NotFound):
            unit.documents.get(ours.id, document.id)
        assert unit.journal.after(ours.id, 0, 10) == []


def test_a_look_cannot_write(units: Units) -> None:
    def write() -> None:
        with units.look() as unit:
            unit.organizations.add(organization())

    with pytest.raises(Exception, match=r"(?i)read-?only"):
        write()
    with units.begin() as unit:
        assert unit.organizations.all() == []
        unit.organizations.add(organization())  # the connection that only read writes again


def test_a_look_does_not_wait_for_a_writer_and_sees_one_moment(units: Units) -> None:
    ours, theirs = organization("7701000001"), organization("7702000002")
    with units.begin() as unit:
        unit.organizations.add(ours)
    with units.look() as before:
        assert before.organizations.all() == [ours]
        with units.begin() as writing:
            writing.organizations.add(theirs)
            with units.look() as meanwhile:
                assert meanwhile.organizations.all() == [ours]
        assert before.organizations.all() == [ours]
    with units.look() as after:
        assert {found.id for found in after.organizations.all()} == {ours.id, theirs.id}


def test_what_exists_already_is_refused_in_our_words(units: Units) -> None:
    ours = organization()

    def add_again() -> None:
        with units.begin() as unit:
            unit.organizations.add(ours)

    add_again()
    with pytest.raises(AlreadyExists):
        add_again()


def test_a_row_cannot_speak_of_another_organisations_document(units: Units) -> None:
    ours, theirs = company(units), company(units, "7702000002")
    foreign = keep(units, theirs.document())

    def mix() -> None:
        with units.begin() as unit:
            unit.documents.remember(ours.id, "key", "hash", foreign.id)

    with pytest.raises(NotFound):
        mix()
    document = ours.document(counterparty_id=theirs.counterparty.id)
    with pytest.raises(NotFound):
        keep(units, document)


def test_units_serve_many_threads(units: Units) -> None:
    companies = [organization(f"77{number:08}") for number in range(8)]

    def add(ours: Organization) -> None:
        with units.begin() as unit:
            unit.organizations.add(ours)

    in_threads(*(lambda ours=ours: add(ours) for ours in companies))
    with units.look() as unit:
        assert {found.id for found in unit.organizations.all()} == {ours.id for ours in companies}


def test_a_database_is_ready_once_it_is_migrated(empty_database: str) -> None:
    units = open_units(empty_database)
    try:
        assert not units.is_ready()
        migrate(empty_database)
        assert units.is_ready()
        migrate(empty_database)
        assert units.is_ready()
    finally:
        units.close()


def test_processes_that_migrate_at_once_do_not_disturb_each_other(empty_database: str) -> None:
    program = "import sys; from edo_gateway.storage.engine import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-c", program, empty_database]
    started = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 3
    units = open_units(empty_database)
    assert units.is_ready()
    units.close()


def test_the_migrated_schema_is_the_declared_one(database: str) -> None:
    engine = create_engine(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_units_that_wait_crosswise_end_with_one_told_to_repeat(units: Units) -> None:
    ours = company(units)
    documents = [keep(units, ours.document("1")), keep(units, ours.document("2"))]
    both_hold, outcomes = threading.Barrier(2), []

    def take(first: Document, second: Document) -> None:
        try:
            with units.begin() as unit:
                unit.documents.take(ours.id, first.id)
                both_hold.wait(timeout=30)
                unit.documents.take(ours.id, second.id)
            outcomes.append("done")
        except ConcurrentChange:
            outcomes.append("told")

    in_threads(lambda: take(*documents), lambda: take(*reversed(documents)))
    assert sorted(outcomes) == ["done", "told"]


@pytest.mark.parametrize(
    "address", ["mysql://host/edo", "sqlite://", "sqlite:///:memory:", "postgresql://host", "edo.db"]
)
def test_an_address_we_cannot_serve_is_refused(address: str) -> None:
    with pytest.raises(UnsupportedDatabase):
        open_units(address)


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(UnsupportedDatabase) as refused:
        open_units("oracle://edo:secret@host/edo")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("kind", ["sqlite:///{}/none.db", "postgresql+psycopg://edo@/edo?host={}"])
def test_a_database_that_is_not_there_is_unavailable(kind: str, tmp_path: Path) -> None:
    units = open_units(kind.format(tmp_path))  # nothing is connected yet

    def read() -> None:
        with units.look() as unit:
            unit.organizations.all()

    with pytest.raises(StorageUnavailable) as unavailable:
        read()
    assert not units.is_ready()
    assert list(tmp_path.iterdir()) == []
    assert_speaks_both(unavailable.value)


def assert_speaks_both(error: GatewayError) -> None:
    assert error.said_in(Language.RUSSIAN) != error.said_in(Language.ENGLISH)


def test_sqlite_keeps_what_was_committed_through_a_power_cut(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/folder to make/edo%20.db"
    migrate(address)
    units = open_units(address)
    with units._writing.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    units.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 15000}


_KILLED = """
import os, signal, sys
from edo_gateway.storage.units import open_units
from tests.contract.storage_samples import INTAKE, company, organization
units = open_units(sys.argv[1])
ours = company(units)
with units.begin() as unit:
    unit.documents.add(ours.document(), INTAKE)
    unit.organizations.add(organization("7702000002"))
    unit.journal.after(ours.id, 0, 10)  # everything has been handed to the database
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_process_killed_within_a_unit_leaves_nothing_of_it(database: str, units: DatabaseUnits) -> None:
    killed = subprocess.run([sys.executable, "-c", _KILLED, database], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    with units.begin() as unit:
        [ours] = unit.organizations.all()
        assert unit.journal.after(ours.id, 0, 10) == []
    if database.startswith("sqlite"):
        with sqlite3.connect(database.removeprefix("sqlite:///")) as connection:
            assert connection.execute("SELECT count(*) FROM documents").fetchone() == (0,)
        connection.close()
