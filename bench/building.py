"""What building a file from JSON costs beside the mere writing of its bytes.

The limit is lxml's incremental writer, ``etree.xmlfile``, given every name and value ready: it writes the same elements
in the same encoding.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from lxml import etree

from bench.documents import AT, GUID, body, file_of
from bench.pairs import Effort, Operation, growth, milliseconds, print_table, timed, times
from edo_gateway import formats

LIMIT, ALL = "etree.xmlfile", "from JSON"
PARTS = ("read", "complete", "write")
MOST_TIMES = 3
"""The aim: from JSON to the bytes in no more than so many times the limit."""

Node = tuple[str, dict[str, str], str | None, list[Any]]
"""A name, attributes, a text and the nodes below."""


def run(effort: Effort) -> None:
    measured = {lines: timed(variants(body(lines)), effort) for lines in effort.sizes}
    rows = [
        (
            str(lines),
            *(milliseconds(timings.seconds(name)) for name in (LIMIT, ALL)),
            *(times(timings.ratio(name, LIMIT)) for name in (ALL, *PARTS)),
        )
        for lines, timings in measured.items()
    ]
    title = "JSON → bytes of the file, beside the incremental writer of lxml: ms of CPU, and times the writer"
    print_table(title, ("lines", LIMIT, "ours", ALL, *PARTS), rows)
    power = growth(list(measured), [timings.seconds(ALL) for timings in measured.values()])
    print(f"\nThe aim is {MOST_TIMES}×. The time grows as lines^{power:.2f}.")


def variants(payload: bytes) -> dict[str, Operation]:
    read = formats.read_document(payload)
    completed, content = formats.complete(read), file_of(payload).content
    node = _node(etree.fromstring(content))
    assert _canonical(_written(node)) == _canonical(content)
    return {
        LIMIT: lambda: _written(node),
        ALL: lambda: file_of(payload),
        "read": lambda: formats.read_document(payload),
        "complete": lambda: formats.complete(read),
        "write": lambda: formats.write(completed, at=AT, guid=GUID),
    }


def _node(element: etree._Element) -> Node:
    attributes = {str(name): str(value) for name, value in element.items()}
    return str(element.tag), attributes, element.text, [_node(child) for child in element]


def _written(node: Node) -> bytes:
    buffer = BytesIO()
    with etree.xmlfile(buffer, encoding="windows-1251") as file:
        file.write_declaration()
        _write(file, node)
    return buffer.getvalue()


def _write(file: Any, node: Node) -> None:
    name, attributes, text, children = node
    with file.element(name, attributes):
        if text is not None:
            file.write(text)
        for child in children:
            _write(file, child)


def _canonical(content: bytes) -> bytes:
    return etree.tostring(etree.fromstring(content), method="c14n")
