"""Kinds of documents: what the sender declares, and what the exchange order then demands of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class AttachmentType(StrEnum):
    """Words of the protocol for what an attachment is."""

    NONFORMALIZED = "Nonformalized"
    INVOICE = "Invoice"
    INVOICE_RECEIPT = "InvoiceReceipt"
    CONFIRMATION = "InvoiceConfirmation"
    CORRECTION_REQUEST = "InvoiceCorrectionRequest"
    DELIVERY_FAILURE = "DeliveryFailureNotification"
    SIGNATURE_REPORT = "SignatureVerificationReport"
    WAYBILL = "XmlTorg12"
    ACT = "XmlAcceptanceCertificate"
    WAYBILL_BUYER_TITLE = "XmlTorg12BuyerTitle"
    ACT_BUYER_TITLE = "XmlAcceptanceCertificateBuyerTitle"
    ROAMING_NOTIFICATION = "RoamingNotification"
    RECEIPT = "Receipt"
    REJECTION = "XmlSignatureRejection"
    REVOCATION_REQUEST = "RevocationRequest"
    TRANSFER = "UniversalTransferDocument"
    TRANSFER_BUYER_TITLE = "UniversalTransferDocumentBuyerTitle"
    CORRECTION = "UniversalCorrectionDocument"
    CORRECTION_BUYER_TITLE = "UniversalCorrectionDocumentBuyerTitle"
    TITLE = "Title"
    PROFORMA_INVOICE = "ProformaInvoice"
    CONTRACT = "Contract"
    PRICE_LIST = "PriceList"
    RECONCILIATION_ACT = "ReconciliationAct"
    SERVICE_DETAILS = "ServiceDetails"
    SUPPLEMENTARY_AGREEMENT = "SupplementaryAgreement"
    FREE_WAYBILL = "Torg12"
    FREE_ACT = "AcceptanceCertificate"
    POWER = "PowerOfAttorney"
    POWER_STATUS = "PowerOfAttorneyStatus"


class EntityType(StrEnum):
    ATTACHMENT = "Attachment"
    SIGNATURE = "Signature"


FREE_FORM: Final = frozenset(
    {
        AttachmentType.NONFORMALIZED,
        AttachmentType.PROFORMA_INVOICE,
        AttachmentType.CONTRACT,
        AttachmentType.PRICE_LIST,
        AttachmentType.RECONCILIATION_ACT,
        AttachmentType.SERVICE_DETAILS,
        AttachmentType.SUPPLEMENTARY_AGREEMENT,
        AttachmentType.FREE_WAYBILL,
        AttachmentType.FREE_ACT,
    }
)
"""Documents without a prescribed format: their number and date are told by the sender, not read in the file."""

_TYPES: Final = {
    "UniversalTransferDocument": AttachmentType.TRANSFER,
    "Invoice": AttachmentType.INVOICE,
    "XmlTorg12": AttachmentType.WAYBILL,
    "XmlAcceptanceCertificate": AttachmentType.ACT,
    "UniversalCorrectionDocument": AttachmentType.CORRECTION,
    **{str(free_form): free_form for free_form in FREE_FORM},
}
_BUYER_TITLES: Final = {
    AttachmentType.TRANSFER: AttachmentType.TRANSFER_BUYER_TITLE,
    AttachmentType.INVOICE: AttachmentType.TRANSFER_BUYER_TITLE,
    AttachmentType.WAYBILL: AttachmentType.WAYBILL_BUYER_TITLE,
    AttachmentType.ACT: AttachmentType.ACT_BUYER_TITLE,
    AttachmentType.CORRECTION: AttachmentType.CORRECTION_BUYER_TITLE,
}
BUYER_TITLES: Final = frozenset({*_BUYER_TITLES.values(), AttachmentType.TITLE})
RECEIPTS: Final = frozenset({AttachmentType.INVOICE_RECEIPT, AttachmentType.RECEIPT})
_INVOICE_FUNCTIONS: Final = frozenset({"СЧФ", "СЧФДОП", "КСЧФ", "КСЧФДИС"})
_ANSWERED_FUNCTIONS: Final = frozenset({"ДОП", "СЧФДОП", "ДИС", "КСЧФДИС"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """The triple a sender states, since the file alone does not tell an act from a waybill."""

    type_named_id: str
    function: str
    version: str

    @property
    def attachment_type(self) -> AttachmentType:
        return _TYPES.get(self.type_named_id, AttachmentType.TITLE)

    @property
    def buyer_title_type(self) -> AttachmentType:
        return _BUYER_TITLES.get(self.attachment_type, AttachmentType.TITLE)

    @property
    def is_formalized(self) -> bool:
        return self.attachment_type not in FREE_FORM

    @property
    def is_invoice(self) -> bool:
        return self.function in _INVOICE_FUNCTIONS

    def owes_receipt(self, *, asked: bool) -> bool:
        """Whether the recipient must send a receipt notice: always on an invoice, else when asked (Минфин 14н)."""
        return self.is_invoice or asked

    def owes_answer(self, *, asked: bool) -> bool:
        """Whether a buyer title (or a signature on a free-form file) is waited for."""
        if not self.is_formalized:
            return asked
        return self.function in _ANSWERED_FUNCTIONS or (self.function == "default" and asked)

    @property
    def receipt_type(self) -> AttachmentType:
        return AttachmentType.INVOICE_RECEIPT if self.is_invoice else AttachmentType.RECEIPT

    def workflow(self, *, answer_asked: bool) -> int:
        """``WorkflowId`` of the protocol."""
        if not self.is_formalized:
            return 2 if answer_asked else 6
        if self.is_invoice:
            return 16 if self.function in _ANSWERED_FUNCTIONS else 15
        return 19 if self.owes_answer(asked=answer_asked) else 9
