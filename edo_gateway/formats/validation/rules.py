"""Third layer: the cross-field rules of the order, kept as data beside each schema.

Each rule is one XPath expression that selects its violators, evaluated once a document: a thousand lines cost one pass
in C. There are no extension functions and no Python call a node.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from lxml import etree

import schemas
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation.any_path import any_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import holds, select
from edo_gateway.formats.validation.sentences import finding

MOST_FINDINGS = 1000
_FUNCTION = re.compile(r"@Функция='([^']*)'")
_ASKS_FUNCTION = re.compile(
    r"(?P<above>/Файл/Документ)\[(?P<denied>not\()?(?P<names>@Функция='[^']*'(?: or @Функция='[^']*')*)(?(denied)\))\]"
    r"(?P<below>.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the order.

    ``violators`` selects the elements that break it; ``field``, relative to a violator, is what to mend;
    ``official`` are the numbers of the tax service's checks, in their order in its schema, that it stands for.
    """

    id: str
    official: tuple[int, ...]
    context: str
    violators: str
    field: str
    clause: str
    severity: Severity
    text: Text


class _Compiled(threading.local):
    """An expression holds its evaluation context, so each thread compiles its own."""

    def __init__(self) -> None:
        self.each: dict[str, tuple[tuple[Rule, etree.XPath], ...]] = {}
        self.any_broken: dict[tuple[str, str | None], etree.XPath] = {}


_compiled = _Compiled()


@cache
def rules_of(format_: Format) -> tuple[Rule, ...]:
    """The rules of a format in the order they are reported: those it shares with another version, then its own."""
    return _rules(format_.rules_name) if format_.rules else ()


@cache
def expressions_of(format_: Format) -> dict[str, str]:
    """What selects the violators of each rule, by its id."""
    return {rule.id: rule.violators for rule in rules_of(format_)}


def _rules(path: str) -> tuple[Rule, ...]:
    data = schemas.read_json(path)
    known = {rule.id: rule for rule in _rules(f"{data['like']}/rules.json")} if "like" in data else {}
    shared = (replace(known[name], official=tuple(official)) for name, official in data.get("shared", {}).items())
    return (*shared, *(_rule(entry, data["order"]) for entry in data["rules"]))


def _rule(entry: dict[str, Any], order: str) -> Rule:
    return Rule(
        id=entry["id"],
        official=tuple(entry["official"]),
        context=entry["context"],
        violators=entry["violators"],
        field=entry["field"],
        clause=f"{order}, {entry['clause']}",
        severity=Severity(entry["severity"]),
        text=Text(entry["ru"], entry["en"]),
    )


def check(root: etree._Element, format_: Format, places: Places) -> list[Finding]:
    """Findings of the rules layer."""
    if not rules_of(format_) or not holds(_any_broken(format_, _function(root, format_)), root):
        return []
    found: list[Finding] = []
    total = 0
    for rule, selector in _each(format_):
        broken = select(selector, root)
        found += [_finding(rule, element, places) for element in broken[: MOST_FINDINGS - len(found)]]
        total += len(broken)
    if total > MOST_FINDINGS:
        found.append(finding("rules.more", shown=MOST_FINDINGS, total=total))
    return found


def _finding(rule: Rule, element: etree._Element, places: Places) -> Finding:
    return Finding(
        layer=Layer.RULES,
        rule=rule.id,
        text=rule.text,
        severity=rule.severity,
        path=places.path(element, rule.field),
        line=places.line(element),
        clause=rule.clause,
    )


def _function(root: etree._Element, format_: Format) -> str | None:
    """Of a file with one document the function, empty where no rule speaks of it; None of any other file."""
    documents = list(root.iterchildren("Документ"))
    if len(documents) != 1:
        return None
    function = documents[0].get("Функция", "")
    return function if function in _functions(format_) else ""


@cache
def _functions(format_: Format) -> frozenset[str]:
    """The functions that rules of the format speak of."""
    return frozenset(name for rule in rules_of(format_) for name in _FUNCTION.findall(rule.violators))


def _any_broken(format_: Format, function: str | None) -> etree.XPath:
    """The answer for all rules in one evaluation, which is all a sound file of the function needs."""
    known, key = _compiled.any_broken, (format_.name, function)
    if key not in known:
        paths = (rule.violators for rule in rules_of(format_))
        asked = paths if function is None else filter(None, (_of_function(path, function) for path in paths))
        known[key] = etree.XPath(any_of(asked))
    return known[key]


def _of_function(path: str, function: str) -> str | None:
    """The path as a document of the function needs it: without what it asks of the function; None where that fails."""
    while match := _ASKS_FUNCTION.fullmatch(path):
        if (f"'{function}'" in match["names"]) == bool(match["denied"]):
            return None
        path = match["above"] + match["below"]
    return path


def _each(format_: Format) -> tuple[tuple[Rule, etree.XPath], ...]:
    known = _compiled.each
    if format_.name not in known:
        known[format_.name] = tuple((rule, etree.XPath(rule.violators)) for rule in rules_of(format_))
    return known[format_.name]
