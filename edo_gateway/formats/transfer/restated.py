"""An old УПД in the terms of today's: the same facts under today's names, so that one sheet shows them all.

For showing only: a document restated is never written, and what today's form has no place for is left out of it. Where
an old document lacks what today's cannot be without – the date of a basis, the country of a stranger – there is none.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.catalogue import Catalogue, packaged
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.transfer.document import TransferDocument
from edo_gateway.formats.validation import Limits, encoding

_RESTATED = frozenset({"ON_NSCHFDOPPR 5.01", "ON_NSCHFDOPPR 5.02", "ON_SCHFDOPPR 5.01"})
_ELEMENTS = {
    "ИспрСчФ": "ИспрДок",
    "СвТД": "СвДТ",
    "ДокПодтвОтгр": "ДокПодтвОтгрНом",
    "ИнфПродГосЗакКазн": "ИнфПродЗаГоскКазн",
    "ИнфПродЗаГосКазн": "ИнфПродЗаГоскКазн",
    "ТранГруз": "Тран",
    "СвФЛУчастФХЖ": "СвФЛУч",
    "СвЮлНеУч": "СвИнНеУч",
}
_ATTRIBUTES = {
    "НомерСчФ": "НомерДок",
    "ДатаСчФ": "ДатаДок",
    "НомИспрСчФ": "НомИспр",
    "ДатаИспрСчФ": "ДатаИспр",
    "НомерТД": "НомерДТ",
    "НаимОсн": "РеквНаимДок",
    "НомОсн": "РеквНомерДок",
    "ДатаОсн": "РеквДатаДок",
    "ДопСвОсн": "РеквДопСведДок",
    "ИдентОсн": "РеквИдДок",
    "НаимДокОтгр": "РеквНаимДок",
    "НомДокОтгр": "РеквНомерДок",
    "ДатаДокОтгр": "РеквДатаДок",
    "СвТранГруз": "СвТран",
    "ДатаНач": "ДатаНачПер",
    "ДатаОкон": "ДатаОконПер",
    "КраткНазв": "СокрНаим",
    "КодТовОКДП2": "КодТовОКПД2",  # noqa: RUF001 - the digit belongs to the name
}
_WITHOUT_BASIS = "без документа"
_CURRENCY = "ДенИзм"


def restated(file: ExchangeFile, catalogue: Catalogue | None = None) -> TransferDocument | None:
    """The document of an old seller title; None for a file of another format, or one that today's terms cannot hold."""
    root = encoding.read(file.content, Limits()).root
    format_ = (catalogue or packaged()).recognise(root) if root is not None else None
    if root is None or format_ is None or format_.name not in _RESTATED:
        return None
    try:
        document = parse(cast("bytes", etree.tostring(_renamed(root), encoding="windows-1251")))
    except InvalidDocument:
        return None
    return document if isinstance(document, TransferDocument) else None


def _renamed(root: etree._Element) -> etree._Element:
    made = copy.deepcopy(root)
    made.set("ВерсФорм", TransferDocument.header.version)
    for element in list(made.iter(etree.Element)):
        element.tag = _ELEMENTS.get(str(element.tag), element.tag)
        for name in [str(name) for name in element.attrib if name in _ATTRIBUTES]:
            element.set(_ATTRIBUTES[name], element.attrib.pop(name))
        if (change := _CHANGES.get(str(element.tag))) is not None:
            change(element)
    return made


def _of_document(document: etree._Element) -> None:
    document.set("КНД", TransferDocument.header.knd)


def _of_invoice(invoice: etree._Element) -> None:
    """The currency stood apart from its name and rate."""
    if invoice.find(_CURRENCY) is None and "КодОКВ" in invoice.attrib:
        about = invoice.find("ДопСвФХЖ1")  # noqa: RUF001 - the digit belongs to the name
        currency = etree.SubElement(invoice, _CURRENCY, КодОКВ=invoice.get("КодОКВ", ""))
        for name in ("НаимОКВ", "КурсВал"):
            if about is not None and (value := about.get(name)):
                currency.set(name, value)


def _of_correction(correction: etree._Element) -> None:
    """Dashes in the place of number and date said that nothing was corrected."""
    parent = correction.getparent()
    if parent is not None and "НомИспр" not in correction.attrib:
        parent.remove(correction)


def _of_line(line: etree._Element) -> None:
    """The name of the unit stood among the additions; the batch of traceable goods has its place in column 11 still."""
    additions = line.find("ДопСведТов")
    if additions is None:
        return
    if (unit := additions.get("НаимЕдИзм")) and "НаимЕдИзм" not in line.attrib:
        line.set("НаимЕдИзм", unit)
    for trace in additions.findall("СведПрослеж"):
        if "СтТовБезНДСПрослеж" not in trace.attrib:
            etree.SubElement(line, "СвДТ", НомерДТ=trace.get("НомТовПрослеж", ""))
            additions.remove(trace)


def _into_elements(*names: str) -> Callable[[etree._Element], None]:
    """What was an attribute is an element today."""

    def change(owner: etree._Element) -> None:
        for name in names:
            if (value := owner.get(name)) is not None:
                etree.SubElement(owner, name).text = value

    return change


def _of_basis(basis: etree._Element) -> None:
    """Words in the place of a document said that there was none."""
    if basis.get("РеквНаимДок", "").casefold().startswith(_WITHOUT_BASIS) and "РеквДатаДок" not in basis.attrib:
        basis.tag = "БезДокОснПер"
        basis.text = "1"


def _of_stranger(party: etree._Element) -> None:
    """The country was not asked for."""
    party.set("КодСтр", party.get("КодСтр", ""))
    if (name := party.get("НаимОрг")) is not None:
        party.set("Наим", name)


def _with_number(name: str) -> Callable[[etree._Element], None]:
    """A dash might stand in the place of a tax number."""

    def change(party: etree._Element) -> None:
        party.set(name, party.get(name, ""))

    return change


def _of_address(address: etree._Element) -> None:
    """The number of an address in the register stood alone."""
    if (number := address.findtext("КодГАР")) is not None:
        etree.SubElement(address, "АдрИнф", АдрТекст=number)


def _of_signatory(signatory: etree._Element) -> None:
    """Position and name stood in the kind of person the signatory was."""
    for kind in ("ЮЛ", "ИП", "ФЛ"):
        person = signatory.find(kind)
        if person is not None:
            if position := person.get("Должн"):
                signatory.set("Должн", position)
            signatory.extend(person.findall("ФИО"))


_CHANGES: dict[str, Callable[[etree._Element], None]] = {
    "Документ": _of_document,
    "СвСчФакт": _of_invoice,
    "ИспрДок": _of_correction,
    "СведТов": _of_line,
    "ДопСведТов": _into_elements("КрНаимСтрПр"),
    "Контакт": _into_elements("Тлф", "ЭлПочта"),
    "ОснПер": _of_basis,
    "СвИнНеУч": _of_stranger,
    "СвЮЛУч": _with_number("ИННЮЛ"),
    "СвИП": _with_number("ИННФЛ"),
    "Адрес": _of_address,
    "Подписант": _of_signatory,
}
