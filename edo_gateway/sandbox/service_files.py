"""The files the operator and the counterparty write: ПДП, ПДО, ИоП, УоУ and the buyer title, built by ``formats``."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.document import DocumentFunction
from edo_gateway.domain.file import ExchangeFile
from edo_gateway.domain.text import Text
from edo_gateway.formats.buyer_title import AcceptanceResult, AcceptedBy, BuyerTitle
from edo_gateway.formats.exchange import build, envelope_of, parse
from edo_gateway.formats.references import PersonName, Reference
from edo_gateway.formats.service_documents import (
    CompanyParticipant,
    CorrectionRequest,
    CorrectionSignatory,
    EntrepreneurParticipant,
    Operator,
    OperatorForwarded,
    OperatorReceived,
    ReceiptNotice,
    ReceiptSignatory,
)
from edo_gateway.formats.signatories import Signatory as TitleSignatory
from edo_gateway.formats.transfer_document import TransferDocument
from edo_gateway.formats.transfer_facts import Employee
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.errors import SandboxError
from edo_gateway.sandbox.keys import Signatory, signatory_of
from edo_gateway.sandbox.records import Box

_ENTREPRENEUR_INN: Final = 12
_TITLES: Final = {
    DocumentFunction.INVOICE: "Счёт-фактура",
    DocumentFunction.INVOICE_AND_TRANSFER: "Счёт-фактура и документ об отгрузке товаров (выполнении работ), "
    "передаче имущественных прав (документ об оказании услуг)",
    DocumentFunction.TRANSFER: "Документ об отгрузке товаров (выполнении работ), передаче имущественных прав "
    "(документ об оказании услуг)",
    DocumentFunction.SALES_REPORT: "Отчёт комиссионера",
    DocumentFunction.PURCHASE_REPORT: "Отчёт комиссионера",
}
_ACCEPTED: Final = "Товары (работы, услуги, права) приняты без расхождений (претензий)"
_WITH_DISCREPANCIES: Final = "Товары (работы, услуги, права) приняты с расхождениями (претензией)"


class NotAnswerable(SandboxError):
    code = "sandbox_not_answerable"
    text = Text(
        "Песочница умеет отвечать титулом покупателя только на УПД 5.03, а файл {name} другого формата.",
        "The sandbox can answer with a buyer title to УПД 5.03 only; the file {name} is of another format.",
    )


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the operator confirms: a file, its signature (DER), who sent it and who is to have it."""

    file_name: str
    signature: bytes
    sender: Box
    recipient: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that lies in ``receiver``'s box, with its signature (DER)."""

    file: ExchangeFile
    signature: bytes
    receiver: Box
    sender: Box


@dataclass(frozen=True, slots=True)
class Confirmations:
    """Writes the operator's confirmations. The recipient named first in the file's name is who gets it."""

    config: SandboxConfig

    def received(self, subject: Confirmed, at: datetime) -> ExchangeFile:
        """ПДП, for the sender of the file."""
        document = OperatorReceived(**self._said(subject, at), recipient=subject.sender.participant_id)
        return build(document, at=at, guid=uuid4())

    def forwarded(self, subject: Confirmed, at: datetime) -> ExchangeFile:
        """ПДО, for the recipient of the file."""
        document = OperatorForwarded(**self._said(subject, at), recipient=subject.recipient.participant_id)
        return build(document, at=at, guid=uuid4())

    def _said(self, subject: Confirmed, at: datetime) -> dict[str, Any]:
        config = self.config
        prefix = config.operator_prefix
        return {
            "sender": prefix,
            "operator": Operator(name=config.operator_name, inn=config.operator_inn, id=prefix),
            **_moment(at),
            "file": _file_id(subject.file_name),
            "signatures": (_encoded(subject.signature),),
            "file_sender": _participant(subject.sender),
            "file_recipient": _participant(subject.recipient),
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes what the recipient of a file answers."""

    def receipt_notice(self, received: Received, at: datetime) -> ExchangeFile:
        """ИоП."""
        person = signatory_of(received.receiver)
        document = ReceiptNotice(
            **_reply(received, at),
            signatures=(_encoded(received.signature),),
            signatory=ReceiptSignatory(position=person.position, name=_name(person)),
        )
        return build(document, at=at, guid=uuid4())

    def correction_request(self, received: Received, text: str, at: datetime) -> ExchangeFile:
        """УоУ."""
        person = signatory_of(received.receiver)
        document = CorrectionRequest(
            **_reply(received, at),
            signature=_encoded(received.signature),
            text=text,
            signatory=CorrectionSignatory(position=person.position, name=_name(person)),
        )
        return build(document, at=at, guid=uuid4())

    def rejection(self, received: Received, text: str, at: datetime) -> ExchangeFile:
        """Отказ в подписи: the form of a correction request, told apart by the type of the attachment alone."""
        return self.correction_request(received, text, at)

    def buyer_title(self, received: Received, with_discrepancies: bool, at: datetime) -> ExchangeFile:
        """The buyer's information on a seller title of УПД 5.03. Raises :class:`NotAnswerable` for another format."""
        seller = parse(received.file)
        if not isinstance(seller, TransferDocument):
            raise NotAnswerable(name=received.file.name)
        return build(_buyer_title(seller, received, with_discrepancies, at), at=at, guid=uuid4())


def _buyer_title(seller: TransferDocument, received: Received, with_discrepancies: bool, at: datetime) -> BuyerTitle:
    envelope = envelope_of(received.file)
    if envelope.formed_on is None or envelope.formed_at is None:
        raise NotAnswerable(name=received.file.name)
    person, today = signatory_of(received.receiver), at.astimezone(MOSCOW).date()
    result = AcceptanceResult.WITH_DISCREPANCIES if with_discrepancies else AcceptanceResult.ACCEPTED
    return BuyerTitle(
        sender=received.receiver.participant_id,
        recipient=received.sender.participant_id,
        marks=envelope.parts.marks if envelope.parts else "0_0_0_0_0_00",
        composer=_composer(received.receiver),
        seller_file=envelope.file_id,
        seller_file_date=envelope.formed_on,
        seller_file_time=envelope.formed_at,
        seller_signatures=(_encoded(received.signature),),
        title=seller.title or _TITLES[seller.function],
        function=seller.function,
        number=seller.number,
        date=seller.date,
        operation=_WITH_DISCREPANCIES if with_discrepancies else _ACCEPTED,
        accepted_on=today,
        result=result,
        discrepancies=Reference(name="Акт о расхождениях", number="1", date=today) if with_discrepancies else None,
        accepted_by=AcceptedBy(employee=Employee(position=person.position, name=_name(person))),
        signatories=(TitleSignatory(position=person.position, name=_name(person), date=today).completed(),),
    )


def _reply(received: Received, at: datetime) -> dict[str, Any]:
    return {
        "sender": received.receiver.participant_id,
        "recipient": received.sender.participant_id,
        "author": _participant(received.receiver),
        **_moment(at),
        "file": _file_id(received.file.name),
        "counterparty": _participant(received.sender),
    }


def _moment(at: datetime) -> dict[str, Any]:
    moment = at.astimezone(MOSCOW)
    return {"date": moment.date(), "time": moment.time().replace(microsecond=0)}


def _participant(box: Box) -> CompanyParticipant | EntrepreneurParticipant:
    if len(box.inn) == _ENTREPRENEUR_INN:
        name = _name(signatory_of(box))
        return EntrepreneurParticipant(participant_id=box.participant_id, inn=box.inn, name=name)
    return CompanyParticipant(participant_id=box.participant_id, name=box.name, inn=box.inn, kpp=box.kpp)


def _composer(box: Box) -> str:
    numbers = f"{box.inn}/{box.kpp}" if box.kpp else box.inn
    return f"{box.name}, ИНН/КПП {numbers}"


def _name(person: Signatory) -> PersonName:
    return PersonName(surname=person.surname, given_name=person.given_name)


def _encoded(signature: bytes) -> str:
    return base64.b64encode(signature).decode("ascii")


def _file_id(file_name: str) -> str:
    """The name inside a service document has no extension."""
    return file_name.removesuffix(".xml")
