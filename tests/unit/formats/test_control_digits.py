"""Control digits: a mistyped number is noticed, a right one is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from edo_gateway.formats.validation.control_digits import (
    fits_bik,
    is_gtin,
    is_inn,
    is_keyed,
    is_ogrn,
    is_ogrnip,
    is_snils,
    is_sscc,
)


@pytest.mark.parametrize("inn", ["7700000016", "7800000027", "500000000340"])
def test_a_mistyped_digit_of_an_inn_is_nearly_always_noticed(inn: str) -> None:
    """A remainder of ten is written as zero, so a few mistakes look right; the last digit never does."""
    mistyped = [
        inn[:at] + digit + inn[at + 1 :] for at in range(len(inn)) for digit in "0123456789" if digit != inn[at]
    ]
    assert is_inn(inn)
    assert sum(is_inn(value) for value in mistyped) <= len(mistyped) // 10
    assert not any(is_inn(value) for value in mistyped[-9:])


@pytest.mark.parametrize("value", ["0000000000", "000000000000", "", "77", "770000001x", "٧٧٠٠٠٠٠٠١٦", "77000000161"])
def test_what_is_not_an_inn_is_not_taken_for_one(value: str) -> None:
    assert not is_inn(value)


@pytest.mark.parametrize(
    ("is_right", "number"),
    [
        (is_ogrn, "1027700000019"),
        (is_ogrnip, "304500000000128"),
        (is_snils, "112-233-445 95"),
        (is_snils, "087-654-303 00"),  # a remainder of 100 is written as 00
        (is_gtin, "04609664786013"),
        (is_sscc, "146012345678901236"),
    ],
)
def test_only_one_last_digit_fits_a_number(is_right: Callable[[str], bool], number: str) -> None:
    assert [digit for digit in "0123456789" if is_right(number[:-1] + digit)] == [number[-1]]


def test_a_snils_issued_before_control_digits_is_not_judged_by_them() -> None:
    assert is_snils("001-001-998 12")
    assert not is_snils("001-001-999 12")


def test_an_account_fits_its_bank() -> None:
    assert fits_bik("30101810400000000225", "044525225")  # the correspondent account of a large bank
    assert not fits_bik("30101810500000000225", "044525225")
    right = [last for last in "0123456789" if fits_bik(f"4070281090000000000{last}", "044525225")]
    assert len(right) == 1


@pytest.mark.parametrize("account", ["03100643000000017300", "4070281090000000000", "DE89370400440532013000"])
def test_an_account_of_the_treasury_or_of_another_country_is_not_compared(account: str) -> None:
    assert not is_keyed(account, "044525225")
