"""The sums of a УПД: each line, its VAT by its rate, and the totals. One pass over the lines, in Decimal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding

_KOPECK = Decimal("0.01")
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_WITHOUT_VAT = "без НДС"
_AGENT = "НДС исчисляется налоговым агентом"

# The share of VAT in the amount without it and in the amount with it. A reckoned rate such as 22/122 is the same pair;
# the rates of a sold enterprise (16,67% and its kin) are the share of the amount with VAT under another name.
_SHARES: dict[str, tuple[Decimal, Decimal]] = {
    **{f"{n}%": (Decimal(n) / _HUNDRED, Decimal(n) / (_HUNDRED + n)) for n in (0, 5, 7, 10, 18, 20, 22)},
    **{f"{n}/{100 + n}": (Decimal(n) / _HUNDRED, Decimal(n) / (_HUNDRED + n)) for n in (5, 7, 10, 18, 20, 22)},
    "9,09%": (Decimal("0.0909"), Decimal(10) / Decimal(110)),
    "16,67%": (Decimal("0.1667"), Decimal(20) / Decimal(120)),
    "18,03%": (Decimal("0.1803"), Decimal(22) / Decimal(122)),
}


@dataclass(slots=True)
class _Totals:
    """Sums of the lines; a sum is None once a line lacks the amount, for then there is nothing to compare."""

    net: Decimal | None = _ZERO
    gross: Decimal | None = _ZERO
    vat: Decimal = _ZERO
    numbers: set[str] = field(default_factory=set)


def check(table: etree._Element, places: Places) -> list[Finding]:
    """Findings on the lines and the totals of ТаблСчФакт, which must follow the grammar."""
    totals = _Totals()
    found = [problem for line in table.iterchildren("СведТов") for problem in _line(line, totals, places)]
    return found + list(_compared(next(table.iterchildren("ВсегоОпл")), totals, places))


def _line(line: etree._Element, totals: _Totals, places: Places) -> Iterator[Finding]:
    get = line.get
    stated = next(line.iterchildren("СумНал"))[0]
    net = _amount(get("СтТовБезНДС"))
    gross = _amount(get("СтТовУчНал"))
    vat = None if stated.tag == "БезНДС" else Decimal(stated.text or "")
    rate = get("НалСт", "")
    totals.net = None if net is None or totals.net is None else totals.net + net
    totals.gross = None if gross is None or totals.gross is None else totals.gross + gross
    totals.vat += vat or _ZERO
    number = get("НомСтр", "").strip()
    if number in totals.numbers:
        yield _at(line, "@НомСтр", places, "arithmetic.line_number_repeated", number=number)
    totals.numbers.add(number)
    if net is not None and gross is not None and rate != _AGENT and net + (vat or _ZERO) != gross:
        sum_ = net + (vat or _ZERO)
        yield _at(line, "@СтТовУчНал", places, "arithmetic.line_total", number=number, gross=gross, sum=sum_)
    if not _is_right_vat(rate, net, gross, vat):
        yield _wrong_vat(line, places, rate, net, gross, vat)
    price, quantity = get("ЦенаТов"), get("КолТов")
    if price is not None and quantity is not None and (net is not None or gross is not None):
        yield from _priced(line, places, Decimal(price), Decimal(quantity), net, gross)


def _amount(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def _is_right_vat(rate: str, net: Decimal | None, gross: Decimal | None, vat: Decimal | None) -> bool:
    """Right by either way of reckoning: from the amount without VAT or from the amount with it, to a kopeck."""
    if rate == _AGENT:
        return True
    if rate == _WITHOUT_VAT or vat is None:
        return rate == _WITHOUT_VAT and vat is None
    of_net, of_gross = _SHARES[rate]
    if net is not None and -_KOPECK <= net * of_net - vat <= _KOPECK:
        return True
    if gross is not None and -_KOPECK <= gross * of_gross - vat <= _KOPECK:
        return True
    return net is None and gross is None


def _wrong_vat(
    line: etree._Element, places: Places, rate: str, net: Decimal | None, gross: Decimal | None, vat: Decimal | None
) -> Finding:
    number = line.get("НомСтр", "").strip()
    if rate == _WITHOUT_VAT:
        return _at(line, "СумНал", places, "arithmetic.vat_not_stated", number=number, rate=rate)
    if vat is None:
        return _at(line, "СумНал", places, "arithmetic.vat_missing", number=number, rate=rate)
    of_net, of_gross = _SHARES[rate]
    expected = net * of_net if net is not None else (gross or _ZERO) * of_gross
    facts = {"number": number, "rate": rate, "vat": vat, "expected": expected.quantize(_KOPECK)}
    return _at(line, "СумНал/СумНал", places, "arithmetic.line_vat", **facts)


def _priced(
    line: etree._Element,
    places: Places,
    price: Decimal,
    quantity: Decimal,
    net: Decimal | None,
    gross: Decimal | None,
) -> Iterator[Finding]:
    """Quantity by price is the amount without VAT – or with it, where a regulated price includes the tax."""
    product = price * quantity
    amounts = [amount for amount in (net, gross) if amount is not None]
    off = min(abs(product - amount) for amount in amounts)
    if off <= _KOPECK:
        return
    rounding = quantity * Decimal(1).scaleb(int(price.as_tuple().exponent)) / 2 + _KOPECK
    rule = "arithmetic.line_net_rounded" if off <= rounding else "arithmetic.line_net"
    number = line.get("НомСтр", "").strip()
    facts = {"number": number, "net": amounts[0], "quantity": quantity, "price": price}
    field_ = "@СтТовБезНДС" if net is not None else "@СтТовУчНал"
    yield _at(line, field_, places, rule, **facts, expected=product.quantize(_KOPECK))


def _compared(total: etree._Element, totals: _Totals, places: Places) -> Iterator[Finding]:
    pairs = (
        ("СтТовБезНДСВсего", totals.net, "arithmetic.total_net"),
        ("СтТовУчНалВсего", totals.gross, "arithmetic.total_gross"),
    )
    for name, sum_, rule in pairs:
        written = _amount(total.get(name))
        if written is not None and sum_ is not None and written != sum_:
            yield _at(total, f"@{name}", places, rule, total=written, sum=sum_)
    stated = next(total.iterchildren("СумНалВсего"))[0]
    if stated.tag == "БезНДС":
        if totals.vat:
            yield _at(total, "СумНалВсего", places, "arithmetic.total_vat_mark", sum=totals.vat)
    elif Decimal(stated.text or "") != totals.vat:
        yield _at(total, "СумНалВсего/СумНал", places, "arithmetic.total_vat", total=stated.text, sum=totals.vat)


def _at(element: etree._Element, field_: str, places: Places, rule: str, **facts: object) -> Finding:
    return finding(rule, path=places.path(element, field_), line=places.line(element), **facts)
