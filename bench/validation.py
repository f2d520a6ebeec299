"""What validation costs beside the parser and the grammar in it.

The limit is bare lxml: parse the bytes and validate them by the same compiled schema.
"""

from __future__ import annotations

from threading import Thread

from lxml import etree

from bench.documents import body, file_of, grammar_of
from bench.pairs import Effort, Operation, milliseconds, print_table, timed, times
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import day_of, recognise
from edo_gateway.formats.validation import (
    Limits,
    arithmetic,
    blanks,
    encoding,
    links,
    particulars,
    rules,
    schema,
    validate,
)
from edo_gateway.formats.validation.places import Places

LIMIT, ALL = "bare", "all layers"
LAYERS = ("encoding", "schema", "rules", "values", "arithmetic", "links")
MANY = 1000
"""Small documents, each another, validated one after another."""


def run(effort: Effort) -> None:
    _print_layers(effort)
    _print_many(effort)


def variants(file: ExchangeFile) -> dict[str, Operation]:
    content, limits, grammar = file.content, Limits(), grammar_of(file)
    root = encoding.read(content, limits).root
    assert root is not None
    format_ = recognise(root)
    assert format_ is not None
    places, formed = Places(root, content), day_of(root)
    assert validate(file).findings == ()
    return {
        LIMIT: lambda: grammar.validate(etree.fromstring(content)),
        ALL: lambda: validate(file),
        "encoding": lambda: encoding.read(content, limits),
        "schema": lambda: schema.check(root, content, format_.schema_path, places),
        "rules": lambda: rules.check(root, format_, places),
        "values": lambda: (
            blanks.check(root, content, format_.schema_path, places),
            particulars.check(root, format_, formed, places),
        ),
        "arithmetic": lambda: arithmetic.check(root, format_, places),
        "links": lambda: links.check(root, format_, file.name),
    }


def _print_layers(effort: Effort) -> None:
    rows = []
    for lines in effort.sizes:
        timings = timed(variants(file_of(body(lines))), effort)
        spent = (milliseconds(timings.seconds(name)) for name in (LIMIT, ALL))
        rows.append((str(lines), *spent, *(times(timings.ratio(name, LIMIT)) for name in (ALL, *LAYERS))))
    title = "Validation beside bare libxml2, which parses and validates by the schema: ms of CPU, and times the bare"
    print_table(title, ("lines", LIMIT, "ours", ALL, *LAYERS), rows)


def _print_many(effort: Effort) -> None:
    files = [file_of(body(3, number=str(number))) for number in range(MANY)]
    grammar = grammar_of(files[0])
    timings = timed(
        {
            LIMIT: lambda: [grammar.validate(etree.fromstring(file.content)) for file in files],
            ALL: lambda: [validate(file) for file in files],
            "first": lambda: _in_a_new_thread(files[0]),
        },
        effort,
    )
    ratio, first = times(timings.ratio(ALL, LIMIT)), milliseconds(timings.seconds("first"))
    print(f"\n{MANY} small documents: {milliseconds(timings.seconds(ALL) / MANY)} ms each, {ratio} the bare.")
    print(f"The first of a thread takes {first} ms: schema and rules are compiled once a thread, not once a document.")


def _in_a_new_thread(file: ExchangeFile) -> None:
    thread = Thread(target=validate, args=(file,))
    thread.start()
    thread.join()
