"""The words a document is declared with: a part, and the place of a field in the XML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema


class Portion(Enum):
    """Which of the repeated elements a field takes, when two fields share one name."""

    ALL = "all"
    FIRST = "first"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class At:
    """Where a field lives, relative to the element of its part.

    ``path`` is made of element names and ends with ``@Attribute``, with an element (its text for a scalar, the part
    itself for a part, repeated for a tuple) or is ``.`` for a part spread over the same element. ``Имя*`` marks the
    element that repeats when it is not the last one. ``word`` names the sibling element which holds the value when it
    is a word («без НДС») instead of the usual thing. ``*`` takes whatever elements there are, as XML text. A whole
    document reaches the root of the file by ``../``: ``../@ПризнРазн``, ``../СвУчДокОбор/@ИдОтпр``.
    """

    path: str
    word: str = ""
    portion: Portion = Portion.ALL


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of one kind: its text in the XML, and its check in JSON.

    ``rule`` is the id of the finding when the JSON value does not fit; ``pattern`` is what the JSON string must match.
    """

    rule: str
    pattern: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    inner: Callable[[], core_schema.CoreSchema]
    python_type: type = str
    schema: dict[str, Any] = field(default_factory=dict)

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        """A chain that runs without a call into Python: a strict string of the pattern, then the value itself."""
        text = core_schema.str_schema(pattern=self.pattern, strict=True)
        from_json: core_schema.CoreSchema = core_schema.chain_schema([text, self.inner()])
        from_python = core_schema.union_schema([core_schema.is_instance_schema(self.python_type), from_json])
        both = from_json
        if self.python_type is not str:
            both = core_schema.json_or_python_schema(from_json, from_python)
        return core_schema.custom_error_schema(both, custom_error_type=self.rule, custom_error_message=self.rule)

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "pattern": self.pattern, **self.schema}

    def __hash__(self) -> int:
        return hash((self.rule, self.pattern))


class Coded(StrEnum):
    """An enumeration whose English words stand for the codes of the format."""

    code: str

    def __new__(cls, word: str, code: str) -> Coded:
        member = str.__new__(cls, word)
        member._value_ = word
        member.code = code
        return member


_sets: dict[frozenset[str], set[str]] = {}
_MOST_SETS = 1000


def _same(names: set[str]) -> set[str]:
    """One set for all parts with the same fields: the lines of a document are many and their fields few."""
    if len(_sets) > _MOST_SETS:
        _sets.clear()
    return _sets.setdefault(frozenset(names), names)


class Part(BaseModel):
    """A piece of a document: one element, or the fields of several.

    ``when`` is the path of the element whose presence tells this part from the other variants of a choice.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, allow_inf_nan=False)

    when: ClassVar[str] = ""

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """What ``model_copy(update=changes)`` gives, in half the time: a document may have ten thousand lines."""
        copy = object.__new__(type(self))
        assign = object.__setattr__  # a part is frozen
        assign(copy, "__dict__", {**self.__dict__, **changes})
        assign(copy, "__pydantic_fields_set__", _same(self.__pydantic_fields_set__ | changes.keys()))
        assign(copy, "__pydantic_extra__", None)
        assign(copy, "__pydantic_private__", None)
        return copy


@dataclass(frozen=True, slots=True)
class Header:
    """What is constant in a format: its names, and the attributes of the element «Документ» in their order.

    ``date`` and ``time`` name the attributes of the moment of forming, empty where the format has none.
    ``version_last`` tells the order of the attributes of the root: the service documents put the program first.
    ``time_has_colons``: the moment is written ЧЧ:ММ:СС, not ЧЧ.ММ.СС.
    ``root`` is the root of the file, in ``namespace`` with everything below it; ``encoding`` as the declaration of the
    file says it. ``has_program``: the root names the program. ``is_named_by_number``: the file is named by the day and
    the number of the document, not by participants.
    """

    prefix: str
    knd: str
    version: str
    attributes: tuple[str, ...] = ("КНД",)
    date: str = ""
    time: str = ""
    version_last: bool = False
    time_has_colons: bool = False
    root: str = "Файл"
    namespace: str = ""
    encoding: str = "windows-1251"
    has_program: bool = True
    is_named_by_number: bool = False

    @property
    def root_tag(self) -> str:
        """The root as parsers name it, ``{namespace}name``."""
        return f"{{{self.namespace}}}{self.root}" if self.namespace else self.root


class DocumentModel(Part):
    """A whole document. ``sender`` and ``recipient`` live in the name of the file; some formats repeat them inside."""

    header: ClassVar[Header]
    sides: ClassVar[tuple[str, str]] = ("seller", "buyer")
    # The fields of the parties who send it and receive it.
    third_side: ClassVar[str] = ""
    # The field of the party who is the third in the name of the file; its id is in ``third_participant``.
    type: str
    sender: str | None = None
    recipient: str | None = None
