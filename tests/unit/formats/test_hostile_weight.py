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


def codes(count: int) -> str:
    """Lines with as many empty marking codes as one place may have before it is called broad."""
    line = '<СведТов НомСтр="1" НалСт="0%"><СумНал><СумНал>0</СумНал></СумНал><ДопСведТов><НомСредИдентТов>'
    return (line + "<КИЗ/>" * 11_000 + "</НомСредИдентТов></ДопСведТов></СведТов>") * (count // 11_000)


PARTIES = '<БанкРекв НомерСчета="40702810900000000001"><СвБанк БИК="044525225"/></БанкРекв>'
CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "entity bomb": (lambda: HEAD + BOMB, "encoding.doctype"),
    "quadratic entities": (lambda: HEAD + QUADRATIC, "encoding.doctype"),
    "external entity": (
        lambda: HEAD + b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
        "encoding.doctype",
    ),
    "an attribute of 100 MB": (lambda: HEAD + b'<a b="' + b"x" * 100_000_000 + b'"/>', "encoding.too_large"),
    "six million tags": (lambda: HEAD + b"<a>" + b"<a/>" * 4_900_000 + b"</a>", "encoding.too_complex"),
    "as deep as may be": (lambda: HEAD + b"<a>" * 3_000_000, "encoding.too_complex"),
    "deep": (lambda: HEAD + b"<a>" * 300_000, "encoding.too_deep"),
    "many unknown elements": (lambda: HEAD + b"<a>" + b"<b/>" * 600_000 + b"</a>", "schema.not_exchange"),
    "a million wrong lines": (lambda: title_with("<СведТов/>" * 1_000_000), "schema."),
    "many empty codes": (lambda: title_with(codes(300_000)), "schema."),
    "wrong accounts without end": (lambda: title_with(PARTIES * 60_000), "schema."),
    "blank attributes without end": (lambda: title_with('<СведТов НаимТов=" "/>' * 150_000), "schema."),
}


def weighed(path: Path, content: bytes, *entries: str) -> dict[str, Any]:
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.formats.hostile_child", str(path), *entries],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, (done.returncode, done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


BY_BYTES = [name for name, (_, rule) in CASES.items() if rule.startswith("encoding.")]


@pytest.mark.parametrize("name", BY_BYTES)
def test_bytes_made_to_harm_are_refused_by_every_entry(name: str, tmp_path: Path) -> None:
    make, rule = CASES[name]
    told = weighed(tmp_path / "a.xml", make())
    assert told["rules"]["validate"] == [rule]
    assert all(told["rules"].values()), told["rules"]
    assert told["grown"] < MOST_KILOBYTES


@pytest.mark.parametrize("name", [name for name in CASES if name not in BY_BYTES])
def test_a_file_of_nothing_but_mistakes_is_explained_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    make, rule = CASES[name]
    told = weighed(tmp_path / "a.xml", make(), "validate")
    assert told["rules"]["validate"][0].startswith(rule)
    assert told["grown"] < MOST_KILOBYTES
