"""One step on many documents: a result for each, and a refusal of one stops nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import DocumentId
from edo_gateway.web.api.operation import Call
from edo_gateway.web.api.views import Problem
from edo_gateway.web.errors import understood
from edo_gateway.web.problem import problem
from edo_gateway.web.request_id import request_id
from signing import SigningError

MOST = 100
ManyDocuments = Annotated[list[UUID], Field(min_length=1, max_length=MOST, description="Повторы не считаются.")]


def refusal(call: Call, step: Callable[[DocumentId], None], document: UUID) -> Problem | None:
    """Why the step was not taken; None when it was."""
    try:
        step(DocumentId(document))
    except (GatewayError, SigningError) as error:
        return Problem.model_validate(problem(understood(error, request_id=request_id()), call.language))
    return None
