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
    selectors = _compiled.of(format_)
    if not selectors.rules or not holds(selectors.any_broken(root), root):
        return []
    found: list[Finding] = []
    total = 0
    for rule, selector in selectors.each():
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


class _Selectors:
    """The expressions of a format, each compiled when it is first asked."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        self.rules = rules
        self._each: tuple[tuple[Rule, etree.XPath], ...] = ()
        self._any_broken: dict[str | None, etree.XPath] = {}
        self._functions = {name for rule in rules for name in _FUNCTION.findall(rule.violators)}

    def any_broken(self, root: etree._Element) -> etree.XPath:
        """The answer for all rules in one evaluation, which is all a sound file needs."""
        function = self._function(root)
        if function not in self._any_broken:
            paths = (rule.violators for rule in self.rules)
            asked = paths if function is None else filter(None, (_of_function(path, function) for path in paths))
            self._any_broken[function] = etree.XPath(any_of(asked))
        return self._any_broken[function]

    def each(self) -> tuple[tuple[Rule, etree.XPath], ...]:
        self._each = self._each or tuple((rule, etree.XPath(rule.violators)) for rule in self.rules)
        return self._each

    def _function(self, root: etree._Element) -> str | None:
        """Of a file with one document the function, empty where no rule speaks of it; None of any other file."""
        document, another, *_ = (*root.iterchildren("Документ"), None, None)
        if document is None or another is not None:
            return None
        function = document.get("Функция", "")
        return function if function in self._functions else ""


def _of_function(path: str, function: str) -> str | None:
    """The path as a document of the function needs it: without what it asks of the function; None where that fails."""
    while match := _ASKS_FUNCTION.fullmatch(path):
        if (f"'{function}'" in match["names"]) == bool(match["denied"]):
            return None
        path = match["above"] + match["below"]
    return path


class _Compiled(threading.local):
    """An expression holds its evaluation context, so each thread compiles its own."""

    def __init__(self) -> None:
        self._selectors: dict[Format, _Selectors] = {}

    def of(self, format_: Format) -> _Selectors:
        if format_ not in self._selectors:
            self._selectors[format_] = _Selectors(rules_of(format_))
        return self._selectors[format_]


_compiled = _Compiled()
