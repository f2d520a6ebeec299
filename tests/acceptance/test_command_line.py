"""The commands as outsiders run them: exit codes, one JSON object a line, no stack trace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signing import make_sample_pki

EXAMPLES = Path(__file__).parents[2] / "examples"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command in a folder of its own; whatever it does, it shows no stack trace."""

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "edo_gateway", *map(str, arguments)],
            cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
            env={**os.environ, "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return command


@pytest.fixture
def built(run: Run, tmp_path: Path) -> Path:
    done = run("build", EXAMPLES / "smallest.json", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stdout
    return Path(done.stdout.strip())


def test_a_built_file_has_its_legal_name_and_declaration_and_is_valid(run: Run, built: Path) -> None:
    assert built.name.startswith("ON_NSCHFDOPPR_2YY-7800000027")
    assert built.read_bytes().startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    done = run("validate", "--json", built)
    report = json.loads(done.stdout)
    assert (done.returncode, report["valid"], report["findings"]) == (0, True, [])
    assert (report["format"], report["version"]) == ("ON_NSCHFDOPPR", "5.03")


def test_bad_json_gets_every_field_to_mend_and_leaves_no_file(run: Run, tmp_path: Path) -> None:
    document = json.loads((EXAMPLES / "smallest.json").read_text())
    document["lines"][0]["vat_rate"] = "23%"
    document["buyer"]["inn"] = "7800000020"
    document["colour"] = "red"
    (tmp_path / "bad.json").write_text(json.dumps(document))
    done = run("build", "--json", "bad.json", "-o", "out")
    pointers = {finding["pointer"] for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 1
    assert pointers >= {"/lines/0/vat_rate", "/buyer/inn", "/colour"}
    assert not (tmp_path / "out").exists()


def test_parties_named_by_their_number_alone_are_filled_in_from_cards(run: Run, tmp_path: Path) -> None:
    document = json.loads((EXAMPLES / "smallest.json").read_text())
    cards = [document["seller"], document["buyer"]]
    named = {**document, "seller": {"inn": cards[0]["inn"]}, "buyer": {"inn": cards[1]["inn"]}}
    (tmp_path / "cards.json").write_text(json.dumps(cards))
    (tmp_path / "named.json").write_text(json.dumps(named))
    assert run("build", "named.json", "-o", "out").returncode == 1
    assert run("build", "named.json", "-o", "out", "--parties", "cards.json").returncode == 0


def test_validate_prints_one_report_a_line_and_fails_if_any_file_is_bad(run: Run, built: Path, tmp_path: Path) -> None:
    strange = tmp_path / "strange.xml"
    strange.write_text("<a/>")
    done = run("validate", "--json", built, strange)
    reports: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [report["valid"] for report in reports] == [True, False]
    assert set(reports[0]) >= {"file", "format", "version", "valid", "findings"}


@pytest.mark.parametrize("content", ["[" * 100_000, "{" * 100_000, "\0", "9" * 10_000, '{"a": 1e999999999}'])
def test_json_nobody_can_read_is_bad_input(run: Run, tmp_path: Path, content: str) -> None:
    path = tmp_path / "document.json"
    path.write_text(content)
    assert run("build", path, "-o", tmp_path / "out").returncode == 1


@pytest.mark.parametrize("content", ["", "{", "5", "[5]", '[{"name": "x"}]', '["inn"]', "[" * 100_000])
def test_cards_nobody_can_read_are_one_sentence(run: Run, tmp_path: Path, content: str) -> None:
    cards = tmp_path / "cards.json"
    cards.write_text(content)
    done = run("build", EXAMPLES / "smallest.json", "-o", tmp_path / "out", "--parties", cards)
    assert done.returncode == 3
    assert str(cards) in done.stderr


def test_an_unknown_format_is_a_finding_of_the_schema_layer(run: Run, tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><Файл ИдФайл="X" ВерсФорм="9"><Документ КНД="9999999"/></Файл>'
    (tmp_path / "X.xml").write_bytes(text.encode("cp1251"))
    done = run("validate", "--json", "X.xml")
    assert done.returncode == 1
    assert [finding["layer"] for finding in json.loads(done.stdout)["findings"]] == ["schema"]


def test_a_renamed_file_is_noticed(run: Run, built: Path) -> None:
    renamed = built.with_name("another.xml")
    shutil.copyfile(built, renamed)
    assert run("validate", renamed).returncode == 1


def test_what_the_machine_refuses_is_one_sentence(run: Run, tmp_path: Path) -> None:
    for name, said in (("absent.xml", "Файла absent.xml нет."), (".", "папка, а нужен файл")):
        done = run("--language", "ru", "validate", name)
        assert done.returncode == 3
        assert said in done.stderr
        assert "Errno" not in done.stderr


def test_an_answer_to_another_file_is_noticed(run: Run, built: Path, tmp_path: Path) -> None:
    answer = run("build", EXAMPLES / "buyer_title.json", "-o", tmp_path).stdout.strip()
    assert run("validate", answer).returncode == 0
    done = run("validate", "--json", answer, "--answers", built)
    found = [finding["rule"] for finding in json.loads(done.stdout)["findings"]]
    assert (done.returncode, "links.answered_name" in found) == (1, True)


def test_a_signature_is_made_verified_and_broken_by_one_changed_byte(run: Run, built: Path, tmp_path: Path) -> None:
    pki = make_sample_pki(tmp_path / "pki", at=datetime.now(UTC))
    certificate = tmp_path / "pki" / "certificates" / "seller.cer"
    signed = run("sign", built, "--key", pki.key_address("seller"), "--certificate", certificate)
    assert signed.returncode == 0, signed.stderr
    signature = Path(signed.stdout.strip())
    good = run("verify", built, signature, "--trust", pki.trust_directory, "--json")
    verdict = json.loads(good.stdout)["signatures"][0]
    assert (good.returncode, verdict["indication"], verdict["level"]) == (0, "TOTAL_PASSED", "qualified")
    assert {"sub_indication", "time", "time_source", "signer", "warnings"} <= set(verdict)
    built.write_bytes(built.read_bytes().replace(b"350.00", b"360.00"))
    bad = run("verify", built, signature, "--trust", pki.trust_directory, "--json")
    verdict = json.loads(bad.stdout)["signatures"][0]
    assert bad.returncode == 1
    assert (verdict["indication"], verdict["sub_indication"]) == ("TOTAL_FAILED", "HASH_FAILURE")


def test_the_printed_form_is_a_page_that_loads_nothing_from_elsewhere(run: Run, built: Path, tmp_path: Path) -> None:
    assert run("show", built, "-o", "form.html").returncode == 0
    page = (tmp_path / "form.html").read_text()
    assert "Бумага офисная А4" in page
    assert "http" not in page.replace("http://www.w3.org", "")


def test_the_printed_form_is_written_as_pdf(run: Run, built: Path, tmp_path: Path) -> None:
    shown = run("show", built, "--pdf", "form.pdf")
    assert (shown.returncode, shown.stdout.strip()) == (0, "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF-1.7")


def test_titles_that_answer_a_document_are_printed_with_it(run: Run, tmp_path: Path) -> None:
    titles = [run("build", EXAMPLES / f"{name}.json") for name in ("transport_waybill", "transport_acceptance")]
    waybill, acceptance = (tmp_path / title.stdout.strip() for title in titles)
    shown = run("show", waybill, "--answer", acceptance, "-o", "form.html")
    assert shown.returncode == 0, shown.stderr
    page = (tmp_path / "form.html").read_text()
    assert page.index("8. Прием груза") < page.index("Следы влаги на одной канистре") < page.index("9. Переадресовка")


def test_what_differs_from_another_file_is_shown(run: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "old.xml").write_bytes(built.read_bytes().replace("Бумага".encode("cp1251"), "Картон".encode("cp1251")))
    shown = run("show", built, "--against", "old.xml", "-o", "form.html")
    assert shown.returncode == 0, shown.stderr
    page = (tmp_path / "form.html").read_text()
    assert "Картон офисная А4</td>" in page
    assert "Бумага офисная А4</td>" in page
    assert run("show", built, "--against", built, "--changes").returncode == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("build", "absent.json"),
        ("validate", "absent.xml"),
        ("verify", "absent", "absent", "--trust", "absent"),
        ("sign", "absent", "--key", "file:absent", "--certificate", "absent"),
    ],
)
def test_a_missing_file_is_one_sentence_and_exit_code_three(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [(), ("fly",), ("build",), ("verify", "a", "b"), ("serve", "--port", "99999")])
def test_wrong_usage_is_exit_code_two(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).returncode == 2


def test_the_catalogue_names_what_replaces_a_retired_format(run: Run) -> None:
    done = run("formats", "list", "--json")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    retired = {row["format"]: row["replaced_by"] for row in rows if row["replaced_by"]}
    assert retired["DP_TOVTORGPR"] == "ON_NSCHFDOPPR 5.03"


def test_a_demo_told_to_stop_takes_its_operator_with_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edo_gateway", "demo", "--data", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as demo:
        deadline = time.monotonic() + 60
        while not (operator := _children_of(demo.pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        demo.terminate()
        demo.wait(timeout=60)
    assert operator
    assert not any(Path(f"/proc/{child}").exists() for child in operator)


def _children_of(process: int) -> list[str]:
    """Of every thread: any of them may have started one."""
    return [child for task in Path(f"/proc/{process}/task").glob("*/children") for child in task.read_text().split()]
