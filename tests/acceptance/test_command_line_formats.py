"""Official schemas from the command line: added, listed with their digest, used, refused when changed."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.reference import reference_folder
from tests.unit.formats.official_schemas import specimen_of

Run = Callable[..., subprocess.CompletedProcess[str]]
WAYBILL = "DP_TOVTORGPR_1_992_01_05_01_04"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a folder of its own with its data beside; it shows no stack trace."""

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        data = {"EDO_GATEWAY_DATA": str(tmp_path / "data")}
        done = subprocess.run(
            [sys.executable, "-m", "edo_gateway", *map(str, arguments)],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, **data, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return command


@pytest.fixture
def waybill(tmp_path: Path) -> Path:
    file = specimen_of(WAYBILL)
    path = tmp_path / file.name
    path.write_bytes(file.content)
    return path


def schema() -> Path:
    return reference_folder() / "formats" / "xsd" / f"{WAYBILL}.xsd"


def test_an_old_waybill_is_judged_and_listed_once_the_official_schema_is_added(run: Run, waybill: Path) -> None:
    added = run("formats", "add", schema(), "--from", "2016-01-01")
    digest = hashlib.sha256(schema().read_bytes()).hexdigest()
    assert (added.returncode, digest in added.stdout) == (0, True), added.stderr
    done = run("validate", "--json", waybill)
    report = json.loads(done.stdout)
    assert (done.returncode, report["valid"], report["format"]) == (0, True, "DP_TOVTORGPR")
    rows = [json.loads(line) for line in run("formats", "list", "--json").stdout.splitlines()]
    (row,) = [row for row in rows if (row["format"], row["origin"]) == ("DP_TOVTORGPR", "official")]
    assert (row["version"], row["sha256"], row["source"]) == ("5.01", digest, f"{WAYBILL}.xsd")
    assert (row["valid_from"], row["valid_to"]) == ("2016-01-01", "2025-12-31")


def test_the_data_folder_may_be_named(run: Run, waybill: Path, tmp_path: Path) -> None:
    assert run("formats", "add", schema(), "--data", tmp_path / "other", "--from", "2016-01-01").returncode == 0
    here, there = (run("formats", "list", "--json", *data).stdout for data in ((), ("--data", tmp_path / "other")))
    assert (schema().name in here, schema().name in there) == (False, True)
    assert run("validate", waybill, "--data", tmp_path / "other").returncode == 0


def test_a_schema_changed_after_it_was_added_stops_the_command_with_a_sentence(
    run: Run, waybill: Path, tmp_path: Path
) -> None:
    run("formats", "add", schema())
    (pinned,) = (tmp_path / "data" / "formats").glob("*.xsd")
    pinned.write_bytes(pinned.read_bytes() + b"\n")
    for command in (("validate", waybill), ("formats", "list"), ("show", waybill)):
        done = run(*command)
        assert (done.returncode, done.stdout) == (3, "")
        assert pinned.name in done.stderr
        assert "sha256" in done.stderr


def test_what_is_no_schema_is_refused_with_a_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.xsd").write_text("<html/>")
    done = run("formats", "add", "page.xsd")
    assert done.returncode == 1
    assert "page.xsd" in done.stdout
    assert "html" in done.stdout
    assert run("formats", "add", "absent.xsd").returncode == 3
    assert run("formats", "add", "page.xsd", "--from", "yesterday").returncode == 2


def test_a_document_without_a_model_is_shown_as_a_tree_of_russian_names(
    run: Run, waybill: Path, tmp_path: Path
) -> None:
    done = run("show", waybill, "-o", tmp_path / "waybill.html")
    assert done.returncode == 0, done.stdout
    page = (tmp_path / "waybill.html").read_text()
    assert "ТОРГ-12, титул продавца" in page
    assert "Идентификатор файла" in page
