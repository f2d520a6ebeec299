"""The journal told in sentences: one function per kind of happening."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentStatus
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.formats.printing import Hop
from edo_gateway.web.pages.words import FACTS, FILES, LEVELS, STATUS_CHIPS, Tone, actor_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One happening for people. ``note`` is what somebody wrote or an error said; ``trace`` is for support."""

    at: datetime
    actor: str
    sentence: str
    note: str = ""
    trace: str = ""
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class _Gist:
    sentence: str
    note: str = ""
    trace: str = ""
    tone: Tone = Tone.NEUTRAL


def told(entry: Entry) -> Told:
    gist = _TELLERS[entry.kind](entry.details)
    return Told(
        at=entry.at,
        actor=actor_word(entry.actor),
        sentence=gist.sentence,
        note=gist.note,
        trace=gist.trace,
        tone=gist.tone,
    )


_PROTOCOL = (Happening.SIGNED, Happening.LEARNED)


def protocol_of(entries: Iterable[Entry]) -> list[Hop]:
    """The protocol of the transfer for the printed form: who signed, and what each side has confirmed."""
    happened = [told(entry) for entry in entries if entry.kind in _PROTOCOL]
    return [Hop(at=one.at, sentence=one.sentence, actor=one.actor) for one in happened]


def _created(_: Mapping[str, str]) -> _Gist:
    return _Gist("Документ создан и прошёл проверку")


_LEVELS = {level.value: word for level, word in LEVELS.items()}
_FILES = {role.value: word for role, word in FILES.items()}

_MOVES: dict[DocumentStatus, str] = {
    DocumentStatus.APPROVAL: "Передан на согласование",
    DocumentStatus.RETURNED: "Возвращён",
    DocumentStatus.SIGNING: "Согласован, ждёт подписи",
    DocumentStatus.SIGNED: "Все подписи стоят, можно отправлять",
    DocumentStatus.SENDING: "Поставлен в очередь на отправку",
    DocumentStatus.UNKNOWN: "Оператор не ответил: исход отправки уточняется",
    DocumentStatus.SENT: "Оператор принял документ",
    DocumentStatus.FINISHED: "Документооборот завершён",
    DocumentStatus.DISCREPANCIES: "Контрагент принял с расхождениями",
    DocumentStatus.CORRECTION_REQUESTED: "Контрагент просит исправить",
    DocumentStatus.REJECTED: "Контрагент отказал",
    DocumentStatus.FAILED: "Документ не доставлен",
}


def _moved(details: Mapping[str, str]) -> _Gist:
    try:
        target = DocumentStatus(details.get("target", ""))
    except ValueError:
        return _Gist(details.get("target", ""), details.get("reason", ""))
    return _Gist(_MOVES.get(target, ""), details.get("reason", ""), tone=STATUS_CHIPS[target].tone)


def _decided(details: Mapping[str, str]) -> _Gist:
    is_approved = details.get("verdict") == Verdict.APPROVED
    word, tone = ("Согласовал", Tone.SUCCESS) if is_approved else ("Вернул с замечанием", Tone.WARNING)
    stage = details.get("stage", "")
    return _Gist(f"{word}: этап «{stage}»" if stage else word, details.get("comment", ""), tone=tone)


def _signed(details: Mapping[str, str]) -> _Gist:
    level = _LEVELS.get(details.get("level", ""), "")
    serial = details.get("serial", "")
    return _Gist(f"Подписал: {level} подпись", trace=f"сертификат {serial}" if serial else "", tone=Tone.SUCCESS)


_OUTCOMES: dict[str, tuple[str, Tone]] = {
    "done": ("Оператор принял обращение", Tone.SUCCESS),
    "unknown": ("Оператор не ответил, исход неизвестен", Tone.WARNING),
    "in_progress": ("Оператор ещё обрабатывает прошлое обращение", Tone.INFO),
    "unavailable": ("Оператор недоступен, попытка повторится", Tone.WARNING),
    "refused": ("Оператор отказал", Tone.DANGER),
}


def _attempted(details: Mapping[str, str]) -> _Gist:
    outcome = details.get("outcome", "")
    if (details.get("action"), outcome) == (JobKind.COSIGN, "done"):
        return _Gist("Оператор принял остальные подписи", trace=_trace(details), tone=Tone.SUCCESS)
    sentence, tone = _OUTCOMES.get(outcome, (f"Обращение к оператору: {outcome}", Tone.NEUTRAL))
    return _Gist(sentence, details.get("error", ""), _trace(details), tone)


def _trace(details: Mapping[str, str]) -> str:
    spent = f"{details['milliseconds']} мс" if details.get("milliseconds") else ""
    return ", ".join(filter(None, (spent, details.get("trace", ""))))


_FACT_TONES: dict[FactKind, Tone] = {
    FactKind.ACCEPTED: Tone.SUCCESS,
    FactKind.RECEIPT_NOTICE: Tone.SUCCESS,
    FactKind.ACCEPTED_WITH_DISCREPANCIES: Tone.WARNING,
    FactKind.CORRECTION_REQUESTED: Tone.WARNING,
    FactKind.UNRECOGNISED: Tone.WARNING,
    FactKind.NOT_ACCEPTED: Tone.DANGER,
    FactKind.REJECTED: Tone.DANGER,
    FactKind.SIGNATURE_REFUSED: Tone.DANGER,
    FactKind.DELIVERY_FAILED: Tone.DANGER,
}


def _learned(details: Mapping[str, str]) -> _Gist:
    word, note = details.get("fact", ""), details.get("note", "")
    if word not in set(FactKind):
        return _Gist(f"Оператор сообщил: {word}", note)
    fact = FactKind(word)
    return _Gist(FACTS[fact], note, tone=_FACT_TONES.get(fact, Tone.INFO))


INDICATIONS: dict[str, tuple[str, Tone]] = {
    "TOTAL_PASSED": ("подпись верна", Tone.SUCCESS),
    "INDETERMINATE": ("подпись цела, но проверена не полностью", Tone.WARNING),
    "TOTAL_FAILED": ("подпись неверна", Tone.DANGER),
}


def _received(details: Mapping[str, str]) -> _Gist:
    role = _FILES.get(details.get("role", ""), "файл")
    verdict, tone = INDICATIONS.get(details.get("indication", ""), ("без подписи", Tone.NEUTRAL))
    signer = details.get("signer", "")
    note = f"Подписал: {signer}" if signer else ""
    return _Gist(f"Получен файл: {role.lower()}, {verdict}", note, details.get("name", ""), tone)


def _verified(details: Mapping[str, str]) -> _Gist:
    verdict, tone = INDICATIONS.get(details.get("indication", ""), ("исход неизвестен", Tone.NEUTRAL))
    previous, _ = INDICATIONS.get(details.get("previous", ""), ("не проверялась", Tone.NEUTRAL))
    signer = details.get("signer", "")
    return _Gist(f"Подпись проверена снова: {verdict}", f"{signer}. Прежде: {previous}", tone=tone)


_TELLERS: dict[Happening, Callable[[Mapping[str, str]], _Gist]] = {
    Happening.CREATED: _created,
    Happening.MOVED: _moved,
    Happening.DECIDED: _decided,
    Happening.SIGNED: _signed,
    Happening.ATTEMPTED: _attempted,
    Happening.LEARNED: _learned,
    Happening.VERIFIED: _verified,
    Happening.RECEIVED: _received,
}
