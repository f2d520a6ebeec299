"""The demo: one document of each kind the whole way, over the same REST API that accounting software uses."""

from __future__ import annotations

import argparse
import logging
import signal
import subprocess
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

import requests

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli.demo_documents import documents
from edo_gateway.cli.demo_house import (
    House,
    KeyProcess,
    Sandbox,
    configuration,
    populate,
    prepare_trust,
    start_gateway,
    trust_operator,
)
from edo_gateway.domain.clock import MOSCOW, system_clock

DONE, FAILED = 0, 3
_PATIENCE = 120.0  # seconds for all documents to finish
_BY_POWER = "счёт-фактура"  # an employee signs it by a power of attorney
_OF_MANAGER = {"signatories": [{"name": "Лебедев Дмитрий Андреевич", "position": company.MANAGER_POSITION}]}
_SETTLED = {"finished", "discrepancies", "correction_requested", "rejected", "failed"}
_FACTS = {
    "operator_received": "оператор принял (ПДП)",
    "operator_forwarded": "оператор отправил дальше (ПДО)",
    "delivered": "доставлен контрагенту",
    "receipt_notice": "контрагент известил о получении (ИоП)",
    "accepted": "контрагент подписал свой титул: принято без расхождений",
    "reply_confirmed": "оператор подтвердил ответ контрагента",
    "countersigned": "контрагент подписал",
    "unrecognised": "получено сообщение, которого мы не поняли",
}
_LEVELS = {
    "simple": "простая (ПЭП)",
    "unqualified": "неквалифицированная (НЭП)",
    "qualified": "квалифицированная (КЭП)",
}


def run(given: argparse.Namespace) -> int:
    """Set the house up, take the documents through, then leave the UI running unless told to exit."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the sandbox never outlives the demo
    data = given.data.resolve()
    sandbox = Sandbox(data / "sandbox")
    config = configuration(data, sandbox)
    pki = prepare_trust(config, sandbox)
    stop = threading.Event()
    try:
        helper = KeyProcess(config, pki)
        with sandbox.running() as process, helper.running() as config:
            trust_operator(config, sandbox)
            docflow = bootstrap.docflow(config)
            organization, passwords, keys = populate(docflow, config, pki, helper)
            address = start_gateway(docflow, config, given.port, stop)
            house = House(
                address=address,
                sandbox_address=sandbox.address,
                organization=organization,
                passwords=passwords,
                keys=keys,
            )
            is_finished = Tour(house).take()
            if not given.exit:
                _invite(house)
                _wait(process)
    except KeyboardInterrupt:
        print("\nОстановлено.")
        is_finished = True
    finally:
        stop.set()
    return DONE if is_finished else FAILED


@dataclass(kw_only=True)
class _Traveller:
    """A document of the tour."""

    name: str
    id: str
    signer: str
    status: str = "draft"


@dataclass
class Tour:
    """Takes the documents through the API and prints every hop with its time."""

    house: House
    began: datetime = field(default_factory=system_clock)
    travellers: dict[str, _Traveller] = field(default_factory=dict)
    position: int = 0

    def take(self) -> bool:
        """True when every document has finished."""
        self.position = self._last_event()
        number = datetime.now(MOSCOW).strftime("%d%H%M%S")
        for name, document in documents(number, datetime.now(MOSCOW).date()):
            by_power = name == _BY_POWER
            self._create(name, {**document, **_OF_MANAGER} if by_power else document, by_power=by_power)
        for traveller in self.travellers.values():
            self._decide_sign_send(traveller)
        return self._follow()

    def _create(self, name: str, document: dict[str, Any], *, by_power: bool) -> None:
        answer = self._post("accountant", "/documents", document, {"Idempotency-Key": str(uuid4())})
        title = f"{name} № {document['number']}"
        self.travellers[answer["id"]] = _Traveller(
            name=title, id=answer["id"], signer=(company.MANAGER if by_power else company.DIRECTOR).login
        )
        self._say(system_clock(), title, f"JSON принят, файл построен и проверен: {answer['files'][0]['name'][:60]}…")

    def _decide_sign_send(self, traveller: _Traveller) -> None:
        place = f"/documents/{traveller.id}"
        self._post("accountant", f"{place}/submission")
        for approver in (company.CHIEF, company.DIRECTOR):
            self._post(approver.login, f"{place}/decisions", {"verdict": "approved"})
        required = self._get("accountant", place)["required_signatures"]
        for level in sorted(required):
            password = {"password": self.house.passwords[traveller.signer]} if level == "simple" else {}
            self._post(traveller.signer, f"{place}/signatures", {"level": level, **password})
            if power := self._power(place):
                self._say(system_clock(), traveller.name, f"подписывает сотрудник по доверенности (МЧД) {power}")
        self._post("accountant", f"{place}/sending")
        self._tell_news()

    def _power(self, place: str) -> str:
        """The number of the power of attorney the last signature was made by."""
        signature = self._get("auditor", f"{place}/signatures")["signatures"][-1]
        return (signature["authority"] or {}).get("power_number") or ""

    def _follow(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            self._tell_news()
            if all(traveller.status in _SETTLED for traveller in self.travellers.values()):
                break
            time.sleep(0.2)
        unfinished = [t.name for t in self.travellers.values() if t.status != "finished"]
        took = (system_clock() - self.began).total_seconds()
        if unfinished:
            print(f"\nЗа {took:.1f} с не завершены: {', '.join(unfinished)}", flush=True)
            return False
        print(f"\nВсе документы завершены за {took:.1f} с.", flush=True)
        return True

    def _tell_news(self) -> None:
        page = self._get("auditor", f"/events?after={self.position}&limit=100")
        for event in page["events"]:
            self.position = event["number"]
            traveller = self.travellers.get(event["document_id"])
            if traveller and (said := _sentence(event)):
                self._say(datetime.fromisoformat(event["at"]), traveller.name, said)
            if traveller and event["kind"] == "document.moved":
                traveller.status = event["details"]["target"]

    def _last_event(self) -> int:
        position = 0
        while events := self._get("auditor", f"/events?after={position}&limit=100")["events"]:
            position = events[-1]["number"]
        return position

    def _say(self, at: datetime, name: str, sentence: str) -> None:
        print(f"{(at - self.began).total_seconds():7.2f} с  {name:<28} {sentence}", flush=True)

    def _post(
        self, login: str, place: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        return self._call("POST", login, place, json=body, headers=headers or {})

    def _get(self, login: str, place: str) -> Any:
        return self._call("GET", login, place, json=None, headers={})

    def _call(self, method: str, login: str, place: str, *, json: Any, headers: dict[str, str]) -> Any:
        answer = requests.request(
            method,
            f"{self.house.address}/api/v1{place}",
            json=json,
            headers={"Authorization": f"Bearer {self.house.keys[login]}", **headers},
            timeout=60,
        )
        if not answer.ok:
            raise OSError(f"{method} {place}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None


def _sentence(event: dict[str, Any]) -> str:
    details: dict[str, str] = event["details"]
    match event["kind"]:
        case "document.decided":
            return f"согласовано: {event['actor']}"
        case "document.signed":
            return f"подпись {_LEVELS[details['level']]}: {details['signer']} – {details['indication']}"
        case "delivery.learned":
            return _FACTS.get(details["fact"], details["fact"])
        case "delivery.attempted":
            return f"отправка оператору: {details['outcome']}"
        case "document.moved" if details["target"] == "finished":
            return "ЗАВЕРШЁН"
    return ""


def _invite(house: House) -> None:
    print(f"\nОткройте {house.address} – войти можно как:")
    for employee in company.STAFF:
        print(f"  {employee.login:<11} {house.passwords[employee.login]:<14} {employee.position}")
    print(f"API: {house.address}/api/v1/docs · оператор-песочница: {house.sandbox_address}")
    print("Остановить: Ctrl+C", flush=True)


def _wait(process: subprocess.Popen[bytes]) -> None:
    code = process.wait()
    raise OSError(f"the sandbox operator stopped with code {code}")
