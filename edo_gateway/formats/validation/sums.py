"""The sums of a УПД: each line, its VAT by its rate, and the totals. One pass over the lines, in Decimal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.transfer.sums import is_in_roubles, is_vat_of_totals
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, phrase

MOST_FINDINGS = 1000
_KOPECK = Decimal("0.01")
_ZERO = Decimal(0)
_HUNDRED = Decimal(100)
_WITHOUT_VAT = "без НДС"
_AGENT = "НДС исчисляется налоговым агентом"

# The share of VAT in the amount without it and in the amount with it. A reckoned rate such as 22/122 is the same pair;
# the rate of a sold enterprise (НК РФ, статья 158) is a share of the price with VAT, and some write the price as net.
_SHARES: dict[str, tuple[Decimal, Decimal]] = {
    **{f"{n}%": (Decimal(n) / _HUNDRED, Decimal(n) / (_HUNDRED + n)) for n in (0, 5, 7, 10, 18, 20, 22)},
    **{f"{n}/{100 + n}": (Decimal(n) / _HUNDRED, Decimal(n) / (_HUNDRED + n)) for n in (5, 7, 10, 18, 20, 22)},
    **{f"{rate.replace('.', ',')}%": (Decimal(rate) / _HUNDRED,) * 2 for rate in ("9.09", "16.67", "18.03")},
}
Amount = Decimal | None
"""A figure that may be left out."""


@dataclass(frozen=True, slots=True)
class _Line:
    """The figures of one line; one it does not give is None, and so is VAT said to be «без НДС»."""

    element: etree._Element
    rate: str
    net: Amount
    gross: Amount
    vat: Amount
    price: Amount
    quantity: Amount

    @property
    def number(self) -> str:
        return self.element.get("НомСтр", "").strip()


@dataclass(frozen=True, slots=True)
class _Mended:
    """Which figure of a wrong line is to blame, and by how much each of them changes when it is mended."""

    figure: str = ""
    net: Decimal = _ZERO
    gross: Decimal = _ZERO
    vat: Decimal = _ZERO


def check(table: etree._Element, places: Places) -> list[Finding]:
    """Findings on the lines and the totals of ТаблСчФакт, which must follow the grammar."""
    found: list[Finding] = []
    nets: Amount = _ZERO
    grosses: Amount = _ZERO
    vats, count, numbers = _ZERO, 0, set[str]()
    mended: list[_Mended | None] = []
    for element in table.iterchildren("СведТов"):
        rate, net, gross, vat, price, quantity = _figures(element)
        nets = None if nets is None or net is None else nets + net
        grosses = None if grosses is None or gross is None else grosses + gross
        if vat is not None:
            vats += vat
        if not _is_plain(rate, net, gross, vat, price, quantity) and len(found) < MOST_FINDINGS:
            line = _Line(element, rate, net, gross, vat, price, quantity)
            if wrong := list(_wrong_line(line, places)):
                one = _mended(line)
                found += [_of_culprit(line, one, places)] if one and len(wrong) > 1 else wrong
                mended.append(one or (_Mended() if len(wrong) == 1 else None))
        count += 1
        numbers.add(element.get("НомСтр", ""))
    if len(numbers) < count:
        found += _repeated(table, places)
    totals = list(_compared(table, nets, grosses, vats, places))
    if totals and mended:
        totals = _apart_from_lines(totals, table, (nets, grosses, vats), mended, places)
    return [*found, *totals]


def _apart_from_lines(
    totals: list[Finding],
    table: etree._Element,
    sums: tuple[Amount, Amount, Decimal],
    mended: list[_Mended | None],
    places: Places,
) -> list[Finding]:
    """The findings on totals that stay once the lines are mended; none where it is not known how to mend a line."""
    net, gross, vat = sums
    known = [one for one in mended if one is not None]
    if len(known) < len(mended):
        return []
    net = _added(net, sum((one.net for one in known), _ZERO))
    gross = _added(gross, sum((one.gross for one in known), _ZERO))
    vat += sum(one.vat for one in known)
    agreed = {one.rule for one in _compared(table, net, gross, vat, places)}
    return [one for one in totals if one.rule in agreed]


def _figures(element: etree._Element) -> tuple[str, Amount, Amount, Amount, Amount, Amount]:
    """Rate, amount without VAT, amount with it, VAT, price, quantity."""
    get, last = element.get, element[-1]  # nothing but remarks follows the tax
    stated = (last if last.tag == "СумНал" else next(element.iterchildren("СумНал")))[0].text or ""
    net, gross, price, quantity = get("СтТовБезНДС"), get("СтТовУчНал"), get("ЦенаТов"), get("КолТов")
    return (
        get("НалСт", ""),
        None if net is None else Decimal(net),
        None if gross is None else Decimal(gross),
        None if stated == _WITHOUT_VAT else Decimal(stated),
        None if price is None else Decimal(price),
        None if quantity is None else Decimal(quantity),
    )


def _is_plain(rate: str, net: Amount, gross: Amount, vat: Amount, price: Amount, quantity: Amount) -> bool:
    """Whether a line with every figure is right by the simplest reckoning, as nearly all are; False says nothing."""
    if net is None or gross is None or price is None or quantity is None:
        return False
    if abs(price * quantity - net) > _KOPECK:
        return False
    if vat is None:
        return rate == _WITHOUT_VAT and net == gross
    return rate in _SHARES and net + vat == gross and abs(net * _SHARES[rate][0] - vat) <= _KOPECK


def adds_up(rate: str, net: Amount, gross: Amount, vat: Amount) -> bool:
    """Whether the amount without VAT and the tax make the amount with it; VAT said to be «без НДС» is None."""
    if net is None or gross is None or rate == _AGENT:
        return True
    return (net if vat is None else net + vat) == gross


def follows_rate(rate: str, net: Amount, gross: Amount, vat: Amount) -> bool:
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


def is_product(product: Decimal, net: Amount, gross: Amount) -> bool:
    """Quantity by price is the amount without VAT – or with it, where a regulated price includes the tax."""
    if net is not None and -_KOPECK <= product - net <= _KOPECK:
        return True
    if gross is not None and -_KOPECK <= product - gross <= _KOPECK:
        return True
    return net is None and gross is None


def _wrong_line(line: _Line, places: Places) -> Iterator[Finding]:
    """Findings on a line; none where it is right in a way of its own."""
    if not adds_up(line.rate, line.net, line.gross, line.vat):
        yield _wrong_total(line, places)
    if not follows_rate(line.rate, line.net, line.gross, line.vat):
        yield _wrong_vat(line, places)
    price, quantity = line.price, line.quantity
    if price is not None and quantity is not None and not is_product(price * quantity, line.net, line.gross):
        yield _wrong_product(line, price, quantity, places)


def _mended(line: _Line) -> _Mended | None:
    """The one figure whose mending makes the line right; None where no single one does."""
    taxed = (line.net or _ZERO) + (line.vat or _ZERO)
    by_price = None if line.price is None or line.quantity is None else (line.price * line.quantity).quantize(_KOPECK)
    difference = None if line.gross is None or line.net is None else line.gross - line.net
    of_price = by_price if by_price is not None else None if line.gross is None else line.gross - (line.vat or _ZERO)
    likely = {
        "vat": [replace(line, vat=difference), replace(line, vat=None)],
        "net": [replace(line, net=of_price)],
        "gross": [replace(line, gross=taxed)],
    }
    right = ((figure, one) for figure, lines in likely.items() for one in lines if _is_right(one))
    figure, one = next(right, ("", line))
    return (
        _Mended(figure, *map(_change, (line.net, line.gross, line.vat), (one.net, one.gross, one.vat)))
        if figure
        else None
    )


def _change(before: Amount, after: Amount) -> Decimal:
    return (after or _ZERO) - (before or _ZERO)


def _is_right(line: _Line) -> bool:
    figures = (line.rate, line.net, line.gross, line.vat)
    if not adds_up(*figures) or not follows_rate(*figures):
        return False
    price, quantity = line.price, line.quantity
    return price is None or quantity is None or is_product(price * quantity, line.net, line.gross)


def _of_culprit(line: _Line, mended: _Mended, places: Places) -> Finding:
    if mended.figure == "vat":
        return _wrong_vat(line, places)
    if mended.figure == "net" and line.price is not None and line.quantity is not None:
        return _wrong_product(line, line.price, line.quantity, places)
    return _wrong_total(line, places)


def _wrong_total(line: _Line, places: Places) -> Finding:
    made = (line.net or _ZERO) + (line.vat or _ZERO)
    facts = {"number": line.number, "gross": line.gross, "sum": made}
    return _at(line.element, "@СтТовУчНал", places, "arithmetic.line_total", **facts)


def _wrong_vat(line: _Line, places: Places) -> Finding:
    rule, facts = vat_fault(line.rate, line.net, line.gross, line.vat)
    field = "СумНал/СумНал" if rule.startswith("arithmetic.line_vat") else "СумНал"
    found = _at(line.element, field, places, rule, number=line.number, **facts)
    other = _rate_of(line) if rule == "arithmetic.line_vat" else ""
    return replace(found, text=found.text.followed_by(phrase("other_rate", rate=other))) if other else found


def _rate_of(line: _Line) -> str:
    """The rate by which the line is right as it stands; empty where none or several are."""
    usual = (rate for rate in _SHARES if rate.endswith("%") and "," not in rate)
    rates = [rate for rate in usual if _is_right(replace(line, rate=rate))]
    return rates[0] if len(rates) == 1 else ""


def vat_fault(rate: str, net: Amount, gross: Amount, vat: Amount) -> tuple[str, dict[str, object]]:
    """The rule broken by VAT out of keeping with its rate, and the facts of its sentence but for the line's number."""
    if rate == _WITHOUT_VAT or vat is None:
        return "arithmetic.vat_not_stated" if rate == _WITHOUT_VAT else "arithmetic.vat_missing", {"rate": rate}
    of_net, of_gross = _SHARES[rate]
    is_of_gross = net is None or of_net == of_gross
    expected = (gross or _ZERO) * of_gross if is_of_gross else (net or _ZERO) * of_net
    is_whole = vat is not None and is_in_roubles(vat, expected)
    rule = "arithmetic.line_vat_roubles" if is_whole else "arithmetic.line_vat"
    return rule, {"rate": rate, "vat": str(vat), "expected": str(expected.quantize(_KOPECK))}


def _wrong_product(line: _Line, price: Decimal, quantity: Decimal, places: Places) -> Finding:
    """A warning where half a unit of the price's last digit explains the difference, an error where it does not."""
    rule, facts = product_fault(price, quantity, line.net, line.gross)
    field = "@СтТовБезНДС" if line.net is not None else "@СтТовУчНал"
    return _at(line.element, field, places, rule, number=line.number, **facts)


def product_fault(price: Decimal, quantity: Decimal, net: Amount, gross: Amount) -> tuple[str, dict[str, object]]:
    """The rule broken by a cost other than quantity by price, and the facts of its sentence but for the number."""
    product = price * quantity
    amounts = [amount for amount in (net, gross) if amount is not None]
    off = min(abs(product - amount) for amount in amounts)
    rounding = quantity * Decimal(1).scaleb(int(price.as_tuple().exponent)) / 2 + _KOPECK
    rule = "arithmetic.line_net_rounded" if off <= rounding else "arithmetic.line_net"
    expected = product.quantize(_KOPECK)
    return rule, {"net": amounts[0], "quantity": quantity, "price": price, "expected": expected}


def _repeated(table: etree._Element, places: Places) -> list[Finding]:
    """Lines whose number an earlier line has already."""
    seen: set[str] = set()
    found: list[Finding] = []
    for line in table.iterchildren("СведТов"):
        number = line.get("НомСтр", "")
        if number in seen and len(found) < MOST_FINDINGS:
            found.append(_at(line, "@НомСтр", places, "arithmetic.line_number_repeated", number=number))
        seen.add(number)
    return found


def _compared(table: etree._Element, net: Amount, gross: Amount, vat: Decimal, places: Places) -> Iterator[Finding]:
    total = next(table.iterchildren("ВсегоОпл"))
    stated = next(total.iterchildren("СумНалВсего"))[0]
    written = None if stated.tag == "БезНДС" else Decimal(stated.text or "")
    is_reckoned = written is not None and written != vat and is_vat_of_totals(written, _by_rate(table))
    if is_reckoned and written is not None and gross is not None:
        gross += written - vat
    pairs = (("СтТовБезНДСВсего", net, "arithmetic.total_net"), ("СтТовУчНалВсего", gross, "arithmetic.total_gross"))
    for name, sum_, rule in pairs:
        told = total.get(name)
        if told is not None and sum_ is not None and Decimal(told) != sum_:
            yield _at(total, f"@{name}", places, rule, total=told, sum=sum_)
    if written is None and vat:
        yield _at(total, "СумНалВсего", places, "arithmetic.total_vat_mark", sum=vat)
    elif written is not None and written != vat:
        rule = "arithmetic.total_vat_rounded" if is_reckoned else "arithmetic.total_vat"
        yield _at(total, "СумНалВсего/СумНал", places, rule, total=stated.text, sum=vat)


def _by_rate(table: etree._Element) -> dict[str, tuple[Amount, Amount]]:
    """Net and gross of the lines of each rate; None where a line lacks the amount."""
    sums: dict[str, tuple[Amount, Amount]] = {}
    for line in table.iterchildren("СведТов"):
        rate, net, gross, _, _, _ = _figures(line)
        nets, grosses = sums.get(rate, (_ZERO, _ZERO))
        sums[rate] = (_added(nets, net), _added(grosses, gross))
    return sums


def _added(sum_: Amount, amount: Amount) -> Amount:
    """None once an amount is lacking: then there is nothing to compare with."""
    return None if sum_ is None or amount is None else sum_ + amount


def _at(element: etree._Element, field_: str, places: Places, rule: str, **facts: object) -> Finding:
    return finding(rule, path=places.path(element, field_), line=places.line(element), **facts)
