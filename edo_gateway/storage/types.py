"""Column types that keep a domain value exactly, the same way in SQLite and in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Row, Select, Text
from sqlalchemy.types import TypeDecorator

Word = TypeVar("Word", bound=StrEnum)
AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

_HUNDREDTH = Decimal("0.01")
_LIMIT = Decimal(10) ** 16  # what eight bytes hold of hundredths, with room to spare

KEY = BigInteger().with_variant(Integer(), "sqlite")
"""A counter of rows: SQLite counts by itself only in a column whose type is exactly INTEGER."""


class Moment(TypeDecorator[datetime]):
    """An aware time, kept in UTC to the microsecond. A naive one is a defect and is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"A time without a zone cannot be kept: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        # SQLite has no zones: what was written is UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """An amount of money as a whole number of hundredths: exact and sortable. Finer amounts raise ValueError."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not value.is_finite() or abs(value) >= _LIMIT or value != value.quantize(_HUNDREDTH):
            raise ValueError(f"Not an amount of money in hundredths: {value!r}")
        return int(value.scaleb(2))

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class WordOf(TypeDecorator[Word], Generic[Word]):
    """A word of an enumeration as text; a word that the enumeration does not know is refused both ways."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[Word]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: Word | None, _dialect: Dialect) -> str | None:
        return None if value is None else self.words(value).value

    def process_result_value(self, value: Any | None, _dialect: Dialect) -> Word | None:
        return None if value is None else self.words(value)


def folded(text: str) -> str:
    """Text as it is searched: SQLite lowers ASCII alone, so case and ё are folded here for both engines."""
    return text.casefold().replace("\N{CYRILLIC SMALL LETTER IO}", "\N{CYRILLIC SMALL LETTER IE}")
