"""Units of work: one transaction with a repository for each noun."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from edo_gateway.storage import contract, engine
from edo_gateway.storage.attempts import AttemptRows
from edo_gateway.storage.documents import DocumentRows
from edo_gateway.storage.errors import in_our_words
from edo_gateway.storage.factors import FactorRows
from edo_gateway.storage.inbox import InboxRows
from edo_gateway.storage.jobs import JobRows
from edo_gateway.storage.journal import JournalRows
from edo_gateway.storage.organizations import OrganizationRows
from edo_gateway.storage.people import PeopleRows
from edo_gateway.storage.powers import PowerRows


class DatabaseUnit:
    """The repositories of one open transaction."""

    def __init__(self, connection: Connection) -> None:
        journal = JournalRows(connection)
        self.organizations: contract.Organizations = OrganizationRows(connection)
        self.people: contract.People = PeopleRows(connection)
        self.factors: contract.Factors = FactorRows(connection)
        self.documents: contract.Documents = DocumentRows(connection, journal)
        self.journal: contract.Journal = journal
        self.jobs: contract.Jobs = JobRows(connection)
        self.inbox: contract.Inbox = InboxRows(connection)
        self.attempts: contract.Attempts = AttemptRows(connection, journal)
        self.powers: contract.Powers = PowerRows(connection)
        self.finish = journal.number_entries


class DatabaseUnits:
    """Units over one database, for any number of threads."""

    def __init__(self, url: str) -> None:
        self._writing = engine.writing(url)
        self._reading = engine.reading(self._writing)

    @contextmanager
    def begin(self) -> Iterator[DatabaseUnit]:
        with in_our_words(), self._writing.begin() as connection:
            unit = DatabaseUnit(connection)
            yield unit
            unit.finish()

    @contextmanager
    def look(self) -> Iterator[DatabaseUnit]:
        with in_our_words(), self._reading.connect() as connection:
            yield DatabaseUnit(connection)

    def is_ready(self) -> bool:
        return engine.is_current(self._reading)

    def close(self) -> None:
        """Close the connections; a unit opened later connects anew."""
        self._writing.dispose()


def open_units(url: str) -> DatabaseUnits:
    """Units over ``sqlite:///path`` or ``postgresql+psycopg://…``; connects with the first unit.

    Raises :class:`~edo_gateway.storage.errors.UnsupportedDatabase`.
    """
    return DatabaseUnits(url)
