"""The demo's house: its keys, the sandbox operator as a process of its own, the gateway with its people."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp
from urllib.error import URLError
from urllib.request import urlopen

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli.company_file import CompanyFile, install
from edo_gateway.cli.demo_power import empower
from edo_gateway.cli.serving import web_server
from edo_gateway.config import Config
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.clock import system_clock
from edo_gateway.domain.party import Organization
from edo_gateway.domain.signature import SignatureLevel
from signing import (
    Description,
    Employee,
    MasterKey,
    SamplePki,
    SignatureKind,
    Signer,
    SigningError,
    make_sample_pki,
    open_key,
    open_signer,
    write_key,
)

_PATIENCE = 60.0  # seconds for the sandbox to start


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The running demo: addresses, log-ins and the bearer key of each person."""

    address: str
    sandbox_address: str
    organization: Organization
    passwords: dict[str, str]
    keys: dict[str, str]


class Sandbox:
    """The offline operator as a separate process."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port(8090)
        self.address = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        """Started and answering, and ended with the block. Raises :class:`OSError` when it does not start."""
        self.data.mkdir(parents=True, exist_ok=True)
        with _program(self._command(), self.data / "sandbox.log") as process:
            self._await(process)
            yield process

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            if _answers(self.address):
                return
            time.sleep(0.1)
        raise OSError(f"the sandbox operator did not start; see {self.data / 'sandbox.log'}")

    def _command(self) -> list[str]:
        return [
            sys.executable, "-m", "edo_gateway", "sandbox", "--port", str(self.port), "--data", str(self.data),
            "--trust", str(self.data / "trust"), "--own", company.OURS.inn,
            "--organization", f"{company.OURS.inn}:{company.OURS.kpp}:{company.OUR_CARD['name']}",
            "--organization", f"{company.BUYER.inn}:{company.BUYER.kpp}:{company.BUYER_CARD['name']}",
        ]  # fmt: skip


class KeyProcess:
    """`edo-gateway signer`: from its start on, neither web nor worker reads a key."""

    def __init__(self, config: Config, pki: SamplePki) -> None:
        self._config, self._log = config, config.data / "signer.log"
        self._folder = Path(mkdtemp(prefix="edo-"))  # the path of a socket may not be long
        self.socket = self._folder / "signer.sock"
        own = bootstrap.make_own_keys(config, system_clock())
        manager = Path(pki.key_address(company.MANAGER_CERTIFICATE.file).removeprefix("file:"))
        documents = {"service": own["service"], "manager": manager, **_director_keys(config, pki)}
        self._named = [argument for name, path in documents.items() for argument in ("--key", f"{name}=file:{path}")]
        self._named += ["--authority-key", f"authority=file:{own['authority']}"]

    @contextmanager
    def running(self) -> Iterator[Config]:
        """Started and answering, and ended with the block: the configuration that asks it for every key."""
        command = [sys.executable, "-m", "edo_gateway", "signer", "--socket", str(self.socket), *self._named]
        try:
            with _program(command, self._log, EDO_GATEWAY_MASTER_KEY=self._config.master) as process:
                self._await(process)
                authority, service = self.address("authority"), self.address("service")
                yield replace(self._config, authority_key=authority, service_key=service)
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, name: str) -> str:
        return f"helper:{self.socket}#{name}"

    def _await(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(SigningError):
                open_key(self.address("service"))
                return
            time.sleep(0.05)
        raise OSError(f"the signing helper did not start; see {self._log}")


@contextmanager
def _program(command: list[str], log: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program of our own, ended with the block.

    It is started by a thread, which no signal interrupts: whoever is told to stop meanwhile still learns what to end.
    """
    with ThreadPoolExecutor(max_workers=1) as starter, log.open("ab") as said:
        environment = {**os.environ, **settings}
        started = starter.submit(subprocess.Popen[bytes], command, stdout=said, stderr=said, env=environment)
        try:
            yield started.result()
        finally:
            process = started.result()
            process.terminate()
            process.wait(timeout=10)


def configuration(data: Path, sandbox: Sandbox) -> Config:
    password = data / "operator.password"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not password.exists():
        descriptor = os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(16))
    return Config(
        data=data,
        database_url=f"sqlite:///{data / 'gateway.db'}",
        operator_url=sandbox.address,
        operator_client_id="demo",
        operator_login="demo@example.org",
        operator_password=password,
        poll_interval=timedelta(seconds=0.5),
        secure_cookies=False,  # the demo speaks plain HTTP on the loopback address
    )


def prepare_trust(config: Config, sandbox: Sandbox) -> SamplePki:
    """The demo's own test PKI, and what each side must trust the other by."""
    now = system_clock()
    pki = make_sample_pki(
        config.data / "pki", Description(holders=(company.DIRECTOR_CERTIFICATE, company.MANAGER_CERTIFICATE)), at=now
    )
    config.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = bootstrap.authority(config, now)
    _copy(pki.trust_directory, sandbox.data / "trust", "company")
    _copy(authority.trust_directory, sandbox.data / "trust", "authority")
    _copy(pki.trust_directory, config.trust, "qualified")
    return pki


def trust_operator(config: Config, sandbox: Sandbox) -> None:
    """The operator and the invented counterparty sign with certificates of the sandbox's own authority."""
    _copy(sandbox.data / "keys" / "trust", config.trust, "sandbox")


def populate(
    docflow: Docflow, config: Config, pki: SamplePki, helper: KeyProcess | None = None
) -> tuple[Organization, dict[str, str], dict[str, str]]:
    """Register the company, its buyer and its people, who get fresh passwords and bearer keys.

    The director signs with keys in files, or in the process that holds them.
    """
    people = [employee.entry() for employee in company.STAFF]
    held = {entry["login"]: entry for entry in people}
    held[company.DIRECTOR.login]["keys"] = _signing_keys(config, pki, helper)
    held[company.MANAGER.login]["keys"] = [_manager_key(pki, helper)]
    described = {"organizations": [company.ORGANIZATION], "people": people}
    registered = install(CompanyFile.model_validate(described), docflow, bootstrap.operator(config).participants)
    ours = registered.organizations[company.OURS.inn]
    empower(docflow.powers, ours.id, _director(pki, helper), at=docflow.clock())
    passwords = {login: secrets.token_urlsafe(9) for login in registered.people}
    for login, person in registered.people.items():
        docflow.register.password(person.id, passwords[login])
    keys = {login: docflow.register.api_key(ours.id, person.id, "demo") for login, person in registered.people.items()}
    return ours, passwords, keys


def start_gateway(docflow: Docflow, config: Config, port: int, stop: threading.Event) -> str:
    """The web server and one worker, each in a thread. Returns the address."""
    chosen = free_port(port)
    server = web_server(bootstrap.web(docflow, config), "127.0.0.1", chosen)
    threading.Thread(target=server.run, name="web", daemon=True).start()
    threading.Thread(target=bootstrap.worker(docflow, config).run, args=(stop,), name="worker", daemon=True).start()
    return f"http://127.0.0.1:{chosen}"


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, wanted + 200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on")


def _director_keys(config: Config, pki: SamplePki) -> dict[str, Path]:
    """The director's keys: a qualified one of the demo's PKI, an unqualified one of the company's own authority."""
    place = config.keys / "director.pem"
    if not place.exists():
        holder = Employee(surname="Орлова", given_name="Вера Павловна", title=company.DIRECTOR.position)
        issued = bootstrap.authority(config, system_clock()).issue_employee(holder, at=system_clock())
        place.with_suffix(".cer").write_bytes(issued.certificate.der)
        write_key(place, issued.key.encode(), passphrase=MasterKey(config.master).current)
    qualified = pki.key_address(company.DIRECTOR_CERTIFICATE.file).removeprefix("file:")
    return {SignatureLevel.QUALIFIED.value: Path(qualified), SignatureLevel.UNQUALIFIED.value: place}


def _signing_keys(config: Config, pki: SamplePki, helper: KeyProcess | None) -> list[dict[str, object]]:
    files = _director_keys(config, pki)
    certificates = {
        SignatureLevel.QUALIFIED.value: pki.certificate_file(company.DIRECTOR_CERTIFICATE.file),
        SignatureLevel.UNQUALIFIED.value: files[SignatureLevel.UNQUALIFIED.value].with_suffix(".cer"),
    }
    return [
        {
            "organization": company.OURS.inn,
            "level": level,
            "location": helper.address(level) if helper else f"file:{path}",
            "certificate": str(certificates[level]),
        }
        for level, path in files.items()
    ]


def _manager_key(pki: SamplePki, helper: KeyProcess | None) -> dict[str, object]:
    name = company.MANAGER_CERTIFICATE.file
    return {
        "organization": company.OURS.inn,
        "level": SignatureLevel.QUALIFIED.value,
        "location": helper.address(name) if helper else pki.key_address(name),
        "certificate": str(pki.certificate_file(name)),
    }


def _director(pki: SamplePki, helper: KeyProcess | None) -> Signer:
    """The head of the company, who signs powers of attorney."""
    name = company.DIRECTOR_CERTIFICATE.file
    address = helper.address(SignatureLevel.QUALIFIED.value) if helper else pki.key_address(name)
    return open_signer(address, certificate=pki.certificate(name), kind=SignatureKind.QUALIFIED)


def _copy(source: Path, target: Path, name: str) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        shutil.copyfile(path, target / f"{name}-{path.name}")


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=1) as answer:  # noqa: S310 - our own loopback address
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
