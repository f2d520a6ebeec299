"""The words a completed document says when the caller left them out; they live in wording.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Wording:
    """``title`` by function, ``operation`` by the kind of line, ``acceptance`` by the result.

    ``correction`` are phrases of the correction document, ``correction_title`` by function, ``correction_basis`` by the
    kind of the signatory; ``discrepancy`` are phrases of the discrepancy act.
    """

    fact: str
    shipment_document: str
    invoice: str
    works_act: str
    works_accepted: str
    settlements_notices: dict[str, str]
    reconciliation: str
    title: dict[str, str]
    operation: dict[str, str]
    acceptance: dict[str, str]
    correction: dict[str, str]
    correction_title: dict[str, str]
    correction_basis: dict[str, str]
    transport: dict[str, str]
    discrepancy: dict[str, str]


@cache
def wording() -> Wording:
    source = files("edo_gateway.formats").joinpath("wording.toml").read_text(encoding="utf-8")
    return Wording(**tomllib.loads(source))
