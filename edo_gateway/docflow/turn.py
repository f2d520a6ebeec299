"""Whose turn it is to be signed, and how a signature of ours is kept: the same wherever it was made."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from edo_gateway.docflow.authority import marked
from edo_gateway.docflow.joint import check_place, joint_after
from edo_gateway.docflow.verification import Verified, keep_verification
from edo_gateway.domain.access import Actor
from edo_gateway.domain.authority import Authority
from edo_gateway.domain.document import Document, DocumentStatus, TransitionNotAllowed
from edo_gateway.domain.identity import FileId
from edo_gateway.domain.signature import (
    LEVEL_NAMES,
    AlreadySigned,
    Signature,
    SignatureLevel,
    SignatureNotRequired,
)
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Unit
from signing import Certificate


def check_turn(document: Document, level: SignatureLevel) -> None:
    """Raises :class:`AlreadySigned`, :class:`TransitionNotAllowed`, :class:`SignatureNotRequired`."""
    if level in document.signatures:
        raise AlreadySigned(level)
    if document.status is not DocumentStatus.SIGNING:
        raise TransitionNotAllowed(document.status, DocumentStatus.SIGNED)
    if level not in document.required_signatures:
        raise SignatureNotRequired(level=LEVEL_NAMES[level], required=_listed(document.required_signatures))


def signature_of(
    file_id: FileId,
    level: SignatureLevel,
    content: bytes,
    verified: Verified,
    certificate: Certificate,
    *,
    at: datetime,
    actor: Actor,
) -> Signature:
    """A verified signature of one of our people, ready to be kept."""
    return Signature(
        file_id=file_id,
        level=level,
        content=content,
        signer=actor.person.name,
        certificate_serial=certificate.serial,
        signed_at=at,
        indication=verified.judgement.indication,
        verdict=verified.judgement.verdict,
        judged_at=verified.at,
        person_id=actor.person.id,
    )


def keep(
    unit: Unit, document: Document, signature: Signature, verified: Verified, authority: Authority, actor: Actor
) -> None:
    """Add the signature to the document taken in this unit; with the last one the document is signed.

    The turn is checked again: somebody may have been quicker. Raises what :func:`check_turn` and
    :func:`~edo_gateway.docflow.joint.check_place` raise.
    """
    check_turn(document, signature.level)
    check_place(document, authority)
    signature = marked(signature, authority)
    if signature.level is SignatureLevel.QUALIFIED:
        document.joint = joint_after(unit, document, authority, actor.person.id)
        place = document.joint.place(authority.place) if document.joint else ""
        signature = replace(signature, place=place)
    unit.documents.add_signature(document.id, signature)
    keep_verification(unit, document.organization_id, document.id, verified)
    if not signature.place or (document.joint and document.joint.is_complete):
        document.signatures |= {signature.level}
    if document.is_fully_signed:
        document.move(DocumentStatus.SIGNED, at=signature.signed_at, actor=actor.label)
    unit.documents.save(document)


def _listed(levels: frozenset[SignatureLevel]) -> Text:
    names = [LEVEL_NAMES[level] for level in sorted(levels)]
    return Text(", ".join(name.ru for name in names), ", ".join(name.en for name in names))
