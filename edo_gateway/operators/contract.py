"""The front door to every operator of electronic document exchange.

The public methods pin the errors: whatever an adapter meets, only :class:`OperatorError` leaves, and each says
whether the call may be repeated. An adapter fills the underscored gaps. One operation key names one action for
ever: repeating a call with the same key must never act twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, TypeVar, final
from uuid import UUID

from edo_gateway.domain.delivery import FactKind
from edo_gateway.domain.document import DocumentFunction, DocumentType, OperatorReference
from edo_gateway.domain.errors import GatewayError
from edo_gateway.domain.file import ExchangeFile, FileRole
from edo_gateway.domain.party import ParticipantId, TaxNumbers
from edo_gateway.domain.text import Text

Result = TypeVar("Result")


class OperatorError(GatewayError):
    """Any failure of a call to an operator. ``retry`` says whether the same call with the same key may be made again.

    ``retry_after`` is in seconds, None when the operator did not say. ``trace`` is the operator's own id of the
    call, to be quoted to its support.
    """

    code = "operator_error"
    text = Text("Оператор вернул ошибку: {reason}", "The operator answered with an error: {reason}")
    retry: ClassVar[bool] = False

    def __init__(self, *, reason: str = "", retry_after: float | None = None, trace: str = "") -> None:
        super().__init__(reason=reason)
        self.reason = reason
        self.retry_after = retry_after
        self.trace = trace


class NotAuthorized(OperatorError):
    code = "operator_not_authorized"
    text = Text(
        "Оператор не принял ключ или логин: {reason} Проверьте настройки подключения.",
        "The operator refused the key or the log-in: {reason} Check the connection settings.",
    )


class SubscriptionEnded(NotAuthorized):
    code = "operator_subscription_ended"
    text = Text(
        "У оператора закончилась подписка на обмен через API: {reason} Продлите её, отправка и приём остановлены.",
        "The operator's API subscription has ended: {reason} Renew it, sending and receiving have stopped.",
    )


class QuotaExceeded(OperatorError):
    code = "operator_quota"
    text = Text("Оператор просит подождать: {reason}", "The operator asks to wait: {reason}")
    retry = True


class InProgress(OperatorError):
    code = "operator_in_progress"
    text = Text("Оператор ещё обрабатывает этот запрос.", "The operator is still working on this request.")
    retry = True


class Unavailable(OperatorError):
    """The request did not reach the operator, or reading failed: nothing has changed there."""

    code = "operator_unavailable"
    text = Text("Оператор не отвечает: {reason}", "The operator does not answer: {reason}")
    retry = True


class UnknownOutcome(OperatorError):
    """The request may or may not have been carried out: ask with :meth:`OperatorClient.find` before repeating."""

    code = "operator_unknown_outcome"
    text = Text(
        "Ответ оператора не получен, исход неизвестен: {reason}",
        "The operator's answer was lost, the outcome is unknown: {reason}",
    )
    retry = True


class Refused(OperatorError):
    """The operator understood and will not do it: repeating does not help."""

    code = "operator_refused"
    text = Text("Оператор отказал: {reason}", "The operator refused: {reason}")


class NotFoundThere(OperatorError):
    code = "operator_not_found"
    text = Text("У оператора этого нет: {reason}", "The operator does not have it: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """A company as the operator knows it. ``box`` is its address there."""

    name: str
    tax: TaxNumbers
    participant_id: ParticipantId
    box: str
    is_roaming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """What the operator must be told because the file cannot say it; ``version`` is empty for a free-form file."""

    type: DocumentType
    function: DocumentFunction
    version: str
    number: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerFile:
    """A power of attorney as it was signed: the XML, and the detached CMS in DER."""

    content: bytes
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedPower:
    """The power of attorney a signature was made by (МЧД).

    It is named by number, and lies in the registry of the tax service; where ``files`` are given they go instead: the
    signer's power first, then those it was passed on from.
    """

    number: str
    principal_inn: str
    representative_inn: str
    files: tuple[PowerFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMessage:
    """One signed document on its way out. ``signature`` is a detached CMS in DER, ``power`` what it was made by."""

    operation_key: UUID
    document_id: UUID
    sender_box: str
    recipient_box: str
    kind: DocumentKind
    file: ExchangeFile
    signature: bytes
    receipt_expected: bool
    answer_expected: bool
    power: AttachedPower | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoSignature:
    """A signature beside the one a document was sent with: detached CMS in DER, and what it was made by."""

    signature: bytes
    power: AttachedPower | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoSigning:
    """The other signatures of those of one side who sign a document together, all at once."""

    operation_key: UUID
    box: str
    to: OperatorReference
    signatures: tuple[CoSignature, ...]


class ReplyKind(StrEnum):
    RECEIPT_NOTICE = "receipt_notice"
    BUYER_TITLE = "buyer_title"
    CORRECTION_REQUEST = "correction_request"
    SIGNATURE_REJECTION = "signature_rejection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A signed answer to a document or to a title that lies in our box."""

    operation_key: UUID
    kind: ReplyKind
    box: str
    to: OperatorReference
    file: ExchangeFile
    signature: bytes
    power: AttachedPower | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """A file an event brings: fetch it with :meth:`OperatorClient.content`."""

    role: FileRole
    name: str
    file: OperatorReference
    signature: OperatorReference | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFact:
    """One fact in our words: ``document`` is the entity it speaks about, ``source`` the id of what says so."""

    kind: FactKind
    document: OperatorReference
    source: str
    at: datetime
    note: str = ""
    file: EventFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatorEvent:
    """One event of the feed: delivered at least once, kept by ``id``. ``raw`` is the operator's own JSON or XML."""

    id: str
    at: datetime
    facts: tuple[ReportedFact, ...]
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPage:
    """Events after a cursor, oldest first; ``cursor`` is where the next page begins, unchanged when there are none."""

    events: tuple[OperatorEvent, ...]
    cursor: str


class OperatorClient(ABC):
    """One operator. Adapters fill the gaps; callers use the public names."""

    name: ClassVar[str]

    @final
    def participants(self, tax: TaxNumbers) -> tuple[Participant, ...]:
        """Companies with these numbers, possibly several boxes of one ИНН."""
        return self._guarded(lambda: self._participants(tax))

    @final
    def send(self, message: OutboundMessage) -> OperatorReference:
        """Hand over a signed document. Safe to repeat with the same operation key."""
        return self._guarded(lambda: self._send(message), otherwise=UnknownOutcome)

    @final
    def find(self, message: OutboundMessage) -> OperatorReference | None:
        """Whether a message sent earlier has arrived: None when the operator certainly does not have it.

        Never raises :class:`Refused`: an operator that will not say has not refused the document.
        """
        try:
            return self._guarded(lambda: self._find(message))
        except Refused as error:
            raise Unavailable(reason=error.reason, trace=error.trace) from error

    @final
    def reply(self, reply: Reply) -> OperatorReference:
        """Hand over a signed answer. Safe to repeat with the same operation key."""
        return self._guarded(lambda: self._reply(reply), otherwise=UnknownOutcome)

    @final
    def cosign(self, more: CoSigning) -> None:
        """Put further signatures of ours under a document sent before. Safe to repeat with the same operation key."""
        self._guarded(lambda: self._cosign(more), otherwise=UnknownOutcome)

    @final
    def events(self, box: str, after: str, *, limit: int = 100) -> EventPage:
        """Events of a box strictly after the cursor; the empty cursor is the beginning."""
        return self._guarded(lambda: self._events(box, after, limit))

    @final
    def content(self, box: str, reference: OperatorReference) -> bytes:
        """The bytes of a file or of a signature, exactly as the operator keeps them."""
        return self._guarded(lambda: self._content(box, reference))

    def _guarded(self, call: Callable[[], Result], *, otherwise: type[OperatorError] = Unavailable) -> Result:
        """A stumble of the adapter itself settles nothing: it is never called a refusal of the operator's."""
        try:
            return call()
        except OperatorError:
            raise
        except Exception as error:
            raise otherwise(reason=f"{type(error).__name__} in the adapter {self.name}.") from error

    @abstractmethod
    def _participants(self, tax: TaxNumbers) -> tuple[Participant, ...]: ...

    @abstractmethod
    def _send(self, message: OutboundMessage) -> OperatorReference: ...

    @abstractmethod
    def _find(self, message: OutboundMessage) -> OperatorReference | None: ...

    @abstractmethod
    def _reply(self, reply: Reply) -> OperatorReference: ...

    @abstractmethod
    def _cosign(self, more: CoSigning) -> None: ...

    @abstractmethod
    def _events(self, box: str, after: str, limit: int) -> EventPage: ...

    @abstractmethod
    def _content(self, box: str, reference: OperatorReference) -> bytes: ...
