"""How sums, dates and numbers look: filters of the templates. Times are shown in Moscow time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from flask import Flask
from markupsafe import Markup, escape

from edo_gateway.domain.clock import MOSCOW, Clock
from edo_gateway.domain.text import form_of

NARROW, FIRM = "\u202f", "\u00a0"  # between thousands; before a unit that must not wrap
_CURRENCIES = {"643": "₽", "840": "$", "978": "€", "156": "¥"}
_MONTHS = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_MONTHS_FULL = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_LONG_WAIT = 2  # days after which a document that waits is marked


def money(value: Decimal | None, currency: str = "643") -> str:
    """«122 000,00 ₽» with spaces that do not wrap; a currency without a sign is named by its code."""
    if value is None:
        return "—"
    whole = f"{value:,.2f}".replace(",", NARROW).replace(".", ",").replace("-", "−")
    return f"{whole}{FIRM}{_CURRENCIES.get(currency, currency)}"


def plural(count: int, one: str, few: str, many: str) -> str:
    """«5 документов»: the number with the right form of the word."""
    return f"{count}{FIRM}{form_of(count, one, few, many)}"


def day(value: date) -> str:
    return value.strftime("%d.%m.%Y")


def moment(value: datetime, now: datetime) -> str:
    """«сегодня 10:02», «вчера 18:40», «21 ноя 10:02», «21 ноя 2025»."""
    local, today = value.astimezone(MOSCOW), now.astimezone(MOSCOW).date()
    days = (today - local.date()).days
    if days in (0, 1):
        return f"{('сегодня', 'вчера')[days]}{FIRM}{local:%H:%M}"
    named = f"{local.day}{FIRM}{_MONTHS[local.month - 1]}"
    return f"{named}{FIRM}{local:%H:%M}" if local.year == today.year else f"{named}{FIRM}{local.year}"


def clocked(value: datetime, now: datetime) -> str:
    """As :func:`moment`, and today by the clock alone: «10:02»."""
    local = value.astimezone(MOSCOW)
    return f"{local:%H:%M}" if local.date() == now.astimezone(MOSCOW).date() else moment(value, now)


def stamped(value: datetime) -> str:
    """«21.11.2026 10:02:33» for those who compare times."""
    return f"{value.astimezone(MOSCOW):%d.%m.%Y}{FIRM}{value.astimezone(MOSCOW):%H:%M:%S}"


def short_day(value: date, now: datetime) -> str:
    """«21.11» of this year, «21.11.2025» of another."""
    return value.strftime("%d.%m" if value.year == now.astimezone(MOSCOW).year else "%d.%m.%Y")


_FORMS = (
    ("Общество с ограниченной ответственностью", "ООО"),
    ("Публичное акционерное общество", "ПАО"),
    ("Акционерное общество", "АО"),
    ("Индивидуальный предприниматель", "ИП"),
)


def party(name: str) -> str:
    """The name with its legal form shortened, as people write it."""
    for form, short in _FORMS:
        if name.casefold().startswith(form.casefold()):
            return f"{short}{name[len(form) :]}"
    return name


def full_moment(value: datetime) -> str:
    """«21 ноября 2026 г., 10:02:33 МСК»."""
    local = value.astimezone(MOSCOW)
    return f"{local.day} {_MONTHS_FULL[local.month - 1]} {local.year} г., {local:%H:%M:%S} МСК"


def time_tag(value: datetime, shown: str) -> Markup:
    """A ``time`` element: short to read, full on hover, exact for machines."""
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), full_moment(value), shown)


def waiting(since: datetime, now: datetime) -> str:
    """How long a document has waited: «ждёт с 10:02», «ждёт со вчера», «ждёт 3 дня»."""
    minutes = int((now - since).total_seconds() // 60)
    days = (now.astimezone(MOSCOW).date() - since.astimezone(MOSCOW).date()).days
    if days <= 0:
        return "только что" if minutes < 5 else f"ждёт с{FIRM}{since.astimezone(MOSCOW):%H:%M}"
    return "ждёт со вчера" if days == 1 else f"ждёт {plural(days, 'день', 'дня', 'дней')}"


def is_long(since: datetime, now: datetime) -> bool:
    return (now - since).days >= _LONG_WAIT


def digits(value: str) -> Markup:
    """ИНН, КПП, ОГРН in groups: the gaps are drawn, not typed, so that a copy is plain digits."""
    sizes = {9: (4, 2, 3), 10: (4, 3, 3), 12: (4, 4, 4), 13: (1, 4, 4, 4), 15: (3, 4, 4, 4)}.get(len(value))
    if sizes is None:
        return escape(value)
    groups, start = [], 0
    for size in sizes:
        groups.append(Markup("<span>{}</span>").format(value[start : start + size]))
        start += size
    return Markup('<span class="digits">{}</span>').format(Markup("").join(groups))


def install(app: Flask, clock: Clock) -> None:
    """Give the filters to the templates; the present moment is asked once a filter."""
    filters = app.jinja_env.filters
    filters.update(money=money, day=day, digits=digits, full_moment=full_moment, party=party)
    filters["moment"] = lambda value: time_tag(value, moment(value, clock()))
    filters["clocked"] = lambda value: time_tag(value, clocked(value, clock()))
    filters["stamped"] = lambda value: time_tag(value, stamped(value))
    filters["short_day"] = lambda value: short_day(value, clock())
    filters["waiting"] = lambda since: waiting(since, clock())
    filters["is_long"] = lambda since: is_long(since, clock())
    app.jinja_env.globals["plural"] = plural
