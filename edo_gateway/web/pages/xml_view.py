"""The XML of a file, laid out to be read: tokens of tags, attributes and values. The bytes stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENCODING = re.compile(rb'<\?xml[^>]*encoding=["\']([A-Za-z0-9_.-]+)["\']')
_TAG = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r'([^\s=<>/?]+)\s*=\s*("[^"]*"|\'[^\']*\')')
_MOST_LINES = 5000  # what a browser shows without effort; the file itself is downloaded whole


@dataclass(frozen=True, slots=True)
class Token:
    """``kind`` is ``tag``, ``name``, ``value`` or ``text``: a class of the style sheet."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class XmlLine:
    number: int
    depth: int
    tokens: tuple[Token, ...]


def pretty(content: bytes) -> list[XmlLine]:
    """Lines of one tag each, or of a tag with its text. Nothing is resolved or interpreted."""
    lines: list[XmlLine] = []
    for depth, pieces in _laid_out(_text(content)):
        lines.append(XmlLine(len(lines) + 1, min(depth, 12), tuple(_tokens(pieces))))
        if len(lines) == _MOST_LINES:
            break
    return lines


def _text(content: bytes) -> str:
    declared = _ENCODING.match(content[:200].lstrip())
    encoding = declared.group(1).decode() if declared else "utf-8"
    try:
        return content.decode(encoding, "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _laid_out(text: str) -> Iterator[tuple[int, list[str]]]:
    depth, at = 0, 0
    held: list[str] = []  # an opening tag, until it is known whether text or another tag follows
    for match in _TAG.finditer(text):
        tag, between = match.group(), text[at : match.start()].strip()
        at = match.end()
        if between:
            held.append(between)
        if tag.startswith("</"):
            depth -= 1
            if held:
                yield depth, [*held, tag]
                held = []
            else:
                yield depth, [tag]
            continue
        if held:
            yield depth - 1, held
            held = []
        if tag.endswith(("/>", "?>")) or tag.startswith("<!"):
            yield depth, [tag]
        else:
            held = [tag]
            depth += 1
    if held:
        yield max(depth - 1, 0), held


def _tokens(pieces: list[str]) -> Iterator[Token]:
    for piece in pieces:
        if piece.startswith("<"):
            yield from _tag_tokens(piece)
        else:
            yield Token("text", piece)


def _tag_tokens(tag: str) -> Iterator[Token]:
    at = 0
    for match in _ATTRIBUTE.finditer(tag):
        yield Token("tag", tag[at : match.start()])
        yield Token("name", match.group(1))
        yield Token("tag", "=")
        yield Token("value", match.group(2))
        at = match.end()
    yield Token("tag", tag[at:])
