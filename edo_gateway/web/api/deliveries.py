"""Deliveries that were given up, for a person to look at and try again."""

from __future__ import annotations

from flask import Response

from edo_gateway.domain.errors import Forbidden, NotFound
from edo_gateway.domain.identity import JobId
from edo_gateway.domain.text import Text
from edo_gateway.web.api.operation import Answer, Call, Section
from edo_gateway.web.api.presenting import problem_view
from edo_gateway.web.api.views import ProblemPage

deliveries = Section(Text("Проблемы", "Problems"))


@deliveries.get(
    "/problems",
    summary=Text("Что остановилось", "What has stopped"),
    about=Text(
        "Работы, от которых шлюз отступился после повторных сбоев; они держат следующие работы своего документа.",
        "Work the gateway gave up after repeated failures; it holds back later work of its document.",
    ),
    answers={200: Answer(text=Text("Остановленные работы", "Work that was given up"), model=ProblemPage)},
)
def list_problems(call: Call) -> ProblemPage:
    with call.docflow.units.look() as unit:
        return ProblemPage(problems=[problem_view(job) for job in unit.jobs.buried(call.actor.organization_id)])


@deliveries.post(
    "/problems/{job_id}/retry",
    summary=Text("Повторить", "Try again"),
    about=Text(
        "Повторить с тем же ключом операции: дважды не уйдёт ничего.",
        "Try again with the same operation key: nothing can be sent twice.",
    ),
    answers={204: Answer(text=Text("Будет повторено", "It will be tried again"), media_types=())},
    problems=(NotFound, Forbidden),
)
def retry_problem(call: Call, job_id: int) -> Response:
    if job_id >= 2**63:
        raise NotFound(what=f"работа {job_id}")
    call.docflow.retry(JobId(job_id), actor=call.actor)
    return Response(status=204)
