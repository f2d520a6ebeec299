"""Files without a prescribed format – contracts, letters, scans – as the docflow may carry them.

Any file can be described; one that people hand in to be signed and sent is taken by :func:`take_free_form`, which
refuses what the other side could not open or should not run. What came from outside is only described: it is evidence
as it is.
The sentences live in ``free_form.toml``.
"""

from __future__ import annotations

import io
import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from lxml import etree

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.formats.catalogue import packaged
from edo_gateway.formats.media_types import HTML, PDF, PROGRAM, SVG, XML, is_named_as_program, media_type_of

LARGEST = 20 * 2**20
"""Bytes of one file; what the programming interface takes in one request."""
_LONGEST_NAME = 255  # bytes in UTF-8: the limit of the file systems an archive is unpacked on
_SHOWN = 80  # characters of a name in a sentence
# Signs no file system takes, and those that turn the reading of a name around (UAX #9).
_NOT_IN_NAMES = re.compile('[\x00-\x1f\x7f-\x9f\\\\/:*?"<>|\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]')
_DEVICES = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(?:\.|\Z)", re.IGNORECASE)
_IMAGES_OF_BROWSERS = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp"})


class Preview(StrEnum):
    """How a browser may show the file, when it is served under exactly its media type and is never sniffed."""

    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    NONE = "none"  # it is only downloaded


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeForm:
    """What a free-form file is; ``size`` in bytes, ``media_type`` told by the content, with a charset for text."""

    name: str
    size: int
    media_type: str
    sha256: str

    @property
    def preview(self) -> Preview:
        if self.media_type in _IMAGES_OF_BROWSERS:
            return Preview.IMAGE
        if self.media_type == PDF:
            return Preview.PDF
        return Preview.TEXT if self.media_type.startswith("text/plain;") else Preview.NONE


@cache
def _sentences() -> dict[str, Text]:
    written = files("edo_gateway.formats").joinpath("free_form.toml").read_text(encoding="utf-8")
    return {name: Text(said["ru"], said["en"]) for name, said in tomllib.loads(written).items()}


def _said(name: str) -> Text:
    return _sentences()[name]


class FreeFormRefused(GatewayError):
    """A file that is not carried as a free-form document."""

    code = "free_form"
    text = _said("refused")


class EmptyFile(FreeFormRefused):
    code = "free_form_empty"
    text = _said("empty")


class FileTooLarge(FreeFormRefused):
    code = "free_form_too_large"
    text = _said("too_large")


class UnfitFileName(FreeFormRefused):
    """``reason`` says what a file name cannot have."""

    code = "free_form_name"
    text = _said("name")


class ProgramRefused(FreeFormRefused):
    code = "free_form_program"
    text = _said("program")


class PageRefused(FreeFormRefused):
    code = "free_form_page"
    text = _said("page")


class FormalisedFile(FreeFormRefused):
    code = "free_form_formalised"
    text = _said("formalised")


def describe_free_form(file: ExchangeFile) -> FreeForm:
    """What the file is, whatever it is; never refuses."""
    return FreeForm(name=file.name, size=len(file.content), media_type=media_type_of(file.content), sha256=file.sha256)


def take_free_form(file: ExchangeFile, *, largest: int = LARGEST) -> FreeForm:
    """What a file handed in is; raises :class:`FreeFormRefused` for one that is not to be signed and sent."""
    name = file.name[:_SHOWN].encode("utf-8", "replace").decode()
    if (fault := fault_of_name(file.name)) is not None:
        raise UnfitFileName(name=_NOT_IN_NAMES.sub("\N{REPLACEMENT CHARACTER}", name), reason=fault)
    if not file.content:
        raise EmptyFile(name=name)
    if len(file.content) > largest:
        raise FileTooLarge(name=name, limit=largest // 2**20)
    described = describe_free_form(file)
    if described.media_type == PROGRAM or is_named_as_program(file.name):
        raise ProgramRefused(name=name)
    if described.media_type in (HTML, SVG):
        raise PageRefused(name=name)
    if described.media_type == XML and _is_formalised(file.content):
        raise FormalisedFile(name=name)
    return described


def fault_of_name(name: str) -> Text | None:
    """Why a name cannot be a file's on every system it may be unpacked on; None for one that can."""
    if not name.strip(" ."):
        return _said("name_empty")
    if (found := _NOT_IN_NAMES.search(name)) is not None:
        sign = found[0] if found[0].isprintable() else f"U+{ord(found[0]):04X}"
        return _said("name_sign").filled(sign=sign)
    if name != name.strip() or name.endswith("."):
        return _said("name_ends")
    if _DEVICES.match(name):
        return _said("name_device")
    return _said("name_long") if len(name.encode()) > _LONGEST_NAME else None


def _is_formalised(content: bytes) -> bool:
    """Whether the root is one of a prescribed format that says its version."""
    events = etree.iterparse(
        io.BytesIO(content), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        _, root = next(iter(events))
    except (etree.XMLSyntaxError, StopIteration):
        return False
    return root.get("ВерсФорм") is not None and root.tag in {one.root for one in packaged().formats}
