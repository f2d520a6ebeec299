"""The lines of a document's way: people's turns, signatures, and the hops after sending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.approval import Decision, Route, Verdict
from edo_gateway.domain.delivery import Fact, FactKind, Thread, ThreadState
from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.web.pages.visitor import Visitor
from edo_gateway.web.pages.words import LEVELS, NOT_EXPECTED, THREAD_STATES, THREADS

_S = DocumentStatus


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


def route_of(
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
    ours = {signature.level: signature for signature in signatures if signature.person_id and not signature.place}
    found: list[Step] = []
    for level in (SignatureLevel.QUALIFIED, SignatureLevel.UNQUALIFIED, SignatureLevel.SIMPLE):
        if level not in document.required_signatures:
            continue
        if level is SignatureLevel.QUALIFIED and document.joint:
            found += _joint_steps(document, document.joint, signatures)
            continue
        made = ours.get(level)
        is_current = made is None and document.status is _S.SIGNING
        mark = Mark.DONE if made else Mark.CURRENT if is_current else Mark.AHEAD
        title = f"Подпись, {LEVELS[level]}"
        found.append(
            Step(mark=mark, title=title, text=made.signer if made else "", at=made.signed_at if made else None)
        )
    return found


def _joint_steps(document: Document, joint: JointSigning, signatures: list[Signature]) -> list[Step]:
    """One line for each who signs jointly."""
    made = {signature.place: signature for signature in signatures}
    ahead = Mark.CURRENT if document.status is _S.SIGNING else Mark.AHEAD
    return [
        Step(
            mark=Mark.DONE if index in joint.signed else ahead,
            title=f"Подпись, {LEVELS[SignatureLevel.QUALIFIED]}, совместно",
            text=party.name,
            at=made[joint.place(index)].signed_at if index in joint.signed else None,
        )
        for index, party in enumerate(joint.parties)
    ]


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
    found = []
    for thread, status in document.settlement.threads.items():
        if status.state is ThreadState.NOT_EXPECTED and thread is Thread.CORRECTION:
            continue
        mark = _MARKS[status.state] if is_out or status.state is not ThreadState.WAITING else Mark.AHEAD
        if thread is Thread.CORRECTION:
            mark = Mark.WARNING
        word = THREAD_STATES[thread].get(status.state, NOT_EXPECTED)
        note = status.note or _note(document.facts, thread)
        found.append(Step(mark=mark, title=THREADS[thread], text=word, at=status.at, note=note))
    return tuple(found)


def _note(facts: list[Fact], thread: Thread) -> str:
    discrepancies = (f for f in facts if f.kind is FactKind.ACCEPTED_WITH_DISCREPANCIES)
    return next((f.note or "Принято с расхождениями" for f in discrepancies), "") if thread is Thread.ANSWER else ""
