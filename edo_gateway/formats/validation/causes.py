"""One mistake, one finding: what only follows from a fault of the grammar is not said again by the layers after it.

A value the grammar refuses needs no second verdict, and a rule that reads it judges by chance. Nothing is dropped but
beside an error of the grammar, which stays, so the verdict on the file is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from edo_gateway.domain.validation import Finding, Layer
from edo_gateway.formats.catalogue import Format, knd_of, living_formats, prefix_of
from edo_gateway.formats.validation.explaining import MISBUILT, misnamed
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.sentences import finding

_NAME = re.compile(r"@?[^\W\d][\w.-]*")
_BODY = "/Файл/Документ"
_OF_VALUES = frozenset({"schema.range", "schema.digits", "schema.length", "schema.pattern"})
_OUT_OF_PLACE = MISBUILT | {"schema.unexpected_attribute", "schema.missing_attribute"}


def without_repetition(grammar: list[Finding], format_: Format) -> list[Finding]:
    """The findings of the grammar; a field that is there under a misspelt name is not told to be missing as well."""
    meant = _meant(grammar, format_)
    return [one for one in grammar if one.rule != "schema.missing_attribute" or one.path not in meant]


@dataclass(frozen=True, slots=True)
class Causes:
    """What the grammar refuses, for later layers to look their findings up in: paths, and the fields told there."""

    refused: frozenset[str]
    fields: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, grammar: list[Finding], format_: Format) -> Causes:
        refused = {one.path or "" for one in grammar} | _meant(grammar, format_)
        told = [path for path in refused if "/@" in path]
        told += [one.path or "" for one in grammar if one.rule not in _OUT_OF_PLACE]
        return cls(frozenset(refused), tuple(map(_parted, told)))

    def unexplained(self, later: Iterable[Finding], reads: Mapping[str, str]) -> list[Finding]:
        """Findings of a later layer that do not follow from these.

        ``reads`` is the expression of a rule by its id: its verdict depends on the fields named there.
        """
        return [one for one in later if not self._explain(one, reads.get(one.rule, ""))]

    def _explain(self, found: Finding, expression: str) -> bool:
        return found.path in self.refused or _reads_any(found, self.fields, expression)


def apart_from_given(findings: tuple[Finding, ...], is_given: Callable[[str], bool]) -> tuple[Finding, ...]:
    """The findings without those on values computed from one of the caller's own that is refused itself."""
    refused = [one.pointer for one in findings if one.layer is Layer.SCHEMA and one.pointer and is_given(one.pointer)]
    return tuple(one for one in findings if not _is_computed_from(one, refused, is_given))


def _is_computed_from(found: Finding, refused: list[str], is_given: Callable[[str], bool]) -> bool:
    """Whether a value the grammar refuses was computed, beside or above a refused one that was given."""
    place = found.pointer
    if found.rule not in _OF_VALUES or not place or is_given(place):
        return False
    owner = place.rpartition("/")[0]
    return any(one.startswith(f"{owner}/") for one in refused)


def another_kind(root: etree._Element, grammar: list[Finding], format_: Format) -> Finding | None:
    """The finding on a file whose name and code speak of two kinds, and whose body is not of the kind the code says."""
    prefix = prefix_of(root)
    other = next((one for one in living_formats() if one.prefix == prefix != format_.prefix), None)
    strange = (one for one in grammar if one.rule in _OUT_OF_PLACE and _parted(one.path or "")[0] == _BODY)
    first = next(strange, None)
    if other is None or first is None:
        return None
    facts = {"knd": knd_of(root), "title": format_.title, "prefix": prefix, "other": other.title}
    return finding("schema.another_kind", path=f"{_BODY}/@КНД", line=first.line, **facts)


def _meant(grammar: list[Finding], format_: Format) -> set[str]:
    """Paths of attributes that stand there under misspelt names."""
    unknown = [one.path or "" for one in grammar if one.rule == "schema.unexpected_attribute"]
    return {meant for path in unknown if (meant := misnamed(grammar_of(format_.schema_path), path))}


def _parted(path: str) -> tuple[str, str]:
    """The path of a section and the name of its field, an attribute with its @."""
    section, _, name = path.rpartition("/")
    return section, name


def _reads_any(found: Finding, fields: Iterable[tuple[str, str]], expression: str) -> bool:
    """Whether the rule reads a refused field: near the element it judges, or named by its section."""
    path, names = found.path or "", _names(expression)
    near = ((section, name) for section, name in fields if name in names)
    return any(
        path.startswith(f"{section}/") or f"{section.rpartition('/')[2]}/{name}" in expression for section, name in near
    )


@cache
def _names(expression: str) -> frozenset[str]:
    """The names in an expression, those of attributes with their @."""
    return frozenset(_NAME.findall(expression))
