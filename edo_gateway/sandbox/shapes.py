"""Structures of the protocol as pure functions of what the database says: shapes strict, optional words omitted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from edo_gateway.sandbox.cursor import cursor_of
from edo_gateway.sandbox.document import content_json, document_json
from edo_gateway.sandbox.kinds import AttachmentType, EntityType
from edo_gateway.sandbox.records import Acquaintance, Box, Entity, Event, Patch, PowerStatus, SentPower
from edo_gateway.sandbox.ticks import instant_of
from edo_gateway.sandbox.view import MessageView
from edo_gateway.sandbox.wire import Json

_ENTREPRENEUR_INN: Final = 12
_SEVERITIES: Final = {PowerStatus.VALID: "Success", PowerStatus.NOT_VALID: "Error"}


def box_json(box: Box, *, with_organization: bool = False) -> Json:
    shape: Json = {
        "BoxId": box.wire_id,
        "BoxIdGuid": box.id,
        "Title": box.name,
        "InvoiceFormatVersion": "v5_02",
        "EncryptedDocumentsAllowed": False,
    }
    return {**shape, "Organization": organization_json(box)} if with_organization else shape


def organization_json(box: Box) -> Json:
    return {
        "OrgId": UUID(box.organization_id).hex,
        "OrgIdGuid": box.organization_id,
        "Inn": box.inn,
        "Kpp": box.kpp,
        "FullName": box.name,
        "ShortName": box.name,
        "Boxes": [box_json(box)],
        "FnsParticipantId": box.participant_id,
        "IfnsCode": "",
        "Address": {"RussianAddress": {"Region": box.inn[:2]}, "AddressCode": ""},
        "Departments": [],
        **_organization_marks(box),
    }


def _organization_marks(box: Box) -> Json:
    return {
        "JoinedDiadocTreaty": False,  # as of every test organization
        "IsPilot": False,
        "IsActive": True,
        "IsTest": True,
        "IsBranch": False,
        "IsRoaming": False,
        "IsEmployee": True,
        "InvitationCount": 0,
        "SearchCount": 0,
        "Sociability": "CounteragentsOnly" if box.counteragents_only else "AllOrganizations",
        "IsForeign": False,
        "HasCertificateToSign": True,
        "IsOwner": True,
        "OrganizationType": "Individual" if len(box.inn) == _ENTREPRENEUR_INN else "Juridical",
        "ReadyForEpdStatus": "UndefinedEpdStatus",
    }


def counteragent_json(other: Box, acquaintance: Acquaintance) -> Json:
    return {
        "IndexKey": cursor_of(acquaintance.sequence),
        "Organization": organization_json(other),
        "CurrentStatus": acquaintance.relation,
        "LastEventTimestampTicks": acquaintance.changed_ticks,
        "LastEventTimestamp": instant_of(acquaintance.changed_ticks),
        "MessageFromCounteragent": acquaintance.message_from,
        "MessageToCounteragent": acquaintance.message_to,
    }


def message_json(view: MessageView, entities: Iterable[Entity], *, with_content: bool = False) -> Json:
    """``Message`` with the entities given: all that have arrived, or only those it was posted with."""
    message = view.message
    return {
        "MessageId": message.id,
        "TimestampTicks": message.created_ticks,
        "LastPatchTimestampTicks": message.patched_ticks,
        "FromBoxId": view.sender.wire_id,
        "FromTitle": view.sender.name,
        "ToBoxId": view.recipient.wire_id,
        "ToTitle": view.recipient.name,
        "Entities": [entity_json(view, entity, with_content=with_content) for entity in entities],
        "DraftIsTransformedToMessageIdList": [],
        **dict.fromkeys(("IsDraft", "DraftIsLocked", "DraftIsRecycled", "IsDeleted", "IsInternal"), False),
        **dict.fromkeys(("IsProxified", "PacketIsLocked", "IsReusable"), False),
        "IsTest": True,
        "LockMode": message.lock_mode,
        "MessageType": "Letter",
    }


def patch_json(view: MessageView, patch: Patch, entities: Iterable[Entity]) -> Json:
    """``MessagePatch``. Delivery of the message itself and of a patch of it are told by different fields."""
    shape: Json = {
        "MessageId": patch.message_id,
        "TimestampTicks": patch.created_ticks,
        "PatchId": patch.id,
        "Entities": [_patched_entity_json(view, patch, entity) for entity in entities],
        "EntityPatches": [],
        "DraftIsTransformedToMessageIdList": [],
        **dict.fromkeys(("ForDraft", "DraftIsRecycled", "DraftIsLocked"), False),
        **dict.fromkeys(("MessageIsDeleted", "MessageIsRestored"), False),
        "MessageIsDelivered": bool(patch.delivered_unit) and patch.delivered_unit == patch.message_id,
        "MessageType": "Letter",
    }
    if patch.delivered_unit and patch.delivered_unit != patch.message_id:
        # the two published descriptions of the protocol disagree on the name
        shape["DeliveredPatchId"] = shape["DeliveredEventId"] = patch.delivered_unit
    if patch.not_delivered_event:
        shape["NotDeliveredEventId"] = patch.not_delivered_event
    return shape


def _patched_entity_json(view: MessageView, patch: Patch, entity: Entity) -> Json:
    shape = entity_json(view, entity)
    if entity.attachment_type is AttachmentType.DELIVERY_FAILURE and patch.not_delivered_event:
        shape["NotDeliveredEventId"] = patch.not_delivered_event
    return shape


def entity_json(view: MessageView, entity: Entity, *, with_content: bool = False) -> Json:
    shape: Json = {
        "EntityType": entity.type,
        "EntityId": entity.id,
        "Content": content_json(entity, with_content=with_content),
        "RawCreationDate": entity.created_ticks,
        "Labels": list(entity.labels),
        "PacketId": entity.message_id,
        **_entity_marks(entity),
    }
    if entity.parent_id:
        shape["ParentEntityId"] = entity.parent_id
    if entity.type is EntityType.SIGNATURE:
        return {
            **shape,
            "SignerBoxId": _signer(view, entity),
            "IsApprovementSignature": view.is_approving(entity),
        }
    return {**shape, **_attachment(view, entity)}


def _attachment(view: MessageView, entity: Entity) -> Json:
    shape: Json = {"AttachmentType": entity.attachment_type or AttachmentType.TITLE, "FileName": entity.file_name}
    subject = entity.parent_id if entity.attachment_type is AttachmentType.POWER_STATUS else entity.id
    if power := view.powers.get(subject):
        shape["PowerOfAttorneyInfo"] = _power_json(power)
    if declaration := entity.declaration:
        shape["Version"] = declaration.kind.version
        shape["AttachmentVersion"] = declaration.kind.version
        shape["DocumentInfo"] = document_json(view, entity)
    return shape


def _power_json(power: SentPower) -> Json:
    named = {
        "RegistrationNumber": power.number,
        "IssuerInn": power.issuer_inn,
        "RepresentativeInn": power.representative_inn,
    }
    shape: Json = {"FullId": named, "SendingType": "File" if power.files else "Metadata"}
    if power.status is not PowerStatus.UNKNOWN:
        shape["Status"] = {
            "Severity": _SEVERITIES.get(power.status, "Warning"),
            "StatusNamedId": power.status,
            "StatusText": power.text,
        }
    return shape


def _entity_marks(entity: Entity) -> Json:
    declaration = entity.declaration
    return {
        "NeedRecipientSignature": bool(declaration and declaration.needs_answer),
        "NeedReceipt": bool(declaration and declaration.needs_receipt),
        "IsApprovementSignature": False,
        "IsEncryptedContent": False,
    }


def _signer(view: MessageView, entity: Entity) -> str:
    """The long name of the box that signed; empty when the operator itself did."""
    boxes = {view.sender.id: view.sender.wire_id, view.recipient.id: view.recipient.wire_id}
    return boxes.get(entity.author_box, "")


def event_json(view: MessageView, event: Event, patch: Patch | None) -> Json:
    """``BoxEvent``: a message or a patch, without bytes."""
    entities = [entity for entity in view.entities if entity.unit == event.unit]
    body = {"Patch": patch_json(view, patch, entities)} if patch else {"Message": message_json(view, entities)}
    return {"EventId": event.id, "IndexKey": cursor_of(event.sequence), **body}
