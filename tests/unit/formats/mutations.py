"""One change at a time: every way a file can be off by one part."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

VALUES = ("", "0", "1", "-1", "+5", " 5 ", "1e3", "10000", "ж" * 300, "29.02.2001")
FUNCTIONS = ("СЧФ", "СЧФДОП", "ДОП", "СвРК", "СвЗК")


def single_mutants(root: etree._Element, seen: set[str]) -> Iterator[tuple[str, etree._Element]]:
    """Every element dropped, doubled, moved or renamed, every attribute dropped or changed.

    Kinds of places ``seen`` before are passed over and new ones are added to it.
    """
    tree = root.getroottree()
    for element in root.iter(etree.Element):
        path = tree.getpath(element)
        kind = "/".join(step.partition("[")[0] for step in path.split("/")[-2:])
        if kind in seen:
            continue
        seen.add(kind)
        yield from _of_element(root, path)
        for name in element.attrib:
            yield from _of_attribute(root, path, str(name))


def _of_element(root: etree._Element, path: str) -> Iterator[tuple[str, etree._Element]]:
    for change in (_drop, _double, _swap, _rename, _fill, _stray):
        mutant = copy.deepcopy(root)
        (target,) = mutant.getroottree().xpath(path)
        if change(target):
            yield f"{change.__name__} {path}", mutant


def _of_attribute(root: etree._Element, path: str, name: str) -> Iterator[tuple[str, etree._Element]]:
    for value in (None, *VALUES, *(FUNCTIONS if name == "Функция" else ())):
        mutant = copy.deepcopy(root)
        (target,) = mutant.getroottree().xpath(path)
        if value is None:
            del target.attrib[name]
        else:
            target.set(name, value)
        yield f"{path}/@{name} = {value!r}", mutant


def _drop(target: etree._Element) -> bool:
    parent = target.getparent()
    if parent is not None:
        parent.remove(target)
    return parent is not None


def _double(target: etree._Element) -> bool:
    if target.getparent() is not None:
        target.addnext(copy.deepcopy(target))
    return target.getparent() is not None


def _swap(target: etree._Element) -> bool:
    following = target.getnext()
    if following is not None:
        target.addprevious(following)
    return following is not None


def _rename(target: etree._Element) -> bool:
    target.tag = f"{target.tag}Х"
    return target.getparent() is not None


def _fill(target: etree._Element) -> bool:
    target.text = "10000" if len(target) == 0 else "слово"
    return True


def _stray(target: etree._Element) -> bool:
    target.set("Лишний", "1")
    return True
