"""The sums of an act of works: of a line, of a section, of the whole, and VAT by rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts.values import VatRate
from edo_gateway.formats.transfer.lines import Line
from edo_gateway.formats.transfer.sums import KOPECK, LineSums, times, total
from edo_gateway.formats.works.act import ActTotal, RateTotal
from edo_gateway.formats.works.lines import WorkLine, WorksVatRate
from edo_gateway.formats.works.values import DASH, WITHOUT_VAT

_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
_ELEVEN_PLACES = Decimal("1e-11")
_PERCENT = {f"{percent}%": Decimal(percent) / 100 for percent in (0, 5, 7, 10, 20, 22)}
_BASIC = (WorksVatRate.TWENTY_TWO, WorksVatRate.TWENTY)
_SAID = "без НДС"


def worked_line(line: WorkLine, pointer: str, findings: list[Finding]) -> dict[str, Any]:
    """Price, cost and VAT of a line; findings are told at ``pointer``, which ends with the line's index."""
    if line.vat_rate is None:
        sums = _untold_vat(line, pointer, findings)
    else:
        sums = _told_vat(line, line.vat_rate, pointer, findings)
    if sums is None:
        findings.append(finding("arithmetic.amount_missing", pointer, number=int(pointer.rsplit("/", 1)[-1]) + 1))
        return {}
    return {**sums, **_price(line, sums.get("net"))}


def _told_vat(line: WorkLine, rate: WorksVatRate, pointer: str, findings: list[Finding]) -> dict[str, Any] | None:
    """As a line of the transfer document is worked out, in the words of this format."""
    priced = Line.model_construct(
        vat_rate=VatRate(rate.value),
        quantity=line.quantity,
        price=line.price,
        net=line.net,
        vat=_SAID if line.vat == WITHOUT_VAT else line.vat,
        gross=line.gross,
    )
    work = LineSums(priced, pointer, False, False)
    sums = work.worked_out()
    findings.extend(work.findings)
    if work.findings:
        return {}
    return None if sums is None else {**sums, **_vat_said(line, rate, sums["vat"])}


def _vat_said(line: WorkLine, rate: WorksVatRate, vat: Decimal | str) -> dict[str, Any]:
    if isinstance(vat, Decimal):
        return {"vat": vat}
    if rate is WorksVatRate.TAX_AGENT and line.vat is None:
        return {"vat": None, "vat_dash": line.vat_dash or DASH}
    return {"vat": None if line.vat_dash else WITHOUT_VAT}


def _untold_vat(line: WorkLine, pointer: str, findings: list[Finding]) -> dict[str, Any] | None:
    """VAT is told in the totals only; sums of the tax given all the same stay as they are."""
    product = None if line.quantity is None or line.price is None else times(line.price, line.quantity)
    net = line.net if line.net is not None else product
    if net is None:
        return None
    if product is not None and not -KOPECK <= net - product <= KOPECK:
        number = int(pointer.rsplit("/", 1)[-1]) + 1
        findings.append(
            finding("arithmetic.line_net", f"{pointer}/net", number=number, given=line.net, expected=product)
        )
    return {"net": net}


def _price(line: WorkLine, net: Decimal | None) -> dict[str, Any]:
    """The format demands a price; of a whole in words it is the cost itself."""
    if line.price is not None or net is None:
        return {}
    if not line.quantity:
        return {"price": net}
    return {"price": _EXACT.quantize(_EXACT.divide(net, line.quantity), _ELEVEN_PLACES).normalize()}


def section_sums(lines: tuple[WorkLine, ...], *, is_vat_shown: bool) -> dict[str, Any]:
    """What the lines of a section make; its tax is told only where it is told in every line."""
    sums: dict[str, Any] = {"net": total(line.net for line in lines)}
    if is_vat_shown:
        sums["gross"] = total(line.gross for line in lines)
        sums["vat"] = vat_of(lines)
    return sums


def vat_of(lines: Iterable[WorkLine]) -> Decimal | str:
    """The sum of VAT, or a dash when no line bears any."""
    amounts = [line.vat for line in lines if isinstance(line.vat, Decimal)]
    return sum(amounts, Decimal("0.00")) if amounts else DASH


@dataclass(slots=True)
class TotalSums:
    """The totals of an act while they are worked out from the lines. ``pointer`` is the total's."""

    given: ActTotal
    lines: tuple[WorkLine, ...]
    pointer: str
    findings: list[Finding] = field(default_factory=list)

    def of_period(self) -> ActTotal:
        """Net, VAT and gross by the lines; VAT told in the totals only is reckoned by the rates given there."""
        net = total(line.net for line in self.lines) if self.lines else self.given.net
        if net is None:
            self._note("arithmetic.total_missing", "net")
            return self.given
        rates = tuple(self._rates(net))
        is_told = any(line.vat_rate is not None for line in self.lines)
        vat = vat_of(self.lines) if is_told else self._vat_of_rates(rates)
        return self._filled(net, vat, total(line.gross for line in self.lines) if self.lines else None, rates)

    def cumulative(self) -> ActTotal:
        """The total from the beginning of works, by what the lines say of it."""
        net = total(line.cumulative_net for line in self.lines) if self.lines else None
        net = net if net is not None else self.given.net
        if net is None:
            self._note("arithmetic.total_missing", "net")
            return self.given
        rates = tuple(self._rates(net))
        vat = self.given.vat if self.given.vat is not None else self._cumulative_vat(net, rates)
        return self._filled(net, vat, None, rates)

    def _cumulative_vat(self, net: Decimal, rates: tuple[RateTotal, ...]) -> Decimal | str | None:
        """By the rates given; or the cost with VAT less the cost without it; or by the one rate of all lines."""
        if rates:
            return self._vat_of_rates(rates)
        gross = self.given.gross
        if gross is None and self.lines:
            gross = total(line.cumulative_gross for line in self.lines)
        if gross is not None:
            return gross - net
        told = {line.vat_rate for line in self.lines}
        rate = told.pop() if len(told) == 1 else None
        if rate is None:
            return None
        return times(net, _PERCENT[rate]) if rate in _PERCENT else DASH

    def _filled(
        self, net: Decimal, vat: Decimal | str | None, gross: Decimal | None, rates: tuple[RateTotal, ...]
    ) -> ActTotal:
        if vat is None:
            self._note("arithmetic.vat_unknown", "vat")
            return self.given
        if gross is None:
            gross = net + vat if isinstance(vat, Decimal) else net
        for name, expected in (("net", net), ("vat", vat), ("gross", gross)):
            self._expect(name, expected)
        return self.given.model_copy(update={"net": net, "vat": vat, "gross": gross, "rates": rates})

    def _vat_of_rates(self, rates: tuple[RateTotal, ...]) -> Decimal | str | None:
        if not rates:
            return self.given.vat
        amounts = [rate.vat for rate in rates if isinstance(rate.vat, Decimal)]
        return sum(amounts, Decimal("0.00")) if amounts else DASH

    def _rates(self, net: Decimal) -> Iterator[RateTotal]:
        for index, rate in enumerate(self.given.rates):
            base = rate.base if rate.base is not None else self._base(rate, net)
            yield rate.model_copy(update={"base": base, **self._by_rate(rate, base, index)})

    def _base(self, rate: RateTotal, net: Decimal) -> Decimal:
        if len(self.given.rates) == 1:
            return net
        return total(line.net for line in self._lines_of(rate)) or Decimal("0.00")

    def _by_rate(self, rate: RateTotal, base: Decimal, index: int) -> dict[str, Any]:
        changes: dict[str, Any] = {}
        if not rate.positions and rate.vat_rate not in _BASIC:
            lines = self.lines if len(self.given.rates) == 1 else tuple(self._lines_of(rate))
            changes["positions"] = tuple(line.position or str(line.number) for line in lines)
        share = _PERCENT.get(rate.vat_rate)
        if share is None:
            is_agents = rate.vat_rate is WorksVatRate.TAX_AGENT
            return {**changes, "agent_dash": DASH} if is_agents else {**changes, "vat": _SAID}
        expected = times(base, share)
        if rate.vat is None:
            return {**changes, "vat": expected}
        if not isinstance(rate.vat, Decimal) or not self._is_close(rate.vat, expected):
            pointer = f"{self.pointer}/rates/{index}/vat"
            self.findings.append(
                finding("arithmetic.rate_vat", pointer, rate=rate.vat_rate.value, given=rate.vat, expected=expected)
            )
        return changes

    def _is_close(self, given: Decimal, expected: Decimal) -> bool:
        """Rounded once, or line by line: a kopeck apart for every line at most."""
        return abs(given - expected) <= KOPECK * max(1, len(self.lines))

    def _lines_of(self, rate: RateTotal) -> Iterator[WorkLine]:
        """Lines told to bear the rate; the basic one is borne by those that say nothing."""
        for line in self.lines:
            said = line.vat_rate or line.vat_rate_of_total
            if said == rate.vat_rate or (said is None and rate.vat_rate in _BASIC):
                yield line

    def _expect(self, name: str, expected: Decimal | str) -> None:
        given = getattr(self.given, name)
        if given is not None and given != expected:
            self._note(f"arithmetic.total_{name}", name, given=given, expected=expected)

    def _note(self, rule: str, name: str, **facts: Any) -> None:
        self.findings.append(finding(rule, f"{self.pointer}/{name}", **facts))
