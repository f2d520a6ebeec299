"""Schemas written as an outline: one line a field, indented under its element, for formats that are only read.

    use names codes                      other outlines and XSDs of schemas/types
    Файл
        @ИдФайл         1..200           an attribute, text of 1 to 200 characters; ``?`` after a name: may be absent
        Документ
            @КНД        = 1175010        one of the values listed, apart by ``|``
            @Дата?      Date             a type by its name
            Строка+                      once and more; ``*`` any number of times, ``{0,20}`` so many
                @Сумма  decimal 19.2     digits in all, of them after the point; ``from 0`` and ``above 0`` bound it
            either                       one of the elements below
                СвИП    «Предприниматель»
    Person                               a type of its own: a name in Latin letters where the line begins

A number alone is an exact length, ``text`` any text. An element with a type and attributes holds what the type says.
What a field is called is in ``schemas/types/terms.json`` by its name, unless the line says otherwise in «…».
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from lxml import etree

import schemas

_XSD = "http://www.w3.org/2001/XMLSchema"
_INDENT = 4
_LINE = re.compile(
    r"(?P<at>@?)(?P<name>\w+)(?P<times>[?*+]|\{\d+,\d+\})?(?:\s+(?P<type>[^«\s][^«]*?))?(?:\s+«(?P<label>.*)»)?"
)
_TIMES = {"": ("1", "", "1"), "?": ("0", "", "1"), "*": ("0", "", "unbounded"), "+": ("1", "", "unbounded")}
_CHOICE = "either"
_ANY_TEXT = {"text": "xs:string"}
_LENGTH = re.compile(r"(?P<exact>\d+)|(?P<least>\d*)\.\.(?P<most>\d*)")
_NUMBER = re.compile(
    r"(?P<base>integer|decimal) (?P<total>\d+)(?:\.(?P<fraction>\d+))?(?: (?P<bound>from|above) (?P<limit>-?\d+))?"
)
_BOUNDS = {"from": "minInclusive", "above": "minExclusive"}
SUFFIX = ".outline"
TERMS = "types/terms.json"


@dataclass(slots=True)
class _Node:
    """One line with those set in under it."""

    name: str
    is_attribute: bool = False
    times: tuple[str, str] = ("1", "1")
    type: str = ""
    label: str = ""
    inside: list[_Node] = field(default_factory=list)


def schema_of(path: Path) -> etree._Element:
    """The XSD an outline stands for, as a tree that knows where it lies."""
    root = etree.Element(_tag("schema"), elementFormDefault="qualified", nsmap={"xs": _XSD})
    root.getroottree().docinfo.URL = str(path)
    outlines, included = parts_of(path)
    for one in included:
        etree.SubElement(root, _tag("include"), schemaLocation=os.path.relpath(one, path.parent))
    for outline in outlines:
        for node in _nodes(outline):
            _declare(root, node)
    return root


def parts_of(path: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The outlines a schema is made of, itself first, and the XSDs they use."""
    found, waiting = [], [path]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting += _uses(one) if one.suffix == SUFFIX else ()
    return tuple(p for p in found if p.suffix == SUFFIX), tuple(p for p in found if p.suffix != SUFFIX)


def _uses(path: Path) -> Iterator[Path]:
    for line in _lines(path):
        for name in line.split()[1:] if line.startswith("use ") else ():
            outline = schemas.path_of(f"types/{name}{SUFFIX}")
            yield outline if outline.exists() else schemas.path_of(f"types/{name}.xsd")


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.rstrip()


def _nodes(path: Path) -> list[_Node]:
    """The outermost nodes, each with all that is set in under it."""
    outermost: list[_Node] = []
    above: list[_Node] = []
    for line in _lines(path):
        if line.startswith("use "):
            continue
        node = _node(line.strip())
        del above[(len(line) - len(line.lstrip())) // _INDENT :]
        (above[-1].inside if above else outermost).append(node)
        above.append(node)
    return outermost


def _node(text: str) -> _Node:
    match = _LINE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    times = match["times"] or ""
    least, _, most = times[1:-1].partition(",") if times.startswith("{") else _TIMES[times]
    return _Node(
        name=match["name"],
        is_attribute=bool(match["at"]),
        times=(least, most),
        type=match["type"] or "",
        label=match["label"] or "",
    )


def _declare(root: etree._Element, node: _Node) -> None:
    """An element of the file, or a type where the name is in Latin letters."""
    if node.name.isascii():
        _fill(etree.SubElement(root, _tag("complexType"), name=node.name), node)
    else:
        _element(root, node)


def _element(parent: etree._Element, node: _Node) -> None:
    made = etree.SubElement(parent, _tag("element"), name=node.name)
    for bound, value in zip(("minOccurs", "maxOccurs"), node.times, strict=True):
        if value != "1":
            made.set(bound, value)
    _entitle(made, node)
    if not node.inside:
        _typify(made, node.type)
    elif node.type:
        content = etree.SubElement(etree.SubElement(made, _tag("complexType")), _tag("simpleContent"))
        _attributes(etree.SubElement(content, _tag("extension"), base=_facets(node.type)[0]), node)
    else:
        _fill(etree.SubElement(made, _tag("complexType")), node)


def _fill(made: etree._Element, node: _Node) -> None:
    elements = [one for one in node.inside if not one.is_attribute]
    if [one.name for one in elements] == [_CHOICE]:
        _group(made, "choice", elements[0].inside)
    elif elements:
        _group(made, "sequence", elements)
    _attributes(made, node)


def _group(parent: etree._Element, kind: str, members: list[_Node]) -> None:
    group = etree.SubElement(parent, _tag(kind))
    for member in members:
        if member.name == _CHOICE:
            _group(group, "choice", member.inside)
        else:
            _element(group, member)


def _attributes(parent: etree._Element, node: _Node) -> None:
    for one in node.inside:
        if one.is_attribute:
            made = etree.SubElement(parent, _tag("attribute"), name=one.name)
            if one.times[0] == "1":
                made.set("use", "required")
            _entitle(made, one)
            _typify(made, one.type)


def _entitle(made: etree._Element, node: _Node) -> None:
    label = node.label or terms()[f"@{node.name}" if node.is_attribute else node.name]
    etree.SubElement(etree.SubElement(made, _tag("annotation")), _tag("documentation")).text = label


def _typify(made: etree._Element, type_: str) -> None:
    base, facets = _facets(type_)
    if not facets:
        made.set("type", base)
        return
    restriction = etree.SubElement(etree.SubElement(made, _tag("simpleType")), _tag("restriction"), base=base)
    for facet, value in facets:
        etree.SubElement(restriction, _tag(facet), value=value)


def _facets(type_: str) -> tuple[str, list[tuple[str, str]]]:
    """The base and what restricts it; nothing does where the type is a name."""
    if type_.startswith("="):
        return "xs:string", [("enumeration", value.strip()) for value in type_[1:].split("|")]
    if match := _LENGTH.fullmatch(type_):
        bounds = {"length": match["exact"], "minLength": match["least"], "maxLength": match["most"]}
        return "xs:string", [(facet, value) for facet, value in bounds.items() if value]
    if match := _NUMBER.fullmatch(type_):
        bounds = {"totalDigits": match["total"], "fractionDigits": match["fraction"]}
        bounds[_BOUNDS.get(match["bound"], "")] = match["limit"]
        return f"xs:{match['base']}", [(facet, value) for facet, value in bounds.items() if value]
    return _ANY_TEXT.get(type_, type_), []


def _tag(name: str) -> str:
    return f"{{{_XSD}}}{name}"


@cache
def terms() -> dict[str, str]:
    """What a field is called in Russian, by its name; attributes begin with ``@``."""
    known: dict[str, str] = schemas.read_json(TERMS)
    return known
