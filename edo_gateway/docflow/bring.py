"""Bring a signature that was made elsewhere: by a certified tool, on a token, in another program."""

from __future__ import annotations

from dataclasses import dataclass

from edo_gateway.docflow.authority import Authorise
from edo_gateway.docflow.judge import Expected, judged
from edo_gateway.docflow.rights import require
from edo_gateway.docflow.turn import check_turn, keep, signature_of
from edo_gateway.docflow.verification import VerifySignature
from edo_gateway.domain.access import Actor
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import DocumentStatus, TransitionNotAllowed
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.domain.text import Text
from edo_gateway.storage.contract import Units


@dataclass(frozen=True, kw_only=True)
class BringSignature:
    """Keep a signature of the actor, verified against the bytes we hold; returns its kind.

    ``signature`` is CMS in DER, PEM or Base64; one that encloses the very file is kept without it. Raises
    :class:`~edo_gateway.docflow.judge.SignatureRefused` and what :func:`check_turn` and :class:`Authorise` raise; then
    nothing is kept.
    """

    units: Units
    clock: Clock
    verify: VerifySignature
    authorise: Authorise

    def __call__(
        self, document_id: DocumentId, signature: bytes, level: SignatureLevel | None = None, *, actor: Actor
    ) -> SignatureLevel:
        require(actor, Role.SIGNER, action=Text("подписать", "sign"))
        now = self.clock()
        with self.units.look() as unit:
            document = unit.documents.get(actor.organization_id, document_id)
            if level is not None:
                check_turn(document, level)
            elif document.status is not DocumentStatus.SIGNING:
                raise TransitionNotAllowed(document.status, DocumentStatus.SIGNED)
            file_id, file = unit.documents.title(document_id, FileRole.SELLER_TITLE)
            expected = Expected(
                content=file.content,
                person=actor.person,
                organization=unit.organizations.get(actor.organization_id),
                keys=tuple(unit.people.signing_keys(actor.organization_id, actor.person.id)),
                level=level,
                accepts_plain=unit.organizations.policy(actor.organization_id).accepts_plain_cms,
            )
        found = judged(signature, expected, self.verify, at=now)
        made = signature_of(file_id, found.level, found.content, found.verified, found.certificate, at=now, actor=actor)
        with self.units.begin() as unit:
            document = unit.documents.take(actor.organization_id, document_id)
            authority = self.authorise(unit, document, found.certificate, found.level)
            keep(unit, document, made, found.verified, authority, actor)
        return found.level
