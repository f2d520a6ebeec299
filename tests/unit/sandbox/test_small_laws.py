"""Laws of the small parts: ticks, cursors, names and numbers of invented people."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

from edo_gateway.sandbox.config import Behaviour, parse_organization, participant_id
from edo_gateway.sandbox.cursor import cursor_of, sequence_of
from edo_gateway.sandbox.errors import BadCursor, BadOrganization
from edo_gateway.sandbox.heading import heading_of
from edo_gateway.sandbox.keys import holder_of
from edo_gateway.sandbox.kinds import AttachmentType, DocumentKind
from edo_gateway.sandbox.records import Box
from edo_gateway.sandbox.ticks import from_ticks, to_ticks

MOMENTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))


def test_ticks_count_from_the_first_day() -> None:
    assert to_ticks(datetime(1970, 1, 1, tzinfo=UTC)) == 621_355_968_000_000_000


@given(MOMENTS)
def test_ticks_are_exact(moment: datetime) -> None:
    assert from_ticks(to_ticks(moment)) == moment


@given(st.integers(min_value=0, max_value=2**60))
def test_a_cursor_is_read_as_it_was_written_and_must_be_encoded_in_a_url(sequence: int) -> None:
    cursor = cursor_of(sequence)
    assert sequence_of(cursor) == sequence
    assert {"+", "/", "="} <= set(cursor)


@given(st.text(max_size=30))
def test_a_foreign_cursor_is_refused(text: str) -> None:
    if not text:
        return
    with pytest.raises(BadCursor):
        sequence_of(text)


@given(st.integers(min_value=0, max_value=10**10 - 1), st.integers(min_value=0, max_value=10**9 - 1))
def test_a_participant_id_is_the_same_for_ever_and_fits_the_format(inn: int, kpp: int) -> None:
    given = f"{inn:010d}", f"{kpp:09d}"
    made = participant_id("2SB", *given)
    assert made == participant_id("2SB", *given)
    assert 4 <= len(made) <= 46
    assert made.split("-")[:3] == ["2SB", *given]
    assert made.split("-")[3].isdecimal()
    assert 19 <= len(made.split("-")[3]) <= 21


@given(st.integers(min_value=0, max_value=10**10 - 1))
def test_invented_people_have_sound_numbers(inn: int) -> None:
    box = Box(
        id="7abc0daf-18e6-528c-97f5-8aa0f4d4fd02",
        organization_id="350b6872-3084-527e-b9c8-b02dba899b78",
        inn=f"{inn:010d}",
        kpp="770001001",
        name="ООО «Ромашка»",
        participant_id="2SB-1",
        behaviour=Behaviour.ACCEPT,
        counteragents_only=False,
    )
    holder = holder_of(box)
    assert inn_numbers.is_valid(holder.inn)
    assert ogrn_numbers.is_valid(holder.ogrn)
    digits = [int(digit) for digit in holder.snils]
    assert int(holder.snils[9:]) == sum(digit * (9 - place) for place, digit in enumerate(digits[:9])) % 101 % 100


@pytest.mark.parametrize(
    "text", ["", "7700000016", "7700000016:770001001", "7700000016:770001001:", "77:770001001:ООО", "7700000016:1:ООО"]
)
def test_a_half_named_organization_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadOrganization) as refused:
        parse_organization(text)
    assert "7700000016:770001001" in str(refused.value)


@pytest.mark.parametrize(
    ("function", "receipt", "answer", "workflow"),
    [("СЧФ", True, False, 15), ("СЧФДОП", True, True, 16), ("ДОП", False, True, 19), ("СвРК", False, False, 9)],
)
def test_the_function_of_a_transfer_document_says_what_is_owed(
    function: str, receipt: bool, answer: bool, workflow: int
) -> None:
    kind = DocumentKind(type_named_id="UniversalTransferDocument", function=function, version="utd970_05_03_01")
    assert kind.owes_receipt(asked=False) is receipt
    assert kind.owes_receipt(asked=True) is True
    assert kind.owes_answer(asked=False) is answer
    assert kind.workflow(answer_asked=False) == workflow


def test_an_unknown_type_is_a_title() -> None:
    kind = DocumentKind(type_named_id="SomethingNew", function="default", version="v1")
    assert kind.attachment_type is kind.buyer_title_type is AttachmentType.TITLE


@given(st.binary(max_size=200).filter(lambda content: b"=" not in content))
def test_what_is_not_an_exchange_file_has_an_empty_heading(content: bytes) -> None:
    heading = heading_of(content)
    assert (heading.file_id, heading.number, heading.date, heading.result) == ("", "", "", "")


def test_a_heading_is_read_in_both_encodings() -> None:
    number = '<СвСчФакт НомерДок=\'№ "5" &amp; 6\' ДатаДок="01.02.2026"/>'
    text = '<?xml version="1.0" encoding="{}"?><Файл ИдФайл="A_1"><Документ>' + number
    for name in ("windows-1251", "utf-8"):
        heading = heading_of(text.format(name).encode(name))
        assert (heading.file_id, heading.number, heading.date) == ("A_1", '№ "5" & 6', "01.02.2026")
