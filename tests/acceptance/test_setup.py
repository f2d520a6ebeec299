"""An installation from nothing: the company file, a bearer key, the running gateway."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from edo_gateway.cli.demo_house import free_port
from edo_gateway.sandbox.config import SandboxConfig, parse_organization
from edo_gateway.sandbox.server import SandboxServer

COMPANY = Path(__file__).parents[2] / "examples" / "company.toml"
ENTRY = {
    "function": "ДОП",
    "number": "1",
    "date": "2026-11-21",
    "buyer": {"inn": "7800000027"},
    "lines": [{"name": "Услуга", "unit": "шт", "quantity": "1", "price": "10.00", "vat_rate": "22%"}],
    "transfer": {"basis": [{"name": "Договор", "number": "1", "date": "2026-01-12"}]},
}
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of an installation that talks to a sandbox with both companies."""
    boxes = ("7700000016:770001001:ООО Ромашка", "7800000027:780001001:АО Василёк")
    sandbox = SandboxConfig(
        database=tmp_path / "sandbox.db",
        key_directory=tmp_path / "sandbox-keys",
        organizations=tuple(map(parse_organization, boxes)),
    )
    password = tmp_path / "password"
    password.write_text("secret of the operator")
    password.chmod(0o600)
    with SandboxServer(sandbox) as server:
        yield {
            **os.environ,
            "LC_ALL": "C.UTF-8",
            "EDO_GATEWAY_DATA": str(tmp_path / "data"),
            "EDO_GATEWAY_OPERATOR_URL": server.url,
            "EDO_GATEWAY_OPERATOR_CLIENT_ID": "client",
            "EDO_GATEWAY_OPERATOR_LOGIN": "login",
            "EDO_GATEWAY_OPERATOR_PASSWORD_FILE": str(password),
        }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "edo_gateway", *map(str, arguments)],
            capture_output=True, text=True, check=False, timeout=120, env=environment,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return command


def test_from_the_company_file_to_a_document_over_the_api(run: Run, environment: dict[str, str]) -> None:
    first = run("setup", COMPANY)
    assert first.returncode == 0, first.stderr
    assert {"accountant", "chief", "director", "auditor"} <= {line.split()[0] for line in first.stdout.splitlines()}
    again = run("setup", COMPANY)
    assert "accountant" not in again.stdout  # known people keep their passwords
    key = run("api-key", "accountant", "7700000016", "1С").stdout.strip()
    served = _Served(environment)
    with served as address:
        answer = requests.post(
            f"{address}/api/v1/documents",
            data=json.dumps(ENTRY),
            headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
            timeout=30,
        )
        assert answer.status_code == 201, answer.text
        assert answer.json()["status"] == "draft"
        assert requests.get(f"{address}/readyz", timeout=5).status_code == 200
        assert served.leaves_no_core()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("people = 1", "organizations"),
        ("not toml", "company.toml"),
        ('[[organizations]]\ncard = { inn = "7800000020" }', "7800000020"),
    ],
)
def test_a_bad_company_file_is_one_sentence_and_registers_nothing(
    run: Run, tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "company.toml").write_text(text)
    done = run("setup", tmp_path / "company.toml")
    assert done.returncode in (1, 2, 3)
    assert said in done.stderr + done.stdout
    assert run("api-key", "accountant", "7700000016").returncode == 2


def test_a_password_made_before_the_setup_stumbled_is_shown(run: Run, tmp_path: Path) -> None:
    broken = COMPANY.read_text().replace('approvers = ["chief"]', 'approvers = ["nobody"]')
    assert broken != COMPANY.read_text()
    (tmp_path / "company.toml").write_text(broken)
    stumbled = run("setup", tmp_path / "company.toml")
    assert (stumbled.returncode, "nobody" in stumbled.stderr) == (2, True)
    assert {"accountant", "chief"} <= {line.split()[0] for line in stumbled.stdout.splitlines()}
    assert run("setup", COMPANY).returncode == 0


class _Served:
    """`edo-gateway serve` on a free port, until it answers; killed at the end."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._port = free_port(8300)

    def __enter__(self) -> str:
        command = [sys.executable, "-m", "edo_gateway", "serve", "--port", str(self._port)]
        self._process = subprocess.Popen(
            command, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        address = f"http://127.0.0.1:{self._port}"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                requests.get(f"{address}/healthz", timeout=1)
            except requests.ConnectionError:
                time.sleep(0.1)
            else:
                return address
        raise AssertionError("the gateway did not start")

    def leaves_no_core(self) -> bool:
        """Its memory holds passwords, and keys while it signs."""
        limits = Path(f"/proc/{self._process.pid}/limits").read_text().splitlines()
        (core,) = (line for line in limits if line.startswith("Max core file size"))
        return core.split()[4:6] == ["0", "0"]

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
