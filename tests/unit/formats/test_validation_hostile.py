"""Files made to harm: refused quickly, with a finding, and nothing outside is touched."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Layer, Report
from edo_gateway.formats.validation import Limits, validate
from edo_gateway.formats.validation.encoding import read
from tests.unit.formats.specimens import Specimens, as_file, seller_title

DECLARED = b'<?xml version="1.0" encoding="windows-1251"?>'
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a0 "x">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><a>&a11;</a>"
)


@pytest.fixture(autouse=True)
def nothing_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a file made the validator reach out")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def judged(content: bytes, limits: Limits | None = None) -> Report:
    return validate(ExchangeFile("a.xml", content), limits=limits)


def refusals() -> Iterator[tuple[str, bytes, str]]:
    text = '<Файл ВерсФорм="5.03"/>'
    cyrillic = text.encode("cp1251")
    yield "empty", b"", "encoding.empty"
    yield "utf-8 mark", b"\xef\xbb\xbf" + DECLARED + cyrillic, "encoding.bom"
    yield "utf-16", (DECLARED.decode() + text).encode("utf-16"), "encoding.bom"
    yield "utf-32", (DECLARED.decode() + text).encode("utf-32"), "encoding.bom"
    yield "no declaration", cyrillic, "encoding.not_declared"
    yield "space before it", b" " + DECLARED + cyrillic, "encoding.not_declared"
    yield "no encoding", b'<?xml version="1.0"?>' + cyrillic, "encoding.not_declared"
    yield "version 1.1", b'<?xml version="1.1" encoding="windows-1251"?>' + cyrillic, "encoding.not_declared"
    yield "utf-8", b'<?xml version="1.0" encoding="UTF-8"?>' + text.encode(), "encoding.wrong_declared"
    yield "utf-7", b'<?xml version="1.0" encoding="UTF-7"?>' + cyrillic, "encoding.wrong_declared"
    yield "disguised utf-8", DECLARED + text.encode(), "encoding.looks_like_utf8"
    yield "undefined byte", DECLARED + cyrillic.replace(b"5.03", b"5\x9803"), "encoding.undecodable"
    yield "entity bomb", DECLARED + BOMB, "encoding.doctype"
    yield (
        "external entity",
        DECLARED + b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        "encoding.doctype",
    )
    yield "external dtd", DECLARED + b'<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>', "encoding.doctype"
    yield "hidden doctype", DECLARED + b"\n<!-- <a> --><?p <b> ?>\r\n<!doctype a><a/>", "encoding.doctype"
    yield "doctype after spaces", DECLARED + b" " * 9000 + b"<!DOCTYPE a><a/>", "encoding.doctype"
    yield "instruction", DECLARED + b'<?xml-stylesheet href="x.xsl"?>' + cyrillic, "encoding.processing_instruction"
    yield "instruction inside", DECLARED + b"<a><?php x ?></a>", "encoding.processing_instruction"
    yield "deep", DECLARED + b"<a>" * 100_000, "encoding.too_deep"
    yield "long attribute", DECLARED + b'<a b="' + b"x" * 11_000_000 + b'"/>', "encoding.value_too_long"
    yield "long text", DECLARED + b"<a>" + b"x" * 11_000_000 + b"</a>", "encoding.value_too_long"
    yield "too large", DECLARED + b'<a b="' + b"x" * 100_000_000 + b'"/>', "encoding.too_large"
    yield "too many tags", DECLARED + b"<a>" + b"<a/>" * 1_300_000 + b"</a>", "encoding.too_complex"
    yield "unknown entity", DECLARED + b"<a>&nbsp;</a>", "encoding.not_well_formed"
    yield "broken off", DECLARED + b"<a><b>", "encoding.not_well_formed"
    yield "declaration alone", DECLARED, "encoding.not_well_formed"
    yield "two roots", DECLARED + b"<a/><a/>", "encoding.not_well_formed"
    yield "control character", DECLARED + b"<a>\x01</a>", "encoding.not_well_formed"


@pytest.mark.parametrize(("content", "rule"), [case[1:] for case in refusals()], ids=[case[0] for case in refusals()])
def test_a_hostile_file_is_refused_by_its_bytes(content: bytes, rule: str) -> None:
    report = judged(content)
    assert [found.rule for found in report.findings] == [rule]
    assert not report.is_valid
    assert report.skipped == (Layer.SCHEMA, Layer.RULES, Layer.VALUES, Layer.ARITHMETIC, Layer.LINKS)


def test_limits_may_be_tightened() -> None:
    content = as_file(Specimens(seller_title()).draw(Random(1), 0.2)).content
    assert judged(content, Limits(size=len(content))).findings[0].layer is not Layer.ENCODING
    assert judged(content, Limits(size=len(content) - 1)).findings[0].rule == "encoding.too_large"


def test_a_refusal_leaves_no_trace_in_the_next_report() -> None:
    sound = as_file(Specimens(seller_title()).draw(Random(1), 0.2))
    before = validate(sound)
    for _, content, _ in refusals():
        judged(content)
    assert validate(sound) == before


def test_a_schema_location_is_never_opened_and_is_reported(tmp_path: Path) -> None:
    root = Specimens(seller_title()).draw(Random(1), 0.2)
    instance = "{http://www.w3.org/2001/XMLSchema-instance}"
    root.set(f"{instance}noNamespaceSchemaLocation", f"http://192.0.2.1/{tmp_path.name}.xsd")
    with_location = [found.rule for found in validate(as_file(root)).findings]
    del root.attrib[f"{instance}noNamespaceSchemaLocation"]
    without = [found.rule for found in validate(as_file(root)).findings]
    assert with_location == ["encoding.schema_location", *without]


def test_a_comment_is_reported_and_hides_no_digit() -> None:
    root = Specimens(seller_title()).draw(Random(1), 0.9, repeats=1)
    file = as_file(root)
    torn = ExchangeFile(
        file.name, file.content.replace("без НДС".encode("cp1251"), "без<!-- и -->&#32;НДС".encode("cp1251"))
    )
    assert torn != file
    rules = [found.rule for found in validate(torn).findings]
    assert rules == ["encoding.comment", *(found.rule for found in validate(file).findings)]


BROAD = 12_000


def broad_title(lines: str) -> bytes:
    """A title that follows the grammar but for the lines given instead of its own."""
    root = Specimens(seller_title()).draw(Random(7), 1.0, repeats=1)
    text = as_file(root).content.decode("cp1251")
    start, end = text.index("<СведТов"), text.index("<ВсегоОпл")
    return (text[:start] + lines + text[end:]).encode("cp1251")


LINE = '<СведТов НомСтр="1" НалСт="0%"><СумНал><СумНал>0</СумНал></СумНал></СведТов>'


@pytest.mark.parametrize("line", ["<СведТов/>", LINE.replace("<СумНал>0</СумНал>", ""), LINE.replace("0%", "9%")])
def test_a_very_broad_file_wrong_everywhere_is_explained_from_its_beginning(line: str) -> None:
    findings = [found for found in judged(broad_title(line * 4 * BROAD)).findings if found.layer is Layer.SCHEMA]
    assert findings[-1].rule == "schema.broad"
    assert 20 < len(findings) < 300
    assert str(findings[0].path).startswith("/Файл/Документ/ТаблСчФакт/СведТов[1]")


def test_one_fault_in_a_very_broad_file_is_found_at_its_place() -> None:
    lines = LINE * (BROAD + 10) + LINE.replace("0%", "9%") + LINE
    findings = [found for found in judged(broad_title(lines)).findings if found.layer is Layer.SCHEMA]
    place = f"/Файл/Документ/ТаблСчФакт/СведТов[{BROAD + 11}]/@НалСт"
    assert [(found.rule, found.path) for found in findings] == [("schema.enumeration", place)]


def test_a_sound_very_broad_file_follows_the_grammar() -> None:
    report = judged(broad_title(LINE * (BROAD + 10)))
    assert not [found for found in report.findings if found.layer is Layer.SCHEMA]


@pytest.mark.parametrize("spaces", [0, 100_000])
def test_every_character_of_the_encoding_is_read_whoever_decodes_it(spaces: int) -> None:
    characters = [bytes([code]).decode("cp1251") for code in range(32, 256) if code != 0x98]
    text = "".join(character for character in characters if character not in '<&"')
    content = DECLARED + f'<Файл а="{text}">{" " * spaces}</Файл>'.encode("cp1251")
    root = read(content, Limits()).root
    assert root is not None
    assert root.get("а") == text
