"""The program that sets paper as PDF: an order as JSON on standard input, the PDF on standard output.

A process of its own for each paper. Setting a long document takes hundreds of megabytes, which typst keeps for its next
run; here they go back to the system, and nobody's page waits. Run as a file, it imports the typesetter alone.
"""

from __future__ import annotations

import base64
import json
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

FAILED = 3


def main() -> int:
    order = json.load(sys.stdin.buffer)
    _limit(order["memory"])
    with TemporaryDirectory() as folder:
        try:
            sys.stdout.buffer.write(_set(order, Path(folder)))
        except typst.TypstError as error:
            sys.stderr.write(error.message)
            return FAILED
    return 0


def _limit(memory: int) -> None:
    """Refused memory ends this process, and not some other one the system would choose."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def _set(order: dict[str, Any], folder: Path) -> bytes:
    """Everything the paper says comes as data from files; the template alone is a program."""
    (folder / "paper.json").write_text(json.dumps(order["paper"]), encoding="utf-8")
    for number, source in enumerate(order["sources"]):
        (folder / f"source-{number}").write_bytes(base64.b64decode(source))
    shutil.copy(order["template"], folder / "paper.typ")
    fonts = folder / "fonts"
    fonts.mkdir()
    for font in order["fonts"]:
        shutil.copy(font, fonts)
    return typst.compile(
        folder / "paper.typ",
        root=folder,
        font_paths=[fonts],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["a-3b"],
        pdf_tags=False,
        timestamp=0,
    )


if __name__ == "__main__":
    sys.exit(main())
