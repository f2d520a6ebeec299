"""One thing said to a person, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    ru: str
    en: str


@dataclass(frozen=True)
class Doubt(Sentence):
    """Good enough to go on, not good enough to keep quiet about."""
