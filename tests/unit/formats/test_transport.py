"""Laws of the transport waybill: three participants, moments with an offset, totals of the cargo, titles tied."""

import base64
import copy
import json
from contextlib import suppress
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Finding, InvalidDocument
from edo_gateway.formats import build, complete, envelope_of, parse, pointers, read_document, summary
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.printing import card_of
from edo_gateway.formats.transport.answering import accept_cargo, hand_over_cargo, take_delivery
from edo_gateway.formats.transport.delivery import TransportDelivery, Unloading
from edo_gateway.formats.transport.places import TextPlace
from edo_gateway.formats.transport.references import TransportSignatory
from edo_gateway.formats.transport.waybill import TransportWaybill
from edo_gateway.formats.validation import validate
from tests.reference import objections, reference_folder
from tests.unit.formats.specimens import as_file
from tests.unit.formats.test_robustness import _anything, _places

AT = datetime(2026, 11, 21, 8, 45, 30, tzinfo=UTC)
GUID = UUID("f6fadfa7-e5c1-4b62-9362-da5cc13da58a")
CONSIGNOR = "2XX-7700000016-770001001-000000000000000000001"
CONSIGNEE = "2YY-7800000027-780001001-000000000000000000002"
CARRIER = "2XX-7700000094-770001001-000000000000000000003"
EXAMPLES = Path(__file__).parents[3] / "examples"
SMALLEST = json.loads((EXAMPLES / "transport_waybill_smallest.json").read_bytes())
WHOLE = json.loads((EXAMPLES / "transport_waybill.json").read_bytes())
DRIVER = TransportSignatory(name=PersonName(surname="Клеверов", given_name="Илья"))
UID = "d1e41efa-0000-4000-8000-f2bfad05587b"


def changed(waybill: dict[str, Any] = SMALLEST, /, **changes: Any) -> dict[str, Any]:
    """The waybill with fields replaced: ``a__0__b`` is ``/a/0/b``, and ``None`` takes a field away."""
    made = copy.deepcopy(waybill)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        target: Any = made
        for step in steps:
            target = target[step]
        if value is None:
            del target[last]
        else:
            target[last] = value
    return made


def completed(payload: dict[str, Any]) -> TransportWaybill:
    document = complete(read_document(payload))
    assert isinstance(document, TransportWaybill)
    return document


def built(payload: dict[str, Any] = SMALLEST) -> ExchangeFile:
    return build(read_document(payload), at=AT, guid=GUID)


def findings_of(payload: dict[str, Any]) -> list[Finding]:
    with pytest.raises(InvalidDocument) as refused:
        built(payload)
    return list(refused.value.report.findings)


def faults(payload: dict[str, Any]) -> set[tuple[str, str | None]]:
    return {(found.rule, found.pointer) for found in findings_of(payload)}


def test_the_name_holds_the_recipient_the_third_participant_and_the_sender() -> None:
    file = built()
    assert file.name == f"ON_TRNACLGROT_{CARRIER}_{CONSIGNEE}_{CONSIGNOR}_0_20261121_{GUID}.xml"
    parts = envelope_of(file).parts
    assert parts is not None
    assert (parts.recipient, parts.third, parts.sender) == (CARRIER, CONSIGNEE, CONSIGNOR)
    assert f"{parts}.xml" == file.name


def test_participants_come_back_from_the_name() -> None:
    document = parse(built())
    assert isinstance(document, TransportWaybill)
    assert (document.sender, document.recipient, document.third_participant) == (CONSIGNOR, CARRIER, CONSIGNEE)


def test_each_participant_that_is_not_known_is_asked_for() -> None:
    unknown = changed(consignor__participant_id=None, carrier__participant_id=None, consignee__participant_id=None)
    assert faults(unknown) == {
        ("request.participant_unknown", pointer) for pointer in ("/sender", "/recipient", "/third_participant")
    }


@pytest.mark.parametrize(
    "identifier",
    [
        f"ON_TRNACLGROT_{CARRIER}_{CONSIGNOR}_20261121_{GUID}",
        f"ON_TRNACLGROT_{CARRIER}_{CONSIGNEE}_{CONSIGNOR}_20261121_{GUID}",
        f"ON_TRNACLGROT_{CARRIER}_{CONSIGNEE}_{CONSIGNOR}_1_20261121_{GUID}",
    ],
)
def test_a_name_without_three_participants_is_warned_of(identifier: str) -> None:
    root = etree.fromstring(built().content)
    root.set("ИдФайл", identifier)
    report = validate(as_file(root))
    assert [found.rule for found in report.findings] == ["links.name_form"]
    assert report.is_valid


def test_a_name_of_another_day_is_warned_of() -> None:
    root = etree.fromstring(built().content)
    root.set("ИдФайл", root.get("ИдФайл", "").replace("_20261121_", "_20261120_"))
    assert [found.rule for found in validate(as_file(root)).findings] == ["links.name_date"]


def test_moments_are_written_with_their_own_offset_and_the_title_by_the_clock_of_moscow() -> None:
    loading = {**SMALLEST["loading"], "arrived_at": "2026-11-21T15:50:00+10:00"}
    body = etree.fromstring(built(changed(loading=loading)).content)[0]
    (place,) = body.iter("СвПогруз")
    assert place.get("ФДатВрПриб") == "21.11.2026T15:50:00+10:00"
    assert place.get("НалКоорТочВрФПогр") == "1"
    assert (body.get("ДатИнфГО"), body.get("ВрИнфГО")) == ("21.11.2026", "11:45:30")


@pytest.mark.parametrize("moment", ["2026-11-21T08:50:00", "2026-02-30T08:50:00+03:00", "21.11.2026T08:50:00+03:00", 5])
def test_a_moment_without_an_offset_or_that_never_was_is_refused(moment: object) -> None:
    assert faults(changed(loading__arrived_at=moment)) == {("request.moment", "/loading/arrived_at")}


def test_a_moment_the_format_allows_and_no_clock_knows_is_told_with_its_field() -> None:
    file = built()
    broken = file.content.replace(b'T08:50:00+03:00"', b'T08:50:00|03:00"')
    assert not [found for found in validate(ExchangeFile(file.name, broken)).findings if found.layer == "schema"]
    with pytest.raises(InvalidDocument) as refused:
        parse(broken)
    assert refused.value.report.findings[0].pointer == "/loading/arrived_at"


def test_packages_mass_and_declared_value_are_those_of_the_positions() -> None:
    document = completed(WHOLE)
    assert (document.loading.packages, document.loading.gross_mass) == (25, "12530.500")
    assert document.declared_value is not None
    assert (document.declared_value.sum, document.declared_value.currency) == (Decimal("1346000.00"), "643")
    assert [item.containers[0].count for item in document.cargo if item.containers] == [1]


def test_what_the_carrier_took_may_differ_from_the_plan() -> None:
    loading = {**SMALLEST["loading"], "packages": 5, "gross_mass": "4500"}
    told = completed(changed(loading=loading)).loading
    assert (told.packages, told.gross_mass) == (5, "4500")


def test_a_declared_value_that_is_not_the_sum_of_the_positions_is_refused() -> None:
    wrong = changed(cargo__0__value={"sum": "100.00"}, declared_value={"sum": "99.00"})
    assert faults(wrong) == {("arithmetic.declared_value", "/declared_value/sum")}


def test_values_in_several_currencies_have_no_sum() -> None:
    items = [{**SMALLEST["cargo"][0], "value": {"sum": "1.00", "currency": currency}} for currency in ("RUB", "USD")]
    document = completed(changed(cargo=items))
    assert document.declared_value is None
    assert [item.value and item.value.currency for item in document.cargo] == ["643", "840"]


def test_an_unknown_currency_is_told_with_its_field() -> None:
    wrong = changed(cargo__0__value={"sum": "1.00", "currency": "XQQ"})
    assert faults(wrong) == {("request.currency_unknown", "/cargo/0/value/currency")}


@pytest.mark.parametrize(
    ("consignor", "tag", "said"),
    [
        ({"inn": "7700000016", "name": "ООО Тест"}, "ИННЮЛ", "7700000016"),
        ({"inn": "500000000340", "name": "Тестов Иван"}, "ИННФЛ", "500000000340"),
        ({"country": "Казахстан", "name": "ТОО Тест"}, "ДаннИно", "ТОО Тест"),
    ],
)
def test_a_consignor_who_loads_is_named_by_what_identifies_it(consignor: dict[str, str], tag: str, said: str) -> None:
    party = {**consignor, "contact": {"phones": ["1"]}, "participant_id": CONSIGNOR}
    file = built(changed(consignor=party))
    (identity,) = etree.fromstring(file.content).find(".//СвЛицПогрГр/ИдентРекГО")  # type: ignore[union-attr]
    assert (identity.tag, identity.text or identity.get("Наим")) == (tag, said)
    assert objections(file) == []


def test_a_wrong_control_digit_of_a_driver_is_found_in_a_file() -> None:
    file = built()
    wrong = file.content.replace(b"500000000340", b"500000000341")
    (found,) = validate(ExchangeFile(file.name, wrong), pointer=pointers(parse(file), SMALLEST)).findings
    assert (found.rule, found.pointer) == ("arithmetic.inn_control_digit", "/drivers/0/inn")


def test_a_broken_rule_leads_to_the_callers_field() -> None:
    payload = copy.deepcopy(WHOLE)
    del payload["vehicle"]["basis"]
    report = validate(built(payload), pointer=pointers(completed(payload), payload))
    assert [(found.rule, found.pointer) for found in report.findings] == [
        ("transport_waybill.vehicle_basis", "/vehicle/basis/0")
    ]


def chain() -> tuple[ExchangeFile, ExchangeFile, ExchangeFile, ExchangeFile]:
    waybill = built()
    acceptance = build(accept_cargo(waybill, b"one", uid=UID, signatory=DRIVER), at=AT, guid=UUID(int=2))
    unloading = Unloading(
        place=TextPlace(text="г. Санкт-Петербург"),
        arrived_at=AT,
        departed_at=AT,
        declared_at=AT,
        condition="Без повреждений",
        packages=6,
        gross_mass=Decimal(5400),
    )
    taken = take_delivery(acceptance, b"two", composer="АО Тест", signatory=DRIVER, unloading=unloading)
    delivery = build(taken, at=AT, guid=UUID(int=3))
    handover = build(hand_over_cargo(delivery, b"three", signatory=DRIVER), at=AT, guid=UUID(int=4))
    return waybill, acceptance, delivery, handover


def test_titles_follow_one_another_between_the_same_three_participants() -> None:
    sides = [
        parts and (parts.sender, parts.recipient, parts.third) for parts in (envelope_of(f).parts for f in chain())
    ]
    assert sides == [
        (CONSIGNOR, CARRIER, CONSIGNEE),
        (CARRIER, CONSIGNEE, CONSIGNOR),
        (CONSIGNEE, CARRIER, CONSIGNOR),
        (CARRIER, CONSIGNEE, CONSIGNOR),
    ]


def test_each_title_of_a_carriage_is_accepted_by_the_reference_and_by_us() -> None:
    for file in chain():
        assert objections(file) == []
        assert validate(file).findings == ()


def test_each_title_names_the_file_it_answers_its_moment_and_its_signature() -> None:
    waybill, *titles = chain()
    before = waybill
    for file, name, signature in zip(
        titles, ("waybill", "acceptance", "delivery"), (b"one", b"two", b"three"), strict=True
    ):
        title: Any = parse(file)
        assert getattr(title, f"{name}_file") == before.name.removesuffix(".xml")
        assert getattr(title, f"{name}_file_time") == time(11, 45, 30)
        assert base64.b64decode(getattr(title, f"{name}_signature")) == signature
        assert title.uid == UID
        before = file


def test_a_waybill_without_its_number_in_the_state_system_cannot_be_answered() -> None:
    with pytest.raises(InvalidDocument) as refused:
        accept_cargo(built(), b"s", signatory=DRIVER)
    assert [(f.rule, f.pointer) for f in refused.value.report.findings] == [("request.missing", "/uid")]


def test_only_the_title_before_can_be_answered() -> None:
    waybill, acceptance, *_ = chain()
    with pytest.raises(InvalidDocument):
        take_delivery(waybill, b"s", composer="АО Тест", signatory=DRIVER, refusal_reason="Брак")
    with pytest.raises(InvalidDocument):
        accept_cargo(acceptance, b"s", signatory=DRIVER)


def delivery(**changes: Any) -> dict[str, Any]:
    return json.loads((EXAMPLES / "transport_delivery.json").read_bytes()) | changes


def test_a_delivery_says_in_words_that_the_cargo_was_taken_or_refused() -> None:
    _, acceptance, *_ = chain()
    taken = complete(read_document(delivery()))
    refused = complete(take_delivery(acceptance, b"s", composer="АО Тест", signatory=DRIVER, refusal_reason="Брак"))
    assert isinstance(taken, TransportDelivery)
    assert taken.operation
    assert not taken.refusal
    assert refused.refusal
    assert not refused.operation
    assert objections(build(refused, at=AT, guid=GUID)) == []


def test_what_was_accepted_is_the_sum_of_the_positions() -> None:
    document = complete(read_document(delivery()))
    assert isinstance(document, TransportDelivery)
    assert document.unloading is not None
    assert (document.unloading.packages, document.unloading.gross_mass) == (25, Decimal("12530.500"))


def test_accepted_totals_that_disagree_with_the_positions_or_are_nowhere_are_refused() -> None:
    told = delivery()["unloading"]
    assert faults(delivery(unloading={**told, "packages": 24, "gross_mass": "1"})) == {
        ("arithmetic.accepted_packages", "/unloading/packages"),
        ("arithmetic.accepted_gross_mass", "/unloading/gross_mass"),
    }
    assert faults(delivery(unloading={**told, "items": []})) == {
        ("request.missing", "/unloading/packages"),
        ("request.missing", "/unloading/gross_mass"),
    }


def test_the_summary_tells_the_sides_and_the_declared_value() -> None:
    told = summary(completed(WHOLE))
    assert (told.number, told.total, told.currency) == ("ТН-16", Decimal("1346000.00"), "643")
    assert told.seller is not None
    assert told.buyer is not None
    assert (told.seller.inn, told.buyer.inn, told.buyer.participant_id) == ("7700000016", "7800000027", CONSIGNEE)


def test_the_card_shows_every_field_in_russian_and_a_moment_with_its_offset() -> None:
    shown = {field.pointer: field for section in card_of(completed(WHOLE)) for field in section.fields}
    assert shown["/loading/arrived_at"].value == "21.11.2026 08:50:00 UTC+03:00"
    assert shown["/vehicle/vehicle_type"].label == "Тип машины"
    assert not [field.label for field in shown.values() if field.label.isascii() and field.label not in ("VIN", "GLN")]


def test_instances_of_the_reference_are_accepted() -> None:
    paths = sorted((reference_folder() / "formats" / "etrn").glob("*.xml"))
    assert paths
    for path in paths:
        root = etree.fromstring(path.read_bytes())
        file = as_file(root)
        assert objections(file) == []
        assert validate(file).is_valid, path.name
        assert parse(file)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_places(WHOLE)), _anything)
def test_any_value_in_any_field_is_read_or_refused_in_our_words(place: str, value: Any) -> None:
    payload = changed(WHOLE, **{place: value})
    with suppress(InvalidDocument):
        summary(parse(built(payload)))


def test_an_attribute_taken_away_never_breaks_reading_with_a_foreign_error() -> None:
    text = built(WHOLE).content.decode("cp1251")
    for piece in text.split(" ")[3:]:
        with suppress(InvalidDocument):
            summary(parse(text.replace(f" {piece}", "", 1).encode("cp1251")))
