"""The service files the operator and the counterparty write: ПДП, ПДО, ИоП, УоУ, built by ``formats``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from edo_gateway.domain.file import ExchangeFile
from edo_gateway.formats import build, correction_request, operator_forwarded, operator_received, receipt_notice
from edo_gateway.formats.parts.references import PersonName
from edo_gateway.formats.service_documents import (
    CompanyParticipant,
    CorrectionSignatory,
    EntrepreneurParticipant,
    Operator,
    ReceiptSignatory,
)
from edo_gateway.sandbox.config import SandboxConfig
from edo_gateway.sandbox.keys import Signatory, signatory_of
from edo_gateway.sandbox.records import Box

_ENTREPRENEUR_INN: Final = 12


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
    """Writes the operator's confirmations; each is addressed to one side."""

    config: SandboxConfig

    def received(self, subject: Confirmed, at: datetime) -> ExchangeFile:
        """ПДП, for the sender of the file."""
        return build(operator_received(**self._said(subject), received_at=at), at=at, guid=uuid4())

    def forwarded(self, subject: Confirmed, at: datetime) -> ExchangeFile:
        """ПДО, for the recipient of the file."""
        return build(operator_forwarded(**self._said(subject), sent_at=at), at=at, guid=uuid4())

    def _said(self, subject: Confirmed) -> dict[str, Any]:
        config = self.config
        return {
            "file": ExchangeFile(subject.file_name, b""),
            "signatures": (subject.signature,),
            "operator": Operator(name=config.operator_name, inn=config.operator_inn, id=config.operator_prefix),
            "sender": _participant(subject.sender),
            "recipient": _participant(subject.recipient),
        }


@dataclass(frozen=True, slots=True)
class Answers:
    """Writes what the recipient of a file answers."""

    def receipt_notice(self, received: Received, at: datetime) -> ExchangeFile:
        """ИоП."""
        person = signatory_of(received.receiver)
        document = receipt_notice(
            received.file,
            (received.signature,),
            author=_participant(received.receiver),
            counterparty=_participant(received.sender),
            signatory=ReceiptSignatory(position=person.position, name=name_of(person)),
            received_at=at,
        )
        return build(document, at=at, guid=uuid4())

    def correction_request(self, received: Received, text: str, at: datetime) -> ExchangeFile:
        """УоУ."""
        person = signatory_of(received.receiver)
        document = correction_request(
            received.file,
            received.signature,
            author=_participant(received.receiver),
            counterparty=_participant(received.sender),
            signatory=CorrectionSignatory(position=person.position, name=name_of(person)),
            text=text,
            received_at=at,
        )
        return build(document, at=at, guid=uuid4())

    def rejection(self, received: Received, text: str, at: datetime) -> ExchangeFile:
        """Отказ в подписи: the form of a correction request, told apart by the type of the attachment alone."""
        return self.correction_request(received, text, at)


def _participant(box: Box) -> CompanyParticipant | EntrepreneurParticipant:
    if len(box.inn) == _ENTREPRENEUR_INN:
        name = name_of(signatory_of(box))
        return EntrepreneurParticipant(participant_id=box.participant_id, inn=box.inn, name=name)
    return CompanyParticipant(participant_id=box.participant_id, name=box.name, inn=box.inn, kpp=box.kpp)


def name_of(person: Signatory) -> PersonName:
    """A signatory's name as the formats write it."""
    return PersonName(surname=person.surname, given_name=person.given_name)
