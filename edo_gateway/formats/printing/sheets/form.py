"""The words of a form – captions, graphs, columns – kept as data beside its sheet, in ``<form>.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from edo_gateway.formats.printing.paper import Align, Column, Entry, Heading
from edo_gateway.formats.printing.phrases import DASH


@dataclass(frozen=True, slots=True)
class Form:
    """What is printed on the empty form."""

    words: Mapping[str, Any]

    def word(self, key: str, **facts: object) -> str:
        """A word or a phrase with its ``{placeholders}`` filled."""
        return str(self.words[key]).format(**facts)

    def line(self, number: str, value: str) -> Entry:
        """A captioned line of the table ``lines``: «Продавец: … (2)»."""
        return Entry(f"{self.words['lines'][number]}:", value or DASH, f"({number})")

    def box(self, number: str, value: str) -> Entry:
        """A captioned line of the table ``boxes``: «Дата отгрузки … [11]»."""
        return Entry(self.words["boxes"][number], value or DASH, f"[{number}]")

    def heading(self, number: str) -> Heading:
        """A box of the table ``boxes`` whose value are the lines below it."""
        return Heading(text=self.words["boxes"][number], number=f"[{number}]")

    def caption(self, key: str, value: str) -> Entry:
        """A captioned line of the table ``captions``, which has no graph."""
        return Entry(self.words["captions"][key], value or DASH)

    def columns(self, key: str = "columns") -> tuple[Column, ...]:
        return tuple(
            Column(
                title=column["title"],
                share=column["share"],
                align=Align(column.get("align", Align.RIGHT)),
                number=column.get("number", ""),
                under=tuple(column.get("under", ())),
            )
            for column in self.words[key]
        )


@cache
def form(name: str) -> Form:
    """The form whose words lie in ``<name>.toml``."""
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return Form(tomllib.loads(text))
