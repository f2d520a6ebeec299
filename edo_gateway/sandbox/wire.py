"""Reading requests liberally and writing answers strictly.

Names in the query and in JSON are compared without regard to case, flags come in every spelling clients were seen to
use, identifiers in long and short form. Answers are JSON in UTF-8 with every flag and list present.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from flask import Request, Response

from edo_gateway.sandbox.errors import Malformed, Missing, NotSpoken

Json = dict[str, Any]
"""A JSON object of the protocol on its way out."""

_TRUE: Final = frozenset({"true", "1", "yes"})
_FALSE: Final = frozenset({"false", "0", "no", ""})
_BOX_DOMAIN: Final = "@diadoc.ru"


class Query:
    """The query string, its names compared without regard to case."""

    def __init__(self, request: Request) -> None:
        self._values: dict[str, list[str]] = {}
        for name, values in request.args.lists():
            self._values.setdefault(name.lower(), []).extend(values)

    def text(self, name: str, default: str = "") -> str:
        return next(iter(self._values.get(name.lower(), [])), default).strip()

    def required(self, name: str) -> str:
        if value := self.text(name):
            return value
        raise Missing(name=name)

    def words(self, name: str) -> frozenset[str]:
        """A list given as one comma-separated value or as several values."""
        values = ",".join(self._values.get(name.lower(), [])).split(",")
        return frozenset(word.strip() for word in values if word.strip())

    def flag(self, name: str) -> bool:
        return read_flag(name, self.text(name))

    def number(self, name: str, default: int) -> int:
        text = self.text(name)
        try:
            return int(text) if text else default
        except ValueError:
            raise Malformed(what=f"{name} must be an integer") from None

    def guid(self, name: str) -> str:
        """A required identifier in canonical form."""
        return read_guid(name, self.required(name))


class Fields:
    """A JSON object of a request, its names compared without regard to case. ``path`` is for error sentences."""

    def __init__(self, values: object, path: str = "") -> None:
        if not isinstance(values, Mapping):
            raise Malformed(what=f"{path or 'the body'} must be a JSON object")
        self._values = {str(name).lower(): value for name, value in values.items() if value is not None}
        self._path = path

    def has(self, name: str) -> bool:
        return name.lower() in self._values

    def text(self, name: str) -> str:
        value = self._values.get(name.lower(), "")
        if isinstance(value, str):
            return value
        raise Malformed(what=f"{self._at(name)} must be a string")

    def required(self, name: str) -> str:
        if value := self.text(name):
            return value
        raise Missing(name=self._at(name))

    def word(self, name: str, numbers: Mapping[int, str], default: str) -> str:
        """An enumeration, given by its name or by its number."""
        value = self._values.get(name.lower(), default)
        if isinstance(value, int) and value in numbers:
            return numbers[value]
        if isinstance(value, str) and value in numbers.values():
            return value
        raise Malformed(what=f"{self._at(name)} is none of {', '.join(numbers.values())}")

    def flag(self, name: str) -> bool:
        value = self._values.get(name.lower(), False)
        return value if isinstance(value, bool) else read_flag(self._at(name), str(value))

    def number(self, name: str, default: float) -> float:
        value = self._values.get(name.lower(), default)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise Malformed(what=f"{self._at(name)} must be a number")

    def content(self, name: str) -> bytes:
        """Bytes written in base64 (RFC 4648, section 4); empty when absent."""
        try:
            return base64.b64decode("".join(self.text(name).split()), validate=True)
        except binascii.Error:
            raise Malformed(what=f"{self._at(name)} must be base64") from None

    def guid(self, name: str) -> str:
        return read_guid(self._at(name), self.required(name))

    def fields(self, name: str) -> Fields:
        """A required object within this one."""
        if not self.has(name):
            raise Missing(name=self._at(name))
        return Fields(self._values[name.lower()], self._at(name))

    def items(self, name: str) -> list[Fields]:
        """A list of objects, empty when absent."""
        values = self._values.get(name.lower(), [])
        if not isinstance(values, list):
            raise Malformed(what=f"{self._at(name)} must be a list")
        return [Fields(value, f"{self._at(name)}[{index}]") for index, value in enumerate(values)]

    def texts(self, name: str) -> list[str]:
        """A list of strings, empty when absent."""
        values = self._values.get(name.lower(), [])
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
        raise Malformed(what=f"{self._at(name)} must be a list of strings")

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name


def read_flag(name: str, text: str) -> bool:
    word = text.strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise Malformed(what=f"{name} must be true or false")


def read_guid(name: str, text: str) -> str:
    """A GUID with or without hyphens, or a box in its long form."""
    try:
        return str(UUID(text.strip().lower().removesuffix(_BOX_DOMAIN)))
    except ValueError:
        raise Malformed(what=f"{name} must be a GUID") from None


def body_fields(request: Request) -> Fields:
    """The JSON body. Anything else is taken for Protocol Buffers. Raises :class:`NotSpoken`."""
    refuse_protobuf(request)
    try:
        values = json.loads(request.get_data())
    except ValueError:
        if request.mimetype == "application/json":
            raise Malformed(what="the body is not JSON") from None
        raise NotSpoken from None
    return Fields(values)


def refuse_protobuf(request: Request) -> None:
    """JSON it is when the client says so, says «anything» or says nothing. Raises :class:`NotSpoken`."""
    accepted = request.accept_mimetypes
    if accepted.provided and not accepted.accept_json:
        raise NotSpoken


def encode(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_answer(value: Json) -> Response:
    return json_text(encode(value))


def json_text(text: str) -> Response:
    """An answer that has already been written down as JSON."""
    return Response(text, content_type="application/json; charset=utf-8")


def no_content(*, retry_after: int | None = None) -> Response:
    """204: nothing, and no word of what kind of thing it is; with ``Retry-After`` (seconds), nothing yet."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def text_answer(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
