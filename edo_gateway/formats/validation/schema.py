"""Second layer: the grammar. libxml2 judges with a schema compiled once in each thread; what it says is explained here.

One field gives one finding: of several facets broken at once the one that explains most is kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Pinned
from edo_gateway.formats.validation.explaining import MISBUILT, PREFERENCE, Fault, explained
from edo_gateway.formats.validation.grammar import grammar_of, tree_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding
from edo_gateway.formats.validation.stream import AT_ONCE, beginning, errors_met, few, let_go, open_at_end

MOST_FINDINGS = 1000
_PAST_REPAIR = "schema.broad"

_ATTRIBUTE = re.compile(r"attribute '([^']+)'")


class _Compiled(threading.local):
    """A schema shared by threads would mix their errors, so each thread compiles its own."""

    def __init__(self) -> None:
        self.schemas: dict[Path | Pinned, etree.XMLSchema] = {}


_compiled = _Compiled()


def check(root: etree._Element, content: bytes, source: Path | Pinned, places: Places) -> list[Finding]:
    """Findings of the schema layer; none exactly when libxml2 finds the file valid.

    Of a file past repair nothing is left below the children of the root.
    """
    if len(content) <= AT_ONCE:
        return _explained_errors(root, source, places)
    met = errors_met(content, _schema(source), few(content))
    if not met.errors:
        return []
    if met.is_all:
        return _explained_errors(root, source, places)
    let_go(root)
    return _of_beginning(content, met.offset, source)


def is_past_repair(findings: Iterable[Finding]) -> bool:
    """Whether the grammar is broken in so many places that only the beginning of the file was looked at."""
    return any(found.rule == _PAST_REPAIR for found in findings)


def _of_beginning(content: bytes, offset: int, source: Path | Pinned) -> list[Finding]:
    """What was met before the stream was stopped; that something is missing cannot be said where the file goes on."""
    root = beginning(content, offset)
    *above, last = open_at_end(root)
    errors = _errors(root, source)[: few(content)]
    faults = (_fault(root, error) for error in errors)
    told = (one for one in faults if one.element is not last and not (one.is_lack and one.element in above))
    found = _explained(told, source, Places(root, content))
    return [*found, finding(_PAST_REPAIR, path=f"/{root.tag}", line=1, shown=len(found))]


def _explained_errors(root: etree._Element, source: Path | Pinned, places: Places) -> list[Finding]:
    errors = _errors(root, source)
    found = _explained((_fault(root, error) for error in errors[:MOST_FINDINGS]), source, places)
    if len(errors) > MOST_FINDINGS:
        found.append(finding("schema.more", shown=len(found), total=len(errors)))
    return found


def _errors(root: etree._Element, source: Path | Pinned) -> list[etree._LogEntry]:
    schema = _schema(source)
    return [] if schema.validate(root) else list(cast("Iterable[etree._LogEntry]", schema.error_log))


def _explained(faults: Iterable[Fault], source: Path | Pinned, places: Places) -> list[Finding]:
    strongest = list(_strongest(faults))
    return [explained(one, grammar_of(source), places) for one in strongest] if strongest else []


def spoils(findings: Iterable[Finding], section: str) -> bool:
    """Whether the findings leave the section unfit to be reckoned with: one is inside it, or its parent is misbuilt.

    libxml2 stops looking at an element's children after the first that does not belong, so a fault in the structure
    above the section means the section was not looked at.
    """
    above = ("/Файл", "/Файл/Документ")
    paths = [(found.path or "", found.rule) for found in findings]
    return any(
        path.startswith(section) or (_parent_and_self(path) & set(above) != set() and rule in MISBUILT)
        for path, rule in paths
    )


def _parent_and_self(path: str) -> set[str]:
    return {path, path.rpartition("/")[0]}


def follows(root: etree._Element, content: bytes, source: Path | Pinned) -> bool:
    """Whether the file follows the grammar of a schema, without a word on why not."""
    schema = _schema(source)
    return schema.validate(root) if len(content) <= AT_ONCE else not errors_met(content, schema, 0).errors


def _schema(source: Path | Pinned) -> etree.XMLSchema:
    known = _compiled.schemas
    if source not in known:
        known[source] = etree.XMLSchema(tree_of(source))
    return known[source]


def _fault(root: etree._Element, error: etree._LogEntry) -> Fault:
    path, message = str(error.path or f"/{root.tag}"), str(error.message)
    attribute = _ATTRIBUTE.search(message)
    kind = str(error.type_name).removeprefix("SCHEMAV_")
    field = f"@{attribute[1]}" if attribute else ""
    if kind == "CVC_COMPLEX_TYPE_4":
        field = "@" + message.split("'")[3]
    return Fault(kind=kind, message=message, element=_element(root, path), path=path, field=field)


def _element(root: etree._Element, path: str) -> etree._Element:
    try:
        found = select(etree.XPath(path), root)
    except etree.XPathError:  # a name in a namespace, which no format has
        return root
    return found[0] if found else root


def _strongest(faults: Iterable[Fault]) -> Iterator[Fault]:
    """One fault a field: libxml2 reports every facet, the reader needs the one that explains most."""
    kept: dict[str, Fault] = {}
    for fault in faults:
        rival = kept.get(fault.place)
        if rival is None or PREFERENCE.get(fault.kind, 99) < PREFERENCE.get(rival.kind, 99):
            kept[fault.place] = fault
    return iter(kept.values())
