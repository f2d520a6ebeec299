"""The invented company of the demo: who works there, and whom it sells to.

Tax numbers have right control digits and belong to nobody known; certificates are the demo's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from edo_gateway.domain.party import TaxNumbers
from edo_gateway.domain.person import Role
from signing import Holder

OURS = TaxNumbers(inn="7700000016", kpp="770001001")
BUYER = TaxNumbers(inn="7800000027", kpp="780001001")

OUR_CARD: dict[str, Any] = {
    "name": "ООО «Ромашка»",
    "inn": OURS.inn,
    "kpp": OURS.kpp,
    "ogrn": "1027700000019",
    "address": {"postcode": "101000", "region": "77", "street": "ул. Тестовая", "house": "1"},
    "signatory": {
        "position": "Генеральный директор",
        "name": {"surname": "Орлова", "given_name": "Вера", "patronymic": "Павловна"},
    },
}
BUYER_CARD: dict[str, Any] = {
    "name": "АО «Василёк»",
    "inn": BUYER.inn,
    "kpp": BUYER.kpp,
    "ogrn": "1037800000028",
    "address": {"country": "643", "text": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2, оф. 3"},
}

DIRECTOR_CERTIFICATE = Holder(
    file="head",
    surname="Орлова",
    given_name="Вера Павловна",
    title="Генеральный директор",
    organisation="ООО «Ромашка»",
    innle=OURS.inn,
    ogrn="1027700000019",
    inn="770000000156",
    snils="11223344595",
)

# A natural person: to sign for the company he needs the power of attorney below.
MANAGER_CERTIFICATE = Holder(
    file="manager",
    surname="Лебедев",
    given_name="Дмитрий Андреевич",
    inn="500000000340",
    snils="08765430300",
)
MANAGER_POSITION = "Менеджер по продажам"
POWER_CODE = "BBDOCS_DOCS_TEST1"


@dataclass(frozen=True, slots=True)
class Employee:
    login: str
    name: str
    position: str
    roles: frozenset[Role]

    def entry(self) -> dict[str, Any]:
        """As the company file describes a person."""
        roles = {OURS.inn: sorted(self.roles)}
        return {"login": self.login, "name": self.name, "position": self.position, "roles": roles}


ACCOUNTANT = Employee("accountant", "Анна Иванова", "Бухгалтер", frozenset({Role.ACCOUNTANT}))
CHIEF = Employee("chief", "Борис Смирнов", "Главный бухгалтер", frozenset({Role.APPROVER, Role.ACCOUNTANT}))
DIRECTOR = Employee("director", "Вера Орлова", "Генеральный директор", frozenset({Role.APPROVER, Role.SIGNER}))
AUDITOR = Employee("auditor", "Глеб Волков", "Внутренний аудитор", frozenset({Role.AUDITOR}))
MANAGER = Employee("manager", "Дмитрий Лебедев", MANAGER_POSITION, frozenset({Role.SIGNER}))
ADMINISTRATOR = Employee("administrator", "Жанна Белова", "Администратор", frozenset({Role.ADMINISTRATOR}))
STAFF = (ACCOUNTANT, CHIEF, DIRECTOR, MANAGER, AUDITOR, ADMINISTRATOR)

ORGANIZATION: dict[str, Any] = {
    "card": OUR_CARD,
    "counterparties": [{"card": BUYER_CARD}],
    "stages": [
        {"name": "Главный бухгалтер", "approvers": [CHIEF.login]},
        {"name": "Директор", "approvers": [DIRECTOR.login]},
    ],
    # by agreement of the parties
    "signatures": {
        "ДОП": ["simple", "unqualified"],
        "reconciliation_act": ["unqualified"],
        "free_form": ["simple", "unqualified"],
    },
    "powers": {kind: [POWER_CODE] for kind in ("СЧФ", "СЧФДОП", "ДОП", "КСЧФ")},
}
