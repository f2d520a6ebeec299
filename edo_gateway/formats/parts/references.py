"""Parts that many formats of 970@ share: a person's name, a reference to a document, free information fields."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.values import CompanyInn, Date, PersonInn


class PersonName(Part):
    """ФИОТип. In JSON also one string «Фамилия Имя Отчество»."""

    surname: Annotated[str, At("@Фамилия")]
    given_name: Annotated[str, At("@Имя")]
    patronymic: Annotated[str | None, At("@Отчество")] = None

    @property
    def full(self) -> str:
        """«Фамилия Имя Отчество»."""
        return " ".join(filter(None, (self.surname, self.given_name, self.patronymic)))


_LEAST_NAMES = 2


def _split_name(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    names = value.split(maxsplit=2)
    if len(names) < _LEAST_NAMES:
        raise PydanticCustomError("request.full_name", "request.full_name")
    return dict(zip(("surname", "given_name", "patronymic"), names, strict=False))


FullName = Annotated[PersonName, BeforeValidator(_split_name, json_schema_input_type=PersonName | str)]


class ForeignIdentity(Part):
    """СвИнНеУчТип: a foreign organisation (ИО) or a foreign citizen (ИГ) not registered with the tax service."""

    status: Annotated[Literal["ИО", "ИГ"], At("@ИдСтат")] = "ИО"
    country: Annotated[str, At("@КодСтр")]
    country_name: Annotated[str | None, At("@НаимСтран")] = None
    name: Annotated[str, At("@Наим")]
    identifier: Annotated[str | None, At("@Идентиф")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None


class Author(Part):
    """ИдРекСостТип: who composed a document; one of the four."""

    company_inn: Annotated[CompanyInn | None, At("ИННЮЛ")] = None
    person_inn: Annotated[PersonInn | None, At("ИННФЛ")] = None
    foreign: Annotated[ForeignIdentity | None, At("ДаннИно")] = None
    authority: Annotated[str | None, At("НаимОИВ")] = None


class Reference(Part):
    """РеквДокТип: a document named by its name, number and date."""

    name: Annotated[str, At("@РеквНаимДок")]
    number: Annotated[str, At("@РеквНомерДок")]
    date: Annotated[Date, At("@РеквДатаДок")]
    file_id: Annotated[str | None, At("@РеквИдФайлДок")] = None
    id: Annotated[str | None, At("@РеквИдДок")] = None
    system: Annotated[str | None, At("@РИдСистХранД")] = None
    system_url: Annotated[str | None, At("@РеквУРЛСистДок")] = None
    note: Annotated[str | None, At("@РеквДопСведДок")] = None
    authors: Annotated[tuple[Author, ...], At("РеквИдРекСост")] = ()


class Information(Part):
    """ТекстИнфТип: one pair of a free information field."""

    id: Annotated[str, At("@Идентиф")]
    value: Annotated[str, At("@Значен")]
