"""One question for many paths: whether any of them selects anything.

``/a/b[p]/c`` or ``/a/b[q]/d`` selects something exactly when ``/a[b[p and c or q and d]]`` does, and there each element
is come to once. What repeats in the rules of a format – the document, its table, the lines, a condition on its
function – is evaluated once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_STEP = re.compile(r"(/{1,2})([^/\[\]]+)")
_BRACKET = re.compile(r"'[^']*'|\"[^\"]*\"|\[|\]")
_COUNTED = re.compile(r"\[\s*[0-9]+\s*\]|.*(?:position|last)\(.*", re.DOTALL)


@dataclass(slots=True)
class _Node:
    """A step or a condition, and what follows it in one path or another. ``is_end``: a path ends here."""

    is_end: bool = False
    next: dict[str, _Node] = field(default_factory=dict)

    def add(self, parts: list[str]) -> None:
        if not parts:
            self.is_end = True
            return
        self.next.setdefault(parts[0], _Node()).add(parts[1:])

    def asked(self) -> str:
        """That anything of what follows is there; empty where nothing has to follow."""
        return "" if self.is_end else " or ".join(_joined(part, node.asked()) for part, node in self.next.items())


def any_of(paths: Iterable[str]) -> str:
    """An XPath that is true when at least one of the paths, absolute ones, selects something."""
    root = _Node()
    for path in paths:
        root.add(list(_parts(path)))
    return f"boolean({root.asked()})"


def _joined(part: str, following: str) -> str:
    if not part.startswith("["):
        return f"{part}[{following}]" if following else part
    condition = f"({part[1:-1]})"
    return f"{condition} and ({following})" if following else condition


def _parts(path: str) -> Iterator[str]:
    """Steps and, in brackets, conditions in their order; a step that is counted keeps its conditions."""
    at = 0
    while match := _STEP.match(path, at):
        above = match[1] if at == 0 else ".//" if match[1] == "//" else ""
        conditions = list(_conditions(path, match.end()))
        at = match.end() + sum(map(len, conditions))
        if any(map(_COUNTED.fullmatch, conditions)):
            yield above + match[2] + "".join(conditions)
        else:
            yield from (above + match[2], *conditions)
    if at < len(path):
        raise ValueError(path)


def _conditions(path: str, at: int) -> Iterator[str]:
    """The pairs of brackets that follow a place of the path."""
    start, depth = at, 0
    for match in _BRACKET.finditer(path, at):
        if depth == 0 and match.start() != start:
            return
        depth += {"[": 1, "]": -1}.get(match[0], 0)
        if depth == 0:
            yield path[start : match.end()]
            start = match.end()
