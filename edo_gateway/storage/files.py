"""Files of a document and the signatures on them: bytes that are added and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, exists, insert, select

from edo_gateway.domain.errors import NotFound
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId, FileId, OrganizationId, PersonId
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.domain.signature import AlreadySigned, Judgement, Signature
from edo_gateway.storage.contract import StoredFile
from edo_gateway.storage.errors import duplicate_is
from edo_gateway.storage.journal import JournalRows
from edo_gateway.storage.tables import files, people, signatures
from edo_gateway.storage.types import AnyRow
from edo_gateway.storage.verdicts import VerdictRows, sha256_of

_OPERATOR = "operator"  # who hands us the files of the other side


class FileRows(VerdictRows):
    """The part of the documents' front door that keeps files.

    A file of the other side is journalled as received; a signature added in the same unit completes that entry with
    its verdict, or takes it back when it turns out to be our own signature on our own notice.
    """

    def __init__(self, connection: Connection, journal: JournalRows) -> None:
        super().__init__(connection, journal)
        self._received: dict[FileId, Entry] = {}

    def add_file(self, id: DocumentId, role: FileRole, file: ExchangeFile, at: datetime) -> FileId:
        organization, file_id = self._organization_of(id), FileId(uuid4())
        self._connection.execute(
            insert(files).values(
                id=file_id,
                organization_id=organization,
                document_id=id,
                role=role,
                name=file.name,
                size=len(file.content),
                sha256=file.sha256,
                content=file.content,
                added_at=at,
            )
        )
        if role is not FileRole.SELLER_TITLE:
            self._received[file_id] = Entry(
                organization_id=organization,
                document_id=id,
                kind=Happening.RECEIVED,
                at=at,
                actor=_OPERATOR,
                details=_received_details(role, file.name, file.sha256),
            )
            self._journal.write(self._received[file_id])
        return file_id

    def files(self, id: DocumentId) -> list[StoredFile]:
        """In the order they were added."""
        wanted = (
            select(files.c.id, files.c.role, files.c.name, files.c.size, files.c.sha256, files.c.added_at)
            .where(files.c.document_id == id)
            .order_by(files.c.position)
        )
        return [_stored_file_of(row) for row in self._connection.execute(wanted)]

    def file(self, id: DocumentId, file_id: FileId) -> ExchangeFile:
        wanted = select(files.c.name, files.c.content).where(files.c.document_id == id, files.c.id == file_id)
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"файл {file_id}")
        return ExchangeFile(row.name, row.content)

    def title(self, id: DocumentId, role: FileRole) -> tuple[FileId, ExchangeFile]:
        wanted = (
            select(files.c.id, files.c.name, files.c.content)
            .where(files.c.document_id == id, files.c.role == role)
            .order_by(files.c.position.desc())
            .limit(1)
        )
        row = self._connection.execute(wanted).one_or_none()
        if row is None:
            raise NotFound(what=f"файл «{role}» документа {id}")
        return FileId(row.id), ExchangeFile(row.name, row.content)

    def add_signature(self, id: DocumentId, signature: Signature) -> None:
        """A second signature of ours of the same level and place raises
        :class:`~edo_gateway.domain.signature.AlreadySigned`; the other side may sign as often as it likes, and the
        same bytes brought twice are kept once.
        """
        organization = self._organization_of(id)
        if signature.person_id is None and self._is_kept(signature):
            return
        with duplicate_is(AlreadySigned(signature.level)):
            self._connection.execute(
                insert(signatures).values(
                    organization_id=organization,
                    document_id=id,
                    file_id=signature.file_id,
                    level=signature.level,
                    content=signature.content,
                    sha256=sha256_of(signature),
                    signer=signature.signer,
                    certificate_serial=signature.certificate_serial,
                    signed_at=signature.signed_at,
                    indication=signature.indication,
                    authority=signature.authority,
                    place=signature.place,
                    verdict=signature.verdict,
                    judged_at=signature.judged_at,
                    person_id=signature.person_id,
                )
            )
        self._journal_signature(organization, id, signature)

    def _is_kept(self, signature: Signature) -> bool:
        same = exists().where(signatures.c.file_id == signature.file_id, signatures.c.sha256 == sha256_of(signature))
        return bool(self._connection.execute(select(same)).scalar_one())

    def _journal_signature(self, organization: OrganizationId, id: DocumentId, signature: Signature) -> None:
        received = self._received.pop(signature.file_id, None)
        if signature.person_id is None:
            self._journal_verdict(organization, id, signature, received)
            return
        if received:
            self._journal.withdraw(received)
        entry = Entry(
            organization_id=organization,
            document_id=id,
            kind=Happening.SIGNED,
            at=signature.signed_at,
            actor=self._name_of(signature.person_id),
            details={
                "level": signature.level.value,
                "signer": signature.signer,
                "serial": signature.certificate_serial,
                "indication": signature.indication,
            },
        )
        self._journal.write(entry)

    def _journal_verdict(
        self, organization: OrganizationId, id: DocumentId, signature: Signature, received: Entry | None
    ) -> None:
        file = self._connection.execute(
            select(files.c.role, files.c.name, files.c.sha256).where(files.c.id == signature.file_id)
        ).one()
        details = _received_details(file.role, file.name, file.sha256, signature)
        if received and self._journal.revise(received, details):
            return
        entry = Entry(
            organization_id=organization,
            document_id=id,
            kind=Happening.RECEIVED,
            at=signature.signed_at,
            actor=_OPERATOR,
            details=details,
        )
        self._journal.write(entry)

    def signatures(self, id: DocumentId) -> list[Signature]:
        """In the order they were added."""
        wanted = select(signatures).where(signatures.c.document_id == id).order_by(signatures.c.position)
        later = self.later_judgements(id)
        return [_signature_of(row, later.get(row.position, ())) for row in self._connection.execute(wanted)]

    def _name_of(self, id: PersonId) -> str:
        return str(self._connection.execute(select(people.c.name).where(people.c.id == id)).scalar_one())


def _received_details(role: FileRole, name: str, sha256: str, signature: Signature | None = None) -> dict[str, str]:
    return {
        "role": role.value,
        "name": name,
        "sha256": sha256,
        "indication": signature.indication if signature else "",
        "signer": signature.signer if signature else "",
    }


def _stored_file_of(row: AnyRow) -> StoredFile:
    return StoredFile(
        id=FileId(row.id), role=row.role, name=row.name, size=row.size, sha256=row.sha256, added_at=row.added_at
    )


def _signature_of(row: AnyRow, later: Sequence[Judgement]) -> Signature:
    first = Judgement(at=row.judged_at or row.signed_at, indication=row.indication, verdict=row.verdict)
    *earlier, last = (first, *later)
    return Signature(
        file_id=FileId(row.file_id),
        level=row.level,
        content=row.content,
        signer=row.signer,
        certificate_serial=row.certificate_serial,
        signed_at=row.signed_at,
        indication=last.indication,
        verdict=last.verdict,
        judged_at=last.at,
        earlier=tuple(earlier),
        authority=row.authority,
        place=row.place,
        person_id=None if row.person_id is None else PersonId(row.person_id),
    )
