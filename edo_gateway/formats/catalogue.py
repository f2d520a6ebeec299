"""The catalogue of formats: what each is called, who signs it, since when, and which schema and rules judge it.

A format is recognised by what the file says of itself – root, КНД, ВерсФорм, the prefix of ИдФайл as a hint – and never
by the name of the file alone. The catalogue of the package is data of the package; whoever starts the program may lay
official schemas over it (:mod:`edo_gateway.formats.official`) and passes the result on as a value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

import schemas
from edo_gateway.domain.text import Text
from edo_gateway.formats import outline

_CATALOGUE = "catalogue.json"
_XSD = "{http://www.w3.org/2001/XMLSchema}"
_STRANGE = ".чужое"
_FORMED = ("ДатаИнф", "ДатИнф")
_DAY_OF_ORDER = re.compile(r" от (\d{2}\.\d{2}\.\d{4}) ")
_DAY_IN_NAME = re.compile(r"_(\d{4})(\d{2})(\d{2})(?:_|\Z)")


class FormatSigner(StrEnum):
    """Who signs a file of the format."""

    SELLER = "seller"
    BUYER = "buyer"
    RECIPIENT = "recipient"  # of the file answered
    OPERATOR = "operator"
    EITHER = "either"
    CONSIGNOR = "consignor"
    CARRIER = "carrier"
    CONSIGNEE = "consignee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinned:
    """An official schema as it was added: its digest, its bytes and the name of the file it came as.

    The bytes are kept, so that what was checked against the digest is what judges.
    """

    sha256: str
    source: str
    content: bytes = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Where a format without a model says what lists show: paths from the root, empty where it does not say.

    A sum that stands in several places is added up; ``less_total`` and ``less_vat`` are taken off. ``seller`` and
    ``buyer`` are the elements of the parties.
    """

    number: str
    date: str
    function: str = ""
    title: str = ""
    total: str = ""
    less_total: str = ""
    vat: str = ""
    less_vat: str = ""
    currency: str = ""
    seller: str = ""
    buyer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format in one version.

    ``folder`` is where its schema lies, empty for a format that is only named; ``schema_file`` is an XSD or an outline
    (:mod:`edo_gateway.formats.outline`), ``rules`` the folder of its rules where there are any. A retired format is
    read and judged, never written: ``replaced_by`` names the format to use, ``replaced_function`` its function,
    ``known_as`` what people call the old one, ``repealed_by`` the order that ended it. ``answers`` is the prefix of
    the file it answers, ``any`` for service documents. ``valid_from`` and ``valid_to`` are None where the order does
    not bound them or the day is not confirmed; ``gone_by`` is then a day on which it was certainly no longer in force.
    ``heading`` are the places of what lists show, for a format without a model. ``marker`` is the child of Документ
    that tells a format without КНД.

    Of the name: ``has_name_digits`` – it ends with the digits N2…N7; ``has_third_participant`` – it names three
    participants, ``is_named_by_number`` – none but the number of the document; without digits ``marked_prefix`` takes
    the place of the prefix where goods are marked; ``is_name_unchecked`` – the tax service's schema does not compare
    the name with ИдФайл.

    ``note`` says what the revision at hand does not know. ``root`` is the root as parsers name it,
    ``{namespace}name``; ``encoding`` is in small letters. The digests cover the schema with everything it includes, and
    the rules. ``pinned`` is the official schema of a format that is laid over ours or stands beside them; it has no
    rules of ours and no folder.
    """

    prefix: str
    version: str
    title: Text
    knd: str
    order: str
    signer: FormatSigner
    answers: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    gone_by: date | None = None
    marker: str = ""
    replaced_by: str = ""
    replaced_function: str = ""
    known_as: tuple[str, ...] = ()
    repealed_by: str = ""
    has_name_digits: bool = False
    has_third_participant: bool = False
    marked_prefix: str = ""
    is_name_unchecked: bool = False
    note: Text | None = None
    root: str = "Файл"
    encoding: str = "windows-1251"
    is_named_by_number: bool = False
    heading: Heading | None = None
    folder: str = ""
    schema_file: str = "schema.xsd"
    rules: str = ""
    schema_sha256: str = ""
    rules_sha256: str = ""
    pinned: Pinned | None = None
    approved_on: date | None = field(init=False, compare=False)
    """The day of the order, before which nobody could follow it; None where it is not confirmed."""

    def __post_init__(self) -> None:
        """Every file is compared with the day of the order, so it is read once."""
        written = _DAY_OF_ORDER.search(self.order)
        object.__setattr__(self, "approved_on", _day(written[1]) if written else None)

    def __hash__(self) -> int:
        """By what tells formats apart: tables of a format are looked up for every file."""
        return hash((self.prefix, self.version, self.schema_sha256))

    @property
    def namespace(self) -> str:
        """The namespace of every element, empty for none; schemas and rules speak of local names."""
        return self.root[1:].partition("}")[0] if self.root.startswith("{") else ""

    @property
    def is_judged(self) -> bool:
        """Whether there is a schema to judge its files by."""
        return bool(self.folder) or self.pinned is not None

    @property
    def is_retired(self) -> bool:
        """Whether no new documents are written in it."""
        return bool(self.replaced_by)

    @property
    def last_day(self) -> date | None:
        """The last day on which a file may have been formed in it; None where none is known."""
        return self.valid_to or (self.gone_by - timedelta(days=1) if self.gone_by else None)

    @property
    def is_official(self) -> bool:
        return self.pinned is not None

    @property
    def is_name_checked(self) -> bool:
        """Whether the tax service itself refuses a file whose name is not its ИдФайл."""
        return bool(self.knd) and not self.is_name_unchecked

    @property
    def name(self) -> str:
        """Prefix and version, for instance ``ON_NSCHFDOPPR 5.03``."""
        return f"{self.prefix} {self.version}"

    @property
    def schema(self) -> Path | Pinned:
        """Where the schema is to be read from."""
        return self.pinned or self.schema_path

    @property
    def schema_path(self) -> Path:
        return schemas.path_of(f"{self.folder}/{self.schema_file}")

    @property
    def rules_name(self) -> str:
        """Where the rules lie, as :func:`schemas.read_json` wants it; empty where there are none."""
        return f"{self.rules}/rules.json" if self.rules else ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The formats of the package, and the official schemas laid over them or beside them."""

    own: tuple[Format, ...]
    official: tuple[Format, ...] = ()
    _by_root: dict[tuple[str, str], list[Format]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Every file is looked up by its root and version, so the table of them is made once."""
        by_root: dict[tuple[str, str], list[Format]] = {}
        for format_ in self.formats:
            by_root.setdefault((format_.root, format_.version), []).append(format_)
        object.__setattr__(self, "_by_root", by_root)

    @property
    def formats(self) -> tuple[Format, ...]:
        """Every format known, those in force first; one without a schema is not named beside its official one."""
        laid = {format_.name for format_ in self.official}
        judged = [format_ for format_ in self.own if format_.is_judged]
        named = (format_ for format_ in self.own if not format_.is_judged and format_.name not in laid)
        living = (format_ for format_ in judged if not format_.is_retired)
        retired = (format_ for format_ in judged if format_.is_retired)
        return (*living, *self.official, *retired, *named)

    @property
    def judged(self) -> tuple[Format, ...]:
        """The formats there are schemas for."""
        return tuple(format_ for format_ in self.formats if format_.is_judged)

    @property
    def living(self) -> tuple[Format, ...]:
        """The formats new documents are written in."""
        return tuple(format_ for format_ in self.judged if not format_.is_retired)

    def format_of(self, prefix: str, version: str, on: date | None = None) -> Format | None:
        """The format with this prefix and version, as it is judged on a day (None: as the newest documents are).

        The newest official schema in force that day; before the first of them ours; where there is none of ours, the
        first of them, for nothing else could judge an old archive.
        """
        name = f"{prefix} {version}"
        laid = sorted((f for f in self.official if f.name == name), key=_since)
        in_force = [f for f in laid if on is None or _since(f) <= on]
        ours = next((f for f in self.own if f.name == name), None)
        if in_force or (laid and (ours is None or not ours.is_judged)):
            return in_force[-1] if in_force else laid[0]
        return ours

    def recognise(self, root: etree._Element) -> Format | None:
        """The format of a parsed file, retired ones included; None if no format of the catalogue fits."""
        candidates, knd = self._by_root.get((str(root.tag), root.get("ВерсФорм", "")), []), knd_of(root)
        found = next((f for f in candidates if _is_marked(f, root, knd)), None)
        if found is None:
            found = next((f for f in candidates if f.prefix == prefix_of(root)), None)
        return self.format_of(found.prefix, found.version, day_of(root)) if found and self.official else found

    def versions_of(self, root: etree._Element) -> tuple[Format, ...]:
        """The formats of the same kind as the file that can be judged, whatever version it claims."""
        knd, prefix = knd_of(root), prefix_of(root)
        kin = (one for one in self.judged if one.root == root.tag)
        return tuple(f for f in kin if f.namespace or f.prefix == prefix or (knd and f.knd == knd))


def retired_as(word: str) -> Format | None:
    """The retired format of the package that people call so, by any of its names, however it is spelt."""
    called = _plain(word)
    known = (one for one in packaged().own if one.is_retired)
    return next((one for one in known if called in map(_plain, (one.prefix, one.name, *one.known_as))), None)


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.casefold()))


@cache
def packaged() -> Catalogue:
    """The catalogue of the package alone."""
    return Catalogue(tuple(_format(entry) for entry in schemas.read_json(_CATALOGUE)))


def formats() -> tuple[Format, ...]:
    """Every format of the package, those in force first."""
    return packaged().formats


def living_formats() -> tuple[Format, ...]:
    """The formats of the package that may be written today."""
    return packaged().living


def format_of(prefix: str, version: str) -> Format | None:
    """The format of the package with this prefix and version."""
    return packaged().format_of(prefix, version)


def recognise(root: etree._Element) -> Format | None:
    """The format of a parsed file by the catalogue of the package."""
    return packaged().recognise(root)


def knd_of(root: etree._Element) -> str:
    """КНД as the file gives it, empty if it gives none; old answers give it in «ИнфПок»."""
    for child in root:
        if knd := child.get("КНД"):
            return knd
    return ""


def day_of(root: etree._Element) -> date | None:
    """The day the file was formed, by its content or else by ИдФайл; None if it tells neither."""
    for child in root:
        for name in map(str, child.keys()):
            if name.startswith(_FORMED) and (day := _day(child.get(name, ""))):
                return day
    in_name = _DAY_IN_NAME.search(root.get("ИдФайл", ""))
    return _day(".".join(reversed(in_name.groups()))) if in_name else None


def to_local_names(root: etree._Element, namespace: str) -> list[etree._Element]:
    """Take the elements of the tree out of a namespace, which schemas and rules do not speak of.

    Returns the elements that are not in it; they get a name that no schema has.
    """
    strangers: list[etree._Element] = []
    for element in root.iter(etree.Element) if namespace else ():
        name = etree.QName(element)
        if name.namespace == namespace:
            element.tag = name.localname
        else:
            strangers.append(element)
    for element in strangers:
        element.tag = f"{etree.QName(element).localname}{_STRANGE}"
    return strangers


def _day(written: str) -> date | None:
    """``16.11.2026`` as a day."""
    try:
        day, month, year = map(int, written.split("."))
        return date(year, month, day)
    except ValueError:
        return None


def _since(format_: Format) -> date:
    return format_.valid_from or date.min


def prefix_of(root: etree._Element) -> str:
    """The first two parts of ИдФайл, for instance ``ON_NSCHFDOPPR``."""
    return "_".join(root.get("ИдФайл", "").split("_", 2)[:2])


def fingerprints(format_: Format) -> tuple[str, str]:
    """Digests of the schema with all it is made of and of the rules, as they are on disk now; empty for no rules."""
    rules = _digest([schemas.path_of(format_.rules_name)]) if format_.rules else ""
    return _digest(sorted(_closure(format_.schema_path))), rules


def _is_marked(format_: Format, root: etree._Element, knd: str) -> bool:
    if format_.namespace:
        return True
    if format_.marker:
        return root.find(f"Документ/{format_.marker}") is not None
    return bool(knd) and format_.knd == knd


def _format(entry: dict[str, Any]) -> Format:
    facts = dict(entry)
    facts["title"] = Text(**facts["title"])
    if "note" in facts:
        facts["note"] = Text(**facts["note"])
    facts["signer"] = FormatSigner(facts["signer"])
    for bound in ("valid_from", "valid_to", "gone_by"):
        if bound in facts:
            facts[bound] = date.fromisoformat(facts[bound])
    facts["known_as"] = tuple(facts.get("known_as", ()))
    if "heading" in facts:
        facts["heading"] = Heading(**facts["heading"])
    return Format(**facts)


def _closure(path: Path) -> set[Path]:
    """The files a schema is made of."""
    if path.suffix == outline.SUFFIX:
        outlines, included = outline.parts_of(path)
        return {*outlines, schemas.path_of(outline.TERMS)}.union(*map(_closure, included))
    found = {path}
    for include in etree.parse(str(path)).getroot().iter(f"{_XSD}include"):
        found |= _closure((path.parent / include.get("schemaLocation", "")).resolve())
    return found


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
