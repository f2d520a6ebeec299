"""The tax service's own schemas and rules as an oracle: what we build must satisfy them, whatever ours say.

The reference folder is not part of the project. It is found through ``EDO_REFERENCE_DIR``, by default the folder
``shared`` beside the checkout; without it the tests are skipped, but never where ``CI`` is true.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats.catalogue import Format

_COMPACT = ".compact.xsd"
_SCHEMATRON = "{http://purl.oclc.org/dsdl/schematron}"
_EXTENSIONS = "http://www.unisoftware.ru/schematron-extensions"
_SCHEMAS = {
    ("", "EMCHD_1"): "ON_EMCHD_1_928_00_01_01_01.xsd",
    ("1115131", "5.03"): "ON_NSCHFDOPPR_1_997_01_05_03_05.xsd",
    ("1115132", "5.03"): "ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd",
    ("1110332", "5.01"): "ON_AKTSVEROTP_1_972_01_05_01_01.xsd",
    ("1110333", "5.01"): "ON_AKTSVERPOL_1_972_02_05_01_01.xsd",
    ("1115133", "5.01"): "ON_NKORSCHFDOPPR_1_996_03_05_01_02.xsd",
    ("1110339", "5.01"): "ON_TRNACLGROT_05_01.compact.xsd",
    ("1110340", "5.01"): "ON_TRNACLPPRIN_05_01.compact.xsd",
    ("1110341", "5.01"): "ON_TRNACLGRPO_05_01.compact.xsd",
    ("1110342", "5.01"): "ON_TRNACLPVYN_05_01.compact.xsd",
    ("1175014", "5.01"): "DP_PRIRASXPRIN_1_994_01_05_01_01.xsd",
    ("1175015", "5.01"): "DP_PRIRASXDOP_1_994_02_05_01_01.xsd",
    ("", "1.02"): "DP_PRANNUL_1_985_00_01_01_02.xsd",
    ("1115110", "1.03"): "DP_IZVPOL_1_982_00_01_03_01.xsd",
    ("1115111", "1.03"): "DP_PDOTPR_1_983_00_01_03_01.xsd",
    ("1115112", "1.03"): "DP_PDPOL_1_984_00_01_03_01.xsd",
    ("1115113", "1.03"): "DP_UVUTOCH_1_985_00_01_03_01.xsd",
    ("1110335", "1.00"): "ON_AKTREZRABP_1_971_01_01_00_03.xsd",
    ("1110336", "1.00"): "ON_AKTREZRABZ_1_971_02_01_00_01.xsd",
}
OFFICIAL_SCHEMAS = {
    "ON_EMCHD": "ON_EMCHD_1_928_00_01_01_01.xsd",
    "ON_AKTREZRABP": "ON_AKTREZRABP_1_971_01_01_00_03.xsd",
    "ON_AKTREZRABZ": "ON_AKTREZRABZ_1_971_02_01_00_01.xsd",
    "ON_NSCHFDOPPR": "ON_NSCHFDOPPR_1_997_01_05_03_05.xsd",
    "ON_NSCHFDOPPOK": "ON_NSCHFDOPPOK_1_997_02_05_03_01.xsd",
    "ON_AKTSVEROTP": "ON_AKTSVEROTP_1_972_01_05_01_01.xsd",
    "ON_AKTSVERPOL": "ON_AKTSVERPOL_1_972_02_05_01_01.xsd",
    "ON_NKORSCHFDOPPR": "ON_NKORSCHFDOPPR_1_996_03_05_01_02.xsd",
    "ON_TRNACLGROT": "ON_TRNACLGROT_05_01.compact.xsd",
    "ON_TRNACLPPRIN": "ON_TRNACLPPRIN_05_01.compact.xsd",
    "ON_TRNACLGRPO": "ON_TRNACLGRPO_05_01.compact.xsd",
    "ON_TRNACLPVYN": "ON_TRNACLPVYN_05_01.compact.xsd",
    "DP_PRIRASXPRIN": "DP_PRIRASXPRIN_1_994_01_05_01_01.xsd",
    "DP_PRIRASXDOP": "DP_PRIRASXDOP_1_994_02_05_01_01.xsd",
    "DP_IZVPOL": "DP_IZVPOL_1_982_00_01_03_01.xsd",
    "DP_PDOTPR": "DP_PDOTPR_1_983_00_01_03_01.xsd",
    "DP_PDPOL": "DP_PDPOL_1_984_00_01_03_01.xsd",
    "DP_UVUTOCH": "DP_UVUTOCH_1_985_00_01_03_01.xsd",
    "DP_PRANNUL": "DP_PRANNUL_1_985_00_01_01_02.xsd",
}

ARCHIVED_SCHEMAS = {
    "ON_NSCHFDOPPR 5.01": "ON_NSCHFDOPPR_1_997_01_05_01_03.xsd",
    "ON_NSCHFDOPPOK 5.01": "ON_NSCHFDOPPOK_1_997_02_05_01_02.xsd",
    "ON_NSCHFDOPPR 5.02": "ON_NSCHFDOPPR_1_997_01_05_02_02.xsd",
    "ON_NSCHFDOPPOK 5.02": "ON_NSCHFDOPPOK_1_997_02_05_02_01.xsd",
    "ON_SCHFDOPPR 5.01": "ON_SCHFDOPPR_1_995_01_05_01_05.xsd",
    "ON_SCHFDOPPOK 5.01": "ON_SCHFDOPPOK_1_995_02_05_01_05.xsd",
    "DP_TOVTORGPR 5.01": "DP_TOVTORGPR_1_992_01_05_01_04.xsd",
    "DP_TOVTORGPOK 5.01": "DP_TOVTORGPOK_1_992_02_05_01_04.xsd",
    "DP_REZRUISP 5.01": "DP_REZRUISP_1_990_01_05_01_02.xsd",
    "DP_REZRUZAK 5.01": "DP_REZRUZAK_1_990_02_05_01_02.xsd",
    "DP_OTORG12 5.01": "DP_OTORG12_1_986_00_05_01_02.xsd",
    "DP_PTORG12 5.01": "DP_PTORG12_1_989_00_05_01_02.xsd",
    "DP_IAKTPRM 5.01": "DP_IAKTPRM_1_987_00_05_01_02.xsd",
    "DP_ZAKTPRM 5.01": "DP_ZAKTPRM_1_990_00_05_01_02.xsd",
    "ON_SFAKT 5.01": "ON_SFAKT_1_897_01_05_01_02.xsd",
    "ON_SFAKT 5.02": "ON_SFAKT_1_897_01_05_02_02.xsd",
    "ON_KORSFAKT 5.01": "ON_KORSFAKT_1_911_01_05_01_02.xsd",
    "ON_KORSFAKT 5.02": "ON_KORSFAKT_1_911_01_05_02_02.xsd",
    "ON_KORSCHFDOPPR 5.01": "ON_KORSCHFDOPPR_1_996_01_05_01_03.xsd",
    "ON_KORSCHFDOPPOK 5.01": "ON_KORSCHFDOPPOK_1_996_02_05_01_03.xsd",
    "DP_IZVPOL 1.01": "DP_IZVPOL_1_982_00_01_01_02.xsd",
    "DP_IZVPOL 1.02": "DP_IZVPOL_1_982_00_01_01_02.xsd",
    "DP_PDOTPR 1.01": "DP_PDOTPR_1_983_00_01_01_02.xsd",
    "DP_PDOTPR 1.02": "DP_PDOTPR_1_983_00_01_01_02.xsd",
    "DP_PDPOL 1.01": "DP_PDPOL_1_984_00_01_01_02.xsd",
    "DP_PDPOL 1.02": "DP_PDPOL_1_984_00_01_01_02.xsd",
    "DP_UVUTOCH 1.01": "DP_UVUTOCH_1_985_00_01_01_02.xsd",
    "DP_UVUTOCH 1.02": "DP_UVUTOCH_1_985_00_01_02_02.xsd",
    "DP_PRANNUL 1.01": "DP_PRANNUL_1_985_00_01_01_01.xsd",
}
"""The newest revision of the reference folder for each retired version; one file may serve two."""

TRANSCRIBED = frozenset(prefix for prefix, name in OFFICIAL_SCHEMAS.items() if name.endswith(_COMPACT))
# Formats of which the folder has neither the official file nor samples, only a transcription.


def reference_folder() -> Path:
    """The folder with ``formats/xsd`` and ``formats/samples``; skips the calling test where it is absent."""
    default = Path(__file__).parents[2] / "shared"
    folder = Path(os.environ.get("EDO_REFERENCE_DIR", default))
    if not (folder / "formats" / "xsd").is_dir():
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(f"the reference folder is absent: {folder}")
        pytest.skip(f"the reference folder is absent: {folder}")
    return folder


def official_schema_of(knd: str, version: str) -> Path:
    """The tax service's schema of a format."""
    return official_file(_SCHEMAS[(knd, version)])


def official_file(name: str) -> Path:
    """A schema of the reference folder; those of the transport waybill are transcribed, their rules beside them."""
    folder = "etrn" if name.endswith(_COMPACT) else "xsd"
    return reference_folder() / "formats" / folder / name


@dataclass(frozen=True, slots=True)
class Rule:
    """One assert of the Schematron embedded in a schema."""

    name: str
    context: str
    test: str


def objections(file: ExchangeFile) -> list[str]:
    """What the official schema and its embedded rules have against a file: empty when nothing."""
    root = etree.fromstring(file.content)
    knd = "" if etree.QName(root).namespace else next(root.iter("Документ")).get("КНД", "")  # a power need not tell it
    schema = _schema(_SCHEMAS[(str(knd), str(root.get("ВерсФорм")))])
    found = [] if schema.grammar.validate(root) else [f"{e.line}: {e.message}" for e in schema.grammar.error_log]
    return found + [rule.name for rule in schema.rules if _violated(rule, root, file.name.removesuffix(".xml"))]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the official schema says, and which of its embedded rules, numbered from one in its order, are broken."""

    follows_grammar: bool
    broken_rules: frozenset[int]

    @property
    def is_valid(self) -> bool:
        return self.follows_grammar and not self.broken_rules


def official_name(format_: Format) -> str:
    """The file of the official schema of a format."""
    return ARCHIVED_SCHEMAS.get(format_.name) or OFFICIAL_SCHEMAS[format_.prefix]


def official_judgement(name: str, file: ExchangeFile) -> Judgement:
    """The judgement of the official schema with this file name, whatever the file says it is.

    The rules are asked only of a file that follows the grammar.
    """
    root = etree.fromstring(file.content)
    follows = bool(_schema(name).grammar.validate(root))
    return Judgement(follows, _broken(name, root, file) if follows else frozenset())


def judgement_by(name: str, file: ExchangeFile) -> Judgement:
    """The judgement of the official schema with this file name."""
    root = etree.fromstring(file.content)
    return Judgement(bool(_schema(name).grammar.validate(root)), _broken(name, root, file))


def _broken(name: str, root: etree._Element, file: ExchangeFile) -> frozenset[int]:
    stem = file.name.removesuffix(".xml")
    rules = enumerate(_schema(name).rules, start=1)
    return frozenset(number for number, rule in rules if _violated(rule, root, stem))


def embedded_rules(name: str) -> tuple[Rule, ...]:
    """The asserts of the official schema with this file name, in its order."""
    return _schema(name).rules


@dataclass(frozen=True, slots=True)
class _Official:
    grammar: etree.XMLSchema
    rules: tuple[Rule, ...]


@cache
def _schema(name: str) -> _Official:
    path = official_file(name)
    tree = etree.parse(str(path))
    if name.endswith(_COMPACT):
        return _Official(etree.XMLSchema(tree), _transcribed(path.with_name(name.replace(_COMPACT, ".rules.json"))))
    rules = tuple(
        Rule(str(pattern.get("name")), str(rule.get("context")).strip(), str(check.get("test")))
        for pattern in tree.getroot().iter(f"{_SCHEMATRON}pattern")
        for rule in pattern.iter(f"{_SCHEMATRON}rule")
        for check in rule.iter(f"{_SCHEMATRON}assert")
    )
    return _Official(etree.XMLSchema(tree), rules)


def _transcribed(path: Path) -> tuple[Rule, ...]:
    checks = json.loads(path.read_bytes())
    return tuple(Rule(check["about"], check["context"], check["test"]) for check in checks)


def _violated(rule: Rule, root: etree._Element, stem: str) -> bool:
    context, test = _compiled(rule)
    _judged_name[:] = [stem]
    nodes: Any = context(root)
    return any(not test(node) for node in nodes)


_judged_name: list[str] = []  # what the extension function getFileName answers


@cache
def _compiled(rule: Rule) -> tuple[etree.XPath, etree.XPath]:
    spaces = {"usch": _EXTENSIONS}
    functions: dict[Any, Any] = {
        (_EXTENSIONS, "iif"): lambda _, condition, yes, no: yes if condition else no,
        (_EXTENSIONS, "getFileName"): lambda _: _judged_name[0],
    }
    context = rule.context if rule.context.startswith("/") else f"//{rule.context}"
    test = etree.XPath(rule.test, namespaces=spaces, extensions=functions)
    return etree.XPath(context, namespaces=spaces), test
