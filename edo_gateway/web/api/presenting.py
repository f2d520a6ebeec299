"""From values of the domain to what the API answers with."""

from __future__ import annotations

import json

from edo_gateway.domain.approval import Decision, Route, Stage
from edo_gateway.domain.document import Document, DocumentStatus, Transition
from edo_gateway.domain.identity import PersonId
from edo_gateway.domain.job import Job
from edo_gateway.domain.journal import Entry, Happening
from edo_gateway.domain.party import Counterparty, Organization
from edo_gateway.domain.policy import Policy
from edo_gateway.domain.signature import Signature
from edo_gateway.domain.text import Language
from edo_gateway.domain.validation import Report
from edo_gateway.storage.contract import JournalLine, StoredFile, Unit
from edo_gateway.web.api import views
from edo_gateway.web.problem import finding_json

_NOT_LEFT = frozenset(
    {
        DocumentStatus.DRAFT,
        DocumentStatus.APPROVAL,
        DocumentStatus.RETURNED,
        DocumentStatus.SIGNING,
        DocumentStatus.SIGNED,
    }
)


def document_summary(document: Document) -> views.DocumentSummary:
    heading = document.heading
    return views.DocumentSummary(
        id=document.id,
        type=heading.type,
        function=heading.function,
        format=heading.format,
        status=document.status,
        number=heading.number,
        date=heading.date,
        title=heading.title,
        counterparty=views.CounterpartyName(
            id=heading.counterparty_id, name=heading.counterparty_name, inn=heading.counterparty_inn
        ),
        total=heading.total,
        vat=heading.vat,
        currency=heading.currency,
        created_at=document.created_at,
        created_by=document.created_by,
        required_signatures=sorted(document.required_signatures),
        signed_with=sorted(document.signatures),
    )


def document_view(unit: Unit, document: Document, language: Language) -> views.DocumentView:
    """The document with its route, signatures and files, read in the same unit."""
    signatures = enumerate(unit.documents.signatures(document.id), start=1)
    return views.DocumentView(
        **dict(document_summary(document)),
        joint=_joint(document),
        delivery=_delivery(document),
        route=_route(unit, document.route),
        signatures=[signature_view(number, signature, language) for number, signature in signatures],
        files=[file_view(file) for file in unit.documents.files(document.id)],
        transitions=[_transition(step) for step in document.transitions],
    )


def _joint(document: Document) -> views.JointView | None:
    joint = document.joint
    if joint is None:
        return None
    representatives = [
        views.JointRepresentative(name=party.name, has_signed=index in joint.signed)
        for index, party in enumerate(joint.parties)
    ]
    return views.JointView(power_number=joint.power_number, representatives=representatives)


def _delivery(document: Document) -> views.DeliveryView | None:
    if document.status in _NOT_LEFT:
        return None
    settlement, reference = document.settlement, document.reference
    threads = {
        thread: views.ThreadView(state=status.state, at=status.at, note=status.note)
        for thread, status in settlement.threads.items()
    }
    return views.DeliveryView(
        outcome=settlement.outcome,
        threads=threads,
        operator_message_id=reference.message_id if reference else "",
        operator_entity_id=reference.entity_id if reference else "",
    )


def _route(unit: Unit, route: Route) -> views.RouteView:
    return views.RouteView(
        stages=[_stage(unit, stage) for stage in route.stages],
        round=route.round,
        current_stage=route.current,
        decisions=[_decision(unit, decision) for decision in route.decisions],
    )


def _stage(unit: Unit, stage: Stage) -> views.StageView:
    return views.StageView(name=stage.name, approvers=[_person(unit, person) for person in stage.approvers])


def _decision(unit: Unit, decision: Decision) -> views.DecisionView:
    return views.DecisionView(
        stage=decision.stage,
        round=decision.round,
        person=_person(unit, decision.person_id),
        verdict=decision.verdict,
        comment=decision.comment,
        at=decision.at,
    )


def _person(unit: Unit, id: PersonId) -> views.PersonName:
    return views.PersonName(id=id, name=unit.people.get(id).name)


def signature_view(number: int, signature: Signature, language: Language) -> views.SignatureView:
    return views.SignatureView(
        number=number,
        file_id=signature.file_id,
        level=signature.level,
        signer=signature.signer,
        certificate_serial=signature.certificate_serial,
        signed_at=signature.signed_at,
        is_ours=signature.person_id is not None,
        indication=signature.indication,
        summary=_verdict_sentence(signature, language),
    )


def signature_with_verdict(number: int, signature: Signature, language: Language) -> views.SignatureWithVerdict:
    earlier = [
        views.EarlierVerdict(at=one.at, indication=one.indication, verdict=json.loads(one.verdict))
        for one in signature.earlier
    ]
    return views.SignatureWithVerdict(
        **dict(signature_view(number, signature, language)),
        judged_at=signature.judged_at,
        authority=json.loads(signature.authority) if signature.authority else None,
        verdict=json.loads(signature.verdict),
        earlier=earlier,
    )


def _verdict_sentence(signature: Signature, language: Language) -> str:
    """The sentence of the signer whose verdict decided: a message may carry several."""
    signers = json.loads(signature.verdict).get("signatures", ())
    decisive = (one for one in signers if one["indication"] == signature.indication)
    return next((str(one["summary"][language]) for one in decisive), "")


def file_view(file: StoredFile) -> views.FileView:
    return views.FileView(
        id=file.id, role=file.role, name=file.name, size=file.size, sha256=file.sha256, added_at=file.added_at
    )


def _transition(step: Transition) -> views.TransitionView:
    return views.TransitionView(
        number=step.number,
        previous_status=step.source,
        status=step.target,
        at=step.at,
        actor=step.actor,
        reason=step.reason,
    )


def event(entry: Entry) -> views.EventView:
    is_move = entry.kind is Happening.MOVED
    return views.EventView(
        number=entry.number,
        kind=entry.kind,
        document_id=entry.document_id,
        at=entry.at,
        actor=entry.actor,
        previous_status=_status(entry, "source") if is_move else None,
        status=_status(entry, "target") if is_move else None,
        details=entry.details,
    )


def _status(entry: Entry, name: str) -> DocumentStatus | None:
    said = entry.details.get(name)
    return DocumentStatus(said) if said else None


def log_line(line: JournalLine) -> views.DeliveryLogLine:
    return views.DeliveryLogLine(
        **dict(event(line.entry)),
        document_number=line.document_number,
        document_title=line.document_title,
        counterparty_name=line.counterparty_name,
    )


def problem_view(job: Job) -> views.ProblemView:
    return views.ProblemView(
        job_id=job.id, kind=job.kind, document_id=job.document_id, attempts=job.attempts, last_error=job.last_error
    )


def organization_view(unit: Unit, organization: Organization, policy: Policy) -> views.OrganizationView:
    return views.OrganizationView(
        id=organization.id,
        name=organization.name,
        inn=organization.tax.inn,
        kpp=organization.tax.kpp,
        participant_id=organization.participant_id,
        box=organization.box,
        party=json.loads(organization.card),
        stages=[
            views.StageView(name=stage.name, approvers=[_person(unit, person) for person in stage.approvers])
            for stage in policy.stages
        ],
        signatures={function: sorted(levels) for function, levels in policy.signatures.items()},
    )


def counterparty_view(counterparty: Counterparty) -> views.CounterpartyView:
    return views.CounterpartyView(
        id=counterparty.id,
        name=counterparty.name,
        inn=counterparty.tax.inn,
        kpp=counterparty.tax.kpp,
        participant_id=counterparty.participant_id,
        box=counterparty.box,
        party=json.loads(counterparty.card),
    )


def report_view(report: Report, language: Language) -> views.ReportView:
    return views.ReportView(
        valid=report.is_valid,
        format=report.format,
        version=report.version,
        findings=[views.FindingView(**finding_json(finding, language)) for finding in report.findings],
        skipped=[layer.value for layer in report.skipped],
    )
