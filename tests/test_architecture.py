"""The tree is the architecture: rules about the house itself."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted(path for room in ("edo_gateway", "signing", "schemas") for path in (ROOT / room).rglob("*.py"))
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "common", "manager", "base", "service", "misc"}
LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 60
NINE_IN_TEN = 35


def functions() -> list[tuple[str, int]]:
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.relative_to(ROOT)}:{node.name}", length))
    return found


def test_imports_only_go_down() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout


def test_no_module_is_named_by_an_empty_word() -> None:
    assert [path for path in SOURCES if path.stem in EMPTY_WORDS] == []


def test_modules_and_functions_stay_short() -> None:
    written = [path for path in SOURCES if "versions" not in path.parts]  # a migration is a frozen record
    long_modules = [str(path) for path in written if len(path.read_text().splitlines()) > LONGEST_MODULE]
    assert long_modules == []
    lengths = functions()
    assert [name for name, length in lengths if length > LONGEST_FUNCTION] == []
    short = sum(1 for _, length in lengths if length < NINE_IN_TEN)
    assert short / len(lengths) > 0.9


@pytest.mark.parametrize("room", ["edo_gateway.formats", "signing"])
def test_no_name_of_a_lazy_front_door_is_also_a_module_behind_it(room: str) -> None:
    """Importing the module would put it in the place of the name, in whatever order tests or programs import."""
    door = import_module(room)
    modules = {module.name for module in pkgutil.iter_modules(door.__path__)}
    assert modules.isdisjoint(door.__all__)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree) or not tree.body


def test_no_key_is_ever_committed() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    mark = re.compile(rb"-----BEGIN (?:ENCRYPTED |EC |RSA )?PRIVATE " + rb"KEY-----\s+[A-Za-z0-9+/]{40}")
    files = [ROOT / name for name in tracked.stdout.splitlines()]
    assert [str(path) for path in files if path.is_file() and mark.search(path.read_bytes())] == []


def test_cyrillic_names_of_the_formats_hold_no_latin_letters() -> None:
    mixed = re.compile(r"(?=\w*[А-Яа-яЁё])(?=\w*[A-Za-z])[А-Яа-яЁёA-Za-z]+")
    known = re.compile(r"(?:[a-z_]+|CCРФТип|(?:ВнНомДовер|НомДовер|НомРНД)N|ХешPDFДок)$")
    offenders = []
    for path in [*(ROOT / "edo_gateway" / "formats").rglob("*.py"), *(ROOT / "schemas").rglob("*.xsd")]:
        offenders += [
            f"{path.relative_to(ROOT)}: {word}" for word in mixed.findall(path.read_text()) if not known.match(word)
        ]
    assert offenders == []
