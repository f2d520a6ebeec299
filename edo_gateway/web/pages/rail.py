"""The right rail of a document: what is asked of this person, who has decided, where the document is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.approval import Decision, Route, Verdict
from edo_gateway.domain.delivery import Fact, FactKind, Thread, ThreadState
from edo_gateway.domain.document import TRANSITIONS, Document, DocumentStatus
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.browser_signing import browser_levels, needs_browser
from edo_gateway.web.pages.deeds import missing_levels
from edo_gateway.web.pages.proofs import Ways, ways_of
from edo_gateway.web.pages.visitor import Visitor
from edo_gateway.web.pages.words import LEVELS, NOT_EXPECTED, THREAD_STATES, THREADS


class Mark(StrEnum):
    """The state of one step on the way, drawn and named."""

    DONE = "done"
    CURRENT = "current"
    AHEAD = "ahead"
    WARNING = "warning"
    FAILED = "failed"
    IDLE = "idle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a path: a person's turn, a signature, or a hop after sending."""

    mark: Mark
    title: str
    text: str = ""
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rail:
    """``can_…`` is what this person may do now; ``can_bring`` is to upload a signature made in another program;
    ``lacks_keys`` names signatures they have no key for."""

    headline: str
    tone: str
    text: str = ""
    next_check: datetime | None = None
    can_decide: bool = False
    can_sign: bool = False
    can_bring: bool = False
    signs_in_browser: bool = False
    can_submit: bool = False
    can_send: bool = False
    is_repeat: bool = False
    ways: Ways | None = None
    lacks_keys: tuple[str, ...] = ()
    stopped_job: Job | None = None
    may_retry: bool = False
    route: tuple[Step, ...] = ()
    threads: tuple[Step, ...] = ()
    is_live: bool = False


_S = DocumentStatus
_LIVE = frozenset({_S.SENDING, _S.UNKNOWN, _S.SENT})


def rail_of(unit: Unit, document: Document, who: Visitor) -> Rail:
    names = {person.id: person.name for person in unit.people.of_organization(document.organization_id)}
    jobs = [job for job in unit.jobs.of_document(document.id) if job.kind is JobKind.SEND]
    stopped = next((job for job in jobs if job.is_dead), None)
    waiting = next((job for job in jobs if not job.is_dead), None)
    headline, tone, text = _headline(document, who, names, stopped)
    is_signing = document.status is _S.SIGNING and who.may(Role.SIGNER)
    lacks = _lacks_keys(unit, document, who) if is_signing else ()
    return Rail(
        headline=headline,
        tone=tone,
        text=text,
        next_check=waiting.run_at if waiting and waiting.attempts else None,
        can_decide=_decides(document, who),
        can_sign=is_signing and not lacks,
        signs_in_browser=is_signing and needs_browser(document, browser_levels(unit, who)),
        can_bring=is_signing and set(missing_levels(document)) != {SignatureLevel.SIMPLE},
        can_submit=document.status in (_S.DRAFT, _S.RETURNED) and who.may(Role.ACCOUNTANT),
        can_send=_can_send(document, who),
        is_repeat=document.status is _S.RETURNED,
        ways=ways_of(unit, who) if SignatureLevel.SIMPLE in missing_levels(document) else None,
        lacks_keys=lacks,
        stopped_job=stopped,
        may_retry=who.may(Role.ACCOUNTANT, Role.ADMINISTRATOR),
        route=_route(document, unit.documents.signatures(document.id), who, names),
        threads=threads_of(document) if document.reference else (),
        is_live=document.status in _LIVE,
    )


def _decides(document: Document, who: Visitor) -> bool:
    return document.status is _S.APPROVAL and document.route.waits_for(who.person.id) and who.may(Role.APPROVER)


def _can_send(document: Document, who: Visitor) -> bool:
    return _S.SENDING in TRANSITIONS[document.status] and who.may(Role.ACCOUNTANT, Role.SIGNER)


def _lacks_keys(unit: Unit, document: Document, who: Visitor) -> tuple[str, ...]:
    """Signatures the document needs and this person has no key for; a simple one needs none."""
    lacking = []
    for level in missing_levels(document):
        if level is SignatureLevel.SIMPLE:
            continue
        try:
            unit.people.signing_key(who.organization.id, who.person.id, level)
        except NotFound:
            lacking.append(LEVELS[level])
    return tuple(lacking)


_HEADLINES: dict[DocumentStatus, tuple[str, str, str]] = {
    _S.DRAFT: ("Черновик", "neutral", "Документ проверен и ждёт, когда его передадут на согласование."),
    _S.SIGNED: ("Можно отправлять", "accent", "Все подписи стоят."),
    _S.SENDING: ("Отправляется", "info", "Обычно это занимает несколько секунд. Страница обновится сама."),
    _S.UNKNOWN: ("Оператор не ответил", "warning", "Спросим, дошёл ли документ. Второй раз он не уйдёт."),
    _S.SENT: ("У оператора", "info", "Ждём ответа другой стороны. От вас ничего не нужно."),
    _S.FINISHED: ("Завершён", "success", "Всё, что полагалось по этому документу, получено."),
    _S.DISCREPANCIES: ("Принят с расхождениями", "warning", "Сверьте с контрагентом количество и суммы."),
    _S.CORRECTION_REQUESTED: (
        "Контрагент просит исправить",
        "warning",
        "Исправьте документ в учётной системе и отправьте исправление.",
    ),
    _S.REJECTED: ("Контрагент отказал", "danger", "Свяжитесь с контрагентом и выставьте документ заново."),
    _S.FAILED: ("Не доставлен", "danger", "Документ не дошёл до контрагента."),
}


def _headline(
    document: Document, who: Visitor, names: dict[PersonId, str], stopped: Job | None
) -> tuple[str, str, str]:
    if stopped:
        return "Отправка остановлена", "danger", stopped.last_error
    if document.status is _S.APPROVAL:
        return _approval_headline(document, who, names)
    if document.status is _S.RETURNED:
        return "Возвращён с замечанием", "warning", _last_reason(document)
    if document.status is _S.SIGNING:
        asked = who.may(Role.SIGNER)
        return ("Ждёт вашей подписи", "accent", "") if asked else ("Ждёт подписи", "accent", "")
    headline, tone, text = _HEADLINES[document.status]
    if document.status in (_S.REJECTED, _S.FAILED, _S.CORRECTION_REQUESTED, _S.DISCREPANCIES):
        text = _quoted(_last_reason(document)) + text
    return headline, tone, text


def _approval_headline(document: Document, who: Visitor, names: dict[PersonId, str]) -> tuple[str, str, str]:
    current = document.route.current
    if _decides(document, who):
        return "Ждёт вашего решения", "accent", ""
    if current is None:
        return "На согласовании", "info", ""
    approvers = ", ".join(names.get(person, "") for person in document.route.stages[current].approvers)
    return "На согласовании", "info", f"Решает {approvers}."


def _last_reason(document: Document) -> str:
    return document.transitions[-1].reason


def _quoted(reason: str) -> str:
    return f"{reason.rstrip('.')}. " if reason else ""


def _route(
    document: Document, signatures: list[Signature], who: Visitor, names: dict[PersonId, str]
) -> tuple[Step, ...]:
    """Stages of approval, then signatures, then sending."""
    return (*_stages(document, who, names), *_signatures(document, signatures), _sending(document))


def _stages(document: Document, who: Visitor, names: dict[PersonId, str]) -> list[Step]:
    route = document.route
    decided = {d.stage: d for d in route.decisions if d.round == route.round}
    is_open = document.status is _S.APPROVAL
    return [_stage(route, index, decided.get(index), is_open, who, names) for index in range(len(route.stages))]


def _stage(
    route: Route, index: int, decision: Decision | None, is_open: bool, who: Visitor, names: dict[PersonId, str]
) -> Step:
    stage = route.stages[index]
    if decision is None:
        is_current = is_open and index == route.current
        approvers = " или ".join("вы" if one == who.person.id else names.get(one, "") for one in stage.approvers)
        return Step(mark=Mark.CURRENT if is_current else Mark.AHEAD, title=stage.name, text=approvers)
    is_approved = decision.verdict is Verdict.APPROVED
    return Step(
        mark=Mark.DONE if is_approved else Mark.WARNING,
        title=stage.name,
        text=names.get(decision.person_id, ""),
        at=decision.at,
        note=decision.comment,
    )


def _signatures(document: Document, signatures: list[Signature]) -> list[Step]:
    ours = {signature.level: signature for signature in signatures if signature.person_id}
    steps = []
    for level in (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED, SignatureLevel.SIMPLE):
        if level not in document.required_signatures:
            continue
        made = ours.get(level)
        is_current = made is None and document.status is _S.SIGNING
        mark = Mark.DONE if made else Mark.CURRENT if is_current else Mark.AHEAD
        title = f"Подпись, {LEVELS[level]}"
        steps.append(
            Step(mark=mark, title=title, text=made.signer if made else "", at=made.signed_at if made else None)
        )
    return steps


def _sending(document: Document) -> Step:
    sent = next((step.at for step in document.transitions if step.target is _S.SENT), None)
    if sent:
        return Step(mark=Mark.DONE, title="Отправка", at=sent)
    marks = {_S.SENDING: Mark.CURRENT, _S.UNKNOWN: Mark.WARNING, _S.FAILED: Mark.FAILED, _S.SIGNED: Mark.CURRENT}
    return Step(mark=marks.get(document.status, Mark.AHEAD), title="Отправка")


_MARKS: dict[ThreadState, Mark] = {
    ThreadState.DONE: Mark.DONE,
    ThreadState.WAITING: Mark.CURRENT,
    ThreadState.FAILED: Mark.FAILED,
    ThreadState.NOT_EXPECTED: Mark.IDLE,
}


def threads_of(document: Document) -> tuple[Step, ...]:
    """What each side has confirmed. Before the operator has the document nothing is waited for yet."""
    is_out = any(step.target is _S.SENT for step in document.transitions)
    steps = []
    for thread, status in document.settlement.threads.items():
        if status.state is ThreadState.NOT_EXPECTED and thread is Thread.CORRECTION:
            continue
        mark = _MARKS[status.state] if is_out or status.state is not ThreadState.WAITING else Mark.AHEAD
        if thread is Thread.CORRECTION:
            mark = Mark.WARNING
        word = THREAD_STATES[thread].get(status.state, NOT_EXPECTED)
        note = status.note or _note(document.facts, thread)
        steps.append(Step(mark=mark, title=THREADS[thread], text=word, at=status.at, note=note))
    return tuple(steps)


def _note(facts: list[Fact], thread: Thread) -> str:
    discrepancies = (f for f in facts if f.kind is FactKind.ACCEPTED_WITH_DISCREPANCIES)
    return next((f.note or "Принято с расхождениями" for f in discrepancies), "") if thread is Thread.ANSWER else ""
