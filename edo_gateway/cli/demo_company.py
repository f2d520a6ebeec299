"""The invented company of the demo: who works there, whom it sells to, and what it sends.

Tax numbers have right control digits and belong to nobody known; certificates are the demo's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    "address": {"country": "643", "text": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2, оф. 3"},
}

DIRECTOR_CERTIFICATE = Holder(
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
STAFF = (ACCOUNTANT, CHIEF, DIRECTOR, AUDITOR)

ORGANIZATION: dict[str, Any] = {
    "card": OUR_CARD,
    "counterparties": [{"card": BUYER_CARD}],
    "stages": [
        {"name": "Главный бухгалтер", "approvers": [CHIEF.login]},
        {"name": "Директор", "approvers": [DIRECTOR.login]},
    ],
    "signatures": {"ДОП": ["simple", "unqualified"]},  # by agreement of the parties
}


def documents(number: str, day: date) -> list[tuple[str, dict[str, Any]]]:
    """A name for people and the JSON to post: an invoice, a transfer document, a waybill and an act."""
    head = {"date": day.isoformat(), "buyer": {"inn": BUYER.inn}}
    contract = {"name": "Договор поставки", "number": "Д-15/26", "date": "2026-01-12"}
    rent = {"name": "Аренда помещения", "unit": "мес", "quantity": "1", "price": "100000.00", "vat_rate": "22%"}
    return [
        (
            "счёт-фактура",
            {"function": "СЧФ", "number": f"СФ-{number}", **head, "lines": [rent]},
        ),
        (
            "УПД",
            {
                "function": "СЧФДОП",
                "number": f"УТ-{number}",
                **head,
                "lines": [
                    _goods("Бумага офисная А4, 80 г/кв. м", "упак", "10", "350.00"),
                    _goods("Хлеб ржаной формовой", "шт", "5", "48.36", "10%"),
                    _goods("Картридж лазерный", "шт", "3", "4120.50"),
                ],
                "transfer": {"basis": [contract]},
            },
        ),
        (
            "накладная",
            {
                "function": "ДОП",
                "number": f"ТН-{number}",
                "title": "Товарная накладная",
                **head,
                "lines": [_goods("Стол рабочий", "шт", "4", "12500.00"), _goods("Кресло", "шт", "4", "8300.00")],
                "transfer": {"operation": "Товары переданы", "basis": [contract]},
            },
        ),
        (
            "акт",
            {
                "function": "ДОП",
                "number": f"АКТ-{number}",
                "title": "Акт об оказании услуг",
                **head,
                "lines": [_goods("Обслуживание оргтехники за месяц", "мес", "1", "36000.00")],
                "transfer": {"operation": "Услуги оказаны в полном объёме", "basis": [contract]},
            },
        ),
    ]


def _goods(name: str, unit: str, quantity: str, price: str, vat_rate: str = "22%") -> dict[str, str]:
    return {"name": name, "unit": unit, "quantity": quantity, "price": price, "vat_rate": vat_rate}
