"""Stages of approval as JSON: a document keeps the route it was given, whatever the policy becomes later."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from edo_gateway.domain.approval import Stage
from edo_gateway.domain.identity import PersonId


def stages_to(stages: tuple[Stage, ...]) -> list[dict[str, Any]]:
    return [{"name": stage.name, "approvers": [str(person) for person in stage.approvers]} for stage in stages]


def stages_from(kept: list[dict[str, Any]]) -> tuple[Stage, ...]:
    return tuple(
        Stage(name=stage["name"], approvers=tuple(PersonId(UUID(person)) for person in stage["approvers"]))
        for stage in kept
    )
