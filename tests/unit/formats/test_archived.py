"""Laws of lists of archives: number, day, sides and sums come from the places the catalogue names."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats import PartySummary, summary, summary_of_file
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.printing import paper_of_file, to_page
from edo_gateway.formats.validation.grammar import grammar_of
from tests.unit.formats.documents_at_hand import built
from tests.unit.formats.mutations import single_mutants
from tests.unit.formats.specimens import ARCHIVED, RECIPIENT, SENDER, Specimens, as_file, day_of

TOLD = [format_ for format_ in ARCHIVED if format_.heading]


def places_of(format_: Format) -> dict[str, str]:
    assert format_.heading
    return {name: path for name in format_.heading.__slots__ if (path := getattr(format_.heading, name))}


def filled(format_: Format, **values: str) -> etree._Element:
    """A file with every part, and the values given at the places of the heading."""
    seeds = (Specimens(format_).draw(Random(seed), repeats=1) for seed in range(60))
    wanted = {path: values[name] for name, path in places_of(format_).items() if name in values}
    for root in seeds:  # a choice may have left a place out
        found = {path: root.find(path.partition("/@")[0]) for path in wanted}
        if None not in found.values():
            for path, element in found.items():
                assert element is not None
                _, _, attribute = path.partition("/@")
                if attribute:
                    element.set(attribute, wanted[path])
                else:
                    element.text = wanted[path]
            return root
    raise AssertionError(format_.name)


@pytest.mark.parametrize("format_", TOLD, ids=lambda f: f.name)
def test_every_place_of_a_heading_is_one_of_the_format(format_: Format) -> None:
    for path in places_of(format_).values():
        assert grammar_of(format_.schema).at(f"Файл/{path}") is not None, path


@pytest.mark.parametrize("format_", TOLD, ids=lambda f: f.name)
def test_what_lists_show_is_what_the_file_says(format_: Format) -> None:
    said = {
        "number": "Н-7",
        "date": "14.02.2019",
        "total": "120.00",
        "less_total": "20.50",
        "vat": "20.00",
        "currency": "643",
    }
    told = summary_of_file(as_file(filled(format_, **said, less_vat="3.00")))
    assert told
    assert (told.type, told.number, told.date) == (format_.name, "Н-7", date(2019, 2, 14))
    assert (told.sender, told.recipient) == (SENDER, RECIPIENT)
    places = places_of(format_)
    less = Decimal("20.50") if "less_total" in places else Decimal(0)
    assert told.total == (Decimal("120.00") - less if "total" in places else None)
    assert told.vat == (Decimal("20.00") - (3 if "less_vat" in places else 0) if "vat" in places else None)
    assert told.currency == ("643" if "currency" in places else "")
    assert bool(told.seller) is ("seller" in places)


def test_sums_that_stand_in_several_places_are_added_up() -> None:
    act = next(one for one in TOLD if one.prefix == "DP_REZRUISP")
    root = Specimens(act).draw(Random(2), repeats=3)
    works = root.findall("Документ/СвДокПРУ/СодФХЖ1/ОписРабот")
    for work in works:
        work.set("СтУчНДСИт", "10.01")
    told = summary_of_file(as_file(root))
    assert told
    assert (len(works), told.total) == (3, Decimal("30.03"))


def test_a_party_is_known_by_its_company_or_its_person() -> None:
    waybill = next(one for one in TOLD if one.prefix == "DP_TOVTORGPR")
    root = Specimens(waybill).draw(Random(2), repeats=1)
    path = "Документ/СвДокПТПрКроме/СвДокПТПр/СодФХЖ1/"
    for role, inside in (
        ("Продавец", '<СвОрг><СвЮЛ НаимОрг="ООО «Лён»" ИННЮЛ="7700000016" КПП="770001001"/></СвОрг>'),
        ("Покупатель", '<СвИП ИННФЛ="500000000340"><ФИО Фамилия="Рогов" Имя="Пётр"/></СвИП>'),
    ):
        party = root.find(path + role)
        assert party is not None
        party[0][:] = [etree.fromstring(inside)]
    told = summary_of_file(as_file(root))
    assert told
    assert told.seller == PartySummary("ООО «Лён»", "7700000016", "770001001", SENDER)
    assert told.buyer == PartySummary("Рогов Пётр", "500000000340", "", RECIPIENT)


def test_words_in_the_place_of_a_sum_are_no_sum() -> None:
    invoice = next(one for one in TOLD if one.name == "ON_SFAKT 5.01")
    told = summary_of_file(as_file(filled(invoice, vat="без НДС", total="NaN")))
    assert told
    assert (told.vat, told.total) == (None, None)


@pytest.mark.parametrize("format_", ARCHIVED, ids=lambda f: f.name)
def test_any_file_of_an_archive_has_a_line_in_a_list(format_: Format) -> None:
    for seed in range(3):
        told = summary_of_file(as_file(Specimens(format_).draw(Random(seed), 0.5)))
        assert told
        assert told.type == format_.name
        assert told.title
        assert told.date in (day_of(format_), None)


def test_a_file_with_a_model_is_told_by_it_and_a_stranger_not_at_all() -> None:
    file = built()
    assert summary_of_file(file) == summary(parse(file))
    assert summary_of_file(ExchangeFile("x.xml", b"not xml")) is None
    assert (
        summary_of_file(ExchangeFile("x.xml", '<?xml version="1.0" encoding="windows-1251"?><Файл/>'.encode("cp1251")))
        is None
    )


def test_a_file_with_a_model_it_does_not_follow_is_refused() -> None:
    file = built()
    with pytest.raises(InvalidDocument):
        summary_of_file(
            ExchangeFile(file.name, file.content.replace("НомерДок".encode("cp1251"), "Номеррр".encode("cp1251")))
        )


@pytest.mark.parametrize("format_", ARCHIVED, ids=lambda f: f.name)
def test_a_spoiled_archive_is_listed_and_shown_as_far_as_it_can_be_read(format_: Format) -> None:
    mutants = list(single_mutants(Specimens(format_).draw(Random(1), 0.8, 1), set()))
    for _, mutant in mutants[:: max(1, len(mutants) // 8)]:
        file = as_file(mutant)
        with suppress(InvalidDocument):  # it may have become a format with a model
            summary_of_file(file)
            assert to_page(paper_of_file(file))
