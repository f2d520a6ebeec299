"""Questions and entries of one transaction. What a box may see follows from its feed: no event, no sight."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from edo_gateway.sandbox.records import (
    Acquaintance,
    Box,
    Entity,
    Event,
    Message,
    Patch,
    Relation,
    SentPower,
    Task,
    TaskKind,
    Verdict,
)
from edo_gateway.sandbox.rows import (
    acquaintance_of,
    box_of,
    entity_of,
    event_of,
    message_of,
    patch_of,
    power_of,
    power_values,
    task_of,
    values_of,
)
from edo_gateway.sandbox.tables import (
    ACQUAINTANCES,
    BOXES,
    ENTITIES,
    EVENTS,
    INVITATIONS,
    MESSAGES,
    OPERATIONS,
    PATCHES,
    POWERS,
    SHELF,
    TASKS,
    TOKENS,
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One open transaction."""

    connection: Connection

    # boxes ----------------------------------------------------------------------------------------------------

    def keep_box(self, box: Box) -> None:
        values = asdict(box)
        changed = {name: values[name] for name in ("name", "participant_id", "behaviour", "counteragents_only")}
        statement = upsert(BOXES).values(values).on_conflict_do_update(index_elements=["id"], set_=changed)
        self.connection.execute(statement)

    def boxes(self) -> list[Box]:
        return [box_of(row) for row in self.connection.execute(select(BOXES).order_by(BOXES.c.inn, BOXES.c.kpp))]

    def box(self, box_id: str) -> Box | None:
        row = self.connection.execute(select(BOXES).where(BOXES.c.id == box_id)).first()
        return box_of(row) if row else None

    def boxes_with(
        self, *, inn: str = "", kpp: str = "", organization_id: str = "", participant: str = ""
    ) -> list[Box]:
        """Boxes for which every non-empty word agrees."""
        wanted = {"inn": inn, "kpp": kpp, "organization_id": organization_id, "participant_id": participant}
        query = select(BOXES).order_by(BOXES.c.kpp)
        for name, value in wanted.items():
            if value:
                query = query.where(BOXES.c[name] == value)
        return [box_of(row) for row in self.connection.execute(query)]

    def set_behaviour(self, box_id: str, behaviour: str) -> None:
        self.connection.execute(update(BOXES).where(BOXES.c.id == box_id).values(behaviour=behaviour))

    # tokens ---------------------------------------------------------------------------------------------------

    def keep_token(self, sha256: str, login: str, expires_ticks: int) -> None:
        self.connection.execute(insert(TOKENS).values(sha256=sha256, login=login, expires_ticks=expires_ticks))

    def login_of(self, sha256: str, now_ticks: int) -> str | None:
        query = select(TOKENS.c.login).where(TOKENS.c.sha256 == sha256, TOKENS.c.expires_ticks > now_ticks)
        return self.connection.execute(query).scalar()

    def drop_tokens(self) -> None:
        self.connection.execute(delete(TOKENS))

    # messages and patches -------------------------------------------------------------------------------------

    def add_message(self, message: Message) -> None:
        self.connection.execute(insert(MESSAGES), asdict(message))

    def message(self, message_id: str) -> Message | None:
        row = self.connection.execute(select(MESSAGES).where(MESSAGES.c.id == message_id)).first()
        return message_of(row) if row else None

    def messages(self, limit: int) -> list[Message]:
        """The latest messages, newest first."""
        query = select(MESSAGES).order_by(MESSAGES.c.created_ticks.desc(), MESSAGES.c.id).limit(limit)
        return [message_of(row) for row in self.connection.execute(query)]

    def mark_delivered(self, message_id: str, ticks: int) -> None:
        self.connection.execute(update(MESSAGES).where(MESSAGES.c.id == message_id).values(delivered_ticks=ticks))

    def add_patch(self, patch: Patch) -> None:
        self.connection.execute(insert(PATCHES), asdict(patch))
        touched = update(MESSAGES).where(MESSAGES.c.id == patch.message_id).values(patched_ticks=patch.created_ticks)
        self.connection.execute(touched)

    def patch(self, patch_id: str) -> Patch | None:
        row = self.connection.execute(select(PATCHES).where(PATCHES.c.id == patch_id)).first()
        return patch_of(row) if row else None

    # entities -------------------------------------------------------------------------------------------------

    def add_entity(self, entity: Entity) -> None:
        self.connection.execute(insert(ENTITIES), values_of(entity))

    def entity(self, entity_id: str) -> Entity | None:
        row = self.connection.execute(select(ENTITIES).where(ENTITIES.c.id == entity_id)).first()
        return entity_of(row) if row else None

    def keep_power(self, entity: Entity, power: SentPower) -> None:
        """What an attachment of the type PowerOfAttorney stands for; a later word replaces the one before."""
        values = {"entity_id": entity.id, "message_id": entity.message_id, **power_values(power)}
        changed = {"status": power.status, "text": power.text}
        self.connection.execute(
            upsert(POWERS).values(values).on_conflict_do_update(index_elements=["entity_id"], set_=changed)
        )

    def powers(self, message_id: str) -> dict[str, SentPower]:
        """Powers of attorney of a message, by the attachment that stands for each."""
        rows = self.connection.execute(select(POWERS).where(POWERS.c.message_id == message_id))
        return {row.entity_id: power_of(row) for row in rows}

    def brought_by(self, unit: str) -> list[Entity]:
        """Everything a message or a patch brought, to whomever."""
        return self._entities(select(ENTITIES).where(ENTITIES.c.unit == unit))

    def visible(self, box: str, message_id: str) -> list[Entity]:
        """Everything of a message that has reached a box."""
        return self._entities(_seen_by(box).where(ENTITIES.c.message_id == message_id))

    def documents(self, box: str, *, custom_document_id: str = "") -> list[Entity]:
        """Documents in a box, oldest first."""
        query = _seen_by(box).where(ENTITIES.c.declaration != "")
        if custom_document_id:
            query = query.where(ENTITIES.c.custom_document_id == custom_document_id)
        return self._entities(query)

    def all_of_message(self, message_id: str) -> list[Entity]:
        return self._entities(select(ENTITIES).where(ENTITIES.c.message_id == message_id))

    def judge(self, entity_id: str, verdict: Verdict) -> None:
        self.connection.execute(update(ENTITIES).where(ENTITIES.c.id == entity_id).values(verdict=verdict))

    def bad_signatures(self, parent_id: str, since_ticks: int) -> int:
        """How many times since then something invalid was put under this entity."""
        query = select(func.count()).where(
            ENTITIES.c.parent_id == parent_id,
            ENTITIES.c.verdict == Verdict.INVALID,
            ENTITIES.c.created_ticks >= since_ticks,
        )
        return self.connection.execute(query).scalar_one()

    def _entities(self, query: Select[Any]) -> list[Entity]:
        return [entity_of(row) for row in self.connection.execute(query.order_by(ENTITIES.c.sequence))]

    # events ---------------------------------------------------------------------------------------------------

    def add_event(self, event: Event) -> None:
        values = {name: value for name, value in asdict(event).items() if name != "sequence"}
        self.connection.execute(insert(EVENTS), values)

    def feed(
        self, box: str, *, after: int | None = None, descending: bool = False, limit: int | None = None
    ) -> list[Event]:
        """Events of a box strictly beyond a number, in the order asked for."""
        query = _beyond(select(EVENTS), box, after, descending)
        order = EVENTS.c.sequence.desc() if descending else EVENTS.c.sequence
        return [event_of(row) for row in self.connection.execute(query.order_by(order).limit(limit))]

    def count_events(self, box: str, *, after: int | None = None, descending: bool = False) -> int:
        query = _beyond(select(func.count()).select_from(EVENTS), box, after, descending)
        return int(self.connection.execute(query).scalar_one())

    def event(self, box: str, *, event_id: str = "", unit: str = "") -> Event | None:
        """An event of a box by its own id or by what it reports."""
        wanted = or_(EVENTS.c.id == event_id, EVENTS.c.unit == unit)
        row = self.connection.execute(select(EVENTS).where(EVENTS.c.box == box, wanted)).first()
        return event_of(row) if row else None

    def last_event(self, box: str) -> Event | None:
        query = select(EVENTS).where(EVENTS.c.box == box).order_by(EVENTS.c.sequence.desc()).limit(1)
        row = self.connection.execute(query).first()
        return event_of(row) if row else None

    # operations -----------------------------------------------------------------------------------------------

    def answer_of(self, box: str, method: str, key: str) -> str | None:
        wanted = (OPERATIONS.c.box == box, OPERATIONS.c.method == method, OPERATIONS.c.key == key)
        return self.connection.execute(select(OPERATIONS.c.answer).where(*wanted)).scalar()

    def keep_answer(self, box: str, method: str, key: str, answer: str) -> None:
        self.connection.execute(insert(OPERATIONS).values(box=box, method=method, key=key, answer=answer))

    # the shelf ------------------------------------------------------------------------------------------------

    def shelve(self, name: str, part: int, content: bytes, *, is_last: bool) -> None:
        """Keep one part of a large file, replacing an earlier try."""
        statement = upsert(SHELF).values(name=name, part=part, content=content, is_last=is_last)
        changed = {"content": content, "is_last": is_last}
        self.connection.execute(statement.on_conflict_do_update(index_elements=["name", "part"], set_=changed))

    def shelved(self, name: str) -> list[tuple[int, bytes, bool]]:
        """Parts of a file in order: number, bytes, whether it is the last."""
        query = select(SHELF.c.part, SHELF.c.content, SHELF.c.is_last).where(SHELF.c.name == name)
        return [(row.part, row.content, row.is_last) for row in self.connection.execute(query.order_by(SHELF.c.part))]

    # counterparties -------------------------------------------------------------------------------------------

    def acquaintances(self, box: str) -> list[Acquaintance]:
        query = select(ACQUAINTANCES).where(ACQUAINTANCES.c.box == box).order_by(ACQUAINTANCES.c.sequence)
        return [acquaintance_of(row) for row in self.connection.execute(query)]

    def acquaintance(self, box: str, other: str) -> Acquaintance | None:
        wanted = (ACQUAINTANCES.c.box == box, ACQUAINTANCES.c.other == other)
        row = self.connection.execute(select(ACQUAINTANCES).where(*wanted)).first()
        return acquaintance_of(row) if row else None

    def relate(self, box: str, other: str, relation: Relation, ticks: int, *, said: str = "", heard: str = "") -> None:
        values = {"relation": relation, "changed_ticks": ticks, "message_to": said, "message_from": heard}
        statement = upsert(ACQUAINTANCES).values(box=box, other=other, **values)
        statement = statement.on_conflict_do_update(index_elements=["box", "other"], set_=values)
        self.connection.execute(statement)

    def add_invitation(self, task_id: str, other: str, ready_ticks: int) -> None:
        self.connection.execute(insert(INVITATIONS).values(task_id=task_id, other=other, ready_ticks=ready_ticks))

    def invitation(self, task_id: str) -> tuple[str, int] | None:
        """The invited box and the moment its result may be told."""
        query = select(INVITATIONS.c.other, INVITATIONS.c.ready_ticks).where(INVITATIONS.c.task_id == task_id)
        row = self.connection.execute(query).first()
        return (row.other, row.ready_ticks) if row else None

    # tasks ----------------------------------------------------------------------------------------------------

    def add_task(self, kind: TaskKind, *, message_id: str, subject: str, box: str, due_ticks: int) -> None:
        values = {"kind": kind, "message_id": message_id, "subject": subject, "box": box, "due_ticks": due_ticks}
        self.connection.execute(insert(TASKS), {**values, "error": ""})

    def next_task(self, now_ticks: int) -> Task | None:
        """The earliest step that is due and has not failed."""
        due = (TASKS.c.due_ticks <= now_ticks, TASKS.c.error == "")
        row = self.connection.execute(
            select(TASKS).where(*due).order_by(TASKS.c.due_ticks, TASKS.c.id).limit(1)
        ).first()
        return task_of(row) if row else None

    def tasks(self) -> list[Task]:
        return [task_of(row) for row in self.connection.execute(select(TASKS).order_by(TASKS.c.due_ticks, TASKS.c.id))]

    def retry_tasks(self) -> None:
        """Make the failed steps due again."""
        self.connection.execute(update(TASKS).values(error=""))

    def drop_task(self, task: Task) -> None:
        self.connection.execute(delete(TASKS).where(TASKS.c.id == task.id))

    def fail_task(self, task: Task, error: str) -> None:
        self.connection.execute(update(TASKS).where(TASKS.c.id == task.id).values(error=error))


def _seen_by(box: str) -> Select[Any]:
    reached = exists().where(EVENTS.c.box == box, EVENTS.c.unit == ENTITIES.c.unit)
    return select(ENTITIES).where(ENTITIES.c.audience.in_(("", box)), reached)


def _beyond(query: Select[Any], box: str, after: int | None, descending: bool) -> Select[Any]:
    query = query.where(EVENTS.c.box == box)
    if after is None:
        return query
    return query.where(EVENTS.c.sequence < after if descending else EVENTS.c.sequence > after)
