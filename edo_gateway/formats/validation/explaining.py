"""Says in the reader's words what libxml2 says in those of schemas: which field, what is wrong, how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation import days
from edo_gateway.formats.validation.grammar import Declaration, Facets, Grammar
from edo_gateway.formats.validation.meant import meant
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, joined, phrase, shortened

# libxml2's error → our rule, in the order in which one is preferred to another for the same field.
_RULES = {
    "CVC_TYPE_3_1_2": "schema.content",
    "CVC_COMPLEX_TYPE_2_1": "schema.content",
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
    "CVC_COMPLEX_TYPE_2_3": "schema.unexpected_text",
}
PREFERENCE = {name: rank for rank, name in enumerate(_RULES)}
MISBUILT = frozenset(
    {
        "schema.unexpected_element",
        "schema.misplaced_element",
        "schema.repeated_element",
        "schema.other_element",
        "schema.missing_element",
        "schema.other",
    }
)
"""Rules after which libxml2 looks at no more of the section: what follows in it is not known to be sound."""
_EXPECTED = re.compile(r"Expected is(?: one of)? \( (.*?) \)")
_TEXT = etree.XPath("string()")
_DASH = " \N{EN DASH} "
_FORM = {"графа": "column", "строка": "line"}
_MOST_CHOICES = 25  # of a longer list only what is near to the value is worth reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
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
    def is_lack(self) -> bool:
        """Whether a child that should be there is not."""
        return self.kind == "ELEMENT_CONTENT" and "Missing child" in self.message

    @property
    def place(self) -> str:
        return f"{self.path}/{self.field}" if self.field else self.path


def explained(fault: Fault, grammar: Grammar, places: Places) -> Finding:
    """The finding on a fault."""
    rule = _RULES.get(fault.kind, "schema.other")
    if fault.is_lack:
        rule = "schema.missing_element"
    explain = _EXPLAINERS.get(rule, _value)
    return explain(rule, fault, grammar, places.line(fault.element))


def misnamed(grammar: Grammar, path: str) -> str | None:
    """The path of the attribute that an unknown one at a path is most likely a slip for."""
    parent, _, step = path.rpartition("/")
    section = grammar.at(parent)
    close = difflib.get_close_matches(step[1:], [one.name for one in section.attributes()], n=1) if section else []
    return f"{parent}/@{close[0]}" if close else None


def _value(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    """A value that breaks a facet."""
    declaration = grammar.at(fault.place)
    facets = declaration.facets if declaration else None
    rule = _of_value(rule, fault.value, facets)
    found = finding(
        rule,
        path=fault.place,
        line=line,
        name=declaration.label if declaration else _called(fault),
        field=placed(declaration, _called(fault)),
        value=shortened(fault.value),
        length=len(fault.value),
        allowed=_allowed(facets),
        form=_form(rule, facets.form) if facets and facets.form else phrase("as_schema"),
        remedy=_remedy(declaration, facets),
        reason=Text(fault.message, fault.message),
    )
    likely = meant(fault.value, facets) if facets else ""
    return replace(found, text=found.text.followed_by(phrase("meant", value=likely))) if likely else found


def _of_value(rule: str, value: str, facets: Facets | None) -> str:
    """The rule that tells most of a value."""
    if facets is None:
        return rule
    if not value.strip():
        return "schema.blank" if value else "schema.empty"
    if rule == "schema.not_a_number" and facets.base == "date":
        rule = "schema.pattern"
    if rule == "schema.not_a_number" and facets.base == "integer":
        rule = "schema.not_whole"
    is_day = rule == "schema.pattern" and facets.form is not None and "ДД.ММ" in facets.form.ru  # noqa: RUF001
    return "schema.no_such_day" if is_day and days.is_no_day(value) else rule


def _remedy(declaration: Declaration | None, facets: Facets | None) -> Text:
    """What to do with an empty field."""
    if declaration is None or not declaration.is_required:
        return phrase("fill_in_or_remove")
    return phrase("choose", allowed=_allowed(facets)) if facets and facets.enumeration else phrase("fill_in")


def _form(rule: str, form: Text) -> Text:
    """The form of a number is told as «what it may be – how many digits»; a rule speaks of one of the two."""
    part = {"schema.range": 0, "schema.digits": 2}.get(rule)
    told = Text(form.ru, form.en)
    if part is None or _DASH not in form.ru or _DASH not in form.en:
        return told
    return Text(form.ru.partition(_DASH)[part], form.en.partition(_DASH)[part])


def _allowed(facets: Facets | None) -> Text:
    if facets is None:
        return phrase("as_schema")
    if facets.enumeration:
        return _choices(facets.enumeration)
    if facets.length is not None:
        return phrase("exactly", n=facets.length)
    if facets.max_length is None:
        return phrase("at_least", low=facets.min_length)
    return phrase("between", low=facets.min_length, high=facets.max_length)


def _choices(values: tuple[str, ...]) -> Text:
    """The values as a list; of a long list the first ones and how many there are."""
    if len(values) <= _MOST_CHOICES:
        return joined([Text(value, value) for value in values])
    return phrase("among", first=", ".join(values[:_MOST_CHOICES]), total=len(values))


def _missing_attribute(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    declaration = grammar.at(fault.place)
    name = declaration.label if declaration else fault.field
    return finding(rule, path=fault.place, line=line, name=name, field=placed(declaration, fault.field))


def _missing_element(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    present = {child.tag for child in fault.element}
    needed = _needed(_expected(fault, grammar, fault.path))
    absent = [child for child in needed if child.name not in present]
    return _lacking(rule, absent or needed, fault.path, grammar, line)


def _lacking(rule: str, needed: list[Declaration], section: str, grammar: Grammar, line: int) -> Finding:
    path = f"{section}/{needed[0].name}" if len(needed) == 1 else section
    names = joined([_titled(child) for child in needed]) if needed else phrase("any_element")
    return finding(rule, path=path, line=line, name=_label(grammar, section), expected=names)


def _unexpected_element(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    """An element that cannot stand where it does: strange to the section, too early, too late or once too often."""
    section, _, _ = fault.path.rpartition("/")
    declaration = grammar.at(section)
    children = list(declaration.children()) if declaration else []
    own = next((child for child in children if child.name == fault.element.tag), None)
    expected = _expected(fault, grammar, section)
    if own is None:
        return _strange(rule, fault, children, expected, _label(grammar, section), line)
    before = list(fault.element.itersiblings(preceding=True))
    if (rival := _among(before, [child for child in children if child.is_alternative_to(own)])) is not None:
        return finding("schema.other_element", path=fault.path, line=line, element=_titled(own), other=_titled(rival))
    if lacking := _before(own, expected, children):
        there = _among(fault.element.itersiblings(), lacking)
        if there is None:
            return _lacking("schema.missing_element", lacking, section, grammar, line)
        return _misplaced(fault, own, "earlier_than", there, line)
    if any(sibling.tag == own.name for sibling in before):
        return finding("schema.repeated_element", path=fault.path, line=line, element=_titled(own))
    return _misplaced(fault, own, "later_than", _among(before, children) or own, line)


def _before(own: Declaration, expected: list[Declaration], children: list[Declaration]) -> list[Declaration]:
    """What must come before an element of the section; empty where the element itself came too late."""
    names = [child.name for child in children]
    before = [child for child in expected if names.index(child.name) < names.index(own.name)]
    must = [child for child in before if child.is_required]
    return must or (before if len(before) == len(expected) else [])


def _strange(
    rule: str, fault: Fault, children: list[Declaration], expected: list[Declaration], section: str, line: int
) -> Finding:
    """An element that the section never holds."""
    close = difflib.get_close_matches(str(fault.element.tag), [child.name for child in children], n=1)
    hint = phrase("did_you_mean", name=close[0]) if close else Text("", "")
    there = phrase("here_may_stand", expected=joined([_titled(one) for one in expected])) if expected else Text("", "")
    found = finding(rule, path=fault.path, line=line, field=fault.element.tag, name=section, hint=hint)
    return replace(found, text=found.text.followed_by(there)) if expected and not close else found


def _misplaced(fault: Fault, own: Declaration, how: str, other: Declaration, line: int) -> Finding:
    place = phrase(how, element=_titled(other))
    return finding("schema.misplaced_element", path=fault.path, line=line, element=_titled(own), place=place)


def _among(elements: Iterable[etree._Element], declared: list[Declaration]) -> Declaration | None:
    """The first of the elements that is one of those declared."""
    by_name = {child.name: child for child in declared}
    tags = (str(element.tag) for element in elements)
    return next((by_name[tag] for tag in tags if tag in by_name), None)


def _content(_: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    """What stands inside an element that holds nothing, or a value alone."""
    if "haracter content" in fault.message:
        return _unexpected_text("schema.unexpected_text", fault, grammar, line)
    inner = next(fault.element.iterchildren(etree.Element), fault.element)
    return _strange(
        "schema.unexpected_element",
        replace(fault, element=inner, path=f"{fault.path}/{inner.tag}"),
        [],
        [],
        _label(grammar, fault.path),
        line,
    )


def _unexpected_attribute(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    declaration = grammar.at(fault.path)
    likely = misnamed(grammar, fault.place)
    hint = phrase("did_you_mean", name=likely.rpartition("/")[2]) if likely else Text("", "")
    name = declaration.label if declaration else str(fault.element.tag)
    return finding(rule, path=fault.place, line=line, name=name, field=fault.field, hint=hint)


def _unexpected_text(rule: str, fault: Fault, grammar: Grammar, line: int) -> Finding:
    return finding(rule, path=fault.path, line=line, name=_label(grammar, fault.path))


def _expected(fault: Fault, grammar: Grammar, parent: str) -> list[Declaration]:
    match = _EXPECTED.search(fault.message)
    section = grammar.at(parent)
    if match is None or section is None:
        return []
    names = match[1].split(", ")
    return [child for child in section.children() if child.name in names]


def _needed(expected: list[Declaration]) -> list[Declaration]:
    """Those that must be there; where each may be left out, all of them."""
    return [child for child in expected if child.is_required] or expected


def _called(fault: Fault) -> str:
    return fault.field or str(fault.element.tag)


def _label(grammar: Grammar, path: str) -> str:
    declaration = grammar.at(path)
    return declaration.label if declaration else path.rpartition("/")[2]


def placed(declaration: Declaration | None, name: str) -> Text:
    """The name of a field in the format, after its place on the printed form where that is told."""
    graph = declaration.graph if declaration else ""
    kind, _, number = graph.partition(" ")
    return phrase(f"on_form_{_FORM[kind]}", number=number, name=name) if graph else Text(name, name)


def _titled(child: Declaration) -> Text:
    if child.graph:
        return phrase("titled", label=child.label, name=placed(child, child.name))
    is_told = child.label != child.name
    return phrase("titled" if is_told else "quoted", label=child.label, name=child.name)


_EXPLAINERS: dict[str, Callable[[str, Fault, Grammar, int], Finding]] = {
    "schema.missing_attribute": _missing_attribute,
    "schema.missing_element": _missing_element,
    "schema.unexpected_element": _unexpected_element,
    "schema.unexpected_attribute": _unexpected_attribute,
    "schema.unexpected_text": _unexpected_text,
    "schema.content": _content,
}
