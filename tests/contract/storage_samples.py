"""Ready-made values to keep: an organisation with people, a counterparty and documents."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.approval import Route, Stage
from edo_gateway.domain.document import (
    Document,
    DocumentFunction,
    DocumentStatus,
    DocumentType,
    Heading,
    OperatorReference,
    expectation_of,
)
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.identity import CounterpartyId, DocumentId, FileId, OrganizationId, PersonId
from edo_gateway.domain.party import Counterparty, Organization, ParticipantId, TaxNumbers
from edo_gateway.domain.person import Person, Role
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.storage.contract import Intake, Units

NOON = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=UTC)
INTAKE = Intake(request='{"number":"1"}', report='{"findings":[]}')
QUALIFIED = frozenset({SignatureLevel.QUALIFIED})


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def organization(inn: str = "7701000001", *, kpp: str = "770101001", name: str = "ООО «Ромашка»") -> Organization:
    return Organization(
        id=OrganizationId(uuid4()),
        name=name,
        tax=TaxNumbers(inn=inn, kpp=kpp),
        participant_id=ParticipantId(f"2BM-{inn}"),
        box=f"box-{inn}",
        card="{}",
    )


def counterparty(
    owner: OrganizationId, inn: str = "7802000002", *, kpp: str = "780201001", name: str = "АО «Ёлка»"
) -> Counterparty:
    return Counterparty(
        id=CounterpartyId(uuid4()),
        organization_id=owner,
        name=name,
        tax=TaxNumbers(inn=inn, kpp=kpp),
        participant_id=ParticipantId(f"2BM-{inn}"),
        box=f"box-{inn}",
        card="{}",
    )


def person(owner: OrganizationId, *roles: Role, login: str = "", name: str = "Иванова А. А.") -> Person:
    return Person(id=PersonId(uuid4()), login=login or f"login-{uuid4()}", name=name, roles={owner: frozenset(roles)})


@dataclass(frozen=True, kw_only=True)
class Company:
    """What stands in the database before a test begins."""

    organization: Organization
    counterparty: Counterparty
    approver: Person
    signer: Person

    @property
    def id(self) -> OrganizationId:
        return self.organization.id

    def document(self, number: str = "1", **changes: object) -> Document:
        """A draft with one stage of approval and a qualified signature to put."""
        heading = Heading(
            type=DocumentType.TRANSFER_DOCUMENT,
            function=DocumentFunction.INVOICE_AND_TRANSFER,
            format="ON_NSCHFDOPPR 5.03",
            number=number,
            date=date(2026, 3, 2),
            counterparty_id=self.counterparty.id,
            counterparty_name=self.counterparty.name,
            counterparty_inn=self.counterparty.tax.inn,
            total=Decimal("120.00"),
            vat=Decimal("20.00"),
            currency="643",
            title=f"УПД {number}",
        )
        document = Document(
            id=DocumentId(uuid4()),
            organization_id=self.id,
            heading=replace(heading, **changes),  # type: ignore[arg-type]
            created_at=NOON,
            created_by="Петров П. П.",
            required_signatures=QUALIFIED,
            route=Route(stages=(Stage(name="Директор", approvers=(self.approver.id,)),)),
            expectation=expectation_of(heading.function),
        )
        document.begin()
        return document


def company(units: Units, inn: str = "7701000001", *, name: str = "ООО «Ромашка»") -> Company:
    """A company with its people, kept."""
    ours = organization(inn, name=name)
    made = Company(
        organization=ours,
        counterparty=counterparty(ours.id),
        approver=person(ours.id, Role.APPROVER, name="Сидоров С. С."),
        signer=person(ours.id, Role.SIGNER, name="Иванова А. А."),
    )
    with units.begin() as unit:
        unit.organizations.add(made.organization)
        unit.organizations.add_counterparty(made.counterparty)
        unit.people.add(made.approver, "hash-a")
        unit.people.add(made.signer, "hash-s")
    return made


def keep(units: Units, document: Document) -> Document:
    with units.begin() as unit:
        unit.documents.add(document, INTAKE)
    return document


def move(document: Document, *targets: DocumentStatus, at: datetime = NOON) -> None:
    for target in targets:
        document.move(target, at=at, actor="Петров П. П.")


def sent(units: Units, owner: Company, message_id: str = "m-1", entity_id: str = "e-1") -> Document:
    """A document that the operator has."""
    document = owner.document()
    status = DocumentStatus
    move(document, status.APPROVAL, status.SIGNING, status.SIGNED, status.SENDING, status.SENT)
    document.reference = OperatorReference(message_id=message_id, entity_id=entity_id)
    return keep(units, document)


def title_file(units: Units, id: DocumentId, role: FileRole = FileRole.SELLER_TITLE) -> FileId:
    with units.begin() as unit:
        return unit.documents.add_file(id, role, ExchangeFile("ON_NSCHFDOPPR_1.xml", b"<\xd4\xe0\xe9\xeb/>"), NOON)


def signature(file: FileId, signer: Person | None, content: bytes = b"cms") -> Signature:
    return Signature(
        file_id=file,
        level=SignatureLevel.QUALIFIED,
        content=content,
        signer="Иванова Анна",
        certificate_serial="01",
        signed_at=later(5),
        indication="TOTAL-PASSED",
        verdict="{}",
        judged_at=later(6),
        person_id=signer.id if signer else None,
    )


def signing_key(owner: Company, holder: Person, location: str = "file:key.pem") -> SigningKey:
    return SigningKey(
        organization_id=owner.id,
        person_id=holder.id,
        level=SignatureLevel.QUALIFIED,
        location=location,
        certificate=b"\x30\x00",
    )


def in_threads(*work: Callable[[], object]) -> None:
    """Runs the work at the same time; what fails there fails here."""
    with ThreadPoolExecutor(len(work)) as pool:
        for running in [pool.submit(step) for step in work]:
            running.result(timeout=60)
