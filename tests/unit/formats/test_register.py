"""Laws of the catalogue people read: every format is in it once, nothing is said of days that is not known."""

from datetime import date
from pathlib import Path

import pytest

from edo_gateway.domain.text import Language
from edo_gateway.formats.catalogue import format_of, packaged
from edo_gateway.formats.register import Entry, FormatState, Origin, entries, entry_of, general_rules, rules_told
from edo_gateway.formats.validation.rules import rules_of
from edo_gateway.formats.validation.sentences import stated_rules
from tests.unit.formats.test_official_schemas import official

WAYBILL = "DP_TOVTORGPR_1_992_01_05_01_04"


def entry(name: str) -> Entry:
    found = entry_of(packaged(), *name.split(" "), since=None)
    assert found
    return found


def test_every_format_is_listed_once_and_found_again() -> None:
    listed = entries(packaged())
    assert len({one.format.name for one in listed}) == len(listed) == len(packaged().own)
    for one in listed:
        assert entry_of(packaged(), one.format.prefix, one.format.version, None) == one
        for language in Language:
            assert one.signer.said_in(language)
            assert one.term.said_in(language)


@pytest.mark.parametrize(
    ("name", "state", "origin", "term"),
    [
        ("ON_NSCHFDOPPR 5.03", FormatState.WRITTEN, Origin.OWN, "действует"),
        ("DP_TOVTORGPR 5.01", FormatState.READ, Origin.OWN, "по 31.12.2025"),
        ("DP_TOVTORGPR 5.02", FormatState.NAMED, Origin.NONE, "по 31.12.2025"),
        ("DP_OTORG12 5.01", FormatState.READ, Origin.OWN, "не действует самое позднее с 01.01.2026"),
        ("DP_IZVPOL 1.01", FormatState.READ, Origin.OWN, "не действует"),
    ],
)
def test_what_may_be_done_with_a_format_and_until_when(name: str, state: str, origin: str, term: str) -> None:
    found = entry(name)
    assert (found.state, found.origin, found.term.ru) == (state, origin, term)


def test_an_official_schema_stands_beside_ours_with_its_checks_in_their_own_words(tmp_path: Path) -> None:
    catalogue = official(WAYBILL, tmp_path, since=date(2016, 1, 1))
    found = entry_of(catalogue, "DP_TOVTORGPR", "5.01", date(2016, 1, 1))
    assert found
    assert (found.origin, found.term.ru) == (Origin.OFFICIAL, "с 01.01.2016 по 31.12.2025")
    assert [rule.id for rule in rules_told(found.format)] == ["official.1"]
    assert entry_of(catalogue, "DP_TOVTORGPR", "5.01", date(2016, 1, 2)) is None
    assert len(entries(catalogue)) == len(entries(packaged())) + 1


def test_the_rules_are_those_that_judge() -> None:
    invoice = format_of("ON_NSCHFDOPPR", "5.02")
    assert invoice
    assert [(rule.id, rule.text) for rule in rules_told(invoice)] == [
        (rule.id, rule.text) for rule in rules_of(invoice)
    ]
    told = {rule.id for _, rules in general_rules() for rule in rules}
    assert told == set(stated_rules())
    assert not [rule.id for _, rules in general_rules() for rule in rules if "{" in rule.text.ru + rule.text.en]
