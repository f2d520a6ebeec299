"""Power of attorney in electronic form: ON_EMCHD, the unified format EMCHD_1 (UTF-8, in a namespace of its own).

What is built is a draft: it takes effect when the principal's head has signed it and it is registered.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header, Part
from edo_gateway.formats.parts.values import PersonInn, Whole
from edo_gateway.formats.power.notary import ActingNotary, NotarialCertification, Notary
from edo_gateway.formats.power.parties import (
    Exercise,
    ForeignPrincipal,
    IsoDate,
    NotarialStatus,
    PersonalData,
    PersonPrincipal,
    PowerEntrepreneur,
    PowerForeignOrganization,
    PowerOrganization,
    PowerPerson,
    RussianPrincipal,
    YesNo,
)

OneOrTwo = Literal["1", "2"]


class PrincipalKind(Coded):
    """ТипДоверит."""

    COMPANY = "company", "1"
    FOREIGN_COMPANY = "foreign_company", "2"
    ENTREPRENEUR = "entrepreneur", "3"
    PERSON = "person", "4"


class RepresentativeKind(Coded):
    """ТипПред and ТипПерПолн."""

    COMPANY = "company", "1"
    ENTREPRENEUR = "entrepreneur", "2"
    PERSON = "person", "3"
    BRANCH = "branch", "4"
    FOREIGN_COMPANY = "foreign_company", "5"


class Revocability(Coded):
    """ВидДовер."""

    REVOCABLE = "revocable", "1"
    IRREVOCABLE = "irrevocable", "2"


class Redelegable(Coded):
    """ПрПередов: whether the powers may be passed on."""

    NO = "no", "1"
    ONCE = "once", "2"
    FURTHER = "further", "3"


class PowersForm(Coded):
    """ТипПолн."""

    TEXT = "text", "0"
    CODES = "codes", "1"


class Irrevocable(Part):
    """Безотзыв: both codes as in the format."""

    redelegation: Annotated[OneOrTwo, At("@ПрПерБезДов")]
    revocation: Annotated[OneOrTwo, At("@УслОтзыва")]
    condition: Annotated[str | None, At("ОписУслОт")] = None


class Terms(Part):
    """СвДов: ``number`` is the GUID the power is registered under, ``check_at`` where it can be looked up.

    Left out, ``internal_number`` is the number and ``check_at`` the tax service's page of it.
    """

    revocability: Annotated[Revocability, At("@ВидДовер")] = Revocability.REVOCABLE
    redelegable: Annotated[Redelegable, At("@ПрПередов")] = Redelegable.NO
    internal_number: Annotated[str | None, At("@ВнНомДовер")] = None
    number: Annotated[str, At("@НомДовер")]
    notarial_number: Annotated[str | None, At("@НомРНДДовер")] = None
    additional_id: Annotated[str | None, At("@ДопИдДовер")] = None
    recorded_on: Annotated[IsoDate | None, At("@ДатаВнРегДовер")] = None
    issued_on: Annotated[IsoDate, At("@ДатаВыдДовер")]
    valid_until: Annotated[IsoDate, At("@СрокДейст")]
    tax_office: Annotated[str | None, At("@КодНО")] = None
    tax_offices: Annotated[tuple[str, ...], At("КодНОДейст")] = ()
    check_at: Annotated[str | None, At("СведСист")] = None
    irrevocable: Annotated[Irrevocable | None, At("Безотзыв")] = None


class Principal(Part):
    """СвДоверит: one of the four; ``kind`` follows from which."""

    kind: Annotated[PrincipalKind | None, At("@ТипДоверит")] = None
    company: Annotated[RussianPrincipal | None, At("Доверит/РосОргДовер")] = None
    foreign_company: Annotated[ForeignPrincipal | None, At("Доверит/ИнОргДовер")] = None
    entrepreneur: Annotated[PowerEntrepreneur | None, At("Доверит/ИПДовер")] = None
    person: Annotated[PersonPrincipal | None, At("Доверит/ФЛДовер")] = None


class Representative(Part):
    """СвУпПред: one of the five; ``kind`` follows from which."""

    kind: Annotated[RepresentativeKind | None, At("@ТипПред")] = None
    company: Annotated[PowerOrganization | None, At("Пред/СведОрг")] = None
    entrepreneur: Annotated[PowerEntrepreneur | None, At("Пред/СведИП")] = None
    person: Annotated[PowerPerson | None, At("Пред/СведФизЛ")] = None
    branch: Annotated[PowerOrganization | None, At("Пред/СведФилиал")] = None
    foreign_company: Annotated[PowerForeignOrganization | None, At("Пред/СведИО")] = None


class Restriction(Part):
    """ОгрСвПолн: its value is a code or a text."""

    number: Annotated[Whole | None, At("@ИдОгр")] = None
    code: Annotated[str, At("@КодОгр")]
    name: Annotated[str, At("@НаимОгр")]
    value_name: Annotated[str | None, At("@НаимЗначОгр")] = None
    value_code: Annotated[str | None, At("КодЗначОгр")] = None
    value_text: Annotated[str | None, At("ТексЗначОгр")] = None


class CodedPower(Part):
    """МашПолн: a power by the state's classifier."""

    mnemonic: Annotated[str | None, At("@МнПолн")] = None
    code: Annotated[str, At("@КодПолн")]
    name: Annotated[str, At("@НаимПолн")]
    restrictions: Annotated[tuple[Restriction, ...], At("ОгрСвПолн")] = ()


class Powers(Part):
    """СвПолн: in words or by codes; ``form`` follows from which."""

    form: Annotated[PowersForm | None, At("@ТипПолн")] = None
    exercise: Annotated[Exercise, At("@ПрСовмПолн")] = Exercise.SEVERALLY
    lost_when_passed_on: Annotated[OneOrTwo | None, At("@ПрУтрПолн")] = None
    text: Annotated[str | None, At("ТекстПолн")] = None
    codes: Annotated[tuple[CodedPower, ...], At("МашПолн")] = ()


class Grant(Part):
    """Довер: a power given by the principal."""

    terms: Annotated[Terms, At("СвДов")]
    principals: Annotated[tuple[Principal, ...], At("СвДоверит")]
    representatives: Annotated[tuple[Representative, ...], At("СвУпПред")]
    powers: Annotated[Powers, At("СвПолн")]
    certification: Annotated[NotarialCertification | None, At("СвНотУд")] = None


class FirstPrincipal(Part):
    """СвДоверПерв: one of the four; ``kind`` follows from which."""

    kind: Annotated[PrincipalKind | None, At("@ТипДоверит")] = None
    company: Annotated[PowerOrganization | None, At("ДоверитПерв/РосОргДовер")] = None
    foreign_company: Annotated[PowerForeignOrganization | None, At("ДоверитПерв/ИнОргДовер")] = None
    entrepreneur: Annotated[PowerEntrepreneur | None, At("ДоверитПерв/ИПДовер")] = None
    person: Annotated[PersonPrincipal | None, At("ДоверитПерв/ФЛДовер")] = None


class EarlierPower(Part):
    """СвПервДовер and СвПередов: ``which`` and ``form`` as the codes of the format."""

    which: Annotated[OneOrTwo, At("@ПрДовер")]
    form: Annotated[OneOrTwo, At("@ФормДовер")]
    issued_on: Annotated[IsoDate, At("@ДатаВыдДовер")]
    valid_until: Annotated[IsoDate, At("@СрокДейст")]
    first_internal_number: Annotated[str | None, At("@ВнНомДоверПерв")] = None
    internal_number: Annotated[str | None, At("@ВнНомДоверN")] = None  # noqa: RUF001 - the name in the format
    first_number: Annotated[str | None, At("@НомДоверПерв")] = None
    number: Annotated[str | None, At("@НомДоверN")] = None  # noqa: RUF001 - the name in the format
    first_notarial_number: Annotated[str | None, At("@НомРНДПерв")] = None
    notarial_number: Annotated[str | None, At("@НомРНДN")] = None  # noqa: RUF001 - the name in the format
    principals: Annotated[tuple[FirstPrincipal, ...], At("СвДоверПерв")] = ()
    notary: Annotated[Notary | None, At("СвНотДейств")] = None
    acting_notary: Annotated[ActingNotary | None, At("ВриоНот")] = None


class PassingPerson(Part):
    """ФЛПерПолн: a person who passes powers on, and who signs for them."""

    notarial_status: Annotated[NotarialStatus | None, At("@СтУчНД")] = None
    has_signing_proxy: Annotated[YesNo | None, At("@ПрНалРук")] = None
    inn: Annotated[PersonInn, At("@ИННФЛ")]
    snils: Annotated[str, At("@СНИЛС")]
    signing_proxy: Annotated[PowerPerson | None, At("СведРукоп")] = None
    person: Annotated[PersonalData, At("СведФЛ")]


class PassingBranch(Part):
    """ФилПерПолн."""

    organization: Annotated[PowerOrganization, At("СвФил")]
    head: Annotated[PowerPerson, At("СвРукФил")]


class Passing(Part):
    """СвПередПолн: who passes powers on; ``kind`` follows from which of the five is filled."""

    kind: Annotated[RepresentativeKind | None, At("@ТипПерПолн")] = None
    company: Annotated[RussianPrincipal | None, At("ПередПолн/РосОргПерПолн")] = None
    entrepreneur: Annotated[PowerEntrepreneur | None, At("ПередПолн/ИППерПолн")] = None
    person: Annotated[PassingPerson | None, At("ПередПолн/ФЛПерПолн")] = None
    branch: Annotated[PassingBranch | None, At("ПередПолн/ФилПерПолн")] = None
    foreign_company: Annotated[ForeignPrincipal | None, At("ПередПолн/ИнПерПолн")] = None


class Redelegation(Part):
    """Передов: powers passed on by somebody who has got them; ``previous`` is there when they were passed on before."""

    was_passed_on: Annotated[YesNo | None, At("@ПрНалПередов")] = None
    first: Annotated[EarlierPower, At("СвПервДовер")]
    previous: Annotated[EarlierPower | None, At("СвПередов")] = None
    terms: Annotated[Terms, At("СвПереДовер")]
    passing: Annotated[tuple[Passing, ...], At("СвПередПолн")]
    representatives: Annotated[tuple[Representative, ...], At("СвПолучПолн")]
    powers: Annotated[Powers, At("СвПолн")]
    certification: Annotated[NotarialCertification | None, At("СвНотУд")] = None


class PowerOfAttorney(DocumentModel):
    """A power of attorney: a ``grant``, or a ``redelegation`` of powers got before."""

    header: ClassVar[Header] = Header(
        prefix="ON_EMCHD",
        knd="",
        version="EMCHD_1",
        root="Доверенность",
        namespace="urn://x-artefacts/EMCHD_1",
        encoding="utf-8",
        has_program=False,
        is_named_by_number=True,
    )

    type: Literal["power_of_attorney"] = "power_of_attorney"
    format: Literal["EMCHD_1"] = "EMCHD_1"

    sections: Annotated[str, At("../@ПрЭлФорм")] = "00000000"
    tax_office_file_id: Annotated[str | None, At("../@ИдФайлНО")] = None
    esia_id: Annotated[str | None, At("../@OID")] = None
    note: Annotated[str | None, At("../ИнСвед")] = None
    form_code: Annotated[str | None, At("@КНД")] = None
    grant: Annotated[Grant | None, At("Довер")] = None
    redelegation: Annotated[Redelegation | None, At("Передов")] = None

    @property
    def terms(self) -> Terms | None:
        """The terms of the power, whichever of the two it is."""
        return self.grant.terms if self.grant else self.redelegation.terms if self.redelegation else None

    @property
    def number(self) -> str:
        """The number the power is registered under, which also names its file."""
        return self.terms.number if self.terms else ""

    @property
    def date(self) -> dt.date:
        """The day of issue."""
        return self.terms.issued_on if self.terms else dt.date.min
