"""Control digits of registered numbers: they catch one mistyped digit, or two that changed places."""

from __future__ import annotations

from functools import lru_cache

from stdnum import ean
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

_ACCOUNT_WEIGHTS = (7, 1, 3) * 8
_TREASURY = "03"  # treasury accounts have a key of their own
_SNILS_DIGITS = 11
_LAST_UNCHECKED_SNILS = "001001998"  # numbers up to it were issued without control digits


@lru_cache(maxsize=4096)  # the same parties come again and again
def is_inn(value: str) -> bool:
    """Ten or twelve digits with right control digits and a region: ИНН of region 00 are never issued."""
    return bool(inn_numbers.is_valid(value)) and not value.startswith("00") and value.isascii() and value.isdigit()


@lru_cache(maxsize=4096)
def is_ogrn(value: str) -> bool:
    """Thirteen digits with a right control digit."""
    return bool(ogrn_numbers.is_valid(value)) and len(value) == 13


@lru_cache(maxsize=4096)
def is_ogrnip(value: str) -> bool:
    """Fifteen digits with a right control digit."""
    return bool(ogrn_numbers.is_valid(value)) and len(value) == 15


@lru_cache(maxsize=4096)
def is_snils(value: str) -> bool:
    """Eleven digits, hyphens and spaces aside, of which the last two follow from the nine before (ПФР, 2001)."""
    digits = value.replace("-", "").replace(" ", "")
    if len(digits) != _SNILS_DIGITS or not (digits.isascii() and digits.isdigit()):
        return False
    number, control = digits[:9], int(digits[9:])
    sum_ = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=True))
    return number <= _LAST_UNCHECKED_SNILS or sum_ % 101 % 100 == control


@lru_cache(maxsize=4096)
def is_gtin(value: str) -> bool:
    """Fourteen digits of GS1 with a right control digit."""
    return len(value) == 14 and bool(ean.is_valid(value))


@lru_cache(maxsize=4096)
def is_sscc(value: str) -> bool:
    """Eighteen digits of a transport package (GS1) with a right control digit."""
    return len(value) == 18 and value.isascii() and value.isdigit() and ean.calc_check_digit(value[:-1]) == value[-1]


def fits_bik(account: str, bik: str) -> bool:
    """Whether the control digit of a twenty-digit account fits the bank (Bank of Russia, order no. 515).

    An account opened by the Bank of Russia itself, correspondent accounts among them, is keyed by its branch.
    """
    is_central = account.startswith("301") or bik[6:] in ("000", "001", "002")
    key = (f"0{bik[4:6]}" if is_central else bik[6:]) + account
    return sum(int(digit) * weight for digit, weight in zip(key, _ACCOUNT_WEIGHTS, strict=False)) % 10 == 0


def is_keyed(account: str, bik: str) -> bool:
    """Whether the account can be compared with the bank at all: Russian numbers, and no treasury account."""
    return _is_number(account, 20) and _is_number(bik, 9) and not account.startswith(_TREASURY)


def _is_number(value: str, digits: int) -> bool:
    return len(value) == digits and value.isascii() and value.isdigit()
