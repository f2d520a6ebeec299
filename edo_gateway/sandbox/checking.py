"""What the operator thinks of a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signing.certificate import Certificate
from signing.errors import SigningError
from signing.indication import SubIndication
from signing.trust.store import TrustStore
from signing.verification.verifying import verify


@dataclass(frozen=True, slots=True)
class Opinion:
    """``reason`` says in Russian what is wrong; empty when the signature is good."""

    is_good: bool
    reason: str = ""
    signer: Certificate | None = None


class SignatureCheck:
    """Verifies against the sandbox's own authority and the client's roots, read anew each time."""

    def __init__(self, own_trust: Path, client_trust: Path | None) -> None:
        self._directories = [own_trust, *([client_trust] if client_trust else [])]

    def opinion(self, content: bytes, signature: bytes, at: datetime) -> Opinion:
        """Judge a detached CMS. A revocation list that is merely late is no reason to refuse a document."""
        if not signature:
            return Opinion(False, "Подпись пуста.")
        try:
            verdicts = verify(content, signature, self._trust(), at=at)
        except SigningError as error:
            return Opinion(False, error.ru)
        for verdict in verdicts:
            if not verdict.passed and verdict.sub_indication is not SubIndication.TRY_LATER:
                return Opinion(False, verdict.sentence.ru)
        return (
            Opinion(True, signer=verdicts[0].signer)
            if verdicts
            else Opinion(False, "В файле подписи нет ни одной подписи.")
        )

    def _trust(self) -> TrustStore:
        trust = TrustStore(anchors=())
        for directory in self._directories:
            if directory.is_dir():
                trust = trust.joined(TrustStore.from_directory(directory))
        return trust
