"""What every title of the transport waybill refers to: documents, those who composed them, fines, free fields."""

from __future__ import annotations

from typing import Annotated, Literal

from edo_gateway.formats.mapping.declaration import At, Part
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.values import CompanyInn, Date, ExchangeRate, Flag, Money, PersonInn
from edo_gateway.formats.transport.values import Moment


class IdentityDocument(Part):
    """УдЛичнИнФЛТип: the identity document of a foreign citizen."""

    document_type: Annotated[str, At("@ВидДок")]
    number: Annotated[str, At("@НомДок")]
    date: Annotated[Date, At("@ДатаДок")]


class TransportForeigner(Part):
    """СвИнНеУчТрНТип: ЮЛ needs its country and one of name, identifier, details; ФЛ its name and identity document."""

    status: Annotated[Literal["ЮЛ", "ФЛ"], At("@ИдСтат")] = "ЮЛ"
    country: Annotated[str | None, At("@Стран")] = None
    name: Annotated[str | None, At("@Наим")] = None
    identifier: Annotated[str | None, At("@Идентиф")] = None
    details: Annotated[str | None, At("@ИныеСвед")] = None
    identity_document: Annotated[IdentityDocument | None, At("УдЛичнИнФЛ")] = None


class TransportAuthor(Part):
    """ИдРекСостТип: by what a party of a document is known; one of the four."""

    company_inn: Annotated[CompanyInn | None, At("ИННЮЛ")] = None
    person_inn: Annotated[PersonInn | None, At("ИННФЛ")] = None
    foreign: Annotated[TransportForeigner | None, At("ДаннИно")] = None
    authority: Annotated[str | None, At("НаимОИВ")] = None


class TransportReference(Part):
    """РеквДокТип: a document named by ``id``, or by its name, number and date."""

    name: Annotated[str | None, At("@НаимДок")] = None
    number: Annotated[str | None, At("@НомерДок")] = None
    date: Annotated[Date | None, At("@ДатаДок")] = None
    id: Annotated[str | None, At("@ИдДок")] = None
    note: Annotated[str | None, At("@ДопСведДок")] = None
    authors: Annotated[tuple[TransportAuthor, ...], At("ИдРекСост")]


class TransportRemark(Part):
    """ТекстИнфТип: one pair of a free information field."""

    id: Annotated[str, At("@Идентиф")]
    value: Annotated[str, At("@Значение")]


class TransportRemarks(Part):
    """ИнфПолТип: free information fields, or the file that holds them."""

    file: Annotated[str | None, At("@ИдФайлИнфПол")] = None
    fields: Annotated[tuple[TransportRemark, ...], At("ТекстИнф")] = ()


class Fine(Part):
    """РазмШтр: ``sum`` is in roubles, ``foreign_sum`` in ``currency``; at least one of them."""

    base: Annotated[str | None, At("@ФактКолЕдИзм")] = None
    sum: Annotated[Money | None, At("@ИтогРазмШтрРФ")] = None
    currency: Annotated[str | None, At("@КодОКВ")] = None
    currency_name: Annotated[str | None, At("@НаимОКВ")] = None
    foreign_sum: Annotated[Money | None, At("@ИтогРазмШтрИн")] = None
    exchange_rate_date: Annotated[Date | None, At("@ДатаКурсВал")] = None
    exchange_rate: Annotated[ExchangeRate | None, At("@КурсВал")] = None
    calculation: Annotated[str | None, At("@РасчШтр")] = None


class PartyRemark(Part):
    """ОтметГО, ОтметГП: what the consignor or the consignee puts on record."""

    made_at: Annotated[Moment, At("@ДатВрОтмет")]
    made_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрОтм")] = None
    circumstances: Annotated[str, At("@ОбстОтмет")]
    acts: Annotated[tuple[TransportReference, ...], At("СвАкт")] = ()
    fines: Annotated[tuple[Fine, ...], At("РазмШтр")] = ()
    weighing_acts: Annotated[tuple[TransportReference, ...], At("СвАктВзв")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class CarrierRemark(Part):
    """ОтметПрвПрием, ОтметПрвВыд: what the carrier puts on record; ``weighing`` tells of the weighing in words."""

    made_at: Annotated[Moment, At("@ДатВрОтмет")]
    made_at_has_offset: Annotated[Flag | None, At("@НалКоорТочВрОтм")] = None
    circumstances: Annotated[str, At("@ОбстОтмет")]
    weighing: Annotated[str | None, At("@ОтмАктВзв")] = None
    acts: Annotated[tuple[TransportReference, ...], At("СвАкт")] = ()
    fines: Annotated[tuple[Fine, ...], At("РазмШтр")] = ()
    information: Annotated[tuple[TransportRemarks, ...], At("ИнфПол")] = ()


class TransportPower(Part):
    """СвДовер: a machine-readable power of attorney (МЧД)."""

    issued: Annotated[Date, At("@ДатаДовер")]
    number: Annotated[str | None, At("@НомерДовер")] = None
    id: Annotated[str, At("@ИдентДовер")]
    revocation_system: Annotated[str | None, At("@СведСистОтм")] = None


class _Signatory(Part):
    """Подписант, but for the status, of which the first title knows more."""

    system: Annotated[str | None, At("@ИдСистХран")] = None
    position: Annotated[str | None, At("@Должн")] = None
    name: Annotated[FullName, At("ФИО")]
    power: Annotated[TransportPower | None, At("СвДовер")] = None


class ConsignorSignatory(_Signatory):
    """Who signs the consignor's title. ``status`` is СтатПодп, 1 to 6; left out, it is 2 with a power, otherwise 1."""

    status: Annotated[Literal["1", "2", "3", "4", "5", "6"] | None, At("@СтатПодп")] = None

    def completed(self) -> ConsignorSignatory:
        """With the status said. The schema does not explain the codes; that 2 is by a power follows from its rule."""
        return self.changed({"status": self.status or ("2" if self.power else "1")})


class TransportSignatory(_Signatory):
    """Who signs an answering title. ``status`` is СтатПодп, 1 to 3; left out, it is 2 with a power, otherwise 1."""

    status: Annotated[Literal["1", "2", "3"] | None, At("@СтатПодп")] = None

    def completed(self) -> TransportSignatory:
        """With the status said, as in the first title."""
        return self.changed({"status": self.status or ("2" if self.power else "1")})
