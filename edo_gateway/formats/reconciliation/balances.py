"""Balances of settlements: opening, turnover, closing, in debit and in credit.

A balance is one sum on one of two sides, and some books show both sides at once, so what is compared is debit less
credit: opening + debit turnover − credit turnover = closing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

_ZERO = Decimal("0.00")
FIELDS = (
    ("opening_debit", "opening_credit"),
    ("debit_turnover", "credit_turnover"),
    ("closing_debit", "closing_credit"),
)
"""Names of the two sides of each sum in the documents, in the order of :class:`Settlement`."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Two sides of one balance or turnover; both not negative as a rule, but a reversal makes a turnover negative."""

    debit: Decimal = _ZERO
    credit: Decimal = _ZERO

    @property
    def net(self) -> Decimal:
        """Debit less credit: positive when the other side owes."""
        return self.debit - self.credit

    @property
    def sides(self) -> tuple[Decimal, Decimal]:
        return self.debit, self.credit

    def __add__(self, other: Balance) -> Balance:
        return Balance(self.debit + other.debit, self.credit + other.credit)


@dataclass(frozen=True, slots=True)
class Settlement:
    """Opening balance, turnover and closing balance of a contract or of the whole act."""

    opening: Balance
    turnover: Balance
    closing: Balance

    def fields(self) -> dict[str, Decimal]:
        """By the names of the fields in the documents."""
        sides = zip(FIELDS, (self.opening, self.turnover, self.closing), strict=True)
        return {name: sum_ for names, balance in sides for name, sum_ in zip(names, balance.sides, strict=True)}

    @property
    def expected_closing(self) -> Decimal:
        """Debit less credit at the end, by the opening balance and the turnover."""
        return self.opening.net + self.turnover.net


def balance_of(net: Decimal) -> Balance:
    """The balance on its one side."""
    return Balance(debit=abs(net)) if net >= 0 else Balance(credit=-net)


def told(debit: Decimal | None, credit: Decimal | None) -> Balance | None:
    """A balance of which a side may be left out, which then is nothing; None when neither side is given."""
    if debit is None and credit is None:
        return None
    return Balance(debit or _ZERO, credit or _ZERO)


def settled(opening: Balance | None, turnover: Balance, closing: Balance | None) -> Settlement:
    """What is left out is reckoned from what is given; with neither balance the opening one is nothing."""
    if opening is None:
        opening = balance_of(closing.net - turnover.net) if closing is not None else Balance()
    return Settlement(opening, turnover, closing or balance_of(opening.net + turnover.net))


def together(balances: Iterable[Balance]) -> Balance:
    """The sum of each side."""
    return sum(balances, Balance())


def set_off(balances: Iterable[Balance]) -> Balance:
    """The balance of all together: debts and claims cancel out."""
    return balance_of(together(balances).net)


def told_settlement(sums: Mapping[str, Decimal | None]) -> tuple[Balance | None, Balance | None, Balance | None]:
    """Opening, turnover and closing by the names of the fields."""
    opening, turnover, closing = (told(sums[debit], sums[credit]) for debit, credit in FIELDS)
    return opening, turnover, closing
