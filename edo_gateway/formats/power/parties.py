"""Who gives and who gets a power of attorney (EMCHD_1), and who acts for them."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic_core import core_schema

from edo_gateway.formats.mapping.declaration import At, Coded, Part, Scalar
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, Kpp, Ogrn, OgrnOfEntrepreneur, PersonInn

ISO_DATE_SCALAR = Scalar(
    rule="request.date",
    pattern=r"^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$",
    write=dt.date.isoformat,
    read=dt.date.fromisoformat,
    inner=core_schema.date_schema,
    python_type=dt.date,
    schema={"format": "date", "examples": ["2026-11-21"]},
)
IsoDate = Annotated[dt.date, ISO_DATE_SCALAR]
# ISO in JSON and in the XML alike.

NotarialStatus = Literal["101", "102", "299", "301", "303", "399"]
"""СтУчНД: the part somebody takes in a notarial act, by code."""


class YesNo(Coded):
    """A flag of the format: 1 or 0."""

    YES = "yes", "1"
    NO = "no", "0"


class Sex(Coded):
    """Пол."""

    MALE = "male", "1"
    FEMALE = "female", "2"


class CitizenshipKind(Coded):
    """ПрГражд."""

    RUSSIAN = "russian", "1"
    FOREIGN = "foreign", "2"
    STATELESS = "stateless", "3"


class Exercise(Coded):
    """Whether several people act each alone or only together."""

    SEVERALLY = "severally", "1"
    JOINTLY = "jointly", "2"


class PowerAddress(Part):
    """АдрТип: the region and one line, or the line as the state's register of addresses has it."""

    region: Annotated[str, At("@Регион")]
    id: Annotated[str | None, At("@ИдФИАС")] = None
    text: Annotated[str | None, At("АдрРФ")] = None
    register_text: Annotated[str | None, At("ФИАСАдрРФ")] = None


class AuthorityDocument(Part):
    """ДокПдтв: what confirms that somebody may act."""

    name: Annotated[str | None, At("@НаимДокПдтв")] = None
    date: Annotated[IsoDate | None, At("@ДатаВыд")] = None
    issuer: Annotated[str | None, At("@КемВыд")] = None
    certification: Annotated[str | None, At("@СвУдДок")] = None


class IdentityDocument(Part):
    """УдЛичнФЛ: ``kind`` is the tax service's code, 21 for a Russian passport."""

    kind: Annotated[str, At("@КодВидДок")] = "21"
    number: Annotated[str, At("@СерНомДок")]
    date: Annotated[IsoDate, At("@ДатаДок")]
    issuer: Annotated[str | None, At("@ВыдДок")] = None
    issuer_code: Annotated[str | None, At("@КодВыдДок")] = None
    valid_until: Annotated[IsoDate | None, At("expDate")] = None


class PersonalData(Part):
    """СведФЛ."""

    sex: Annotated[Sex | None, At("@Пол")] = None
    citizenship_kind: Annotated[CitizenshipKind | None, At("@ПрГражд")] = None
    population_record: Annotated[str | None, At("@НомЕРН")] = None
    born_on: Annotated[IsoDate | None, At("@ДатаРожд")] = None
    birthplace: Annotated[str | None, At("@МестоРожд")] = None
    citizenship: Annotated[str | None, At("@Гражданство")] = None
    phone: Annotated[str | None, At("@КонтактТлф")] = None
    email: Annotated[str | None, At("@АдрЭлПочт")] = None
    name: Annotated[FullName, At("ФИО")]
    address: Annotated[PowerAddress | None, At("АдрМЖ")] = None
    document: Annotated[IdentityDocument | None, At("УдЛичнФЛ")] = None


class PowerPerson(Part):
    """СвФЛ: somebody who gets a power, or acts for an organisation."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    inn: Annotated[PersonInn | None, At("@ИННФЛ")] = None
    snils: Annotated[str | None, At("@СНИЛС")] = None
    position: Annotated[str | None, At("@Должность")] = None
    authority: Annotated[AuthorityDocument | None, At("ДокПдтв")] = None
    person: Annotated[PersonalData, At("СведФЛ")]


class PowerEntrepreneur(Part):
    """СведИП."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    name: Annotated[str | None, At("@НаимИП")] = None
    ogrnip: Annotated[OgrnOfEntrepreneur, At("@ОГРНИП")]
    inn: Annotated[PersonInn, At("@ИННФЛ")]
    snils: Annotated[str, At("@СНИЛС")]
    authority: Annotated[AuthorityDocument | None, At("ДокПдтв")] = None
    person: Annotated[PersonalData, At("СведФЛ")]


class PowerOrganization(Part):
    """СвОрг: a Russian organisation or its branch."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    name: Annotated[str, At("@НаимОрг")]
    inn: Annotated[CompanyInn | None, At("@ИННЮЛ")] = None
    kpp: Annotated[Kpp, At("@КПП")]
    ogrn: Annotated[Ogrn | None, At("@ОГРН")] = None
    registration_number: Annotated[str | None, At("@РегНомер")] = None
    charter: Annotated[str | None, At("@НаимУчрДок")] = None
    phone: Annotated[str | None, At("@КонтактТлф")] = None
    email: Annotated[str | None, At("@АдрЭлПочт")] = None
    authority: Annotated[AuthorityDocument | None, At("ДокПдтв")] = None
    address: Annotated[PowerAddress | None, At("АдрРег")] = None


class PowerForeignOrganization(Part):
    """СвИнОрг: a foreign organisation or its accredited branch."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    name: Annotated[str, At("@НаимИО")]
    inn: Annotated[CompanyInn | None, At("@ИННЮЛ")] = None
    kpp: Annotated[Kpp | None, At("@КПП")] = None
    accreditation: Annotated[str | None, At("@НЗА")] = None  # noqa: RUF001 - the name in the format
    country: Annotated[str | None, At("@СтрРег")] = None
    registrar: Annotated[str | None, At("@НаимРегОрг")] = None
    registration_number: Annotated[str | None, At("@РегНомер")] = None
    taxpayer_code: Annotated[str | None, At("@КодНПРег")] = None
    phone: Annotated[str | None, At("@КонтактТлф")] = None
    email: Annotated[str | None, At("@АдрЭлПочт")] = None
    foreign_address: Annotated[str | None, At("@АдрСтрРег")] = None
    address: Annotated[PowerAddress | None, At("АдрМНФакт")] = None


class ManagingCompany(Part):
    """СВЮЛ: a company that manages another, and the people who act for it."""

    organization: Annotated[PowerOrganization, At("СвЮЛЕИО")]
    people: Annotated[tuple[PowerPerson, ...], At("СвФЛ")]


class Head(Part):
    """ЛицоБезДов: who acts without a power – the head, a managing company or an entrepreneur."""

    exercise: Annotated[Exercise, At("@ПолнЮЛ")] = Exercise.SEVERALLY
    managing_company: Annotated[ManagingCompany | None, At("СВЮЛ")] = None
    person: Annotated[PowerPerson | None, At("СвФЛ")] = None
    entrepreneur: Annotated[PowerEntrepreneur | None, At("СвИП")] = None


class RussianPrincipal(Part):
    """РосОргДовер. Whether a company, a person or an entrepreneur heads it follows from ``heads``."""

    headed_by_company: Annotated[YesNo | None, At("@ЕИОУК")] = None
    headed_by_person: Annotated[YesNo | None, At("@ЕИОФЛ")] = None
    headed_by_entrepreneur: Annotated[YesNo | None, At("@ЕИОИП")] = None
    organization: Annotated[PowerOrganization, At("СвРосОрг")]
    heads: Annotated[tuple[Head, ...], At("ЛицоБезДов")]


class ForeignPrincipal(Part):
    """ИнОргДовер."""

    organization: Annotated[PowerForeignOrganization, At("СвИнОрг")]
    heads: Annotated[tuple[PowerPerson, ...], At("СвРукОП")]


class PersonPrincipal(Part):
    """ФЛДовер: a person who gives a power, and who acts or signs for them."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    has_full_capacity: Annotated[YesNo | None, At("@ПрДеесп")] = None
    has_signing_proxy: Annotated[YesNo | None, At("@ПрНалРук")] = None
    incapacity_document: Annotated[str | None, At("@ДокНедеесп")] = None
    inn: Annotated[PersonInn | None, At("@ИННФЛ")] = None
    snils: Annotated[str, At("@СНИЛС")]
    person: Annotated[PersonalData, At("СведФЛ")]
    acting: Annotated[Head | None, At("СвЗакПредРук")] = None
