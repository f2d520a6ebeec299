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
        """The same sentence with its ``{placeholders}`` replaced by facts, each plain or itself a :class:`Text`."""
        russian = {name: fact.ru if isinstance(fact, Text) else fact for name, fact in facts.items()}
        english = {name: fact.en if isinstance(fact, Text) else fact for name, fact in facts.items()}
        return Text(self.ru.format(**russian), self.en.format(**english))

    def followed_by(self, sentence: Text) -> Text:
        """The same with another sentence after it."""
        return Text(f"{self.ru} {sentence.ru}", f"{self.en} {sentence.en}")


def form_of(count: int, one: str, few: str, many: str) -> str:
    """The form of a Russian noun after a number: 1 ошибка, 2 ошибки, 5 ошибок."""
    tens, units = count % 100, count % 10
    if 11 <= tens <= 14 or units == 0 or units > 4:
        return many
    return one if units == 1 else few


def counted(count: int, russian: tuple[str, str, str], english: tuple[str, str]) -> Text:
    """A number with its noun: the three forms of the Russian one, the two of the English."""
    return Text(f"{count} {form_of(count, *russian)}", f"{count} {english[count != 1]}")


def errors(count: int) -> Text:
    """«5 ошибок»."""
    return counted(count, ("ошибка", "ошибки", "ошибок"), ("error", "errors"))
