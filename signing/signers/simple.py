"""Simple signatures (63-ФЗ, articles 5 and 9): a record of who confirmed what, sealed by the service's own key.

A simple signature is made by a person with a password or a one-time code and has no cryptography of its own.
What proves it later is this record: canonical JSON, carried inside a CMS that the service signs. The record
itself names the document by SHA-256, so verification needs the document, the record and nothing of ours.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from signing.keys.key import Key
from signing.signers.contract import Certificate, SignatureKind, Signer
from signing.signers.key_signer import KeySigner

RECORD_TYPE = "simple-signature-record"
RECORD_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """The facts that identify the person and the moment; `confirmed_at` is aware."""

    user_id: str
    name: str
    method: str
    """How the person proved who they are at that moment, for example `password` or `one-time-code`."""
    confirmed_at: datetime
    agreement: str
    """The agreement that makes this signature equal to a handwritten one (63-ФЗ, article 9)."""
    ip: str
    text_shown_sha256: str
    """Of the text the person was shown and agreed to; lower-case hexadecimal."""

    @staticmethod
    def digest_of_text(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class SimpleRecord:
    document_sha256: str
    confirmation: Confirmation

    @classmethod
    def of(cls, content: bytes, confirmation: Confirmation) -> "SimpleRecord":
        return cls(hashlib.sha256(content).hexdigest(), confirmation)

    def confirms(self, content: bytes) -> bool:
        return self.document_sha256 == hashlib.sha256(content).hexdigest()

    def to_bytes(self) -> bytes:
        """Canonical JSON: keys sorted, no spaces, UTF-8."""
        facts = self.confirmation
        record = {
            "type": RECORD_TYPE,
            "version": RECORD_VERSION,
            "document": {"sha256": self.document_sha256},
            "user_id": facts.user_id,
            "name": facts.name,
            "method": facts.method,
            "confirmed_at": facts.confirmed_at.astimezone(UTC).isoformat(),
            "agreement": facts.agreement,
            "ip": facts.ip,
            "text_shown_sha256": facts.text_shown_sha256,
        }
        return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "SimpleRecord | None":
        """None for anything but a record of this version in its canonical form."""
        try:
            record = cls._parsed(json.loads(encoded))
        except (ValueError, TypeError, KeyError, RecursionError):
            return None
        return record if record.to_bytes() == encoded else None

    @classmethod
    def _parsed(cls, record: dict[str, str], /) -> "SimpleRecord":
        names = ("user_id", "name", "method", "agreement", "ip", "text_shown_sha256")
        texts = {name: _text(record[name]) for name in names}
        document: object = record["document"]
        if not isinstance(document, dict):
            raise TypeError("document is not an object")
        moment = datetime.fromisoformat(record["confirmed_at"])
        return cls(_text(document["sha256"]), Confirmation(confirmed_at=moment, **texts))


class SimpleSigner(Signer):
    """Seals one person's confirmation. `sign` gives an attached CMS whose content is the record."""

    def __init__(self, key: Key, certificate: Certificate, confirmation: Confirmation) -> None:
        self._sealer = KeySigner(key, certificate, SignatureKind.SIMPLE)
        self._confirmation = confirmation

    @property
    def kind(self) -> SignatureKind:
        return SignatureKind.SIMPLE

    @property
    def certificate(self) -> Certificate:
        """The service's certificate, not the person's: a simple signature has none."""
        return self._sealer.certificate

    def _sign(self, message: bytes) -> bytes:
        return self._sealer._sign(message)

    def _enclose(self, content: bytes) -> bytes:
        return SimpleRecord.of(content, self._confirmation).to_bytes()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    return value
