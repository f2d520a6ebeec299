"""Service documents of the exchange, format 1.03 (приказ ФНС ЕД-7-26/133@): ИоП, ПДП, ПДО, УоУ."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from edo_gateway.formats.mapping.declaration import At, Coded, DocumentModel, Header, Part
from edo_gateway.formats.parts.kinds import tag_of_person
from edo_gateway.formats.parts.references import FullName
from edo_gateway.formats.parts.signatories import SignatureKind
from edo_gateway.formats.parts.values import CompanyInn, Date, Kpp, ParticipantId, PersonInn, Time


class CompanyParticipant(Part):
    """УчастЭДОТип with ЮЛ."""

    when: ClassVar[str] = "ЮЛ"

    kind: Literal["company"] = "company"
    participant_id: Annotated[ParticipantId, At("@ИдУчастЭДО")]
    name: Annotated[str, At("ЮЛ/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ЮЛ/@ИННЮЛ")]
    kpp: Annotated[Kpp, At("ЮЛ/@КПП")]


class EntrepreneurParticipant(Part):
    """УчастЭДОТип with ИП."""

    when: ClassVar[str] = "ИП"

    kind: Literal["entrepreneur"] = "entrepreneur"
    participant_id: Annotated[ParticipantId, At("@ИдУчастЭДО")]
    inn: Annotated[PersonInn, At("ИП/@ИННФЛ")]
    name: Annotated[FullName, At("ИП/ФИО")]


class IndividualParticipant(Part):
    """УчастЭДОТип with ФЛ."""

    when: ClassVar[str] = "ФЛ"

    kind: Literal["individual"] = "individual"
    participant_id: Annotated[ParticipantId, At("@ИдУчастЭДО")]
    inn: Annotated[PersonInn, At("ФЛ/@ИННФЛ")]
    name: Annotated[FullName, At("ФЛ/ФИО")]


class ForeignParticipant(Part):
    """УчастЭДОТип with СвИнУчастНеУч; ``status`` is ЮЛ or ФЛ."""

    when: ClassVar[str] = "СвИнУчастНеУч"

    kind: Literal["foreign"] = "foreign"
    participant_id: Annotated[ParticipantId, At("@ИдУчастЭДО")]
    status: Annotated[Literal["ЮЛ", "ФЛ"], At("СвИнУчастНеУч/@ИдСтат")] = "ЮЛ"
    country: Annotated[str | None, At("СвИнУчастНеУч/@СтрРег")] = None
    name: Annotated[str | None, At("СвИнУчастНеУч/@Наим")] = None
    tax_code: Annotated[str | None, At("СвИнУчастНеУч/@КодНПРег")] = None
    details: Annotated[str | None, At("СвИнУчастНеУч/@ИныеСвед")] = None


class OperatorParticipant(Part):
    """ОтпрДок with ОперЭДО: the operator as the sender of what was received."""

    when: ClassVar[str] = "ОперЭДО"

    kind: Literal["operator"] = "operator"
    participant_id: Annotated[ParticipantId, At("@ИдУчастЭДО")]
    name: Annotated[str, At("ОперЭДО/@НаимОрг")]
    inn: Annotated[CompanyInn, At("ОперЭДО/@ИННЮЛ")]
    operator_id: Annotated[str, At("ОперЭДО/@ИдОперЭДО")]


Participant = Annotated[
    Annotated[CompanyParticipant, Tag(":company")]
    | Annotated[EntrepreneurParticipant, Tag(":entrepreneur")]
    | Annotated[IndividualParticipant, Tag(":individual")]
    | Annotated[ForeignParticipant, Tag(":foreign")],
    Discriminator(tag_of_person),
]
"""A participant of the exchange with its id."""

Sender = Annotated[
    Annotated[CompanyParticipant, Tag(":company")]
    | Annotated[EntrepreneurParticipant, Tag(":entrepreneur")]
    | Annotated[IndividualParticipant, Tag(":individual")]
    | Annotated[OperatorParticipant, Tag(":operator")]
    | Annotated[ForeignParticipant, Tag(":foreign")],
    Discriminator(tag_of_person),
]
"""The sender of what was received: a participant or an operator."""


class Operator(Part):
    """ОперЭДО; ``id`` is its three characters."""

    name: Annotated[str, At("@НаимОрг")]
    inn: Annotated[CompanyInn, At("@ИННЮЛ")]
    id: Annotated[str, At("@ИдОперЭДО")]


class SignatoryStatus(Coded):
    """СтатПодп."""

    HEAD = "head", "1"
    ELECTRONIC_POWER = "electronic_power", "2"
    PAPER_POWER = "paper_power", "3"


class PowerWay(Coded):
    """СпособПредставл: how the power of attorney is presented."""

    ENCLOSED = "enclosed", "1"
    IN_SYSTEM = "in_system", "2"


class _NoticePower(Part):
    number: Annotated[str, At("@НомДовер")]
    issued: Annotated[Date, At("@ДатаВыдДовер")]
    internal_number: Annotated[str | None, At("@ВнНомДовер")] = None
    registered: Annotated[Date | None, At("@ДатаВнРегДовер")] = None
    way: Annotated[PowerWay, At("@СпособПредставл")]


class ReceiptPower(_NoticePower):
    """СвДоверЭл of a receipt notice."""

    system: Annotated[str | None, At("@ИдСистХран")] = None


class CorrectionPower(_NoticePower):
    """СвДоверЭл of a correction request, where the format names the system otherwise."""

    system: Annotated[str | None, At("@СвСистХран")] = None


class ReceiptPaperPower(Part):
    """СвДоверБум of a receipt notice."""

    issued: Annotated[Date, At("@ДатаДовер")]
    number: Annotated[str, At("@ВнНомДовер")]
    principal: Annotated[str | None, At("@СвДовер")] = None
    signed_by: Annotated[FullName | None, At("ФИО")] = None


class CorrectionPaperPower(Part):
    """СвДоверБум of a correction request."""

    issued: Annotated[Date, At("@ДатаДовер")]
    number: Annotated[str, At("@ВнНомДовер")]
    principal: Annotated[str | None, At("@СвИдДовер")] = None
    signed_by: Annotated[FullName | None, At("ФИО")] = None


class _NoticeSignatory(Part):
    status: Annotated[SignatoryStatus | None, At("@СтатПодп")] = SignatoryStatus.HEAD
    signature: Annotated[SignatureKind | None, At("@ТипПодпис")] = SignatureKind.QUALIFIED
    position: Annotated[str | None, At("@Должн")] = None
    name: Annotated[FullName, At("ФИО")]


class ReceiptSignatory(_NoticeSignatory):
    """Подписант of a receipt notice."""

    electronic_power: Annotated[ReceiptPower | None, At("СвДоверЭл")] = None
    paper_power: Annotated[ReceiptPaperPower | None, At("СвДоверБум")] = None


class CorrectionSignatory(_NoticeSignatory):
    """Подписант of a correction request."""

    electronic_power: Annotated[CorrectionPower | None, At("СвДоверЭл")] = None
    paper_power: Annotated[CorrectionPaperPower | None, At("СвДоверБум")] = None


class OperatorSignatory(Part):
    """Подписант of an operator's confirmation."""

    position: Annotated[str, At("@Должность")]
    name: Annotated[FullName, At("ФИО")]


class _ServiceDocument(DocumentModel):
    format: Literal["1.03"] = "1.03"
    sender: ParticipantId | None = None
    recipient: ParticipantId | None = None


class ReceiptNotice(_ServiceDocument):
    """ИоП, DP_IZVPOL: the author has received the file named."""

    header: ClassVar[Header] = Header(prefix="DP_IZVPOL", knd="1115110", version="1.03", version_last=True)

    type: Literal["receipt_notice"] = "receipt_notice"
    author: Annotated[Participant, At("УчастЭДО")]
    date: Annotated[Date, At("СвИзвПолуч/@ДатаПол")]
    time: Annotated[Time, At("СвИзвПолуч/@ВремяПол")]
    file: Annotated[str, At("СвИзвПолуч/СведПолФайл/@ИмяПолФайла")]
    signatures: Annotated[tuple[str, ...], At("СвИзвПолуч/СведПолФайл/ЭППолФайл")]
    counterparty: Annotated[Sender, At("ОтпрДок")]
    signatory: Annotated[ReceiptSignatory, At("Подписант")]


class OperatorReceived(_ServiceDocument):
    """ПДП, DP_PDPOL: the operator received the file, and so it is issued."""

    header: ClassVar[Header] = Header(prefix="DP_PDPOL", knd="1115112", version="1.03", version_last=True)

    type: Literal["operator_received"] = "operator_received"
    operator: Annotated[Operator, At("ОперЭДО")]
    date: Annotated[Date, At("СведПодтв/@ДатаПол")]
    time: Annotated[Time, At("СведПодтв/@ВремяПол")]
    file: Annotated[str, At("СведПодтв/СведПолФайл/@ИмяПолФайла")]
    signatures: Annotated[tuple[str, ...], At("СведПодтв/СведПолФайл/ЭППолФайл")]
    file_sender: Annotated[Participant, At("СвОтпрДок")]
    file_recipient: Annotated[Participant, At("СвПолДок")]
    signatory: Annotated[OperatorSignatory | None, At("Подписант")] = None


class OperatorForwarded(_ServiceDocument):
    """ПДО, DP_PDOTPR: the operator has sent the file on to the recipient."""

    header: ClassVar[Header] = Header(prefix="DP_PDOTPR", knd="1115111", version="1.03", version_last=True)

    type: Literal["operator_forwarded"] = "operator_forwarded"
    operator: Annotated[Operator, At("ОперЭДО")]
    date: Annotated[Date, At("СведПодтв/@ДатаОтпр")]
    time: Annotated[Time, At("СведПодтв/@ВремяОтпр")]
    file: Annotated[str, At("СведПодтв/СведОтпрФайл/@ИмяОтпрФайла")]
    signatures: Annotated[tuple[str, ...], At("СведПодтв/СведОтпрФайл/ЭПОтпрФайл")]
    file_sender: Annotated[Participant, At("СвОтпрДок")]
    file_recipient: Annotated[Participant, At("СвПолДок")]
    signatory: Annotated[OperatorSignatory | None, At("Подписант")] = None


class CorrectionRequest(_ServiceDocument):
    """УоУ, DP_UVUTOCH: the author asks to correct the file named; ``text`` says what."""

    header: ClassVar[Header] = Header(prefix="DP_UVUTOCH", knd="1115113", version="1.03", version_last=True)

    type: Literal["correction_request"] = "correction_request"
    author: Annotated[Participant, At("УчастЭДО")]
    date: Annotated[Date, At("СвУведУточ/@ДатаПол")]
    time: Annotated[Time, At("СвУведУточ/@ВремяПол")]
    file: Annotated[str, At("СвУведУточ/СведПолФайл/@ИмяПолФайла")]
    signature: Annotated[str, At("СвУведУточ/СведПолФайл/ЭППолФайл")]
    text: Annotated[str, At("СвУведУточ/ТекстУведУточ")]
    counterparty: Annotated[Participant, At("ОтпрДок")]
    signatory: Annotated[CorrectionSignatory, At("Подписант")]
