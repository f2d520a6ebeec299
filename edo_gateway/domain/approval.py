"""Approval: a route of stages, each decided before the next one opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.text import Text


class Verdict(StrEnum):
    APPROVED = "approved"
    RETURNED = "returned"  # sent back for rework; the comment says what to mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One stage: any of the approvers may decide it."""

    name: str
    approvers: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who decided what, when and why. ``round`` counts submissions from 1."""

    stage: int
    round: int
    person_id: PersonId
    verdict: Verdict
    comment: str
    at: datetime


class OutOfTurn(GatewayError):
    code = "decision_out_of_turn"
    text = Text(
        "Сейчас решение не за вами: документ ждёт этапа «{stage}».",
        "The decision is not yours now: the document waits for the stage “{stage}”.",
    )


class NothingToDecide(GatewayError):
    code = "nothing_to_decide"
    text = Text(
        "Документ сейчас не на согласовании, решать нечего.",
        "The document is not being approved now; there is nothing to decide.",
    )


class CommentRequired(GatewayError):
    code = "comment_required"
    text = Text(
        "Напишите, что исправить: без замечания документ не возвращают.",
        "Say what to mend: a document is not sent back without a comment.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The route pinned to a document, with the decisions taken so far, oldest first."""

    stages: tuple[Stage, ...]
    decisions: tuple[Decision, ...] = ()
    round: int = 1

    @property
    def current(self) -> int | None:
        """Index of the stage that waits for a decision; None when every stage has approved."""
        approved = sum(1 for d in self.decisions if d.round == self.round and d.verdict is Verdict.APPROVED)
        return approved if approved < len(self.stages) else None

    @property
    def is_complete(self) -> bool:
        return self.current is None

    def waits_for(self, person: PersonId) -> bool:
        current = self.current
        return current is not None and person in self.stages[current].approvers

    def decided(self, person: PersonId, verdict: Verdict, comment: str, at: datetime) -> Route:
        """The route with one more decision.

        Raises :class:`OutOfTurn`, :class:`NothingToDecide` or :class:`CommentRequired`.
        """
        current = self.current
        if current is None:
            raise NothingToDecide
        if not self.waits_for(person):
            raise OutOfTurn(stage=self.stages[current].name)
        if verdict is Verdict.RETURNED and not comment.strip():
            raise CommentRequired(pointer="/comment")
        decision = Decision(
            stage=current, round=self.round, person_id=person, verdict=verdict, comment=comment.strip(), at=at
        )
        return replace(self, decisions=(*self.decisions, decision))

    def resubmitted(self) -> Route:
        """The same route opened anew after rework; earlier decisions stay on record."""
        return replace(self, round=self.round + 1)
