"""Which member of a list in one document answers which in another: a line put in front changes no other line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from edo_gateway.formats.mapping.declaration import Part

_ALIKE = 0.3  # share of equal fields above which two members are one that has changed
_PATIENCE = 250_000  # pairs weighed in one list; beyond it members are taken in their order

Pairs = list[tuple[int, int]]
Kind = TypeVar("Kind")
Member = Part | str
Partner = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pointers of list members in one document by those in the other; None for a member without a partner."""

    partners: dict[str, str | None]

    def is_only_moved(self, pointer: str, new: str, old: str) -> bool:
        """Whether the number of a member in order differs by as many places as the member has moved."""
        member, _, name = pointer.rpartition("/")
        partner = self.partners.get(member)
        if name != "number" or partner is None or not (new.isdecimal() and old.isdecimal()):
            return False
        return int(new) - int(old) == _index(member) - _index(partner)

    def of(self, pointer: str) -> str | None:
        """Where a field of one document stands in the other; None inside a member that has no partner."""
        head, tail = pointer, ""
        while head:
            if head in self.partners:
                partner = self.partners[head]
                return None if partner is None else partner + tail
            head, _, name = head.rpartition("/")
            tail = f"/{name}{tail}"
        return tail


def _index(pointer: str) -> int:
    return int(pointer.rpartition("/")[2])


def aligned(new: Part, old: Part) -> Alignment:
    """From the pointers of ``new`` to those of ``old``."""
    return Alignment(dict(_partners(new, old, "", "")))


def _partners(new: Part, old: Part, here: str, there: str) -> Iterator[Partner]:
    for name in type(new).model_fields:
        mine, other = getattr(new, name, None), getattr(old, name, None)
        if isinstance(mine, Part) and isinstance(other, Part):
            yield from _partners(mine, other, f"{here}/{name}", f"{there}/{name}")
        elif parts := _parts(mine):
            yield from _members(parts, _parts(other), f"{here}/{name}", f"{there}/{name}")


def _parts(value: Any) -> tuple[Member, ...]:
    """The members of a list of parts, some of which may be words («он же»); nothing of any other value."""
    return value if isinstance(value, tuple) and any(isinstance(member, Part) for member in value) else ()


def _members(mine: Sequence[Member], other: Sequence[Member], here: str, there: str) -> Iterator[Partner]:
    pairs = dict(paired(mine, other, _content, _likeness))
    for index, member in enumerate(mine):
        at = f"{here}/{index}"
        if index not in pairs:
            yield at, None
            continue
        partner, was = f"{there}/{pairs[index]}", other[pairs[index]]
        yield at, partner
        if isinstance(member, Part) and isinstance(was, Part):
            yield from _partners(member, was, at, partner)


def paired(
    mine: Sequence[Kind],
    other: Sequence[Kind],
    content: Callable[[Kind], str],
    likeness: Callable[[Kind, Kind], float],
) -> Pairs:
    """Places of members that answer each other: equal ones first, then the most alike, nearest in order."""
    same = _equal(list(map(content, mine)), list(map(content, other)))
    left = sorted(set(range(len(mine))) - {index for index, _ in same})
    right = sorted(set(range(len(other))) - {index for _, index in same})
    if len(left) * len(right) > _PATIENCE:
        return same + list(zip(left, right, strict=False))
    weighed = ((likeness(mine[a], other[b]), a, b) for a in left for b in right)
    return same + _most_alike(sorted((-alike, abs(a - b), a, b) for alike, a, b in weighed), left, right)


def _equal(mine: Sequence[str], other: Sequence[str]) -> Pairs:
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(other):
        waiting[content].append(index)
    for indices in waiting.values():
        indices.reverse()
    return [(index, waiting[content].pop()) for index, content in enumerate(mine) if waiting.get(content)]


def _content(member: Member) -> str:
    """All it says but its place."""
    if isinstance(member, str):
        return member
    return repr([getattr(member, name, None) for name in _telling(member)])


def _telling(member: Part) -> list[str]:
    """Its fields without the number in order, which says where it stands and not what it is."""
    return [name for name in type(member).model_fields if not (name == "number" and _is_place(member))]


def _is_place(member: Part) -> bool:
    return not isinstance(getattr(member, "number", None), str)


def _most_alike(weighed: list[tuple[float, int, int, int]], left: list[int], right: list[int]) -> Pairs:
    """By likeness below zero, distance in order, and places."""
    free_left, free_right, pairs = set(left), set(right), []
    for likeness, _, a, b in weighed:
        if -likeness < _ALIKE:
            break
        if a in free_left and b in free_right:
            free_left.discard(a)
            free_right.discard(b)
            pairs.append((a, b))
    return pairs


def _likeness(one: Member, other: Member) -> float:
    """Share of equal fields among those either of the two has."""
    if isinstance(one, str) or isinstance(other, str):
        return 0.0
    values = [(getattr(one, name, None), getattr(other, name, None)) for name in _telling(one)]
    told = [(a, b) for a, b in values if a not in (None, ()) or b not in (None, ())]
    return sum(a == b for a, b in told) / len(told) if told else 1.0
