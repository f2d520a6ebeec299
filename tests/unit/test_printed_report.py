"""A report on the command line: how the file fared first, errors before warnings, a slip of many lines a few times."""

from __future__ import annotations

from edo_gateway.cli.reports import lines_of
from edo_gateway.domain.text import Language, Text, errors
from edo_gateway.domain.validation import Finding, Layer, Report, Severity


def finding(rule: str, pointer: str, severity: Severity = Severity.ERROR) -> Finding:
    said = Text(f"Сказано о {pointer}.", f"Said of {pointer}.")
    return Finding(layer=Layer.REQUEST, rule=rule, text=said, severity=severity, pointer=pointer)


def test_numbers_agree_with_their_nouns() -> None:
    told = [errors(count).ru for count in (1, 2, 5, 11, 21, 22, 112)]
    assert told == ["1 ошибка", "2 ошибки", "5 ошибок", "11 ошибок", "21 ошибка", "22 ошибки", "112 ошибок"]
    assert [errors(count).en for count in (1, 2)] == ["1 error", "2 errors"]


def test_a_report_begins_with_how_the_file_fared_and_tells_errors_first() -> None:
    report = Report(
        format="ON_NSCHFDOPPR",
        version="5.03",
        findings=(finding("a.warned", "/date", Severity.WARNING), finding("a.wrong", "/number")),
    )
    lines = list(lines_of(report, "a.xml", Language.RUSSIAN))
    assert lines[0] == "a.xml: ON_NSCHFDOPPR 5.03 – 1 ошибка, 1 предупреждение"
    assert [line.split(".")[0].strip() for line in lines[1::2]] == ["Ошибка", "Предупреждение"]
    assert "/number" in lines[2]


def test_a_sound_file_has_no_errors_in_either_language() -> None:
    for language, said in ((Language.RUSSIAN, "a.xml – ошибок нет"), (Language.ENGLISH, "a.xml – no errors")):
        assert list(lines_of(Report(), "a.xml", language)) == [said]


def test_one_slip_on_many_lines_is_told_a_few_times_and_counted() -> None:
    report = Report(findings=tuple(finding("a.wrong", f"/lines/{number}/price") for number in range(40)))
    lines = list(lines_of(report, "a.json", Language.RUSSIAN))
    assert len(lines) < 10
    assert "40" in lines[-1]
