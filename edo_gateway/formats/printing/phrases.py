"""Russian words of the printed form, kept as data: in this room a stray letter of a wrong alphabet must stand out."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

DASH = "\u2013"
"""What an empty field of the form shows."""


def label(key: str) -> str | None:
    """What people call a field; None when it has no label."""
    return _tables()["labels"].get(key)


def word(value: str) -> str:
    """A coded value in words; a value that is none stays as it is."""
    return _tables()["words"].get(value, value)


def title(kind: str) -> str:
    """What a document of this type is called on its card."""
    return _tables()["titles"].get(kind, "")


def money(currency: str) -> Sequence[str]:
    """What is counted in a currency (ОКВ), by one, two and five, then its hundredths alike; empty if not known."""
    known = _tables()["money"].get(currency, "")
    return known.split(", ") if known else ()


def phrase(key: str, **facts: object) -> str:
    """A phrase of the form with its ``{placeholders}`` filled."""
    return _tables()["phrases"][key].format(**facts)


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
