"""Changing every part of one kind, however deep it lies, without walking where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from edo_gateway.formats.mapping.declaration import Part
from edo_gateway.formats.mapping.plan import Leaf, plan_of

Target = TypeVar("Target", bound=Part)
AnyPart = TypeVar("AnyPart", bound=Part)


def rewritten(
    part: AnyPart, target: type[Target], change: Callable[[Target, str], Target], pointer: str = ""
) -> AnyPart:
    """The part with ``change(found, its pointer)`` in place of every ``target`` below it."""
    changes: dict[str, Any] = {}
    for field, many in _ways(type(part), target):
        value = getattr(part, field)
        if not value:
            continue
        here = f"{pointer}/{field}"
        if many:
            changes[field] = tuple(_one(item, target, change, f"{here}/{index}") for index, item in enumerate(value))
        else:
            changes[field] = _one(value, target, change, here)
    return part.changed(changes) if changes else part


def _one(value: Any, target: type[Target], change: Callable[[Target, str], Target], pointer: str) -> Any:
    if type(value) is target:  # as the plan tells variants; isinstance of a model is a call into Python
        return change(value, pointer)
    return value if isinstance(value, str) else rewritten(value, target, change, pointer)


@cache
def _ways(part: type[Part], target: type[Part]) -> tuple[tuple[str, bool], ...]:
    return tuple((leaf.field, leaf.kind.many) for leaf in plan_of(part).leaves() if _leads(leaf, target))


def _leads(leaf: Leaf, target: type[Part]) -> bool:
    return any(variant is target or _ways(variant, target) for variant in leaf.kind.variants)
