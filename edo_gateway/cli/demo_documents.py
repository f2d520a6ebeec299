"""What the invented company of the demo sends: one document of each kind."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from edo_gateway.cli.demo_company import BUYER, BUYER_CARD, OUR_CARD
from edo_gateway.formats.printing import Paper, to_pdf
from edo_gateway.formats.printing.paper import Paragraph, Run, Title


def documents(number: str, day: date) -> list[tuple[str, dict[str, Any]]]:
    """A name for people and the JSON to post: one of each kind the gateway carries."""
    return [*_sales(number, day), _correction(number, day), *_acts(number, day), _contract(number, day)]


def _sales(number: str, day: date) -> list[tuple[str, dict[str, Any]]]:
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


def _correction(number: str, day: date) -> tuple[str, dict[str, Any]]:
    head = {"date": day.isoformat(), "buyer": {"inn": BUYER.inn}}
    return (
        "УКД",
        {
            "type": "correction_document",
            "function": "КСЧФ",
            "number": f"К-{number}",
            **head,
            "corrected": [{"number": "УТ-1", "date": "2025-11-16"}],
            "lines": [
                {
                    "name": "Бумага офисная А4, 80 г/кв. м",
                    "unit_before": "упак",
                    "quantity_before": "10",
                    "quantity_after": "8",
                    "price_before": "350.00",
                    "vat_rate_before": "20%",
                }
            ],
        },
    )


def _acts(number: str, day: date) -> list[tuple[str, dict[str, Any]]]:
    works = {"name": "Кладка стен из кирпича", "unit": "м3", "quantity": "12.5", "price": "9800.00", "vat_rate": "22%"}
    shipped = {"name": "УПД", "number": "УТ-1", "date": "2025-11-16", "operations": [{"debit": "4270.00"}]}
    paid = {"name": "Платёжное поручение", "number": "311", "date": "2025-11-20", "operations": [{"credit": "4000.00"}]}
    return [
        (
            "КС-2",
            {
                "type": "works_act",
                "number": f"КС-{number}",
                "date": day.isoformat(),
                "construction_object": "Склад № 2, г. Москва, ул. Тестовая, д. 5",
                "contract": {"name": "Договор подряда", "number": "П-7/26", "date": "2026-03-02"},
                "customer": {"inn": BUYER.inn, "address": BUYER_CARD["address"]},
                "works": [{"lines": [works]}],
            },
        ),
        (
            "акт сверки",
            {
                "type": "reconciliation_act",
                "number": f"СВ-{number}",
                "period_start": "2025-10-01",
                "period_end": "2025-12-31",
                "counterparty": {"inn": BUYER.inn},
                "contracts": [{"number": "Д-15/26", "documents": [shipped, paid]}],
            },
        ),
        (
            "акт о расхождениях",
            {
                "type": "discrepancy_act",
                "number": f"Р-{number}",
                "date": day.isoformat(),
                "seller": {"inn": BUYER.inn},
                "lines": [
                    {
                        "goods": {"name": "Кабель силовой"},
                        "unit": "м",
                        "documented": {"quantity": "100"},
                        "actual": {"quantity": "96"},
                    }
                ],
                "additions": ["1"],
                "signatories": [{"scope": "3", "name": "Лаптев Олег Игоревич", "position": "Кладовщик"}],
            },
        ),
    ]


def _contract(number: str, day: date) -> tuple[str, dict[str, Any]]:
    return (
        "договор",
        {
            "type": "free_form",
            "title": "Договор поставки",
            "number": f"Д-{number}",
            "date": day.isoformat(),
            "total": "120000.00",
            "counterparty": {"inn": BUYER.inn},
            "file": {"name": f"Договор Д-{number}.pdf", "content": b64encode(_contract_pdf(number, day)).decode()},
        },
    )


def _contract_pdf(number: str, day: date) -> bytes:
    name = f"Договор поставки № Д-{number}"
    clauses = (
        f"{OUR_CARD['name']} (Поставщик) и {BUYER_CARD['name']} (Покупатель) договорились о следующем.",
        "1. Поставщик передаёт Покупателю офисную бумагу по заявкам, а Покупатель принимает и оплачивает её.",
        "2. Сумма поставок за год – не более 120 000 рублей с НДС. Каждая поставка оформляется УПД.",
        "3. Стороны обмениваются документами через операторов ЭДО и признают подписи, поставленные в шлюзе.",
    )
    title = Title(lines=((Run(name),), (Run(f"от {day:%d.%m.%Y}"),)))
    return to_pdf(Paper(name=name, blocks=(title, *(Paragraph(text=clause) for clause in clauses))))


def _goods(name: str, unit: str, quantity: str, price: str, vat_rate: str = "22%") -> dict[str, str]:
    return {"name": name, "unit": unit, "quantity": quantity, "price": price, "vat_rate": vat_rate}
