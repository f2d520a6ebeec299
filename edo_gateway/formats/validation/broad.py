"""Very broad files: tens of thousands of lines or marking codes under one parent.

libxml2 names the place of an error by counting the siblings before it, so a broad file that is wrong everywhere would
take hours. Such a file is first judged while it streams, which counts nothing, and stopped when it is plainly bad; only
what can be explained in bounded time is then looked at again.
"""

from __future__ import annotations

import contextlib
import copy
from io import BytesIO

from lxml import etree

from edo_gateway.formats.validation.selecting import holds, select

BROAD = 12_000  # children of one parent
FEW_ERRORS = 100
KEPT_CHILDREN = 1_000
_SHORTEST = len("<a/>")
_HAS_BROAD_PARENT = etree.XPath(f"boolean(//*[{BROAD + 1}])")
_FIRST_OF_MANY = etree.XPath(f"//*[{BROAD + 1}]/../*[1]")
_LATE_CHILDREN = etree.XPath(f"//*[position() > {KEPT_CHILDREN}]")


def is_broad(root: etree._Element, content: bytes) -> bool:
    """Whether some parent has more children than can be counted again and again."""
    return len(content) > BROAD * _SHORTEST and content.count(b"<") > BROAD and holds(_HAS_BROAD_PARENT, root)


def errors_met(root: etree._Element, content: bytes, schema: etree.XMLSchema, enough: int = FEW_ERRORS) -> int:
    """How many errors of the grammar a stream of the file meets, counted to a little more than ``enough``.

    The many children of ``root`` are let go as soon as they are judged, so the stream takes no memory of a second tree.
    """
    many = {str(child.tag) for child in select(_FIRST_OF_MANY, root)}
    stream = etree.iterparse(
        BytesIO(content),
        tag=tuple(many),
        schema=schema,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        collect_ids=False,
    )
    met = 0
    with contextlib.suppress(etree.XMLSyntaxError):  # the errors are counted in the log
        for _, element in stream:
            _let_go(element)
            met = len(stream.error_log)
            if met > enough:
                break
    return max(met, len(stream.error_log))


def _let_go(judged: etree._Element) -> None:
    judged.clear()
    parent = judged.getparent()
    while parent is not None and parent[0] is not judged:
        del parent[0]


def trimmed(root: etree._Element) -> etree._Element:
    """A copy in which no parent has more than the first thousand children and the last, so paths stay true."""
    kept = copy.deepcopy(root)
    for late in select(_LATE_CHILDREN, kept):
        parent = late.getparent()
        if parent is not None and late.getnext() is not None:
            parent.remove(late)
    return kept
