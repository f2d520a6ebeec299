"""The table of every rule, for people: ``python -m edo_gateway.formats.validation.table > docs/rules.md``."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from edo_gateway.domain.validation import Layer
from edo_gateway.formats.catalogue import Format, packaged
from edo_gateway.formats.validation.rules import Rule, rules_of
from edo_gateway.formats.validation.sentences import phrase, stated_rules

_STATED_LAYERS = (Layer.ENCODING, Layer.SCHEMA, Layer.RULES, Layer.VALUES, Layer.ARITHMETIC, Layer.LINKS)


def table() -> str:
    """The page in Markdown: the rules of each format, then the findings of the other layers."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield from (f"# {phrase('table_title').ru}", "", phrase("table_about").ru)
    told: set[str] = set()
    for format_ in packaged().judged:
        if own := [rule for rule in rules_of(format_) if rule.id not in told]:
            told |= {rule.id for rule in own}
            yield from _rules(format_, own)
    for layer in _STATED_LAYERS:
        yield from _findings(layer)


def _rules(format_: Format, rules: list[Rule]) -> Iterator[str]:
    """The rules of a format, those it shares with another told there."""
    yield from ("", f"## {format_.title.ru} ({format_.name})", "")
    if format_.note is not None:
        yield from (phrase("table_note", note=format_.note).ru, "")
    yield from (phrase("table_head").ru, "|---|---|---|---|---|")
    yield from (_row(rule) for rule in rules)


def _row(rule: Rule) -> str:
    official = ", ".join(str(number) for number in rule.official)
    return f"| `{rule.id}` | {official} | {rule.severity.value} | {rule.text.ru} | {rule.clause} |"


def _findings(layer: Layer) -> Iterator[str]:
    yield from (
        "",
        f"## {phrase('table_layer', layer=layer.value).ru}",
        "",
        phrase("table_short_head").ru,
        "|---|---|---|",
    )
    for rule, stated in stated_rules().items():
        if rule.startswith(f"{layer.value}."):
            yield f"| `{rule}` | {stated['severity']} | {stated['ru']} |"


if __name__ == "__main__":
    sys.stdout.write(table())
