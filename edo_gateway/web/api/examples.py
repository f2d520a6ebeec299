"""Examples for the reference: bodies a caller may post as they are, with invented companies."""

from __future__ import annotations

from typing import Any

TRANSFER_DOCUMENT: dict[str, Any] = {
    "type": "transfer_document",
    "function": "СЧФДОП",
    "number": "УТ-42",
    "date": "2026-11-21",
    "buyer": {"inn": "7800000027", "kpp": "780001001"},
    "lines": [
        {
            "name": "Бумага офисная А4, 500 листов",
            "unit": "упак",
            "quantity": "10",
            "price": "350.00",
            "vat_rate": "22%",
        }
    ],
    "transfer": {
        "operation": "Товары переданы",
        "basis": [{"name": "Договор поставки", "number": "Д-15/26", "date": "2026-01-12"}],
    },
}

COUNTERPARTY: dict[str, Any] = {
    "party": {
        "name": "АО «Василёк»",
        "inn": "7800000027",
        "kpp": "780001001",
        "address": {"country": "643", "text": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2, оф. 3"},
    },
    "participant_id": "2BM-7800000027-780001001-202601010000000000001",
    "box": "0b6a3a4e-6a6f-4a0e-9b1c-7a6f0e6a9c11@diadoc.ru",
}
