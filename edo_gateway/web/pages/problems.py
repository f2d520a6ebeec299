"""«Проблемы»: work the gateway gave up, and documents that did not arrive; each with its next step."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template

from edo_gateway.domain.document import Document, DocumentStatus
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.domain.person import Role
from edo_gateway.storage.contract import DocumentFilter, Unit
from edo_gateway.web.pages.visitor import steps, visitor

_TROUBLE = (DocumentStatus.UNKNOWN, DocumentStatus.FAILED, DocumentStatus.REJECTED)
_ASKED = (DocumentStatus.CORRECTION_REQUESTED, DocumentStatus.DISCREPANCIES)
_WORDS = {
    JobKind.SEND: "Отправка документа",
    JobKind.COSIGN: "Отправка остальных подписей",
    JobKind.VERIFY: "Повторная проверка подписей",
    JobKind.TRACK: "Чтение ответов оператора",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedWork:
    job: Job
    word: str
    document: Document | None


def install(pages: Blueprint) -> None:
    pages.add_url_rule("/problems", "problems", show)


def problem_count(unit: Unit, organization: OrganizationId) -> int:
    """The number in the navigation: what does not move until a person acts, or until the operator answers."""
    return len(unit.jobs.buried(organization)) + bool(_silent_feed(unit, organization))


def _silent_feed(unit: Unit, organization: OrganizationId) -> Job | None:
    """The work that reads the feed, when the operator has refused it more than once in a row."""
    tracking = unit.jobs.tracking(organization)
    return tracking if tracking and tracking.last_error and tracking.attempts > 1 else None


def show() -> str:
    organization = visitor().organization.id
    with steps().units.look() as unit:
        stopped = [_stopped(unit, job) for job in unit.jobs.buried(organization)]
        feed = _silent_feed(unit, organization)
        held = {work.document.id for work in stopped if work.document}
        failed = _documents(unit, organization, frozenset(_TROUBLE))
        asked = _documents(unit, organization, frozenset(_ASKED))
    return render_template(
        "problems.html",
        stopped=stopped,
        feed=feed,
        failed=[document for document in failed if document.id not in held],
        asked=asked,
        expiring=steps().expiring(organization),
        now=steps().clock(),
        may_retry=visitor().may(Role.ACCOUNTANT, Role.ADMINISTRATOR),
    )


def _stopped(unit: Unit, job: Job) -> StoppedWork:
    document = unit.documents.get(job.organization_id, job.document_id) if job.document_id else None
    return StoppedWork(job=job, word=_WORDS[job.kind], document=document)


def _documents(unit: Unit, organization: OrganizationId, statuses: frozenset[DocumentStatus]) -> list[Document]:
    page = unit.documents.page(organization, DocumentFilter(statuses=statuses), limit=50)
    return [document for _, document in page]
