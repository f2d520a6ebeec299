"""Files drawn from our own schemas: every part a format can have, chosen by a die the test holds.

A specimen follows the grammar by construction; whether it follows the rules depends on the choices.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Format, format_of, living_formats, packaged
from edo_gateway.formats.validation.grammar import tree_of

XSD = "{http://www.w3.org/2001/XMLSchema}"
BUILT_IN = '<t xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:restriction base="{}"/></t>'
FORMATS = living_formats()
ARCHIVED = tuple(format_ for format_ in packaged().judged if format_.is_retired)
JUDGED = (*FORMATS, *ARCHIVED)
TODAY = date(2026, 11, 16)
NAMESPACES = {etree.QName(one.root).localname: one.namespace for one in FORMATS if one.namespace}
SENDER = "2XX-7700000016"
RECIPIENT = "2YY-7800000027"
THIRD = "2XX-7700000094"
GUID = UUID("f6fadfa7-e5c1-4b62-9362-da5cc13da58a")
_BY_TYPE = {
    "DateTimeSince1800": "16.11.2026 10.15.30",
    "Time": "10.15.30",
    "TimeWithColons": "10:15:30",
    "MomentWithOffset": "16.11.2026T10:15:30+03:00",
    "OrganizationInn": "7700000016",
    "PersonInn": "500000000340",
    "Kpp": "770001001",
    "KppHex": "770001001",
    "Region": "77",
    "PostalCode": "101000",
    "Ogrn": "1027700000019",
    "Ogrnip": "304500000000128",
    "Country": "643",
    "Currency": "643",
    "Unit": "796",
    "IsoDate": "2026-11-16",
    "IsoDateSince1900": "2026-11-16",
    "Snils": "112-233-445 95",
    "Guid": str(GUID),
    "PowerParts": "00000000",
    "TaxOfficeCode": "7700",
    "PopulationRecord": "123456789012",
    "Bik": "044525225",
    "Oktmo": "45000000",
    "ParticipantId": "2YY-7800000027",
    "OperatorId": "2YY",
    "AccountCode": "000000041",
    "UnitOfThreeDigits": "796",
    "KppOfDigits": "770001001",
    "LegalForm": "47",
    "ExciseOrWords": "без акциза",
    "VatOrWords": "без НДС",
    "LooseAmount": "1.00",
    "LooseQuantity": "1.000",
}
_DAYS = frozenset({"Date", "DateSince1900", "DateSince1800"})
_BY_NAME = {  # values that wake rules a plain one would leave asleep
    "ON_AKTREZRABP": {
        "ПрИспрОш": ("0", "1"),
        "ПрНовОбст": ("0", "1"),
        "СтТовБезНДС": ("1", "0"),
        "ОКЕИ_Стройка": ("796", "0000"),
        "КодОКВДог": ("643", "840"),
    }
}


def day_of(format_: Format) -> date:
    """A day on which files of the format were formed."""
    return format_.last_day or TODAY


def seller_title() -> Format:
    found = format_of("ON_NSCHFDOPPR", "5.03")
    assert found is not None
    return found


class Schema:
    """A schema with what it includes, as the bare XSD nodes."""

    def __init__(self, path: Path) -> None:
        self.types: dict[str, etree._Element] = {}
        self._read: set[Path] = set()
        self.root = self._load(path)

    def _load(self, path: Path) -> etree._Element:
        self._read.add(path)
        root = tree_of(path)
        for node in root:
            if node.tag == f"{XSD}include":
                target = (path.parent / node.get("schemaLocation", "")).resolve()
                if target not in self._read:
                    self._load(target)
            elif isinstance(node.tag, str) and node.get("name"):
                self.types[node.get("name", "")] = node
        return next((node for node in root if node.tag == f"{XSD}element"), root)

    def type_of(self, node: etree._Element) -> etree._Element:
        named = node.get("type", "")
        if named.startswith("xs:"):
            return etree.fromstring(BUILT_IN.format(named))
        return self.types[named] if named else next(child for child in node if str(child.tag).endswith("Type"))


class Specimens:
    """Draws files of one format.

    ``share`` is how often an optional part is present, ``repeats`` how many there are of a part that may repeat.
    """

    def __init__(self, format_: Format) -> None:
        self._format = format_
        self._schema = Schema(format_.schema_path)

    def draw(self, die: Random, share: float = 1.0, repeats: int = 2) -> etree._Element:
        self._die, self._share, self._repeats = die, share, repeats
        (root,) = self._element(self._schema.root)
        root.set("ИдФайл", identifier(self._format))
        root.set("ВерсФорм", self._format.version)  # one schema may serve two versions
        for participants in root.iter("СвУчДокОбор"):  # where they are named inside, they are those of the name
            participants.set("ИдОтпр", SENDER)
            participants.set("ИдПок" if "ИдПок" in participants.attrib else "ИдПол", RECIPIENT)
        return root

    def _element(self, node: etree._Element) -> Iterator[etree._Element]:
        made = etree.Element(node.get("name", ""))
        type_ = self._schema.type_of(node)
        if type_.tag == f"{XSD}simpleType":
            made.text = self._value(type_)
        else:
            self._fill(made, type_)
        yield made

    def _fill(self, made: etree._Element, type_: etree._Element) -> None:
        extension = type_.find(f"{XSD}simpleContent/{XSD}extension")
        if extension is not None:
            made.text, type_ = "ж", extension
        for node in type_:
            if node.tag == f"{XSD}attribute" and (node.get("use") == "required" or self._is_present()):
                made.set(node.get("name", ""), self._attribute(node))
            elif node.tag in (f"{XSD}sequence", f"{XSD}choice"):
                made.extend(self._particles(node))

    def _particles(self, group: etree._Element) -> Iterator[etree._Element]:
        members = [node for node in group if node.tag != f"{XSD}annotation"]
        if group.tag == f"{XSD}choice":
            members = [self._die.choice(members)]
        for node in members:
            if node.tag == f"{XSD}any":
                yield etree.Element("Любой")
            elif node.tag != f"{XSD}element":
                yield from self._particles(node)
            elif node.get("minOccurs") != "0" or self._is_present():
                for _ in range(self._repeats if node.get("maxOccurs") == "unbounded" else 1):
                    yield from self._element(node)

    def _attribute(self, node: etree._Element) -> str:
        known = _BY_NAME.get(self._format.prefix, {}).get(node.get("name", ""))
        return self._die.choice(known) if known else self._value(self._schema.type_of(node))

    def _is_present(self) -> bool:
        return self._die.random() < self._share

    def _value(self, type_: etree._Element) -> str:
        name = type_.get("name", "")
        if name in _DAYS:
            return format(day_of(self._format), "%d.%m.%Y")
        if name in _BY_TYPE:
            return _BY_TYPE[name]
        restriction = type_[-1]
        listed = [node.get("value", "") for node in restriction if node.tag == f"{XSD}enumeration"]
        if listed:
            return self._die.choice(listed)
        if restriction.get("base") != "xs:string":
            return "1"
        least = [int(n.get("value", "")) for n in restriction if n.tag in (f"{XSD}length", f"{XSD}minLength")]
        return "ж" * max([1, *least])


def identifier(format_: Format) -> str:
    """A well-composed ИдФайл for the format."""
    suffix, day = "_0_0_0_0_0_00" if format_.has_name_digits else "", day_of(format_)
    if format_.is_named_by_number:
        return f"{format_.prefix}_{day:%Y%m%d}_{GUID}"
    if format_.has_third_participant:
        return f"{format_.prefix}_{RECIPIENT}_{THIRD}_{SENDER}_0_{day:%Y%m%d}_{GUID}"
    return f"{format_.prefix}_{RECIPIENT}_{SENDER}_{day:%Y%m%d}_{GUID}{suffix}"


def in_namespace(root: etree._Element, space: str) -> etree._Element:
    """The same tree with every element in a namespace; as it is for none."""
    if not space:
        return root
    made = etree.Element(f"{{{space}}}{root.tag}", dict(root.attrib), nsmap={None: space})
    made.text, made.tail = root.text, root.tail
    for child in root.iterchildren(etree.Element):
        made.append(in_namespace(child, space))
    return made


def as_file(root: etree._Element, name: str | None = None) -> ExchangeFile:
    """The file the root makes, under the name it claims unless told otherwise."""
    space = NAMESPACES.get(str(root.tag), "")
    encoding = "utf-8" if space or etree.QName(root).namespace in NAMESPACES.values() else "windows-1251"
    body = etree.tostring(root, encoding=encoding, xml_declaration=False)
    if space:  # the first tag declares it for all
        tag = f"<{root.tag}".encode()
        body = body.replace(tag, tag + f' xmlns="{space}"'.encode(), 1)
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n'.encode()
    return ExchangeFile(f"{root.get('ИдФайл', '')}.xml" if name is None else name, head + body)
