"""The tables. Whatever belongs to one of our organisations carries its id, down to the foreign keys: the pair
(organisation, document) is one reference, so the database itself refuses to mix the rows of two organisations.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    text,
    true,
)

from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.person import Role
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.storage.types import KEY, Hundredths, Moment, WordOf

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _organization(*, primary_key: bool = False) -> Column[object]:
    return Column("organization_id", ForeignKey("organizations.id"), primary_key=primary_key, nullable=False)


def _person(*, primary_key: bool = False, nullable: bool = False) -> Column[object]:
    return Column("person_id", ForeignKey("people.id"), primary_key=primary_key, nullable=nullable)


def _of_document() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organization_id", "document_id"], ["documents.organization_id", "documents.id"])


organizations = Table(
    "organizations",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("inn", Text, nullable=False),
    Column("kpp", Text, nullable=False),
    Column("participant_id", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("card", Text, nullable=False),
    Column("policy", JSON, nullable=False),
    Column("journal_number", Integer, nullable=False),  # of the last entry; its row lock puts entries in order
    UniqueConstraint("inn", "kpp"),
)

counterparties = Table(
    "counterparties",
    metadata,
    Column("id", Uuid, primary_key=True),
    _organization(),
    Column("name", Text, nullable=False),
    Column("inn", Text, nullable=False),
    Column("kpp", Text, nullable=False),
    Column("participant_id", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("card", Text, nullable=False),
    UniqueConstraint("organization_id", "inn", "kpp"),
    UniqueConstraint("organization_id", "id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    _person(primary_key=True),
    _organization(primary_key=True),
    Column("role", WordOf(Role), primary_key=True),
    Index(None, "organization_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Uuid, primary_key=True),
    _organization(),
    _person(),
    Column("name", Text, nullable=False),
    Column("key_hash", Text, nullable=False, unique=True),
    Column("created_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _person(),
    Column("csrf_token", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    _organization(primary_key=True),
    _person(primary_key=True),
    Column("level", WordOf(SignatureLevel), primary_key=True),
    Column("location", Text, nullable=False),
    Column("certificate", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("position", KEY, primary_key=True),  # lists are read newest first by it
    Column("id", Uuid, nullable=False, unique=True),
    _organization(),
    Column("type", WordOf(DocumentType), nullable=False),
    Column("function", WordOf(DocumentFunction), nullable=False),
    Column("format", Text, nullable=False, server_default=text("''")),
    Column("receipt_expected", Boolean, nullable=False, server_default=false()),
    Column("answer_expected", Boolean, nullable=False, server_default=false()),
    Column("confirmation_expected", Boolean, nullable=False, server_default=true()),
    Column("number", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("counterparty_id", Uuid, nullable=False),
    Column("counterparty_name", Text, nullable=False),
    Column("counterparty_inn", Text, nullable=False),
    Column("total", Hundredths),
    Column("vat", Hundredths),
    Column("currency", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("status", WordOf(DocumentStatus), nullable=False),
    Column("stages", JSON, nullable=False),
    Column("joint", JSON(none_as_null=True)),
    Column("round", Integer, nullable=False),
    Column("message_id", Text),
    Column("entity_id", Text),
    Column("search_text", Text, nullable=False),
    ForeignKeyConstraint(
        ["organization_id", "counterparty_id"], ["counterparties.organization_id", "counterparties.id"]
    ),
    UniqueConstraint("organization_id", "id"),
    Index(None, "organization_id", "position"),
    Index(None, "organization_id", "status", "position"),
    Index(None, "organization_id", "message_id"),
)

# Apart from the documents, whose rows lists read by the thousand, because these texts are large.
intakes = Table(
    "intakes",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    _organization(),
    Column("request", Text, nullable=False),
    Column("report", Text, nullable=False),
    _of_document(),
)

required_signatures = Table(
    "required_signatures",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("level", WordOf(SignatureLevel), primary_key=True),
    _organization(),
    _of_document(),
)

transitions = Table(
    "transitions",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    _organization(),
    Column("source", WordOf(DocumentStatus)),
    Column("target", WordOf(DocumentStatus), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Text, nullable=False),
    _of_document(),
)

decisions = Table(
    "decisions",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    _organization(),
    Column("stage", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    _person(),
    Column("verdict", WordOf(Verdict), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
    _of_document(),
)

facts = Table(
    "facts",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    Column("kind", WordOf(FactKind), primary_key=True),
    Column("source", Text, primary_key=True),
    _organization(),
    Column("number", Integer, nullable=False),  # order of arrival
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    _of_document(),
)

waiting = Table(
    "waiting",
    metadata,
    Column("document_id", Uuid, primary_key=True),
    _person(primary_key=True),
    _organization(),
    _of_document(),
    Index(None, "person_id"),
)

files = Table(
    "files",
    metadata,
    Column("position", KEY, primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    _organization(),
    Column("document_id", Uuid, nullable=False),
    Column("role", WordOf(FileRole), nullable=False),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    _of_document(),
    UniqueConstraint("document_id", "id"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("position", KEY, primary_key=True),
    _organization(),
    Column("document_id", Uuid, nullable=False),
    Column("file_id", Uuid, nullable=False),
    Column("level", WordOf(SignatureLevel), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("signer", Text, nullable=False),
    Column("certificate_serial", Text, nullable=False),
    Column("signed_at", Moment, nullable=False),
    Column("indication", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("judged_at", Moment),  # not known of signatures kept before it was asked: then as they were signed
    Column("authority", Text, nullable=False, server_default=text("''")),
    Column("place", Text, nullable=False, server_default=text("''")),
    _person(nullable=True),
    _of_document(),
    ForeignKeyConstraint(["document_id", "file_id"], ["files.document_id", "files.id"]),
    Index(None, "document_id"),
    UniqueConstraint("file_id", "sha256"),
    Index(
        "uq_signatures_own_level",
        "file_id",
        "level",
        "place",
        unique=True,
        sqlite_where=text("person_id IS NOT NULL"),
        postgresql_where=text("person_id IS NOT NULL"),
    ),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    _organization(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request_hash", Text, nullable=False),
    Column("document_id", Uuid, nullable=False),
    _of_document(),
)

journal = Table(
    "journal",
    metadata,
    _organization(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("document_id", Uuid, nullable=False),
    Column("kind", WordOf(Happening), nullable=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("details", JSON, nullable=False),
    _of_document(),
    Index(None, "document_id", "number"),
)

# A finished job is deleted: what became of it stands in the attempts and in the journal.
jobs = Table(
    "jobs",
    metadata,
    Column("id", KEY, primary_key=True),
    _organization(),
    Column("document_id", Uuid),
    Column("kind", WordOf(JobKind), nullable=False),
    Column("order_key", Text, nullable=False),
    Column("operation_key", Uuid, nullable=False),
    Column("run_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", Text, nullable=False),
    Column("lease_until", Moment),
    Column("is_dead", Boolean, nullable=False),
    Column("last_error", Text, nullable=False),
    _of_document(),
    Index(None, "run_at"),
    Index(None, "organization_id", "order_key", "id"),
    Index(None, "document_id"),
)

attempts = Table(
    "attempts",
    metadata,
    Column("id", KEY, primary_key=True),
    _organization(),
    Column("document_id", Uuid),
    Column("kind", WordOf(JobKind), nullable=False),
    Column("operation_key", Uuid, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("outcome", Text),
    Column("error", Text, nullable=False),
    Column("trace", Text, nullable=False),
    _of_document(),
    Index(None, "operation_key"),
)

cursors = Table(
    "cursors",
    metadata,
    _organization(primary_key=True),
    Column("cursor", Text, nullable=False),
)

operator_events = Table(
    "operator_events",
    metadata,
    _organization(primary_key=True),
    Column("event_id", Text, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
)

operator_facts = Table(
    "operator_facts",
    metadata,
    Column("id", KEY, primary_key=True),
    _organization(),
    Column("kind", WordOf(FactKind), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("document_id", Uuid),  # set when the fact has been applied
    _of_document(),
    UniqueConstraint("organization_id", "message_id", "entity_id", "kind", "source", name="uq_operator_facts_reported"),
)
