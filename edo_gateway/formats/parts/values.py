"""Scalar values: how each is written in JSON, kept in Python and written in the tax service's XML."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import AfterValidator, StrictBool, StrictInt
from pydantic_core import PydanticCustomError, core_schema
from stdnum import ean
from stdnum.ru import inn as inn_numbers
from stdnum.ru import ogrn as ogrn_numbers

from edo_gateway.domain.document import DocumentFunction
from edo_gateway.formats.mapping.declaration import Scalar


def _decimal() -> core_schema.CoreSchema:
    return core_schema.decimal_schema()


def _text() -> core_schema.CoreSchema:
    return core_schema.any_schema()


def _plain(value: Decimal) -> str:
    text = str(value)
    return format(value, "f") if "E" in text else text


def _kopecks(value: Decimal) -> str:
    text = str(value)
    return text if text[-3:-2] == "." else format(value, ".2f")  # as a rule it is whole in kopecks already


def _read_date(text: str) -> dt.date:
    return dt.date(int(text[6:10]), int(text[3:5]), int(text[:2]))


def _read_time(text: str) -> dt.time:
    return dt.time(int(text[:2]), int(text[3:5]), int(text[6:8]))


def _write_date(value: dt.date) -> str:
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def _write_time(value: dt.time) -> str:
    return f"{value.hour:02}.{value.minute:02}.{value.second:02}"


MONEY_SCALAR = Scalar(
    rule="request.decimal",
    pattern=r"^-?[0-9]{1,17}(\.[0-9]{1,2})?$",
    write=_kopecks,
    read=Decimal,
    inner=_decimal,
    python_type=Decimal,
    schema={"examples": ["1250.00"]},
)
QUANTITY_SCALAR = Scalar(
    rule="request.decimal",
    pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,11})?$",
    write=_plain,
    read=Decimal,
    inner=_decimal,
    python_type=Decimal,
    schema={"examples": ["12.5"]},
)
RATE_SCALAR = Scalar(
    rule="request.decimal",
    pattern=r"^[0-9]{1,6}(\.[0-9]{1,4})?$",
    write=_plain,
    read=Decimal,
    inner=_decimal,
    python_type=Decimal,
    schema={"examples": ["80.1234"]},
)
DATE_SCALAR = Scalar(
    rule="request.date",
    pattern=r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$",
    write=_write_date,
    read=_read_date,
    inner=core_schema.date_schema,
    python_type=dt.date,
    schema={"format": "date", "examples": ["2026-11-21"]},
)
TIME_SCALAR = Scalar(
    rule="request.time",
    pattern=r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$",
    write=_write_time,
    read=_read_time,
    inner=core_schema.time_schema,
    python_type=dt.time,
    schema={"examples": ["10:15:30"]},
)


COLON_TIME_SCALAR = Scalar(
    rule="request.time",
    pattern=r"^[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$",
    write=lambda value: f"{value:%H:%M:%S}",
    read=_read_time,
    inner=core_schema.time_schema,
    python_type=dt.time,
    schema={"examples": ["10:15:30"]},
)


DATE_TIME_SCALAR = Scalar(
    rule="request.date_time",
    pattern=r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]$",
    write=lambda value: f"{value:%d.%m.%Y %H.%M.%S}",
    read=lambda text: dt.datetime.combine(_read_date(text), _read_time(text[11:])),
    inner=core_schema.datetime_schema,
    python_type=dt.datetime,
    schema={"examples": ["2026-11-21T10:15:30"]},
)


def _digits(rule: str, pattern: str) -> Scalar:
    return Scalar(rule=rule, pattern=pattern, write=str, read=str, inner=_text)


Money = Annotated[Decimal, MONEY_SCALAR]
"""A sum in the document's currency, decimal(19.2); in JSON a string."""
Quantity = Annotated[Decimal, QUANTITY_SCALAR]
"""A quantity or a price, decimal(26.11); in JSON a string."""
ExchangeRate = Annotated[Decimal, RATE_SCALAR]
"""A rate of a currency, decimal(10.4); in JSON a string."""
Date = Annotated[dt.date, DATE_SCALAR]
# ISO in JSON, ДД.ММ.ГГГГ in the XML.
Time = Annotated[dt.time, TIME_SCALAR]
# ISO in JSON, ЧЧ.ММ.СС in the XML, Moscow time.
DateTime = Annotated[dt.datetime, DATE_TIME_SCALAR]
# ISO in JSON, ДД.ММ.ГГГГ ЧЧ.ММ.СС in the XML, Moscow time without an offset.
ColonTime = Annotated[dt.time, COLON_TIME_SCALAR]
# ISO in JSON, ЧЧ:ММ:СС in the XML, Moscow time.

WithoutVat = Literal["без НДС"]
WithoutExcise = Literal["без акциза"]


def _sum_or_word(word: str) -> Scalar:
    return Scalar(
        rule="request.decimal",
        pattern=rf"^({word}|[0-9]{{1,17}}(\.[0-9]{{1,2}})?)$",
        write=_kopecks,
        read=Decimal,
        inner=lambda: core_schema.union_schema(
            [core_schema.literal_schema([word]), core_schema.decimal_schema()], mode="left_to_right"
        ),
        python_type=Decimal,
        schema={"examples": [word, "220.00"]},
    )


VatSum = Annotated[Decimal | WithoutVat, _sum_or_word("без НДС")]
"""СумНДСТип: a sum, or the words «без НДС»."""
ExciseSum = Annotated[Decimal | WithoutExcise, _sum_or_word("без акциза")]
"""СумАкцизТип: a sum, or the words «без акциза»."""


class VatRate(StrEnum):
    """НалСт, in the words of the format (edition of 2026)."""

    ZERO = "0%"
    FIVE = "5%"
    SEVEN = "7%"
    NINE_OF_ENTERPRISE = "9,09%"
    TEN = "10%"
    SIXTEEN_OF_ENTERPRISE = "16,67%"
    EIGHTEEN = "18%"
    EIGHTEEN_OF_ENTERPRISE = "18,03%"
    TWENTY = "20%"
    TWENTY_TWO = "22%"
    CALCULATED_FIVE = "5/105"
    CALCULATED_SEVEN = "7/107"
    CALCULATED_TEN = "10/110"
    CALCULATED_EIGHTEEN = "18/118"
    CALCULATED_TWENTY = "20/120"
    CALCULATED_TWENTY_TWO = "22/122"
    WITHOUT_VAT = "без НДС"
    TAX_AGENT = "НДС исчисляется налоговым агентом"


_is_inn = lru_cache(maxsize=4096)(inn_numbers.is_valid)  # the same parties come again and again


def _checked_inn(number: str) -> str:
    if number.startswith("00"):
        raise PydanticCustomError("request.inn_region", "request.inn_region")
    if not _is_inn(number):
        raise PydanticCustomError("request.inn_control_digit", "request.inn_control_digit")
    return number


def _checked_ogrn(number: str) -> str:
    if not ogrn_numbers.is_valid(number):
        raise PydanticCustomError("request.ogrn_control_digit", "request.ogrn_control_digit")
    return number


def _checked_gtin(number: str) -> str:
    if not ean.is_valid(number):
        raise PydanticCustomError("request.gtin_control_digit", "request.gtin_control_digit")
    return number


CompanyInn = Annotated[str, _digits("request.inn_company", r"^[0-9]{10}$"), AfterValidator(_checked_inn)]
PersonInn = Annotated[str, _digits("request.inn_person", r"^[0-9]{12}$"), AfterValidator(_checked_inn)]
Kpp = Annotated[str, _digits("request.kpp", r"^[0-9]{4}[0-9A-Z]{2}[0-9]{3}$")]
Ogrn = Annotated[str, _digits("request.ogrn", r"^[0-9]{13}$"), AfterValidator(_checked_ogrn)]
OgrnOfEntrepreneur = Annotated[str, _digits("request.ogrnip", r"^[0-9]{15}$"), AfterValidator(_checked_ogrn)]
Bic = Annotated[str, _digits("request.bic", r"^[0-9]{9}$")]
Gtin = Annotated[str, _digits("request.gtin", r"^[0-9]{14}$"), AfterValidator(_checked_gtin)]
ParticipantId = Annotated[str, _digits("request.participant_id", r"^[A-Za-z0-9@.\-]{3,46}$")]
"""Идентификатор участника ЭДО; an operator is addressed by its three characters."""


Flag = StrictBool
Whole = StrictInt
TransferFunction = Literal[
    DocumentFunction.INVOICE,
    DocumentFunction.INVOICE_AND_TRANSFER,
    DocumentFunction.TRANSFER,
    DocumentFunction.SALES_REPORT,
    DocumentFunction.PURCHASE_REPORT,
]
"""Функция of 970@."""
