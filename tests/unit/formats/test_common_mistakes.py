"""Mistakes accountants and their programs make: each is said at its own field of the JSON and says what to do."""

from __future__ import annotations

from typing import Any

import pytest

from edo_gateway.domain.validation import Finding, InvalidDocument
from edo_gateway.formats import build, given_in, pointers, read_document
from edo_gateway.formats.validation import validate
from tests.unit.formats.documents_at_hand import AT, GUID, small

SHOES = "0104609664786013215V<lA70.53)lV"
TAIL = "91ffd092" + "B" * 43 + "="


def said_of(payload: dict[str, Any]) -> list[Finding]:
    """What the caller is told, as ``edo-gateway build`` and the API tell it."""
    try:
        document = read_document(payload)
        file = build(document, at=AT, guid=GUID)
    except InvalidDocument as refused:
        return list(refused.report.findings)
    return list(validate(file, pointer=pointers(document, payload), is_given=given_in(payload)).findings)


def basis(**changes: str) -> dict[str, Any]:
    return {"transfer": {"basis": [{"name": "Договор", "number": "1", "date": "2026-01-12", **changes}]}}


MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    ({"buyer__inn": "7800000028"}, "/buyer/inn", "контрольная цифра не сходится"),
    ({"buyer__inn": "780000002"}, "/buyer/inn", "из 10 цифр"),
    ({"buyer__inn": 7800000027}, "/buyer/inn", "Без кавычек у номера теряются нули"),
    ({"buyer__inn": "7800000027 "}, "/buyer/inn", "Уберите пробел в начале или в конце"),
    ({"buyer__kpp": "78000100"}, "/buyer/kpp", "из 9 знаков"),
    ({"buyer__kpp": "780000001"}, "/buyer/kpp", "кода причины постановки на учёт 00 не бывает"),
    ({"date": "21.11.2026"}, "/date", 'Запишите дату так: "2026-11-21"'),
    ({"date": "2026-02-30"}, "/date", "Такого дня в календаре нет"),
    ({"date": "2027-11-21"}, "/date", "позже дня составления файла"),
    ({"number": "   "}, "/number", "одними пробелами"),
    ({"number": ""}, "/number", "поле обязательное"),
    ({"number": 42}, "/number", "нужен текст в кавычках"),
    ({"number": None}, "/number", "Не заполнено обязательное поле"),
    ({"function": "УПД"}, "/function", "Допустимы: СЧФ, СЧФДОП, ДОП, СвРК, СвЗК."),
    ({"lines__0__vat_rate": "20"}, "/lines/0/vat_rate", "Возможно, имелось в виду «20%»"),
    ({"lines__0__vat_rate": 22}, "/lines/0/vat_rate", "Возможно, имелось в виду «22%»"),
    ({"lines__0__vat_rate": "Без НДС"}, "/lines/0/vat_rate", "Возможно, имелось в виду «без НДС»"),
    ({"lines__0__price": "355,00"}, "/lines/0/price", "Вместо запятой поставьте точку"),
    ({"lines__0__price": "1 355.00"}, "/lines/0/price", "Уберите пробелы"),
    ({"lines__0__price": 355.0}, "/lines/0/price", "Возьмите число в кавычки"),
    ({"lines__0__quantity": "0"}, "/lines/0/quantity", "Нужно: количество больше нуля."),
    ({"lines__0__unit": "999"}, "/lines/0/unit", "с кодом ОКЕИ 999"),
    ({"lines__0__unit": "кг", "lines__0__unit_code": "796"}, "/lines/0/unit_code", "код 796 означает «шт»"),
    ({"lines__0__name": " "}, "/lines/0/name", "одними пробелами"),
    ({"lines__0__name": "Сертификат 500 ₽"}, "/lines/0/name", "Знака «₽»"),
    ({"lines__0__vat": "700.00"}, "/lines/0/vat", "должно быть 781.00"),
    ({"lines__0__net": "3500.00"}, "/lines/0/net", "не равна количеству, умноженному на цену (3550.00)"),
    ({"total_gross": "4000.00"}, "/total_gross", "уберите его – посчитаем сами"),
    ({"lines__0__gtin": "04609664786014"}, "/lines/0/gtin", "контрольная цифра не сходится"),
    ({"lines__0__marking": [{"codes": [SHOES + TAIL]}]}, "/lines/0/marking/0/codes/0", "криптохвост"),
    ({"lines__0__quantiti": "1"}, "/lines/0/quantiti", "Возможно, имелось в виду «quantity»"),
    ({"currency": "810"}, "/currency", "Российский рубль – 643"),
    ({"seller__address": {"region": "98"}}, "/seller/address/region", "Региона с кодом «98» нет"),
    ({"seller__signatory": None}, "/signatories", "кто подписывает документ"),
    ({"seller__signatory__name": "Ромашкин"}, "/seller/signatory/name", "Фамилия Имя Отчество"),
    ({"buyer__participant_id": None}, "/recipient", "идентификатор участника ЭДО"),
    (basis(date="2026-12-12"), "/transfer/date", "«Дата документа, Основание передачи» (12.12.2026)"),
    (basis(date="2026-02-31"), "/transfer/basis/0/date", "Такого дня в календаре нет"),
    ({"transfer": {}}, "/transfer/basis", "Назовите договор"),
    (
        {"seller__bank": {"account": "40702810900000000001", "bic": "044525225", "name": "Банк"}},
        "/seller/bank/account",
        "контрольный ключ не сходится",
    ),
]


@pytest.mark.parametrize(("changes", "pointer", "words"), MISTAKES, ids=[words for _, _, words in MISTAKES])
def test_a_common_mistake_is_told_at_its_field_and_how_to_mend_it(
    changes: dict[str, Any], pointer: str, words: str
) -> None:
    told = [(found.pointer, found.text.ru) for found in said_of(small(**changes))]
    assert any(place == pointer and words in text for place, text in told), told


def test_a_sound_document_is_told_nothing() -> None:
    assert said_of(small()) == []


def test_a_wrong_value_is_not_told_again_of_what_was_computed_from_it() -> None:
    payload = small(lines__0__price="-355.00")
    for computed in ("net", "vat", "gross"):
        payload["lines"][0].pop(computed, None)
    (found,) = said_of(payload)
    assert (found.rule, found.pointer) == ("schema.range", "/lines/0/price")


def test_a_hint_is_said_in_both_languages() -> None:
    (found,) = said_of(small(lines__0__price="355,00"))
    assert found.text.en.endswith("Put a point instead of the comma.")
