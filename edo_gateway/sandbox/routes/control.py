"""The hand behind the scenes: faults, behaviours, single steps. Reachable from this machine alone.

GET    /_sandbox/faults       what is armed
POST   /_sandbox/faults       {"fault": "commit_then_drop", "path": "PostMessage", "times": 1, "seconds": 2}
DELETE /_sandbox/faults       disarm everything
GET    /_sandbox/boxes        boxes with their behaviours
PUT    /_sandbox/behaviour    {"boxId": …, "behaviour": "refuse"}, until the next start
POST   /_sandbox/settle       do every step that is due now; answers how many there were
GET    /_sandbox/tasks        steps not done yet, the failed ones with their error
POST   /_sandbox/tasks/retry  try the failed steps again
GET    /_sandbox/health       200 when the sandbox answers
"""

from __future__ import annotations

from dataclasses import asdict
from ipaddress import ip_address

from flask import Blueprint, Response, request

from edo_gateway.sandbox.config import Behaviour, behaviour_named
from edo_gateway.sandbox.errors import Malformed, NoAccess, NotHere
from edo_gateway.sandbox.faults import Fault, fault_named
from edo_gateway.sandbox.routes.request import sandbox
from edo_gateway.sandbox.wire import Fields, json_answer

routes = Blueprint("control", __name__, url_prefix="/_sandbox")


@routes.before_request
def only_from_this_machine() -> None:
    address = request.remote_addr or ""
    if not address or not ip_address(address).is_loopback:
        raise NoAccess(what="the control of the sandbox answers to this machine only")


@routes.get("/faults")
def armed_faults() -> Response:
    return json_answer({"armed": [asdict(armed) for armed in sandbox().faults.armed()], "known": list(Fault)})


@routes.post("/faults")
def arm_fault() -> Response:
    fields = Fields(request.get_json(force=True, silent=True))
    fault = fault_named(fields.required("fault"))
    times, seconds = fields.number("times", 1), fields.number("seconds", 1)
    if times < 1 or seconds < 0:
        raise Malformed(what="times must be above zero, seconds not below it")
    sandbox().faults.arm(fault, path=fields.text("path"), times=int(times), seconds=seconds)
    return armed_faults()


@routes.delete("/faults")
def disarm_faults() -> Response:
    sandbox().faults.clear()
    return armed_faults()


@routes.get("/boxes")
def boxes() -> Response:
    with sandbox().store.reading() as ledger:
        return json_answer({"boxes": [asdict(box) for box in ledger.boxes()]})


@routes.put("/behaviour")
def set_behaviour() -> Response:
    """How a box answers from now on."""
    fields = Fields(request.get_json(force=True, silent=True))
    box_id, word = fields.guid("boxId"), fields.required("behaviour")
    if behaviour_named(word) is None:
        raise Malformed(what=f"behaviour is none of {', '.join(Behaviour)}")
    with sandbox().store.writing() as ledger:
        if ledger.box(box_id) is None:
            raise NotHere(what="box")
        ledger.set_behaviour(box_id, word)
    return boxes()


@routes.post("/settle")
def settle() -> Response:
    return json_answer({"steps": sandbox().processor.settle()})


@routes.get("/tasks")
def tasks() -> Response:
    with sandbox().store.reading() as ledger:
        return json_answer({"tasks": [asdict(task) for task in ledger.tasks()]})


@routes.post("/tasks/retry")
def retry_tasks() -> Response:
    with sandbox().store.writing() as ledger:
        ledger.retry_tasks()
    return tasks()


@routes.get("/health")
def health() -> Response:
    with sandbox().store.reading() as ledger:
        return json_answer({"boxes": len(ledger.boxes())})
