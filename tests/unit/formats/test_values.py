"""Values in every format: each field of a type is looked at, wherever the format has it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from lxml import etree

from edo_gateway.domain.validation import Finding, Layer, Severity
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.grammar import grammar_of
from edo_gateway.formats.validation.sentences import stated_rules
from tests.unit.formats.specimens import FORMATS, Specimens, as_file, seller_title

DAYS = ("values.future_day", "16.11.2027T10:15:30+03:00")
# A wrong value of each type, and the rule it breaks.
WRONG = {
    "OrganizationInn": ("arithmetic.inn_control_digit", "7700000017"),
    "PersonInn": ("arithmetic.inn_control_digit", "500000000341"),
    "Ogrn": ("arithmetic.ogrn_control_digit", "1027700000018"),
    "Ogrnip": ("arithmetic.ogrnip_control_digit", "304500000000127"),
    "Snils": ("arithmetic.snils_control_digit", "112-233-445 96"),
    "Kpp": ("values.kpp_reason", "770000001"),
    "KppHex": ("values.kpp_reason", "770000001"),
    "Country": ("values.country_unknown", "001"),
    "Currency": ("values.currency_unknown", "810"),
    "Unit": ("values.unit_unknown", "999"),
    "Date": ("values.no_such_day", "29.02.2100"),
    "DateSince1900": ("values.no_such_day", "29.02.2025"),
    "DateSince1800": ("values.no_such_day", "29.02.1825"),
    "DateTimeSince1800": ("values.no_such_day", "29.02.2025 10.15.30"),
    "MomentWithOffset": DAYS,
    "IsoDate": ("values.future_day", "2027-11-16"),
    "IsoDateSince1900": ("values.future_day", "2027-11-16"),
}
AHEAD = {"expDate", "СрокДейст", "ДатВрДостГр", "ЗаявПогр", "ЗаявДатВрПриб"}
NAMED = {"Регион": ("values.region_unknown", "98"), "КодРегион": ("values.region_unknown", "98")}


def judged(root: etree._Element) -> list[Finding]:
    return list(validate(as_file(root)).findings)


def typed_fields(format_: Format, root: etree._Element) -> Iterator[tuple[etree._Element, str, str, str]]:
    """One field of each kind: its element, the attribute or nothing, the rule and the wrong value."""
    grammar, seen = grammar_of(format_.schema_path), set()
    for element in root.iter(etree.Element):
        path = element.getroottree().getpath(element)
        for name in ("", *element.keys()):
            declaration = grammar.at(f"{path}/@{name}" if name else path)
            told = declaration and (NAMED.get(name or str(element.tag)) or WRONG.get(declaration.type_name))
            if told and (element.tag, name) not in seen and (name or element.tag) not in AHEAD:
                seen.add((element.tag, name))
                yield element, name, *told


def put(element: etree._Element, name: str, value: str) -> str:
    """Write a value; returns what was there."""
    before = element.get(name, "") if name else element.text or ""
    if name:
        element.set(name, value)
    else:
        element.text = value
    return before


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_a_wrong_value_is_found_wherever_a_format_has_a_field_of_its_type(format_: Format) -> None:
    looked_at = set()
    for seed in range(2):
        root = Specimens(format_).draw(Random(seed), (1.0, 0.5)[seed], repeats=1)
        for element, name, rule, wrong in typed_fields(format_, root):
            if (element.tag, name) in looked_at:
                continue
            looked_at.add((element.tag, name))
            before = put(element, name, wrong.replace(".", "-") if wrong[4:5] == "-" else wrong)
            place = element.getroottree().getpath(element) + (f"/@{name}" if name else "")
            found = {one.rule for one in judged(root) if one.path == place}
            assert rule in found or any(one.startswith("schema.") for one in found), (place, wrong)
            assert len(found) == 1, found
            put(element, name, before)
    assert looked_at or format_.prefix == "DP_PRANNUL"


QUIET = {rule for rule, _ in (*WRONG.values(), *NAMED.values())} | {"values.blank", "values.blank_optional"}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_a_file_with_sound_values_has_no_such_findings(format_: Format) -> None:
    found = judged(Specimens(format_).draw(Random(1), 1.0, repeats=1))
    assert not QUIET & {one.rule for one in found}


@pytest.mark.parametrize("format_", FORMATS, ids=lambda f: f.prefix)
def test_a_value_of_spaces_is_found_an_error_only_where_it_must_be_filled_or_names_something(format_: Format) -> None:
    root, grammar = Specimens(format_).draw(Random(3), 1.0, repeats=1), grammar_of(format_.schema_path)
    seen: set[bool] = set()
    for element in root.iter(etree.Element):
        path = element.getroottree().getpath(element)
        for name in ("", *element.keys()):
            declaration = grammar.at(f"{path}/@{name}" if name else path)
            is_text = declaration and (declaration.type_name or "").startswith("Text")
            if not declaration or not is_text or declaration.type_name[-7:] == "Exactly" or len(seen) == 2:
                continue
            if declaration.is_required in seen:
                continue
            length = max(1, (declaration.facets and declaration.facets.min_length) or 1)
            before = put(element, name, " " * (length - 1) + "\N{NO-BREAK SPACE}")
            names = ("Наим", "Ном", "Фамилия", "Имя")
            is_needed = declaration.is_required or (name or str(element.tag)).startswith(names)
            rule = "values.blank" if is_needed else "values.blank_optional"
            place = f"{path}/@{name}" if name else path
            found = {one.path: one for one in judged(root) if one.rule.startswith("values.blank")}
            assert set(found) == {place}
            assert found[place].rule == rule
            put(element, name, before)
            seen.add(declaration.is_required)
    assert True in seen


def test_layers_of_values_are_judged_even_where_the_sums_cannot_be() -> None:
    root = Specimens(seller_title()).draw(Random(7), repeats=1)
    for line in root.iter("СведТов"):
        line.set("СтТовУчНал", "много")
    currency = next(root.iter("ДенИзм"))
    currency.set("КодОКВ", "810")
    report = validate(as_file(root))
    assert report.skipped == (Layer.ARITHMETIC,)
    assert "values.currency_unknown" in {found.rule for found in report.findings}


def seller_title_with(**values: str) -> etree._Element:
    root = Specimens(seller_title()).draw(Random(7), repeats=1)
    for name, value in values.items():
        for element in root.iter(etree.Element):
            if name in element.attrib:
                element.set(name, value)
    return root


@pytest.mark.parametrize(
    ("code", "name", "is_said"),
    [("166", "шт", True), ("796", "шт.", False), ("796", "кг", True), ("796", "мешок", False), ("999", "кг", False)],
)
def test_a_unit_called_otherwise_than_its_code_is_a_warning(code: str, name: str, is_said: bool) -> None:
    found = [f for f in judged(seller_title_with(ОКЕИ_Тов=code, НаимЕдИзм=name)) if f.rule == "values.unit_name"]
    assert bool(found) == is_said
    assert all(one.severity is Severity.WARNING and str(one.path).endswith("/@ОКЕИ_Тов") for one in found)


@pytest.mark.parametrize(
    ("gtin", "is_said"), [("04609664786013", False), ("04609664786014", True), ("Ж4609664786013", False)]
)
def test_a_gtin_is_judged_by_its_control_digit(gtin: str, is_said: bool) -> None:
    rules = {found.rule for found in judged(seller_title_with(ГТИН=gtin))}
    assert ("values.gtin_control_digit" in rules) == is_said


ORDER = [
    ("ON_NSCHFDOPPR", "СвПер", "ДатаНачПер", "ДатаОконПер"),
    ("ON_NSCHFDOPPR", "ОснПер", "РеквДатаДок", "ДатаДок"),
    ("ON_NSCHFDOPPR", "СвПРД", "ДатаПРД", "ДатаДок"),
    ("ON_NKORSCHFDOPPR", "СчФ", "ДатаСчФ", "ДатаКСчФ"),
    ("ON_AKTREZRABP", "СвПер", "НачПерВДок", "ОконПерВДок"),
    ("ON_AKTSVEROTP", "СвОпер", "ДатаОпер", "ДатаОкПер"),
    ("ON_TRNACLGROT", "ДогУслПер", "ДатаДок", "ДатаТрН"),
]


@pytest.mark.parametrize(("prefix", "owner", "earlier", "later"), ORDER)
def test_dates_that_cannot_follow_each_other_are_a_warning(prefix: str, owner: str, earlier: str, later: str) -> None:
    (format_,) = (one for one in FORMATS if one.prefix == prefix)
    drawn = (Specimens(format_).draw(Random(seed), 1.0, repeats=1) for seed in range(9))
    root, told = next((root, e) for root in drawn for e in root.iter(owner) if earlier in e.attrib)
    assert "arithmetic.date_order" not in {found.rule for found in judged(root)}
    told.set(earlier, "17.11.2026")
    found = [one for one in judged(root) if one.rule == "arithmetic.date_order"]
    assert any(str(one.path).endswith(f"/@{later}") and "17.11.2026" in one.text.ru for one in found)
    assert all(one.severity is Severity.WARNING for one in found)


def test_a_contract_is_told_from_the_other_documents_an_act_names() -> None:
    (format_,) = (one for one in FORMATS if one.prefix == "ON_AKTREZRABP")
    root = Specimens(format_).draw(Random(3), 1.0, repeats=1)
    document = next(root.iter("СвАктСдПр"))
    (contract,) = document.findall("ИдДог/ТипИдДок")
    (estimate, *_) = document.findall("ИдСмет/ТипИдДок")
    estimate.set("ДатаДок", "18.11.2026")
    assert "arithmetic.date_order" not in {found.rule for found in judged(root)}
    contract.set("ДатаДок", "17.11.2026")
    found = [one for one in judged(root) if one.rule == "arithmetic.date_order"]
    assert "/Файл/Документ/СвАктСдПр/@ДатаДок" in {one.path for one in found}


def test_a_moment_is_compared_with_another_to_the_minute() -> None:
    (format_,) = (one for one in FORMATS if one.prefix == "ON_TRNACLGRPO")
    root = Specimens(format_).draw(Random(3), 1.0, repeats=1)
    arrival = next(element for element in root.iter("ПриемГрузГП"))
    arrival.set("ФДатВрПриб", "16.11.2026T10:15:31+03:00")
    assert "arithmetic.date_order" in {found.rule for found in judged(root)}
    arrival.set("ФДатВрПриб", "16.11.2026T11:15:29+04:00")
    assert "arithmetic.date_order" not in {found.rule for found in judged(root)}


def test_a_term_may_lie_ahead() -> None:
    (format_,) = (one for one in FORMATS if one.prefix == "ON_EMCHD")
    root = Specimens(format_).draw(Random(3), 1.0, repeats=1)
    for element in root.iter("СвДов"):
        element.set("СрокДейст", "2029-11-16")
    assert "values.future_day" not in {found.rule for found in judged(root)}


def test_every_rule_of_values_says_what_to_do() -> None:
    told = {rule: said for rule, said in stated_rules().items() if rule.startswith("values.")}
    assert told
    for rule, said in told.items():
        assert any(
            word in said["ru"]
            for word in ("Исправьте", "Сверьте", "Проверьте", "Впишите", "Уберите", "читайте", "Перенесите")
        ), rule
