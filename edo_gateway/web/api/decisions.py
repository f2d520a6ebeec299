"""Deciding: approve documents or send them back, one by one and many at once."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from edo_gateway.docflow.rights import require
from edo_gateway.domain.approval import CommentRequired, NothingToDecide, OutOfTurn, Verdict
from edo_gateway.domain.errors import ConcurrentChange, Forbidden, NotFound
from edo_gateway.domain.identity import DocumentId
from edo_gateway.domain.person import Role
from edo_gateway.domain.text import Text
from edo_gateway.web.api.documents import view_of
from edo_gateway.web.api.many import ManyDocuments, refusal
from edo_gateway.web.api.operation import Answer, Call, Section
from edo_gateway.web.api.views import DocumentView, Problem, Shape

decisions = Section(Text("Согласование", "Approval"))


class DecisionBody(Shape):
    verdict: Verdict
    comment: str = Field(default="", max_length=2000, description="Обязательно при возврате.")


class BulkDecisionBody(DecisionBody):
    documents: ManyDocuments


class BulkDecision(Shape):
    document_id: UUID
    is_done: bool
    problem: Problem | None = Field(description="Почему решение не принято; null, если принято.")


class BulkDecisions(Shape):
    results: list[BulkDecision] = Field(description="По одному на документ, в порядке запроса.")
    failed: int


@decisions.post(
    "/documents/{document_id}/decisions",
    summary=Text("Согласовать или вернуть", "Approve or send back"),
    about=Text(
        "Решение текущего этапа от имени владельца ключа.",
        "A decision of the current stage as the owner of the key.",
    ),
    answers={200: Answer(text=Text("Документ", "The document"), model=DocumentView)},
    problems=(NotFound, Forbidden, OutOfTurn, NothingToDecide, CommentRequired, ConcurrentChange),
    example={"verdict": "approved", "comment": ""},
)
def decide_document(call: Call, document_id: UUID, body: DecisionBody) -> DocumentView:
    call.docflow.decide(DocumentId(document_id), body.verdict, body.comment, actor=call.actor)
    return view_of(call, DocumentId(document_id))


@decisions.post(
    "/documents/decisions",
    summary=Text("Согласовать или вернуть много документов", "Approve or send back many documents"),
    about=Text(
        "Одно решение по документам, до ста за раз, на том этапе, который у каждого открыт. Ответ 200 несёт итог по "
        "каждому; отказ одного не мешает другим. Если ответ потерялся, прочитайте документы, прежде чем повторить: "
        "где за вами и следующий этап, повтор решит и его.",
        "One decision on up to a hundred documents, of the stage that is open in each. The answer, 200, has a result "
        "for each; a refusal of one does not stop the others. If the answer was lost, read the documents before you "
        "repeat: where the next stage is yours too, a repeat decides that one as well.",
    ),
    answers={200: Answer(text=Text("Итог по каждому", "A result for each"), model=BulkDecisions)},
    problems=(Forbidden,),
    example={"documents": ["7a3f8f9e-0d8f-4a51-9a3c-5e1d0c6e2b11"], "verdict": "approved"},
)
def decide_documents(call: Call, body: BulkDecisionBody) -> BulkDecisions:
    require(call.actor, Role.APPROVER, action=Text("согласовать", "approve"))

    def decide(document: DocumentId) -> None:
        call.docflow.decide(document, body.verdict, body.comment, actor=call.actor)

    found = [(one, refusal(call, decide, one)) for one in dict.fromkeys(body.documents)]
    results = [BulkDecision(document_id=one, is_done=why is None, problem=why) for one, why in found]
    return BulkDecisions(results=results, failed=sum(not one.is_done for one in results))
