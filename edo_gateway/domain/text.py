"""Sentences for people, in the two languages the gateway speaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """A language by its BCP 47 tag."""

    RUSSIAN = "ru"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence said in Russian and in English."""

    ru: str
    en: str

    def said_in(self, language: Language) -> str:
        return self.en if language is Language.ENGLISH else self.ru

    def filled(self, **facts: object) -> Text:
        """The same sentence with its ``{placeholders}`` replaced by facts."""
        return Text(self.ru.format(**facts), self.en.format(**facts))

    def followed_by(self, sentence: Text) -> Text:
        """The same with another sentence after it."""
        return Text(f"{self.ru} {sentence.ru}", f"{self.en} {sentence.en}")
