"""XPath with the types we use it for: our expressions select elements or say yes or no."""

from __future__ import annotations

from typing import cast

from lxml import etree


def select(expression: etree.XPath, root: etree._Element, **variables: str) -> list[etree._Element]:
    """The elements an expression selects, in document order."""
    return cast("list[etree._Element]", expression(root, **variables))


def holds(expression: etree.XPath, root: etree._Element, **variables: str) -> bool:
    """The answer of an expression that is a ``boolean(…)``."""
    return bool(expression(root, **variables))
