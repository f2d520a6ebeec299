"""From the path of a node in the XML to the JSON pointer of the field it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from edo_gateway.formats.mapping.declaration import DocumentModel, Part, Portion
from edo_gateway.formats.mapping.plan import Branch, Leaf, envelope_plan_of, plan_of

_STEP = re.compile(r"^(@?[^\[\]]+?)(?:\[(\d+)\])?$")
_LEFT_OUT = object()
_ROOT, _BODY = "Файл", "Документ"


def pointer_of(document: Part | type[Part], xml_path: str) -> str | None:
    """``/Файл/Документ/ТаблСчФакт/СведТов[2]/@НалСт`` → ``/lines/1/vat_rate``.

    The nearest enclosing field where the exact one is absent; the empty pointer for the document as a whole; None for
    a path outside the document. A model is better than its class, for it knows which variant of a choice was taken.
    """
    steps = _steps(xml_path)
    names = tuple(name for name, _ in steps[:2])
    part = document if isinstance(document, type) else type(document)
    model = None if isinstance(document, type) else document
    above = (part.header.root, _BODY) if issubclass(part, DocumentModel) else (_ROOT, _BODY)
    if names and names == above[: len(names)]:
        return _within(plan_of(part), model, steps[2:])
    if names[:1] == above[:1] and issubclass(part, DocumentModel):
        return _within(envelope_plan_of(part), model, steps[1:]) or None
    return None


def pointers(model: Part, payload: object) -> Callable[[str], str | None]:
    """From an XML path of the model's file to the pointer of the caller's field in ``payload``, decoded JSON."""

    def pointer(xml_path: str) -> str | None:
        found = pointer_of(model, xml_path)
        return None if found is None else pointer_within(payload, found)

    return pointer


def pointer_within(payload: object, pointer: str) -> str:
    """The pointer cut where the caller's JSON holds a plain value, such as an address in one string.

    Fields the caller left out keep their pointer, for it says what to add.
    """
    value, kept = payload, ""
    for step in pointer.split("/")[1:]:
        if isinstance(value, dict):
            value = value.get(step.replace("~1", "/").replace("~0", "~"), _LEFT_OUT)
        elif isinstance(value, list):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else _LEFT_OUT
        elif value is not _LEFT_OUT:
            return kept
        kept = f"{kept}/{step}"
    return kept


def given_in(payload: object) -> Callable[[str], bool]:
    """Whether the caller's JSON has a value at a pointer; what it has not was computed or filled in."""

    def is_given(pointer: str) -> bool:
        value = payload
        for step in pointer.split("/")[1:]:
            if isinstance(value, list):
                value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
            else:
                value = value.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
        return value is not None

    return is_given


def _steps(path: str) -> list[tuple[str, int]]:
    steps = []
    for step in path.strip("/").split("/"):
        match = _STEP.match(step)
        if match is None:
            return []
        steps.append((match[1], int(match[2] or 1)))
    return steps


def _within(branch: Branch, model: Any, steps: list[tuple[str, int]]) -> str:
    """The pointer relative to the part that owns the branch."""
    if not steps:
        return ""
    name, index = steps[0]
    if name.startswith("@"):
        return next(
            (f"/{leaf.field}" for leaf in branch.attributes if leaf.name == name[1:] and leaf.field[0] != "#"), ""
        )
    for child in branch.children:
        if isinstance(child, Branch):
            if child.name == name:
                return _within(child, model, steps[1:]) or _first_field(child)
        elif name in (child.name, child.word) and _takes(child, index):
            return _below(child, model, index, steps[1:])
    return ""


def _first_field(branch: Branch) -> str:
    return next((f"/{leaf.field}" for leaf in branch.leaves() if leaf.field[0] != "#"), "")


def _takes(leaf: Leaf, index: int) -> bool:
    if leaf.portion is Portion.FIRST:
        return index == 1
    return leaf.portion is Portion.ALL or index > 1


def _below(leaf: Leaf, model: Any, index: int, steps: list[tuple[str, int]]) -> str:
    position = index - (2 if leaf.portion is Portion.REST else 1)
    here = f"/{leaf.field}/{position}" if leaf.kind.many else f"/{leaf.field}"
    value = getattr(model, leaf.field, None)
    if leaf.kind.many:
        value = value[position] if value and position < len(value) else None
    if leaf.inner:
        steps = steps[1:]
    return here + _in_variants(leaf, value, steps)


def _in_variants(leaf: Leaf, value: Any, steps: list[tuple[str, int]]) -> str:
    if isinstance(value, Part):
        return _within(plan_of(type(value)), value, steps)
    below = "/".join(name for name, _ in steps)
    named = [variant for variant in leaf.kind.variants if variant.when and below.startswith(variant.when)]
    candidates = [_within(plan_of(variant), None, steps) for variant in named or leaf.kind.variants]
    return max(candidates, key=len, default="")
