"""A gateway of two invented companies for the API's tests: a real database, real keys, real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from flask import Flask
from waitress.server import create_server

from edo_gateway import bootstrap
from edo_gateway.config import Config
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.approval import Stage
from edo_gateway.domain.document import DocumentFunction
from edo_gateway.domain.identity import CounterpartyId, OrganizationId, PersonId
from edo_gateway.domain.party import Counterparty, Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.web.app import create_app
from edo_gateway.web.security import FailureLimit
from signing import Description, Holder, SamplePki, make_sample_pki

OURS = TaxNumbers(inn="7700000016", kpp="770001001")
OTHERS = TaxNumbers(inn="7707083893", kpp="773601001")
BUYER = TaxNumbers(inn="7800000027", kpp="780001001")
PASSWORD = "сложный пароль"
DIRECTOR = Holder(
    file="director",
    surname="Орлова",
    given_name="Вера Павловна",
    title="Генеральный директор",
    organisation="ООО «Ромашка»",
    innle=OURS.inn,
    ogrn="1027700000019",
    inn="770000000106",
    snils="11223344595",
)
_ROLES = {
    "accountant": frozenset({Role.ACCOUNTANT}),
    "chief": frozenset({Role.APPROVER, Role.ACCOUNTANT}),
    "director": frozenset({Role.APPROVER, Role.SIGNER}),
    "auditor": frozenset({Role.AUDITOR}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """One of our organisations with a bearer key for each of its people."""

    organization: Organization
    keys: dict[str, str]


@dataclass(kw_only=True)
class MovableClock:
    """The present moment, moved ahead by what a test asks."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Speaks HTTP as the owner of a key."""

    address: str
    key: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        return self.ask("POST", path, **options)

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **options: Any) -> requests.Response:
        authorization = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        url = f"{self.address}/api/v1{path}"
        return self.session.request(method, url, headers={**authorization, **(headers or {})}, timeout=60, **options)

    def create(self, document: dict[str, Any], **options: Any) -> str:
        """The id of a document made from JSON."""
        answer = self.post("/documents", json=document, **options)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def count(self) -> int:
        """How many documents the organisation has, by the list itself."""
        answer = self.get("/documents", params={"limit": 100})
        assert answer.json()["next_cursor"] is None
        return len(answer.json()["documents"])


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    clock: MovableClock
    docflow: Docflow
    config: Config
    app: Flask
    address: str
    ours: Company
    others: Company

    def client(self, role: str, *, of_others: bool = False) -> Client:
        company = self.others if of_others else self.ours
        return Client(address=self.address, key=company.keys[role])


def document(**changes: Any) -> dict[str, Any]:
    """The JSON of a valid transfer document."""
    line = {"name": "Бумага офисная А4", "unit": "упак", "quantity": "10", "price": "350.00", "vat_rate": "22%"}
    return {
        "function": "СЧФДОП",
        "number": f"УТ-{uuid4().hex[:6]}",
        "date": "2026-11-21",
        "buyer": {"inn": BUYER.inn, "kpp": BUYER.kpp},
        "lines": [line],
        "transfer": {
            "operation": "Товары переданы",
            "basis": [{"name": "Договор поставки", "number": "Д-15/26", "date": "2026-01-12"}],
        },
        **changes,
    }


def make_pki(folder: Path) -> SamplePki:
    return make_sample_pki(folder / "pki", Description(holders=(DIRECTOR,)), at=datetime.now(UTC))


Boxes = Callable[[Config, TaxNumbers], tuple[ParticipantId, str]]
"""Where a company is found at the operator: its participant id and its box."""


def build_house(
    folder: Path,
    pki: SamplePki,
    *,
    operator_url: str,
    trusted: tuple[Path, ...] = (),
    clock: MovableClock | None = None,
    boxes: Boxes = lambda _, tax: (participant(tax), f"box-{tax.inn}"),
) -> House:
    """The house, served by waitress on a free port until the process ends; ``trusted`` are folders of roots."""
    config = _configuration(folder, operator_url)
    config.trust.mkdir(parents=True)
    for source in (pki.trust_directory, *trusted):
        for path in source.iterdir():
            (config.trust / f"{source.parent.name}-{path.name}").write_bytes(path.read_bytes())
    clock = clock or MovableClock()
    docflow = bootstrap.docflow(config, clock)
    app = create_app(docflow, secure_cookies=False, failure_limit=FailureLimit(most=100_000))
    places = {tax: boxes(config, tax) for tax in (OURS, OTHERS, BUYER)}
    ours = _company(docflow, "ООО «Ромашка»", OURS, places)
    _sign_with(docflow, pki, ours)
    others = _company(docflow, "АО «Другая»", OTHERS, places)
    return House(clock=clock, docflow=docflow, config=config, app=app, address=serve(app), ours=ours, others=others)


def serve(app: Flask) -> str:
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://127.0.0.1:{server.effective_port}"


def _configuration(folder: Path, operator_url: str) -> Config:
    password = folder / "operator.password"
    password.write_text("secret")
    password.chmod(0o600)
    return Config(
        data=folder / "data",
        database_url=f"sqlite:///{folder / 'data' / 'gateway.db'}",
        operator_url=operator_url,
        operator_client_id="tests",
        operator_login="tests@example.org",
        operator_password=password,
        secure_cookies=False,
    )


Places = dict[TaxNumbers, tuple[ParticipantId, str]]


def _company(docflow: Docflow, name: str, tax: TaxNumbers, places: Places) -> Company:
    ours = docflow.register.organization(
        Organization(
            id=OrganizationId(uuid4()),
            name=name,
            tax=tax,
            participant_id=places[tax][0],
            box=places[tax][1],
            card=_card(name, tax, places[tax][0]),
        )
    )
    docflow.register.counterparty(
        Counterparty(
            id=CounterpartyId(uuid4()),
            organization_id=ours.id,
            name="АО «Василёк»",
            tax=BUYER,
            participant_id=places[BUYER][0],
            box=places[BUYER][1],
            card=_card("АО «Василёк»", BUYER, places[BUYER][0]),
        )
    )
    people = {role: _person(docflow, ours, role) for role in _ROLES}
    stages = (
        Stage(name="Главный бухгалтер", approvers=(people["chief"].id,)),
        Stage(name="Директор", approvers=(people["director"].id,)),
    )
    simple = {DocumentFunction.TRANSFER: frozenset({SignatureLevel.SIMPLE})}
    docflow.register.policy(ours.id, Policy(stages=stages, signatures=simple))
    keys = {role: docflow.register.api_key(ours.id, person.id, "tests") for role, person in people.items()}
    return Company(organization=ours, keys=keys)


def participant(tax: TaxNumbers) -> ParticipantId:
    return ParticipantId(f"2BM-{tax.inn}-{tax.kpp}-202601010000000000001")


def _card(name: str, tax: TaxNumbers, participant_id: ParticipantId) -> str:
    card = {
        "name": name,
        "inn": tax.inn,
        "kpp": tax.kpp,
        "participant_id": participant_id,
        "address": {"postcode": "101000", "region": "77", "street": "ул. Тестовая", "house": "1"},
        "signatory": {
            "position": "Генеральный директор",
            "name": {"surname": "Орлова", "given_name": "Вера", "patronymic": "Павловна"},
        },
    }
    return json.dumps(card, ensure_ascii=False)


def _person(docflow: Docflow, organization: Organization, role: str) -> Person:
    person = Person(
        id=PersonId(uuid4()),
        login=f"{role}-{organization.tax.inn}",
        name=f"{DIRECTOR.surname if role == 'director' else role} {organization.name}",
        roles={organization.id: _ROLES[role]},
    )
    return docflow.register.person(person, PASSWORD)


def _sign_with(docflow: Docflow, pki: SamplePki, company: Company) -> None:
    with docflow.units.look() as unit:
        people = unit.people.of_organization(company.organization.id)
    director = next(person for person in people if person.login.startswith("director"))
    docflow.register.signing_key(
        SigningKey(
            organization_id=company.organization.id,
            person_id=director.id,
            level=SignatureLevel.QUALIFIED,
            location=pki.key_address(DIRECTOR.file),
            certificate=pki.certificate(DIRECTOR.file).der,
        )
    )
