"""The front door to what is kept: units of work over repositories.

A unit is one transaction: it commits when its ``with`` block ends and rolls back when the block raises. Reading
returns domain values; nothing of the database leaks out. Every method that looks for one thing raises
:class:`~edo_gateway.domain.errors.NotFound` when it is not there or belongs to another organisation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from edo_gateway.domain.access import ApiKey, Challenge, Passkey, Session, SigningKey
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import Document, DocumentStatus, OperatorReference
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import CounterpartyId, DocumentId, FileId, JobId, OrganizationId, PersonId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.domain.party import Counterparty, Organization, TaxNumbers
from edo_gateway.domain.person import Person
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.power import KeptPower, Revocation
from edo_gateway.domain.signature import Judgement, KeptEvidence, Signature, SignatureLevel


class Organizations(Protocol):
    def add(self, organization: Organization) -> None: ...
    def get(self, id: OrganizationId) -> Organization: ...
    def all(self) -> list[Organization]: ...
    def find(self, tax: TaxNumbers) -> Organization | None:
        """By ИНН and, when given, КПП. None also when the ИНН alone could mean several branches."""

    def set_policy(self, id: OrganizationId, policy: Policy) -> None: ...
    def policy(self, id: OrganizationId) -> Policy:
        """How documents of the organisation are approved and signed; an empty policy until one is set."""

    def add_counterparty(self, counterparty: Counterparty) -> None: ...
    def counterparty(self, organization: OrganizationId, id: CounterpartyId) -> Counterparty: ...
    def counterparties(self, organization: OrganizationId) -> list[Counterparty]: ...
    def find_counterparty(self, organization: OrganizationId, tax: TaxNumbers) -> Counterparty | None: ...


class People(Protocol):
    def add(self, person: Person, password_hash: str) -> None: ...
    def get(self, id: PersonId) -> Person: ...
    def find(self, login: str) -> tuple[Person, str] | None:
        """The person and the password hash."""

    def of_organization(self, organization: OrganizationId) -> list[Person]: ...
    def set_password(self, id: PersonId, password_hash: str) -> None:
        """Ends the person's sessions too: whoever has the old password is out."""

    def password_hash(self, id: PersonId) -> str: ...

    def add_api_key(self, key: ApiKey, key_hash: str) -> None: ...
    def find_api_key(self, key_hash: str) -> ApiKey | None: ...

    def open_session(self, session: Session, *, now: datetime) -> None:
        """Sessions that are over by now are forgotten."""

    def find_session(self, token_hash: str, now: datetime) -> Session | None: ...
    def close_session(self, token_hash: str) -> None: ...

    def put_signing_key(self, key: SigningKey) -> None:
        """Adds the key, or replaces the person's key of the same level."""

    def signing_key(self, organization: OrganizationId, person: PersonId, level: SignatureLevel) -> SigningKey: ...
    def signing_keys(self, organization: OrganizationId, person: PersonId | None = None) -> list[SigningKey]:
        """Every key in this organisation, or those of one person, by person and kind of signature."""


class Factors(Protocol):
    """What people prove themselves with besides a password, and questions they have not answered yet."""

    def ask(self, challenge: Challenge) -> None:
        """Keeps the question; those that have expired by then go."""

    def answered(self, token_hash: str, now: datetime) -> Challenge | None:
        """The question, which is gone with this: None for one unknown, answered already or expired."""

    def put_one_time_secret(self, person: PersonId, sealed: bytes, step: int) -> None:
        """Turns one-time codes on; ``step`` is the one of the code that proved it."""

    def one_time_secret(self, person: PersonId) -> bytes | None:
        """Sealed; None while one-time codes are off."""

    def drop_one_time_secret(self, person: PersonId) -> None:
        """The spare codes go with it."""

    def use_step(self, person: PersonId, step: int) -> bool:
        """False for the last step used and those before it: a code counts once."""

    def put_spare_codes(self, person: PersonId, hashes: Sequence[str]) -> None:
        """In place of those there were."""

    def use_spare_code(self, person: PersonId, code_hash: str) -> bool:
        """False for one unknown or used."""

    def spare_codes_left(self, person: PersonId) -> int: ...

    def add_passkey(self, passkey: Passkey) -> None: ...
    def passkeys(self, person: PersonId) -> list[Passkey]:
        """Oldest first."""

    def use_passkey(self, passkey: Passkey, counter: int) -> bool:
        """Keeps the new counter. False when the key has gone, or another use has moved the counter meanwhile."""

    def drop_passkey(self, person: PersonId, id: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """What to list; an empty field does not narrow. ``waits_for`` means: this person has something to do."""

    statuses: frozenset[DocumentStatus] = frozenset()
    type: str = ""
    function: str = ""
    counterparty_inn: str = ""
    text: str = ""  # part of the number or of the counterparty's name
    date_from: date | None = None
    date_to: date | None = None
    waits_for: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What came in when the document was created: the caller's JSON and the validation report as JSON."""

    request: str
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a document, without its bytes."""

    id: FileId
    role: FileRole
    name: str
    size: int
    sha256: str
    added_at: datetime


class Documents(Protocol):
    def add(self, document: Document, intake: Intake) -> None: ...
    def get(self, organization: OrganizationId, id: DocumentId) -> Document: ...
    def take(self, organization: OrganizationId, id: DocumentId) -> Document:
        """As :meth:`get`, and nobody else may change the document until the unit ends."""

    def save(self, document: Document) -> None:
        """Writes what changed: new transitions, decisions and facts with their journal entries.

        Raises :class:`~edo_gateway.domain.errors.ConcurrentChange` when somebody else has changed it since it was
        read. Required signatures are given once, with :meth:`add`.
        """

    def intake(self, id: DocumentId) -> Intake: ...
    def find_by_message(self, organization: OrganizationId, message_id: str) -> Document | None: ...
    def page(
        self, organization: OrganizationId, wanted: DocumentFilter, *, before: int | None = None, limit: int = 50
    ) -> list[tuple[int, Document]]:
        """Newest first, each with its position; pass the last position as ``before`` for the next page."""

    def count(self, organization: OrganizationId, wanted: DocumentFilter) -> int: ...

    def add_file(self, id: DocumentId, role: FileRole, file: ExchangeFile, at: datetime) -> FileId: ...
    def files(self, id: DocumentId) -> list[StoredFile]: ...
    def file(self, id: DocumentId, file_id: FileId) -> ExchangeFile: ...
    def title(self, id: DocumentId, role: FileRole) -> tuple[FileId, ExchangeFile]:
        """The file of that role; the newest where there are several."""

    def add_signature(self, id: DocumentId, signature: Signature) -> None:
        """Keeps the signature with its journal entry; the same bytes of the other side twice are kept once.

        Raises :class:`~edo_gateway.domain.signature.AlreadySigned` for a second one of ours of the same level.
        """

    def signatures(self, id: DocumentId) -> list[Signature]: ...
    def add_judgement(self, id: DocumentId, signature: Signature, judgement: Judgement) -> None:
        """A later verdict on a kept signature, with its journal entry; the earlier ones stay."""

    def keep_evidence(self, id: DocumentId, evidence: Iterable[KeptEvidence], at: datetime) -> None:
        """Once for each organisation, however many verdicts rely on it."""

    def evidence(self, organization: OrganizationId, sha256: str) -> KeptEvidence: ...

    def remember(self, organization: OrganizationId, key: str, request_hash: str, id: DocumentId) -> None:
        """Binds an idempotency key to what it made.

        Raises :class:`~edo_gateway.domain.errors.ConcurrentChange` when the key is bound already.
        """

    def recall(self, organization: OrganizationId, key: str) -> tuple[str, DocumentId] | None:
        """The request hash and the document of an idempotency key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalFilter:
    kinds: frozenset[Happening] = frozenset()
    document_id: DocumentId | None = None
    text: str = ""  # part of the document's number or the counterparty's name
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalLine:
    """An entry with what a reader wants to see of its document."""

    entry: Entry
    document_number: str
    document_title: str
    counterparty_name: str


class Journal(Protocol):
    def write(self, entry: Entry) -> None: ...
    def after(self, organization: OrganizationId, number: int, limit: int) -> list[Entry]:
        """Entries numbered above ``number``, oldest first: the event feed."""

    def page(
        self, organization: OrganizationId, wanted: JournalFilter, *, before: int | None = None, limit: int = 100
    ) -> list[JournalLine]:
        """Newest first: the delivery log."""

    def of_document(self, id: DocumentId) -> list[Entry]:
        """Oldest first: the timeline."""


class Jobs(Protocol):
    def put(
        self,
        kind: JobKind,
        *,
        organization: OrganizationId,
        document: DocumentId | None,
        order_key: str,
        operation_key: UUID,
        run_at: datetime,
    ) -> None: ...
    def put_verification(self, organization: OrganizationId, document: DocumentId, *, run_at: datetime) -> None:
        """A document's signatures are to be judged again."""

    def claim(self, *, owner: str, now: datetime, lease: timedelta) -> Job | None:
        """The next due job whose order key is free, leased to the owner; None when there is nothing to do."""

    def finish(self, job: Job) -> None:
        """The job is done. Raises :class:`~edo_gateway.domain.job.LeaseLost`, as do the two below."""

    def postpone(self, job: Job, *, run_at: datetime, error: str = "") -> None:
        """Give the job back to be tried again; an error counts as a failed attempt, none begins the count anew."""

    def bury(self, job: Job, *, error: str) -> None:
        """No more attempts until a person revives the job."""

    def of_document(self, id: DocumentId) -> list[Job]: ...
    def buried(self, organization: OrganizationId) -> list[Job]: ...
    def revive(self, organization: OrganizationId, id: JobId, *, run_at: datetime) -> None: ...
    def tracking(self, organization: OrganizationId) -> Job | None:
        """The work that reads the organisation's feed; its ``last_error`` is empty while all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFact:
    """A reported fact as it came, not applied yet. ``file`` is the event file as JSON, or empty.

    ``is_about_reply``: it speaks of something the other side sent within the document's exchange.
    """

    id: int
    kind: FactKind
    reference: OperatorReference
    source: str
    at: datetime
    received_at: datetime
    note: str
    file: str
    is_about_reply: bool = False


class Inbox(Protocol):
    """What an operator reported, kept once, in its raw form too."""

    def cursor(self, organization: OrganizationId) -> str: ...
    def set_cursor(self, organization: OrganizationId, cursor: str) -> None: ...
    def keep_event(
        self, organization: OrganizationId, event_id: str, *, at: datetime, received_at: datetime, raw: str
    ) -> bool:
        """False when the event is kept already."""

    def keep_fact(self, organization: OrganizationId, fact: KeptFact) -> None:
        """Keeps a fact once; its ``id`` is ignored."""

    def applicable(self, organization: OrganizationId) -> list[tuple[DocumentId, KeptFact]]:
        """Facts not applied yet whose document is known, oldest first."""

    def mark_applied(self, id: int, document: DocumentId) -> None:
        """Raises :class:`~edo_gateway.domain.errors.NotFound` when the fact does not wait any more: a unit that
        applied it a second time is undone.
        """


class Powers(Protocol):
    """Powers of attorney, by their numbers in lower case."""

    def add(self, power: KeptPower) -> None:
        """Raises :class:`~edo_gateway.domain.errors.ConcurrentChange` where the number is taken."""

    def add_signatures(self, organization: OrganizationId, number: str, signatures: Sequence[bytes]) -> None:
        """The same bytes twice are kept once."""

    def find(self, organization: OrganizationId, number: str) -> KeptPower | None: ...
    def get(self, organization: OrganizationId, number: str) -> KeptPower: ...
    def all(self, organization: OrganizationId) -> list[KeptPower]:
        """Newest first."""

    def revoke(self, organization: OrganizationId, number: str, revocation: Revocation) -> None:
        """A later word about a revocation replaces the one before."""


class Attempts(Protocol):
    """Calls to an operator as rows: one that has no outcome may or may not have been carried out.

    Outcomes are words: done, refused, unavailable, unknown, in_progress; the first two settle earlier calls too.
    """

    def start(self, job: Job, *, at: datetime) -> int: ...
    def end(self, attempt: int, *, at: datetime, outcome: str, error: str = "", trace: str = "") -> None: ...
    def is_outcome_unknown(self, operation_key: UUID) -> bool:
        """Whether an earlier call with this key never came back or came back without an answer."""


class Unit(Protocol):
    """One transaction."""

    organizations: Organizations
    people: People
    factors: Factors
    documents: Documents
    journal: Journal
    jobs: Jobs
    inbox: Inbox
    attempts: Attempts
    powers: Powers


class Units(Protocol):
    """Opens units. ``begin`` may write; ``look`` only reads and never waits for writers."""

    def begin(self) -> AbstractContextManager[Unit]: ...
    def look(self) -> AbstractContextManager[Unit]: ...
    def is_ready(self) -> bool:
        """Whether the database answers and its schema is the current one."""

    def close(self) -> None:
        """Give the connections back; the units cannot be used afterwards."""
