"""The right rail of a document: what is asked of this person, who has decided, where the document is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from edo_gateway.docflow.powers import is_over
from edo_gateway.domain.clock import MOSCOW
from edo_gateway.domain.document import TRANSITIONS, Document, DocumentStatus
from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import Unit
from edo_gateway.web.pages.browser_signing import browser_levels, needs_browser
from edo_gateway.web.pages.deeds import missing_levels
from edo_gateway.web.pages.proofs import Ways, ways_of
from edo_gateway.web.pages.route import Step, route_of, threads_of
from edo_gateway.web.pages.visitor import Visitor, steps
from edo_gateway.web.pages.words import LEVELS, joint_words


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
_SENDING_JOBS = frozenset({JobKind.SEND, JobKind.COSIGN})
_LIVE = frozenset({_S.SENDING, _S.UNKNOWN, _S.SENT})


def rail_of(unit: Unit, document: Document, who: Visitor) -> Rail:
    names = {person.id: person.name for person in unit.people.of_organization(document.organization_id)}
    jobs = [job for job in unit.jobs.of_document(document.id) if job.kind in _SENDING_JOBS]
    stopped = next((job for job in jobs if job.is_dead), None)
    waiting = next((job for job in jobs if not job.is_dead), None)
    headline, tone, text = _headline(document, who, names, stopped)
    if document.awaited and document.joint:
        headline, tone, text = _joint_headline(unit, document, document.joint, who)
    is_signing = document.status is _S.SIGNING and who.may(Role.SIGNER) and _is_asked(unit, document, who)
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
        route=route_of(document, unit.documents.signatures(document.id), who, names),
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


def _joint_headline(unit: Unit, document: Document, joint: JointSigning, who: Visitor) -> tuple[str, str, str]:
    """Who has signed jointly and who has not; what to do where the power has ended meanwhile."""
    said = joint_words(joint)
    if len(joint.asked) < len(joint.missing):
        said = f"{said} {_NOBODY_HERE}"
    if _is_joint_over(unit, document):
        return "Доверенность больше не действует", "warning", f"{said} {_OVER}"
    if who.person.id in joint.signed.values():
        return "Вы подписали, ждём остальных", "info", said
    return ("Ждёт вашей подписи" if who.person.id in joint.asked else "Ждёт ещё одной подписи"), "accent", said


def _is_asked(unit: Unit, document: Document, who: Visitor) -> bool:
    """Whoever has signed jointly is asked again only for a signature under another power."""
    return bool(document.asks_of(who.person.id)) or _is_joint_over(unit, document)


def _is_joint_over(unit: Unit, document: Document) -> bool:
    joint, today = document.joint, steps().clock().astimezone(MOSCOW).date()
    return joint is not None and is_over(unit, document.organization_id, joint.power_number, today)


_NOBODY_HERE = "Не все они подписанты в шлюзе: администратор может их добавить, или подпишет руководитель."
_OVER = "Добавьте новую доверенность, и подпишут все заново, или пусть подпишет руководитель своим сертификатом."


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
