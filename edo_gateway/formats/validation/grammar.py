"""What our schemas say of a field: its Russian name, whether it must be there, and what its value may be.

Read only when something must be explained; the verdict comes from libxml2. Knows the constructs our own schemas use –
sequences, choices, attributes, restrictions, includes – and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from edo_gateway.domain.text import Text

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_BOUNDS = ("length", "minLength", "maxLength", "totalDigits", "fractionDigits")
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
    """One element or attribute as the schema declares it."""

    def __init__(self, node: etree._Element, grammar: Grammar) -> None:
        self._node = node
        self._grammar = grammar
        self.name = node.get("name", "")
        self.label = node.findtext(f"{_XSD}annotation/{_XSD}documentation", self.name)
        self.is_attribute = node.tag == f"{_XSD}attribute"

    @property
    def is_required(self) -> bool:
        """Of an element: at least once where it stands; members of a choice are alternatives, so never required."""
        if self.is_attribute:
            return self._node.get("use") == "required"
        parent = self._node.getparent()
        in_choice = parent is not None and parent.tag == f"{_XSD}choice"
        return self._node.get("minOccurs") != "0" and not in_choice

    @property
    def facets(self) -> Facets | None:
        """None for an element with content of its own."""
        type_ = self._type()
        return _facets(type_) if type_ is not None and type_.tag == f"{_XSD}simpleType" else None

    def attributes(self) -> Iterator[Declaration]:
        yield from self._members("attribute")

    def children(self) -> Iterator[Declaration]:
        yield from self._members("element")

    def member(self, step: str) -> Declaration | None:
        """The child ``Имя`` or the attribute ``@Имя``."""
        members = self.attributes() if step.startswith("@") else self.children()
        return next((member for member in members if member.name == step.removeprefix("@")), None)

    def _members(self, kind: str) -> Iterator[Declaration]:
        type_ = self._type()
        if type_ is not None and type_.tag == f"{_XSD}complexType":
            yield from (Declaration(node, self._grammar) for node in _own(type_, f"{_XSD}{kind}"))

    def _type(self) -> etree._Element | None:
        named = self._node.get("type")
        if named:
            return self._grammar.types.get(named)
        return next((node for node in self._node if str(node.tag).endswith("Type")), None)


class Grammar:
    """The declarations of one schema with everything it includes."""

    def __init__(self, path: Path) -> None:
        self.types: dict[str, etree._Element] = {}
        self._roots: dict[str, etree._Element] = {}
        self._read: set[Path] = set()
        self._include(path)

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
        for node in etree.parse(str(path)).getroot():
            if node.tag == f"{_XSD}include":
                self._include((path.parent / node.get("schemaLocation", "")).resolve())
            elif node.tag == f"{_XSD}element":
                self._roots[node.get("name", "")] = node
            else:
                self.types[node.get("name", "")] = node


@cache
def grammar_of(schema_path: Path) -> Grammar:
    """The grammar of a schema, read once."""
    return Grammar(schema_path)


def _own(type_: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Declarations of this type, not those of the types nested in them."""
    for node in type_:
        if node.tag == tag:
            yield node
        elif node.tag in (f"{_XSD}sequence", f"{_XSD}choice"):
            yield from _own(node, tag)


def _facets(type_: etree._Element) -> Facets:
    restriction = type_.find(f"{_XSD}restriction")
    if restriction is None:
        raise ValueError(type_.get("name"))
    said = {node.get(_LANGUAGE): node.text or "" for node in type_.iter(f"{_XSD}documentation")}
    bounds = {name: _bound(restriction, name) for name in _BOUNDS}
    return Facets(
        base=restriction.get("base", "").removeprefix("xs:"),
        enumeration=_values(restriction, "enumeration"),
        patterns=_values(restriction, "pattern"),
        length=bounds["length"],
        min_length=bounds["minLength"],
        max_length=bounds["maxLength"],
        total_digits=bounds["totalDigits"],
        fraction_digits=bounds["fractionDigits"],
        form=Text(said["ru"], said["en"]) if "ru" in said else None,
    )


def _values(restriction: etree._Element, name: str) -> tuple[str, ...]:
    return tuple(node.get("value", "") for node in restriction.findall(f"{_XSD}{name}"))


def _bound(restriction: etree._Element, name: str) -> int | None:
    values = _values(restriction, name)
    return int(values[0]) if values else None
