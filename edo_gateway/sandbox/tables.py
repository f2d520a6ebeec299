"""Tables of the sandbox's own database. Ticks are the protocol's; GUIDs are text in canonical form."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

METADATA: Final = MetaData()

BOXES: Final = Table(
    "box",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("organization_id", Text, nullable=False, unique=True),
    Column("inn", Text, nullable=False),
    Column("kpp", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("participant_id", Text, nullable=False, unique=True),
    Column("behaviour", Text, nullable=False),
    Column("counteragents_only", Boolean, nullable=False),
    UniqueConstraint("inn", "kpp"),
)

TOKENS: Final = Table(
    "token",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("expires_ticks", BigInteger, nullable=False),
)

MESSAGES: Final = Table(
    "message",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("from_box", Text, nullable=False),
    Column("to_box", Text, nullable=False),
    Column("created_ticks", BigInteger, nullable=False),
    Column("patched_ticks", BigInteger, nullable=False),
    Column("delivered_ticks", BigInteger, nullable=False),
    Column("lock_mode", Text, nullable=False),
)

PATCHES: Final = Table(
    "patch",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("message_id", Text, nullable=False, index=True),
    Column("author_box", Text, nullable=False),
    Column("created_ticks", BigInteger, nullable=False),
    Column("delivered_unit", Text, nullable=False),
    Column("not_delivered_event", Text, nullable=False),
)

ENTITIES: Final = Table(
    "entity",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("message_id", Text, nullable=False, index=True),
    Column("unit", Text, nullable=False, index=True),
    Column("type", Text, nullable=False),
    Column("attachment_type", Text, nullable=False),
    Column("parent_id", Text, nullable=False, index=True),
    Column("author_box", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_ticks", BigInteger, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("declaration", Text, nullable=False),
    Column("custom_document_id", Text, nullable=False, index=True),
    Column("labels", Text, nullable=False),
    sqlite_autoincrement=True,
)

# What an attachment of the type PowerOfAttorney stands for, by its id.
POWERS: Final = Table(
    "power",
    METADATA,
    Column("entity_id", Text, primary_key=True),
    Column("message_id", Text, nullable=False, index=True),
    Column("number", Text, nullable=False),
    Column("issuer_inn", Text, nullable=False),
    Column("representative_inn", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("text", Text, nullable=False),
)

EVENTS: Final = Table(
    "event",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("box", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("created_ticks", BigInteger, nullable=False),
    UniqueConstraint("box", "unit"),
    Index("event_feed", "box", "sequence"),
    sqlite_autoincrement=True,
)

# One operation is carried out once for ever: the answer is written in the transaction that carried it out.
OPERATIONS: Final = Table(
    "operation",
    METADATA,
    Column("box", Text, primary_key=True),
    Column("method", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("answer", Text, nullable=False),
)

ACQUAINTANCES: Final = Table(
    "acquaintance",
    METADATA,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("box", Text, nullable=False),
    Column("other", Text, nullable=False),
    Column("relation", Text, nullable=False),
    Column("changed_ticks", BigInteger, nullable=False),
    Column("message_from", Text, nullable=False),
    Column("message_to", Text, nullable=False),
    UniqueConstraint("box", "other"),
    sqlite_autoincrement=True,
)

INVITATIONS: Final = Table(
    "invitation",
    METADATA,
    Column("task_id", Text, primary_key=True),
    Column("other", Text, nullable=False),
    Column("ready_ticks", BigInteger, nullable=False),
)

SHELF: Final = Table(
    "shelf",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("is_last", Boolean, nullable=False),
)

TASKS: Final = Table(
    "task",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("due_ticks", BigInteger, nullable=False, index=True),
    Column("error", Text, nullable=False),
    sqlite_autoincrement=True,
)
