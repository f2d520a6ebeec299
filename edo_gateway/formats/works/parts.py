"""Parts both titles of КС-2 (приказ ФНС ЕД-7-26/691@) share: references, identities, agreed fields, signatories."""

from __future__ import annotations

from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.mapping.markup import MARKUP_SCALAR, Markup
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.signatories import SignatureKind
from edo_gateway.formats.parts.values import CompanyInn, Date, PersonInn
from edo_gateway.formats.service_documents import SignatoryStatus


class Extension(Part):
    """ДопПолеСтрИнфТип: what the parties agreed to add, ``content`` being their own elements as XML text.

    For state and municipal needs nearly every element must have one.
    """

    package: Annotated[str | None, At("@ИмяДопПакета")] = None
    version: Annotated[str | None, At("@Версия")] = None
    content: Annotated[Markup, MARKUP_SCALAR, At("*")]


class ConstructionInformation(Part):
    """ТекстИнфТип of 691@, whose value lives in another attribute than that of 970@."""

    id: Annotated[str, At("@Идентиф")]
    value: Annotated[str, At("@Значение")]


class InformationField(Part):
    """ИнфПолТип where it may repeat."""

    information_file: Annotated[str | None, At("@ИдФайлИнфПол")] = None
    information: Annotated[tuple[ConstructionInformation, ...], At("ТекстИнф")] = ()


class ConstructionForeigner(Part):
    """ДаннИноТип: a foreign organisation (ИО) or citizen (ИГ); the country is told by its name."""

    status: Annotated[Literal["ИО", "ИГ"], At("@ИдСтат")] = "ИО"
    country_name: Annotated[str | None, At("@Стран")] = None
    name: Annotated[str | None, At("@Наим")] = None
    identifier: Annotated[str | None, At("@Идентиф")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None


class ConstructionIdentity(Part):
    """ИдРекСостТип: exactly one of the four."""

    company_inn: Annotated[CompanyInn | None, At("ИННЮЛ")] = None
    person_inn: Annotated[PersonInn | None, At("ИННФЛ")] = None
    foreign: Annotated[ConstructionForeigner | None, At("ДаннИно")] = None
    authority: Annotated[str | None, At("НаимОИВ")] = None


class ConstructionDocument(Part):
    """РеквДокТип: a document by its name, number and date, or by ``id`` in a state information system."""

    name: Annotated[str | None, At("@НаимДок")] = None
    number: Annotated[str | None, At("@НомерДок")] = None
    date: Annotated[Date | None, At("@ДатаДок")] = None
    id: Annotated[str | None, At("@ИдДок")] = None
    note: Annotated[str | None, At("@ДопСведДок")] = None
    authors: Annotated[tuple[ConstructionIdentity, ...], At("ИдРекСост")] = ()


class ConstructionReference(Part):
    """ИдРеквДокТип: the same with an agreed field."""

    name: Annotated[str | None, At("ТипИдДок/@НаимДок")] = None
    number: Annotated[str | None, At("ТипИдДок/@НомерДок")] = None
    date: Annotated[Date | None, At("ТипИдДок/@ДатаДок")] = None
    id: Annotated[str | None, At("ТипИдДок/@ИдДок")] = None
    note: Annotated[str | None, At("ТипИдДок/@ДопСведДок")] = None
    authors: Annotated[tuple[ConstructionIdentity, ...], At("ТипИдДок/ИдРекСост")] = ()
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None


class ConstructionPower(Part):
    """СвДовер: a machine-readable power of attorney; ``revocations`` names the system that tells of its recall."""

    number: Annotated[str | None, At("@НомДовер")] = None
    issued: Annotated[Date | None, At("@ДатаНач")] = None
    internal_number: Annotated[str | None, At("@ВнНомДовер")] = None
    registered: Annotated[Date | None, At("@ДатаВнРегДовер")] = None
    revocations: Annotated[str | None, At("@СведСистОтм")] = None


class ConstructionPaperPower(Part):
    """СвДоверБум: a power of attorney on paper."""

    issued: Annotated[Date | None, At("@ДатаНач")] = None
    number: Annotated[str | None, At("@ВнНомДовер")] = None
    principal: Annotated[str | None, At("@СвИдДовер")] = None
    signed_by: Annotated[FullName | None, At("ФИО")] = None


class ConstructionSignatory(Part):
    """ПодписантПодр, ПодписантЗак. Left out, ``signature`` is qualified and ``status`` follows from the powers given.

    ``system`` is where the electronic power of attorney is kept.
    """

    status: Annotated[SignatoryStatus | None, At("Подписант/@СтатПодп")] = None
    signature: Annotated[SignatureKind | None, At("Подписант/@ТипПодпис")] = None
    system: Annotated[str | None, At("Подписант/@ИдСистХран")] = None
    position: Annotated[str | None, At("Подписант/@Должн")] = None
    name: Annotated[FullName, At("Подписант/ФИО")]
    electronic_power: Annotated[ConstructionPower | None, At("Подписант/СвДовер")] = None
    paper_power: Annotated[ConstructionPaperPower | None, At("Подписант/СвДоверБум")] = None
    extension: Annotated[Extension | None, At("ДопПолеСтрИнф")] = None

    def completed(self) -> ConstructionSignatory:
        """With the kind of signature and the signatory's status said."""
        signature = self.signature or SignatureKind.QUALIFIED
        return self.model_copy(update={"signature": signature, "status": self.status or self._status})

    @property
    def _status(self) -> SignatoryStatus:
        if self.electronic_power is not None:
            return SignatoryStatus.ELECTRONIC_POWER
        return SignatoryStatus.PAPER_POWER if self.paper_power is not None else SignatoryStatus.HEAD
