"""Memory at its peak, as times the file: each work in a process of its own, beside the bare parser's tree."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lxml import etree

from bench.documents import body, file_of
from bench.main_job import prepared
from bench.pairs import QUICK, Effort, print_table, times
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.validation import validate

SMALL, SIZES = 10, (10_000, 50_000)
MOST_TIMES = 12
"""The aim: no work takes more than so many times the bytes of the file."""

Work = Callable[[Any], object]
OF_FILE: dict[str, Work] = {"bare parse": lambda file: etree.fromstring(file.content), "validation": validate}
OF_JSON: dict[str, Work] = {"from JSON": file_of, "JSON to a checked file": prepared}


def run(effort: Effort) -> None:
    sizes = SIZES[:1] if effort is QUICK else SIZES
    with tempfile.TemporaryDirectory() as folder:
        rows = [(str(lines), *(times(figure) for figure in _row(Path(folder), lines))) for lines in sizes]
    print_table("Peak memory, times the file", ("lines", *OF_FILE, *OF_JSON), rows)
    print(f"\nThe aim is {MOST_TIMES}×. What Python has freed is not all given back before libxml2 asks for its own.")


def _row(folder: Path, lines: int) -> list[float]:
    file = file_of(body(lines))
    path = folder / file.name
    path.write_bytes(file.content)
    size, figures = len(file.content), []
    for name in (*OF_FILE, *OF_JSON):
        with get_context("spawn").Pool(1) as pool:
            figures.append(pool.apply(_grown, (name, lines, path)) / size)
    return figures


def _grown(name: str, lines: int, path: Path) -> int:
    """By how many bytes the process grew at its peak; what the work starts from is there before."""
    small, given = body(SMALL), body(lines)
    work: Work = OF_JSON.get(name) or OF_FILE[name]
    work(small if name in OF_JSON else file_of(small))
    payload = given if name in OF_JSON else ExchangeFile(path.name, path.read_bytes())
    before = _kilobytes("VmRSS")
    work(payload)
    return (_kilobytes("VmHWM") - before) * 1024


def _kilobytes(field: str) -> int:
    """A figure of Linux about this process."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(f"{field}:"))
