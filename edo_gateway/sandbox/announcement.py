"""What the sandbox says of itself when it starts: where it is, who has a box, whose signatures it believes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from edo_gateway.sandbox.config import Behaviour
from edo_gateway.sandbox.records import Box
from edo_gateway.sandbox.sandbox import Sandbox

_BEHAVIOURS: Final = {
    Behaviour.ACCEPT: "answers by itself: accepts",
    Behaviour.ACCEPT_WITH_DISCREPANCIES: "answers by itself: accepts with discrepancies",
    Behaviour.REFUSE: "answers by itself: refuses",
    Behaviour.REQUEST_CORRECTION: "answers by itself: asks to correct",
    Behaviour.MANUAL: "yours: your program answers, the sandbox does not",
}


def announcement(sandbox: Sandbox, url: str) -> str:
    """A few lines for whoever has started it."""
    return "\n".join(_lines(sandbox, url))


def _lines(sandbox: Sandbox, url: str) -> Iterator[str]:
    yield f"The sandbox operator speaks Diadoc's HTTP API in JSON at {url} (the same address in a browser shows it)."
    yield "Any client id, login and password will do."
    with sandbox.store.reading() as ledger:
        boxes = ledger.boxes()
    yield f"Boxes: {len(boxes)}." if boxes else "Nobody has a box: give --organization ИНН:КПП:NAME twice."
    for box in boxes:
        yield from _box_lines(box)
    yield from _trust_lines(sandbox)


def _box_lines(box: Box) -> Iterator[str]:
    numbers = f"ИНН {box.inn}, КПП {box.kpp}" if box.kpp else f"ИНН {box.inn}"
    yield f"  {box.name}, {numbers}: {_BEHAVIOURS[box.behaviour]}"
    yield f"    box {box.id}, participant {box.participant_id}"


def _trust_lines(sandbox: Sandbox) -> Iterator[str]:
    own, given = sandbox.seals.trust_directory, sandbox.config.trust_directory
    if given is None:
        yield f"Signatures are checked against the sandbox's own test roots in {own} and nothing else:"
        yield "  send SignWithTestSignature, sign with its test keys, or give your roots with --trust;"
        yield "  any other signature comes back as a DeliveryFailureNotification."
    else:
        yield f"Signatures are checked against the roots in {given} and the sandbox's own in {own}."
        if not given.is_dir():
            yield f"  {given} does not exist yet; it is read anew at every check."
