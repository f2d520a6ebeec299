"""Interpret what came from the other side: verify its signature, read its meaning, decide what it proves.

A file whose signature is broken, or which answers another document, proves nothing: it is kept as received, and
its fact is recorded as not recognised with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway import formats
from edo_gateway.docflow.verification import Existence, Verified, VerifySignature
from edo_gateway.domain.delivery import Fact, FactKind
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import FileId
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.responses import Decision, response_of
from edo_gateway.formats.service_documents import CorrectionRequest
from edo_gateway.storage.contract import KeptFact
from signing import Indication


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file of the other side with its detached signature; empty when there is none."""

    role: FileRole
    file: ExchangeFile
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted:
    """The fact in its final form, and what to keep with it."""

    fact: Fact
    role: FileRole | None = None
    file: ExchangeFile | None = None
    signature: bytes = b""
    verified: Verified | None = None

    def signatures(self, file_id: FileId) -> list[Signature]:
        """One kept signature for the file, with the worst of its verdicts as the summary."""
        if self.verified is None:
            return []
        worst, judgement = self.verified.worst, self.verified.judgement
        signer = worst.signer
        return [
            Signature(
                file_id=file_id,
                # Without a known chain the certificate's claim counts for nothing: the weaker kind is assumed.
                level=SignatureLevel(worst.level or SignatureLevel.UNQUALIFIED),
                content=self.signature,
                signer=signer.common_name if signer else "",
                certificate_serial=signer.serial if signer else "",
                signed_at=worst.claimed_time or self.fact.at,
                indication=judgement.indication,
                verdict=judgement.verdict,
                judged_at=judgement.at,
            )
        ]


_DECISIONS: dict[Decision, FactKind] = {
    Decision.ACCEPTED: FactKind.ACCEPTED,
    Decision.WITH_DISCREPANCIES: FactKind.ACCEPTED_WITH_DISCREPANCIES,
    Decision.NOT_ACCEPTED: FactKind.NOT_ACCEPTED,
    Decision.STATED: FactKind.COUNTERSIGNED,
}
# The operator's own word about the delivery: the file beside it only explains.
_OPERATOR_SAYS = frozenset({FactKind.SIGNATURE_REFUSED, FactKind.DELIVERY_FAILED})
_CONFIRMATIONS = frozenset({FactKind.OPERATOR_RECEIVED, FactKind.OPERATOR_FORWARDED})


@dataclass(frozen=True, kw_only=True)
class Interpret:
    verify: VerifySignature

    def __call__(self, kept: KeptFact, fetched: Fetched | None, title: ExchangeFile) -> Interpreted:
        if fetched is None:
            return Interpreted(fact=_fact(kept, _about_reply(kept, kept.kind), kept.note))
        verified = self._verified(fetched, Existence.reported(kept.at, kept.received_at))
        kind, note = _meaning(kept, fetched, verified, title)
        kind = _about_reply(kept, kind)
        return Interpreted(
            fact=_fact(kept, kind, note),
            role=fetched.role,
            file=fetched.file,
            signature=fetched.signature,
            verified=verified,
        )

    def _verified(self, fetched: Fetched, existed: Existence) -> Verified | None:
        if not fetched.signature:
            return None
        return self.verify(fetched.file.content, fetched.signature, existed=existed)


def _meaning(kept: KeptFact, fetched: Fetched, verified: Verified | None, title: ExchangeFile) -> tuple[FactKind, str]:
    if kept.kind in _OPERATOR_SAYS:
        return kept.kind, kept.note
    if verified is None:
        return FactKind.UNRECOGNISED, "Файл пришёл без подписи и ничего не подтверждает."
    if verified.worst.indication is Indication.TOTAL_FAILED:
        return FactKind.UNRECOGNISED, "Подпись под файлом не прошла проверку, он ничего не подтверждает."
    if fetched.role is FileRole.SELLER_TITLE:
        return kept.kind, kept.note  # a bare signature under our own file
    try:
        model = formats.parse(fetched.file)
    except InvalidDocument:
        return FactKind.UNRECOGNISED, "Файл не удалось прочитать; он сохранён как пришёл."
    return _said(kept, model, title)


def _said(kept: KeptFact, model: formats.DocumentModel, title: ExchangeFile) -> tuple[FactKind, str]:
    about = title.name.removesuffix(".xml")
    if response := response_of(model):
        if response.file != about:
            return FactKind.UNRECOGNISED, "Ответный титул отвечает на другой файл."
        return _DECISIONS[response.decision], response.note
    if isinstance(model, CorrectionRequest):
        return kept.kind, model.text
    return kept.kind, kept.note


def _about_reply(kept: KeptFact, kind: FactKind) -> FactKind:
    """What is said of a reply says nothing of the document: only an operator's confirmation of it is understood."""
    if not kept.is_about_reply:
        return kind
    return FactKind.REPLY_CONFIRMED if kind in _CONFIRMATIONS else FactKind.UNRECOGNISED


def _fact(kept: KeptFact, kind: FactKind, note: str) -> Fact:
    return Fact(kind=kind, source=kept.source, at=kept.at, received_at=kept.received_at, note=note)
