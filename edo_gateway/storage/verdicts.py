"""Verdicts on kept signatures that came later than the first, and what verdicts rely on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.domain.signature import Judgement, KeptEvidence, Signature
from edo_gateway.storage import verdict_tables
from edo_gateway.storage.journal import JournalRows
from edo_gateway.storage.once import keep_once
from edo_gateway.storage.tables import documents, signatures
from edo_gateway.storage.verdict_tables import judgements

_OURS = "gateway"


class VerdictRows:
    """The part of the documents' front door that keeps verdicts."""

    def __init__(self, connection: Connection, journal: JournalRows) -> None:
        self._connection = connection
        self._journal = journal

    def add_judgement(self, id: DocumentId, signature: Signature, judgement: Judgement) -> None:
        organization = self._organization_of(id)
        position = select(signatures.c.position).where(
            signatures.c.file_id == signature.file_id, signatures.c.sha256 == sha256_of(signature)
        )
        values = {"organization_id": organization, "document_id": id, "at": judgement.at}
        said = {"indication": judgement.indication, "verdict": judgement.verdict}
        line = insert(judgements).values(signature_position=position.scalar_subquery(), **values, **said)
        self._connection.execute(line)
        entry = Entry(
            organization_id=organization,
            document_id=id,
            kind=Happening.VERIFIED,
            at=judgement.at,
            actor=_OURS,
            details={
                "signer": signature.signer,
                "serial": signature.certificate_serial,
                "previous": signature.indication,
                "indication": judgement.indication,
            },
        )
        self._journal.write(entry)

    def later_judgements(self, id: DocumentId) -> Mapping[int, list[Judgement]]:
        """By the position of the signature, oldest first."""
        found: dict[int, list[Judgement]] = {}
        wanted = select(judgements).where(judgements.c.document_id == id).order_by(judgements.c.position)
        for row in self._connection.execute(wanted):
            one = Judgement(at=row.at, indication=row.indication, verdict=row.verdict)
            found.setdefault(row.signature_position, []).append(one)
        return found

    def keep_evidence(self, id: DocumentId, evidence: Iterable[KeptEvidence], at: datetime) -> None:
        organization = self._organization_of(id)
        for one in evidence:
            row = {"kind": one.kind, "sha256": one.sha256, "content": one.content, "kept_at": at}
            keep_once(self._connection, verdict_tables.evidence, {"organization_id": organization, **row})

    def evidence(self, organization: OrganizationId, sha256: str) -> KeptEvidence:
        wanted = select(verdict_tables.evidence).where(
            verdict_tables.evidence.c.organization_id == organization, verdict_tables.evidence.c.sha256 == sha256
        )
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"доказательство {sha256}")
        return KeptEvidence(kind=row.kind, sha256=row.sha256, content=row.content)

    def _organization_of(self, id: DocumentId) -> OrganizationId:
        wanted = select(documents.c.organization_id).where(documents.c.id == id)
        organization = self._connection.execute(wanted).scalar_one_or_none()
        if organization is None:
            raise NotFound(what=f"документ {id}")
        return OrganizationId(organization)


def sha256_of(signature: Signature) -> str:
    return hashlib.sha256(signature.content).hexdigest()
