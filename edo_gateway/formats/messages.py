"""Findings of this room: the sentences live in messages.toml, keyed by rule id."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, InvalidDocument, Layer, Report

_LAYERS = {
    "request": Layer.REQUEST,
    "encoding": Layer.ENCODING,
    "file": Layer.SCHEMA,
    "arithmetic": Layer.ARITHMETIC,
    "links": Layer.LINKS,
}

_HINT = "hint."


@cache
def _texts() -> dict[str, Text]:
    source = files("edo_gateway.formats").joinpath("messages.toml").read_text(encoding="utf-8")
    return {rule: Text(said["ru"], said["en"]) for rule, said in tomllib.loads(source).items()}


def rules() -> tuple[str, ...]:
    """Ids of every rule this room may report, for the reference."""
    return tuple(rule for rule in _texts() if not rule.startswith(_HINT))


def stated(rule: str) -> Text:
    """The sentence of a rule before its facts are filled in."""
    return _texts()[rule]


def said(hint: str, **facts: Any) -> Text:
    """A sentence that no finding is made of, but that follows one."""
    return _texts()[hint].filled(**facts)


def finding(
    rule: str, pointer: str | None, *, path: str | None = None, line: int | None = None, **facts: Any
) -> Finding:
    """A finding of a rule; its layer is told by the first word of the id, the sentence is filled from the facts."""
    text = _texts()[rule].filled(**facts)
    return Finding(layer=_LAYERS[rule.partition(".")[0]], rule=rule, text=text, pointer=pointer, path=path, line=line)


def refusal(findings: Iterable[Finding], *, format: str = "", version: str = "") -> InvalidDocument:
    """The error that carries the findings."""
    return InvalidDocument(Report(format=format, version=version, findings=tuple(findings)))
