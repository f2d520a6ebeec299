"""Elements of a tree: the first child of a name, and XPath with the types we use it for – elements, yes or no."""

from __future__ import annotations

from typing import cast

from lxml import etree


def select(expression: etree.XPath, root: etree._Element, **variables: str) -> list[etree._Element]:
    """The elements an expression selects, in document order."""
    return cast("list[etree._Element]", expression(root, **variables))


def first(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child of this name."""
    return next(parent.iterchildren(name), None)


def holds(expression: etree.XPath, root: etree._Element, **variables: str) -> bool:
    """The answer of an expression that is a ``boolean(…)``."""
    return bool(expression(root, **variables))
