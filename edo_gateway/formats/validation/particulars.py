"""What no grammar says of a value: control digits, codes of classifiers, days of the calendar, marking codes.

Which field holds what is told by its type in our schema, so every format is covered as soon as its schema is written:
the grammar of a format is turned into a table of fields once, and a file is passed once with that table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import chain, islice
from pathlib import Path

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.validation import days, marking
from edo_gateway.formats.validation.control_digits import (
    fits_bik,
    is_gtin,
    is_inn,
    is_keyed,
    is_ogrn,
    is_ogrnip,
    is_snils,
)
from edo_gateway.formats.validation.grammar import Grammar, grammar_of
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, shortened

MOST_FINDINGS = 1000
_LONGEST_SNILS = 20  # characters, however it is parted
_LONGEST_CODE, _LONGEST_UNIT = 4, 100  # characters that are looked at and remembered
_MOST_DAYS = 100_000  # more than any document has
_MARK = "КИЗ"
_UNITS = (
    ("ОКЕИ_Тов", "НаимЕдИзм"),
    ("ОКЕИ_ТовДо", "НаимЕдИзмДо"),
    ("ОКЕИ_ТовПосле", "НаимЕдИзмПосле"),
    ("ЕдИзмПрослеж", "НаимЕдИзмПрослеж"),
)

Check = Callable[[str], str | None]
"""From a value to the id of the rule it breaks, None where it breaks none or its form is the grammar's to judge."""


def _inn(value: str) -> str | None:
    is_checkable = len(value) in (10, 12) and value.isdigit() and not value.startswith("00")
    return "arithmetic.inn_control_digit" if is_checkable and not is_inn(value) else None


def _kpp(value: str) -> str | None:
    return "values.kpp_reason" if len(value) == 9 and value[4:6] == "00" else None


def _digits(length: int, is_right: Callable[[str], bool], rule: str) -> Check:
    return lambda value: rule if len(value) == length and value.isdigit() and not is_right(value) else None


def _snils(value: str) -> str | None:
    is_whole = len(value) <= _LONGEST_SNILS and sum(map(str.isdigit, value)) == 11
    return "arithmetic.snils_control_digit" if is_whole and not is_snils(value) else None


def _listed(length: int, is_known: Callable[[str], object], rule: str) -> Check:
    return lambda value: rule if len(value) == length and value.isdigit() and not is_known(value) else None


@lru_cache(maxsize=4096)  # the same few units come on every line
def _unit(code: str, name: str = "") -> str | None:
    if len(code) not in (3, 4) or not code.isdigit() or code == _NO_UNIT:
        return None
    if not classifiers.unit_name(code):
        return "values.unit_unknown"
    return "values.unit_name" if classifiers.unit_code(name) not in (None, code) else None


_NO_UNIT = "0000"  # works that are not counted in units of ОКЕИ
_OF_TYPE: dict[str, Check] = {
    "OrganizationInn": _inn,
    "PersonInn": _inn,
    "Kpp": _kpp,
    "KppHex": _kpp,
    "Ogrn": _digits(13, is_ogrn, "arithmetic.ogrn_control_digit"),
    "Ogrnip": _digits(15, is_ogrnip, "arithmetic.ogrnip_control_digit"),
    "Snils": _snils,
    "Country": _listed(3, classifiers.is_country, "values.country_unknown"),
    "Currency": _listed(3, classifiers.is_currency, "values.currency_unknown"),
    "Unit": _unit,
}
# Fields that tell more by their name than by their type.
_OF_NAME: dict[str, Check] = {
    "ИННУчаст": _inn,
    "ГТИН": _digits(14, is_gtin, "values.gtin_control_digit"),
    "Регион": _listed(2, classifiers.region_name, "values.region_unknown"),
    "КодРегион": _listed(2, classifiers.region_name, "values.region_unknown"),
    "ИдентТрансУпак": marking.transport_fault,
    "КИЗ": marking.unit_fault,
    "НомУпак": marking.package_fault,
}


@dataclass(frozen=True, slots=True)
class _Fields:
    """What to look at in the elements of one name. A field is the name of an attribute, empty for the text."""

    checks: tuple[tuple[str, Check], ...] = ()
    days: tuple[days.Field, ...] = ()
    units: tuple[tuple[str, str], ...] = ()
    is_account: bool = False
    is_mark: bool = False


def check(root: etree._Element, format_: Format, formed: date | None, places: Places) -> list[Finding]:
    """Findings on the values of a file formed on a day, whatever else is wrong with it."""
    table = _table(format_.schema_path)
    found: list[Finding] = []
    met: list[days.Day] = []
    marks, told = 0, set[int]()
    for element in root.iter(*table):
        fields, get = table[element.tag], element.get
        is_full = len(found) >= MOST_FINDINGS
        for name, check in () if is_full else fields.checks:
            value = get(name) if name else element.text
            if value is not None and (rule := check(value)) is not None:
                found.append(_wrong(rule, element, name, value, places))
        for code, name in () if is_full else fields.units:
            rule = _unit(get(code, "")[: _LONGEST_CODE + 1], get(name, "")[:_LONGEST_UNIT])
            if rule is not None:
                found.append(_wrong_unit(rule, element, code, name, places))
        for field in fields.days:
            written = get(field[1]) if field[1] else element.text
            if written is not None and len(met) < _MOST_DAYS and len(written) <= days.LONGEST:
                met.append((element, field, written))
        if fields.is_account and not is_full:
            found += _accounts(element, places)
        elif fields.is_mark:
            marks += 1
            told.add(hash(element.text))
    dated = days.check(root, met, format_, formed, places) if met else ()
    repeated = marking.repeated(root.iter(_MARK), places) if len(told) < marks else ()
    return list(islice(chain(found, dated, repeated), MOST_FINDINGS))


def _accounts(element: etree._Element, places: Places) -> Iterator[Finding]:
    bank = element.find("СвБанк")
    bik = "" if bank is None else bank.get("БИК", "")
    for owner, name in ((element, "НомерСчета"), (bank, "КорСчет")):
        account = "" if owner is None else owner.get(name, "")
        if owner is not None and is_keyed(account, bik) and not fits_bik(account, bik):
            yield _wrong("arithmetic.bank_account", owner, name, account, places, bik=bik)


def _wrong_unit(rule: str, element: etree._Element, code: str, name: str, places: Places) -> Finding:
    value, given = element.get(code, ""), shortened(element.get(name, ""))
    return _wrong(rule, element, code, value, places, given=given, unit=classifiers.unit_name(value))


def _wrong(rule: str, element: etree._Element, name: str, value: str, places: Places, **facts: object) -> Finding:
    path, line = places.path(element, f"@{name}" if name else ""), places.line(element)
    return finding(rule, path=path, line=line, value=shortened(value), **facts)


@cache
def _table(schema: Path) -> dict[str, _Fields]:
    """What to look at in a file of the format, by the names of elements."""
    told: dict[str, dict[str, str]] = {}
    for owner, name, type_ in _typed(grammar_of(schema)):
        told.setdefault(owner, {})[name] = type_
    made = {owner: _fields(owner, types) for owner, types in told.items()}
    return {owner: fields for owner, fields in made.items() if fields != _Fields()}


def _fields(owner: str, types: dict[str, str]) -> _Fields:
    units = tuple(pair for pair in _UNITS if set(pair) <= types.keys())
    paired = {code for code, _ in units}
    checks = ((name, _OF_NAME.get(name or owner) or _OF_TYPE.get(type_)) for name, type_ in types.items())
    return _Fields(
        checks=tuple((name, check) for name, check in checks if check and name not in paired),
        days=tuple((owner, name) for name, type_ in types.items() if type_ in days.TYPES),
        units=units,
        is_account=owner == "БанкРекв",
        is_mark=owner == _MARK,
    )


def _typed(grammar: Grammar) -> Iterator[tuple[str, str, str]]:
    """Every field of the format: the names of its element, of the attribute if it is one, and of its type."""
    waiting, seen = list(grammar.roots()), set[tuple[str, str]]()
    while waiting:
        one = waiting.pop()
        yield one.name, "", one.type_name
        yield from ((one.name, attribute.name, attribute.type_name) for attribute in one.attributes())
        if not one.type_name or (one.name, one.type_name) not in seen:
            seen.add((one.name, one.type_name))
            waiting += one.children()
