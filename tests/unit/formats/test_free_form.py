"""Laws of free-form files: what a file is is told by its content, and nothing that runs is sent."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.free_form import (
    EmptyFile,
    FileTooLarge,
    FormalisedFile,
    FreeFormRefused,
    PageRefused,
    Preview,
    ProgramRefused,
    UnfitFileName,
    describe_free_form,
    fault_of_name,
    take_free_form,
)
from edo_gateway.formats.media_types import UNKNOWN, media_type_of
from tests.unit.formats.documents_at_hand import built

_OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*names: str, **contents: bytes) -> bytes:
    with zipfile.ZipFile(buffer := io.BytesIO(), "w") as zipped:
        for name, content in (*((name, b"x") for name in names), *contents.items()):
            zipped.writestr(name, content)
    return buffer.getvalue()


OPEN_DOCUMENT = archive("content.xml", mimetype=b"application/vnd.oasis.opendocument.text")


@pytest.mark.parametrize(
    ("content", "media_type", "preview"),
    [
        (b"%PDF-1.7\n", "application/pdf", Preview.PDF),
        (b"\r\n\r\n%PDF-1.4\n", "application/pdf", Preview.PDF),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png", Preview.IMAGE),
        (b"\xff\xd8\xff\xe0", "image/jpeg", Preview.IMAGE),
        (b"GIF89a\x01", "image/gif", Preview.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", Preview.IMAGE),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36", "image/bmp", Preview.IMAGE),
        (b"II*\x00\x08", "image/tiff", Preview.NONE),
        (archive("[Content_Types].xml", "word/document.xml"), _WORD, Preview.NONE),
        (archive("заявка.txt"), "application/zip", Preview.NONE),
        (
            archive(mimetype=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
            "none",
        ),
        (_OLE + "WordDocument".encode("utf-16-le"), "application/msword", Preview.NONE),
        (_OLE + "Workbook".encode("utf-16-le"), "application/vnd.ms-excel", Preview.NONE),
        (b"{\\rtf1\\ansi", "application/rtf", Preview.NONE),
        ("Договор".encode(), "text/plain; charset=utf-8", Preview.TEXT),
        ("Договор".encode("cp1251"), "text/plain; charset=windows-1251", Preview.TEXT),
        ("Договор".encode("utf-16"), "text/plain; charset=utf-16", Preview.TEXT),
        ("BMW, договор".encode("cp1251"), "text/plain; charset=windows-1251", Preview.TEXT),
        ('<?xml version="1.0"?><Счет/>'.encode(), "application/xml", Preview.NONE),
        (b"<contract/>", "text/plain; charset=utf-8", Preview.TEXT),
        (b"\x00\x01\x02", UNKNOWN, Preview.NONE),
        (b"PK\x03\x04torn", UNKNOWN, Preview.NONE),
    ],
)
def test_the_content_tells_what_a_file_is(content: bytes, media_type: str, preview: str) -> None:
    told = take_free_form(ExchangeFile("Договор № 5", content))
    assert (told.media_type, told.preview, told.size) == (media_type, preview, len(content))


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00",
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"MZ%PDF-1.7",
        archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        archive("договор.pdf.exe"),
        _OLE + "WordDocument_VBA_PROJECT".encode("utf-16-le"),
    ],
)
def test_a_program_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(ProgramRefused):
        take_free_form(ExchangeFile("договор.pdf", content))


@pytest.mark.parametrize("name", ["счёт.js", "счёт.pdf.BAT", "макрос.xlsm", "ярлык.lnk"])
def test_what_a_double_click_would_run_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(ProgramRefused):
        take_free_form(ExchangeFile(name, b"text"))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>1</script>",
        b"\xef\xbb\xbf <!-- <p> --> <!DOCTYPE html><BODY>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg:svg/>",
        b"<img src=x onerror=alert(1)>",
    ],
)
def test_what_a_browser_would_run_is_refused_and_never_shown(content: bytes) -> None:
    file = ExchangeFile("скан.png", content)
    assert describe_free_form(file).preview is Preview.NONE
    with pytest.raises(PageRefused):
        take_free_form(file)


@pytest.mark.parametrize(
    "name",
    ["", " ", "..", "a/b.pdf", "a\\b.pdf", "C:a.pdf", "a\nb.pdf", "a\x00.pdf", "fdp\u202eexe.pdf", "a\u200b.pdf",
     "nul.pdf", "COM1", "a.pdf ", "a.", "я" * 128, "\ud800.pdf"],
)  # fmt: skip
def test_a_name_no_file_can_have_is_refused(name: str) -> None:
    with pytest.raises(UnfitFileName) as refused:
        take_free_form(ExchangeFile(name, b"%PDF-"))
    str(refused.value).encode()


@pytest.mark.parametrize("name", ["Договор № 5 (копия).pdf", ".скан", "COM10.pdf", "я" * 125 + ".pdf", "null.pdf"])
def test_a_name_people_give_is_taken(name: str) -> None:
    assert fault_of_name(name) is None


def test_an_empty_file_and_one_beyond_the_limit_are_refused() -> None:
    with pytest.raises(EmptyFile):
        take_free_form(ExchangeFile("a.pdf", b""))
    with pytest.raises(FileTooLarge):
        take_free_form(ExchangeFile("a.pdf", b"%PDF-"), largest=4)
    assert take_free_form(ExchangeFile("a.pdf", b"%PDF-"), largest=5).size == 5


def test_a_formalised_file_is_not_free_form_whatever_it_is_called() -> None:
    with pytest.raises(FormalisedFile):
        take_free_form(ExchangeFile("договор.xml", built().content))


@given(
    st.binary(max_size=300) | st.binary(max_size=60).map(OPEN_DOCUMENT.__add__) | st.text(max_size=60).map(str.encode)
)
def test_any_bytes_are_described_and_refused_by_a_sentence_or_taken(content: bytes) -> None:
    file = ExchangeFile("файл", content)
    assert describe_free_form(file).media_type == media_type_of(content)
    with suppress(FreeFormRefused):
        assert take_free_form(file) == describe_free_form(file)


@given(st.integers(0, len(OPEN_DOCUMENT) - 1), st.integers(0, 255))
def test_a_damaged_archive_is_described(at: int, octet: int) -> None:
    assert media_type_of(OPEN_DOCUMENT[:at] + bytes([octet]) + OPEN_DOCUMENT[at + 1 :])


def test_the_beginning_of_a_file_is_read_in_one_pass() -> None:
    assert media_type_of(b"<!---->" * 600 + b"?") == "text/plain; charset=utf-8"
