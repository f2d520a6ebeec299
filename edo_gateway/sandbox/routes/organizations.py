"""Organisations, boxes and counterparties."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, Response, request

from edo_gateway.sandbox.config import Behaviour
from edo_gateway.sandbox.cursor import sequence_of
from edo_gateway.sandbox.errors import Malformed, Missing, NotHere
from edo_gateway.sandbox.ledger import Ledger
from edo_gateway.sandbox.records import Acquaintance, Box, Relation, TaskKind
from edo_gateway.sandbox.routes.request import my_box, query, require_client, require_login, sandbox
from edo_gateway.sandbox.shapes import box_json, counteragent_json, organization_json
from edo_gateway.sandbox.wire import (
    Fields,
    Json,
    body_fields,
    json_answer,
    no_content,
    read_guid,
    refuse_protobuf,
    text_answer,
)

routes = Blueprint("organizations", __name__)
_PAGE_LIMIT = 100


@routes.get("/GetMyOrganizations")
def my_organizations() -> Response:
    """Every box of the sandbox: any login may act for any company."""
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        require_login(ledger)
        return json_answer({"Organizations": [organization_json(box) for box in ledger.boxes()]})


@routes.get("/GetOrganizationsByInnKpp")
def organizations_by_numbers() -> Response:
    refuse_protobuf(request)
    require_client()
    inn, kpp = query().required("inn"), query().text("kpp")
    with sandbox().store.reading() as ledger:
        found = ledger.boxes_with(inn=inn, kpp=kpp)
    return json_answer({"Organizations": [organization_json(box) for box in found]})


@routes.get("/GetOrganization")
def organization() -> Response:
    refuse_protobuf(request)
    require_client()
    with sandbox().store.reading() as ledger:
        found = _organization_asked(ledger)
    if not found:
        raise NotHere(what="organization")
    return json_answer(organization_json(found[0]))


@routes.post("/V2/GetOrganizationsByInnList")
@routes.post("/GetOrganizationsByInnList")
def organizations_by_list() -> Response:
    """Companies of ``InnList`` that are here, each with its relation when the query names my own company."""
    inns = body_fields(request).texts("InnList")
    with sandbox().store.reading() as ledger:
        require_login(ledger)
        is_related = bool(query().text("myBoxId") or query().text("myOrgId"))
        mine = _my_company(ledger) if is_related else None
        found = [_with_relation(ledger, mine, box) for inn in inns for box in ledger.boxes_with(inn=inn)]
    return json_answer({"Organizations": found})


def _with_relation(ledger: Ledger, mine: Box | None, other: Box) -> Json:
    known = ledger.acquaintance(mine.id, other.id) if mine else None
    unknown = Relation.NONE if mine else "UnknownCounteragentStatus"
    return {
        "Organization": organization_json(other),
        "CounteragentStatus": known.relation if known else unknown,
        "LastEventTimestampTicks": known.changed_ticks if known else 0,
    }


@routes.get("/GetBox")
def box() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        require_login(ledger)
        found = ledger.box(query().guid("boxId"))
    if found is None:
        raise NotHere(what="box")
    return json_answer(box_json(found, with_organization=True))


@routes.get("/V3/GetCounteragents")
@routes.get("/V2/GetCounteragents")
@routes.get("/GetCounteragents")
def counteragents() -> Response:
    """Pages of a hundred, continued after the last ``IndexKey``."""
    refuse_protobuf(request)
    status, words = query().text("counteragentStatus"), query().text("query").lower()
    after = sequence_of(query().text("afterIndexKey"))
    size = query().number("pageSize", _PAGE_LIMIT)
    if not 1 <= size <= _PAGE_LIMIT:
        raise Malformed(what=f"pageSize must be from 1 to {_PAGE_LIMIT}")
    with sandbox().store.reading() as ledger:
        mine = _my_company(ledger)
        known = [(a, other) for a in ledger.acquaintances(mine.id) if (other := ledger.box(a.other))]
    wanted = [(a, b) for a, b in known if _matches(a, b, status, words)]
    page = [(a, b) for a, b in wanted if a.sequence > after][:size]
    return json_answer(
        {
            "TotalCount": len(wanted),
            "TotalCountType": "Equal",
            "Counteragents": [counteragent_json(other, acquaintance) for acquaintance, other in page],
        }
    )


@routes.get("/V3/GetCounteragent")
@routes.get("/V2/GetCounteragent")
@routes.get("/GetCounteragent")
def counteragent() -> Response:
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        mine = _my_company(ledger)
        other = _other_company(ledger, query().text("counteragentBoxId"), query().text("counteragentOrgId"))
        known = ledger.acquaintance(mine.id, other.id)
    stranger = Acquaintance(sequence=0, box=mine.id, other=other.id, relation=Relation.NONE, changed_ticks=0)
    return json_answer(counteragent_json(other, known or stranger))


@routes.post("/V3/AcquireCounteragent")
@routes.post("/V2/AcquireCounteragent")
def acquire_counteragent() -> Response:
    """Invite, or accept the invitation of the other side; already related is no error."""
    fields = body_fields(request)
    with sandbox().store.writing() as ledger:
        mine, other = _my_company(ledger), _invited(ledger, fields)
        task_id = str(uuid4())
        ledger.add_invitation(task_id, other.id, sandbox().due)
        _invite(ledger, mine, other, fields.text("MessageToCounteragent"))
    return json_answer({"TaskId": task_id})


@routes.get("/V2/AcquireCounteragentResult")
@routes.get("/AcquireCounteragentResult")
def acquire_counteragent_result() -> Response:
    """204 with ``Retry-After`` until the task is done."""
    refuse_protobuf(request)
    with sandbox().store.reading() as ledger:
        require_login(ledger)
        invitation = ledger.invitation(query().required("taskId"))
        if invitation is None:
            raise NotHere(what="task")
        other, ready = ledger.box(invitation[0]), invitation[1]
    if ready > sandbox().now or other is None:
        return no_content(retry_after=1)
    return json_answer({"BoxId": other.wire_id, "OrgId": organization_json(other)["OrgId"]})


@routes.post("/V2/BreakWithCounteragent")
def break_with_counteragent() -> Response:
    with sandbox().store.writing() as ledger:
        mine = _my_company(ledger)
        other = _other_company(ledger, query().text("counteragentBoxId"), query().text("counteragentOrgId"))
        said = query().text("comment")
        ledger.relate(mine.id, other.id, Relation.REJECTED_BY_ME, sandbox().now, said=said)
        ledger.relate(other.id, mine.id, Relation.REJECTS_ME, sandbox().now, heard=said)
    return text_answer("")


def _invite(ledger: Ledger, mine: Box, other: Box, said: str) -> None:
    known = ledger.acquaintance(mine.id, other.id)
    relation = known.relation if known else Relation.NONE
    now = sandbox().now
    if relation is Relation.INVITES_ME:
        ledger.relate(mine.id, other.id, Relation.ESTABLISHED, now, said=said)
        ledger.relate(other.id, mine.id, Relation.ESTABLISHED, now, heard=said)
    elif relation not in {Relation.ESTABLISHED, Relation.INVITED_BY_ME}:
        ledger.relate(mine.id, other.id, Relation.INVITED_BY_ME, now, said=said)
        ledger.relate(other.id, mine.id, Relation.INVITES_ME, now, heard=said)
        if other.behaviour is not Behaviour.MANUAL:
            task = {"message_id": "", "subject": mine.id, "box": other.id}
            ledger.add_task(TaskKind.ACCEPT_INVITATION, **task, due_ticks=sandbox().due)


def _my_company(ledger: Ledger) -> Box:
    """By ``myBoxId``, or by ``myOrgId`` of the older versions."""
    if box_id := query().text("myBoxId"):
        return my_box(ledger, box_id)
    require_login(ledger)
    if not query().text("myOrgId"):
        raise Missing(name="myBoxId")
    return _other_company(ledger, "", query().text("myOrgId"))


def _other_company(ledger: Ledger, box_id: str, organization_id: str) -> Box:
    if box_id:
        found = ledger.box(read_guid("counteragentBoxId", box_id))
    elif organization_id:
        found = next(iter(ledger.boxes_with(organization_id=read_guid("orgId", organization_id))), None)
    else:
        raise Missing(name="counteragentBoxId")
    if found is None:
        raise NotHere(what="organization")
    return found


def _invited(ledger: Ledger, fields: Fields) -> Box:
    if inn := fields.text("Inn"):
        found = ledger.boxes_with(inn=inn)
        if not found:
            raise NotHere(what=f"organization with INN {inn}")
        return found[0]
    return _other_company(ledger, fields.text("BoxId"), fields.text("OrgId"))


def _organization_asked(ledger: Ledger) -> list[Box]:
    asked = query()
    if box_id := asked.text("boxId"):
        found = ledger.box(read_guid("boxId", box_id))
        return [found] if found else []
    words: Json = {
        "organization_id": read_guid("orgId", asked.text("orgId")) if asked.text("orgId") else "",
        "participant": asked.text("fnsParticipantId"),
        "inn": asked.text("inn"),
    }
    if not any(words.values()):
        raise Missing(name="orgId, boxId, fnsParticipantId or inn")
    return ledger.boxes_with(**words, kpp=asked.text("kpp"))


def _matches(acquaintance: Acquaintance, other: Box, status: str, words: str) -> bool:
    text = f"{other.name} {other.inn} {other.kpp}".lower()
    return (not status or acquaintance.relation == status) and words in text
