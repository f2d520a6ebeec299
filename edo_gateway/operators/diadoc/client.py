"""The adapter for Diadoc (Контур.Диадок), over its HTTP API in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from edo_gateway.domain.clock import Clock, system_clock
from edo_gateway.domain.document import OperatorReference
from edo_gateway.domain.party import ParticipantId, TaxNumbers
from edo_gateway.operators.contract import (
    CoSigning,
    EventPage,
    NotFoundThere,
    OperatorClient,
    OutboundMessage,
    Participant,
    Refused,
    Reply,
    Unavailable,
    UnknownOutcome,
)
from edo_gateway.operators.diadoc.api import DiadocApi, Json
from edo_gateway.operators.diadoc.conversations import Conversations
from edo_gateway.operators.diadoc.events import Translator, cursor_after
from edo_gateway.operators.diadoc.login import Login, PasswordLogin
from edo_gateway.operators.diadoc.sending import cosigning_body, message_body, reply_body
from edo_gateway.operators.diadoc.settings import DiadocSettings
from edo_gateway.operators.diadoc.shapes import Unreadable, entity_of, flag, objects, required, text
from edo_gateway.operators.diadoc.transport import Transport

_LARGEST_PAGE = 100
_PAGES_SEARCHED = 50


class DiadocClient(OperatorClient):
    """Safe to share between threads. ``login`` replaces the log-in by password of the settings."""

    name = "diadoc"

    def __init__(self, settings: DiadocSettings, *, login: Login | None = None, clock: Clock = system_clock) -> None:
        self._transport = Transport(settings)
        self._clock = clock
        self._api = DiadocApi(self._transport, login or PasswordLogin(settings, self._transport, clock), clock)
        self._conversations = Conversations(self._api)

    def close(self) -> None:
        """Give back the connections. The client may still be used and will open new ones."""
        self._transport.close()

    def __enter__(self) -> DiadocClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _participants(self, tax: TaxNumbers) -> tuple[Participant, ...]:
        try:
            answer = self._api.read("/GetOrganizationsByInnKpp", inn=tax.inn, kpp=tax.kpp)
        except NotFoundThere:
            return ()
        return tuple(participant for item in _list(answer, "Organizations") for participant in _participants_of(item))

    def _send(self, message: OutboundMessage) -> OperatorReference:
        body = message_body(self._api, message)
        answer = self._api.act("/V3/PostMessage", body, operation_id=str(message.operation_key))
        return _posted(answer, parent_id="")

    def _find(self, message: OutboundMessage) -> OperatorReference | None:
        """Found by our own id of the document, in the way Diadoc offers.

        A search may lag behind the posting; what it misses is then posted again with the same key, which gives the
        message that is already there and no second one.
        """
        wanted = str(message.document_id)
        for document in self._documents(message.sender_box, wanted):
            if _said(document, "CustomDocumentId").lower() == wanted:
                return _reference_of(document)
        return None

    def _documents(self, box: str, custom_id: str) -> Iterator[Json]:
        """Candidates. The search by our id is not offered everywhere; the list of outbound documents is."""
        try:
            found = self._api.read("/GetDocumentsByCustomId", boxId=box, customDocumentId=custom_id)
        except (NotFoundThere, Refused):
            yield from self._outbound(box)
        else:
            yield from _list(found, "Documents")

    def _outbound(self, box: str) -> Iterator[Json]:
        """Outbound documents, newest first. Raises :class:`Unavailable` where they are too many to be sure."""
        query = {"boxId": box, "filterCategory": "Any.Outbound", "sortDirection": "Descending", "count": "100"}
        after = ""
        for _ in range(_PAGES_SEARCHED):
            page = self._api.read("/V3/GetDocuments", **query, afterIndexKey=after)
            documents = _list(page, "Documents")
            yield from documents
            # HasMoreResults speaks of the whole search, not of this page: only an empty page is the end.
            after = _said(documents[-1], "IndexKey") if documents else ""
            if not after:
                return
        raise Unavailable(reason="too many documents to search.")

    def _reply(self, reply: Reply) -> OperatorReference:
        body = reply_body(self._api, reply)
        answer = self._api.act("/V4/PostMessagePatch", body, operation_id=str(reply.operation_key))
        return _posted(answer, parent_id=reply.to.entity_id)

    def _cosign(self, more: CoSigning) -> None:
        self._api.act("/V4/PostMessagePatch", cosigning_body(more), operation_id=str(more.operation_key))

    def _events(self, box: str, after: str, limit: int) -> EventPage:
        size = str(max(1, min(limit, _LARGEST_PAGE)))
        page = self._api.read("/V8/GetNewEvents", boxId=box, afterIndexKey=after, limit=size)
        sources = page.get("Events", [])
        if not isinstance(sources, list):
            raise Unavailable(reason="the feed is not of the documented shape.")
        translator = Translator(self._conversations, box, self._clock)
        events = tuple(translator.event(source) for source in sources)
        return EventPage(events=events, cursor=cursor_after(sources, after))

    def _content(self, box: str, reference: OperatorReference) -> bytes:
        return self._api.read_bytes(
            "/V4/GetEntityContent", boxId=box, messageId=reference.message_id, entityId=reference.entity_id
        )


def _list(source: Json, name: str) -> list[Json]:
    try:
        return objects(source, name)
    except Unreadable as error:
        raise Unavailable(reason=f"{name} is not of the documented shape.") from error


def _said(source: Json, name: str) -> str:
    try:
        return text(source, name)
    except Unreadable as error:
        raise Unavailable(reason=f"{name} is not of the documented shape.") from error


def _participants_of(organization: Json) -> Iterator[Participant]:
    """One for each box. What lacks an address or a participant id cannot be written to and is left out."""
    try:
        for box in objects(organization, "Boxes"):
            yield Participant(
                name=text(organization, "FullName") or text(organization, "ShortName"),
                tax=TaxNumbers(inn=required(organization, "Inn"), kpp=text(organization, "Kpp")),
                participant_id=ParticipantId(required(organization, "FnsParticipantId")),
                box=text(box, "BoxIdGuid") or required(box, "BoxId"),
                is_roaming=flag(organization, "IsRoaming"),
            )
    except Unreadable:
        return


def _reference_of(document: Json) -> OperatorReference:
    try:
        return OperatorReference(message_id=required(document, "MessageId"), entity_id=required(document, "EntityId"))
    except Unreadable as error:
        raise Unavailable(reason="a document is not of the documented shape.") from error


def _posted(answer: Json, *, parent_id: str) -> OperatorReference:
    """The file just posted, in the message or addition that came back."""
    try:
        message_id = required(answer, "MessageId")
        entities = [entity_of(entity) for entity in objects(answer, "Entities")]
        entity = next(item for item in entities if not item.is_signature and item.parent_id == parent_id)
    except (Unreadable, StopIteration) as error:
        raise UnknownOutcome(reason="the answer does not name the document posted.") from error
    return OperatorReference(message_id=message_id, entity_id=entity.id)
