"""Answers to what has arrived: receipts, titles, signatures, rejections, requests."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from edo_gateway.sandbox.errors import Malformed, TooManyBadSignatures
from edo_gateway.sandbox.kinds import AttachmentType
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.posting import PostedPatch, PostedReply, accept_patch
from edo_gateway.sandbox.powers import posted_power
from edo_gateway.sandbox.records import Entity
from edo_gateway.sandbox.routes.messages import own_file_name, signature_of, signed_content
from edo_gateway.sandbox.routes.request import entity_here, my_box, query, sandbox, view_here
from edo_gateway.sandbox.shapes import patch_json
from edo_gateway.sandbox.ticks import to_ticks
from edo_gateway.sandbox.view import MessageView, view_of
from edo_gateway.sandbox.wire import Fields, Json, body_fields, json_text

routes = Blueprint("patches", __name__)
_MOST_BAD_SIGNATURES = 3
_PLAIN = {
    "CorrectionRequests": AttachmentType.CORRECTION_REQUEST,
    "XmlSignatureRejections": AttachmentType.REJECTION,
    "RevocationRequests": AttachmentType.REVOCATION_REQUEST,
}
_TITLES = ("RecipientTitles", "UniversalTransferDocumentBuyerTitles")
_KNOWN = ("Receipts", "Signatures", *_PLAIN, *_TITLES)


@routes.post("/V4/PostMessagePatch")
@routes.post("/V3/PostMessagePatch")
def post_message_patch() -> Response:
    """Store at once; checking and transfer come later, as with messages."""
    fields = body_fields(request)
    with sandbox().store.reading() as ledger:
        author = my_box(ledger, fields.required("BoxId"))

    def post(ledger: Ledger) -> Json:
        view = view_here(ledger, author, fields.guid("MessageId"))
        replies = tuple(_replies(ledger, view, fields))
        if not replies:
            raise Malformed(what=f"the patch is empty; the sandbox understands {', '.join(_KNOWN)}")
        posted = PostedPatch(author=author, message=view.message, replies=replies)
        patch = accept_patch(ledger, posted, now=sandbox().now, due=sandbox().due)
        after = view_of(ledger, view.message, author)
        return patch_json(after, patch, [entity for entity in after.entities if entity.unit == patch.id])

    body = request.get_data()
    return json_text(sandbox().perform_once(author, "PostMessagePatch", query().text("operationId"), body, post))


def _replies(ledger: Ledger, view: MessageView, fields: Fields) -> Iterator[PostedReply]:
    for receipt in fields.items("Receipts"):
        parent = _parent(ledger, view, receipt)
        yield _attachment(ledger, view, receipt, parent, _receipt_type(view, parent))
    for name, kind in _PLAIN.items():
        for item in fields.items(name):
            yield _attachment(ledger, view, item, _parent(ledger, view, item), kind)
    for name in _TITLES:
        for title in fields.items(name):
            parent = _parent(ledger, view, title)
            yield _attachment(ledger, view, title, parent, _title_type(parent))
    for signature in fields.items("Signatures"):
        parent = _parent(ledger, view, signature)
        _require_right_kind(view, parent, is_approving=signature.flag("IsApprovementSignature"))
        seal = signature_of(ledger, view.viewer, signature, parent.content)
        yield PostedReply(type=None, parent_id=parent.id, signature=seal, power=posted_power(signature))


def _require_right_kind(view: MessageView, parent: Entity, *, is_approving: bool) -> None:
    """A side has one ordinary signature, which its own document came with; further ones are approving ones."""
    is_own = parent.author_box == view.viewer.id
    if is_own and not is_approving:
        raise Malformed(what="your side has signed this already; a further signature needs IsApprovementSignature")
    if is_approving and not is_own:
        raise Malformed(what="the sandbox takes approving signatures under one's own documents only")


def _parent(ledger: Ledger, view: MessageView, fields: Fields) -> Entity:
    parent = entity_here(view, fields.guid("ParentEntityId"))
    today = to_ticks(sandbox().clock().replace(hour=0, minute=0, second=0, microsecond=0))
    count = ledger.bad_signatures(parent.id, today)
    if count >= _MOST_BAD_SIGNATURES:
        raise TooManyBadSignatures(count=count)
    return parent


def _attachment(ledger: Ledger, view: MessageView, fields: Fields, parent: Entity, kind: AttachmentType) -> PostedReply:
    content, signature = signed_content(ledger, view.viewer, fields.fields("SignedContent"))
    return PostedReply(
        type=kind,
        parent_id=parent.id,
        signature=signature,
        content=content,
        file_name=own_file_name(content) or f"{kind}.xml",
        power=posted_power(fields.fields("SignedContent")),
    )


def _receipt_type(view: MessageView, parent: Entity) -> AttachmentType:
    current: Entity | None = parent
    while current is not None and current.declaration is None:
        above = current.parent_id
        current = next((entity for entity in view.entities if entity.id == above), None)
    return current.declaration.kind.receipt_type if current and current.declaration else AttachmentType.RECEIPT


def _title_type(parent: Entity) -> AttachmentType:
    if parent.declaration is None:
        raise Malformed(what="a title can be put under a document only")
    return parent.declaration.kind.buyer_title_type
