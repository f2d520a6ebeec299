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
from edo_gateway.formats.validation.broad import FEW_ERRORS, KEPT_CHILDREN, errors_met, is_broad, trim
from edo_gateway.formats.validation.explaining import MISBUILT, PREFERENCE, Fault, explained
from edo_gateway.formats.validation.grammar import grammar_of, tree_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding

MOST_FINDINGS = 1000

_ATTRIBUTE = re.compile(r"attribute '([^']+)'")


class _Compiled(threading.local):
    """A schema shared by threads would mix their errors, so each thread compiles its own."""

    def __init__(self) -> None:
        self.schemas: dict[Path | Pinned, etree.XMLSchema] = {}


_compiled = _Compiled()


def check(root: etree._Element, content: bytes, source: Path | Pinned, places: Places) -> list[Finding]:
    """Findings of the schema layer; none exactly when libxml2 finds the file valid."""
    schema = _schema(source)
    if is_broad(root, content):
        return _check_broad(root, content, source, places)
    return _explained_errors(root, schema, source, places)


def _check_broad(root: etree._Element, content: bytes, source: Path | Pinned, places: Places) -> list[Finding]:
    schema = _schema(source)
    met = errors_met(root, content, schema)
    if not met:
        return []
    if met <= FEW_ERRORS:
        return _explained_errors(root, schema, source, places)
    trim(root)  # whatever is looked at next is looked at in the beginning as well
    found = _explained_errors(root, schema, source, places)
    return [*found, finding("schema.broad", path=f"/{root.tag}", line=1, shown=KEPT_CHILDREN)]


def _explained_errors(
    root: etree._Element, schema: etree.XMLSchema, source: Path | Pinned, places: Places
) -> list[Finding]:
    if schema.validate(root):
        return []
    errors = list(cast("Iterable[etree._LogEntry]", schema.error_log))
    faults = _strongest(_fault(root, error) for error in errors[:MOST_FINDINGS])
    grammar = grammar_of(source)
    found = [explained(fault, grammar, places) for fault in faults]
    if len(errors) > MOST_FINDINGS:
        found.append(finding("schema.more", shown=len(found), total=len(errors)))
    return found


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
    return not errors_met(root, content, schema, 0) if is_broad(root, content) else schema.validate(root)


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
