"""Laws of old УПД on today's sheet: what it shows is what the file says, and no field is lost beside it."""

import re
from html import unescape
from random import Random

import pytest
from lxml import etree

from edo_gateway.formats import summary, summary_of_file
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.printing import paper_of_file, to_page
from edo_gateway.formats.transfer.restated import restated
from tests.unit.formats.documents_at_hand import built
from tests.unit.formats.specimens import ARCHIVED, Specimens, as_file

OLD = [format_ for format_ in ARCHIVED if format_.prefix in ("ON_NSCHFDOPPR", "ON_SCHFDOPPR")]
BASIS = {"НаимОсн": "Договор", "НомОсн": "7", "ДатаОсн": "14.02.2019"}


def plausible(format_: Format, seed: int) -> etree._Element:
    """A file as programs write them: each basis and each shipping document has its number and date."""
    root = Specimens(format_).draw(Random(seed), (0.1, 0.5, 0.9)[seed % 3], 2)
    if format_.version == "5.01":
        for element in root.iter("ОснПер", "ОснУстДенТреб"):
            for name, value in BASIS.items():
                element.set(name, value)
        for element in root.iter("ИспрСчФ"):
            element.attrib.update({"НомИспрСчФ": "1", "ДатаИспрСчФ": "15.02.2019"})
        for element in root.iter("ДокПодтвОтгр"):
            element.set("ДатаДокОтгр", "14.02.2019")
    return root


@pytest.mark.parametrize("format_", OLD, ids=lambda f: f.name)
def test_lists_and_the_sheet_say_the_same_of_a_file(format_: Format) -> None:
    for seed in range(12):
        file = as_file(plausible(format_, seed))
        document, told = restated(file), summary_of_file(file)
        assert document
        assert told
        today = summary(document)
        assert (today.number, today.date, today.total, today.vat) == (told.number, told.date, told.total, told.vat)
        assert (today.function, today.currency) == (told.function, told.currency)
        assert today.seller
        assert told.seller
        assert (today.seller.inn, today.seller.kpp) == (told.seller.inn, told.seller.kpp)
        assert today.seller.name.endswith(told.seller.name)


@pytest.mark.parametrize("format_", OLD, ids=lambda f: f.name)
def test_no_value_of_the_file_is_lost_beside_the_sheet(format_: Format) -> None:
    for seed in range(3):
        root = plausible(format_, seed)
        page = to_page(paper_of_file(as_file(root)))
        shown = {unescape(text) for text in re.findall(r">([^<]+)<", page)}
        values = {str(value) for element in root.iter() for value in element.attrib.values()}
        assert values - shown == set()
        assert "Счет-фактура" in page or "Счёт-фактура" in page or "УПД" in page


@pytest.mark.parametrize("format_", OLD, ids=lambda f: f.name)
def test_the_lines_are_those_of_the_file(format_: Format) -> None:
    root = plausible(format_, 2)
    document = restated(as_file(root))
    assert document
    lines = root.findall("Документ/ТаблСчФакт/СведТов")
    assert [line.name for line in document.lines] == [line.get("НаимТов") for line in lines]
    assert [line.vat_rate for line in document.lines] == [line.get("НалСт") for line in lines]
    customs = [[*line.findall("СвТД"), *line.findall("СвДТ")] for line in lines]
    batches = [line.findall("ДопСведТов/СведПрослеж") if format_.version == "5.01" else [] for line in lines]
    told = [len(one) + len(other) for one, other in zip(customs, batches, strict=True)]
    assert [len(line.customs) for line in document.lines] == told


def test_the_batch_of_traceable_goods_stands_where_todays_form_has_it() -> None:
    root = old_invoice()
    line = root.find("Документ/ТаблСчФакт/СведТов")
    if line is None:
        line = etree.SubElement(etree.SubElement(root[-1], "ТаблСчФакт"), "СведТов", НалСт="20%")
    additions = etree.SubElement(line, "ДопСведТов")
    etree.SubElement(additions, "СведПрослеж", НомТовПрослеж="10013160/051119/0000123/001")
    document = restated(as_file(root))
    assert document
    assert "10013160/051119/0000123/001" in [customs.declaration for customs in document.lines[0].customs]
    assert not document.lines[0].traceability


def old_invoice() -> etree._Element:
    return plausible(next(one for one in OLD if one.name == "ON_NSCHFDOPPR 5.01"), 0)


def test_dashes_in_the_place_of_a_correction_are_none() -> None:
    root = old_invoice()
    invoice = root.find("Документ/СвСчФакт")
    assert invoice is not None
    for old in invoice.findall("ИспрСчФ"):
        invoice.remove(old)
    invoice.insert(0, etree.Element("ИспрСчФ", ДефНомИспрСчФ="-", ДефДатаИспрСчФ="-"))
    document = restated(as_file(root))
    assert document
    assert document.correction is None


def test_a_document_that_todays_terms_cannot_hold_has_its_tree_alone() -> None:
    root = old_invoice()
    invoice = root.find("Документ/СвСчФакт")
    assert invoice is not None
    invoice.append(etree.Element("ДокПодтвОтгр", НаимДокОтгр="Накладная", НомДокОтгр="1"))
    file = as_file(root)
    assert restated(file) is None
    assert paper_of_file(file).name == "УПД прежней версии, титул продавца"


def test_todays_and_other_documents_are_not_restated() -> None:
    assert restated(built()) is None
    waybill = next(one for one in ARCHIVED if one.prefix == "DP_TOVTORGPR")
    assert restated(as_file(Specimens(waybill).draw(Random(1)))) is None
