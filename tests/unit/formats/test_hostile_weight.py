"""Files made to weigh: each entry refuses them, in bounded time and memory, measured in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.unit.formats.specimens import Specimens, as_file, seller_title

ROOT = Path(__file__).parents[3]
MOST_KILOBYTES = 200 * 1024
MOST_TIMES = 16
"""CPU time of one entry, as times what libxml2 alone takes to read the largest file: a tenth of a second or so."""
HEAD = b'<?xml version="1.0" encoding="windows-1251"?>'
BOMB = (
    b'<!DOCTYPE a [<!ENTITY a0 "0123456789">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><a>&a11;</a>"
)
QUADRATIC = b'<!DOCTYPE a [<!ENTITY e "' + b"x" * 100_000 + b'">]><a>' + b"&e;" * 100_000 + b"</a>"


def title_with(inside: str) -> bytes:
    """A seller title in whose table stands something else."""
    text = as_file(Specimens(seller_title()).draw(Random(7), 1.0, repeats=1)).content.decode("cp1251")
    start, end = text.index("<СведТов"), text.index("<ВсегоОпл")
    return (text[:start] + inside + text[end:]).encode("cp1251")


def line_of(codes: str) -> str:
    """A line that follows the grammar, with other marking codes."""
    text = as_file(Specimens(seller_title()).draw(Random(7), 1.0, repeats=1)).content.decode("cp1251")
    line = text[text.index("<СведТов") : text.index("</СведТов>")] + "</СведТов>"
    before, after = line.partition("<НомСредИдентТов")[0], line.rpartition("</НомСредИдентТов>")[2]
    return f"{before}<НомСредИдентТов>{codes}</НомСредИдентТов>{after}"


def codes(count: int) -> str:
    """Lines with empty marking codes, eleven thousand in each."""
    line = '<СведТов НомСтр="1" НалСт="0%"><СумНал><СумНал>0</СумНал></СумНал><ДопСведТов><НомСредИдентТов>'
    return (line + "<КИЗ/>" * 11_000 + "</НомСредИдентТов></ДопСведТов></СведТов>") * (count // 11_000)


def wrong_attributes(count: int) -> str:
    return " ".join(f'а{number}=""' for number in range(count))


def renamed(identifier: str) -> bytes:
    """A seller title with another ИдФайл."""
    text = as_file(Specimens(seller_title()).draw(Random(7), 1.0, repeats=1)).content.decode("cp1251")
    before, after = text.split('ИдФайл="', 1)
    return f'{before}ИдФайл="{identifier}"{after.partition(chr(34))[2]}'.encode("cp1251")


PARTIES = '<БанкРекв НомерСчета="40702810900000000001"><СвБанк БИК="044525225"/></БанкРекв>'
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "entity bomb": (lambda: HEAD + BOMB, "encoding.doctype"),
    "quadratic entities": (lambda: HEAD + QUADRATIC, "encoding.doctype"),
    "external entity": (
        lambda: HEAD + b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        "encoding.doctype",
    ),
    "instructions without end": (
        lambda: HEAD + b"<a>" + b"<?a?>" * 900_000 + b"</a>",
        "encoding.processing_instruction",
    ),
    "one value without end": (
        lambda: title_with(line_of("<КИЗ>" + "0" * 9_000_000 + "</КИЗ>")),
        "encoding.value_too_long",
    ),
    "an attribute of 100 MB": (lambda: HEAD + b'<a b="' + b"x" * 100_000_000 + b'"/>', "encoding.too_large"),
    "six million tags": (lambda: HEAD + b"<a>" + b"<a/>" * 4_900_000 + b"</a>", "encoding.too_complex"),
    "as deep as may be": (lambda: HEAD + b"<a>" * 3_000_000, "encoding.too_complex"),
    "deep": (lambda: HEAD + b"<a>" * 300_000, "encoding.too_deep"),
    "many unknown elements": (lambda: HEAD + b"<a>" + b"<b/>" * 600_000 + b"</a>", "schema.not_exchange"),
    "a million wrong lines": (lambda: title_with("<СведТов/>" * 990_000), "schema."),
    "many empty codes": (lambda: title_with(codes(300_000)), "schema."),
    "wrong accounts without end": (lambda: title_with(PARTIES * 60_000), "schema."),
    "blank attributes without end": (lambda: title_with('<СведТов НаимТов=" "/>' * 150_000), "schema."),
    "blanks where nothing belongs": (lambda: title_with('<Ж а=" "> </Ж>' * 300_000), "schema."),
    "wrong codes after sound ones": (lambda: title_with(line_of("<КИЗ>1</КИЗ>" * 480_000 + "<КИЗ/>" * 90)), "schema."),
    "codes where nothing belongs": (lambda: title_with("<Ж>" + "<КИЗ/>" * 990_000 + "</Ж>"), "schema."),
    "names without end": (lambda: title_with("".join(f"<z{number}/>" for number in range(990_000))), "schema."),
    "attributes of no name": (lambda: title_with(f"<СведТов {wrong_attributes(90)}/>" * 8_000), "schema."),
    "mistakes beyond line 65535": (lambda: title_with("\n" * 70_000 + "<СведТов/>" * 990_000), "schema."),
    "deep days": (
        lambda: title_with("<Ж>" * 230 + '<ДокПодтв ДатаДок="01.01.2099"/>' * 300_000 + "</Ж>" * 230),
        "schema.",
    ),
    "a name of ten thousand bars": (lambda: renamed("_" * 1_900_000), "schema."),
}


def weighed(folder: Path, names: list[str]) -> dict[str, Any]:
    """What a process of its own tells of the files."""
    paths = [folder / f"{number}.xml" for number, _ in enumerate(names)]
    for path, name in zip(paths, names, strict=True):
        path.write_bytes(CASES[name][0]())
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.formats.hostile_child", *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    return dict(zip(names, map(json.loads, done.stdout.splitlines()), strict=True))


def assert_bounded(told: dict[str, Any]) -> None:
    grown = {name: one["grown"] for name, one in told.items() if one["grown"] >= MOST_KILOBYTES}
    long = {name: one["times"] for name, one in told.items() if max(one["times"].values()) >= MOST_TIMES}
    assert not grown
    assert not long


BY_BYTES = [name for name, (_, rule) in CASES.items() if rule.startswith("encoding.")]
BY_GRAMMAR = [name for name in CASES if name not in BY_BYTES]


def test_bytes_made_to_harm_are_refused_by_every_entry_at_once(tmp_path: Path) -> None:
    told = weighed(tmp_path, BY_BYTES)
    assert {name: set(one["rules"]["validate"]) for name, one in told.items()} == {
        name: {CASES[name][1]} for name in BY_BYTES
    }
    assert [] not in [found for one in told.values() for found in one["rules"].values()]
    assert_bounded(told)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_files_of_nothing_but_mistakes_are_refused_at_once(part: int, tmp_path: Path) -> None:
    told = weighed(tmp_path, BY_GRAMMAR[part::3])
    assert {name for name, one in told.items() if not one["rules"]["validate"][0].startswith(CASES[name][1])} == set()
    assert_bounded(told)
