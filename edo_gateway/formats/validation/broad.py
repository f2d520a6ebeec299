"""Very broad files: tens of thousands of lines or marking codes under one parent.

libxml2 names the place of an error by counting the siblings before it, so a broad file that is wrong everywhere would
take hours. Such a file is first judged while it streams, which counts nothing, and stopped when it is plainly bad; only
what can be explained in bounded time is then looked at again.
"""

from __future__ import annotations

import contextlib
import copy

from lxml import etree

from edo_gateway.formats.validation.selecting import holds, select

BROAD = 12_000  # children of one parent
FEW_ERRORS = 100
KEPT_CHILDREN = 1_000
_CHUNK = 1 << 16
_SHORTEST = len("<a/>")
_HAS_BROAD_PARENT = etree.XPath(f"boolean(//*[{BROAD + 1}])")
_LATE_CHILDREN = etree.XPath(f"//*[position() > {KEPT_CHILDREN}]")


def is_broad(root: etree._Element, content: bytes) -> bool:
    """Whether some parent has more children than can be counted again and again."""
    return len(content) > BROAD * _SHORTEST and content.count(b"<") > BROAD and holds(_HAS_BROAD_PARENT, root)


def errors_met(content: bytes, schema: etree.XMLSchema, enough: int = FEW_ERRORS) -> int:
    """How many errors of the grammar a stream of the file meets, counted to a little more than ``enough``."""
    parser = etree.XMLParser(
        schema=schema, resolve_entities=False, no_network=True, remove_comments=True, collect_ids=False
    )
    met = 0
    with contextlib.suppress(etree.XMLSyntaxError):  # the errors are counted in the log
        for start in range(0, len(content), _CHUNK):
            parser.feed(content[start : start + _CHUNK])
            met = _logged(parser)
            if met > enough:
                break
    with contextlib.suppress(etree.XMLSyntaxError):  # an unfinished parser would go on catching this thread's errors
        parser.close()
    return max(met, _logged(parser)) if met <= enough else met


def trimmed(root: etree._Element) -> etree._Element:
    """A copy in which no parent has more than the first thousand children and the last, so paths stay true."""
    kept = copy.deepcopy(root)
    for late in select(_LATE_CHILDREN, kept):
        parent = late.getparent()
        if parent is not None and late.getnext() is not None:
            parent.remove(late)
    return kept


def _logged(parser: etree.XMLParser) -> int:
    return sum(1 for _ in parser.feed_error_log)
