"""A power of attorney read for deciding, and named in documents where each format has the place."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway import formats
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.power import NotAPower, PartyKind, Power, Redelegable
from edo_gateway.formats.power.named import named_powers
from edo_gateway.formats.power.places import with_powers
from edo_gateway.formats.power.reading import read_power
from edo_gateway.formats.validation import validate

EXAMPLES = Path(__file__).parents[3] / "examples"
POWER_NUMBER = "3f1c0a52-7d0e-4c53-9a6e-5b0e8a1d2c3f"
POWER = Power(
    number=POWER_NUMBER,
    issued_on=date(2026, 10, 1),
    valid_until=date(2027, 9, 30),
    principals=(),
    heads=(),
    representatives=(),
    internal_number="17",
    system=f"https://m4d.nalog.gov.ru/emchd/check-status?guid={POWER_NUMBER}",
)
# The signatory stands in the document, or is the usual one of our side.
DOCUMENTS = {
    "transfer_document": ("signatories", "smallest.json"),
    "works_act": ("signatories", "works_act_smallest.json"),
    "reconciliation_act": ("signatory", "reconciliation_smallest.json"),
}


def built(given: dict[str, Any]) -> ExchangeFile:
    return formats.build(formats.read_document(given), at=datetime(2026, 11, 23, tzinfo=UTC), guid=uuid4())


def example(name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((EXAMPLES / name).read_text(encoding="utf-8"))
    described.setdefault("type", "transfer_document")
    return described


def signed_document(type: str) -> dict[str, Any]:
    """A document that stands by itself, signed by an employee."""
    field, name = DOCUMENTS[type]
    described = example("transfer_document.json" if type == "transfer_document" else name)
    described.setdefault("type", type)
    signatory = {"name": "Петрова Анна Ивановна", "position": "Бухгалтер"}
    described[field] = [signatory] if field == "signatories" else signatory
    return described


@pytest.mark.parametrize("type", DOCUMENTS)
def test_a_power_is_named_where_the_format_has_the_place_and_the_file_is_valid(type: str) -> None:
    file = built(with_powers(signed_document(type), lambda _: POWER, enclosed=False))
    assert named_powers(file) == (POWER_NUMBER,)
    assert validate(file).is_valid, validate(file).findings


def test_a_correction_says_it_in_words_for_its_format_has_no_place_for_it() -> None:
    described = example("correction.json")
    described["signatories"] = [{"name": "Петрова Анна Ивановна", "position": "Бухгалтер"}]
    file = built(with_powers(described, lambda _: POWER, enclosed=False))
    assert POWER_NUMBER in file.content.decode("cp1251")
    assert validate(file).is_valid


def test_an_enclosed_power_is_not_named_in_a_transfer_document() -> None:
    file = built(with_powers(signed_document("transfer_document"), lambda _: POWER, enclosed=True))
    assert named_powers(file) == ()
    assert 'СпосПодтПолном="2"' in file.content.decode("cp1251")
    assert validate(file).is_valid


@pytest.mark.parametrize("said", [{"authority": "other"}, {"paper_powers": [{"issued": "2026-01-01", "number": "7"}]}])
def test_what_the_caller_said_stands(said: dict[str, Any]) -> None:
    described = signed_document("transfer_document")
    described["signatories"][0] |= said
    assert with_powers(described, lambda _: POWER, enclosed=False) == described


@pytest.mark.parametrize("payload", [{}, {"type": None}, {"type": ["x"]}, {"type": "transfer_document", "seller": 7}])
def test_a_payload_that_is_wrong_is_left_to_the_reader_of_documents(payload: dict[str, Any]) -> None:
    assert with_powers(payload, lambda _: POWER, enclosed=False) == payload


def test_a_power_given_by_a_company_is_read() -> None:
    power = read_power(built(example("power_of_attorney_employee.json")))
    (principal,), (head,), (clerk,) = power.principals, power.heads, power.representatives
    assert (principal.kind, principal.inn, principal.ogrn) == (PartyKind.COMPANY, "7700000016", "1027700000019")
    assert (head.inn, head.snils) == ("500000000340", "11223344595")
    assert (clerk.kind, clerk.snils) == (PartyKind.PERSON, "08765430300")
    assert (power.issued_on, power.valid_until) == (date(2026, 10, 1), date(2027, 9, 30))
    assert power.codes == {"BBDOCS_DOCS_TEST1"}
    assert power.granted[0].limits == ("Предельная сумма: 1000000",)
    assert (power.parent, power.redelegable, power.is_joint) == ("", Redelegable.NO, False)


def test_a_power_passed_on_names_its_parent_and_who_passed_it() -> None:
    power = read_power(built(example("power_of_attorney_passed_on.json")))
    assert power.parent == POWER_NUMBER
    assert [party.snils for party in power.principals] == ["08765430300"]
    assert power.heads == power.principals
    assert [party.kind for party in power.representatives] == [PartyKind.COMPANY]


def test_an_entrepreneur_signs_the_power_he_gives() -> None:
    power = read_power(built(example("power_of_attorney_smallest.json")))
    assert power.heads == power.principals
    assert (power.codes, power.text) == (set(), "Подписывать первичные учётные документы и счета-фактуры")


def test_another_document_is_not_a_power() -> None:
    with pytest.raises(NotAPower):
        read_power(built(example("transfer_document.json")))


def test_a_file_that_is_no_xml_names_no_power() -> None:
    assert named_powers(ExchangeFile("a.pdf", b"%PDF-1.7")) == ()
