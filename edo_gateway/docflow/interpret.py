"""Interpret what came from the other side: verify its signature, read its meaning, decide what it proves.

A file whose signature is broken, or which answers another document, proves nothing: it is kept as received, and
its fact is recorded as not recognised with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from edo_gateway import formats
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.delivery import Fact, FactKind
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import FileId
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.domain.validation import InvalidDocument
from edo_gateway.formats.responses import Decision, response_of
from edo_gateway.formats.service_documents import CorrectionRequest
from edo_gateway.storage.contract import KeptFact
from signing import Indication, SignatureVerdict, TrustStore, to_json, verify


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
    verdicts: tuple[SignatureVerdict, ...] = ()

    def signatures(self, file_id: FileId) -> list[Signature]:
        """One kept signature for the file, with the worst of its verdicts as the summary."""
        if not self.verdicts:
            return []
        worst = _worst(self.verdicts)
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
                indication=worst.indication,
                verdict=json.dumps(to_json(self.verdicts), ensure_ascii=False),
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
_SEVERITY = (Indication.TOTAL_FAILED, Indication.INDETERMINATE, Indication.TOTAL_PASSED)


@dataclass(frozen=True, kw_only=True)
class Interpret:
    clock: Clock
    trust: Callable[[], TrustStore]

    def __call__(self, kept: KeptFact, fetched: Fetched | None, title: ExchangeFile) -> Interpreted:
        if fetched is None:
            return Interpreted(fact=_fact(kept, _about_reply(kept, kept.kind), kept.note))
        verdicts = self._verdicts(fetched)
        kind, note = _meaning(kept, fetched, verdicts, title)
        kind = _about_reply(kept, kind)
        return Interpreted(
            fact=_fact(kept, kind, note),
            role=fetched.role,
            file=fetched.file,
            signature=fetched.signature,
            verdicts=verdicts,
        )

    def _verdicts(self, fetched: Fetched) -> tuple[SignatureVerdict, ...]:
        if not fetched.signature:
            return ()
        return tuple(verify(fetched.file.content, fetched.signature, self.trust(), at=self.clock()))


def _meaning(
    kept: KeptFact, fetched: Fetched, verdicts: tuple[SignatureVerdict, ...], title: ExchangeFile
) -> tuple[FactKind, str]:
    if kept.kind in _OPERATOR_SAYS:
        return kept.kind, kept.note
    if not verdicts:
        return FactKind.UNRECOGNISED, "Файл пришёл без подписи и ничего не подтверждает."
    if _worst(verdicts).indication is Indication.TOTAL_FAILED:
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


def _worst(verdicts: tuple[SignatureVerdict, ...]) -> SignatureVerdict:
    return min(verdicts, key=lambda verdict: _SEVERITY.index(verdict.indication))
