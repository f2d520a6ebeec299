"""Building: a model's values become text in one pass, without a tree in between.

A plan is turned into closures once for a class. A closure appends ready pieces to one list, which is encoded whenever
it grows long, so a document of fifty thousand lines is never held as pieces. Most fields of most parts are empty, so
blanks are told by one comparison of tuples.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from operator import itemgetter
from typing import Any

from edo_gateway.formats.mapping.declaration import DocumentModel, Part
from edo_gateway.formats.mapping.markup import ANY
from edo_gateway.formats.mapping.plan import Branch, Leaf, envelope_plan_of, plan_of

Values = dict[str, Any]


class Pieces(list[str]):
    """What was written lately as text, and what was written before in bytes of the encoding."""

    def __init__(self, encoding: str) -> None:
        super().__init__()
        self._encoding = encoding
        self._done: list[bytes] = []

    def settle(self) -> None:
        """Encode what is there as text. Raises :class:`UnicodeEncodeError` where the encoding lacks a character."""
        self._done.append("".join(self).encode(self._encoding))
        self.clear()

    def chunks(self) -> list[bytes]:
        """All that was written, in order. Raises as :meth:`settle`."""
        self.settle()
        return self._done


ElementWriter = Callable[[Values, Pieces], bool]
"""Appends the attributes to an open start tag; if there is content, closes the tag, appends it and returns True."""
ChildWriter = Callable[[Values, Pieces], None]
ValueWriter = Callable[[Any, Pieces], None]

_MOST_PIECES = 20_000
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_SPECIAL = re.compile('[&<>"\t\n\r]')
_find_special = _SPECIAL.search


def escaped(text: str) -> str:
    """Text fit for an attribute and for an element; line breaks become references so that they survive parsing."""
    if _find_special(text) is None:
        return text
    return _SPECIAL.sub(lambda match: _ESCAPES[match[0]], text)


@cache
def writer_of(part: type[Part]) -> ElementWriter:
    """The writer of everything an element of this part holds."""
    return _element_writer(plan_of(part))


@cache
def envelope_writer_of(document: type[DocumentModel]) -> ElementWriter:
    """The writer of what a document says on the root of the file and before «Документ»."""
    return _element_writer(envelope_plan_of(document))


def _text_of(leaf: Leaf) -> Callable[[Any], str]:
    write = leaf.kind.write
    if not leaf.kind.is_text:
        return write
    return escaped if write is str else lambda value: escaped(write(value))


def _blank_test(leaves: Iterable[Leaf]) -> Callable[[Values], bool]:
    """True when none of the fields holds anything."""
    known = list(leaves)
    if len(known) == 1:
        name = known[0].field
        return (lambda values: not values[name]) if known[0].kind.many else (lambda values: values[name] is None)
    pick = itemgetter(*(leaf.field for leaf in known))
    blanks = tuple(() if leaf.kind.many else None for leaf in known)
    return lambda values: bool(pick(values) == blanks)


def _element_writer(branch: Branch) -> ElementWriter:
    attributes = tuple((leaf.field, f' {leaf.name}="', _text_of(leaf)) for leaf in branch.attributes)
    inner = [leaf for child in branch.children for leaf in _leaves(child)]
    children = tuple(_child_writer(child) for child in branch.children)
    is_blank = _blank_test(inner) if inner else lambda _: True

    def write(values: Values, out: Pieces) -> bool:
        append = out.append
        for field, opening, text in attributes:
            value = values[field]
            if value is not None:
                append(f'{opening}{text(value)}"')
        if is_blank(values):
            return False
        append(">")
        for write_child in children:
            write_child(values, out)
        return True

    return write


def _leaves(child: Branch | Leaf) -> Iterable[Leaf]:
    return (child,) if isinstance(child, Leaf) else child.leaves()


def _child_writer(child: Branch | Leaf) -> ChildWriter:
    if isinstance(child, Branch):
        return _wrapper_writer(child)
    one = _part_writer(child) if child.kind.variants else _text_writer(child)
    return _repeated(child.field, one) if child.kind.many else _single(child.field, one)


def _wrapper_writer(branch: Branch) -> ChildWriter:
    """An element that is no part of its own; left out when nothing under it is filled."""
    opening, closing = f"<{branch.name}", f"</{branch.name}>"
    is_blank = _blank_test(branch.leaves())
    if not branch.attributes:
        return _bare_wrapper_writer(branch, is_blank)
    write_content = _element_writer(branch)

    def write(values: Values, out: Pieces) -> None:
        if not is_blank(values):
            out.append(opening)
            out.append(closing if write_content(values, out) else "/>")

    return write


def _bare_wrapper_writer(branch: Branch, is_blank: Callable[[Values], bool]) -> ChildWriter:
    """Without attributes of its own an element that is not blank has content."""
    opening, closing = f"<{branch.name}>", f"</{branch.name}>"
    children = tuple(_child_writer(child) for child in branch.children)

    def write(values: Values, out: Pieces) -> None:
        if not is_blank(values):
            out.append(opening)
            for write_child in children:
                write_child(values, out)
            out.append(closing)

    return write


def _repeated(field: str, one: ValueWriter) -> ChildWriter:
    def write(values: Values, out: Pieces) -> None:
        for value in values[field]:
            one(value, out)
            if len(out) > _MOST_PIECES:
                out.settle()

    return write


def _single(field: str, one: ValueWriter) -> ChildWriter:
    def write(values: Values, out: Pieces) -> None:
        value = values[field]
        if value is not None:
            one(value, out)

    return write


def _text_writer(leaf: Leaf) -> ValueWriter:
    if leaf.name == ANY:
        return lambda value, out: out.append(value)
    opening, closing, text = f"<{leaf.name}>", f"</{leaf.name}>", _text_of(leaf)
    if not leaf.word:
        return lambda value, out: out.append(f"{opening}{text(value)}{closing}")

    def write(value: Any, out: Pieces) -> None:
        if isinstance(value, str):
            out.append(f"<{leaf.word}>{value}</{leaf.word}>")
        else:
            out.append(f"{opening}{text(value)}{closing}")

    return write


def _part_writer(leaf: Leaf) -> ValueWriter:
    name = leaf.inner or leaf.name
    before, after = (f"<{leaf.name}>", f"</{leaf.name}>") if leaf.inner else ("", "")
    opening, closing, empty = f"{before}<{name}", f"</{name}>{after}", f"/>{after}"
    write_variant = {variant: writer_of(variant) for variant in leaf.kind.variants}

    def write(value: Any, out: Pieces) -> None:
        if isinstance(value, str):
            out.append(f"{before}<{leaf.word}>{value}</{leaf.word}>{after}")
            return
        out.append(opening)
        out.append(closing if write_variant[type(value)](value.__dict__, out) else empty)

    return write
