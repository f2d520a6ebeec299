"""What a child process does with a hostile file: every entry that takes bytes, and what the process took for it.

The file and the entries are told on the command line; every entry if none is. Prints one JSON object: for each entry
the rules it refused by, and by how many kilobytes the process grew at its peak.
"""

from __future__ import annotations

import json
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument, Severity
from edo_gateway.formats import envelope_of, parse
from edo_gateway.formats.catalogue import packaged
from edo_gateway.formats.printing.tree import tree_of
from edo_gateway.formats.validation import validate

MOST_SECONDS = 12  # of CPU: a dozen times what it takes, for slow machines
MEGABYTE = 1 << 20


def refused(entry: Callable[[ExchangeFile], object], file: ExchangeFile) -> list[str]:
    """The rules of the errors an entry finds; empty where it takes the file."""
    try:
        entry(file)
    except InvalidDocument as error:
        return [found.rule for found in error.report.findings if found.severity is Severity.ERROR]
    except GatewayError as error:
        return [error.code]
    return []


def judge(file: ExchangeFile) -> None:
    report = validate(file)
    if not report.is_valid:
        raise InvalidDocument(report)


def no_network(*_: object) -> None:
    raise AssertionError("a file made the program reach out")


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> None:
    socket.socket.connect = no_network  # type: ignore[method-assign, assignment]
    file = ExchangeFile("a.xml", Path(sys.argv[1]).read_bytes())
    warm = ExchangeFile("a.xml", b'<?xml version="1.0" encoding="windows-1251"?><a/>')
    entries: dict[str, Callable[[ExchangeFile], object]] = {
        "validate": judge,
        "parse": parse,
        "envelope": envelope_of,
        "tree": lambda one: tree_of(one, packaged()),
    }
    for entry in entries.values():
        refused(entry, warm)
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    before = peak()
    rules = {name: refused(entries[name], file) for name in sys.argv[2:] or entries}
    sys.stdout.write(json.dumps({"rules": rules, "grown": peak() - before}))


if __name__ == "__main__":
    main()
