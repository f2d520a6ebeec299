"""The catalogue of formats: what each is called, who signs it, since when, and which schema and rules judge it.

A format is recognised by what the file says of itself – root, КНД, ВерсФорм, the prefix of ИдФайл as a hint – and never
by the name of the file alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

import schemas
from edo_gateway.domain.text import Text

_CATALOGUE = "catalogue.json"
_XSD = "{http://www.w3.org/2001/XMLSchema}"


class FormatSigner(StrEnum):
    """Who signs a file of the format."""

    SELLER = "seller"
    BUYER = "buyer"
    RECIPIENT = "recipient"  # of the file answered
    OPERATOR = "operator"
    EITHER = "either"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format in one version.

    ``folder`` is where its schema and rules lie, empty for a retired format that is only named; ``replaced_by`` then
    names the format to use. ``answers`` is the prefix of the file it answers, ``any`` for service documents.
    ``valid_from`` and ``valid_to`` are None where the order does not bound them or the day is not confirmed.
    ``marker`` is the child of Документ that tells a format without КНД. ``has_name_digits``: the file name ends with
    the digits N2…N7; without them ``marked_prefix`` takes the place of the prefix where goods are marked.
    ``is_name_unchecked``: the tax service's schema does not compare the name of the file with ИдФайл. ``note`` says what
    the revision at hand does not know. The digests cover the schema with everything it includes, and the rules.
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
    marker: str = ""
    replaced_by: str = ""
    has_name_digits: bool = False
    marked_prefix: str = ""
    is_name_unchecked: bool = False
    note: Text | None = None
    folder: str = ""
    schema_sha256: str = ""
    rules_sha256: str = ""

    @property
    def is_retired(self) -> bool:
        return not self.folder

    @property
    def is_name_checked(self) -> bool:
        """Whether the tax service itself refuses a file whose name is not its ИдФайл."""
        return bool(self.knd) and not self.is_name_unchecked

    @property
    def name(self) -> str:
        """Prefix and version, for instance ``ON_NSCHFDOPPR 5.03``."""
        return f"{self.prefix} {self.version}"

    @property
    def schema_path(self) -> Path:
        return schemas.path_of(f"{self.folder}/schema.xsd")

    @property
    def rules_name(self) -> str:
        """Where the rules lie, as :func:`schemas.read_json` wants it."""
        return f"{self.folder}/rules.json"


@cache
def formats() -> tuple[Format, ...]:
    """Every format known, those in force first."""
    return tuple(_format(entry) for entry in schemas.read_json(_CATALOGUE))


def living_formats() -> tuple[Format, ...]:
    """The formats that may be written today."""
    return tuple(format_ for format_ in formats() if not format_.is_retired)


def format_of(prefix: str, version: str) -> Format | None:
    """The format with this prefix and version."""
    return next((f for f in formats() if (f.prefix, f.version) == (prefix, version)), None)


def recognise(root: etree._Element) -> Format | None:
    """The format of a parsed file, retired ones included; None if no format of the catalogue fits."""
    if root.tag != "Файл":
        return None
    version, knd, prefix = root.get("ВерсФорм", ""), knd_of(root), prefix_of(root)
    candidates = [format_ for format_ in formats() if format_.version == version]
    by_content = (f for f in candidates if _is_marked(f, root, knd))
    by_prefix = (f for f in candidates if f.prefix == prefix)
    return next(by_content, None) or next(by_prefix, None)


def versions_of(root: etree._Element) -> tuple[Format, ...]:
    """The living formats of the same kind as the file, whatever version it claims."""
    knd, prefix = knd_of(root), prefix_of(root)
    return tuple(f for f in living_formats() if root.tag == "Файл" and (f.prefix == prefix or (knd and f.knd == knd)))


def knd_of(root: etree._Element) -> str:
    """КНД as the file gives it, empty if it gives none."""
    document = root.find("Документ")
    return "" if document is None else document.get("КНД", "")


def prefix_of(root: etree._Element) -> str:
    """The first two parts of ИдФайл, for instance ``ON_NSCHFDOPPR``."""
    return "_".join(root.get("ИдФайл", "").split("_")[:2])


def fingerprints(format_: Format) -> tuple[str, str]:
    """Digests of the schema with its includes and of the rules, as they are on disk now."""
    rules = schemas.path_of(format_.rules_name)
    return _digest(sorted(_closure(format_.schema_path))), _digest([rules])


def _is_marked(format_: Format, root: etree._Element, knd: str) -> bool:
    if format_.marker:
        return root.find(f"Документ/{format_.marker}") is not None
    return bool(knd) and format_.knd == knd


def _format(entry: dict[str, Any]) -> Format:
    facts = dict(entry)
    facts["title"] = Text(**facts["title"])
    if "note" in facts:
        facts["note"] = Text(**facts["note"])
    facts["signer"] = FormatSigner(facts["signer"])
    for bound in ("valid_from", "valid_to"):
        if bound in facts:
            facts[bound] = date.fromisoformat(facts[bound])
    return Format(**facts)


def _closure(path: Path) -> set[Path]:
    found = {path}
    for include in etree.parse(str(path)).getroot().iter(f"{_XSD}include"):
        found |= _closure((path.parent / include.get("schemaLocation", "")).resolve())
    return found


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
