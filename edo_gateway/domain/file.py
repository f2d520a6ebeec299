"""Files as bytes with a name: both matter in law, and neither is ever changed after signing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """Файл обмена: its legal name with the extension and its exact bytes (windows-1251 for the tax formats)."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


class FileRole(StrEnum):
    """What a file is to its document."""

    SELLER_TITLE = "seller_title"
    BUYER_TITLE = "buyer_title"
    RECEIPT_NOTICE = "receipt_notice"
    OPERATOR_RECEIVED = "operator_received"  # ПДП, КНД 1115112
    OPERATOR_FORWARDED = "operator_forwarded"  # ПДО, КНД 1115111
    CORRECTION_REQUEST = "correction_request"
    SIGNATURE_REJECTION = "signature_rejection"
    OTHER = "other"
