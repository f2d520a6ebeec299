"""Timing by turns: every variant runs in every round, so what disturbs the machine disturbs all of them alike.

CPU time of the process. The first call of each variant is not counted. The garbage collector stays on, as in service;
what was made before the rounds is frozen, so that a variant pays for looking through its own objects, not the others'.
"""

from __future__ import annotations

import gc
import math
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Operation = Callable[[], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much to measure: rounds, CPU seconds of a variant in a round (one call at least), lines of the documents."""

    rounds: int
    seconds: float
    sizes: tuple[int, ...]


QUICK = Effort(rounds=3, seconds=0.01, sizes=(10, 100, 1000))
THOROUGH = Effort(rounds=15, seconds=0.05, sizes=(10, 100, 1000, 10_000))


@dataclass(frozen=True, slots=True)
class Timings:
    """CPU seconds of one call of each variant, round by round."""

    rounds: Mapping[str, list[float]]

    def seconds(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def ratio(self, name: str, reference: str) -> float:
        """The median of the ratios of the rounds: within a round the machine is the same for both."""
        pairs = zip(self.rounds[name], self.rounds[reference], strict=True)
        return statistics.median(one / other for one, other in pairs)


def timed(
    operations: Mapping[str, Operation], effort: Effort, clock: Callable[[], float] = time.process_time
) -> Timings:
    """Warm every operation up, then let them take turns; the clock counts CPU seconds."""
    for operation in operations.values():
        operation()
    rounds: dict[str, list[float]] = {name: [] for name in operations}
    gc.collect()
    gc.freeze()
    for _ in range(effort.rounds):
        for name, operation in operations.items():
            rounds[name].append(_seconds(operation, effort.seconds, clock))
    gc.unfreeze()
    return Timings(rounds)


def _seconds(operation: Operation, at_least: float, clock: Callable[[], float]) -> float:
    gc.collect()
    calls, spent, start = 0, 0.0, clock()
    while spent < at_least or not calls:
        operation()
        calls += 1
        spent = clock() - start
    return spent / calls


def growth(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """The power of the size with which the time grows, by least squares: 1 is linear."""
    decades = [math.log(size) for size in sizes]
    return statistics.linear_regression(decades, [math.log(value) for value in seconds]).slope


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """The first column is words, the others are figures."""
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    print(f"\n{title}\n")
    for first, *figures in lines:
        cells = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        print("  ".join([first.ljust(widths[0]), *cells]))


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3f}"


def times(ratio: float) -> str:
    return f"{ratio:.2f}×"
