"""What the printed form costs: the page beside reading it back, the PDF beside a plain table of the same cells.

The plain table is set by the same program in the same kind of process, with no form around it. CPU of the process and
of those it starts. Then what others feel: how long a thread waits for its turn while a long document is printed, and
how much memory the printing process leaves behind.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from lxml import html

from bench.documents import body
from bench.pairs import Effort, milliseconds, print_table, timed, times
from edo_gateway import formats
from edo_gateway.formats.printing import Paper, paper_of, pdf, to_html, to_pdf

PAGE, READ, PDF, PLAIN = "page", "read back", "PDF", "plain table"
LARGEST = 1000  # lines: a document of ten times as many takes 1.7 GB in the process that sets it
TICK = 0.005  # seconds a thread sleeps between its turns
_TEMPLATE = """
#let paper = json("paper.json")
#set page(paper: "a4", flipped: true, margin: 8mm)
#set text(font: "Source Sans Pro", size: 8pt)
#table(columns: (1fr,) * paper.columns, ..paper.rows.flatten())
"""


def run(effort: Effort) -> None:
    rows = [_row(lines, effort) for lines in effort.sizes if lines <= LARGEST]
    title = "Printed form: ms of CPU, times what it is compared with, and the largest process that set a PDF so far"
    print_table(title, ("lines", PAGE, f"{PAGE}/{READ}", PDF, f"{PDF}/{PLAIN}", "MB"), rows)
    _print_what_others_feel()


def paper(lines: int) -> Paper:
    return paper_of(formats.complete(formats.read_document(body(lines))))


def _row(lines: int, effort: Effort) -> tuple[str, ...]:
    sheet = paper(lines)
    page = to_html(sheet)
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "plain.typ"
        template.write_text(_TEMPLATE, encoding="utf-8")
        order = _plain_order(sheet, template)
        timings = timed(
            {
                PAGE: lambda: to_html(sheet),
                READ: lambda: html.fromstring(page),
                PDF: lambda: to_pdf(sheet),
                PLAIN: lambda: _pressed(order),
            },
            effort,
            _spent,
        )
    figures = (milliseconds(timings.seconds(PAGE)), times(timings.ratio(PAGE, READ)))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return (
        *(str(lines), *figures),
        *(milliseconds(timings.seconds(PDF)), times(timings.ratio(PDF, PLAIN)), str(peak)),
    )


def _plain_order(sheet: Paper, template: Path) -> bytes:
    (table,) = (block for block in sheet.blocks if block.kind == "table")
    cells = {"rows": [list(row) for row in table.rows], "columns": len(table.columns), "sources": []}
    order = {"paper": cells, "sources": [], "template": str(template), "fonts": pdf.fonts(), "memory": pdf.MEMORY}
    return json.dumps(order).encode()


def _pressed(order: bytes) -> None:
    press = find_spec("edo_gateway.formats.printing.press")
    assert press is not None
    subprocess.run([sys.executable, "-I", str(press.origin)], input=order, capture_output=True, check=True)  # noqa: S603


def _spent() -> float:
    times_ = os.times()
    return times_.user + times_.system + times_.children_user + times_.children_system


def _print_what_others_feel() -> None:
    sheet = paper(LARGEST)
    before = _resident()
    alone, printing = _longest_wait(lambda: time.sleep(1)), _longest_wait(lambda: to_pdf(sheet))
    for _ in range(5):
        to_pdf(sheet)
    print(f"\nThe longest another thread waits for its turn: {milliseconds(alone)} ms while nothing is printed,")
    print(f"{milliseconds(printing)} ms while {LARGEST:,} lines are.")
    print(f"Six PDFs of {LARGEST:,} lines leave {(_resident() - before) / 2**20:.0f} MB in the process that asked.")


def _longest_wait(work: Callable[[], object]) -> float:
    """How much longer than it asked for another thread sleeps at the worst."""
    waits: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            start = time.perf_counter()
            time.sleep(TICK)
            waits.append(time.perf_counter() - start - TICK)

    thread = threading.Thread(target=tick)
    thread.start()
    work()
    done.set()
    thread.join()
    return max(waits)


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()
