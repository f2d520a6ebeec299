"""Balances of a reconciliation act: operations make turnovers, turnovers move balances, contracts make the whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.reconciliation.balances import Balance, Settlement, together
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding

_OPENING = ("СальдоНачДеб", "СальдоНачКр")
_TURNOVER = ("ОборотДеб", "ОборотКр")
_CLOSING = ("СальдоКонДеб", "СальдоКонКр")
_OPERATION = ("СумДебет", "СумКредит")


def check(table: etree._Element, places: Places, *, is_whole: bool) -> list[Finding]:
    """Findings on ТаблАкт, which must follow the grammar. ``is_whole``: every operation of the period is inside.

    The recipient's title may hold only what is disputed, so there just the balances are compared.
    """
    contracts = list(table.iterchildren("ДогСв"))
    found: list[Finding] = []
    for number, contract in enumerate(contracts, start=1):
        found += _unsettled(contract, "arithmetic.contract_closing", places, number=number)
        if is_whole:
            operations = (_balance(one, _OPERATION) for one in contract.iter("СвОпер"))
            rule = "arithmetic.contract_turnover"
            found += _other_turnover(contract, together(operations), rule, places, number=number)
    whole = (
        _other_whole(table, contracts, places) if is_whole else _unsettled(table, "arithmetic.answer_closing", places)
    )
    return [*found, *whole]


def _other_whole(table: etree._Element, contracts: list[etree._Element], places: Places) -> Iterator[Finding]:
    yield from _other_turnover(
        table, together(_balance(one, _TURNOVER) for one in contracts), "arithmetic.act_turnover", places
    )
    for names, rule in ((_OPENING, "arithmetic.act_opening"), (_CLOSING, "arithmetic.act_closing")):
        expected = together(_balance(one, names) for one in contracts).net
        given = _balance(table, names).net
        if given != expected:
            yield _wrong(table, names[0], rule, places, given=given, expected=expected)


def _other_turnover(
    owner: etree._Element, expected: Balance, rule: str, places: Places, **facts: object
) -> Iterator[Finding]:
    for name, given, wanted in zip(_TURNOVER, _balance(owner, _TURNOVER).sides, expected.sides, strict=True):
        if given != wanted:
            yield _wrong(owner, name, rule, places, given=given, expected=wanted, **facts)


def _unsettled(owner: etree._Element, rule: str, places: Places, **facts: object) -> Iterator[Finding]:
    """A finding when all six sums are given and the balances do not follow from each other."""
    if any(name not in owner.attrib for name in (*_OPENING, *_TURNOVER, *_CLOSING)):
        return
    work = Settlement(*(_balance(owner, names) for names in (_OPENING, _TURNOVER, _CLOSING)))
    if work.closing.net != work.expected_closing:
        given, expected = work.closing.net, work.expected_closing
        yield _wrong(owner, _CLOSING[0], rule, places, given=given, expected=expected, **facts)


def _balance(owner: etree._Element, names: tuple[str, str]) -> Balance:
    debit, credit = (Decimal(owner.get(name, "0.00")) for name in names)
    return Balance(debit, credit)


def _wrong(owner: etree._Element, name: str, rule: str, places: Places, **facts: object) -> Finding:
    return finding(rule, path=places.path(owner, f"@{name}"), line=places.line(owner), **facts)
