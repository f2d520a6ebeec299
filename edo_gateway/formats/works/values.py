"""Scalar values of 691@ that other formats do not have: sums with the words the format puts in their place."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic_core import core_schema

from edo_gateway.formats.mapping.declaration import Scalar
from edo_gateway.formats.parts.values import MONEY_SCALAR, QUANTITY_SCALAR

WITHOUT_VAT = "Без НДС"
DASH = "-"
_LOWER = "без НДС"


def _as_written(text: str) -> str:
    """The format writes «Без НДС» for a line and «без НДС» elsewhere; a caller need not know."""
    return WITHOUT_VAT if text == _LOWER else text


def _words(*words: str) -> core_schema.CoreSchema:
    known = core_schema.literal_schema(list(words))
    return core_schema.union_schema([known, core_schema.decimal_schema()], mode="left_to_right")


def _sum_or(word: str, pattern: str, inner: core_schema.CoreSchema) -> Scalar:
    return Scalar(
        rule="request.decimal",
        pattern=rf"^({pattern}|-?[0-9]{{1,17}}(\.[0-9]{{1,2}})?)$",
        write=MONEY_SCALAR.write,
        read=Decimal,
        inner=lambda: inner,
        python_type=Decimal,
        schema={"examples": [word, "220.00"]},
    )


WorkVat = Annotated[
    Decimal | Literal["Без НДС"],
    _sum_or(WITHOUT_VAT, "[Бб]ез НДС", core_schema.no_info_before_validator_function(_as_written, _words(WITHOUT_VAT))),
]
"""СумНДСТип of 691@: a sum, or the words «Без НДС», in JSON also in small letters."""
MoneyOrDash = Annotated[Decimal | Literal["-"], _sum_or(DASH, DASH, _words(DASH))]
"""A sum of VAT, or a dash where there is none."""
RateVat = Annotated[Decimal | Literal["без НДС"], _sum_or(_LOWER, _LOWER, _words(_LOWER))]
"""A sum of VAT by a rate, or the words «без НДС»."""
ConversionFactor = Annotated[
    Decimal,
    Scalar(
        rule="request.decimal",
        pattern=r"^-?[0-9]{1,6}(\.[0-9]{1,2})?$",
        write=QUANTITY_SCALAR.write,
        read=Decimal,
        inner=core_schema.decimal_schema,
        python_type=Decimal,
        schema={"examples": ["8.25"]},
    ),
]
"""КоэфПересч, decimal(6.2)."""
