"""Places in a list and values of queries, as they stand in an address."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})")
_POSITION = re.compile(r"p([1-9]\d{0,17})")


def cursor_at(position: int) -> str:
    """An opaque cursor for a position."""
    return base64.urlsafe_b64encode(f"p{position}".encode()).decode().rstrip("=")


def _position(cursor: Any) -> Any:
    try:
        padded = str(cursor) + "=" * (-len(str(cursor)) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not (found := _POSITION.fullmatch(text)):
        raise PydanticCustomError("cursor", "not a cursor of ours")
    return int(found.group(1))


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if _DATE.fullmatch(value) else _no_date()
    except (TypeError, ValueError):
        return _no_date()


def _no_date() -> None:
    raise PydanticCustomError("date_from", "not a date")


def _moment(value: Any) -> Any:
    try:
        if _MOMENT.fullmatch(value):
            return datetime.fromisoformat(value).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise PydanticCustomError("moment", "not a time with its zone")


def _no_control_characters(value: str) -> str:
    if any(ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise PydanticCustomError("control_characters", "control characters are not allowed")
    return value


Cursor = Annotated[int, BeforeValidator(_position), WithJsonSchema({"type": "string", "maxLength": 64})]
"""A position, opaque to the caller."""

Day = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})]
Needle = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_control_characters)]
Limit = Annotated[int, Field(ge=1, le=100)]
