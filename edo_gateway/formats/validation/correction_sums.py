"""The sums of a УКД: each line before and after the change, the differences, and the totals of rows В and Г."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, phrase
from edo_gateway.formats.validation.sums import (
    MOST_FINDINGS,
    adds_up,
    follows_rate,
    is_product,
    product_fault,
    vat_fault,
)

_ZERO = Decimal(0)
_ROWS = ("increase", "decrease")
_TOTALS = {"increase": "ВсегоУвел", "decrease": "ВсегоУм"}
_COSTS = {"net": "СтТовБезНДС", "gross": "СтТовУчНал"}
_TAXES = {"vat": "СумНал", "excise": "Акциз"}
_TOTAL_ATTRIBUTES = {"net": "СтТовБезНДСВсего", "gross": "СтТовУчНалВсего"}

_SUMMED = ("net", "gross", "vat")  # excise has no total

Amount = Decimal | None
_Parts = dict[object, etree._Element]
"""Children of a line by their names; of those that repeat, the last."""


@dataclass(frozen=True, slots=True)
class _Change:
    """A figure of a line: what it was, what it is, and the difference given in one of two rows.

    ``field`` is where the difference stands or should stand.
    """

    name: str
    field: str
    before: Amount
    after: Amount
    increase: Amount
    decrease: Amount

    @property
    def given(self) -> Decimal:
        return (self.increase or _ZERO) - (self.decrease or _ZERO)

    @property
    def is_sound(self) -> bool:
        """Nothing can be said where neither side is given; a side left out is nothing."""
        if self.before is None and self.after is None:
            return True
        return (self.after or _ZERO) - (self.before or _ZERO) == self.given


@dataclass(frozen=True, slots=True)
class _Side:
    """Row А or Б of a line: the names of its fields in the format."""

    cost: str
    vat: str
    rate: str
    price: str
    quantity: str


_SIDES = (
    _Side("СтоимДоИзм", "СумНалДо", "НалСтДо", "ЦенаТовДо", "КолТовДо"),
    _Side("СтоимПослеИзм", "СумНалПосле", "НалСтПосле", "ЦенаТовПосле", "КолТовПосле"),
)


def check(table: etree._Element, places: Places) -> list[Finding]:
    """Findings on the lines and the totals of ТаблКСчФ, which must follow the grammar."""
    found: list[Finding] = []
    sums = dict.fromkeys(((row, name) for row in _ROWS for name in _SUMMED), _ZERO)
    for line in table.iterchildren("СведТов"):
        parts: _Parts = {child.tag: child for child in line}
        changes = _changes(parts)
        for change in changes:
            if change.name in _SUMMED:
                sums["increase", change.name] += change.increase or _ZERO
                sums["decrease", change.name] += change.decrease or _ZERO
        if len(found) < MOST_FINDINGS:
            found += _line(line, parts, changes, places)
    for row in _ROWS:
        found += _total(table, row, {name: sums[row, name] for name in _SUMMED}, places)
    return found


def _changes(parts: _Parts) -> list[_Change]:
    changes = []
    for name, tag in _COSTS.items():
        if tag in parts:
            cost = parts[tag]
            figures = (_number(cost.get(side)) for side in ("СтоимДоИзм", "СтоимПослеИзм", "СтоимУвел", "СтоимУм"))
            changes.append(_Change(name, tag, *figures))
    for name, tag in _TAXES.items():
        before, after = (_amount(parts.get(f"{tag}{side}")) for side in ("До", "После"))
        changes.append(_Change(name, f"{tag}Разн", before, after, *_difference(parts.get(f"{tag}Разн"))))
    return changes


def _amount(stated: etree._Element | None) -> Amount:
    """СумНДСТип and СумАкцизТип: a sum or words."""
    return None if stated is None else _number(stated[0].text)


def _difference(stated: etree._Element | None) -> tuple[Amount, Amount]:
    """РазнСумНалТип: an increase or a decrease."""
    if stated is None:
        return None, None
    amount = _number(stated[0].text)
    return (amount, None) if stated[0].tag == "СумУвел" else (None, amount)


def _line(line: etree._Element, parts: _Parts, changes: list[_Change], places: Places) -> Iterator[Finding]:
    number = line.get("НомСтр", "").strip()
    for side in _SIDES:
        yield from _side(line, parts, side, number, places)
    for change in changes:
        if not change.is_sound:
            facts = {"before": change.before or 0, "after": change.after or 0, "given": change.given}
            name = phrase(f"change_{change.name}")
            yield _at(line, change.field, places, "arithmetic.line_change", number=number, name=name, **facts)
    if "СведПрослеж" in parts:
        for batch in line.iterchildren("СведПрослеж"):
            yield from _batch(batch, places)


def _side(line: etree._Element, parts: _Parts, side: _Side, number: str, places: Places) -> Iterator[Finding]:
    """A row is reckoned as a line of an invoice; VAT that is not stated at all is the business of the rules."""
    rate = line.get(side.rate, "")
    net, gross = (_number(parts[tag].get(side.cost)) if tag in parts else None for tag in _COSTS.values())
    if side.vat in parts:
        yield from _taxed(line, side, (rate, net, gross, _amount(parts[side.vat])), number, places)
    price, quantity = _number(line.get(side.price)), _number(line.get(side.quantity))
    if price is not None and quantity is not None and not is_product(price * quantity, net, gross):
        rule, facts = product_fault(price, quantity, net, gross)
        tag = "СтТовБезНДС" if net is not None else "СтТовУчНал"
        yield _at(line, f"{tag}/@{side.cost}", places, rule, number=number, **facts)


def _taxed(
    line: etree._Element, side: _Side, figures: tuple[str, Amount, Amount, Amount], number: str, places: Places
) -> Iterator[Finding]:
    """Rate, amount without VAT, amount with it, and VAT, of a row that states the tax."""
    _, net, gross, vat = figures
    if not adds_up(*figures):
        sum_ = (net or _ZERO) + (vat or _ZERO)
        field = f"СтТовУчНал/@{side.cost}"
        yield _at(line, field, places, "arithmetic.line_total", number=number, gross=gross, sum=sum_)
    if not follows_rate(*figures):
        rule, facts = vat_fault(*figures)
        field = f"{side.vat}/СумНДС" if rule.startswith("arithmetic.line_vat") else side.vat
        yield _at(line, field, places, rule, number=number, **facts)


def _batch(batch: etree._Element, places: Places) -> Iterator[Finding]:
    moved = batch.find("ИзмКолЕдПТ")
    if moved is None:
        return
    before, after = _number(moved.get("КолТовЕдПТДо")), _number(moved.get("КолТовЕдПТПосле"))
    rows = (_number(moved.findtext(f"КолТовЕдПТ{row}")) for row in ("Увел", "Ум"))
    change = _Change("quantity", "ИзмКолЕдПТ", before, after, *rows)
    if not change.is_sound:
        facts = {"batch": batch.get("НомТовПрослеж", ""), "before": before, "after": after, "given": change.given}
        yield _at(batch, change.field, places, "arithmetic.batch_change", **facts)


def _total(table: etree._Element, row: str, sums: dict[str, Decimal], places: Places) -> Iterator[Finding]:
    """A total that is absent says that there is nothing to sum."""
    total = table.find(_TOTALS[row])
    for name, sum_ in sums.items():
        written = _ZERO if total is None else _written(total, name)
        if written is None or written == sum_:
            continue
        owner = table if total is None else total
        field = _TOTALS[row] if total is None else f"@{_TOTAL_ATTRIBUTES[name]}" if name != "vat" else "СумНал"
        facts = {"kind": phrase(f"change_{row}"), "name": phrase(f"change_{name}"), "total": written, "sum": sum_}
        yield _at(owner, field, places, "arithmetic.total_change", **facts)


def _written(total: etree._Element, name: str) -> Amount:
    if name != "vat":
        return _number(total.get(_TOTAL_ATTRIBUTES[name]))
    stated = total.find("СумНал/*")
    if stated is None:
        return None
    return _number(stated.text) if stated.tag == "СумНДС" else _ZERO


def _number(text: str | None) -> Amount:
    """None for what is absent and for the words «без НДС», «без акциза»."""
    return None if text is None or text.startswith("без") else Decimal(text)


def _at(element: etree._Element, field: str, places: Places, rule: str, **facts: object) -> Finding:
    return finding(rule, path=places.path(element, field), line=places.line(element), **facts)
