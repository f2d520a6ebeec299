"""Values as they are written on paper: sums, quantities, dates, addresses, sums in words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from num2words import num2words

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.text import form_of
from edo_gateway.formats.parts import classifiers
from edo_gateway.formats.parts.addresses import RegisterAddress, RussianAddress, TextAddress
from edo_gateway.formats.parts.short_addresses import FieldsAddress, PlainAddress, RegisterNumber
from edo_gateway.formats.power.parties import PowerAddress
from edo_gateway.formats.printing.phrases import DASH, money, phrase
from edo_gateway.formats.transport.places import RegisterPlace, RussianPlace, TextPlace

Place = RussianPlace | TextPlace | RegisterPlace
CodedAddress = FieldsAddress | RussianPlace
LineAddress = PlainAddress | TextPlace
RegisteredAddress = RegisterNumber | RegisterPlace
Address = RussianAddress | RegisterAddress | TextAddress | CodedAddress | LineAddress | RegisteredAddress | PowerAddress

NARROW = "\u202f"
_ROUBLE = "643"


def as_sum(value: Decimal | str | None) -> str:
    """«1 234,50»; a word such as «без НДС» stays a word, nothing becomes a dash."""
    if value is None:
        return DASH
    return value if isinstance(value, str) else _grouped(f"{value:,.2f}")


def as_quantity(value: Decimal | None) -> str:
    """As precise as it was given, without empty decimals."""
    if value is None:
        return DASH
    text = f"{value:,f}"
    return _grouped(text.rstrip("0").rstrip(".") if "." in text else text)


def as_price(value: Decimal | None) -> str:
    """At least kopecks, more digits where they were given."""
    if value is None:
        return DASH
    exponent = value.normalize().as_tuple().exponent
    digits = max(2, -exponent if isinstance(exponent, int) else 2)
    return _grouped(f"{value:,.{digits}f}")


def _grouped(text: str) -> str:
    return text.replace(",", NARROW).replace(".", ",")


def as_day(value: date | None) -> str:
    return value.strftime("%d.%m.%Y") if value else ""


def as_moment(value: datetime | None) -> str:
    return phrase("moscow", moment=f"{value.astimezone(MOSCOW):%d.%m.%Y %H:%M:%S}") if value else ""


def as_local_moment(value: datetime) -> str:
    """«21.11.2026 10:15:30 UTC+03:00»: as it was said, for a place has its own time."""
    return f"{value:%d.%m.%Y %H:%M:%S} UTC{value.isoformat()[-6:]}"


def in_words(value: Decimal, currency: str = _ROUBLE) -> str:
    """«Сто двадцать две тысячи рублей 00 копеек»; empty for a currency whose forms are not known here."""
    known = money(currency)
    if not known:
        return ""
    whole, hundredths = divmod(int((abs(value) * 100).to_integral_value()), 100)
    words = phrase("minus", words=num2words(whole, lang="ru")) if value < 0 else str(num2words(whole, lang="ru"))
    return (
        f"{words[:1].upper()}{words[1:]} {form_of(whole, *known[:3])} {hundredths:02} {form_of(hundredths, *known[3:])}"
    )


def as_reference(name: str, number: str | None, day: date | None) -> str:
    """«Договор № 1 12.01.2026», without what is not told."""
    return " ".join(filter(None, (name, f"№ {number}" if number else "", as_day(day))))


def as_address(address: Address | None) -> str:
    """One line, from the postcode down to the flat; of a place also what helps to find it."""
    if address is None:
        return ""
    if isinstance(address, Place):
        return _joined(_plain(address), *_to_find(address))
    return _plain(address)


def _plain(address: Address) -> str:
    if isinstance(address, PowerAddress):
        return _of_power(address)
    if isinstance(address, RegisteredAddress):
        return phrase("gar_id", number=address.gar_id)
    if isinstance(address, LineAddress | TextAddress):
        return _joined(_abroad(address), address.text)
    if isinstance(address, CodedAddress):
        return _coded(address)
    return _russian(address) if isinstance(address, RussianAddress) else _register(address)


def _abroad(address: LineAddress | TextAddress) -> str | None:
    named = address.country_name if isinstance(address, TextAddress) else classifiers.country_name(address.country)
    return (named or address.country) if address.country != "643" else None


def _coded(at: CodedAddress) -> str:
    """The format tells the region by its code alone; the paper names it."""
    known = {name: getattr(at, name) for name in type(at).model_fields if name in RussianAddress.model_fields}
    region = classifiers.region_name(at.region) or at.region
    return _russian(RussianAddress.model_construct(**{**known, "kind": "russian"}, region_name=region))


def _of_power(at: PowerAddress) -> str:
    number = phrase("gar_id", number=at.id) if at.id else ""
    return _joined(classifiers.region_name(at.region) or at.region, at.text, at.register_text, number)


def _to_find(place: Place) -> tuple[str, ...]:
    where = place.coordinates
    return (
        phrase("gln", number=place.gln) if place.gln else "",
        f"{where.latitude} {where.longitude}" if where else "",
        place.comment or "",
    )


def _russian(at: RussianAddress) -> str:
    return _joined(
        at.postcode,
        at.region_name,
        at.district,
        at.city,
        at.settlement,
        at.street,
        _prefixed("house", at.house),
        _prefixed("block", at.block),
        _prefixed("flat", at.flat),
        at.details,
    )


def _register(at: RegisterAddress) -> str:
    named = [part.name for part in (at.municipal_district, at.municipal_settlement) if part]
    kinds = [f"{at.settlement.kind} {at.settlement.name}"] if at.settlement else []
    types = [f"{part.type} {part.name}" for part in (at.planning_element, at.street) if part]
    numbers = [f"{part.type} {part.number}" for part in (*at.buildings, at.room, at.flat_room) if part]
    return _joined(at.postcode, at.region_name, *named, *kinds, *types, at.land_plot, *numbers)


def _prefixed(key: str, value: str | None) -> str | None:
    """A bare number gets its word; «дом 5» has it already."""
    return phrase(key, value=value) if value and value[:1].isdigit() else value


def _joined(*parts: str | None) -> str:
    return ", ".join(filter(None, parts))


def as_size(size: int) -> str:
    """Bytes as people read them: «640 байт», «12,4 КБ», «3,1 МБ»."""
    for unit, bytes_ in (("МБ", 2**20), ("КБ", 2**10)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}".replace(".", ",")
    return f"{size} байт"
