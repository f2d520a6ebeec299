"""Scalars of the transport waybill (order 1065@): moments with an offset from UTC, and measures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic_core import core_schema

from edo_gateway.formats.mapping.declaration import Scalar

_OFFSET_LENGTH = len("+03:00")


def _write_moment(value: dt.datetime) -> str:
    """Of the offset the format keeps hours and minutes."""
    written = value.isoformat(timespec="seconds")
    return f"{value.day:02}.{value.month:02}.{value.year:04}T{written[11:19]}{written[-_OFFSET_LENGTH:]}"


def _read_moment(text: str) -> dt.datetime:
    day, _, clock = text.partition("T")
    moment = dt.datetime.fromisoformat(f"{day[6:10]}-{day[3:5]}-{day[:2]}T{clock}")
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


MOMENT_SCALAR = Scalar(
    rule="request.moment",
    pattern=r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|[+\-][01][0-9]:[0-5][0-9])$",
    write=_write_moment,
    read=_read_moment,
    inner=core_schema.datetime_schema,
    python_type=dt.datetime,
    schema={"format": "date-time", "examples": ["2026-11-21T10:15:30+03:00"]},
)


def _measure(pattern: str, example: str) -> Scalar:
    return Scalar(
        rule="request.decimal",
        pattern=pattern,
        write=lambda value: format(value, "f"),
        read=Decimal,
        inner=core_schema.decimal_schema,
        python_type=Decimal,
        schema={"examples": [example]},
    )


Moment = Annotated[dt.datetime, MOMENT_SCALAR]
# ISO 8601 with an offset in JSON, 21.11.2026T10:15:30+03:00 in the XML.
Measure = Annotated[Decimal, _measure(r"^[0-9]{1,14}(\.[0-9]{1,3})?$", "1250.5")]
"""A mass (kg), a volume (m³) or a length (m), decimal(17.3); in JSON a string."""
Share = Annotated[Decimal, _measure(r"^[0-9]{1,3}(\.[0-9]{1,2})?$", "20.00")]
"""A density, a carrying capacity (t) or humidity (%), decimal(5.2); in JSON a string."""
Capacity = Annotated[Decimal, _measure(r"^[0-9]{1,2}(\.[0-9]{1,2})?$", "82.00")]
"""A capacity of a body (m³), decimal(4.2); in JSON a string."""
Temperature = Annotated[Decimal, _measure(r"^-?[0-9]{1,4}(\.[0-9]{1,2})?$", "-18.0")]
"""Degrees Celsius, decimal(6.2); in JSON a string."""
