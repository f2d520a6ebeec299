"""Our verdict is the tax service's verdict: the same files pass, and each broken rule is one they name too."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.validation import Layer, Report, Severity
from edo_gateway.formats.catalogue import Format
from edo_gateway.formats.validation import validate
from edo_gateway.formats.validation.rules import rules_of
from tests.reference import TRANSCRIBED, official_judgement, official_name, reference_folder
from tests.unit.formats.mutations import FUNCTIONS, single_mutants
from tests.unit.formats.specimens import FORMATS, JUDGED, Specimens, as_file

_JUDGED = {Layer.ENCODING, Layer.SCHEMA, Layer.RULES}
_OF_DAYS = {"schema.outlived_format", "schema.premature_format"}  # no schema knows since when it is in force
_STEPS = {"ON_AKTREZRABP 1.00": 2, "ON_NSCHFDOPPR 5.02": 3, "ON_NSCHFDOPPOK 5.02": 3}
# How many changes are passed over: those of like fields take turns in the largest and where only the grammar judges.
_FILE_NAME = "links.file_name"
SAMPLED = tuple(format_ for format_ in FORMATS if format_.prefix not in TRANSCRIBED)
seeds = st.integers(0, 2**32)


def is_accepted(report: Report) -> bool:
    """Our verdict by the layers the tax service has: the bytes, the grammar, the rules, the name."""
    errors = [f for f in report.findings if f.severity is Severity.ERROR and f.rule not in _OF_DAYS]
    return not any(found.layer in _JUDGED or found.rule == _FILE_NAME for found in errors)


def assert_same_verdict(format_: Format, file: ExchangeFile, label: str = "") -> None:
    official, ours = official_judgement(official_name(format_), file), validate(file)
    assert is_accepted(ours) == official.is_valid, (label, official, [f.rule for f in ours.findings])
    if official.follows_grammar and Layer.RULES not in ours.skipped:
        assert_same_rules(format_, ours, official.broken_rules, label)


def assert_same_rules(format_: Format, report: Report, broken: frozenset[int], label: str) -> None:
    fired = {found.rule for found in report.findings}
    named = {rule.id: set(rule.official) for rule in rules_of(format_)}
    if format_.is_name_checked:
        named[_FILE_NAME] = {1}
    claimed = [named[rule] for rule in fired if named.get(rule)]  # what the tax service has no check of, only warns
    assert broken <= set().union(*claimed), (label, broken, fired)
    assert all(numbers & broken for numbers in claimed), (label, broken, fired)


def sample_files() -> list[Path]:
    return sorted((reference_folder() / "formats").glob("samples*/*.xml"))


def format_of_sample(path: Path) -> Format | None:
    version = etree.parse(path).getroot().get("ВерсФорм")
    return next((f for f in JUDGED if path.name.startswith(f"{f.prefix}_") and f.version == version), None)


def test_every_reference_sample_gets_the_official_verdict() -> None:
    known = [(path, format_of_sample(path)) for path in sample_files()]
    judged = [(path, format_) for path, format_ in known if format_ is not None]
    assert {format_.name for _, format_ in judged} >= {format_.name for format_ in SAMPLED}
    for path, format_ in judged:
        assert_same_verdict(format_, ExchangeFile(path.name, path.read_bytes()), path.name)


def test_samples_made_to_be_valid_have_no_errors_in_any_layer() -> None:
    for path in sorted((reference_folder() / "formats" / "samples").glob("*.xml")):
        if format_of_sample(path):
            assert validate(ExchangeFile(path.name, path.read_bytes())).is_valid, path.name


@pytest.mark.parametrize("format_", JUDGED, ids=lambda f: f.name)
def test_each_single_change_of_a_full_file_gets_the_official_verdict(format_: Format) -> None:
    reference_folder()
    seen: set[str] = set()
    step = _STEPS.get(format_.name, 1 if format_.rules else 7)
    for seed in range(4):  # each seed takes other branches of the choices
        full = Specimens(format_).draw(Random(seed), repeats=1)
        for label, mutant in islice(single_mutants(full, seen), 0, None, step):
            assert_same_verdict(format_, as_file(mutant), label)


@pytest.mark.parametrize("format_", SAMPLED, ids=lambda f: f.prefix)
def test_each_single_change_of_a_sample_gets_the_official_verdict(format_: Format) -> None:
    path = next(path for path in sample_files() if format_of_sample(path) == format_)
    for label, mutant in single_mutants(etree.fromstring(path.read_bytes()), set()):
        assert_same_verdict(format_, as_file(mutant), label)


@pytest.mark.parametrize("format_", [one for one in JUDGED if one.rules], ids=lambda f: f.name)
def test_any_file_that_follows_the_grammar_breaks_the_rules_the_tax_service_names(format_: Format) -> None:
    reference_folder()
    specimens = Specimens(format_)

    @settings(max_examples=50 if format_.is_retired else 200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(seeds, st.sampled_from((0.05, 0.3, 0.6, 0.9)), st.sampled_from((1, 2)), st.sampled_from(FUNCTIONS))
    def judge(seed: int, share: float, repeats: int, function: str) -> None:
        root = specimens.draw(Random(seed), share, repeats)
        if format_.prefix == "ON_NSCHFDOPPR":
            root[0].set("Функция", function)
        assert_same_verdict(format_, as_file(root))

    judge()


@pytest.mark.parametrize("name", ["", "other.xml", "ON_NSCHFDOPPR.xml"])
def test_a_file_under_another_name_is_refused_as_the_tax_service_refuses_it(name: str) -> None:
    reference_folder()
    for format_ in FORMATS:
        assert_same_verdict(format_, as_file(Specimens(format_).draw(Random(2), 0.5), name))
