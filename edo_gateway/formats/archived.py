"""What lists show of a file, whether there is a model of its format or only the places the catalogue names."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Catalogue, Format, Heading, packaged
from edo_gateway.formats.documents import model_of
from edo_gateway.formats.exchange import parse
from edo_gateway.formats.file_names import file_id_of
from edo_gateway.formats.heading import PartySummary, Summary, summary
from edo_gateway.formats.validation import Limits, encoding

_NOTHING = Heading(number="", date="")
_SENDERS, _RECIPIENTS = ("ИдОтпр",), ("ИдПол", "ИдПок")
_INN, _KPP = etree.XPath("string(.//@ИННЮЛ | .//@ИННФЛ)"), etree.XPath("string(.//@КПП)")
_COMPANY = etree.XPath("string(.//@НаимОрг | .//НаимОрг)")
_PERSON = etree.XPath(".//ФИО | .//ФИОИП")


def summary_of_file(file: ExchangeFile, catalogue: Catalogue | None = None) -> Summary | None:
    """Values of a file for lists; None for one that cannot be read or is of no format known.

    ``type`` of a file without a model is the name of its format, such as ``DP_TOVTORGPR 5.01``; what its format does
    not tell is empty. Raises :class:`~edo_gateway.domain.validation.InvalidDocument` where there is a model and the
    file does not follow it.
    """
    root = encoding.read(file.content, Limits()).root
    format_ = (catalogue or packaged()).recognise(root) if root is not None else None
    if root is None or format_ is None:
        return None
    return summary(parse(file)) if model_of(format_.prefix, format_.version) else _told(root, format_)


def _told(root: etree._Element, format_: Format) -> Summary:
    places = format_.heading or _NOTHING
    sender, recipient = _sides(root)
    return Summary(
        type=format_.name,
        function=_text(root, places.function),
        number=_text(root, places.number),
        date=_day(_text(root, places.date)),
        title=_text(root, places.title) or format_.title.ru,
        total=_change(_sum(root, places.total), _sum(root, places.less_total)),
        vat=_change(_sum(root, places.vat), _sum(root, places.less_vat)),
        currency=_text(root, places.currency),
        seller=_party(root, places.seller, sender),
        buyer=_party(root, places.buyer, recipient),
        sender=sender,
        recipient=recipient,
    )


def _values(root: etree._Element, path: str) -> list[str]:
    """Attributes where the path ends with ``@Имя``, else the text of elements."""
    element, _, attribute = path.partition("/@")
    found = root.findall(element) if path else []
    return [value for one in found if (value := one.get(attribute) if attribute else one.text)]


def _text(root: etree._Element, path: str) -> str:
    return next(iter(_values(root, path)), "").strip()


def _day(written: str) -> dt.date | None:
    """``ДД.ММ.ГГГГ``; None for anything else."""
    try:
        return dt.datetime.strptime(written, "%d.%m.%Y").date()
    except ValueError:
        return None


def _sum(root: etree._Element, path: str) -> Decimal | None:
    """What stands in all the places, added up; None where nothing does, or words such as «без НДС»."""
    try:
        amounts = [Decimal(value.strip()) for value in _values(root, path)]
    except InvalidOperation:
        return None
    return sum(amounts, Decimal(0)) if amounts and all(map(Decimal.is_finite, amounts)) else None


def _change(more: Decimal | None, less: Decimal | None) -> Decimal | None:
    """None where neither is told."""
    return None if more is None and less is None else (more or Decimal(0)) - (less or Decimal(0))


def _sides(root: etree._Element) -> tuple[str, str]:
    """Sender and recipient as the file names them inside, else as its identifier does."""
    inside = root.find("СвУчДокОбор")
    if inside is not None:
        sender, recipient = (_first(inside, names) for names in (_SENDERS, _RECIPIENTS))
        return sender, recipient
    named = file_id_of(root.get("ИдФайл", ""))
    return (named.sender, named.recipient) if named else ("", "")


def _first(element: etree._Element, names: tuple[str, ...]) -> str:
    return next((value for name in names if (value := element.get(name))), "")


def _party(root: etree._Element, path: str, participant_id: str) -> PartySummary | None:
    element = root.find(path) if path else None
    if element is None:
        return None
    known = element.find("ИдСв")
    told = element if known is None else known
    return PartySummary(_name(told), str(_INN(told)), str(_KPP(told)), participant_id)


def _name(party: etree._Element) -> str:
    company = str(_COMPANY(party))
    people = _PERSON(party)
    person = people[0] if isinstance(people, list) and people else None
    if company or not isinstance(person, etree._Element):
        return company
    return " ".join(filter(None, (person.get(part) for part in ("Фамилия", "Имя", "Отчество"))))
