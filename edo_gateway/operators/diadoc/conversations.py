"""What is known of each message: who sent it and how its entities hang together.

An event brings only what is new, and what is new points at what came before. Entities are never changed, only
added, so what has been seen once may be remembered; what has not is asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable

from edo_gateway.operators.contract import NotFoundThere, Refused, Unavailable
from edo_gateway.operators.diadoc.api import DiadocApi, Json
from edo_gateway.operators.diadoc.shapes import BoxEvent, Entity, Message, Unreadable, event_of, message_of

_KEPT = 4096
_DEEPEST = 32  # a chain of parents longer than this is a loop


class Conversations:
    """Messages by box and id, the most recently changed kept in memory. Safe to share between threads."""

    def __init__(self, api: DiadocApi) -> None:
        self._api = api
        self._known: OrderedDict[tuple[str, str], Message] = OrderedDict()
        self._lock = threading.Lock()

    def learn(self, box: str, message: Message) -> None:
        """Keep a message, together with what was known of it before."""
        with self._lock:
            before = self._known.pop((box, message.id), None)
            self._known[box, message.id] = message.with_more(before.entities) if before else message
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)

    def known(self, box: str, message_id: str) -> Message | None:
        with self._lock:
            return self._known.get((box, message_id))

    def message(self, box: str, message_id: str) -> Message | None:
        """The message, asked for if it is not known; None when it is not there for us."""
        return self.known(box, message_id) or self.ask(box, message_id)

    def ask(self, box: str, message_id: str) -> Message | None:
        """The message as Diadoc has it now."""
        try:
            message = message_of(self._api.read("/V6/GetMessage", boxId=box, messageId=message_id))
        except (NotFoundThere, Refused):
            return None
        except Unreadable as error:
            raise Unavailable(reason="the message is not of the documented shape.") from error
        self.learn(box, message)
        return message

    def event(self, box: str, event_id: str) -> BoxEvent | None:
        """One event of the feed by its id; None when it is not there for us."""
        try:
            return event_of(self._api.read("/V3/GetEvent", boxId=box, eventId=event_id))
        except (NotFoundThere, Refused, Unreadable):
            return None

    def document(self, box: str, message_id: str, entity_id: str) -> Json:
        """The statuses of a document, empty when it is not there for us."""
        query = {"boxId": box, "messageId": message_id, "entityId": entity_id, "injectEntityContent": "false"}
        try:
            return self._api.read("/V3/GetDocument", **query)
        except (NotFoundThere, Refused):
            return {}


class Tree:
    """The entities of one event among those of its message."""

    def __init__(self, conversations: Conversations, box: str, event: BoxEvent) -> None:
        self._conversations = conversations
        self._box = box
        self._event = event
        self._entities = {entity.id: entity for entity in event.entities}
        self._may_ask = True
        self._meet(event)

    def _meet(self, event: BoxEvent) -> None:
        known = self._conversations.known(self._box, event.message_id)
        if message := event.message or (known.with_more(event.entities) if known else None):
            self._conversations.learn(self._box, message)
            self._add(message.entities)

    def subject_of(self, entity: Entity) -> str:
        """The attachment an entity speaks about: its parent, or what that signature signs. Empty for none."""
        subject = entity.parent_id
        for _ in range(_DEEPEST):
            above = self.find(subject)
            if above is None or not above.is_signature or not above.parent_id:
                return subject
            subject = above.parent_id
        return subject

    def document_of(self, entity: Entity) -> str:
        """The document at the top of the chain of parents: the entity itself when it has none."""
        top = entity.id
        for _ in range(_DEEPEST):
            here = self.find(top)
            if here is None or not here.parent_id:
                return top
            top = here.parent_id
        return top

    def signatures_of(self, entity: Entity) -> tuple[Entity, ...]:
        return tuple(other for other in self._event.entities if other.is_signature and other.parent_id == entity.id)

    def find(self, entity_id: str) -> Entity | None:
        """An entity of the message, asked for once if it is not known; None when it is not there for us."""
        if entity_id and entity_id not in self._entities and self._may_ask:
            self._may_ask = False
            message = self._conversations.ask(self._box, self._event.message_id)
            self._add(message.entities if message else ())
        return self._entities.get(entity_id)

    def _add(self, entities: Iterable[Entity]) -> None:
        self._entities.update({entity.id: entity for entity in entities})
