"""What differs between two files of a format without a model: element by element, in the words of its schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.printing.alignment import paired
from edo_gateway.formats.printing.differences import Difference, NotComparable, in_parts
from edo_gateway.formats.printing.phrases import phrase
from edo_gateway.formats.printing.tree import attributes_of, is_leaf, members_of, name_of, text_of
from edo_gateway.formats.validation import Limits, encoding
from edo_gateway.formats.validation.grammar import Declaration, grammar_of

_INSIDE = " \u00b7 "
_NUMBER = "Ном"  # an attribute that counts its elements begins so


@dataclass(frozen=True)
class _Node:
    """An element with what its schema says of it; ``place`` names those it lies in, ``index`` counts its like."""

    element: etree._Element
    declared: Declaration | None
    label: str
    place: str = ""
    index: int = 0

    @property
    def here(self) -> str:
        """The place of what lies in it; the document itself goes without a name."""
        return self.place if is_leaf(self.element) else _INSIDE.join(filter(None, (self.place, self.label)))

    @property
    def pointer(self) -> str:
        return str(self.element.getroottree().getpath(self.element))

    @cached_property
    def values(self) -> dict[str, tuple[str, str]]:
        """Caption and value of each attribute, and of the text, by the end of their pointers."""
        if is_leaf(self.element):
            return {"": (self.label, self.element.text or "")}
        told = {f"/@{leaf.name}": (leaf.label, leaf.value) for leaf in attributes_of(self.element, self.declared)}
        text = next(text_of(self.element, self.declared), None)
        return told | ({"": (text.label, text.value)} if text else {})

    @cached_property
    def members(self) -> dict[str, list[_Node]]:
        """Elements inside by their names, in the order they are first met."""
        place = self.here if self.element.getparent() is not None else ""
        found: dict[str, list[_Node]] = {}
        for child, declared, label in members_of(self.element, self.declared):
            alike = found.setdefault(name_of(child), [])
            alike.append(_Node(child, declared, label, place, len(alike)))
        return found

    @cached_property
    def said(self) -> frozenset[tuple[str, str]]:
        """All it says, however deep, without where."""
        elements = list(self.element.iter(etree.Element))
        told = {(str(name), str(value)) for one in elements for name, value in one.items()}
        return frozenset(told | {(str(one.tag), one.text) for one in elements if one.text and one.text.strip()})


def tree_differences(
    old: ExchangeFile, new: ExchangeFile, catalogue: Catalogue | None = None
) -> tuple[Difference, ...]:
    """In the order of the new file, part by part; ``pointer`` of each is an XPath.

    Raises :class:`NotComparable` for files of two kinds, or of none that is known.
    """
    known = catalogue or packaged()
    return in_parts(_compared(_root(old, new, known), _root(new, old, known)))


def _root(file: ExchangeFile, other: ExchangeFile, catalogue: Catalogue) -> _Node:
    roots = [encoding.read(one.content, Limits()).root for one in (file, other)]
    formats = [catalogue.recognise(root) if root is not None else None for root in roots]
    mine, its = (format_.prefix if format_ and format_.is_judged else "" for format_ in formats)
    if roots[0] is None or formats[0] is None or not mine or mine != its:
        raise NotComparable(new=file.name, old=other.name)
    declared = grammar_of(formats[0].schema).at(name_of(roots[0]))
    return _Node(roots[0], declared, declared.label if declared else name_of(roots[0]))


def _compared(old: _Node, new: _Node) -> Iterator[Difference]:
    """Without recursion: a hostile file may be as deep as the parser lets it."""
    waiting: list[tuple[_Node | None, _Node | None]] = [(old, new)]
    while waiting:
        was, now = waiting.pop()
        if was and now:
            yield from _changed(was, now)
            waiting += reversed(list(_inside(was, now)))
        elif now:
            yield from _brought(now)
        elif was:
            yield from _taken_away(was)


def _changed(was: _Node, now: _Node) -> Iterator[Difference]:
    for end, (term, value) in now.values.items():
        _, before = was.values.get(end, ("", ""))
        if value != before and not _is_only_moved(end, before, value, now.index - was.index):
            yield Difference(_place(now, was), term, before, value, f"{now.pointer}{end}")
    for end, (term, value) in was.values.items():
        if end not in now.values and value:
            yield Difference(_place(now, was), term, value, "", f"{was.pointer}{end}")


def _place(now: _Node, was: _Node) -> str:
    return now.here if now.here == was.here else phrase("moved", new=now.here, old=was.here)


def _is_only_moved(end: str, old: str, new: str, places: int) -> bool:
    """Whether a number in order differs by as many places as its element has moved."""
    is_number = end.startswith(f"/@{_NUMBER}") and old.isdecimal() and new.isdecimal()
    return is_number and places != 0 and int(new) - int(old) == places


def _brought(node: _Node) -> Iterator[Difference]:
    """All values of an element the old file does not have, and of those inside."""
    for one, end, term, value in _whole(node):
        place = one.here if one is node and is_leaf(node.element) else phrase("brought", new=one.here)
        yield Difference(place, term, "", value, f"{one.pointer}{end}")


def _taken_away(node: _Node) -> Iterator[Difference]:
    """All values of an element the new file does not have, and of those inside."""
    for one, end, term, value in _whole(node):
        place = one.here if one is node and is_leaf(node.element) else phrase("taken_away", old=one.here)
        yield Difference(place, term, value, "", f"{one.pointer}{end}")


def _whole(node: _Node) -> Iterator[tuple[_Node, str, str, str]]:
    """Each value in an element, with the node it lies in, the end of its pointer, and its caption."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield from ((one, end, term, value) for end, (term, value) in one.values.items() if value)
        waiting += reversed([member for alike in one.members.values() for member in alike])


def _inside(was: _Node, now: _Node) -> Iterator[tuple[_Node | None, _Node | None]]:
    """Elements of both that answer each other, in the order of the new file; then those only the old one has."""
    old, new = was.members, now.members
    for name in dict.fromkeys((*new, *old)):
        mine, other = new.get(name, []), old.get(name, [])
        pairs = {0: 0} if len(mine) == len(other) == 1 else dict(paired(mine, other, _content, _likeness))
        yield from ((other[pairs[index]] if index in pairs else None, one) for index, one in enumerate(mine))
        yield from ((one, None) for index, one in enumerate(other) if index not in set(pairs.values()))


def _content(node: _Node) -> str:
    return etree.tostring(node.element, method="c14n").decode()


def _likeness(one: _Node, other: _Node) -> float:
    """Share of what both say in what either says."""
    told = one.said | other.said
    return len(one.said & other.said) / len(told) if told else 1.0
