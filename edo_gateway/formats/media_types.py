"""What a file is, told by its first bytes and its parts and never by its name (RFC 6838 names; WHATWG MIME sniffing).

Programs are told as well: whoever takes files from people must know them, whatever they are called.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

UNKNOWN = "application/octet-stream"
PROGRAM = "application/x-msdownload"
"""Programs of every system; which of them does not matter to whoever refuses them."""
PDF = "application/pdf"
XML = "application/xml"
HTML = "text/html"
SVG = "image/svg+xml"
_ZIP = "application/zip"
_OLE = "application/x-ole-storage"

_PROGRAMS = (
    b"MZ",  # Windows and DOS
    b"\x7fELF",
    b"\xfe\xed\xfa\xce",  # Mach-O, both ends and both widths
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",  # Mach-O for several processors; a Java class
    b"#!",
    b"\x4c\x00\x00\x00\x01\x14\x02\x00",  # a Windows shortcut
    b"dex\n",
)
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "application/rtf"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
)
_OPEN_XML = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Names of streams in the directory of a compound file, [MS-CFB] 2.6.1: UTF-16LE.
_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_INSTALLER = bytes.fromhex("84100c0000000000c000000000000046")  # the root's class of a Windows Installer package
_PROGRAM_ENDS = re.compile(
    r"\.(?:app|bat|chm|class|cmd|com|cpl|docm|dll|dotm|exe|hta|inf|jar|jse?|lnk|ms[cip]|pif|potm|pptm|psm?1|reg|scr|sh"
    r"|sys|vb[es]|ws[fh]|xlam|xlsm|xltm)[ .]*\Z",
    re.IGNORECASE,
)
# The first tag a reader of the web looks for (WHATWG MIME sniffing, 7.1), behind what may stand before it. The loop is
# possessive: what it has taken it never gives back, so that a file of comments costs one pass.
_MARKUP = re.compile(
    rb"(?:\s|<\?xml[^>]*\?>|<!--.*?-->|<!DOCTYPE\s+[^>\[]*(?:\[[^\]]*\])?\s*>)*+<([!A-Za-z][\w:-]*)",
    re.DOTALL | re.IGNORECASE,
)
_WEB_TAGS = frozenset(b"html head body script iframe style title table div font h1 a b br p img".split())
_LOOKED_AT = 4096
_PDF_BEGINS_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def media_type_of(content: bytes) -> str:
    """The media type of a file; :data:`UNKNOWN` where nothing tells it, with a charset for text."""
    beginning = content[:_LOOKED_AT]
    if beginning.startswith(_PROGRAMS):
        return PROGRAM
    if b"%PDF-" in beginning[:_PDF_BEGINS_WITHIN]:
        return PDF
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WEBP":
        return "image/webp"
    if beginning[:2] == b"BM" and beginning[6:10] == bytes(4):  # the reserved words of BITMAPFILEHEADER
        return "image/bmp"
    if beginning.startswith(b"PK\x03\x04"):
        return _of_archive(content)
    if beginning.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _of_compound_file(content)
    told = next((media_type for start, media_type in _BEGINNINGS if beginning.startswith(start)), None)
    return told or _of_markup(beginning) or _of_text(content)


def is_named_as_program(name: str) -> bool:
    """Whether a double click on a file of this name would run it: scripts are told by nothing else."""
    return _PROGRAM_ENDS.search(name) is not None


def _of_archive(content: bytes) -> str:
    """A ZIP by the names in its directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            declared = _start_of(archive, "mimetype") if names[:1] == ["mimetype"] else b""
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError):
        return UNKNOWN
    if any(name.lower().endswith("vbaproject.bin") or is_named_as_program(name) for name in names):
        return PROGRAM
    if declared.startswith(b"application/vnd.oasis.opendocument."):
        return declared.decode("ascii", "replace").strip()
    if "[Content_Types].xml" in names:
        return next((kind for part, kind in _OPEN_XML.items() if any(n.startswith(part) for n in names)), _ZIP)
    return _ZIP


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(100)


def _of_compound_file(content: bytes) -> str:
    if _MACROS in content or _INSTALLER in content:
        return PROGRAM
    return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in content), _OLE)


def _of_markup(beginning: bytes) -> str | None:
    beginning = beginning.removeprefix(b"\xef\xbb\xbf")
    match = _MARKUP.match(beginning)
    tag = match[1].lower() if match else b""
    if tag in _WEB_TAGS or tag == b"!doctype":
        return HTML
    if tag.rpartition(b":")[2] == b"svg":
        return SVG
    return XML if beginning.startswith(b"<?xml") else None


def _of_text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text/plain; charset=utf-16" if _decodes(content, "utf-16") else UNKNOWN
    if _NOT_TEXT.search(content):
        return UNKNOWN
    charset = next((one for one in ("utf-8", "windows-1251") if _decodes(content, one)), None)
    return f"text/plain; charset={charset}" if charset else UNKNOWN


def _decodes(content: bytes, charset: str) -> bool:
    try:
        content.decode(charset)
    except UnicodeDecodeError:
        return False
    return True
