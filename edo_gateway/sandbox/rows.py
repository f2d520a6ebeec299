"""Between rows of the database and values of the sandbox."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from edo_gateway.sandbox.config import Behaviour
from edo_gateway.sandbox.kinds import AttachmentType, DocumentKind, EntityType
from edo_gateway.sandbox.records import (
    Acquaintance,
    Box,
    Declaration,
    Entity,
    Event,
    Message,
    Patch,
    PowerFile,
    PowerStatus,
    Relation,
    SentPower,
    Task,
    TaskKind,
    Verdict,
)

Values = dict[str, Any]


def box_of(row: Row[Any]) -> Box:
    return Box(**{**row._asdict(), "behaviour": Behaviour(row.behaviour)})


def message_of(row: Row[Any]) -> Message:
    return Message(**row._asdict())


def patch_of(row: Row[Any]) -> Patch:
    return Patch(**row._asdict())


def event_of(row: Row[Any]) -> Event:
    return Event(**row._asdict())


def acquaintance_of(row: Row[Any]) -> Acquaintance:
    return Acquaintance(**{**row._asdict(), "relation": Relation(row.relation)})


def task_of(row: Row[Any]) -> Task:
    return Task(**{**row._asdict(), "kind": TaskKind(row.kind)})


def entity_of(row: Row[Any]) -> Entity:
    values = row._asdict()
    values.pop("custom_document_id")
    return Entity(
        **{
            **values,
            "type": EntityType(row.type),
            "attachment_type": AttachmentType(row.attachment_type) if row.attachment_type else None,
            "verdict": Verdict(row.verdict),
            "declaration": _declaration_of(row.declaration),
            "labels": tuple(json.loads(row.labels)),
        }
    )


def values_of(entity: Entity) -> Values:
    """The columns of an entity without its number, which the database gives."""
    values = {name: getattr(entity, name) for name in Entity.__slots__ if name != "sequence"}
    declaration = entity.declaration
    return {
        **values,
        "attachment_type": entity.attachment_type or "",
        "declaration": json.dumps(asdict(declaration), ensure_ascii=False) if declaration else "",
        "custom_document_id": declaration.custom_document_id if declaration else "",
        "labels": json.dumps(entity.labels, ensure_ascii=False),
    }


def power_of(row: Row[Any]) -> SentPower:
    files = tuple(PowerFile(*map(b64decode, pair)) for pair in json.loads(row.files))
    return SentPower(
        number=row.number,
        issuer_inn=row.issuer_inn,
        representative_inn=row.representative_inn,
        files=files,
        status=PowerStatus(row.status),
        text=row.text,
    )


def power_values(power: SentPower) -> Values:
    files = [[b64encode(one.content).decode(), b64encode(one.signature).decode()] for one in power.files]
    return {**{name: getattr(power, name) for name in SentPower.__slots__}, "files": json.dumps(files)}


def _declaration_of(text: str) -> Declaration | None:
    if not text:
        return None
    values = json.loads(text)
    kind = DocumentKind(**values.pop("kind"))
    custom_data = tuple((key, value) for key, value in values.pop("custom_data"))
    metadata = tuple((key, value) for key, value in values.pop("metadata", ()))  # absent in an older database
    return Declaration(kind=kind, custom_data=custom_data, metadata=metadata, **values)
