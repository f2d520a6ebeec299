"""УКД 5.01, the seller title: ON_NKORSCHFDOPPR, КНД 1115133, приказ ФНС ЕД-7-26/736@."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.correction.lines import CorrectionLine
from edo_gateway.formats.correction.parties import CorrectionParty
from edo_gateway.formats.correction.signatories import CorrectionSignatory
from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header, Part
from edo_gateway.formats.parts.references import Information
from edo_gateway.formats.parts.values import CompanyInn, Date, ExchangeRate, Money, ParticipantId, VatSum, Whole

_ABOUT = "СвКСчФ/ДопСвФХЖ1"  # noqa: RUF001 - the digit belongs to the name
_AGREEMENT = "СодФХЖ3"  # noqa: RUF001 - the digit belongs to the name
_INFORMATION = "СвКСчФ/ИнфПолФХЖ1"  # noqa: RUF001 - the digit belongs to the name


class CorrectionFunction(StrEnum):
    """Функция of the correction document."""

    INVOICE = "КСЧФ"
    INVOICE_AND_AGREEMENT = "КСЧФДИС"
    AGREEMENT = "ДИС"
    SALES_REPORT = "СвИСРК"
    PURCHASE_REPORT = "СвИСЗК"


class SendingOperator(Part):
    """СвОЭДОтпр: the operator of the sender; ``id`` is its three characters."""

    name: Annotated[str, At("@НаимОрг")]
    inn: Annotated[CompanyInn, At("@ИННЮЛ")]
    id: Annotated[str, At("@ИдЭДО")]


class OriginalCorrection(Part):
    """ИспрСчФ: the corrected document had been mended before."""

    number: Annotated[Whole, At("@НомИспрСчФ")]
    date: Annotated[Date, At("@ДатаИспрСчФ")]


class CorrectedDocument(Part):
    """СчФ: an invoice or a transfer document whose cost changes."""

    number: Annotated[str, At("@НомерСчФ")]
    date: Annotated[Date, At("@ДатаСчФ")]
    corrections: Annotated[tuple[OriginalCorrection, ...], At("ИспрСчФ")] = ()


class OwnCorrection(Part):
    """ИспрКСчФ: this document mends the correction document of the same number and date."""

    number: Annotated[Whole, At("@НомИспрКСчФ")]
    date: Annotated[Date, At("@ДатаИспрКСчФ")]


class BasisDocument(Part):
    """ДокумТип: a document named by its name and, where there are any, number, date and file."""

    name: Annotated[str, At("@НаимОсн")]
    number: Annotated[str | None, At("@НомОсн")] = None
    date: Annotated[Date | None, At("@ДатаОсн")] = None
    note: Annotated[str | None, At("@ДопСвОсн")] = None
    file_id: Annotated[str | None, At("@ИдФайлОсн")] = None


class Agreement(Part):
    """СодФХЖ3: how the buyer agreed to the change or was notified of it.

    ``basis`` are the documents that ground the change (an agreement, an act of discrepancies). Left out,
    ``transfer_documents`` are the corrected documents and ``operation`` is said in general words.
    """

    details: Annotated[str | None, At("@ИныеСвИзмСтоим")] = None
    operation: Annotated[str | None, At("@СодОпер")] = None
    sent_on: Annotated[Date | None, At("@ДатаНапр")] = None
    transfer_documents: Annotated[tuple[BasisDocument, ...], At("ПередатДокум")] = ()
    basis: Annotated[tuple[BasisDocument, ...], At("ДокумОснКор")]


class ChangeTotal(Part):
    """ВсегоУвел, ВсегоУм: the sums of rows В or Г of all lines."""

    net: Annotated[Money | None, At("@СтТовБезНДСВсего")] = None
    gross: Annotated[Money | None, At("@СтТовУчНалВсего")] = None
    vat: Annotated[VatSum | None, At("СумНал/СумНДС", word="БезНДС")] = None


class CorrectionDocument(DocumentModel):
    """Корректировочный счёт-фактура, УКД, соглашение об изменении стоимости: one format, five functions.

    Sums are in ``currency``. What is left out and can be computed is computed by ``complete``.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_NKORSCHFDOPPR",
        knd="1115133",
        version="5.01",
        attributes=(
            "КНД",
            "Функция",
            "ПоФактХЖ",
            "НаимДокОпр",
            "ДатаИнфПр",
            "ВремИнфПр",
            "НаимЭконСубСост",
            "ОснДоверОргСост",
        ),
        date="ДатаИнфПр",
        time="ВремИнфПр",
    )

    type: Literal["correction_document"] = "correction_document"
    format: Literal["5.01"] = "5.01"
    sender: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдОтпр")] = None
    recipient: Annotated[ParticipantId | None, At("../СвУчДокОбор/@ИдПол")] = None
    sending_operator: Annotated[SendingOperator | None, At("../СвУчДокОбор/СвОЭДОтпр")] = None

    function: Annotated[CorrectionFunction, At("@Функция")]
    fact_name: Annotated[str | None, At("@ПоФактХЖ")] = None
    title: Annotated[str | None, At("@НаимДокОпр")] = None
    composer: Annotated[str | None, At("@НаимЭконСубСост")] = None
    composer_basis: Annotated[str | None, At("@ОснДоверОргСост")] = None

    number: Annotated[str, At("СвКСчФ/@НомерКСчФ")]
    date: Annotated[Date, At("СвКСчФ/@ДатаКСчФ")]
    currency: Annotated[str, At("СвКСчФ/@КодОКВ")] = "643"
    corrected: Annotated[tuple[CorrectedDocument, ...], At("СвКСчФ/СчФ")]
    correction: Annotated[OwnCorrection | None, At("СвКСчФ/ИспрКСчФ")] = None
    seller: Annotated[CorrectionParty, At("СвКСчФ/СвПрод")]
    buyer: Annotated[CorrectionParty, At("СвКСчФ/СвПокуп")]
    state_contract: Annotated[str | None, At(f"{_ABOUT}/@ИдГосКон")] = None
    currency_name: Annotated[str | None, At(f"{_ABOUT}/@НаимОКВ")] = None
    exchange_rate: Annotated[ExchangeRate | None, At(f"{_ABOUT}/@КурсВал")] = None
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()

    lines: Annotated[tuple[CorrectionLine, ...], At("ТаблКСчФ/СведТов")]
    total_increase: Annotated[ChangeTotal | None, At("ТаблКСчФ/ВсегоУвел")] = None
    total_decrease: Annotated[ChangeTotal | None, At("ТаблКСчФ/ВсегоУм")] = None

    agreement: Annotated[Agreement | None, At(_AGREEMENT)] = None
    signatories: Annotated[tuple[CorrectionSignatory, ...], At("Подписант")] = ()
