"""Building: a model's values become text in one pass, without a tree in between.

A plan is turned into closures once for a class. A closure appends ready pieces to one list; the pieces are joined and
encoded once for a document.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from edo_gateway.formats.mapping.declaration import Part
from edo_gateway.formats.mapping.plan import Branch, Leaf, plan_of

Values = dict[str, Any]
Writer = Callable[[Values, list[str]], None]

# No value is ever this one piece (a quotation mark inside a value is escaped): what ends with it has no children.
_ATTRIBUTE_END = '"'
_TAG_END = ">"

_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_find_special = re.compile('[&<>"\t\n\r]').search
_replace_special = re.compile('[&<>"\t\n\r]').sub


def escaped(text: str) -> str:
    """Text fit for an attribute and for an element; line breaks become references so that they survive parsing."""
    if _find_special(text) is None:
        return text
    return _replace_special(lambda match: _ESCAPES[match[0]], text)


@cache
def writer_of(part: type[Part]) -> Writer:
    """Writes the attributes and the content of an element whose start tag is still open: `` a="1"/>`` or ``>…``."""
    return _branch_writer(plan_of(part))


def write_element(name: str, part: Part, out: list[str]) -> None:
    """Append the element of a part; an element without content is closed at once."""
    _element(out, f"<{name}", f"</{name}>", writer_of(type(part)), part.__dict__)


def _element(out: list[str], opening: str, closing: str, write: Writer, values: Values) -> None:
    out.append(opening)
    before = len(out)
    write(values, out)
    if len(out) == before or out[-1] == _ATTRIBUTE_END:
        out.append("/>")
    else:
        out.append(closing)


def _branch_writer(branch: Branch) -> Writer:
    attributes = tuple((leaf.field, f' {leaf.name}="', leaf.kind.write) for leaf in branch.attributes)
    children = tuple(_child_writer(child) for child in branch.children)

    def write(values: Values, out: list[str]) -> None:
        append = out.append
        for field, opening, text in attributes:
            value = values[field]
            if value is not None:
                append(opening)
                append(escaped(text(value)))
                append(_ATTRIBUTE_END)
        if children:
            position = len(out)
            append(_TAG_END)
            for write_child in children:
                write_child(values, out)
            if len(out) == position + 1:
                out.pop()

    return write


def _child_writer(child: Branch | Leaf) -> Writer:
    if isinstance(child, Branch):
        return _wrapper_writer(child)
    one = _part_writer(child) if child.kind.variants else _text_writer(child)
    return _repeated(child.field, one) if child.kind.many else _single(child, one)


def _wrapper_writer(branch: Branch) -> Writer:
    opening, closing, write_content = f"<{branch.name}", f"</{branch.name}>", _branch_writer(branch)

    def write(values: Values, out: list[str]) -> None:
        position = len(out)
        _element(out, opening, closing, write_content, values)
        if len(out) == position + 2:  # nothing inside: an empty wrapper is left out
            del out[position:]

    return write


def _repeated(field: str, one: Callable[[Any, list[str]], None]) -> Writer:
    def write(values: Values, out: list[str]) -> None:
        for value in values[field]:
            one(value, out)

    return write


def _single(leaf: Leaf, one: Callable[[Any, list[str]], None]) -> Writer:
    field = leaf.field

    def write(values: Values, out: list[str]) -> None:
        value = values[field]
        if value is not None:
            one(value, out)

    return write


def _text_writer(leaf: Leaf) -> Callable[[Any, list[str]], None]:
    opening, closing, text = f"<{leaf.name}>", f"</{leaf.name}>", leaf.kind.write
    if not leaf.word:
        return lambda value, out: out.append(f"{opening}{escaped(text(value))}{closing}")
    word_opening, word_closing = f"<{leaf.word}>", f"</{leaf.word}>"

    def write(value: Any, out: list[str]) -> None:
        if isinstance(value, str):
            out.append(f"{word_opening}{value}{word_closing}")
        else:
            out.append(f"{opening}{text(value)}{closing}")

    return write


def _part_writer(leaf: Leaf) -> Callable[[Any, list[str]], None]:
    name = leaf.inner or leaf.name
    opening, closing = f"<{name}", f"</{name}>"
    before, after = (f"<{leaf.name}>", f"</{leaf.name}>") if leaf.inner else ("", "")
    write_variant = {variant: writer_of(variant) for variant in leaf.kind.variants}

    def write(value: Any, out: list[str]) -> None:
        if isinstance(value, str):
            out.append(f"{before}<{leaf.word}>{escaped(value)}</{leaf.word}>{after}")
            return
        if before:
            out.append(before)
        _element(out, opening, closing, write_variant[type(value)], value.__dict__)
        if after:
            out.append(after)

    return write
