"""The plan of a part: its fields arranged as the tree of elements they live in, compiled once for a class."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Part, Portion, Scalar

_ABOVE = "../"
Write = Callable[[Any], str]
Read = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds: a scalar (``variants`` empty) or one of several parts; ``many`` for a tuple.

    ``is_text``: the value may hold any characters and has to be escaped.
    """

    write: Write = str
    read: Read = str
    many: bool = False
    variants: tuple[type[Part], ...] = ()
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field at its place. ``name`` is the attribute or the element; ``inner`` the element within a repeated one."""

    field: str
    name: str
    kind: Kind
    word: str = ""
    inner: str = ""
    portion: Portion = Portion.ALL


@dataclass(slots=True)
class Branch:
    """An element with the fields that live in its attributes and below it, in the order of the format."""

    name: str
    attributes: list[Leaf] = field(default_factory=list)
    children: list[Branch | Leaf] = field(default_factory=list)

    def child(self, name: str) -> Branch:
        """The branch of this name, made where it is first mentioned."""
        for known in self.children:
            if isinstance(known, Branch) and known.name == name:
                return known
        made = Branch(name)
        self.children.append(made)
        return made

    def leaves(self) -> Iterator[Leaf]:
        """Every field under this element, in the order of the format."""
        yield from self.attributes
        for child in self.children:
            if isinstance(child, Branch):
                yield from child.leaves()
            else:
                yield child


@cache
def plan_of(part: type[Part]) -> Branch:
    """The compiled plan; the name of the root branch is empty, since the parent's field names the element."""
    root = Branch("")
    for name, info, place in _placed_fields(part):
        if not place.path.startswith(_ABOVE):
            _put(root, name, place, kind_of(info))
    if issubclass(part, DocumentModel):
        _add_constants(root, part)
    return root


@cache
def envelope_plan_of(document: type[DocumentModel]) -> Branch:
    """What a document says on the root of the file and before «Документ»; of most formats nothing."""
    root = Branch("")
    for name, info, place in _placed_fields(document):
        if place.path.startswith(_ABOVE):
            _put(root, name, replace(place, path=place.path.removeprefix(_ABOVE)), kind_of(info))
    return root


def _placed_fields(part: type[Part]) -> Iterator[tuple[str, FieldInfo, At]]:
    for name, info in part.model_fields.items():
        place = next((item for item in info.metadata if isinstance(item, At)), None)
        if place is not None:
            yield name, info, place


@cache
def required_fields(part: type[Part]) -> frozenset[str]:
    """Fields that must be found in the XML."""
    placed = {name for name, _, _ in _placed_fields(part)}
    return frozenset(name for name, info in part.model_fields.items() if info.is_required() and name in placed)


def _put(root: Branch, name: str, place: At, kind: Kind) -> None:
    *wrappers, last = place.path.split("/")
    branch, inner = root, ""
    if wrappers and wrappers[-1].endswith("*"):
        inner, last = last, wrappers.pop()[:-1]
    for wrapper in wrappers:
        branch = branch.child(wrapper)
    if last.startswith("@"):
        branch.attributes.append(Leaf(name, last[1:], kind))
    else:
        branch.children.append(Leaf(name, last, kind, place.word, inner, place.portion))


def _add_constants(root: Branch, document: type[DocumentModel]) -> None:
    """КНД and the moment of forming stand among the attributes of «Документ»; their values come from the builder."""
    header = document.header
    raw = Kind()
    known = {leaf.name: leaf for leaf in root.attributes}
    for name in ("КНД" if header.knd else "", header.date, header.time):
        if name:
            known[name] = Leaf("#" + name, name, raw)
    root.attributes = [known[name] for name in header.attributes if name in known]


def kind_of(info: FieldInfo) -> Kind:
    """What the annotation of a field says about its value."""
    scalar = next((item for item in info.metadata if isinstance(item, Scalar)), None)
    annotation: Any = info.annotation
    if scalar is not None:
        return Kind(scalar.write, scalar.read, is_text=scalar.python_type is str)
    return _kind(annotation)


def _kind(annotation: Any) -> Kind:
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Scalar):
            return Kind(item.write, item.read, is_text=item.python_type is str)
    bare = _bare(annotation)
    if get_origin(bare) is tuple:
        one = _kind(get_args(bare)[0])
        return replace(one, many=True)
    if get_origin(bare) in (Union, types.UnionType):
        return _union([item for item in get_args(bare) if item is not type(None)])
    return _single(bare)


def _bare(annotation: Any) -> Any:
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    return annotation


def _union(members: list[Any]) -> Kind:
    others = [member for member in members if get_origin(_bare(member)) is not Literal]
    kinds = [_kind(member) for member in others or members]
    variants = tuple(variant for kind in kinds for variant in kind.variants)
    if variants:
        return Kind(variants=variants)
    return kinds[0]


def _single(bare: Any) -> Kind:
    if isinstance(bare, type) and issubclass(bare, Part):
        return Kind(variants=(bare,))
    if isinstance(bare, type) and issubclass(bare, Coded):
        words = {member.code: member for member in bare}
        return Kind(lambda value: str(value.code), words.__getitem__)
    if bare is bool:
        return Kind(_write_flag, _read_flag)
    if get_origin(bare) is Literal:
        values = get_args(bare)
        write = _write_flag if values == (True,) else str
        return Kind(write, _literal(values))
    return Kind(read=bare, is_text=bare is str)


def _write_flag(value: Any) -> str:
    return "1" if value else "0"


def _read_flag(text: str) -> bool:
    return {"1": True, "0": False}[text]


def _literal(values: tuple[Any, ...]) -> Read:
    if values == (True,):
        return _read_flag
    known = {str(value): value for value in values}
    return known.__getitem__
