"""Files longer than a screenful of mistakes can be: judged while they stream, and stopped once they are plainly bad.

libxml2 cannot be told to stop after so many errors, keeps all of them, and names the place of each by counting the
siblings before it: a file that is wrong everywhere would take hours and gigabytes. A stream counts nothing, keeps no
tree and is stopped between two of its pieces; what is said of the errors is then said of the file's beginning alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from lxml import etree

AT_ONCE = 65_536  # bytes: however wrong so short a file is, everything about it is explained in a moment
_FEWEST, _MOST = 10, 1000
_PIECE = 256  # bytes of the file between two looks at the number of errors


@dataclass(frozen=True, slots=True)
class Met:
    """How many errors of the grammar were met, and how far into the file; ``is_all`` – the whole file was judged."""

    errors: int
    offset: int
    is_all: bool


class _NoTree:
    """What the parser tells of the file goes nowhere: only the schema listens."""

    def close(self) -> None:
        return None


def few(content: bytes) -> int:
    """How many errors are still explained one by one: the more siblings a file may have, the dearer each place is."""
    return max(_FEWEST, min(_MOST, 100_000_000 // len(content)))


def errors_met(content: bytes, schema: etree.XMLSchema, enough: int) -> Met:
    """The errors of a well-formed file, counted until there are more than ``enough``; the offset is near."""
    parser = _parser(schema, cast("etree.ParserTarget", _NoTree()))  # a target need not listen to anything
    met = 0
    for start in range(0, len(content), _PIECE):
        parser.feed(content[start : start + _PIECE])
        before, met = met, len(parser.feed_error_log)
        if met > enough:
            return Met(met, start if before else start + _PIECE, is_all=False)
    try:
        parser.close()
    except etree.XMLSyntaxError:  # an error of the grammar, perhaps the one that only the end of the file shows
        met = max(met, 1)
    return Met(met, len(content), is_all=True)


def let_go(root: etree._Element) -> None:
    """Free the memory of a tree that is looked at no more, but for the root and what stands right under it."""
    for child in root:
        del child[:]


def beginning(content: bytes, offset: int) -> etree._Element:
    """The tree of what stands before an offset; elements that are open there end there."""
    parser = _parser()
    parser.feed(content[:offset])
    return parser.close()


def open_at_end(root: etree._Element) -> list[etree._Element]:
    """The elements that a file broken off was in the middle of, from the root down."""
    chain = [root]
    while children := list(chain[-1].iterchildren(etree.Element, reversed=True))[:1]:
        chain += children
    return chain


def _parser(schema: etree.XMLSchema | None = None, target: etree.ParserTarget | None = None) -> etree.XMLParser:
    """Without a schema it takes what is broken off."""
    return etree.XMLParser(
        schema=schema,
        target=target,
        recover=schema is None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        collect_ids=False,
    )
