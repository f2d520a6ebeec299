"""What a process does with hostile files: every entry that takes bytes, and what the process took for it.

The files are told on the command line. Each is given to the entries in a fork of the warmed process. Prints one line of
JSON for each: for every entry the rules it refused by and its CPU time, as times what libxml2 alone takes to read the
largest file there may be; and by how many kilobytes the fork grew at its peak.
"""

from __future__ import annotations

import json
import os
import resource
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument, Severity
from edo_gateway.formats import envelope_of, parse
from edo_gateway.formats.catalogue import packaged
from edo_gateway.formats.printing.tree import tree_of
from edo_gateway.formats.validation import Limits, validate

MOST_SECONDS = 20  # of CPU, after which a fork is ended


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


def kilobytes(field: str) -> int:
    """A figure of Linux about this process."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith(f"{field}:"))


def seconds_of_libxml2() -> float:
    """What the bare parser takes for as many tags and attributes as a file may have; the quickest of three times."""
    largest = b"<a>" + b'<b c="d"/>' * (Limits().pieces // 2) + b"</a>"
    taken = []
    for _ in range(3):
        start = time.process_time()
        etree.fromstring(largest)
        taken.append(time.process_time() - start)
    return min(taken)


ENTRIES: dict[str, Callable[[ExchangeFile], object]] = {
    "validate": judge,
    "parse": parse,
    "envelope": envelope_of,
    "tree": lambda one: tree_of(one, packaged()),
}


def weigh(path: str, bare: float) -> None:
    """In a fork, so that nothing is left of one file when the next is weighed."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    file = ExchangeFile("a.xml", Path(path).read_bytes())
    before, rules, times = kilobytes("VmRSS"), {}, {}
    for name, entry in ENTRIES.items():
        start = time.process_time()
        rules[name] = refused(entry, file)
        times[name] = round((time.process_time() - start) / bare, 2)
    told = {"rules": rules, "times": times, "grown": kilobytes("VmHWM") - before}
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


def main() -> int:
    socket.socket.connect = no_network  # type: ignore[method-assign, assignment]
    warm = ExchangeFile("a.xml", b'<?xml version="1.0" encoding="windows-1251"?><a/>')
    for entry in ENTRIES.values():
        refused(entry, warm)
    bare = seconds_of_libxml2()
    for path in sys.argv[1:]:
        if (fork := os.fork()) == 0:
            weigh(path, bare)
            os._exit(0)
        if ended := os.waitpid(fork, 0)[1]:
            sys.stderr.write(f"{path} was not taken: {ended}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
