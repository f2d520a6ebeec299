"""The ``Document`` of the protocol: one document with statuses computed from the tree, as one side sees it."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Final

from edo_gateway.sandbox.cursor import cursor_of
from edo_gateway.sandbox.heading import heading_of
from edo_gateway.sandbox.kinds import BUYER_TITLES, RECEIPTS, AttachmentType
from edo_gateway.sandbox.records import Declaration, Entity, Verdict
from edo_gateway.sandbox.reports import ROAMING_TROUBLE
from edo_gateway.sandbox.ticks import instant_of
from edo_gateway.sandbox.view import MessageView
from edo_gateway.sandbox.wire import Json

NOT_ACCEPTABLE: Final = "GeneralReceiptStatusNotAcceptable"
_UNCONFIRMED: Final[Json] = {"ReceiptStatus": NOT_ACCEPTABLE, "DateTimeTicks": 0}
_SENDER_SIGNATURE: Final = {
    Verdict.UNCHECKED: "SenderSignatureUnchecked",
    Verdict.VALID: "SenderSignatureCheckedAndValid",
    Verdict.INVALID: "SenderSignatureCheckedAndInvalid",
}
_ANSWER_OF_RESULT: Final = {"2": "WithRecipientPartiallySignature", "3": "RecipientSignatureRequestRejected"}
_AMENDMENT_REQUESTED: Final = 1
_TITLES: Final = {
    "UniversalTransferDocument": "УПД",
    "Invoice": "Счёт-фактура",
    "XmlTorg12": "Накладная",
    "XmlAcceptanceCertificate": "Акт",
    "UniversalCorrectionDocument": "УКД",
    "ProformaInvoice": "Счёт на оплату",
    "Contract": "Договор",
    "PriceList": "Прайс-лист",
    "ReconciliationAct": "Акт сверки",
    "SupplementaryAgreement": "Дополнительное соглашение",
    "Torg12": "Накладная",
    "AcceptanceCertificate": "Акт",
}


@dataclass(frozen=True, slots=True)
class Statuses:
    """Threads of one document; each is a function of what lies under it."""

    view: MessageView
    document: Entity
    declaration: Declaration

    @property
    def confirmation(self) -> Json:
        """ПДП for the sender, ПДО for the recipient."""
        if not self.declaration.kind.is_formalized:
            return _UNCONFIRMED
        return self._confirmation_of(self.document)

    @property
    def recipient_receipt(self) -> Json:
        receipts = self.view.under(self.document.id, *RECEIPTS)
        if receipts:
            return {"ReceiptStatus": "Finished", "ConfirmationMetadata": self._confirmation_of(receipts[0])}
        status = NOT_ACCEPTABLE
        if self.declaration.kind.owes_receipt(asked=self.declaration.needs_receipt) and not self.failed:
            status = "WaitingForReceipt" if self.view.is_outbound else "HaveToCreateReceipt"
        return {"ReceiptStatus": status, "ConfirmationMetadata": _UNCONFIRMED}

    @property
    def response(self) -> str:
        """``RecipientResponseStatus``. A title with КодИтога 3 «не приняты» counts as a refusal."""
        answers = self._answers()
        valid = [answer for answer in answers if answer.verdict is not Verdict.INVALID]
        if any(answer.attachment_type is AttachmentType.REJECTION for answer in valid):
            return "RecipientSignatureRequestRejected"
        if valid:
            return _ANSWER_OF_RESULT.get(heading_of(valid[-1].content).result, "WithRecipientSignature")
        if answers:
            return "InvalidRecipientSignature"
        owed = self.declaration.kind.owes_answer(asked=self.declaration.needs_answer)
        return "WaitingForRecipientSignature" if owed else "RecipientResponseStatusNotAcceptable"

    @property
    def amendment(self) -> Json:
        requests = self.view.under(self.document.id, AttachmentType.CORRECTION_REQUEST)
        return {"AmendmentFlags": _AMENDMENT_REQUESTED if requests else 0, "ReceiptStatus": NOT_ACCEPTABLE}

    @property
    def revocation(self) -> str:
        requests = self.view.under(self.document.id, AttachmentType.REVOCATION_REQUEST)
        if not requests:
            return "RevocationStatusNone"
        last = requests[-1]
        if self.view.under(last.id, AttachmentType.REJECTION):
            return "RevocationRejected"
        if any(signature.author_box != last.author_box for signature in self.view.signatures_of(last.id)):
            return "RevocationAccepted"
        mine = last.author_box == self.view.viewer.id
        return "RevocationIsRequestedByMe" if mine else "RequestsMyRevocation"

    @property
    def sender_receipt(self) -> Json:
        titles = self.view.under(self.document.id, *BUYER_TITLES)
        received = any(self.view.under(title.id, *RECEIPTS) for title in titles)
        return {"ReceiptStatus": "Finished" if received else NOT_ACCEPTABLE}

    @property
    def roaming(self) -> Json:
        if not self.view.under(self.document.id, AttachmentType.ROAMING_NOTIFICATION):
            return {"RoamingNotificationStatus": "RoamingNotificationStatusNone"}
        return {
            "RoamingNotificationStatus": "RoamingNotificationStatusError",
            "RoamingNotificationStatusDescription": ROAMING_TROUBLE,
        }

    @property
    def failed(self) -> bool:
        return self.document.verdict is Verdict.INVALID

    @property
    def is_finished(self) -> bool:
        """Nobody has to do anything more."""
        if not self.failed and not self.view.message.delivered_ticks:
            return False  # the operator has not delivered it yet
        waiting = self.recipient_receipt["ReceiptStatus"] in {"WaitingForReceipt", "HaveToCreateReceipt"}
        return not waiting and self.response != "WaitingForRecipientSignature"

    @property
    def docflow(self) -> Json:
        """For people only; programs that branch on it are wrong."""
        severity, text = self._in_words()
        return {"PrimaryStatus": {"Severity": severity, "StatusText": text}}

    def _in_words(self) -> tuple[str, str]:
        if self.failed:
            return "Error", "Ошибка доставки: подпись не прошла проверку"
        if self.amendment["AmendmentFlags"]:
            return "Warning", "Требуется уточнение"
        if self.response == "RecipientSignatureRequestRejected":
            return "Error", "Отказано"
        if self.is_finished:
            return "Success", "Документооборот завершён"
        if not self.view.message.delivered_ticks:
            return "Info", "Документ отправляется"
        return "Info", "Ожидается ответ контрагента" if self.view.is_outbound else "Требуется действие"

    def _answers(self) -> list[Entity]:
        attachments = self.view.under(self.document.id, AttachmentType.REJECTION, *BUYER_TITLES)
        signatures = [s for s in self.view.signatures_of(self.document.id) if s.author_box != self.document.author_box]
        return sorted([*attachments, *signatures], key=lambda entity: entity.sequence)

    def _confirmation_of(self, subject: Entity) -> Json:
        confirmations = self.view.under(subject.id, AttachmentType.CONFIRMATION)
        if confirmations:
            return {"ReceiptStatus": "Finished", "DateTimeTicks": confirmations[0].created_ticks}
        status = NOT_ACCEPTABLE if subject.verdict is Verdict.INVALID else "WaitingForReceipt"
        return {"ReceiptStatus": status, "DateTimeTicks": 0}


def statuses_of(view: MessageView, document: Entity) -> Statuses:
    if document.declaration is None:
        raise LookupError(f"entity {document.id} is not a document")
    return Statuses(view, document, document.declaration)


def document_json(view: MessageView, document: Entity, *, with_content: bool = False) -> Json:
    """``Document`` with every required field, every flag and every list."""
    statuses = statuses_of(view, document)
    return {
        **_identity(view, document),
        **_declared(document, statuses.declaration),
        **_threads(statuses),
        **_marks(view, document),
        "Content": content_json(document, with_content=with_content),
    }


def content_json(entity: Entity, *, with_content: bool) -> Json:
    size: Json = {"Size": len(entity.content)}
    return {**size, "Data": base64.b64encode(entity.content).decode("ascii")} if with_content else size


def _identity(view: MessageView, document: Entity) -> Json:
    number, date = _number_and_date(document)
    return {
        "IndexKey": cursor_of(document.sequence),
        "MessageId": document.message_id,
        "MessageIdGuid": document.message_id,
        "EntityId": document.id,
        "EntityIdGuid": document.id,
        "CreationTimestampTicks": document.created_ticks,
        "CreationTimestamp": instant_of(document.created_ticks),
        "CounteragentBoxId": view.counterparty.wire_id,
        "FileName": document.file_name,
        "DocumentDate": date,
        "DocumentNumber": number,
        "DocumentDirection": "Outbound" if view.is_outbound else "Inbound",
        "PacketId": document.message_id,
    }


def _declared(document: Entity, declaration: Declaration) -> Json:
    kind = declaration.kind
    return {
        "DocumentType": document.attachment_type or AttachmentType.TITLE,
        "TypeNamedId": kind.type_named_id,
        "Function": kind.function,
        "Version": kind.version,
        "WorkflowId": kind.workflow(answer_asked=declaration.needs_answer),
        "Title": title_of(document, kind.type_named_id),
        "CustomDocumentId": declaration.custom_document_id,
        "CustomData": [{"Key": key, "Value": value} for key, value in declaration.custom_data],
        "Metadata": _metadata(document),
        "InitialDocumentIds": [],
        "SubordinateDocumentIds": [],
    }


def _threads(statuses: Statuses) -> Json:
    return {
        "ConfirmationMetadata": statuses.confirmation,
        "RecipientReceiptMetadata": statuses.recipient_receipt,
        "RecipientResponseStatus": statuses.response,
        "AmendmentRequestMetadata": statuses.amendment,
        "SenderReceiptMetadata": statuses.sender_receipt,
        "SenderSignatureStatus": _SENDER_SIGNATURE[statuses.document.verdict],
        "RevocationStatus": statuses.revocation,
        "DocflowStatus": statuses.docflow,
        **statuses.roaming,
    }


def _marks(view: MessageView, document: Entity) -> Json:
    message = view.message
    return {
        "SendTimestampTicks": message.created_ticks,
        "DeliveryTimestampTicks": message.delivered_ticks,
        "LastModificationTimestampTicks": max(message.patched_ticks, document.created_ticks),
        "IsDeleted": False,
        "IsTest": True,
        "IsRead": view.is_outbound,
        "IsEncryptedContent": False,
        "PacketIsLocked": False,
        "LockMode": message.lock_mode,
        "ProxySignatureStatus": "ProxySignatureStatusNone",
        "ForwardDocumentEvents": [],
        "LastOuterDocflows": [],
    }


def title_of(document: Entity, type_named_id: str) -> str:
    """What a list calls the document: its kind, number and date, or the name of the file."""
    number, date = _number_and_date(document)
    if not number:
        return document.file_name
    return f"{_TITLES.get(type_named_id, 'Документ')} № {number} от {date}"


def _metadata(document: Entity) -> list[Json]:
    number, date = _number_and_date(document)
    told = dict(document.declaration.metadata) if document.declaration else {}
    known = {**told, "DocumentNumber": number, "DocumentDate": date, "FileName": document.file_name}
    return [{"Key": key, "Value": value} for key, value in known.items() if value]


def _number_and_date(document: Entity) -> tuple[str, str]:
    """As the file says; a free-form file says nothing, so its sender is believed."""
    heading, declaration = heading_of(document.content), document.declaration
    if heading.number or declaration is None:
        return heading.number, heading.date
    return declaration.told("DocumentNumber"), declaration.told("DocumentDate")
