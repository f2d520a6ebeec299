"""What our schemas say of a field: its Russian name, whether it must be there, and what its value may be.

Read only when something must be explained; the verdict comes from libxml2. Knows the constructs our own schemas and the
official ones use – sequences, choices, attributes, restrictions, extensions, includes – and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.formats import outline
from edo_gateway.formats.catalogue import Pinned

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BOUNDS = ("length", "minLength", "maxLength", "totalDigits", "fractionDigits")
_GROUPS = tuple(
    f"{_XSD}{name}" for name in ("sequence", "choice", "all", "simpleContent", "complexContent", "extension")
)
_INDEX = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What a value may be. ``form`` says it in words where the type is named; lengths are in characters."""

    base: str
    enumeration: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    form: Text | None = None


class Declaration:
    """One element or attribute as the schema declares it.

    ``graph`` is where it stands on the printed form, such as «графа 4», empty where that is not told.
    """

    def __init__(self, node: etree._Element, grammar: Grammar) -> None:
        self._node = node
        self._grammar = grammar
        self.name = node.get("name", "")
        self.label = " ".join(node.findtext(f"{_XSD}annotation/{_XSD}documentation", "").split()) or self.name
        self.graph = node.findtext(f"{_XSD}annotation/{_XSD}documentation[@source='form']", "")
        self.fixed = node.get("fixed", "")
        self.type_name = node.get("type", "")
        self.is_attribute = node.tag == f"{_XSD}attribute"
        self._known: dict[str, list[Declaration]] = {}

    @property
    def is_required(self) -> bool:
        """Of an element: at least once where it stands; members of a choice are alternatives, so never required."""
        if self.is_attribute:
            return self._node.get("use") == "required"
        parent = self._node.getparent()
        in_choice = parent is not None and parent.tag == f"{_XSD}choice"
        return self._node.get("minOccurs") != "0" and not in_choice

    def is_alternative_to(self, other: Declaration) -> bool:
        """Whether the two are members of one choice, so that one of them stands there."""
        choice = self._node.getparent()
        is_choice = choice is not None and choice.tag == f"{_XSD}choice" and choice.get("maxOccurs", "1") == "1"
        return is_choice and choice is other._node.getparent() and self.name != other.name

    @property
    def facets(self) -> Facets | None:
        """None for an element with content of its own."""
        type_ = self._type()
        is_simple = type_ is not None and type_.tag == f"{_XSD}simpleType"
        return _facets(type_, self._grammar) if type_ is not None and is_simple else None

    def attributes(self) -> Iterator[Declaration]:
        yield from self._members("attribute")

    def children(self) -> Iterator[Declaration]:
        yield from self._members("element")

    def member(self, step: str) -> Declaration | None:
        """The child ``Имя`` or the attribute ``@Имя``."""
        members = self.attributes() if step.startswith("@") else self.children()
        return next((member for member in members if member.name == step.removeprefix("@")), None)

    def _members(self, kind: str) -> Iterator[Declaration]:
        if kind not in self._known:
            self._known[kind] = list(self._read(kind))
        return iter(self._known[kind])

    def _read(self, kind: str) -> Iterator[Declaration]:
        type_ = self._type()
        if type_ is not None and type_.tag == f"{_XSD}complexType":
            yield from (Declaration(node, self._grammar) for node in _own(type_, f"{_XSD}{kind}"))

    def _type(self) -> etree._Element | None:
        if self.type_name:
            return self._grammar.type_named(self.type_name)
        return next((node for node in self._node if str(node.tag).endswith("Type")), None)


class Grammar:
    """The declarations of one schema: a parsed one, or that of a file with everything it includes."""

    def __init__(self, source: Path | etree._Element) -> None:
        self._types: dict[str, etree._Element] = {}
        self._roots: dict[str, etree._Element] = {}
        self._read: set[Path] = set()
        if isinstance(source, Path):
            self._include(source)
        else:
            self._take(source, None)

    def type_named(self, name: str) -> etree._Element | None:
        """The type of the schema's own with this name; None for a built-in one."""
        return None if name.startswith(("xs:", "xsd:")) else self._types.get(name.rpartition(":")[2])

    def roots(self) -> Iterator[Declaration]:
        """What a file may begin with."""
        return (Declaration(node, self) for node in self._roots.values())

    def at(self, path: str) -> Declaration | None:
        """The declaration at an XML path, indexes ignored; None if the format has no such field."""
        steps = _INDEX.sub("", path).strip("/").split("/")
        node = self._roots.get(steps[0])
        found = Declaration(node, self) if node is not None else None
        for step in steps[1:]:
            found = found.member(step) if found else None
        return found

    def _include(self, path: Path) -> None:
        if path in self._read:
            return
        self._read.add(path)
        self._take(tree_of(path), path)

    def _take(self, root: etree._Element, path: Path | None) -> None:
        for node in root.iterchildren(etree.Element):
            if node.tag == f"{_XSD}include" and path:
                self._include((path.parent / node.get("schemaLocation", "")).resolve())
            elif node.tag == f"{_XSD}element":
                self._roots[node.get("name", "")] = node
            else:
                self._types[node.get("name", "")] = node


@cache
def grammar_of(schema: Path | Pinned) -> Grammar:
    """The grammar of a schema, read once."""
    return Grammar(schema if isinstance(schema, Path) else parsed_schema(schema))


def tree_of(schema: Path | Pinned) -> etree._Element:
    """A schema as XSD: ours as it is written or as its outline says, or an official one."""
    if not isinstance(schema, Path):
        return parsed_schema(schema)
    return outline.schema_of(schema) if schema.suffix == outline.SUFFIX else etree.parse(str(schema)).getroot()


def parsed_schema(schema: Pinned) -> etree._Element:
    """The tree of an official schema: one file, whose bytes were checked when it was added."""
    return etree.fromstring(schema.content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _own(type_: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Declarations of this type, not those of the types nested in them."""
    for node in type_:
        if node.tag == tag:
            yield node
        elif node.tag in _GROUPS:
            yield from _own(node, tag)


def _facets(type_: etree._Element, grammar: Grammar) -> Facets | None:
    """The facets of a type with those it inherits; None for a list or a union."""
    restriction = type_.find(f"{_XSD}restriction")
    if restriction is None:
        return None
    base = restriction.get("base", "")
    above = grammar.type_named(base)
    inherited = _facets(above, grammar) if above is not None else None
    said = {node.get(_LANGUAGE): node.text or "" for node in type_.iter(f"{_XSD}documentation")}
    bounds = {name: _bound(restriction, name) for name in _BOUNDS}
    own = Facets(
        base=base.rpartition(":")[2],
        enumeration=_values(restriction, "enumeration"),
        patterns=_values(restriction, "pattern"),
        length=bounds["length"],
        min_length=bounds["minLength"],
        max_length=bounds["maxLength"],
        total_digits=bounds["totalDigits"],
        fraction_digits=bounds["fractionDigits"],
        form=Text(said["ru"], said["en"]) if "ru" in said else None,
    )
    return _joined(own, inherited) if inherited else own


def _joined(own: Facets, inherited: Facets) -> Facets:
    """What the type does not say itself is said by the one it restricts."""
    names = ("enumeration", "patterns", "length", "min_length", "max_length", "total_digits", "fraction_digits", "form")
    left_out = {name: getattr(inherited, name) for name in names if getattr(own, name) in (None, ())}
    return replace(own, base=inherited.base, **left_out)


def _values(restriction: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(node.get("value", "") for node in restriction.findall(f"{_XSD}{name}"))


def _bound(restriction: etree._Element, name: str) -> int | None:
    values = _values(restriction, name)
    return int(values[0]) if values else None
