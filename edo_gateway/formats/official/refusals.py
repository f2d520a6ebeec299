"""Why an official schema is not taken. The sentences live in ``refusals.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.text import Text


class SchemaRefused(GatewayError):
    """The file is not a schema we could judge by; ``reason`` says what is wrong and how to mend it."""

    code = "schema_refused"
    text = Text("Схема не добавлена: {reason}", "The schema was not added: {reason}")


class PinBroken(GatewayError):
    """A file of the shelf is not the one that was added."""

    code = "schema_pin_broken"
    text = Text("Схема {file} не принята: {reason}", "The schema {file} is not used: {reason}")


def refused(reason: str, /, **facts: object) -> SchemaRefused:
    """The refusal for a reason by its name in ``refusals.toml``."""
    return SchemaRefused(reason=_sentence(reason).filled(**facts))


def broken(reason: str, /, file: str, **facts: object) -> PinBroken:
    """The refusal of a file on the shelf."""
    return PinBroken(file=file, reason=_sentence(reason).filled(file=file, **facts))


def _sentence(name: str) -> Text:
    return _sentences()[name]


@cache
def _sentences() -> dict[str, Text]:
    written = resources.files(__package__).joinpath("refusals.toml").read_text(encoding="utf-8")
    return {name: Text(said["ru"], said["en"]) for name, said in tomllib.loads(written).items()}
