"""Sums of a changed line and the totals of the changes: what is left out is computed, what is given is checked.

Rows А and Б are reckoned as the lines of an invoice are (``arithmetic``); rows В and Г are their differences
(постановление Правительства № 1137, приложение 2).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.correction.document import ChangeTotal
from edo_gateway.formats.correction.lines import CorrectionLine, TraceabilityChange
from edo_gateway.formats.messages import finding
from edo_gateway.formats.parts.values import VatRate
from edo_gateway.formats.transfer.lines import Line
from edo_gateway.formats.transfer.sums import WITHOUT_VAT, LineSums

WITHOUT_EXCISE = "без акциза"
_ZERO = Decimal("0.00")
_FIGURES = ("quantity", "price", "net", "vat", "gross")
_CHANGEABLE = ("unit", "unit_code", "vat_rate", "excise", *_FIGURES)
_SUMS = ("net", "excise", "vat", "gross")
_ROWS = ("increase", "decrease")
_BLANK = Line(vat_rate=VatRate.ZERO)  # a line of an invoice that a row is put into to be reckoned

Changes = dict[str, Any]


@dataclass(slots=True)
class ChangedLine:
    """One line while it is being worked out. ``pointer`` is the line's."""

    line: CorrectionLine
    pointer: str
    findings: list[Finding] = field(default_factory=list)

    def worked_out(self) -> Changes:
        """Values of what stays, of the sums before and after, and of the differences."""
        if all(getattr(self.line, f"{name}_after") is None for name in _CHANGEABLE):
            self._note("request.nothing_changed", "quantity_after")
            return {}
        kept = self._kept()
        self.line = self.line.changed(kept)
        sums = self._side("before") | self._side("after")
        if self.findings:
            return {}
        self.line = self.line.changed(sums)
        return kept | sums | self._differences()

    def _kept(self) -> Changes:
        """What stays as it was: all but the figures that a given cost after the change would contradict."""
        line = self.line
        kept: Changes = {"excise_before": WITHOUT_EXCISE if line.excise_before is None else line.excise_before}
        kept["excise_after"] = kept["excise_before"] if line.excise_after is None else line.excise_after
        kept["vat_rate_after"] = line.vat_rate_after or line.vat_rate_before
        if line.unit_after is None and line.unit_code_after is None:
            kept |= {"unit_after": line.unit_before, "unit_code_after": line.unit_code_before}
        if line.net_after is None and line.gross_after is None:
            for name in ("quantity", "price"):
                after = getattr(line, f"{name}_after")
                kept[f"{name}_after"] = getattr(line, f"{name}_before") if after is None else after
        return kept

    def _side(self, side: str) -> Changes:
        """A row of the form; a line that is new has nothing before the change."""
        figures = {name: getattr(self.line, f"{name}_{side}") for name in _FIGURES}
        if side == "before" and not any(value is not None for value in figures.values()):
            return {}
        rate: VatRate = getattr(self.line, f"vat_rate_{side}")
        work = LineSums(_BLANK.changed(figures | {"vat_rate": rate}), self.pointer, inclusive=False, is_advance=False)
        sums = work.worked_out()
        self.findings += [replace(found, pointer=f"{found.pointer}_{side}") for found in work.findings]
        if sums is None and not work.findings:
            self._note("arithmetic.amount_missing", "")
        return {f"{name}_{side}": value for name, value in (sums or {}).items()}

    def _differences(self) -> Changes:
        changes: Changes = {}
        for name in _SUMS:
            before, after = (_amount(getattr(self.line, f"{name}_{side}")) for side in ("before", "after"))
            changes |= self._difference(name, after - before)
        if changes["vat_increase"] is changes["vat_decrease"] is None:
            changes |= self._no_change_of_vat(is_less=changes["net_decrease"] is not None)
        return changes

    def _difference(self, name: str, change: Decimal) -> Changes:
        expected = dict(zip(_ROWS, (change, -change), strict=True))
        for row, amount in expected.items():
            given = getattr(self.line, f"{name}_{row}")
            if given is not None and given != max(amount, _ZERO):
                facts = {"given": given, "expected": max(amount, _ZERO)}
                self._note(f"arithmetic.line_{row}", f"{name}_{row}", **facts)
        return {f"{name}_{row}": amount if amount > 0 else None for row, amount in expected.items()}

    def _no_change_of_vat(self, *, is_less: bool) -> Changes:
        """The order wants the difference of VAT even when it is nothing, unless an agent reckons the tax."""
        if self.line.vat_rate_before is VatRate.TAX_AGENT:
            return {}
        return {"vat_decrease" if is_less or self.line.vat_decrease is not None else "vat_increase": _ZERO}

    def _note(self, rule: str, name: str, **facts: Any) -> None:
        number = int(self.pointer.rsplit("/", 1)[-1]) + 1
        pointer = f"{self.pointer}/{name}" if name else self.pointer
        self.findings.append(finding(rule, pointer, number=number, **facts))


def changed_batch(batch: TraceabilityChange, pointer: str, findings: list[Finding]) -> TraceabilityChange:
    """A traceable batch with the difference of its quantities."""
    before, after = batch.quantity_before, batch.quantity_after
    if before is None or after is None:
        return batch
    change = after - before
    changes: Changes = {}
    for row, amount in (("increase", change), ("decrease", -change)):
        given = getattr(batch, f"quantity_{row}")
        if given is not None and given != max(amount, Decimal(0)):
            findings.append(
                finding(f"arithmetic.batch_{row}", f"{pointer}/quantity_{row}", given=given, expected=max(amount, 0))
            )
        changes[f"quantity_{row}"] = amount if amount > 0 else None
    if not change:
        changes["quantity_decrease" if batch.quantity_decrease is not None else "quantity_increase"] = Decimal(0)
    return batch.changed(changes)


def totals(
    lines: Iterable[CorrectionLine], given: dict[str, ChangeTotal | None], findings: list[Finding]
) -> dict[str, ChangeTotal | None]:
    """Totals of the increases and of the decreases by their fields; the format wants at least one of the two."""
    known = tuple(lines)
    bears_vat = any(isinstance(vat, Decimal) for line in known for vat in (line.vat_before, line.vat_after))
    made = {row: _total(known, row, bears_vat=bears_vat) for row in _ROWS}
    for row, total in made.items():
        _check(row, given[f"total_{row}"], total, findings)
    shown = {row for row in _ROWS if given[f"total_{row}"] is not None or not _is_nothing(made[row])}
    return {f"total_{row}": made[row] if row in (shown or {"increase"}) else None for row in _ROWS}


def _total(lines: tuple[CorrectionLine, ...], row: str, *, bears_vat: bool) -> ChangeTotal:
    def summed(name: str) -> Decimal:
        return sum((getattr(line, f"{name}_{row}") or _ZERO for line in lines), _ZERO)

    vat = summed("vat") if bears_vat else WITHOUT_VAT
    return ChangeTotal.model_construct(net=summed("net"), gross=summed("gross"), vat=vat)


def _is_nothing(total: ChangeTotal) -> bool:
    return not (total.net or total.gross or _amount(total.vat))


def _check(row: str, given: ChangeTotal | None, made: ChangeTotal, findings: list[Finding]) -> None:
    for name in ("net", "gross", "vat"):
        value, expected = getattr(given, name, None), getattr(made, name)
        if value is not None and _amount(value) != _amount(expected):
            facts = {"given": value, "expected": expected}
            findings.append(finding(f"arithmetic.total_{row}", f"/total_{row}/{name}", **facts))


def _amount(value: Decimal | str | None) -> Decimal:
    """The sum; words and silence are nothing."""
    return value if isinstance(value, Decimal) else _ZERO
