"""Control digits of ИНН, ОГРН, ОГРНИП and bank accounts: they catch one mistyped digit, or two that changed places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

from edo_gateway.domain.validation import Finding
from edo_gateway.formats.validation.places import Places
from edo_gateway.formats.validation.sentences import finding, shortened

_INN_ATTRIBUTES = ("ИННЮЛ", "ИННФЛ", "ИННЮЛПер", "ИННФЛПер", "ИННОргПрин", "ИННФЛПрин")
_INN_ELEMENTS = ("ИННЮЛ", "ИННФЛ")
_SELLER_SIDE = ("СвЮЛУч", "СвИП", "СвФЛУч", "СвФЛУчастФХЖ", "СвФЛ", "СвОргУч", "СвОЭДОтпрСФ", "ПредОргПер", "ФЛПер")
_BUYER_SIDE = ("ПредОргПрин", "ФЛПрин")
_CARRIAGE = ("СвФЛУчаст", "СвВодит")
_POWER = (
    "ФЛПерПолн",
    "СвРукОП",
    "СвРукФил",
    "СведРукоп",
    "СведФизЛ",
    "ИПДовер",
    "ИППерПолн",
    "СведИП",
    "РосОргДовер",
    "СвРосОрг",
    "СвФил",
    "СведОрг",
    "СведФилиал",
    "СвЮЛЕИО",
    "ИнОргДовер",
    "СведИО",
    "СвИнОрг",
    "ФЛДовер",
)
_EXCHANGE = ("ЮЛ", "ИП", "ФЛ", "ОперЭДО", "СвОЭДОтпр")
_BANK = "БанкРекв"
# Elements with something to check.
BEARERS = (*_SELLER_SIDE, *_BUYER_SIDE, *_CARRIAGE, *_POWER, *_EXCHANGE, *_INN_ELEMENTS, _BANK)
_ACCOUNT_WEIGHTS = (7, 1, 3) * 8
_TREASURY = "03"  # treasury accounts have a key of their own


def check(root: etree._Element, places: Places) -> list[Finding]:
    """Findings on every identifier of the file."""
    found: list[Finding] = []
    for element in root.iter(*BEARERS):
        if element.tag == _BANK:
            found += _accounts(element, places)
        else:
            found += _numbers(element, places)
    return found


@lru_cache(maxsize=4096)  # the same parties come again and again
def is_inn(value: str) -> bool:
    """Ten or twelve digits with right control digits and a region: ИНН of region 00 are never issued."""
    return bool(inn_numbers.is_valid(value)) and not value.startswith("00") and value.isascii() and value.isdigit()


def fits_bik(account: str, bik: str) -> bool:
    """Whether the control digit of a twenty-digit account fits the bank (Bank of Russia, order no. 515).

    An account opened by the Bank of Russia itself, correspondent accounts among them, is keyed by its branch.
    """
    is_central = account.startswith("301") or bik[6:] in ("000", "001", "002")
    key = (f"0{bik[4:6]}" if is_central else bik[6:]) + account
    return sum(int(digit) * weight for digit, weight in zip(key, _ACCOUNT_WEIGHTS, strict=False)) % 10 == 0


@lru_cache(maxsize=4096)
def is_ogrn(value: str) -> bool:
    """Thirteen digits with a right control digit."""
    return bool(ogrn_numbers.is_valid(value)) and len(value) == 13


@lru_cache(maxsize=4096)
def is_ogrnip(value: str) -> bool:
    """Fifteen digits with a right control digit."""
    return bool(ogrn_numbers.is_valid(value)) and len(value) == 15


def _numbers(element: etree._Element, places: Places) -> Iterator[Finding]:
    written = [(f"@{name}", element.get(name, "")) for name in _INN_ATTRIBUTES if name in element.attrib]
    if element.tag in _INN_ELEMENTS:
        written.append(("", element.text or ""))
    for field, value in written:
        if not is_inn(value):
            yield _wrong("arithmetic.inn_control_digit", element, field, value, places)
    ogrn = element.get("ОГРН")
    if ogrn is not None and not is_ogrn(ogrn):
        yield _wrong("arithmetic.ogrn_control_digit", element, "@ОГРН", ogrn, places)
    ogrnip = element.get("ОГРНИП")
    if ogrnip is not None and not is_ogrnip(ogrnip):
        yield _wrong("arithmetic.ogrnip_control_digit", element, "@ОГРНИП", ogrnip, places)


def _accounts(element: etree._Element, places: Places) -> Iterator[Finding]:
    bank = element.find("СвБанк")
    bik = "" if bank is None else bank.get("БИК", "")
    for owner, name in ((element, "НомерСчета"), (bank, "КорСчет")):
        account = "" if owner is None else owner.get(name, "")
        is_checkable = _is_number(account, 20) and _is_number(bik, 9) and not account.startswith(_TREASURY)
        if owner is not None and is_checkable and not fits_bik(account, bik):
            yield _wrong("arithmetic.bank_account", owner, f"@{name}", account, places, bik=bik)


def _is_number(value: str, digits: int) -> bool:
    return len(value) == digits and value.isascii() and value.isdigit()


def _wrong(rule: str, element: etree._Element, field: str, value: str, places: Places, **facts: object) -> Finding:
    path = places.path(element, field)
    return finding(rule, path=path, line=places.line(element), value=shortened(value), **facts)
