"""Values come back from either engine exactly as they went in."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Connection, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from edo_gateway.storage.types import Hundredths, Moment, folded

things = Table(
    "things", MetaData(), Column("id", Integer, primary_key=True), Column("at", Moment), Column("amount", Hundredths)
)
both_engines = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones)
amounts = st.integers(-(10**17), 10**17).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


@pytest.fixture
def connection(empty_database: str) -> Iterator[Connection]:
    engine = create_engine(empty_database)
    with engine.begin() as connection:
        things.create(connection)
        yield connection
    engine.dispose()


@both_engines
@given(at=moments, amount=amounts)
def test_a_time_and_an_amount_come_back_exactly(connection: Connection, at: datetime, amount: Decimal) -> None:
    key = connection.execute(insert(things).values(at=at, amount=amount)).inserted_primary_key[0]  # type: ignore[index]
    row = connection.execute(select(things).where(things.c.id == key)).one()
    assert row.at == at
    assert row.at.tzinfo is UTC
    assert row.amount == amount
    assert row.amount.as_tuple().exponent == -2


def test_times_and_amounts_sort_by_value(connection: Connection) -> None:
    early, late = datetime(999, 5, 1, tzinfo=UTC), datetime(2026, 5, 1, 3, tzinfo=timezone(timedelta(hours=9)))
    rows = [{"at": late, "amount": Decimal("100.00")}, {"at": early, "amount": Decimal("99.99")}]
    connection.execute(insert(things), rows)
    assert connection.execute(select(things.c.at).order_by(things.c.at)).scalars().all() == [early, late]
    by_amount = connection.execute(select(things.c.amount).order_by(things.c.amount)).scalars().all()
    assert by_amount == [Decimal("99.99"), Decimal("100.00")]


@pytest.mark.parametrize(
    "refused",
    [
        {"at": datetime(2026, 3, 2)},
        {"amount": Decimal("0.001")},
        {"amount": Decimal("NaN")},
        {"amount": Decimal("1E+30")},
        {"amount": Decimal("-Infinity")},
    ],
)
def test_a_value_that_cannot_be_kept_exactly_is_refused(connection: Connection, refused: dict[str, object]) -> None:
    with pytest.raises(StatementError) as error:
        connection.execute(insert(things).values(refused))
    assert isinstance(error.value.orig, ValueError)


def test_text_is_found_whatever_its_case_and_with_either_e() -> None:
    assert folded("ЁЛКА Straße") == folded("елка STRASSE")
