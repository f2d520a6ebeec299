"""Sending and reading messages, and the bytes of what they hold."""

from __future__ import annotations

from flask import Blueprint, Response, request

from edo_gateway.sandbox.errors import Malformed, NotHere, StrangersRefused
from edo_gateway.sandbox.heading import heading_of
from edo_gateway.sandbox.kinds import DocumentKind
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.posting import PostedDocument, PostedMessage, accept_message
from edo_gateway.sandbox.powers import posted_power
from edo_gateway.sandbox.records import Box, Declaration, Entity, Relation
from edo_gateway.sandbox.routes.request import entity_here, my_box, query, sandbox, view_here
from edo_gateway.sandbox.shapes import message_json
from edo_gateway.sandbox.shelf import take_from_shelf
from edo_gateway.sandbox.view import MessageView, view_of
from edo_gateway.sandbox.wire import Fields, Json, body_fields, json_answer, json_text, read_guid, refuse_protobuf

routes = Blueprint("messages", __name__)
_MOST_DOCUMENTS = 40
_LOCK_MODES = {0: "Unknown", 1: "None", 2: "Send", 3: "Full"}
_INLINE_LIMIT = 1024 * 1024


@routes.post("/V3/PostMessage")
def post_message() -> Response:
    """Store at once; transfer and the checking of signatures come later and are told through the feed."""
    fields = body_fields(request)
    with sandbox().store.reading() as ledger:
        sender = my_box(ledger, fields.required("FromBoxId"))

    def post(ledger: Ledger) -> Json:
        posted = _posted(ledger, sender, fields)
        message = accept_message(ledger, posted, now=sandbox().now, due=sandbox().due)
        view = view_of(ledger, message, sender)
        return message_json(view, view.entities)

    body = request.get_data()
    return json_text(sandbox().perform_once(sender, "PostMessage", query().text("operationId"), body, post))


@routes.get("/V6/GetMessage")
@routes.get("/V5/GetMessage")
def get_message() -> Response:
    """Everything of a message that has reached the box; with ``entityId`` one document's tree."""
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        view = view_here(ledger, box, query().guid("messageId"))
    query().flag("originalSignature")  # the sandbox keeps original signatures only, so both answers are the same
    entities = list(view.entities)
    if query().text("entityId"):
        entities = view.tree(entity_here(view, query().guid("entityId")).id)
    shape = message_json(view, entities)
    if query().flag("injectEntityContent"):
        shape["Entities"] = _with_content(view, entities)
    return json_answer(shape)


@routes.get("/V4/GetEntityContent")
def get_entity_content() -> Response:
    """The bytes, exactly as posted."""
    with sandbox().store.reading() as ledger:
        box = my_box(ledger)
        view = view_here(ledger, box, query().guid("messageId"))
    entity = entity_here(view, query().guid("entityId"))
    if not entity.content:
        raise NotHere(what="content of this entity")
    return Response(entity.content, content_type="application/octet-stream")


def _with_content(view: MessageView, entities: list[Entity]) -> list[Json]:
    """Bytes are enclosed until a mebibyte is full; the rest is fetched one by one."""
    total = 0
    shapes = message_json(view, entities, with_content=True)["Entities"]
    for entity, shape in zip(entities, shapes, strict=True):
        total += len(entity.content)
        if total > _INLINE_LIMIT:
            shape["Content"].pop("Data", None)
    return list(shapes)


def _posted(ledger: Ledger, sender: Box, fields: Fields) -> PostedMessage:
    for unsupported in ("IsDraft", "IsInternal", "DelaySend"):
        if fields.flag(unsupported):
            raise Malformed(what=f"the sandbox does not do {unsupported}")
    recipient = ledger.box(read_guid("ToBoxId", fields.required("ToBoxId")))
    if recipient is None:
        raise NotHere(what="the box ToBoxId")
    if recipient.id == sender.id:
        raise Malformed(what="FromBoxId and ToBoxId are the same box")
    _require_acquaintance(ledger, sender, recipient)
    attachments = fields.items("DocumentAttachments")
    if not 1 <= len(attachments) <= _MOST_DOCUMENTS:
        raise Malformed(what=f"DocumentAttachments must hold from 1 to {_MOST_DOCUMENTS} documents")
    documents = tuple(_document(ledger, sender, attachment) for attachment in attachments)
    lock_mode = fields.word("LockMode", _LOCK_MODES, "None")
    return PostedMessage(sender=sender, recipient=recipient, documents=documents, lock_mode=lock_mode)


def _require_acquaintance(ledger: Ledger, sender: Box, recipient: Box) -> None:
    known = ledger.acquaintance(recipient.id, sender.id)
    if recipient.counteragents_only and (known is None or known.relation is not Relation.ESTABLISHED):
        raise StrangersRefused


def _document(ledger: Ledger, sender: Box, fields: Fields) -> PostedDocument:
    content, signature = signed_content(ledger, sender, fields.fields("SignedContent"))
    declaration = _declaration(fields)
    return PostedDocument(
        declaration=declaration,
        content=content,
        signature=signature,
        file_name=_file_name(declaration, content),
        power=posted_power(fields.fields("SignedContent")),
    )


def signed_content(ledger: Ledger, signer: Box, fields: Fields) -> tuple[bytes, bytes]:
    """Bytes and their detached signature; ``SignWithTestSignature`` makes the sandbox sign for the box."""
    shelved = fields.text("NameOnShelf")
    content = take_from_shelf(ledger, shelved) if shelved else fields.content("Content")
    if not content:
        raise Malformed(what="SignedContent.Content is empty")
    return content, signature_of(ledger, signer, fields, content)


def signature_of(ledger: Ledger, signer: Box, fields: Fields, content: bytes) -> bytes:
    if fields.flag("SignWithTestSignature"):
        return sandbox().seals.sign_as(signer, content, sandbox().clock())
    shelved = fields.text("SignatureNameOnShelf")
    signature = take_from_shelf(ledger, shelved) if shelved else fields.content("Signature")
    if not signature:
        raise Malformed(what="a signature is needed: Signature or SignWithTestSignature")
    return signature


def _declaration(fields: Fields) -> Declaration:
    kind = DocumentKind(
        type_named_id=fields.required("TypeNamedId"),
        function=fields.text("Function") or "default",
        version=fields.text("Version"),
    )
    data = tuple((item.required("Key"), item.text("Value")) for item in fields.items("CustomData"))
    return Declaration(
        kind=kind,
        custom_document_id=fields.text("CustomDocumentId"),
        comment=fields.text("Comment"),
        needs_receipt=fields.flag("NeedReceipt"),
        needs_answer=fields.flag("NeedRecipientSignature"),
        custom_data=data,
        metadata=tuple((item.required("Key"), item.text("Value")) for item in fields.items("Metadata")),
    )


def _file_name(declaration: Declaration, content: bytes) -> str:
    """A formalised file names itself; a free-form one is named by its sender."""
    given = declaration.told("FileName")
    if declaration.kind.is_formalized:
        return own_file_name(content) or given or "document.xml"
    if not given:
        raise Malformed(what=f"a {declaration.kind.type_named_id} document needs the metadata FileName")
    return given


def own_file_name(content: bytes) -> str:
    """The name a formalised file gives itself, with its extension; empty when it has none."""
    file_id = heading_of(content).file_id
    return f"{file_id}.xml" if file_id else ""
