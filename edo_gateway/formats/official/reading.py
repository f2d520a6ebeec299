"""An official schema as it comes: untrusted bytes become a compiled schema and what it says of its format, or nothing.

The size is looked at first; the parser may neither load nor expand anything; a schema is one file, so any reference to
another is refused whatever it points to; numbers of repetitions are bounded before libxml2 builds automata of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from edo_gateway.formats.official.refusals import refused
from edo_gateway.formats.validation.grammar import Declaration, Grammar

LARGEST = 4_000_000  # bytes; the tax service's largest has a quarter of a million
MOST_NODES = 200_000
MOST_REPETITIONS = 10_000

_XSD = "{http://www.w3.org/2001/XMLSchema}"
_REFERENCES = tuple(f"{_XSD}{name}" for name in ("include", "import", "redefine", "override"))
_QUANTITY = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{\d+(?:,\d*)?\}|.", re.DOTALL)
_DIGITS = re.compile(r"\d+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a schema says of its format: КНД is empty for the formats without one, a schema may serve two versions."""

    knd: str
    versions: tuple[str, ...]
    title: str
    members: frozenset[str]
    """Names of the children of «Документ»."""


def parsed(content: bytes) -> etree._Element:
    """The schema as a tree. Raises :class:`~edo_gateway.formats.official.refusals.SchemaRefused`."""
    if len(content) > LARGEST:
        raise refused("too_large", size=len(content), limit=LARGEST)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise refused("not_xml", message=str(error)) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise refused("doctype")
    if root.tag != f"{_XSD}schema":
        raise refused("not_schema", root=str(root.tag)[:80])
    return root


def checked(root: etree._Element) -> None:
    """Whether libxml2 can judge by the schema, and without reaching out or running away. Raises ``SchemaRefused``."""
    _check_bounds(root)
    try:
        etree.XMLSchema(root)
    except etree.XMLSchemaParseError as error:
        raise refused("not_compiled", message=str(error)[:300]) from None


def facts_of(root: etree._Element) -> Facts:
    """What the schema says of its format. Raises ``SchemaRefused`` when it does not say enough to tell a document."""
    grammar = Grammar(root)
    names = [str(node.get("name")) for node in root.iterchildren(f"{_XSD}element")]
    top = grammar.at("Файл")
    if top is None or root.get("targetNamespace"):
        raise refused("root", root=", ".join(names)[:80])
    versions = _values(top, "@ВерсФорм")
    if not versions:
        raise refused("version")
    bodies = list(top.children())
    numbers = sorted({number for body in bodies for number in _values(body, "@КНД")})
    if len(numbers) > 1:
        raise refused("several_knd", knd=", ".join(numbers))
    title = bodies[-1].label if bodies else top.label
    members = frozenset(child.name for body in bodies for child in body.children())
    return Facts(knd="".join(numbers), versions=versions, title=title, members=members)


def _values(declaration: Declaration, attribute: str) -> tuple[str, ...]:
    found = declaration.member(attribute)
    if found is None:
        return ()
    return (found.fixed,) if found.fixed else found.facets.enumeration if found.facets else ()


def _check_bounds(root: etree._Element) -> None:
    for count, node in enumerate(root.iter(etree.Element), start=1):
        if count > MOST_NODES:
            raise refused("too_many", count=f">{MOST_NODES}", limit=MOST_NODES)
        if node.tag in _REFERENCES:
            raise refused("includes", line=node.sourceline, name=str(node.get("schemaLocation", ""))[:200])
        if too_many := _too_many(node):
            raise refused("too_complex", line=node.sourceline, value=too_many[:40], limit=MOST_REPETITIONS)


def _too_many(node: etree._Element) -> str:
    """The number that is too large, empty if none is."""
    for name in ("minOccurs", "maxOccurs"):
        value = node.get(name, "").strip()
        if _DIGITS.match(value) and (len(value) > 9 or int(value) > MOST_REPETITIONS):
            return value
    if node.tag != f"{_XSD}pattern":
        return ""
    weight = _weight(node.get("value", ""))
    return str(weight) if weight > MOST_REPETITIONS else ""


def _weight(pattern: str) -> int:
    """How many states a pattern takes: a repeated group counts as often as it is repeated."""
    groups: list[list[int]] = [[0, 0]]  # what the group weighs so far, and its last piece
    for piece in _PIECE.findall(pattern):
        if piece == "(":
            groups.append([0, 0])
            continue
        if piece.startswith("{") and (match := _QUANTITY.match(piece)):
            low, high = match.groups()
            groups[-1][0] += groups[-1][1] * max(0, int((high or low)[:9]) - 1)
            continue
        size = groups.pop()[0] if piece == ")" and len(groups) > 1 else 1
        groups[-1][0] += size
        groups[-1][1] = size
    return sum(total for total, _ in groups)
