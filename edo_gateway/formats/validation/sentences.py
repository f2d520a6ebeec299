"""The sentences findings are said in. They live in ``schemas/findings.json``; a finding adds the facts of the case."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import schemas
from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding, Layer, Severity

LONGEST_VALUE = 80  # characters of a value repeated in a sentence


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = schemas.read_json("findings.json")
    return data


def stated_rules() -> dict[str, dict[str, str]]:
    """Every finding that is not a rule of a format: its severity, clause and sentences by its id."""
    rules: dict[str, dict[str, str]] = _data()["findings"]
    return rules


def phrase(name: str, /, **facts: object) -> Text:
    """A piece of a sentence, such as “from 1 to 255”."""
    said = _data()["phrases"][name]
    return Text(said["ru"], said["en"]).filled(**facts)


def finding(rule: str, /, *, path: str | None = None, line: int | None = None, **facts: object) -> Finding:
    """A finding by its id; the first part of the id is its layer."""
    stated = stated_rules()[rule]
    return Finding(
        layer=Layer(rule.partition(".")[0]),
        rule=rule,
        text=Text(stated["ru"], stated["en"]).filled(**facts),
        severity=Severity(stated["severity"]),
        path=path,
        line=line,
        clause=stated["clause"],
    )


def in_line(found: Finding, number: str) -> Finding:
    """The same finding, its sentence beginning with the line of the table it is about."""
    said = Text(_begun_small(found.text.ru), _begun_small(found.text.en))
    return replace(found, text=phrase("in_line", number=shortened(number), said=said))


def _begun_small(sentence: str) -> str:
    """With a small letter first, but for abbreviations."""
    is_word = sentence[1:2].islower() or sentence[1:2].isspace()
    return sentence[:1].lower() + sentence[1:] if is_word else sentence


def shortened(value: str, longest: int = LONGEST_VALUE) -> str:
    """The value as a sentence repeats it, in so many characters."""
    return value if len(value) <= longest else value[: longest - 1] + "…"


def joined(names: list[Text], last: str = "or") -> Text:
    """«a, b or c» in both languages."""
    conjunction = phrase(last)
    return Text(_join([n.ru for n in names], conjunction.ru), _join([n.en for n in names], conjunction.en))


def _join(names: list[str], conjunction: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + conjunction + names[-1]
