"""Laws of reading the caller's JSON: every error at once, at its own field, in our own words."""

import json
import re
from typing import Any

import pytest

from edo_gateway.domain.validation import InvalidDocument, Layer
from edo_gateway.formats import party_card, read_document
from edo_gateway.formats.parts.parties import Entrepreneur, ForeignParty
from tests.unit.formats.documents_at_hand import faults, findings_of, small


def test_a_good_document_has_no_findings() -> None:
    assert faults(small()) == set()


@pytest.mark.parametrize(
    ("changes", "rule", "pointer"),
    [
        ({"lines__0__vat": 781.00}, "request.decimal", "/lines/0/vat"),
        ({"lines__0__price": 355}, "request.decimal", "/lines/0/price"),
        ({"lines__0__quantity": "ten"}, "request.decimal", "/lines/0/quantity"),
        ({"lines__0__quantity": "1e3"}, "request.decimal", "/lines/0/quantity"),
        ({"lines__0__net": "3550.001"}, "request.decimal", "/lines/0/net"),
        ({"date": "21.11.2026"}, "request.date", "/date"),
        ({"date": "2026-02-30"}, "request.date", "/date"),
        ({"date": 20261121}, "request.date", "/date"),
        ({"number": 15}, "request.text", "/number"),
        ({"number": None}, "request.missing", "/number"),
        ({"lines__0__vat_rate": "21%"}, "request.choice", "/lines/0/vat_rate"),
        ({"function": "УПД"}, "request.choice", "/function"),
        ({"lines__0__vat_rat": "22%"}, "request.unknown_field", "/lines/0/vat_rat"),
        ({"lines": {}}, "request.list", "/lines"),
        ({"lines__0": "Бумага"}, "request.object", "/lines/0"),
        ({"seller__inn": "7700000017"}, "request.inn_control_digit", "/seller/inn"),
        ({"seller__inn": "0000000000"}, "request.inn_region", "/seller/inn"),
        ({"seller__inn": "77000000"}, "request.inn_company", "/seller/inn"),
        ({"seller__inn": 7700000016}, "request.text", "/seller/inn"),
        ({"seller__kpp": "77000"}, "request.kpp", "/seller/kpp"),
        ({"seller__kind": "shop"}, "request.choice", "/seller/kind"),
        ({"buyer": {"inn": "7800000027"}}, "request.party_unknown", "/buyer"),
        ({"buyer__participant_id": None}, "request.participant_unknown", "/recipient"),
        ({"buyer__participant_id": "№"}, "request.participant_id", "/buyer/participant_id"),
        ({"seller__signatory": None}, "request.signatory_missing", "/signatories"),
        ({"transfer__basis": None}, "request.basis_missing", "/transfer/basis"),
        ({"transfer": None}, "request.basis_missing", "/transfer"),
        ({"transfer__no_basis_document": True}, "request.basis_twice", "/transfer/no_basis_document"),
        ({"lines__0__unit": "9999"}, "request.unit_unknown", "/lines/0/unit"),
        ({"lines__0__gtin": "04609664786014"}, "request.gtin_control_digit", "/lines/0/gtin"),
        ({"lines__0__price_includes_vat": "yes"}, "request.flag", "/lines/0/price_includes_vat"),
        ({"currency": "ZZZ"}, "request.currency_unknown", "/currency"),
        ({"seller__address__region": "00"}, "request.region_unknown", "/seller/address/region"),
        ({"buyer__address": {"country": "999", "text": "-"}}, "request.country_unknown", "/buyer/address/country"),
        ({"correction": {"number": "1", "date": "2026-11-21"}}, "request.whole_number", "/correction/number"),
        ({"seller__signatory__name": "Ромашкин"}, "request.full_name", "/seller/signatory/name"),
        ({"seller__name": "Цена ₽"}, "encoding.character", "/seller/name"),
        ({"type": "acts"}, "request.type_unknown", "/type"),
        ({"type": "act"}, "request.type_retired", "/type"),
        ({"type": None}, "request.type_missing", "/type"),
    ],
)
def test_each_fault_is_found_at_its_own_field(changes: dict[str, Any], rule: str, pointer: str) -> None:
    assert faults(small(**changes)) == {(rule, pointer)}


def test_all_faults_are_told_at_once() -> None:
    payload = small(number=1, date="завтра", lines__0__price=5, seller__inn="7700000017", surplus="x")
    assert {pointer for _, pointer in faults(payload)} == {
        "/number",
        "/date",
        "/lines/0/price",
        "/seller/inn",
        "/surplus",
    }


def test_json_that_is_not_json_is_told_with_its_place() -> None:
    (found,) = findings_of(b'{\n  "type": }')
    assert found.rule == "request.json"
    assert "2" in found.text.ru
    assert "11" in found.text.ru


def test_findings_of_a_request_speak_both_languages_and_never_pydantics() -> None:
    payload = small(number=1, date="завтра", lines__0__price=5, surplus="x", lines__0__vat_rate="21%", transfer=5)
    for found in findings_of(payload):
        assert found.layer is Layer.REQUEST
        assert re.search("[а-я]", found.text.ru)
        assert "Input should" not in found.text.en
        assert "{" not in found.text.ru.replace('{"', "")


def test_a_misspelt_field_is_told_with_the_right_one() -> None:
    (found,) = findings_of(small(lines__0__vat_rat="22%"))
    assert "vat_rate" in found.text.ru
    assert "vat_rate" in found.text.en


@pytest.mark.parametrize(
    ("payload", "rule"),
    [
        (b"", "request.empty"),
        (b"[]", "request.document"),
        (b"null", "request.document"),
        (b'{"type": "transfer_document"', "request.json_cut"),
        (b'{"type": "transfer_document",}', "request.json"),
    ],
)
def test_what_is_no_document_at_all_is_told_what_it_is(payload: bytes, rule: str) -> None:
    assert faults(payload) == {(rule, "")}


def test_a_required_field_under_a_misspelt_name_is_one_finding() -> None:
    (found,) = findings_of(small(signatories=[{"full_name": "Ромашкин Пётр"}]))
    assert (found.rule, found.pointer) == ("request.unknown_field", "/signatories/0/full_name")
    assert "«name»" in found.text.ru


def test_a_party_of_a_wrong_number_is_not_told_to_be_unknown_as_well() -> None:
    assert faults(small(buyer={"inn": "7800000028"})) == {("request.inn_control_digit", "/buyer/inn")}


def test_a_field_named_in_russian_is_told_its_name() -> None:
    (found,) = findings_of(small(lines__0__цена="1.00"))
    assert "«price»" in found.text.ru


def test_a_null_in_a_required_field_is_a_field_left_out() -> None:
    payload = small()
    payload["number"] = None
    assert faults(payload) == {("request.missing", "/number")}


def test_pointers_escape_slashes_as_rfc_6901_says() -> None:
    assert faults(small(**{"a/b~c": 1})) == {("request.unknown_field", "/a~1b~0c")}


def test_bytes_and_objects_have_the_same_faults() -> None:
    payload = small(number=1, lines__0__price=5)
    assert faults(json.dumps(payload).encode()) == faults(payload)


def test_twelve_digits_of_inn_make_an_entrepreneur_and_a_country_makes_a_foreigner() -> None:
    assert isinstance(party_card({"inn": "500000000340", "name": "Тестов Иван"}), Entrepreneur)
    assert isinstance(party_card({"country": "276", "name": "Muster GmbH"}), ForeignParty)


def test_the_name_of_a_person_may_be_one_string() -> None:
    person = party_card({"inn": "500000000340", "name": "Тестов Иван Оглы Петрович"})
    assert isinstance(person, Entrepreneur)
    assert (person.name.surname, person.name.given_name, person.name.patronymic) == ("Тестов", "Иван", "Оглы Петрович")


def test_what_is_not_an_object_is_no_document() -> None:
    for payload in (b"[]", b'"x"', b"null", b""):
        assert faults(payload)


def test_the_model_keeps_what_was_given() -> None:
    document = read_document(small())
    assert document.lines[0].net is None
    assert document.seller.participant_id is not None


def test_a_finding_names_the_field_in_the_bookkeepers_words_too() -> None:
    (found,) = findings_of(small(lines__0__vat_rate="21%"))
    assert "«vat_rate» (Ставка НДС)" in found.text.ru
    (found,) = findings_of(small(seller__kpp=None, seller__name=7))
    assert "«name» (Наименование организации)" in found.text.ru


@pytest.mark.parametrize(
    ("word", "format_", "instead"),
    [
        ("torg12", "DP_TOVTORGPR 5.01", "type «transfer_document», function ДОП"),
        ("ТОРГ-12", "DP_TOVTORGPR 5.01", "type «transfer_document», function ДОП"),
        ("DP_REZRUISP", "DP_REZRUISP 5.01", "type «transfer_document», function ДОП"),
        ("Счёт-фактура", "ON_SFAKT 5.02", "type «transfer_document», function СЧФ"),
        ("ON_KORSFAKT_5.01", "ON_KORSFAKT 5.01", "type «correction_document», function КСЧФ"),
        ("on_nschfdoppr 5.02", "ON_NSCHFDOPPR 5.02", "type «transfer_document»"),
        ("DP_TOVTORGPOK", "DP_TOVTORGPOK 5.01", "type «buyer_title»"),
        ("DP_IZVPOL 1.02", "DP_IZVPOL 1.02", "type «receipt_notice»"),
    ],
)
def test_a_document_no_longer_written_is_refused_with_what_to_write_instead(
    word: str, format_: str, instead: str
) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read_document({"type": word})
    (found,) = refused.value.report.findings
    assert (found.rule, found.pointer) == ("request.type_retired", "/type")
    assert format_ in found.text.ru
    assert f"{instead}." in found.text.ru
    assert "no longer written" in found.text.en
