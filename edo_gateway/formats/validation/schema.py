"""Second layer: the grammar. libxml2 judges with a schema compiled once in each thread; what it says is explained here.

One field gives one finding: of several facets broken at once the one that explains most is kept.
"""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Pinned
from edo_gateway.formats.validation.broad import FEW_ERRORS, KEPT_CHILDREN, errors_met, is_broad, trim
from edo_gateway.formats.validation.grammar import Declaration, Facets, Grammar, grammar_of, tree_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding, joined, phrase, shortened

MOST_FINDINGS = 1000

# libxml2's error → our rule, in the order in which one is preferred to another for the same field.
_RULES = {
    "CVC_ENUMERATION_VALID": "schema.enumeration",
    "CVC_DATATYPE_VALID_1_2_1": "schema.not_a_number",
    "CVC_PATTERN_VALID": "schema.pattern",
    "CVC_LENGTH_VALID": "schema.length",
    "CVC_MINLENGTH_VALID": "schema.length",
    "CVC_MAXLENGTH_VALID": "schema.length",
    "CVC_TOTALDIGITS_VALID": "schema.digits",
    "CVC_FRACTIONDIGITS_VALID": "schema.digits",
    "CVC_MININCLUSIVE_VALID": "schema.range",
    "CVC_MINEXCLUSIVE_VALID": "schema.range",
    "CVC_COMPLEX_TYPE_4": "schema.missing_attribute",
    "CVC_COMPLEX_TYPE_3_2_1": "schema.unexpected_attribute",
    "CVC_TYPE_3_1_1": "schema.unexpected_attribute",
    "ELEMENT_CONTENT": "schema.unexpected_element",
    "CVC_TYPE_3_1_2": "schema.unexpected_end",
    "CVC_COMPLEX_TYPE_2_1": "schema.unexpected_end",
    "CVC_COMPLEX_TYPE_2_3": "schema.unexpected_text",
}
_PREFERENCE = {name: rank for rank, name in enumerate(_RULES)}
_ATTRIBUTE = re.compile(r"attribute '([^']+)'")
_EXPECTED = re.compile(r"Expected is(?: one of)? \( (.*?) \)")
_TEXT = etree.XPath("string()")


class _Compiled(threading.local):
    """A schema shared by threads would mix their errors, so each thread compiles its own."""

    def __init__(self) -> None:
        self.schemas: dict[Path | Pinned, etree.XMLSchema] = {}


_compiled = _Compiled()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """One error of libxml2 at its place. ``field`` is relative to the element: ``@НалСт``, a child's name or empty."""

    kind: str
    message: str
    element: etree._Element
    path: str
    field: str

    @property
    def value(self) -> str:
        if self.field.startswith("@"):
            return str(self.element.get(self.field[1:], ""))
        return str(_TEXT(self.element))

    @property
    def place(self) -> str:
        return f"{self.path}/{self.field}" if self.field else self.path


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
    found = [_explained(fault, grammar, places) for fault in faults]
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
        path.startswith(section) or (_parent_and_self(path) & set(above) != set() and rule in _STRUCTURE)
        for path, rule in paths
    )


_STRUCTURE = frozenset({"schema.unexpected_element", "schema.unexpected_end", "schema.missing_element", "schema.other"})


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


def _fault(root: etree._Element, error: etree._LogEntry) -> _Fault:
    path, message = str(error.path or f"/{root.tag}"), str(error.message)
    attribute = _ATTRIBUTE.search(message)
    kind = str(error.type_name).removeprefix("SCHEMAV_")
    field = f"@{attribute[1]}" if attribute else ""
    if kind == "CVC_COMPLEX_TYPE_4":
        field = "@" + message.split("'")[3]
    return _Fault(kind=kind, message=message, element=_element(root, path), path=path, field=field)


def _element(root: etree._Element, path: str) -> etree._Element:
    try:
        found = select(etree.XPath(path), root)
    except etree.XPathError:  # a name in a namespace, which no format has
        return root
    return found[0] if found else root


def _strongest(faults: Iterable[_Fault]) -> Iterator[_Fault]:
    """One fault a field: libxml2 reports every facet, the reader needs the one that explains most."""
    kept: dict[str, _Fault] = {}
    for fault in faults:
        rival = kept.get(fault.place)
        if rival is None or _PREFERENCE.get(fault.kind, 99) < _PREFERENCE.get(rival.kind, 99):
            kept[fault.place] = fault
    return iter(kept.values())


def _explained(fault: _Fault, grammar: Grammar, places: Places) -> Finding:
    rule = _RULES.get(fault.kind, "schema.other")
    if fault.kind == "ELEMENT_CONTENT" and "Missing child" in fault.message:
        rule = "schema.missing_element"
    explain = _EXPLAINERS.get(rule, _value)
    return explain(rule, fault, grammar, places.line(fault.element))


def _value(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    """A value that breaks a facet."""
    declaration = grammar.at(fault.place)
    facets = declaration.facets if declaration else None
    if rule == "schema.not_a_number" and facets and facets.base == "date":
        rule = "schema.pattern"
    if not fault.value and facets and not facets.enumeration:
        rule = "schema.empty"
    return finding(
        rule,
        path=fault.place,
        line=line,
        name=declaration.label if declaration else fault.field,
        field=_called(fault),
        value=shortened(fault.value),
        length=len(fault.value),
        allowed=_allowed(facets),
        form=_form(rule, facets.form) if facets and facets.form else phrase("as_schema"),
        remedy=phrase("fill_in" if declaration and declaration.is_required else "fill_in_or_remove"),
        reason=Text(fault.message, fault.message),
    )


def _form(rule: str, form: Text) -> Text:
    """The form of a number is told as «what it may be: how many digits»; a rule speaks of one of the two."""
    part = {"schema.range": 0, "schema.digits": 2}.get(rule)
    told = Text(form.ru, form.en)
    if part is None or ": " not in form.ru or ": " not in form.en:
        return told
    return Text(form.ru.partition(": ")[part], form.en.partition(": ")[part])


def _allowed(facets: Facets | None) -> Text:
    if facets is None:
        return phrase("as_schema")
    if facets.enumeration:
        return joined([Text(value, value) for value in facets.enumeration])
    if facets.length is not None:
        return phrase("exactly", n=facets.length)
    if facets.max_length is None:
        return phrase("at_least", low=facets.min_length)
    return phrase("between", low=facets.min_length, high=facets.max_length)


def _missing_attribute(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    declaration = grammar.at(fault.place)
    name = declaration.label if declaration else fault.field
    return finding(rule, path=fault.place, line=line, name=name, field=fault.field)


def _missing_element(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    expected = _expected(fault, grammar, fault.path)
    required = [child for child in expected if child.is_required] or expected
    path = f"{fault.path}/{required[0].name}" if len(required) == 1 else fault.path
    names = joined([_titled(child) for child in required]) if required else phrase("any_element")
    return finding(rule, path=path, line=line, name=_label(grammar, fault.path), expected=names)


def _unexpected_element(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    expected = _expected(fault, grammar, fault.path.rpartition("/")[0])
    if not expected:
        return finding("schema.unexpected_end", path=fault.path, line=line, field=_called(fault))
    names = joined([_titled(child) for child in expected])
    return finding(rule, path=fault.path, line=line, field=_called(fault), expected=names)


def _unexpected_end(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    if "haracter content" in fault.message:
        return _unexpected_text("schema.unexpected_text", fault, grammar, line)
    return finding(rule, path=fault.path, line=line, field=_called(fault))


def _unexpected_attribute(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    declaration = grammar.at(fault.path)
    known = [attribute.name for attribute in declaration.attributes()] if declaration else []
    close = difflib.get_close_matches(fault.field[1:], known, n=1)
    hint = phrase("did_you_mean", name=f"@{close[0]}") if close else Text("", "")
    name = declaration.label if declaration else str(fault.element.tag)
    return finding(rule, path=fault.place, line=line, name=name, field=fault.field, hint=hint)


def _unexpected_text(rule: str, fault: _Fault, grammar: Grammar, line: int) -> Finding:
    return finding(rule, path=fault.path, line=line, name=_label(grammar, fault.path))


def _expected(fault: _Fault, grammar: Grammar, parent: str) -> list[Declaration]:
    match = _EXPECTED.search(fault.message)
    section = grammar.at(parent)
    if match is None or section is None:
        return []
    names = match[1].split(", ")
    return [child for child in section.children() if child.name in names]


def _called(fault: _Fault) -> str:
    return fault.field or str(fault.element.tag)


def _label(grammar: Grammar, path: str) -> str:
    declaration = grammar.at(path)
    return declaration.label if declaration else path.rpartition("/")[2]


def _titled(child: Declaration) -> Text:
    said = f"{child.name} ({child.label})"
    return Text(said, said)


_EXPLAINERS: dict[str, Callable[[str, _Fault, Grammar, int], Finding]] = {
    "schema.missing_attribute": _missing_attribute,
    "schema.missing_element": _missing_element,
    "schema.unexpected_element": _unexpected_element,
    "schema.unexpected_end": _unexpected_end,
    "schema.unexpected_attribute": _unexpected_attribute,
    "schema.unexpected_text": _unexpected_text,
}
