"""The main job: JSON is read, completed, written as an exchange file, validated in all layers and signed (GOST).

The limit is the bare libraries on the same bytes: libxml2 parses the file and validates it by the same schema, the GOST
provider hashes it and makes one raw signature. The limit reads no JSON and writes no file.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from bench.documents import AT, GUID, SELLER, body, file_of, grammar_of
from bench.pairs import Effort, Operation, Timings, growth, milliseconds, print_table, timed, times
from edo_gateway import formats
from edo_gateway.docflow.name_powers import NamePowers
from edo_gateway.docflow.prepare import PrepareDocument
from edo_gateway.docflow.register import Register
from edo_gateway.domain.access import Actor
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.party import Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person
from edo_gateway.formats.validation import validate
from edo_gateway.storage.engine import migrate
from edo_gateway.storage.units import open_units
from signing import Signer, TrustStore, make_sample_pki
from signing.gost import gost_provider
from signing.keys.key import Key, open_key

NOW = datetime.now(UTC)
LIMIT = "bare"
JOB, UNVERIFIED, GATEWAY = "our job", "sign unverified", "by the gateway"
PARTS = ("read", "complete", "write", "validate", "sign")
LINEAR_FROM = 100
"""Below, what every document costs hides what a line costs."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The seller's signer; the same key bare; and the gateway's step that prepares documents."""

    signer: Signer
    key: Key
    prepare: Callable[[bytes], ExchangeFile]


def run(effort: Effort) -> None:
    with _pen() as pen:
        measured = {lines: timed(variants(body(lines), pen), effort) for lines in effort.sizes}
    _print(measured)


def variants(payload: bytes, pen: Pen) -> dict[str, Operation]:
    read = formats.read_document(payload)
    completed, file = formats.complete(read), file_of(payload)
    content, grammar = file.content, grammar_of(file)
    assert validate(file).findings == ()
    return {
        LIMIT: lambda: (grammar.validate(etree.fromstring(content)), pen.key.sign(content)),
        JOB: lambda: pen.signer.sign(prepared(payload).content, at=NOW),
        UNVERIFIED: lambda: pen.signer.sign_unverified(prepared(payload).content, at=NOW),
        GATEWAY: lambda: pen.signer.sign(pen.prepare(payload).content, at=NOW),
        "read": lambda: formats.read_document(payload),
        "complete": lambda: formats.complete(read),
        "write": lambda: formats.write(completed, at=AT, guid=GUID),
        "validate": lambda: validate(file),
        "sign": lambda: pen.signer.sign(content, at=NOW),
    }


def prepared(payload: bytes) -> ExchangeFile:
    """JSON → a file found valid."""
    file = formats.write(formats.complete(formats.read_document(payload)), at=AT, guid=GUID)
    assert validate(file).is_valid
    return file


@contextmanager
def _pen() -> Iterator[Pen]:
    with tempfile.TemporaryDirectory() as folder:
        pki = make_sample_pki(Path(folder), at=NOW)
        yield Pen(
            signer=pki.signer("seller"),
            key=open_key(pki.key_address("seller")),
            prepare=_gateway(f"sqlite:///{folder}/gateway.db", TrustStore.from_directory(pki.trust_directory)),
        )


def _gateway(url: str, trust: TrustStore) -> Callable[[bytes], ExchangeFile]:
    """The step that prepares documents, over a database that knows the seller."""
    migrate(url)
    units, tax = open_units(url), TaxNumbers(inn="7700000016", kpp="770001001")
    ours = Organization(
        id=OrganizationId(GUID),
        name="ООО «Ромашка»",
        tax=tax,
        participant_id=ParticipantId("2XX-7700000016"),
        box="",
        card=json.dumps(SELLER),
    )
    Register(units=units, clock=lambda: AT).organization(ours)
    powers = NamePowers(clock=lambda: AT, trust=lambda: trust)
    prepare = PrepareDocument(units=units, clock=lambda: AT, name_powers=powers)
    actor = Actor(person=Person(id=PersonId(GUID), login="bench", name="bench"), organization_id=ours.id)
    return lambda payload: prepare(payload, actor=actor).file


def _print(measured: dict[int, Timings]) -> None:
    rows = [
        (
            str(lines),
            milliseconds(timings.seconds(LIMIT)),
            milliseconds(timings.seconds(JOB)),
            *(times(timings.ratio(name, LIMIT)) for name in (JOB, UNVERIFIED, GATEWAY, *PARTS)),
        )
        for lines, timings in measured.items()
    ]
    bare = f"bare libxml2 and {gost_provider().name}"
    title = f"JSON → validated file → signature, beside {bare}: ms of CPU, and times the bare"
    print_table(title, ("lines", LIMIT, "ours", JOB, UNVERIFIED, GATEWAY, *PARTS), rows)
    large = {lines: timings for lines, timings in measured.items() if lines >= LINEAR_FROM}
    power = growth(list(large), [timings.seconds(JOB) for timings in large.values()])
    print(f"\nFrom {min(large)} to {max(large)} lines the time grows as lines^{power:.2f}.")
