"""Reading what the caller sent: strict JSON and query parameters, every flaw named with its place."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from werkzeug.datastructures import MultiDict

from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.formats.request import MOST_PIECES, pieces_of
from edo_gateway.web.api.sentences import reason_of, sentence_of
from edo_gateway.web.errors import InvalidRequest, MalformedJson, Place

Model = TypeVar("Model", bound=BaseModel)

_BOM = b"\xef\xbb\xbf"
_DEEPEST = 100
_TOO_DEEP, _TOO_MANY = reason_of("depth"), reason_of("pieces")
_ESCAPED = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")  # strange strings come from escapes alone
_MOST_STRANGE = 100
_LONGEST_NAME = 80  # characters of a name repeated in a sentence
_STRANGE = re.compile("[\x00\ud800-\udfff]")


class NoQuery(BaseModel):
    """The query of an operation that takes no parameters."""

    model_config = ConfigDict(extra="forbid")


def json_text(body: bytes) -> bytes:
    """The body without a byte order mark (some accounting software writes one), known to be strict JSON.

    Strict means UTF-8, no NaN or Infinity, no name twice in an object, no nesting beyond a hundred levels, no NUL
    and no half of a surrogate pair in strings (RFC 8259, sections 4, 7, 8 and 9). Raises :class:`MalformedJson`,
    or :class:`InvalidRequest` with the pointers of the strings.
    """
    content = body.removeprefix(_BOM)
    decoded_json(content)
    return content


def decoded_json(content: bytes) -> Any:
    """Strict JSON as Python values. Raises as :func:`json_text`."""
    if pieces_of(content) > MOST_PIECES:
        raise MalformedJson(_TOO_MANY)
    text = _decoded(content)
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise MalformedJson(reason_of(error.msg), line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise MalformedJson(_TOO_DEEP) from error
    except ValueError as error:  # a number longer than Python reads
        raise MalformedJson(reason_of("number")) from error
    _check_depth(value)
    if _ESCAPED.search(content) and (strange := list(islice(_strange_strings(value, ()), _MOST_STRANGE))):
        raise InvalidRequest(tuple(_strange_finding(place) for place in strange))
    return value


def read_model(model: type[Model], content: bytes) -> Model:
    """The body as a model. Raises :class:`MalformedJson` or :class:`InvalidRequest` with JSON pointers."""
    text = json_text(content)
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise InvalidRequest(tuple(_findings(error, pointer_of))) from error


def read_query(model: type[Model], given: MultiDict[str, str]) -> Model:
    """Query parameters as a model. A list parameter may be repeated, any other may not.

    Raises :class:`InvalidRequest` naming parameters.
    """
    values: dict[str, Any] = {}
    for name, found in given.lists():
        field = model.model_fields.get(name)
        is_list = field is not None and str(field.annotation).startswith("tuple")
        values[name] = found if is_list or len(found) > 1 else found[0]
    try:
        return model.model_validate(values)
    except ValidationError as error:
        findings = _findings(error, lambda place: str(place[0]) if place else "")
        raise InvalidRequest(tuple(findings), place=Place.QUERY) from error


def pointer_of(place: Iterable[int | str]) -> str:
    """RFC 6901, section 3."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)


def _findings(error: ValidationError, place_of: Callable[[tuple[int | str, ...]], str]) -> Iterable[Finding]:
    for flaw in error.errors(include_url=False, include_input=False):
        yield Finding(
            layer=Layer.REQUEST,
            rule=f"request.{flaw['type']}",
            text=sentence_of(flaw["type"], flaw.get("ctx", {}), flaw["msg"]),
            pointer=place_of(flaw["loc"]),
        )


def _strange_finding(place: tuple[int | str, ...]) -> Finding:
    text = sentence_of("strange_character", {}, "")
    return Finding(layer=Layer.REQUEST, rule="request.strange_character", text=text, pointer=pointer_of(place))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        raise MalformedJson(reason_of("encoding"), line=line, column=column) from error


def _refuse_constant(name: str) -> None:
    raise MalformedJson(reason_of("constant").filled(name=name))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        raise MalformedJson(reason_of("twice").filled(name=counted.most_common(1)[0][0][:_LONGEST_NAME]))
    return found


def _check_depth(value: Any) -> None:
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(_DEEPEST + 1):
        members = (inner for one in level for inner in (one.values() if isinstance(one, dict) else one))
        level = [inner for inner in members if isinstance(inner, dict | list)]
    if level:
        raise MalformedJson(_TOO_DEEP)


def _strange_strings(value: Any, place: tuple[int | str, ...]) -> Iterator[tuple[int | str, ...]]:
    """Places of strings no file and no database can hold: with a NUL or with half of a surrogate pair."""
    if isinstance(value, str):
        if _STRANGE.search(value):
            yield place
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _strange_strings(name, place)
            yield from _strange_strings(member, (*place, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _strange_strings(member, (*place, index))
