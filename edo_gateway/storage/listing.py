"""Which documents a list shows, as conditions on their rows."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_

from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import OrganizationId, PersonId
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.contract import DocumentFilter
from edo_gateway.storage.tables import (
    documents,
    files,
    memberships,
    required_signatures,
    signatures,
    signing_keys,
    waiting,
)
from edo_gateway.storage.types import folded


def conditions(organization: OrganizationId, wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [documents.c.organization_id == organization]
    if wanted.statuses:
        found.append(documents.c.status.in_(wanted.statuses))
    if wanted.type:
        found.append(documents.c.type == wanted.type if wanted.type in set(DocumentType) else false())
    if wanted.function:
        known = wanted.function in set(DocumentFunction)
        found.append(documents.c.function == wanted.function if known else false())
    if wanted.counterparty_inn:
        found.append(documents.c.counterparty_inn == wanted.counterparty_inn)
    if wanted.text:
        found.append(documents.c.search_text.contains(folded(wanted.text), autoescape=True))
    if wanted.date_from:
        found.append(documents.c.date >= wanted.date_from)
    if wanted.date_to:
        found.append(documents.c.date <= wanted.date_to)
    if wanted.waits_for:
        found.append(or_(_waits_for_decision(wanted.waits_for), _waits_for_signature(wanted.waits_for)))
    return found


def _waits_for_decision(person: PersonId) -> ColumnElement[bool]:
    return exists().where(waiting.c.document_id == documents.c.id, waiting.c.person_id == person)


def _waits_for_signature(person: PersonId) -> ColumnElement[bool]:
    """A signer is asked for the levels still missing that the person has a key for; a simple one needs no key."""
    is_signer = exists().where(
        memberships.c.organization_id == documents.c.organization_id,
        memberships.c.person_id == person,
        memberships.c.role == Role.SIGNER,
    )
    is_missing = exists().where(required_signatures.c.document_id == documents.c.id, _can_sign(person), ~_is_signed())
    return and_(documents.c.status == DocumentStatus.SIGNING, is_signer, is_missing)


def _can_sign(person: PersonId) -> ColumnElement[bool]:
    has_key = exists().where(
        signing_keys.c.organization_id == required_signatures.c.organization_id,
        signing_keys.c.person_id == person,
        signing_keys.c.level == required_signatures.c.level,
    )
    return or_(required_signatures.c.level == SignatureLevel.SIMPLE, has_key)


def _is_signed() -> ColumnElement[bool]:
    return exists().where(
        signatures.c.document_id == required_signatures.c.document_id,
        signatures.c.level == required_signatures.c.level,
        signatures.c.person_id.is_not(None),
        files.c.id == signatures.c.file_id,
        files.c.role == FileRole.SELLER_TITLE,
    )
