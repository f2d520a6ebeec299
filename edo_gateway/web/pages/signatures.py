"""Signatures of a document: the verdict as one sentence first, then as separate facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edo_gateway.domain.document import Document
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.signature import Judgement, Signature
from edo_gateway.formats.printing import Side, Stamp
from edo_gateway.storage.contract import StoredFile, Unit
from edo_gateway.web.pages.story import INDICATIONS
from edo_gateway.web.pages.words import FILES, LEVELS, Tone, joint_words

_CHECKS = {
    "format": "Состав подписи",
    "certificate": "Сертификат",
    "binding": "Связь с сертификатом",
    "algorithms": "Алгоритмы",
    "integrity": "Файл не изменён",
    "signature": "Подпись сделана этим ключом",
    "time": "Время подписи",
    "chain": "Удостоверяющий центр",
    "purpose": "Назначение сертификата",
    "qualification": "Вид сертификата",
    "revocation": "Не отозван",
}
_OUTCOMES = {"ok": Tone.SUCCESS, "warning": Tone.WARNING, "failed": Tone.DANGER, "unknown": Tone.WARNING}
_OUTCOME_WORDS = {"ok": "да", "warning": "с оговоркой", "failed": "нет", "unknown": "не удалось проверить"}

_RIGHTS = {
    True: ("подтверждено", Tone.SUCCESS),
    False: ("не подтверждено", Tone.DANGER),
    None: ("не проверено", Tone.WARNING),
}
_STATUSES = {
    "good": ("не отозван", Tone.SUCCESS),
    "revoked": ("отозван", Tone.DANGER),
    "on-hold": ("приостановлен", Tone.WARNING),
    "unknown": ("сведений нет", Tone.WARNING),
}
_KINDS = {"crl": "список отзыва", "ocsp": "ответ OCSP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    name: str
    word: str
    tone: Tone
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownJudgement:
    """One verification in the history of a signature."""

    at: datetime
    word: str
    tone: Tone
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvidence:
    """What the verdict relies on: which certificate, what was said, by which list or response."""

    certificate: str
    word: str
    tone: Tone
    kind: str
    issued_at: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSignature:
    """A signature with its verdict; ``number`` counts from 1 within its file. ``content`` is CMS in DER."""

    number: int
    signature: Signature
    level: str
    word: str
    tone: Tone
    summary: str
    signer: dict[str, str]
    valid_from: datetime | None
    valid_to: datetime | None
    checks: tuple[Check, ...]
    warnings: tuple[str, ...]
    proven_at: datetime | None
    """The moment the certificate was judged at, when a time-stamp proves it."""
    stamped_by: str
    history: tuple[ShownJudgement, ...]
    """Oldest first; empty when there was one verification alone."""
    authority: Check | None
    """By which right; None where it was not asked."""
    evidence: tuple[ShownEvidence, ...]

    @property
    def content(self) -> bytes:
        return self.signature.content


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    file: StoredFile
    title: str
    verdicts: tuple[ShownSignature, ...]


def signed_files(unit: Unit, document: Document) -> list[SignedFile]:
    """Every file of the document with the signatures under it, in the order they came."""
    kept = unit.documents.signatures(document.id)
    return [
        SignedFile(
            file=file,
            title=FILES[file.role],
            verdicts=tuple(
                _shown(document, number, signature)
                for number, signature in enumerate((s for s in kept if s.file_id == file.id), 1)
            ),
        )
        for file in unit.documents.files(document.id)
    ]


def stamps_of(unit: Unit, document: Document) -> list[Stamp]:
    """Stamps for the printed form: those of both titles."""
    titles = (FileRole.SELLER_TITLE, FileRole.BUYER_TITLE)
    return [
        _stamp(shown, signed.title, is_ours=shown.signature.person_id is not None)
        for signed in signed_files(unit, document)
        if signed.file.role in titles
        for shown in signed.verdicts
        if document.counts(shown.signature)
    ]


def _stamp(shown: ShownSignature, title: str, *, is_ours: bool) -> Stamp:
    return Stamp(
        side=Side.SELLER if is_ours else Side.BUYER,
        title=title,
        signer=shown.signature.signer,
        organization=shown.signer.get("organisation", ""),
        level=shown.level,
        serial=shown.signature.certificate_serial,
        issuer=shown.signer.get("issuer", ""),
        valid_from=shown.valid_from,
        valid_to=shown.valid_to,
        signed_at=shown.signature.signed_at,
        verdict=shown.word,
        is_good=shown.tone is Tone.SUCCESS,
    )


def _shown(document: Document, number: int, signature: Signature) -> ShownSignature:
    verdict = _verdict(signature)
    word, tone = INDICATIONS.get(signature.indication, ("подпись не проверена", Tone.NEUTRAL))
    signer = verdict.get("signer") or {}
    return ShownSignature(
        number=number,
        signature=signature,
        level=LEVELS[signature.level],
        word=word,
        tone=tone,
        summary=str(verdict.get("summary", {}).get("ru", "")),
        signer={name: str(value) for name, value in signer.items() if value},
        valid_from=_time(signer.get("not_before")),
        valid_to=_time(signer.get("not_after")),
        checks=tuple(_check(check) for check in verdict.get("checks", [])),
        warnings=tuple(str(warning.get("ru", "")) for warning in [*verdict.get("warnings", []), *_doubts(signature)]),
        proven_at=_time(verdict.get("time")) if verdict.get("stamped_by") else None,
        stamped_by=str((verdict.get("stamped_by") or {}).get("common_name", "")),
        history=tuple(map(_judgement, signature.judgements)) if signature.earlier else (),
        evidence=tuple(_evidence(verdict, one) for one in verdict.get("revocations", [])),
        authority=_authority(document, signature),
    )


def _authority(document: Document, signature: Signature) -> Check | None:
    if not signature.authority:
        return None
    said = json.loads(signature.authority)
    word, tone = _RIGHTS[said["holds"]]
    sentence = str(said["summary"]["ru"])
    if signature.place:
        is_whole = document.joint is not None and document.joint.is_complete and document.counts(signature)
        word, tone = (word, tone) if is_whole else ("подписали не все", Tone.WARNING)
        sentence = f"{_jointly(document, signature)} {sentence}"
    return Check(name="Право подписи", word=word, tone=tone, sentence=sentence)


def _jointly(document: Document, signature: Signature) -> str:
    if document.joint and document.counts(signature):
        return joint_words(document.joint)
    return "Совместно, но остальные по этой доверенности не подписали: с документом эта подпись не отправляется."


def _doubts(signature: Signature) -> list[dict[str, Any]]:
    said: dict[str, Any] = json.loads(signature.authority or "{}")
    return list(said.get("warnings", []))


def _judgement(judgement: Judgement) -> ShownJudgement:
    word, tone = INDICATIONS.get(judgement.indication, ("подпись не проверена", Tone.NEUTRAL))
    summary = _decisive(judgement.verdict, judgement.indication).get("summary", {}).get("ru", "")
    return ShownJudgement(at=judgement.at, word=word, tone=tone, summary=str(summary))


def _evidence(verdict: dict[str, Any], said: dict[str, Any]) -> ShownEvidence:
    word, tone = _STATUSES.get(str(said.get("status", "")), ("неизвестно", Tone.NEUTRAL))
    sha256 = str(said.get("evidence") or "")
    kinds = {one["sha256"]: one["kind"] for one in verdict.get("evidence", [])}
    return ShownEvidence(
        certificate=str(said.get("certificate", "")),
        word=word,
        tone=tone,
        kind=_KINDS.get(kinds.get(sha256, ""), ""),
        issued_at=_time(said.get("this_update")),
        sha256=sha256,
    )


def _verdict(signature: Signature) -> dict[str, Any]:
    return _decisive(signature.verdict, signature.indication)


def _decisive(verdict: str, indication: str) -> dict[str, Any]:
    """The verdict as kept; the one that decided where the message has several signers."""
    kept: Any = json.loads(verdict or "{}")
    found = kept.get("signatures", []) if isinstance(kept, dict) else kept
    return next((dict(one) for one in found if one.get("indication") == indication), {})


def _check(check: dict[str, Any]) -> Check:
    name, outcome = str(check.get("name", "")), str(check.get("outcome", ""))
    return Check(
        name=_CHECKS.get(name, name),
        word=_OUTCOME_WORDS.get(outcome, outcome),
        tone=_OUTCOMES.get(outcome, Tone.NEUTRAL),
        sentence=str(check.get("ru", "")),
    )


def _time(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
