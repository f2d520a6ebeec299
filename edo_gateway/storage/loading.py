"""From rows to documents: any number of documents in the same few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from sqlalchemy import Column, Connection, Table, select

from edo_gateway.domain.approval import Decision, Route
from edo_gateway.domain.delivery import Expectation, Fact
from edo_gateway.domain.document import Document, Heading, OperatorReference, Transition
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import CounterpartyId, DocumentId, OrganizationId, PersonId
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.joint import joint_from
from edo_gateway.storage.stages import stages_from
from edo_gateway.storage.tables import (
    decisions,
    documents,
    facts,
    files,
    required_signatures,
    signatures,
    transitions,
)
from edo_gateway.storage.types import AnyRow

Part = TypeVar("Part")
Parts = dict[DocumentId, list[Part]]


def load(connection: Connection, ids: Sequence[DocumentId]) -> list[tuple[int, Document]]:
    """The documents with their positions, newest first.

    The document's own row is read last: where a writer gets in between, the history is older than the status, which
    saving notices, and never the other way round.
    """
    steps = transitions_of(connection, ids)
    verdicts = decisions_of(connection, ids)
    reports = facts_of(connection, ids)
    required = _grouped(connection, required_signatures, required_signatures.c.level, ids, _level_of)
    signed = _own_signatures(connection, ids)
    rows = connection.execute(select(documents).where(documents.c.id.in_(ids)).order_by(documents.c.position.desc()))
    return [
        (
            row.position,
            Document(
                id=DocumentId(row.id),
                organization_id=OrganizationId(row.organization_id),
                heading=_heading_of(row),
                created_at=row.created_at,
                created_by=row.created_by,
                required_signatures=frozenset(required[row.id]),
                expectation=_expectation_of(row),
                route=Route(stages=stages_from(row.stages), decisions=tuple(verdicts[row.id]), round=row.round),
                status=row.status,
                transitions=steps[row.id],
                signatures=_whole(signed[row.id], joint),
                facts=reports[row.id],
                reference=_reference_of(row),
                joint=joint,
            ),
        )
        for row in rows
        for joint in [joint_from(row.joint, {one.place: PersonId(one.person_id) for one in signed[row.id]})]
    ]


def transitions_of(connection: Connection, ids: Sequence[DocumentId]) -> Parts[Transition]:
    return _grouped(connection, transitions, transitions.c.number, ids, _transition_of)


def decisions_of(connection: Connection, ids: Sequence[DocumentId]) -> Parts[Decision]:
    return _grouped(connection, decisions, decisions.c.number, ids, _decision_of)


def facts_of(connection: Connection, ids: Sequence[DocumentId]) -> Parts[Fact]:
    return _grouped(connection, facts, facts.c.number, ids, _fact_of)


def _own_signatures(connection: Connection, ids: Sequence[DocumentId]) -> Parts[AnyRow]:
    """What our people have put on the document itself; signatures on our notices do not count."""
    wanted = (
        select(signatures.c.document_id, signatures.c.level, signatures.c.place, signatures.c.person_id)
        .join(files, files.c.id == signatures.c.file_id)
        .where(signatures.c.document_id.in_(ids), signatures.c.person_id.is_not(None))
        .where(files.c.role == FileRole.SELLER_TITLE)
    )
    return _gathered(connection.execute(wanted), lambda row: row)


def _whole(signed: Iterable[AnyRow], joint: JointSigning | None) -> frozenset[SignatureLevel]:
    """The levels that are whole: one signature made alone, or all of those that are made together."""
    is_whole = joint is not None and joint.is_complete
    return frozenset(_level_of(one) for one in signed if not one.place or is_whole)


def _grouped(
    connection: Connection,
    table: Table,
    order: Column[object],
    ids: Sequence[DocumentId],
    made: Callable[[AnyRow], Part],
) -> Parts[Part]:
    wanted = select(table).where(table.c.document_id.in_(ids)).order_by(table.c.document_id, order)
    return _gathered(connection.execute(wanted), made)


def _gathered(rows: Iterable[AnyRow], made: Callable[[AnyRow], Part]) -> Parts[Part]:
    parts: Parts[Part] = defaultdict(list)
    for row in rows:
        parts[row.document_id].append(made(row))
    return parts


def _level_of(row: AnyRow) -> SignatureLevel:
    return SignatureLevel(row.level)


def _transition_of(row: AnyRow) -> Transition:
    return Transition(
        number=row.number, source=row.source, target=row.target, at=row.at, actor=row.actor, reason=row.reason
    )


def _decision_of(row: AnyRow) -> Decision:
    return Decision(
        stage=row.stage,
        round=row.round,
        person_id=PersonId(row.person_id),
        verdict=row.verdict,
        comment=row.comment,
        at=row.at,
    )


def _fact_of(row: AnyRow) -> Fact:
    return Fact(kind=row.kind, source=row.source, at=row.at, received_at=row.received_at, note=row.note)


def _heading_of(row: AnyRow) -> Heading:
    return Heading(
        type=row.type,
        function=row.function,
        format=row.format,
        number=row.number,
        date=row.date,
        counterparty_id=CounterpartyId(row.counterparty_id),
        counterparty_name=row.counterparty_name,
        counterparty_inn=row.counterparty_inn,
        total=row.total,
        vat=row.vat,
        currency=row.currency,
        title=row.title,
    )


def _expectation_of(row: AnyRow) -> Expectation:
    return Expectation(receipt=row.receipt_expected, answer=row.answer_expected, confirmation=row.confirmation_expected)


def _reference_of(row: AnyRow) -> OperatorReference | None:
    if row.message_id is None:
        return None
    return OperatorReference(message_id=row.message_id, entity_id=row.entity_id)
