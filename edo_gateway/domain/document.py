"""The document: identity, sum, status. Its content lives in the exchange file and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from edo_gateway.domain.approval import Route
from edo_gateway.domain.delivery import Expectation, Fact, Outcome, Settlement, settle
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.identity import CounterpartyId, DocumentId, OrganizationId, PersonId
from edo_gateway.domain.joint import JointSigning
from edo_gateway.domain.power import PowerParty
from edo_gateway.domain.signature import Signature, SignatureLevel
from edo_gateway.domain.text import Text


class DocumentType(StrEnum):
    """What kind of document; a format may serve several."""

    TRANSFER_DOCUMENT = "transfer_document"  # УПД: счёт-фактура, накладная, акт
    CORRECTION_DOCUMENT = "correction_document"  # УКД
    WORKS_ACT = "works_act"  # КС-2
    RECONCILIATION_ACT = "reconciliation_act"
    DISCREPANCY_ACT = "discrepancy_act"  # ТОРГ-2
    EXCHANGE_FILE = "exchange_file"  # a formalised file whose format has no model here
    FREE_FORM = "free_form"  # any other file: a contract, a drawing


class DocumentFunction(StrEnum):
    """Функция УПД and УКД, приказы ФНС ЕД-7-26/970@ and ЕД-7-26/736@; ``DEFAULT`` where a format has but one."""

    INVOICE = "СЧФ"
    INVOICE_AND_TRANSFER = "СЧФДОП"
    TRANSFER = "ДОП"
    SALES_REPORT = "СвРК"
    PURCHASE_REPORT = "СвЗК"
    CORRECTION_INVOICE = "КСЧФ"
    CORRECTION_INVOICE_AND_AGREEMENT = "КСЧФДИС"
    AGREEMENT = "ДИС"
    CORRECTED_SALES_REPORT = "СвИСРК"
    CORRECTED_PURCHASE_REPORT = "СвИСЗК"
    DEFAULT = "default"

    @property
    def is_invoice(self) -> bool:
        """Whether it is an invoice in the sense of the tax code, an adjusting one too (НК РФ, статья 169)."""
        return self in _INVOICES


class DocumentStatus(StrEnum):
    DRAFT = "draft"
    APPROVAL = "approval"
    RETURNED = "returned"
    SIGNING = "signing"
    SIGNED = "signed"
    SENDING = "sending"
    UNKNOWN = "unknown"  # the call was made, its outcome is not known: the operator is asked before any repeat
    SENT = "sent"
    FINISHED = "finished"
    DISCREPANCIES = "discrepancies"
    CORRECTION_REQUESTED = "correction_requested"
    REJECTED = "rejected"
    FAILED = "failed"


_S = DocumentStatus
_SETTLED = frozenset({_S.FINISHED, _S.DISCREPANCIES, _S.CORRECTION_REQUESTED, _S.REJECTED, _S.FAILED})

TRANSITIONS: dict[DocumentStatus, frozenset[DocumentStatus]] = {
    _S.DRAFT: frozenset({_S.APPROVAL}),
    _S.APPROVAL: frozenset({_S.RETURNED, _S.SIGNING}),
    _S.RETURNED: frozenset({_S.APPROVAL}),
    _S.SIGNING: frozenset({_S.RETURNED, _S.SIGNED}),
    _S.SIGNED: frozenset({_S.SENDING}),
    _S.SENDING: frozenset({_S.SENT, _S.UNKNOWN, _S.FAILED}),
    _S.UNKNOWN: frozenset({_S.SENT, _S.FAILED}),
    _S.SENT: _SETTLED,
    # Facts come late: a finished document may still be refused or asked to be corrected.
    _S.FINISHED: _SETTLED - {_S.FINISHED},
    _S.DISCREPANCIES: _SETTLED - {_S.DISCREPANCIES},
    _S.CORRECTION_REQUESTED: _SETTLED - {_S.CORRECTION_REQUESTED},
    _S.REJECTED: _SETTLED - {_S.REJECTED},
    _S.FAILED: _SETTLED - {_S.FAILED},
}

STATUS_NAMES: dict[DocumentStatus, Text] = {
    _S.DRAFT: Text("Черновик", "Draft"),
    _S.APPROVAL: Text("На согласовании", "Being approved"),
    _S.RETURNED: Text("Возвращён", "Returned"),
    _S.SIGNING: Text("К подписи", "To be signed"),
    _S.SIGNED: Text("Готов к отправке", "Ready to be sent"),
    _S.SENDING: Text("Отправляется", "Being sent"),
    _S.UNKNOWN: Text("Уточняем у оператора", "Asking the operator"),
    _S.SENT: Text("У оператора", "With the operator"),
    _S.FINISHED: Text("Завершён", "Finished"),
    _S.DISCREPANCIES: Text("Расхождения", "Discrepancies"),
    _S.CORRECTION_REQUESTED: Text("Просят уточнить", "Correction requested"),
    _S.REJECTED: Text("Отказ", "Rejected"),
    _S.FAILED: Text("Не доставлен", "Not delivered"),
}

_STATUS_OF_OUTCOME: dict[Outcome, DocumentStatus] = {
    Outcome.IN_PROGRESS: _S.SENT,
    Outcome.FINISHED: _S.FINISHED,
    Outcome.DISCREPANCIES: _S.DISCREPANCIES,
    Outcome.CORRECTION_REQUESTED: _S.CORRECTION_REQUESTED,
    Outcome.REJECTED: _S.REJECTED,
    Outcome.FAILED: _S.FAILED,
}

_F = DocumentFunction
_INVOICES = frozenset({_F.INVOICE, _F.INVOICE_AND_TRANSFER, _F.CORRECTION_INVOICE, _F.CORRECTION_INVOICE_AND_AGREEMENT})
_ANSWERED = frozenset(
    {_F.INVOICE_AND_TRANSFER, _F.TRANSFER, _F.CORRECTION_INVOICE_AND_AGREEMENT, _F.AGREEMENT, _F.DEFAULT}
)


def expectation_of(function: DocumentFunction) -> Expectation:
    """What the other side owes for a formalised document of this function (порядок обмена, Минфин 14н)."""
    return Expectation(receipt=function.is_invoice, answer=function in _ANSWERED)


class TransitionNotAllowed(GatewayError):
    code = "transition_not_allowed"
    text = Text(
        "Документ в состоянии «{source}», перейти в «{target}» он сейчас не может.",
        "The document is “{source}”, so it cannot become “{target}” now.",
    )

    def __init__(self, source: DocumentStatus, target: DocumentStatus) -> None:
        super().__init__(source=STATUS_NAMES[source], target=STATUS_NAMES[target])


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One recorded step. ``source`` is None for the first."""

    number: int
    source: DocumentStatus | None
    target: DocumentStatus
    at: datetime
    actor: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What every document shares and lists show: never changes after the file is built.

    ``format`` is the prefix and version of the file, ``ON_NSCHFDOPPR 5.03``, empty for a free-form one.
    ``total`` and ``vat`` are in the document's currency (ISO 4217 numeric code, 643 for the rouble);
    ``vat`` is None for «без НДС».
    """

    type: DocumentType
    function: DocumentFunction
    format: str
    number: str
    date: date
    counterparty_id: CounterpartyId
    counterparty_name: str
    counterparty_inn: str
    total: Decimal | None
    vat: Decimal | None
    currency: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorReference:
    """Where the operator keeps our document: its message and the entity within it."""

    message_id: str
    entity_id: str


@dataclass(kw_only=True)
class Document:
    """A document on its way. ``status`` is changed by :meth:`move` alone and every change is recorded.

    ``signatures`` are the kinds that are whole; ``joint`` is the joint power a qualified one is or was made under.
    """

    id: DocumentId
    organization_id: OrganizationId
    heading: Heading
    created_at: datetime
    created_by: str
    required_signatures: frozenset[SignatureLevel]
    route: Route
    expectation: Expectation
    status: DocumentStatus = DocumentStatus.DRAFT
    transitions: list[Transition] = field(default_factory=list)
    signatures: frozenset[SignatureLevel] = frozenset()
    facts: list[Fact] = field(default_factory=list)
    reference: OperatorReference | None = None
    joint: JointSigning | None = None

    def move(self, target: DocumentStatus, *, at: datetime, actor: str, reason: str = "") -> None:
        """Take one recorded step. Raises :class:`TransitionNotAllowed`."""
        if target not in TRANSITIONS[self.status]:
            raise TransitionNotAllowed(self.status, target)
        self._record(self.status, target, at, actor, reason)

    def begin(self) -> None:
        """Record the creation as transition number one."""
        self._record(None, DocumentStatus.DRAFT, self.created_at, self.created_by, "")

    @property
    def is_fully_signed(self) -> bool:
        return self.required_signatures <= self.signatures

    @property
    def awaited(self) -> tuple[PowerParty, ...]:
        """Whose signatures are missing of those who sign jointly; empty unless somebody has begun."""
        return self.joint.missing if self.joint and self.status is DocumentStatus.SIGNING else ()

    def counts(self, signature: Signature) -> bool:
        """Whether a signature of ours is one the document is signed by: what was begun under a joint power that ended
        before all had signed is not."""
        return not signature.place or (self.joint is not None and signature.place in self.joint.places)

    def asks_of(self, person: PersonId) -> frozenset[SignatureLevel]:
        """The kinds of signature still wanted that this person has not done their part of."""
        missing = self.required_signatures - self.signatures
        has_done = self.joint is not None and person in self.joint.signed.values()
        return missing - {SignatureLevel.QUALIFIED} if has_done else missing

    @property
    def settlement(self) -> Settlement:
        return settle(self.facts, self.expectation)

    def learn(self, facts: list[Fact], *, at: datetime) -> bool:
        """Keep the facts not known yet and follow the outcome they give. True if anything was new."""
        known = {(fact.kind, fact.source) for fact in self.facts}
        fresh = [fact for fact in facts if (fact.kind, fact.source) not in known]
        self.facts.extend(fresh)
        target = _STATUS_OF_OUTCOME[self.settlement.outcome]
        if fresh and target is not self.status and target in TRANSITIONS[self.status]:
            self.move(target, at=at, actor="operator", reason=fresh[-1].note)
        return bool(fresh)

    def _record(
        self, source: DocumentStatus | None, target: DocumentStatus, at: datetime, actor: str, reason: str
    ) -> None:
        number = len(self.transitions) + 1
        step = Transition(number=number, source=source, target=target, at=at, actor=actor, reason=reason)
        self.transitions.append(step)
        self.status = target
