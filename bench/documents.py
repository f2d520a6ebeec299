"""The document the benchmarks take: as accounting software posts it, with any number of lines as small as may be."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from lxml import etree

from edo_gateway import formats
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import recognise

AT = datetime(2026, 11, 21, 7, 15, 30, tzinfo=UTC)
GUID = UUID(int=7)
GOODS = ("Бумага офисная А4, 80 г/м2, 500 листов", "Картридж лазерный", "Скрепки 28 мм, 100 шт.", "Стол письменный")
RATES = ("22%", "10%", "без НДС")


SELLER = {
    "inn": "7700000016",
    "kpp": "770001001",
    "name": "ООО «Ромашка»",
    "address": {"region": "77", "street": "ул. Тестовая"},
    "participant_id": "2XX-7700000016",
    "signatory": {"name": "Ромашкин Пётр Сергеевич", "position": "Директор"},
}
BUYER = {
    "inn": "7800000027",
    "kpp": "780001001",
    "name": "АО «Василёк»",
    "address": "190000, г. Санкт-Петербург, пр-кт Проверочный, д. 2",
    "participant_id": "2YY-7800000027",
}


def body(lines: int, number: str = "УТ-1") -> bytes:
    """JSON of a УПД. A line tells its name, unit, quantity, price and rate; all the rest is left to us."""
    document = {
        "type": "transfer_document",
        "function": "СЧФДОП",
        "number": number,
        "date": "2026-11-21",
        "seller": SELLER,
        "buyer": BUYER,
        "lines": [_line(index) for index in range(lines)],
        "transfer": {"basis": [{"name": "Договор", "number": "1", "date": "2026-01-12"}]},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _line(index: int) -> dict[str, str]:
    return {
        "name": GOODS[index % len(GOODS)],
        "unit": "шт",
        "quantity": str(1 + index % 50),
        "price": f"{10 + index % 997}.{index % 100:02}",
        "vat_rate": RATES[index % len(RATES)],
    }


def file_of(payload: bytes) -> ExchangeFile:
    """The exchange file of the JSON, as it is built from a document not completed yet."""
    return formats.build(formats.read_document(payload), at=AT, guid=GUID)


def grammar_of(file: ExchangeFile) -> etree.XMLSchema:
    """Our schema of the file, compiled by the bare library."""
    format_ = recognise(etree.fromstring(file.content))
    assert format_ is not None
    return etree.XMLSchema(etree.parse(str(format_.schema_path)))
