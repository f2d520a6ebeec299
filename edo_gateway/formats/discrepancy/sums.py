"""Differences found in acceptance: what is missing or too many, and the VAT inside a cost.

A count by the papers less the count in fact is shortage less surplus. Those who take broken and defective goods for not
arrived count them beside the shortage, so both ways are right.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from edo_gateway.formats.discrepancy.lines import PERCENTS
from edo_gateway.formats.transfer.sums import KOPECK, times

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Quantities of one line; what is not told is nothing."""

    documented: Decimal
    actual: Decimal
    shortage: Decimal = _ZERO
    surplus: Decimal = _ZERO
    damaged: Decimal = _ZERO  # broken and defective together

    @property
    def missing(self) -> Decimal:
        """By the papers less in fact: negative when more came than was written."""
        return self.documented - self.actual

    @property
    def told(self) -> Decimal:
        return self.shortage - self.surplus

    @property
    def is_explained(self) -> bool:
        return self.missing in (self.told, self.told + self.damaged)


def vat_inside(gross: Decimal, rate_code: str) -> Decimal | None:
    """The VAT a cost holds at the rate of this code; None where the rate makes no share of the cost."""
    percent = PERCENTS.get(rate_code)
    return None if percent is None else times(gross, percent / (100 + percent))


def is_vat_of(vat: Decimal, gross: Decimal, rate_code: str) -> bool:
    """Within a kopeck; any sum where the rate makes no share of the cost."""
    expected = vat_inside(gross, rate_code)
    return expected is None or abs(vat - expected) <= KOPECK
