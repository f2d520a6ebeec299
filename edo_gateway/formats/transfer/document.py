"""УПД 5.03, the seller title: ON_NSCHFDOPPR, КНД 1115131, приказ ФНС ЕД-7-26/970@."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from edo_gateway.formats.mapping.declaration import At, DocumentModel, Header, Part, Portion
from edo_gateway.formats.parts.parties import Consignor, Party
from edo_gateway.formats.parts.references import Information, Reference
from edo_gateway.formats.parts.signatories import Signatory
from edo_gateway.formats.parts.values import (
    Date,
    ExchangeRate,
    Flag,
    Money,
    ParticipantId,
    Quantity,
    TransferFunction,
    VatSum,
)
from edo_gateway.formats.transfer.facts import Correction, InvoiceCircumstance, Obligation, Payment, Transfer, Treasury
from edo_gateway.formats.transfer.lines import Line

_ABOUT = "СвСчФакт/ДопСвФХЖ1"  # noqa: RUF001 - the digit belongs to the name
_INFORMATION = "СвСчФакт/ИнфПолФХЖ1"  # noqa: RUF001 - the digit belongs to the name


class Contents(Part):
    """What the file name announces and the content does not tell: digits N4, N5 and N6 of ИдФайл."""

    alcohol: Flag = False
    tobacco: Flag = False
    oil_products: Flag = False


class TransferDocument(DocumentModel):
    """Счёт-фактура, УПД, накладная, акт, отчёт комиссионера: one format, five functions.

    Sums are in ``currency``. What is left out and can be computed is computed by ``complete``.
    """

    header: ClassVar[Header] = Header(
        prefix="ON_NSCHFDOPPR",
        knd="1115131",
        version="5.03",
        attributes=(
            "КНД",
            "УИД",
            "Функция",
            "ПоФактХЖ",
            "НаимДокОпр",
            "ДатаИнфПр",
            "ВремИнфПр",
            "НаимЭконСубСост",
            "СоглСтрДопИнф",
        ),
        date="ДатаИнфПр",
        time="ВремИнфПр",
    )

    type: Literal["transfer_document"] = "transfer_document"
    format: Literal["5.03"] = "5.03"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None
    contents: Contents | None = None
    price_includes_vat: Flag | None = None

    uid: Annotated[str | None, At("@УИД")] = None
    function: Annotated[TransferFunction, At("@Функция")]
    fact_name: Annotated[str | None, At("@ПоФактХЖ")] = None
    title: Annotated[str | None, At("@НаимДокОпр")] = None
    composer: Annotated[str | None, At("@НаимЭконСубСост")] = None
    agreed_structure: Annotated[str | None, At("@СоглСтрДопИнф")] = None

    number: Annotated[str, At("СвСчФакт/@НомерДок")]
    date: Annotated[Date, At("СвСчФакт/@ДатаДок")]
    corrected_seller_file: Annotated[str | None, At("СвСчФакт/@ИмяФайлИспрПрод")] = None
    corrected_buyer_file: Annotated[str | None, At("СвСчФакт/@ИмяФайлИспрПок")] = None
    correction: Annotated[Correction | None, At("СвСчФакт/ИспрДок")] = None
    seller: Annotated[Party, At("СвСчФакт/СвПрод", portion=Portion.FIRST)]
    other_sellers: Annotated[tuple[Party, ...], At("СвСчФакт/СвПрод", portion=Portion.REST)] = ()
    consignors: Annotated[tuple[Consignor, ...], At("СвСчФакт/ГрузОт*/ГрузОтпр", word="ОнЖе")] = ()
    consignees: Annotated[tuple[Party, ...], At("СвСчФакт/ГрузПолуч")] = ()
    payments: Annotated[tuple[Payment, ...], At("СвСчФакт/СвПРД")] = ()
    shipment_documents: Annotated[tuple[Reference, ...], At("СвСчФакт/ДокПодтвОтгрНом")] = ()
    buyer: Annotated[Party, At("СвСчФакт/СвПокуп", portion=Portion.FIRST)]
    other_buyers: Annotated[tuple[Party, ...], At("СвСчФакт/СвПокуп", portion=Portion.REST)] = ()
    currency: Annotated[str, At("СвСчФакт/ДенИзм/@КодОКВ")] = "643"
    currency_name: Annotated[str | None, At("СвСчФакт/ДенИзм/@НаимОКВ")] = None
    exchange_rate: Annotated[ExchangeRate | None, At("СвСчФакт/ДенИзм/@КурсВал")] = None
    state_contract: Annotated[str | None, At(f"{_ABOUT}/@ИдГосКон")] = None
    circumstance: Annotated[InvoiceCircumstance | None, At(f"{_ABOUT}/@СпОбстФСЧФ")] = None
    invoice_transfer_circumstance: Annotated[str | None, At(f"{_ABOUT}/@СпОбстФСЧФДОП")] = None
    transfer_circumstance: Annotated[str | None, At(f"{_ABOUT}/@СпОбстФДОП")] = None
    obligations: Annotated[tuple[Obligation, ...], At(f"{_ABOUT}/ВидОбяз")] = ()
    treasury: Annotated[Treasury | None, At(f"{_ABOUT}/ИнфПродЗаГоскКазн")] = None
    factor: Annotated[Party | None, At(f"{_ABOUT}/СвФактор")] = None
    assignment_basis: Annotated[Reference | None, At(f"{_ABOUT}/ОснУстДенТреб")] = None
    accompanying_documents: Annotated[tuple[Reference, ...], At(f"{_ABOUT}/СопрДокФХЖ")] = ()
    information_file: Annotated[str | None, At(f"{_INFORMATION}/@ИдФайлИнфПол")] = None
    information: Annotated[tuple[Information, ...], At(f"{_INFORMATION}/ТекстИнф")] = ()

    lines: Annotated[tuple[Line, ...], At("ТаблСчФакт/СведТов")] = ()
    total_net: Annotated[Money | None, At("ТаблСчФакт/ВсегоОпл/@СтТовБезНДСВсего")] = None
    total_gross: Annotated[Money | None, At("ТаблСчФакт/ВсегоОпл/@СтТовУчНалВсего")] = None
    total_quantity: Annotated[Quantity | None, At("ТаблСчФакт/ВсегоОпл/@КолНеттоВс")] = None
    total_vat: Annotated[VatSum | None, At("ТаблСчФакт/ВсегоОпл/СумНалВсего/СумНал", word="БезНДС")] = None

    transfer: Annotated[Transfer | None, At("СвПродПер")] = None
    signatories: Annotated[tuple[Signatory, ...], At("Подписант")] = ()
    composer_basis: Annotated[Reference | None, At("ОснДоверОргСост")] = None
