"""Parsing: the same plan read backwards.

Reading is lenient where a reader can be: unknown attributes and elements are the business of the schema, and control
digits of a counterparty's numbers are not ours to refuse. What cannot be read at all becomes a :class:`Problem`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from lxml.etree import _Element

from edo_gateway.formats.mapping.declaration import DocumentModel, Part, Portion
from edo_gateway.formats.mapping.markup import ANY, markup_of
from edo_gateway.formats.mapping.plan import Branch, Leaf, envelope_plan_of, plan_of, required_fields
from edo_gateway.formats.validation.places import Places

MOST_PROBLEMS = 1000
_MOST_NAMES = 1000

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be read: ``rule`` is «file.value», «file.missing» or «file.choice»."""

    rule: str
    path: str
    line: int | None
    given: str = ""


class Unreadable(Exception):
    """There are so many problems that reading on would tell nothing new."""


@dataclass(slots=True)
class Reading:
    """One reading of one file; collects problems instead of stopping at the first.

    Raises :class:`Unreadable` at the thousandth.
    """

    places: Places
    problems: list[Problem] = field(default_factory=list)

    def part(self, variants: tuple[type[Part], ...], element: _Element) -> Part | None:
        """The part an element holds; None with a problem noted when no variant fits."""
        for variant in variants:
            if not variant.when or element.find(variant.when) is not None:
                return self._filled(variant, element)
        self._note("file.choice", element)
        return None

    def _filled(self, part: type[Part], element: _Element) -> Part | None:
        values: Values = {}
        self._branch(plan_of(part), element, values)
        root = element.getparent()
        if root is not None and issubclass(part, DocumentModel):
            self._branch(envelope_plan_of(part), root, values)
        missing = required_fields(part) - values.keys()
        if missing:
            self._note_missing(element, _names(part, missing))
            return None
        return part.model_construct(set(values), **(_defaults_of(part) | values))

    def _note_missing(self, element: _Element, names: list[str]) -> None:
        """What is there and cannot be read is not called missing as well."""
        path = self.places.path(element)
        within = [problem.path for problem in self.problems if problem.path.startswith(f"{path}/")]
        told = {place.rpartition("/")[2].lstrip("@") for place in within}
        absent = [name for name in names if name not in told]
        if absent:
            self._note("file.missing", element, ", ".join(absent))

    def _branch(self, branch: Branch, element: _Element, values: Values) -> None:
        attributes = element.attrib
        for leaf in branch.attributes:
            text = attributes.get(leaf.name)
            if text is not None and not leaf.field.startswith("#"):
                self._keep(leaf, str(text), element, values)
        below = _by_name(element) if branch.children else {}
        for child in branch.children if below else ():
            if isinstance(child, Leaf) and child.name == ANY:
                values[child.field] = markup_of(element)
            elif isinstance(child, Leaf):
                self._leaf(child, element, below, values)
            elif child.name in below:
                self._branch(child, below[child.name], values)

    def _leaf(self, leaf: Leaf, element: _Element, below: dict[str, _Element], values: Values) -> None:
        found = _portion(element, leaf) if leaf.name in below else iter(())
        if leaf.kind.many:
            items = (self._one(leaf, item) for item in found)
            values[leaf.field] = tuple(item for item in items if item is not None)
        elif (first := next(found, None)) is not None:
            self._set(leaf, self._one(leaf, first), values)
        elif leaf.word in below:
            values[leaf.field] = below[leaf.word].text or ""

    def _one(self, leaf: Leaf, element: _Element) -> Any:
        if not leaf.kind.variants:
            return self._value(leaf, element.text or "", element)
        if not leaf.inner:
            return self.part(leaf.kind.variants, element)
        inner = element.find(leaf.inner)
        if inner is not None:
            return self.part(leaf.kind.variants, inner)
        said = element.find(leaf.word) if leaf.word else None
        return None if said is None else said.text

    def _keep(self, leaf: Leaf, text: str, element: _Element, values: Values) -> None:
        self._set(leaf, self._value(leaf, text, element), values)

    @staticmethod
    def _set(leaf: Leaf, value: Any, values: Values) -> None:
        if value is not None:
            values[leaf.field] = value

    def _value(self, leaf: Leaf, text: str, element: _Element) -> Any:
        try:
            return leaf.kind.read(text)
        except (ValueError, KeyError, ArithmeticError):
            self._note("file.value", element, text, leaf.name)
            return None

    def _note(self, rule: str, element: _Element, given: str = "", attribute: str = "") -> None:
        field = f"@{attribute}" if attribute and attribute in element.attrib else ""
        self.problems.append(Problem(rule, self.places.path(element, field), self.places.line(element), given))
        if len(self.problems) == MOST_PROBLEMS:
            raise Unreadable


@cache
def _defaults_of(part: type[Part]) -> Values:
    """Given to the constructor at once, for it resolves missing defaults field by field."""
    return {name: info.default for name, info in part.model_fields.items() if not info.is_required()}


def _by_name(element: _Element) -> dict[str, _Element]:
    """The first child of each name. There may be a million of one name, which are come to one by one.

    No format has as many names in one place as are remembered.
    """
    found: dict[str, _Element] = {}
    for child in element:
        if len(found) < _MOST_NAMES:
            found.setdefault(str(child.tag), child)
    return found


def _portion(element: _Element, leaf: Leaf) -> Iterator[_Element]:
    first, last = {Portion.ALL: (0, None), Portion.FIRST: (0, 1)}.get(leaf.portion, (1, None))
    return islice(element.iterchildren(leaf.name), first, last)


def _names(part: type[Part], fields: frozenset[str]) -> list[str]:
    return sorted(leaf.name for leaf in plan_of(part).leaves() if leaf.field in fields)
