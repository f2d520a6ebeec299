"""Sums of a line and of the whole document: what is left out is computed, what is given is checked.

Налоговый кодекс, статьи 154, 158, 164, 166 and 168; amounts are rounded half up to the kopeck.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts.values import VatRate
from edo_gateway.formats.transfer.lines import Line

KOPECK = Decimal("0.01")
HALF_A_ROUBLE = Decimal("0.50")
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_ELEVEN_PLACES = Decimal("1e-11")
WITHOUT_VAT = "без НДС"


@dataclass(frozen=True, slots=True)
class Rate:
    """How a rate turns money into VAT: ``share`` of the base, the base being the gross for calculated rates."""

    share: Decimal
    of_gross: Decimal
    is_calculated: bool = False


def _added(percent: str) -> Rate:
    number = Decimal(percent)
    return Rate(number / 100, _EXACT.divide(number, 100 + number))


def _calculated(numerator: str, denominator: str) -> Rate:
    share = _EXACT.divide(Decimal(numerator), Decimal(denominator))
    return Rate(share, share, is_calculated=True)


_RATES: dict[VatRate, Rate | None] = {
    VatRate.ZERO: _added("0"),
    VatRate.FIVE: _added("5"),
    VatRate.SEVEN: _added("7"),
    VatRate.TEN: _added("10"),
    VatRate.EIGHTEEN: _added("18"),
    VatRate.TWENTY: _added("20"),
    VatRate.TWENTY_TWO: _added("22"),
    VatRate.NINE_OF_ENTERPRISE: _calculated("9.09", "100"),
    VatRate.SIXTEEN_OF_ENTERPRISE: _calculated("16.67", "100"),
    VatRate.EIGHTEEN_OF_ENTERPRISE: _calculated("18.03", "100"),
    VatRate.CALCULATED_FIVE: _calculated("5", "105"),
    VatRate.CALCULATED_SEVEN: _calculated("7", "107"),
    VatRate.CALCULATED_TEN: _calculated("10", "110"),
    VatRate.CALCULATED_EIGHTEEN: _calculated("18", "118"),
    VatRate.CALCULATED_TWENTY: _calculated("20", "120"),
    VatRate.CALCULATED_TWENTY_TWO: _calculated("22", "122"),
    VatRate.WITHOUT_VAT: None,
    VatRate.TAX_AGENT: None,
}


def rounded(amount: Decimal) -> Decimal:
    """Half up to the kopeck."""
    return _EXACT.quantize(amount, KOPECK)


def times(one: Decimal, other: Decimal) -> Decimal:
    """The product rounded to the kopeck, whatever the number of digits."""
    return _EXACT.quantize(_EXACT.multiply(one, other), KOPECK)


def is_in_roubles(given: Decimal, exact: Decimal) -> bool:
    """A tax rounded to whole roubles (Налоговый кодекс, статья 52, пункт 6): some reckon so line by line."""
    return given == given.to_integral_value() and abs(given - exact) <= HALF_A_ROUBLE


def is_vat_of_totals(given: Decimal, by_rate: Mapping[str, tuple[Decimal | None, Decimal | None]]) -> bool:
    """Whether the total VAT is reckoned from the totals of each rate – net and gross – and not from the lines.

    Rounded once a rate or once for all, from either side, or to whole roubles.
    """
    for side in (0, 1):
        exact = _vat_of_side(by_rate, side)
        if exact is not None:
            reckoned = (sum(map(rounded, exact), Decimal(0)), rounded(sum(exact, Decimal(0))))
            if given in reckoned or is_in_roubles(given, sum(exact, Decimal(0))):
                return True
    return False


def _vat_of_side(by_rate: Mapping[str, tuple[Decimal | None, Decimal | None]], side: int) -> list[Decimal] | None:
    """VAT of each rate from the net (0) or the gross (1); None where a rate lacks the amount."""
    exact = []
    for name, amounts in by_rate.items():
        rate, amount = _RATES[VatRate(name)], amounts[side]
        if rate is None:
            continue
        if amount is None:
            return None
        exact.append(_EXACT.multiply(amount, rate.of_gross if side else rate.share))
    return exact


def _close(given: Decimal, expected: Decimal) -> bool:
    return -KOPECK <= given - expected <= KOPECK


@dataclass(slots=True)
class LineSums:
    """The sums of one line while they are being worked out. ``pointer`` is the line's."""

    line: Line
    pointer: str
    inclusive: bool
    is_advance: bool
    findings: list[Finding] = field(default_factory=list)

    def worked_out(self) -> dict[str, Any] | None:
        """Values of price, net, VAT and gross; None when there is nothing to compute them from."""
        rate = _RATES[self.line.vat_rate]
        if rate is None:
            return self._untaxed()
        return self._calculated(rate) if rate.is_calculated else self._added(rate)

    def _product(self) -> Decimal | None:
        line = self.line
        if line.price is None or line.quantity is None:
            return None
        return times(line.price, line.quantity)

    def _untaxed(self) -> dict[str, Any] | None:
        line, product = self.line, self._product()
        net = next((sum_ for sum_ in (line.net, product, line.gross) if sum_ is not None), None)
        if net is None:
            return None
        if product is not None:
            self._expect("net", line.net, product)
        gross = line.gross if line.gross is not None else net
        taxed = net + line.vat if isinstance(line.vat, Decimal) else net
        if taxed is not net and line.vat_rate is VatRate.WITHOUT_VAT:
            self._note("arithmetic.vat_of_untaxed", "vat", given=line.vat)
        elif gross not in (net, taxed):
            self._note("arithmetic.gross_of_untaxed", "gross", given=gross, expected=net)
        return {"net": net, "vat": line.vat if line.vat is not None else WITHOUT_VAT, "gross": gross}

    def _calculated(self, rate: Rate) -> dict[str, Any] | None:
        line = self.line
        gross = line.gross if line.gross is not None else self._product()
        if gross is None:
            return None
        if isinstance(line.vat, str):
            self._note("arithmetic.vat_missing", "vat", rate=line.vat_rate.value)
            return None
        vat = line.vat if line.vat is not None else times(gross, rate.share)
        if not _close(vat, times(gross, rate.share)) and not (line.net and _close(vat, times(line.net, rate.share))):
            self._disagree("vat", vat, times(gross, rate.share))
        net = line.net if line.net is not None or self.is_advance else gross - vat
        return {"net": net, "vat": vat, "gross": gross}

    def _added(self, rate: Rate) -> dict[str, Any] | None:
        line = self.line
        if isinstance(line.vat, str):
            self._note("arithmetic.vat_missing", "vat", rate=line.vat_rate.value)
            return None
        if self.inclusive and line.price is not None:
            return self._from_inclusive_price(rate)
        product = self._product()
        net = line.net if line.net is not None else product
        if net is None:
            return self._from_gross(rate)
        vat = line.vat if line.vat is not None else self._vat_of(net, rate)
        gross = line.gross if line.gross is not None else net + vat
        if line.net is not None and product is not None and not self._agrees(net, product, gross, rate):
            self._disagree("net", net, product)
        if line.vat is not None or line.gross is not None:
            self._check_vat(net, vat, gross, rate)
        return {"net": net, "vat": vat, "gross": gross}

    def _vat_of(self, net: Decimal, rate: Rate) -> Decimal:
        """VAT left out: from the net, or what the given gross leaves when that is within a kopeck."""
        vat = times(net, rate.share)
        gross = self.line.gross
        return gross - net if gross is not None and _close(gross - net, vat) else vat

    def _from_gross(self, rate: Rate) -> dict[str, Any] | None:
        gross = self.line.gross
        if gross is None:
            return None
        vat = self.line.vat if isinstance(self.line.vat, Decimal) else times(gross, rate.of_gross)
        net = gross - vat
        self._check_vat(net, vat, gross, rate)
        return {"net": net, "vat": vat, "gross": gross}

    def _from_inclusive_price(self, rate: Rate) -> dict[str, Any] | None:
        """The price holds VAT: the column of the format wants it without, so it is derived from the net."""
        line, product = self.line, self._product()
        if product is None or not line.quantity:
            return None
        vat = times(product, rate.of_gross)
        net = product - vat
        for name, given, expected in (("gross", line.gross, product), ("vat", line.vat, vat), ("net", line.net, net)):
            if isinstance(given, Decimal) and not _close(given, expected):
                self._disagree(name, given, expected)
        price = _EXACT.quantize(_EXACT.divide(net, line.quantity), _ELEVEN_PLACES).normalize()
        return {"price": price, "net": net, "vat": vat, "gross": product}

    def _agrees(self, net: Decimal, product: Decimal, gross: Decimal, rate: Rate) -> bool:
        """Within a kopeck; or the price was rounded from a price with VAT that is whole in kopecks."""
        if _close(net, product):
            return True
        price, quantity = self.line.price, self.line.quantity
        if not quantity or price is None:
            return False
        with_vat = _EXACT.divide(gross, quantity)
        without = rounded(_EXACT.divide(net, quantity))
        return with_vat == rounded(with_vat) and without == price and _close(gross - net, times(gross, rate.of_gross))

    def _check_vat(self, net: Decimal, vat: Decimal, gross: Decimal, rate: Rate) -> None:
        expected = times(net, rate.share)
        is_right = _close(vat, expected) or _close(vat, times(gross, rate.of_gross)) or is_in_roubles(vat, expected)
        if not is_right:
            self._disagree("vat" if self.line.vat is not None else "gross", vat, expected)
        elif gross != net + vat:
            self._disagree("gross", gross, net + vat)

    def _expect(self, name: str, given: Decimal | None, expected: Decimal) -> None:
        if given is not None and not _close(given, expected):
            self._disagree(name, given, expected)

    def _disagree(self, name: str, given: Decimal, expected: Decimal) -> None:
        self._note(f"arithmetic.line_{name}", name, given=given, expected=expected)

    def _note(self, rule: str, name: str, **facts: Any) -> None:
        number = int(self.pointer.rsplit("/", 1)[-1]) + 1
        self.findings.append(finding(rule, f"{self.pointer}/{name}", number=number, **facts))


def total(sums: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, or None when any of the lines has none."""
    result = Decimal("0.00")
    for amount in sums:
        if amount is None:
            return None
        result += amount
    return result


def by_rates(lines: Iterable[Line]) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Net and gross of the lines of each rate."""
    grouped: dict[str, list[Line]] = {}
    for line in lines:
        grouped.setdefault(line.vat_rate.value, []).append(line)
    return {
        rate: (total(line.net for line in inside), total(line.gross for line in inside))
        for rate, inside in grouped.items()
    }


def total_vat(sums: Iterable[Decimal | str | None]) -> Decimal | str | None:
    """The sum of VAT; «без НДС» when no line bears any."""
    amounts = [amount for amount in sums if isinstance(amount, Decimal)]
    return sum(amounts, Decimal("0.00")) if amounts else WITHOUT_VAT
