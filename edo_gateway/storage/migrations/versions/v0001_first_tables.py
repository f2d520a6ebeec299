"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _key() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _organizations()
    _people()
    _api_keys()
    _counterparties()
    _cursors()
    _memberships()
    _operator_events()
    _sessions()
    _signing_keys()
    _documents()
    _attempts()
    _decisions()
    _facts()
    _files()
    _idempotency_keys()
    _intakes()
    _jobs()
    _journal()
    _operator_facts()
    _required_signatures()
    _transitions()
    _waiting()
    _signatures()


def _organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("kpp", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("journal_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organizations"),
        sa.UniqueConstraint("inn", "kpp", name="uq_organizations_inn_kpp"),
    )


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("login", name="uq_people_login"),
    )


def _api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_api_keys_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_api_keys_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )


def _counterparties() -> None:
    op.create_table(
        "counterparties",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("inn", sa.Text(), nullable=False),
        sa.Column("kpp", sa.Text(), nullable=False),
        sa.Column("participant_id", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_counterparties_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_counterparties"),
        sa.UniqueConstraint("organization_id", "id", name="uq_counterparties_organization_id_id"),
        sa.UniqueConstraint("organization_id", "inn", "kpp", name="uq_counterparties_organization_id_inn_kpp"),
    )


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_cursors_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", name="pk_cursors"),
    )


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_memberships_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_memberships_person_id"),
        sa.PrimaryKeyConstraint("person_id", "organization_id", "role", name="pk_memberships"),
    )
    op.create_index("ix_memberships_organization_id", "memberships", ["organization_id"], unique=False)


def _operator_events() -> None:
    op.create_table(
        "operator_events",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_operator_events_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", "event_id", name="pk_operator_events"),
    )


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("csrf_token", sa.Text(), nullable=False),
        sa.Column("expires_at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sessions_person_id"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )


def _signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_signing_keys_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_signing_keys_person_id"),
        sa.PrimaryKeyConstraint("organization_id", "person_id", "level", name="pk_signing_keys"),
    )


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("position", _key(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("counterparty_id", sa.Uuid(), nullable=False),
        sa.Column("counterparty_name", sa.Text(), nullable=False),
        sa.Column("counterparty_inn", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("vat", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("entity_id", sa.Text(), nullable=True),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "counterparty_id"],
            ["counterparties.organization_id", "counterparties.id"],
            name="fk_documents_organization_id_counterparty_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_documents_organization_id"),
        sa.PrimaryKeyConstraint("position", name="pk_documents"),
        sa.UniqueConstraint("id", name="uq_documents_id"),
        sa.UniqueConstraint("organization_id", "id", name="uq_documents_organization_id_id"),
    )
    op.create_index(
        "ix_documents_organization_id_message_id", "documents", ["organization_id", "message_id"], unique=False
    )
    op.create_index("ix_documents_organization_id_position", "documents", ["organization_id", "position"], unique=False)
    op.create_index(
        "ix_documents_organization_id_status_position",
        "documents",
        ["organization_id", "status", "position"],
        unique=False,
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", _key(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("operation_key", sa.Uuid(), nullable=False),
        sa.Column("started_at", _moment(), nullable=False),
        sa.Column("ended_at", _moment(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_attempts_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_attempts_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
    )
    op.create_index("ix_attempts_operation_key", "attempts", ["operation_key"], unique=False)


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_decisions_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_decisions_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_decisions_person_id"),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_decisions"),
    )


def _facts() -> None:
    op.create_table(
        "facts",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_facts_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_facts_organization_id"),
        sa.PrimaryKeyConstraint("document_id", "kind", "source", name="pk_facts"),
    )


def _files() -> None:
    op.create_table(
        "files",
        sa.Column("position", _key(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_at", _moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_files_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_files_organization_id"),
        sa.PrimaryKeyConstraint("position", name="pk_files"),
        sa.UniqueConstraint("document_id", "id", name="uq_files_document_id_id"),
        sa.UniqueConstraint("id", name="uq_files_id"),
    )


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_idempotency_keys_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_idempotency_keys_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", "key", name="pk_idempotency_keys"),
    )


def _intakes() -> None:
    op.create_table(
        "intakes",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_intakes_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_intakes_organization_id"),
        sa.PrimaryKeyConstraint("document_id", name="pk_intakes"),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", _key(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("operation_key", sa.Uuid(), nullable=False),
        sa.Column("run_at", _moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("lease_until", _moment(), nullable=True),
        sa.Column("is_dead", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_jobs_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_jobs_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_document_id", "jobs", ["document_id"], unique=False)
    op.create_index(
        "ix_jobs_organization_id_order_key_id", "jobs", ["organization_id", "order_key", "id"], unique=False
    )
    op.create_index("ix_jobs_run_at", "jobs", ["run_at"], unique=False)


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_journal_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_journal_organization_id"),
        sa.PrimaryKeyConstraint("organization_id", "number", name="pk_journal"),
    )
    op.create_index("ix_journal_document_id_number", "journal", ["document_id", "number"], unique=False)


def _operator_facts() -> None:
    op.create_table(
        "operator_facts",
        sa.Column("id", _key(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("received_at", _moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_operator_facts_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_operator_facts_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_operator_facts"),
        sa.UniqueConstraint(
            "organization_id",
            "message_id",
            "entity_id",
            "kind",
            "source",
            name="uq_operator_facts_reported",
        ),
    )


def _required_signatures() -> None:
    op.create_table(
        "required_signatures",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_required_signatures_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name="fk_required_signatures_organization_id"
        ),
        sa.PrimaryKeyConstraint("document_id", "level", name="pk_required_signatures"),
    )


def _transitions() -> None:
    op.create_table(
        "transitions",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_transitions_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_transitions_organization_id"),
        sa.PrimaryKeyConstraint("document_id", "number", name="pk_transitions"),
    )


def _waiting() -> None:
    op.create_table(
        "waiting",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_waiting_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_waiting_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_waiting_person_id"),
        sa.PrimaryKeyConstraint("document_id", "person_id", name="pk_waiting"),
    )
    op.create_index("ix_waiting_person_id", "waiting", ["person_id"], unique=False)


def _signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("position", _key(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("certificate_serial", sa.Text(), nullable=False),
        sa.Column("signed_at", _moment(), nullable=False),
        sa.Column("indication", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id", "file_id"], ["files.document_id", "files.id"], name="fk_signatures_document_id_file_id"
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "document_id"],
            ["documents.organization_id", "documents.id"],
            name="fk_signatures_organization_id_document_id",
        ),
        sa.ForeignKeyConstraint(["organization_id"], ["organizations.id"], name="fk_signatures_organization_id"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_signatures_person_id"),
        sa.PrimaryKeyConstraint("position", name="pk_signatures"),
        sa.UniqueConstraint("file_id", "sha256", name="uq_signatures_file_id_sha256"),
    )
    op.create_index("ix_signatures_document_id", "signatures", ["document_id"], unique=False)
    op.create_index(
        "uq_signatures_own_level",
        "signatures",
        ["file_id", "level"],
        unique=True,
        sqlite_where=sa.text("person_id IS NOT NULL"),
        postgresql_where=sa.text("person_id IS NOT NULL"),
    )
