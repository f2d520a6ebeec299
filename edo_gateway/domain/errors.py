"""The family of errors a person or a program may meet: a stable code and a sentence in both languages.

A room derives its own family from :class:`GatewayError`; HTTP statuses are chosen in ``web`` alone.
"""

from __future__ import annotations

from typing import ClassVar

from edo_gateway.domain.text import Language, Text


class GatewayError(Exception):
    """Something the caller can understand and act upon.

    ``code`` never changes once published; ``text`` may hold ``{placeholders}`` filled from the facts given, each
    plain or a :class:`Text`;
    ``pointer`` is the JSON pointer (RFC 6901) of the caller's field where one is to blame.
    """

    code: ClassVar[str] = "error"
    text: ClassVar[Text] = Text("Что-то пошло не так.", "Something went wrong.")

    def __init__(self, *, pointer: str | None = None, **facts: object) -> None:
        self.facts = facts
        self.pointer = pointer
        super().__init__(self.said_in(Language.ENGLISH))

    def said_in(self, language: Language) -> str:
        return self.text.filled(**self.facts).said_in(language)


class NotFound(GatewayError):
    """The thing does not exist, or belongs to an organisation the caller may not see: both look the same."""

    code = "not_found"
    text = Text(
        "Не найдено: {what}. Проверьте адрес или идентификатор.",
        "Not found: {what}. Check the address or the identifier.",
    )


class Forbidden(GatewayError):
    code = "forbidden"
    text = Text(
        "Нет права на это действие: {action}. Попросите администратора дать роль «{role}».",
        "You may not do this: {action}. Ask an administrator for the role “{role}”.",
    )


class ConcurrentChange(GatewayError):
    """Somebody else changed the same thing first; nothing of this attempt was kept."""

    code = "concurrent_change"
    text = Text(
        "Документ только что изменил кто-то другой. Обновите страницу и повторите, если ещё нужно.",
        "Somebody else has just changed the document. Look at it again and repeat if it is still needed.",
    )
