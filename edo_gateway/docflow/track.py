"""Track: read what the operator reports, keep it once, and let each document follow from it.

Reading and applying are two moves. Events and the cursor are kept in one transaction; a fact is applied when its
document is known, so a report that overtakes our own record of the sending is not lost.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from edo_gateway.docflow.authority import Authorise, marked
from edo_gateway.docflow.interpret import Fetched, Interpret, Interpreted
from edo_gateway.docflow.verification import keep_verification
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.document import Document, OperatorReference
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import DocumentId, OrganizationId
from edo_gateway.domain.job import Job
from edo_gateway.domain.text import Language
from edo_gateway.operators.contract import (
    EventFile,
    EventPage,
    NotFoundThere,
    OperatorClient,
    OperatorError,
    Refused,
    ReportedFact,
)
from edo_gateway.storage.contract import KeptFact, Unit, Units

log = logging.getLogger(__name__)

_MOST_FAILURES = 5  # of one run, so that an operator that is away is not waited for at every fact
_MOST_PAGES = 50  # of one run, so that a long history does not keep the worker from other work
_OPERATORS_FILES = frozenset({FileRole.OPERATOR_RECEIVED, FileRole.OPERATOR_FORWARDED, FileRole.OTHER})


@dataclass(frozen=True, kw_only=True)
class TrackOrganization:
    """Read one organisation's feed and apply what came. The job gives itself back for the next time."""

    units: Units
    clock: Clock
    operator: Callable[[OrganizationId], OperatorClient]
    interpret: Interpret
    interval: timedelta
    authorise: Authorise

    def __call__(self, job: Job) -> None:
        try:
            self._read(job.organization_id)
            failures = self._apply_all(job.organization_id)
        except OperatorError as failure:
            failures = [failure]
        error = failures[0].said_in(Language.RUSSIAN) if failures else ""
        with self.units.begin() as unit:
            unit.jobs.postpone(job, run_at=self.clock() + self.interval, error=error)

    def _read(self, organization: OrganizationId) -> None:
        client = self.operator(organization)
        for _ in range(_MOST_PAGES):
            with self.units.look() as unit:
                box, cursor = unit.organizations.get(organization).box, unit.inbox.cursor(organization)
            page = client.events(box, cursor)
            if not page.events:
                return
            with self.units.begin() as unit:
                self._keep(unit, organization, page)

    def _keep(self, unit: Unit, organization: OrganizationId, page: EventPage) -> None:
        now = self.clock()
        for event in page.events:
            if unit.inbox.keep_event(organization, event.id, at=event.at, received_at=now, raw=event.raw):
                for fact in event.facts:
                    unit.inbox.keep_fact(organization, _kept(fact, now))
        unit.inbox.set_cursor(organization, page.cursor)

    def _apply_all(self, organization: OrganizationId) -> list[OperatorError]:
        """What the operator failed at. A fact that could not be applied holds back no other; it is tried next time."""
        with self.units.look() as unit:
            box = unit.organizations.get(organization).box
            waiting = unit.inbox.applicable(organization)
        failures: list[OperatorError] = []
        for document_id, fact in waiting:
            try:
                self._apply(organization, box, document_id, fact)
            except OperatorError as failure:
                failures.append(failure)
            except Exception:  # a defect of ours in one kind of report
                log.exception("fact %s of document %s could not be applied", fact.source, document_id)
            if len(failures) == _MOST_FAILURES:
                break
        return failures

    def _apply(self, organization: OrganizationId, box: str, document_id: DocumentId, fact: KeptFact) -> None:
        with self.units.look() as unit:
            _, title = unit.documents.title(document_id, FileRole.SELLER_TITLE)
        fetched = self._fetched(organization, box, fact, title)
        result = self.interpret(fact, fetched, title)
        with self.units.begin() as unit:
            document = unit.documents.take(organization, document_id)
            self._keep_file(unit, document, result)
            if result.verified:
                keep_verification(unit, organization, document_id, result.verified)
            document.learn([result.fact], at=self.clock())
            unit.documents.save(document)
            unit.inbox.mark_applied(fact.id, document_id)

    def _fetched(self, organization: OrganizationId, box: str, fact: KeptFact, title: ExchangeFile) -> Fetched | None:
        """A bare signature under our file is checked against our own bytes, not against what the operator keeps."""
        if not fact.file:
            return None
        event_file = _event_file(fact.file)
        client = self.operator(organization)
        try:
            signature = client.content(box, event_file.signature) if event_file.signature else b""
            if event_file.role is FileRole.SELLER_TITLE:
                return Fetched(role=event_file.role, file=title, signature=signature)
            content = client.content(box, event_file.file)
        except (NotFoundThere, Refused):
            return None  # the fact stands without its file; the journal shows that none was kept
        return Fetched(role=event_file.role, file=ExchangeFile(event_file.name, content), signature=signature)

    def _keep_file(self, unit: Unit, document: Document, result: Interpreted) -> None:
        if result.file is None or result.role is None:
            return
        if result.role is FileRole.SELLER_TITLE:
            file_id, _ = unit.documents.title(document.id, result.role)
        else:
            file_id = unit.documents.add_file(document.id, result.role, result.file, self.clock())
        authority = None
        if result.verified and result.role not in _OPERATORS_FILES:
            theirs = None if result.role is FileRole.SELLER_TITLE else result.file
            authority = self.authorise.of_other_side(unit, document, theirs, result.verified.verdicts)
        for signature in result.signatures(file_id):
            unit.documents.add_signature(document.id, marked(signature, authority) if authority else signature)


def _kept(fact: ReportedFact, now: datetime) -> KeptFact:
    return KeptFact(
        id=0,
        kind=fact.kind,
        reference=fact.document,
        source=fact.source,
        at=fact.at,
        received_at=now,
        note=fact.note,
        file=json.dumps(asdict(fact.file)) if fact.file else "",
    )


def _event_file(kept: str) -> EventFile:
    fields = json.loads(kept)
    signature = fields["signature"]
    return EventFile(
        role=FileRole(fields["role"]),
        name=fields["name"],
        file=OperatorReference(**fields["file"]),
        signature=OperatorReference(**signature) if signature else None,
    )
