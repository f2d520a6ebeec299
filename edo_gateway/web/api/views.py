"""What the API answers with: one model a noun. Money and quantities are strings, dates ISO 8601, times UTC with Z."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

from edo_gateway.domain.approval import Verdict
from edo_gateway.domain.delivery import Outcome, Thread, ThreadState
from edo_gateway.domain.document import DocumentFunction, DocumentStatus, DocumentType
from edo_gateway.domain.file import FileRole
from edo_gateway.domain.job import JobKind
from edo_gateway.domain.journal import Happening
from edo_gateway.domain.signature import SignatureLevel
from edo_gateway.formats.printing import Change


def in_utc(moment: datetime) -> str:
    """``2026-11-21T10:15:00Z``, with microseconds when there are any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Moment = Annotated[
    datetime, PlainSerializer(in_utc, return_type=str), WithJsonSchema({"type": "string", "format": "date-time"})
]
Money = Annotated[
    Decimal,
    PlainSerializer(lambda amount: format(amount, "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["122000.00"]}),
]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CounterpartyName(Shape):
    id: UUID
    name: str
    inn: str


class DocumentSummary(Shape):
    """A document as lists show it."""

    id: UUID
    type: DocumentType
    function: DocumentFunction = Field(description="default – у формата одна функция.")
    format: str = Field(description="Префикс и версия файла; пусто у файла без формата.")
    status: DocumentStatus
    number: str
    date: date
    title: str
    counterparty: CounterpartyName
    total: Money | None = Field(description="С НДС, в валюте документа.")
    vat: Money | None = Field(description="null – без НДС.")
    currency: str = Field(description="Цифровой код ISO 4217; 643 – рубль.")
    created_at: Moment
    created_by: str
    required_signatures: list[SignatureLevel]
    signed_with: list[SignatureLevel]


class ChangeView(Shape):
    """One field that differs. Words are those of the printed form; an empty value was not there, or is no more."""

    change: Change
    place: str = Field(description="Часть документа: «Строка 3, Карандаши».")
    term: str
    old: str
    new: str
    pointer: str = Field(
        description="JSON pointer в новом документе (для убранного – в старом); XPath, если у формата нет модели."
    )


class ChangeList(Shape):
    against: UUID | None = Field(description="С каким документом сравнили; null – документ сам говорит, что изменил.")
    changes: list[ChangeView]


class DocumentPage(Shape):
    documents: list[DocumentSummary]
    next_cursor: str | None = Field(description="Значение cursor для следующей страницы; null на последней.")


class ThreadView(Shape):
    state: ThreadState
    at: Moment | None
    note: str


class DeliveryView(Shape):
    """Independent threads that run side by side once the document has left, and the outcome derived from them."""

    outcome: Outcome
    threads: dict[Thread, ThreadView]
    operator_message_id: str
    operator_entity_id: str


class PersonName(Shape):
    id: UUID
    name: str


class StageView(Shape):
    name: str
    approvers: list[PersonName]


class DecisionView(Shape):
    stage: int = Field(description="Номер этапа, с 0.")
    round: int = Field(description="Круг согласования, с 1.")
    person: PersonName
    verdict: Verdict
    comment: str
    at: Moment


class RouteView(Shape):
    stages: list[StageView]
    round: int
    current_stage: int | None = Field(description="Этап, который ждёт решения; null – согласовали все.")
    decisions: list[DecisionView]


class SignatureView(Shape):
    number: int = Field(description="С 1, в порядке поступления.")
    file_id: UUID
    level: SignatureLevel
    signer: str
    certificate_serial: str
    signed_at: Moment
    is_ours: bool
    indication: str = Field(description="TOTAL_PASSED, INDETERMINATE или TOTAL_FAILED (ETSI EN 319 102-1).")
    summary: str = Field(description="Итог проверки одной фразой на языке ответа.")


class EarlierVerdict(Shape):
    at: Moment
    indication: str
    verdict: dict[str, Any]


class SignatureWithVerdict(SignatureView):
    judged_at: Moment
    authority: dict[str, Any] | None = Field(
        description="По какому праву: основание, доверенность, предупреждения; null, если не спрашивалось."
    )
    verdict: dict[str, Any] = Field(description="Полный итог: отдельные проверки, сертификат, предупреждения.")
    earlier: list[EarlierVerdict] = Field(description="Итоги прежних проверок, начиная с первой.")


class SignatureList(Shape):
    signatures: list[SignatureWithVerdict]


class FileView(Shape):
    id: UUID
    role: FileRole
    name: str = Field(description="Законное имя файла.")
    size: int = Field(description="Байты.")
    sha256: str
    added_at: Moment


class FileList(Shape):
    files: list[FileView]


class TransitionView(Shape):
    number: int
    previous_status: DocumentStatus | None
    status: DocumentStatus
    at: Moment
    actor: str
    reason: str


class JointRepresentative(Shape):
    name: str
    has_signed: bool


class JointView(Shape):
    """Those who must all sign under one joint power of attorney (ГК РФ, статья 185, пункт 5)."""

    power_number: str
    representatives: list[JointRepresentative]


class DocumentView(DocumentSummary):
    """A document with everything that happened to it."""

    joint: JointView | None = Field(
        description="Кто подписывает совместно по доверенности и кто уже подписал; null, если подписывает один."
    )
    delivery: DeliveryView | None = Field(description="null, пока документ не отправляли.")
    route: RouteView
    signatures: list[SignatureView]
    files: list[FileView]
    transitions: list[TransitionView]


class EventView(Shape):
    number: int
    kind: Happening
    document_id: UUID
    at: Moment
    actor: str
    previous_status: DocumentStatus | None = Field(description="Для document.moved; null, если состояния не было.")
    status: DocumentStatus | None = Field(description="Для document.moved.")
    details: dict[str, str]


class EventPage(Shape):
    events: list[EventView]
    next: int = Field(description="Значение after для следующих событий; прежнее, если новых нет.")


class DeliveryLogLine(EventView):
    document_number: str
    document_title: str
    counterparty_name: str


class DeliveryLogPage(Shape):
    lines: list[DeliveryLogLine]
    next_cursor: str | None


class ProblemView(Shape):
    """Work that was given up: nothing more happens until a person retries it."""

    job_id: int
    kind: JobKind
    document_id: UUID | None
    attempts: int
    last_error: str


class ProblemPage(Shape):
    problems: list[ProblemView]


class OrganizationView(Shape):
    id: UUID
    name: str
    inn: str
    kpp: str
    participant_id: str
    box: str
    party: dict[str, Any] = Field(description="Карточка: что документы берут от организации, с обычным подписантом.")
    stages: list[StageView]
    signatures: dict[DocumentFunction | DocumentType, list[SignatureLevel]]


class OrganizationList(Shape):
    organizations: list[OrganizationView]


class CounterpartyView(Shape):
    id: UUID
    name: str
    inn: str
    kpp: str
    participant_id: str
    box: str
    party: dict[str, Any]


class CounterpartyList(Shape):
    counterparties: list[CounterpartyView]


class FindingView(Shape):
    pointer: str | None = Field(default=None, description="JSON pointer присланного поля (RFC 6901).")
    rule: str = Field(description="Неизменный код правила.")
    layer: str
    severity: str
    message: str
    path: str | None = Field(default=None, description="Путь в XML, номера с единицы.")
    line: int | None = None
    clause: str | None = Field(default=None, description="Приказ и пункт, откуда правило.")


class ReportView(Shape):
    valid: bool
    format: str = Field(description="Префикс формата, например ON_NSCHFDOPPR; пусто, если не распознан.")
    version: str
    findings: list[FindingView]
    skipped: list[str] = Field(description="Слои, которые не выполнить из-за ошибок раньше.")


class ProblemError(FindingView):
    pointer: str | None = None
    parameter: str | None = Field(default=None, description="Параметр запроса, который исправить.")


class Problem(Shape):
    """Problem details (RFC 9457)."""

    type: str = Field(description="Неизменный URN вида ошибки.")
    title: str
    status: int
    detail: str
    code: str
    instance: str = Field(description="URN с номером запроса, тем же, что в X-Request-Id.")
    errors: list[ProblemError] | None = None
