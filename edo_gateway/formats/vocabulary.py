"""What our XSD says of each field: the Russian term and the facets, so that neither is written twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

import schemas
from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.markup import ANY
from edo_gateway.formats.mapping.plan import Branch, Leaf, envelope_plan_of, plan_of

_XS = "{http://www.w3.org/2001/XMLSchema}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Limits of a string; None where the schema sets none. ``patterns`` are alternatives."""

    least: int | None = None
    most: int | None = None
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A field in the words of the format: its place relative to its part, its Russian term, its facets."""

    place: str
    term: str
    facets: Facets


Vocabulary = dict[tuple[str, str], Term]
"""Terms by the names of the part and of the field."""


@cache
def vocabulary_of(document: type[DocumentModel]) -> Vocabulary:
    """Terms of every field of a document and of the parts below it."""
    header = document.header
    schema = _Schema.read(schemas.path_of(f"{header.prefix}/{header.version}/schema.xsd"))
    found: Vocabulary = {}
    root = next(node for node in schema.top if node.get("name") == header.root)
    body = schema.child(root, "Документ")
    _collect(schema, document, plan_of(document), body, found)
    _collect(schema, document, envelope_plan_of(document), root, found, "../")
    return found


def _collect(
    schema: _Schema, part: type[Part], plan: Branch, element: etree._Element, found: Vocabulary, above: str = ""
) -> None:
    for leaf, place, node in _placed(schema, plan, element, above):
        key = (part.__name__, leaf.field)
        if key in found:
            continue
        found[key] = Term(place=place, term=_documentation(node), facets=schema.facets(node))
        inner = schema.child(node, leaf.inner) if leaf.inner else node
        for variant in leaf.kind.variants:
            _collect(schema, variant, plan_of(variant), inner, found)


def _placed(
    schema: _Schema, branch: Branch, element: etree._Element, place: str
) -> Iterator[tuple[Leaf, str, etree._Element]]:
    for leaf in branch.attributes:
        if leaf.field[0] != "#":
            yield leaf, f"{place}@{leaf.name}", schema.attribute(element, leaf.name)
    for child in branch.children:
        node = schema.child(element, child.name)
        if isinstance(child, Leaf):
            yield child, f"{place}{child.name}", node
        else:
            yield from _placed(schema, child, node, f"{place}{child.name}/")


def _documentation(node: etree._Element) -> str:
    return str(node.findtext(f"{_XS}annotation/{_XS}documentation", ""))


@dataclass(frozen=True, slots=True)
class _Schema:
    """A schema with what it includes: its top elements and its named types."""

    top: tuple[etree._Element, ...]
    types: dict[str, etree._Element]

    @staticmethod
    def read(path: Path) -> _Schema:
        roots = [etree.parse(str(known)).getroot() for known in sorted(_included(path))]
        types = {str(node.get("name")): node for root in roots for node in root if "Type" in str(node.tag)}
        return _Schema(tuple(node for root in roots for node in root.iterchildren(f"{_XS}element")), types)

    def child(self, element: etree._Element, name: str) -> etree._Element:
        """The declaration of a child element, through sequences and choices; «*» for any. Raises :class:`KeyError`."""
        return self._below(element, name, "element" if name != ANY else "any")

    def attribute(self, element: etree._Element, name: str) -> etree._Element:
        """The declaration of an attribute. Raises :class:`KeyError`."""
        return self._below(element, name, "attribute")

    def _below(self, element: etree._Element, name: str, kind: str) -> etree._Element:
        waiting = list(self._content(element))
        while waiting:
            node = waiting.pop()
            if node.tag == f"{_XS}{kind}" and node.get("name", ANY) == name:
                return node
            if node.tag in (f"{_XS}sequence", f"{_XS}choice"):
                waiting.extend(node)
        raise KeyError(name)

    def _content(self, element: etree._Element) -> etree._Element:
        inner = element.find(f"{_XS}complexType")
        return self.types[str(element.get("type"))] if inner is None else inner

    def facets(self, node: etree._Element) -> Facets:
        """Facets of a simple type, those of its base included; none for a complex one."""
        simple = node.find(f"{_XS}simpleType")
        if simple is None:
            simple = self.types.get(str(node.get("type")))
        if simple is None or simple.tag != f"{_XS}simpleType":
            return Facets()
        return self._restricted(simple)

    def _restricted(self, simple: etree._Element) -> Facets:
        restriction = simple.find(f"{_XS}restriction")
        if restriction is None:
            return Facets()
        base = self.types.get(str(restriction.get("base")))
        known = self._restricted(base) if base is not None else Facets()
        length = _number(restriction, "length")
        patterns = tuple(str(node.get("value")) for node in restriction.iterchildren(f"{_XS}pattern"))
        return Facets(
            least=_first(length, _number(restriction, "minLength"), known.least),
            most=_first(length, _number(restriction, "maxLength"), known.most),
            patterns=patterns or known.patterns,
        )


def _included(path: Path) -> set[Path]:
    found, waiting = set[Path](), [path.resolve()]
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            includes = etree.parse(str(current)).getroot().iterchildren(f"{_XS}include")
            waiting += [(current.parent / str(node.get("schemaLocation"))).resolve() for node in includes]
    return found


def _number(restriction: etree._Element, facet: str) -> int | None:
    node = restriction.find(f"{_XS}{facet}")
    return None if node is None else int(str(node.get("value")))


def _first(*numbers: int | None) -> int | None:
    return next((number for number in numbers if number is not None), None)
