"""An answer beside the file it answers: its name and signature, the moment it was formed, the document it tells of.

What a file cannot say of itself. The name and the signature tie an answer to the very bytes, so another name or another
signature is an error; the rest is a warning, for some systems fill it from their own books.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format, prefix_of
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.validation.encoding import Limits, read
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, shortened

_TITLES = ("ИдИнфПрод", "ИдИнфПодр", "ИдИнфОтпр", "ИдИнфПок", "ИдИнфГО", "ИдИнфПрвПрием", "ИдИнфГП")
_FILES = ("СведПолФайл", "СведОтпрФайл", "СведАнФайл")
_SIGNATURES = ("ЭП", "ЭЦП")
_ANY = "any"
# Where an answer repeats the number and the date of the document, and where the answered title has them.
_CONTENT = "Документ/СодФХЖ4"  # noqa: RUF001 - the digit belongs to the name
_REPEATED = (
    ("ПорНомДокИнфПр", "Документ/СвСчФакт", "НомерДок"),
    ("ДатаДокИнфПр", "Документ/СвСчФакт", "ДатаДок"),
    ("Функция", "Документ", "Функция"),
    ("НомПостДок", "Документ/СвАктСдПр", "НомерДок"),
    ("ДатаПостДок", "Документ/СвАктСдПр", "ДатаДок"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The file answered and the detached signatures (CMS, DER) under it; without signatures they are not compared."""

    file: ExchangeFile
    signatures: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _Pair:
    """An answer, what it says of the file answered, and that file."""

    root: etree._Element
    reference: etree._Element
    answered: etree._Element
    places: Places

    def wrong(self, rule: str, element: etree._Element, field: str = "", **facts: object) -> Finding:
        return finding(rule, path=self.places.path(element, field), line=self.places.line(element), **facts)


def check(root: etree._Element, format_: Format, answered: Answered, limits: Limits, places: Places) -> list[Finding]:
    """Findings on an answer; none for a format that answers nothing."""
    reference = next(root.iter(*_TITLES, *_FILES), None)
    if not format_.answers or reference is None:
        return []
    other = read(answered.file.content, limits).root
    if other is None:
        return [finding("links.answered_unreadable", path=places.path(reference), line=places.line(reference))]
    pair = _Pair(root, reference, other, places)
    if format_.answers not in (_ANY, prefix_of(other)):
        told = {"given": shortened(prefix_of(other)), "expected": format_.answers}
        return [pair.wrong("links.answered_format", reference, **told)]
    found = [*_name(pair), *_signature(pair, answered.signatures), *_moment(pair), *_document(pair)]
    return found if format_.answers == _ANY else [*found, *_file_name(pair)]


def _name(pair: _Pair) -> Iterator[Finding]:
    name = next(str(name) for name in pair.reference.attrib if str(name).startswith(("ИдФайл", "Имя")))
    given, expected = pair.reference.get(name, ""), pair.answered.get("ИдФайл", "")
    if given != expected:
        yield pair.wrong(
            "links.answered_name", pair.reference, f"@{name}", given=shortened(given), expected=shortened(expected)
        )


def _signature(pair: _Pair, signatures: tuple[bytes, ...]) -> Iterator[Finding]:
    """Each signature of the file must be among those the answer repeats."""
    told = [pair.reference.get("ЭП", "")] if "ЭП" in pair.reference.attrib else []
    told += [child.text or "" for child in pair.reference if str(child.tag).startswith(_SIGNATURES)]
    known = {_decoded(text) for text in told}
    if signatures and not known & set(signatures):
        yield pair.wrong("links.answered_signature", pair.reference)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _moment(pair: _Pair) -> Iterator[Finding]:
    """The day and the time the file answered was formed at."""
    for kind in ("Дат", "Вр"):  # noqa: RUF001 - how names of days and times begin
        name, given = _told(pair.reference, kind, "Файл")
        _, expected = _told(pair.answered.find("Документ"), kind, "Инф")
        is_same = given.replace(":", ".") == expected.replace(":", ".")  # of a pair of titles one may write colons
        if given and expected and not is_same:
            facts = {"given": shortened(given), "expected": shortened(expected)}
            yield pair.wrong("links.answered_moment", pair.reference, f"@{name}", **facts)


def _told(element: etree._Element | None, start: str, within: str) -> tuple[str, str]:
    """The first attribute whose name starts and goes on so, with its value; nothing where there is none."""
    told = [] if element is None else [(str(name), str(value)) for name, value in element.items()]
    return next(((name, value) for name, value in told if name.startswith(start) and within in name), ("", ""))


def _document(pair: _Pair) -> Iterator[Finding]:
    content = pair.root.find(_CONTENT)
    for name, owner, source in _REPEATED if content is not None else ():
        told, given = pair.answered.find(owner), "" if content is None else content.get(name, "")
        expected = "" if told is None else told.get(source, "")
        if content is not None and given and expected and given != expected:
            facts = {"given": shortened(given), "expected": shortened(expected)}
            yield pair.wrong("links.answered_document", content, f"@{name}", **facts)


def _file_name(pair: _Pair) -> Iterator[Finding]:
    """The answer goes back to the sender, and its name ends with the digits of the name answered."""
    own, other = file_id_of(pair.root.get("ИдФайл", "")), file_id_of(pair.answered.get("ИдФайл", ""))
    if own is None or other is None:
        return
    if own.marks != other.marks:
        yield _of_name("links.answered_digits", given=own.marks, expected=other.marks)
    if not own.third and (own.recipient, own.sender) != (other.sender, other.recipient):
        yield _of_name("links.answered_sides", recipient=other.sender, sender=other.recipient)


def _of_name(rule: str, **facts: object) -> Finding:
    return finding(rule, path="/Файл/@ИдФайл", line=1, **facts)
