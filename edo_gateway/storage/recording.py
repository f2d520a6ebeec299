"""From documents to rows, and to the journal entries that are written with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from edo_gateway.domain.approval import Decision
from edo_gateway.domain.delivery import Fact
from edo_gateway.domain.document import Document, DocumentStatus, Transition
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.storage.joint import joint_to
from edo_gateway.storage.stages import stages_to
from edo_gateway.storage.types import folded

_OPERATOR = "operator"  # who tells the facts


def owned(document: Document) -> dict[str, Any]:
    """What every row of a document carries."""
    return {"organization_id": document.organization_id, "document_id": document.id}


def document_row(document: Document) -> dict[str, Any]:
    heading, expected, reference = document.heading, document.expectation, document.reference
    return {
        "id": document.id,
        "organization_id": document.organization_id,
        "type": heading.type,
        "function": heading.function,
        "format": heading.format,
        "receipt_expected": expected.receipt,
        "answer_expected": expected.answer,
        "confirmation_expected": expected.confirmation,
        "number": heading.number,
        "date": heading.date,
        "counterparty_id": heading.counterparty_id,
        "counterparty_name": heading.counterparty_name,
        "counterparty_inn": heading.counterparty_inn,
        "total": heading.total,
        "vat": heading.vat,
        "currency": heading.currency,
        "title": heading.title,
        "created_at": document.created_at,
        "created_by": document.created_by,
        "status": document.status,
        "stages": stages_to(document.route.stages),
        "joint": joint_to(document.joint),
        "round": document.route.round,
        "message_id": reference.message_id if reference else None,
        "entity_id": reference.entity_id if reference else None,
        "search_text": folded(f"{heading.number}\n{heading.counterparty_name}"),
    }


def transition_rows(document: Document, steps: Sequence[Transition]) -> list[dict[str, Any]]:
    return [
        owned(document)
        | {
            "number": step.number,
            "source": step.source,
            "target": step.target,
            "at": step.at,
            "actor": step.actor,
            "reason": step.reason,
        }
        for step in steps
    ]


def decision_rows(document: Document, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """The decisions given are the document's last ones."""
    first = len(document.route.decisions) - len(decisions) + 1
    return [
        owned(document)
        | {
            "number": number,
            "stage": decision.stage,
            "round": decision.round,
            "person_id": decision.person_id,
            "verdict": decision.verdict,
            "comment": decision.comment,
            "at": decision.at,
        }
        for number, decision in enumerate(decisions, first)
    ]


def fact_rows(document: Document, facts: Sequence[Fact]) -> list[dict[str, Any]]:
    first = len(document.facts) - len(facts) + 1
    return [
        owned(document)
        | {
            "number": number,
            "kind": fact.kind,
            "source": fact.source,
            "at": fact.at,
            "received_at": fact.received_at,
            "note": fact.note,
        }
        for number, fact in enumerate(facts, first)
    ]


def waiting_rows(document: Document) -> list[dict[str, Any]]:
    """The approvers of the stage that is open now; or those who sign jointly and have not yet."""
    current = document.route.current
    if document.status is DocumentStatus.SIGNING and document.joint is not None:
        return [owned(document) | {"person_id": person} for person in dict.fromkeys(document.joint.asked)]
    if document.status is not DocumentStatus.APPROVAL or current is None:
        return []
    approvers = dict.fromkeys(document.route.stages[current].approvers)
    return [owned(document) | {"person_id": person} for person in approvers]


def entries(
    document: Document,
    steps: Sequence[Transition],
    decisions: Sequence[Decision],
    facts: Sequence[Fact],
    names: Mapping[PersonId, str],
) -> list[Entry]:
    """In order of time; of one moment the creation first, then causes, then the steps that follow from them."""
    found = [_decided(document, decision, names[decision.person_id]) for decision in decisions]
    found += [_learned(document, fact) for fact in facts]
    found += [_moved(document, step) for step in steps]
    return sorted(found, key=lambda entry: (entry.kind is not Happening.CREATED, entry.at))


def _moved(document: Document, step: Transition) -> Entry:
    if step.source is None:
        return Entry(**owned(document), kind=Happening.CREATED, at=step.at, actor=step.actor, details={})
    details = {"source": step.source.value, "target": step.target.value, "reason": step.reason}
    return Entry(**owned(document), kind=Happening.MOVED, at=step.at, actor=step.actor, details=details)


def _decided(document: Document, decision: Decision, name: str) -> Entry:
    details = {
        "stage": document.route.stages[decision.stage].name,
        "verdict": decision.verdict.value,
        "comment": decision.comment,
    }
    return Entry(**owned(document), kind=Happening.DECIDED, at=decision.at, actor=name, details=details)


def _learned(document: Document, fact: Fact) -> Entry:
    details = {"fact": fact.kind.value, "note": fact.note, "operator_time": fact.at.isoformat()}
    return Entry(**owned(document), kind=Happening.LEARNED, at=fact.received_at, actor=_OPERATOR, details=details)
