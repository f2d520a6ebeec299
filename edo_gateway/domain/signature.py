"""Signatures as the gateway keeps them; making and checking them is the business of ``signing``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import FileId, PersonId
from edo_gateway.domain.text import Text


class SignatureLevel(StrEnum):
    """Вид электронной подписи, 63-ФЗ, статья 5."""

    SIMPLE = "simple"
    UNQUALIFIED = "unqualified"
    QUALIFIED = "qualified"


LEVEL_NAMES: dict[SignatureLevel, Text] = {
    SignatureLevel.SIMPLE: Text("простая", "simple"),
    SignatureLevel.UNQUALIFIED: Text("неквалифицированная", "unqualified"),
    SignatureLevel.QUALIFIED: Text("квалифицированная", "qualified"),
}

_BY_STRENGTH = (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED, SignatureLevel.SIMPLE)


def strongest(levels: Iterable[SignatureLevel]) -> SignatureLevel:
    """The strongest of the kinds. Raises :class:`ValueError` when there are none."""
    return min(levels, key=_BY_STRENGTH.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One verification: the full result as JSON and its summary. Never changed; a later one stands beside it."""

    at: datetime
    indication: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvidence:
    """A revocation list or an OCSP response a verdict relied on, DER; ``kind`` is crl or ocsp."""

    kind: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature kept with the file it signs.

    ``content`` is CMS in DER; ``verdict`` is the full verification result as JSON, ``indication`` its summary, both
    of the latest verification, made at ``judged_at``; ``earlier`` holds those before it, oldest first.
    ``person_id`` is set when one of our people signed. ``authority`` is by which right, as JSON: judged once, when it
    was made or came; empty where it was not asked. ``place`` tells apart those who sign jointly: the number of their
    power and whose place in it; empty for whoever signs alone.
    """

    file_id: FileId
    level: SignatureLevel
    content: bytes
    signer: str
    certificate_serial: str
    signed_at: datetime
    indication: str
    verdict: str
    judged_at: datetime
    person_id: PersonId | None = None
    earlier: tuple[Judgement, ...] = ()
    authority: str = ""
    place: str = ""

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Oldest first, the one that counts last."""
        return (*self.earlier, Judgement(at=self.judged_at, indication=self.indication, verdict=self.verdict))

    @property
    def first(self) -> Judgement:
        return self.judgements[0]


class AlreadySigned(GatewayError):
    code = "already_signed"
    text = Text(
        "На документе уже есть подпись этого вида ({level}). Вторая не нужна.",
        "The document already carries a signature of this kind ({level}). A second one is not needed.",
    )

    def __init__(self, level: SignatureLevel) -> None:
        super().__init__(level=LEVEL_NAMES[level])


class SignatureNotRequired(GatewayError):
    code = "signature_not_required"
    text = Text(
        "Этому документу подпись вида «{level}» не требуется. Нужны: {required}.",
        "This document does not need a signature of the kind “{level}”. It needs: {required}.",
    )
