"""Third layer of an official schema: the checks embedded in it, in the tax service's own words.

Each finding is ``official.<n>``, n being the place of the check in the schema.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cache

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats.catalogue import Pinned
from edo_gateway.formats.official.checks import Check, checks_of, in_one_line
from edo_gateway.formats.validation.grammar import parsed_schema
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import holds, select
from edo_gateway.formats.validation.sentences import finding

MOST_FINDINGS = 1000


_Pieces = tuple[str | etree.XPath, ...]
_Each = tuple[Check, etree.XPath, _Pieces]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """``any_broken`` answers for all checks in one evaluation, which is all a sound file needs."""

    any_broken: etree.XPath
    each: tuple[_Each, ...]


class _OfThread(threading.local):
    """An expression holds its evaluation context, so each thread compiles its own."""

    def __init__(self) -> None:
        self.compiled: dict[Pinned, _Compiled] = {}


_of_thread = _OfThread()


@cache
def embedded_checks(schema: Pinned) -> tuple[Check, ...]:
    """The checks of an official schema in its order."""
    return checks_of(parsed_schema(schema))


def asks_name(schema: Pinned) -> bool:
    """Whether the schema itself compares the name of the file with ИдФайл."""
    return any(check.asks_name for check in embedded_checks(schema))


def check(root: etree._Element, schema: Pinned, file_name: str, places: Places) -> list[Finding]:
    """Findings of the rules layer by the official schema; none when it embeds no checks."""
    if not embedded_checks(schema):
        return []
    try:
        return _found(root, _compiled(schema), file_name, places)
    except etree.XPathError as error:  # a check that cannot be carried out is no reason to let the file pass
        return [finding("rules.not_carried_out", path=f"/{root.tag}", line=1, source=schema.source, reason=str(error))]


def _found(root: etree._Element, compiled: _Compiled, file_name: str, places: Places) -> list[Finding]:
    if not holds(compiled.any_broken, root, file=file_name):
        return []
    found: list[Finding] = []
    total = 0
    for one, where, said in compiled.each:
        broken = select(where, root, file=file_name)
        shown = broken[: MOST_FINDINGS - len(found)]
        found += [_finding(one, _sentence(said, at, file_name), at, places) for at in shown]
        total += len(broken)
    if total > MOST_FINDINGS:
        found.append(finding("rules.more", shown=MOST_FINDINGS, total=total))
    return found


def _compiled(schema: Pinned) -> _Compiled:
    known = _of_thread.compiled
    if schema not in known:
        checks = embedded_checks(schema)
        spaces = dict(pair for one in checks for pair in one.spaces)
        together = " or ".join(f"boolean({one.violators})" for one in checks)
        known[schema] = _Compiled(etree.XPath(together, namespaces=spaces), tuple(map(_each, checks)))
    return known[schema]


def _each(one: Check) -> _Each:
    spaces = dict(one.spaces)
    pieces = tuple(
        etree.XPath(piece, namespaces=spaces) if index % 2 else piece for index, piece in enumerate(one.said)
    )
    return one, etree.XPath(one.violators, namespaces=spaces), pieces


def _sentence(said: _Pieces, element: etree._Element, file_name: str) -> str:
    return in_one_line(
        "".join(piece if isinstance(piece, str) else str(piece(element, file=file_name)) for piece in said)
    )


def _finding(one: Check, sentence: str, element: etree._Element, places: Places) -> Finding:
    said = sentence or one.name
    return Finding(
        layer=Layer.RULES,
        rule=f"official.{one.number}",
        text=Text(said, said),
        severity=Severity.ERROR,
        path=places.path(element, one.field),
        line=places.line(element),
        clause=f"{one.name} ({one.code})" if one.code else one.name,
    )
