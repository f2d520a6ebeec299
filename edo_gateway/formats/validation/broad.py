"""Very broad files: tens of thousands of lines or marking codes under one parent.

libxml2 names the place of an error by counting the siblings before it, so a broad file that is wrong everywhere would
take hours. Such a file is first judged while it streams, which counts nothing, and stopped when it is plainly bad; only
what can be explained in bounded time is then looked at again.
"""

from __future__ import annotations

import contextlib
from io import BytesIO

from lxml import etree

from edo_gateway.formats.validation.selecting import holds, select

BROAD = 12_000  # children of one parent
HEAVY = 120_000  # tags: in a file that has more, even what is said of each error would not fit in memory
FEW_ERRORS = 100
KEPT_CHILDREN = 1_000
_BETWEEN_COUNTS = 64  # the log is copied to be counted
_SHORTEST = len("<a/>")
_HAS_BROAD_PARENT = etree.XPath(f"boolean(//*[{BROAD + 1}])")
_FIRST_OF_MANY = etree.XPath(f"//*[{KEPT_CHILDREN}]/../*[1]")
_PARENTS_OF_MANY = etree.XPath(f"//*[{KEPT_CHILDREN + 2}]/..")


def is_broad(root: etree._Element, content: bytes) -> bool:
    """Whether the errors of the file, if it has any, are too many or too far to be explained all."""
    if len(content) <= BROAD * _SHORTEST:
        return False
    tags = content.count(b"<")
    return tags > HEAVY or (tags > BROAD and holds(_HAS_BROAD_PARENT, root))


def errors_met(root: etree._Element, content: bytes, schema: etree.XMLSchema, enough: int = FEW_ERRORS) -> int:
    """How many errors of the grammar a stream of the file meets, counted to a little more than ``enough``.

    What repeats in ``root`` is let go as soon as it is judged, so the stream takes no memory of a second tree.
    """
    many = {str(child.tag) for child in select(_FIRST_OF_MANY, root)} or {str(root.tag)}
    stream = etree.iterparse(
        BytesIO(content),
        tag=tuple(many),
        schema=schema,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        collect_ids=False,
    )
    with contextlib.suppress(etree.XMLSyntaxError):  # the errors are counted in the log
        for number, (_, element) in enumerate(stream):
            _let_go(element)
            if number % _BETWEEN_COUNTS == 0 and len(stream.error_log) > enough:
                break
    return len(stream.error_log)


def _let_go(judged: etree._Element) -> None:
    """Empty what is judged and remove what stands before it; the last of each parent stays until its next."""
    judged.clear()
    parent = judged.getparent()
    while parent is not None and parent[0] is not judged:
        del parent[0]


def trim(root: etree._Element) -> None:
    """Leave no parent more than its first thousand children and the last, so paths stay true."""
    for parent in select(_PARENTS_OF_MANY, root):
        del parent[KEPT_CHILDREN:-1]
