"""Reading the caller's JSON: every error at once, each with the pointer of its field and our own sentence."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format, retired_as
from edo_gateway.formats.documents import DOCUMENT_TYPES, Document, model_of
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.plan import plan_of
from edo_gateway.formats.messages import finding, refusal, said
from edo_gateway.formats.parts.parties import Party
from edo_gateway.formats.parts.party_completion import AnyParty
from edo_gateway.formats.ready_files import READY_FILES, ReadyFile
from edo_gateway.formats.remedies import NUMBERS, remedy
from edo_gateway.formats.vocabulary import vocabulary_of

MOST_PIECES = 500_000
"""Commas and opening brackets of one request: fifty thousand lines of nine fields."""
MOST_FINDINGS = 1000
_CUT_AT = 50  # members of a list or an object, and levels, that are looked at again where nearly everything is wrong
_RULES = {
    "string_type": "request.text",
    "int_type": "request.whole_number",
    "int_parsing": "request.whole_number",
    "int_from_float": "request.whole_number",
    "int_parsing_size": "request.whole_number",
    "bool_type": "request.flag",
    "bool_parsing": "request.flag",
    "tuple_type": "request.list",
    "list_type": "request.list",
    "model_type": "request.object",
    "model_attributes_type": "request.object",
    "dict_type": "request.object",
    "literal_error": "request.choice",
    "enum": "request.choice",
    "union_tag_invalid": "request.choice",
    "extra_forbidden": "request.unknown_field",
    "missing": "request.missing",
}
_PARTIES = frozenset(
    {"seller", "buyer", "other_sellers", "other_buyers", "consignors", "consignees", "factor", "contractor", "customer"}
)
_BETWEEN = re.compile(r"(?<=['>]), | or ")
_CHOICE = re.compile(r"<[^:]*: (.*)>")
_PLACE = re.compile(r"line (\d+) column (\d+)")


@cache
def _documents() -> TypeAdapter[Document]:
    return TypeAdapter(Annotated[Document, Field(discriminator="type")])


@cache
def _ready_files() -> TypeAdapter[ReadyFile]:
    return TypeAdapter(Annotated[ReadyFile, Field(discriminator="type")])


@cache
def _party() -> TypeAdapter[AnyParty]:
    return TypeAdapter(Party)


def read_document(payload: object) -> Document:
    """A typed document from JSON (bytes or text) or from an object already decoded.

    Raises :class:`~edo_gateway.domain.validation.InvalidDocument` with one finding for each bad field.
    """
    document: Document = _read(_documents(), payload)
    return document


def read_ready_file(payload: object) -> ReadyFile:
    """The request that brings its own file, from decoded JSON. Raises as :func:`read_document`."""
    request: ReadyFile = _read(_ready_files(), payload)
    return request


def is_written(type: object) -> bool:
    """Whether this is the type of a document whose file is written here."""
    return isinstance(type, str) and type in {_type_of(model) for model in DOCUMENT_TYPES}


def is_ready_file(type: object) -> bool:
    """Whether a document of this type brings its own file."""
    return isinstance(type, str) and type in {_type_of(model) for model in READY_FILES}


def party_card(payload: object) -> AnyParty:
    """The card of an organisation: the same JSON as a party of a document. Raises as :func:`read_document`."""
    party: AnyParty = _read(_party(), payload)
    return party


def pieces_of(payload: bytes | bytearray | str) -> int:
    """How many members and values JSON may have, counted before anybody reads it; commas of texts count as well."""
    if isinstance(payload, str):
        return sum(map(payload.count, ",[{"))
    return sum(map(payload.count, (b",", b"[", b"{")))


def _read(adapter: TypeAdapter[Any], payload: object) -> Any:
    if isinstance(payload, bytes | bytearray | str) and (count := pieces_of(payload)) > MOST_PIECES:
        raise refusal([finding("request.too_complex", "", count=count, limit=MOST_PIECES)])
    try:
        if isinstance(payload, bytes | bytearray | str):
            return adapter.validate_json(payload)
        return adapter.validate_python(payload)
    except ValidationError as error:
        count = error.error_count()
        found = (
            _findings(error.errors(include_url=False)) if count <= MOST_FINDINGS else _first(adapter, payload, count)
        )
    raise refusal(found)


def _first(adapter: TypeAdapter[Any], payload: object, count: int) -> list[Finding]:
    """Of very many errors those at the beginning of each list and object, and how many there are."""
    value = json.loads(payload) if isinstance(payload, bytes | bytearray | str) else payload
    more = finding("request.more", "", total=count)
    try:
        adapter.validate_python(_beginning(value, _CUT_AT))
    except ValidationError as error:
        details = error.errors(include_url=False)
        return [*_findings(details[:MOST_FINDINGS]), more]
    return [more]


def _beginning(value: Any, levels: int) -> Any:
    if levels and isinstance(value, list):
        return [_beginning(item, levels - 1) for item in value[:_CUT_AT]]
    if levels and isinstance(value, dict):
        return {name: _beginning(item, levels - 1) for name, item in islice(value.items(), 2 * _CUT_AT)}
    return value if not isinstance(value, list | dict) else None


def _findings(details: Iterable[ErrorDetails]) -> list[Finding]:
    """One finding a mistake: a field of a misspelt name is not missing as well, nor a party of a wrong ИНН unknown."""
    details = list(details)
    found: dict[tuple[str, str | None], Finding] = {}
    for detail in details:
        made = _finding(detail)
        found.setdefault((made.rule, made.pointer), made)
    misspelt = {_meant_pointer(detail) for detail in details if detail["type"] == "extra_forbidden"}
    wrong = {pointer for _, pointer in found}
    follows = {("request.missing", pointer) for pointer in misspelt}
    follows |= {("request.party_unknown", pointer[:-4]) for pointer in wrong if pointer and pointer.endswith("/inn")}
    return [one for key, one in found.items() if key not in follows]


def _finding(detail: ErrorDetails) -> Finding:
    kind, context = detail["type"], detail.get("ctx", {})
    steps = _steps(detail["loc"])
    if kind == "json_invalid":
        return _not_json(str(context.get("error", "")), detail["input"])
    if kind == "union_tag_invalid" and not steps and (retired := retired_as(str(context.get("tag", "")))):
        return _of_retired(retired)
    if kind == "union_tag_not_found" or (kind == "union_tag_invalid" and not steps):
        return _of_no_type(context.get("tag"))
    rule = "request.missing" if detail["input"] is None and steps else _rule_of(kind, detail["input"])
    if rule == "request.missing" and (unknown := _unknown_party(steps, detail["input"])):
        return unknown
    return _explained(rule, steps, detail, context)


def _rule_of(kind: str, given: Any) -> str:
    """Our rule for an error of pydantic; a number where digits are wanted is first of all no text."""
    rule = kind if kind.startswith("request.") else _RULES.get(kind, "request.value")
    return "request.text" if rule in NUMBERS and isinstance(given, int | float) else rule


def _not_json(error: str, given: Any) -> Finding:
    if not given.strip():
        return finding("request.empty", "")
    row, column = _place(error)
    return finding("request.json_cut" if error.startswith("EOF") else "request.json", "", row=row, column=column)


def _of_no_type(given: Any) -> Finding:
    expected = ", ".join(_names_of_types())
    if given is None:
        return finding("request.type_missing", "/type", expected=expected)
    return finding("request.type_unknown", "/type", given=_shown(given), expected=expected)


def _of_retired(format_: Format) -> Finding:
    """The document asked for is no longer written: what to write instead."""
    model = model_of(*format_.replaced_by.split(" "))
    function = f", function {format_.replaced_function}" if format_.replaced_function else ""
    return finding(
        "request.type_retired",
        "/type",
        title=format_.title,
        format=format_.name,
        replacement=format_.replaced_by,
        type=model.model_fields["type"].default if model else format_.replaced_by,
        function=function,
    )


def _steps(location: Iterable[Any]) -> list[Any]:
    """The way in the caller's JSON: without the names of variants that the model puts in between."""
    steps = [step for step in location if not (isinstance(step, str) and step.startswith(":"))]
    return steps[1:] if steps and steps[0] in _names_of_types() else steps


def _explained(rule: str, steps: list[Any], detail: ErrorDetails, context: dict[str, Any]) -> Finding:
    if detail["type"] == "union_tag_invalid":
        steps = [*steps, "kind"]
    if not steps and rule == "request.object":
        return finding("request.document", "", given=_shown(detail["input"]))
    name = next((step for step in reversed(steps) if isinstance(step, str)), "document")
    expected = _expected(context)
    made = finding(
        rule,
        pointer(steps),
        name=name,
        hint_term=_term(_kind_of(detail), steps),
        given=_shown(str(context["tag"]).lstrip(":") if "tag" in context else detail["input"]),
        expected=", ".join(expected),
    )
    hint = _misspelt(detail) if rule == "request.unknown_field" else None
    hint = hint or remedy(rule, context.get("tag", detail["input"]), expected)
    return replace(made, text=made.text.followed_by(hint)) if hint else made


def _kind_of(detail: ErrorDetails) -> str:
    """The type of the document, as the location of an error begins with."""
    return str(detail["loc"][0]) if detail["loc"] else ""


def pointer(steps: Iterable[Any]) -> str:
    """JSON pointer of RFC 6901."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _unknown_party(steps: list[Any], given: Any) -> Finding | None:
    """A party of whom only the ИНН is told."""
    *party, name = steps
    is_party = bool(party) and party[0] in _PARTIES and len(party) == (2 if isinstance(party[-1], int) else 1)
    if name == "name" and is_party and isinstance(given, dict) and given.get("inn"):
        return finding("request.party_unknown", pointer(party), inn=given["inn"])
    return None


def _term(kind: str, steps: list[Any]) -> str:
    """The Russian term of a field in brackets, empty where the format has none."""
    names = [step for step in steps if isinstance(step, str)]
    model, parts = _parts_at(kind, names[:-1])
    terms = (vocabulary_of(model).get((part.__name__, names[-1])) for part in parts) if model and names else ()
    return next((f" ({found.term})" for found in terms if found), "")


def _parts_at(kind: str, names: Iterable[str]) -> tuple[type[DocumentModel] | None, tuple[type[Part], ...]]:
    """The model of a type, and what may stand where the fields of these names lead from its top."""
    model = next((model for model in DOCUMENT_TYPES if model.model_fields["type"].default == kind), None)
    parts: tuple[type[Part], ...] = (model,) if model else ()
    for name in names:
        leaves = (leaf for part in parts for leaf in plan_of(part).leaves() if leaf.field == name)
        parts = tuple(variant for leaf in leaves for variant in leaf.kind.variants)
    return model, parts


def _place(message: str) -> tuple[str, str]:
    match = _PLACE.search(message)
    return (match[1], match[2]) if match else ("?", "?")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "..."


def _expected(context: dict[str, Any]) -> list[str]:
    """The values that may stand there; of an enumeration pydantic tells its members, some with their names."""
    told = str(context.get("expected") or context.get("expected_tags") or "")
    return [_CHOICE.sub(r"\1", one).strip("': ") for one in _BETWEEN.split(told)]


def _misspelt(detail: ErrorDetails) -> Text | None:
    """What an unknown field was most likely meant to be."""
    meant = _meant(detail)
    return said("hint.choice", meant=meant) if meant else None


def _meant_pointer(detail: ErrorDetails) -> str:
    return pointer([*_steps(detail["loc"])[:-1], _meant(detail)])


def _meant(detail: ErrorDetails) -> str:
    """A field of the same object by its name or by its Russian term, else one of another; empty where none is near."""
    *above, name = _steps(detail["loc"])
    model, parts = _parts_at(_kind_of(detail), [step for step in above if isinstance(step, str)])
    here = {field: field for part in parts for field in part.model_fields}
    for field in list(here):
        terms = (vocabulary_of(model).get((part.__name__, field)) for part in parts) if model else ()
        here.update({term.term.casefold().partition(" ")[0]: field for term in terms if term})
    words = set(str(name).casefold().split("_"))
    part_of = [field for field in here if set(field.split("_")) < words]  # name for full_name
    if near := difflib.get_close_matches(str(name).casefold(), here, n=1, cutoff=0.7) or part_of:
        return here[near[0]]
    close = difflib.get_close_matches(str(name), _all_fields(), n=1, cutoff=0.75)
    return close[0] if close and close[0] != name else ""


@cache
def _all_fields() -> tuple[str, ...]:
    found: set[str] = set()
    waiting: list[type[Part]] = [Part]
    while waiting:
        part = waiting.pop()
        waiting.extend(part.__subclasses__())
        found.update(part.model_fields)
    return tuple(sorted(found))


@cache
def _names_of_types() -> tuple[str, ...]:
    return tuple(_type_of(model) for model in (*DOCUMENT_TYPES, *READY_FILES))


def _type_of(model: type[Part]) -> str:
    return str(model.model_fields["type"].default)
