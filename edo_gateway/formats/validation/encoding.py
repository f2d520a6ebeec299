"""First layer: the bytes. What passes is well-formed XML in windows-1251 – UTF-8 where a format says so – without
anything that could reach out or explode.

Files come from outside, so the order of checks matters: size, encoding and DOCTYPE are looked at before any parser
sees the bytes, and the parser itself may neither load nor expand anything.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast

from lxml import etree

from edo_gateway.domain.text import Text
from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import line_of
from edo_gateway.formats.validation.selecting import select
from edo_gateway.formats.validation.sentences import finding, phrase, shortened

ENCODING = "windows-1251"
_UTF_8 = "utf-8"

_DECLARATION = re.compile(
    rb"""<\?xml\s+version\s*=\s*(["'])1\.0\1\s+encoding\s*=\s*(["'])([A-Za-z0-9._-]+)\2\s*(?:standalone\s*=\s*(["'])(?:yes|no)\4\s*)?\?>"""
)
_USUAL = f'<?xml version="1.0" encoding="{ENCODING}"?>'.encode()
_FILE = "Файл".encode(ENCODING)  # no text in UTF-8 has these bytes
_EXCLAMATION = b"!"  # neither a DOCTYPE nor a comment is without it, and one byte is found at once
_SHORT = 65_536  # bytes
LONGEST_VALUE = 2_000_000  # bytes of one tag or text; documents have thousands at most
_MOST_INSTRUCTIONS = 10  # that are told of
_NOT_SPACE = re.compile(rb"\S")
_UNDEFINED = b"\x98"  # the only byte windows-1251 gives no character
_MARKS = {
    b"\xef\xbb\xbf": "UTF-8",
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_BEGINNINGS = (
    (b"%PDF", "kind_pdf"),
    (b"PK\x03\x04", "kind_zip"),
    (b"\xd0\xcf\x11\xe0", "kind_office"),
    (b"{", "kind_json"),
    (b"[", "kind_json"),
    (b"\x30\x82", "kind_signature"),
    (b"\x30\x80", "kind_signature"),
    (b"MII", "kind_signature"),
    (b"-----BEGIN", "kind_signature"),
)
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_INSTANCE_BYTES = _INSTANCE.encode()
_LOCATED = etree.XPath("//*[@xsi:schemaLocation or @xsi:noNamespaceSchemaLocation]", namespaces={"xsi": _INSTANCE})
_REASONS = {
    "reason_tags": ("ERR_TAG_NAME_MISMATCH", "ERR_LTSLASH_REQUIRED"),
    "reason_end": ("ERR_DOCUMENT_EMPTY", "ERR_DOCUMENT_END", "ERR_TAG_NOT_FINISHED", "ERR_GT_REQUIRED"),
    "reason_repeated": ("ERR_ATTRIBUTE_REDEFINED",),
    "reason_character": ("ERR_INVALID_CHAR",),
    "reason_markup": ("ERR_LT_IN_ATTRIBUTE", "ERR_NAME_REQUIRED", "ERR_ENTITYREF_SEMICOL_MISSING"),
    "reason_attribute": ("ERR_ATTRIBUTE_NOT_STARTED", "ERR_SPACE_REQUIRED", "ERR_ATTRIBUTE_WITHOUT_VALUE"),
    "reason_entity": ("ERR_UNDECLARED_ENTITY",),
    "reason_namespace": ("NS_ERR_UNDEFINED_NAMESPACE",),
}
_OUT_OF_LIMITS = 114  # XML_ERR_RESOURCE_LIMIT of libxml2
_REASON_OF_CODE = {getattr(etree.ErrorTypes, name): reason for reason, names in _REASONS.items() for name in names}


def _hardened(encoding: str | None = None) -> etree.XMLParser:
    """A parser that loads nothing, expands nothing and keeps libxml2's own limits; an encoding overrides the file's."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
        encoding=encoding,
    )


class _Parsers(threading.local):
    """Parsers for each thread, made anew after a failure: they keep the errors of every file they ever failed on."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        self.as_declared, self.of_utf_8 = _hardened(), _hardened(_UTF_8)


_parsers = _Parsers()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may at most be: bytes, and tags with attributes together, each of which takes memory of its own.

    Fifty thousand lines of an УПД fit. libxml2 adds 256 levels; see :data:`LONGEST_VALUE` as well.
    """

    size: int = 20_000_000
    pieces: int = 1_000_000
    attributes: int = 750_000  # of the pieces; each takes as much memory as two tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A parsed file, or None and the reason why not."""

    root: etree._Element | None
    findings: tuple[Finding, ...] = ()
    encoding: str = ENCODING


def read(content: bytes, limits: Limits) -> Reading:
    """Check the bytes and parse them."""
    declared = _declared(content).lower()
    refusal = _refusal(content, declared, limits)
    if refusal:
        return Reading(root=None, findings=(refusal,))
    try:
        root = _parsed(content, declared)
    except etree.XMLSyntaxError as error:
        _parsers.renew()
        return Reading(root=None, findings=(_syntax(error),))
    if _EXCLAMATION in content and root.getroottree().docinfo.internalDTD is not None:
        return Reading(root=None, findings=(finding("encoding.doctype"),))
    found = (*_comments(content), *_instructions(root, content), *_locations(root, content))
    return Reading(root=root, findings=found, encoding=declared)


def _parsed(content: bytes, declared: str) -> etree._Element:
    """The root. Python decodes windows-1251 in half the time of libxml2; of a long file no second copy is held."""
    if declared == ENCODING and len(content) <= _SHORT:
        return etree.fromstring(content.decode(declared).encode(), _parsers.of_utf_8)
    return etree.fromstring(content, _parsers.as_declared)


def mismatch(reading: Reading, content: bytes, expected: str = ENCODING) -> Finding | None:
    """The finding on a file in another encoding than its format has; ``expected`` in small letters."""
    if reading.root is None or reading.encoding == expected:
        return None
    rule = "encoding.wrong_declared" if expected == ENCODING else "encoding.wrong_of_format"
    return finding(rule, line=1, encoding=_declared(content), expected=expected.upper())


def _refusal(content: bytes, declared: str, limits: Limits) -> Finding | None:
    return (
        weight(content, limits) or _declaration(content, declared) or _decoding(content, declared) or _doctype(content)
    )


def weight(content: bytes, limits: Limits) -> Finding | None:
    """The finding on bytes that no parser should be given, whatever they say."""
    if not content:
        return finding("encoding.empty")
    if len(content) > limits.size:
        return finding("encoding.too_large", size=len(content), limit=limits.size)
    if len(content) > limits.pieces * len(b"<a>"):
        tags, attributes = content.count(b"<"), content.count(b"=")
        if tags + attributes > limits.pieces or attributes > limits.attributes:
            return finding("encoding.too_complex", count=tags + attributes, limit=limits.pieces)
    return finding("encoding.value_too_long") if _has_long_value(content) else None


def _has_long_value(content: bytes) -> bool:
    """Whether the next tag is farther away than a value may be long; libxml2 joins long texts in quadratic time."""
    at, window = 0, len(content) - LONGEST_VALUE
    while at < window:
        found = content.rfind(b"<", at + 1, at + LONGEST_VALUE)
        if found < 0:
            return True
        at = found
    return False


def _declaration(content: bytes, declared: str) -> Finding | None:
    if declared in (ENCODING, _UTF_8):
        return None
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return finding("encoding.bom", line=1, encoding=name)
    if not declared and not content.lstrip().startswith(b"<"):
        return finding("encoding.not_xml", line=1, kind=phrase(_kind_of(content)))
    if not declared:
        return finding("encoding.not_declared", line=1)
    return finding("encoding.wrong_declared", line=1, encoding=_declared(content))


def _kind_of(content: bytes) -> str:
    """The phrase for what a file that is no XML begins like."""
    begins = (phrase_ for start, phrase_ in _BEGINNINGS if content.lstrip().startswith(start))
    return next(begins, "kind_other")


def _declared(content: bytes) -> str:
    if content.startswith(_USUAL):
        return ENCODING
    match = _DECLARATION.match(content)
    return match[3].decode("ascii") if match else ""


def _decoding(content: bytes, declared: str) -> Finding | None:
    return _decoding_utf_8(content) if declared == _UTF_8 else _decoding_1251(content)


def _decoding_utf_8(content: bytes) -> Finding | None:
    try:
        content.decode(_UTF_8)
    except UnicodeDecodeError as error:
        line, byte = content.count(b"\n", 0, error.start) + 1, f"0x{content[error.start]:02X}"
        return finding("encoding.undecodable_utf8", line=line, byte=byte, offset=error.start)
    return None


def _decoding_1251(content: bytes) -> Finding | None:
    if _FILE in content:
        return _undefined(content)
    if content.isascii():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _undefined(content)
    return finding("encoding.looks_like_utf8", line=1)


def _undefined(content: bytes) -> Finding | None:
    undefined = content.find(_UNDEFINED)
    if undefined < 0:
        return None
    line = content.count(b"\n", 0, undefined) + 1
    return finding("encoding.undecodable", line=line, byte=f"0x{_UNDEFINED[0]:02X}", offset=undefined)


def _doctype(content: bytes) -> Finding | None:
    if _EXCLAMATION not in content:
        return None
    at, end = content.index(b"?>") + 2, 0
    while end >= 0:
        at = _after_space(content, at)
        closing = b"-->" if content.startswith(b"<!--", at) else b"?>" if content.startswith(b"<?", at) else None
        end = content.find(closing, at) if closing else -1
        at = end + len(closing or b"") if end >= 0 else at
    is_doctype = content[at : at + 9].upper() == b"<!DOCTYPE"
    return finding("encoding.doctype", line=content.count(b"\n", 0, at) + 1) if is_doctype else None


def _after_space(content: bytes, at: int) -> int:
    found = _NOT_SPACE.search(content, at)
    return found.start() if found else len(content)


def _syntax(error: etree.XMLSyntaxError) -> Finding:
    message, line, code = str(error.msg), error.lineno, getattr(error, "code", None)
    if code == _OUT_OF_LIMITS:
        return finding("encoding.too_deep" if "depth" in message else "encoding.value_too_long", line=line)
    reason = _REASON_OF_CODE.get(code)
    said = phrase(reason) if reason else Text(shortened(message), shortened(message))
    return finding("encoding.not_well_formed", line=line, reason=said)


def _comments(content: bytes) -> list[Finding]:
    at = content.find(b"<!--") if _EXCLAMATION in content else -1
    return [finding("encoding.comment", line=content.count(b"\n", 0, at) + 1)] if at >= 0 else []


def _instructions(root: etree._Element, content: bytes) -> list[Finding]:
    if content.find(b"?", content.index(b"?>") + 2) < 0:
        return []
    kind = etree.ProcessingInstruction
    around = (root.itersiblings(kind, preceding=True), root.iter(kind), root.itersiblings(kind))
    first = cast("Iterator[etree._ProcessingInstruction]", islice(chain(*around), _MOST_INSTRUCTIONS))
    return [finding("encoding.processing_instruction", line=line_of(node), target=node.target) for node in first]


def _locations(root: etree._Element, content: bytes) -> list[Finding]:
    if _INSTANCE_BYTES not in content:
        return []
    found = select(_LOCATED, root)
    return [finding("encoding.schema_location", line=line_of(element)) for element in found[:1]]
